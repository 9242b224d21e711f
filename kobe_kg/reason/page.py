"""A comparison as a page of sections, rows and remarks, which every form then writes out alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from kobe_kg.namespaces import compact
from kobe_kg.reason.compare import TOLD
from kobe_kg.reason.comparison import Comparison, Disagreement, Estimate, Position, Topic
from kobe_kg.reason.notes import Note, notes
from kobe_kg.reason.phrases import PHRASES, say
from kobe_kg.reason.words import day, number

# How many remarks of one kind a section makes.
_REMARKS = 3


class Row(NamedTuple):
    """One position, or a relay that says it in other words."""

    #: 0 for a position, 1 for a relay under it.
    level: int
    #: The position itself, for who wants to draw it.
    position: Position
    #: What is said, by whom, when, and how that is known.
    words: str
    who: str
    when: str
    known: str
    #: The report that prints it, and the claim's short name.
    report: str
    claim: str
    #: The claims that the row tells of, the position first.
    same: tuple[Position, ...] = ()


class Finding(NamedTuple):
    """Figures that disagree, as one sentence."""

    #: One of :data:`kobe_kg.reason.compare.TOLD`.
    kind: str
    #: ``new`` or ``gone`` when it is only there, or no longer, once sources are left out; otherwise empty.
    change: str
    #: The sentence.
    text: str
    #: The disagreement that it tells first.
    first: Disagreement


class Figure(NamedTuple):
    """What a policy makes of a topic."""

    #: Its name, and its figure in words; where sources are left out, beside what it is with them.
    name: str
    told: str
    #: The estimate; None when it is gone.
    estimate: Estimate | None


class Section(NamedTuple):
    """A topic."""

    #: A name for links.
    name: str
    #: The heading, and how contested the topic is, or nothing.
    heading: str
    note: str
    #: Whether ranges are worth drawing, and the number their axis ends at.
    drawn: bool
    top: int
    #: The positions.
    rows: list[Row]
    #: What follows from them, one sentence each.
    remarks: list[str]
    #: The note in parts: a kind of disagreement, or nothing, and what is counted.
    counts: Sequence[tuple[str, str]] = ()
    #: The remarks in parts: what the sources left out say, all that disagrees, and what each policy makes of it.
    left_out: str = ""
    findings: Sequence[Finding] = ()
    figures: Sequence[Figure] = ()


class Page(NamedTuple):
    """A comparison, in words."""

    #: Language of the page.
    lang: str
    #: The heading, the line below, and what leaving sources out moves.
    title: str
    counts: str
    moved: str
    #: Whether several reports are compared, so that each row has to name its own.
    reports: bool
    #: The topics.
    sections: list[Section]
    #: What is to be known of the whole.
    notes: list[Note]


def page(c: Comparison) -> Page:
    """Put a comparison into words."""
    text = PHRASES[c.lang]
    everything = list(c.everything())
    counts = say(c.lang, "counts", len(everything), len({p.speaker for p in everything}), len(c.topics))
    seen = text["as of"].format(day(c.as_of, c.lang)) if c.as_of else ""
    gone = [t for t in c.whole.topics if c.topic(t.name) is None] if c.whole else []
    return Page(
        lang=c.lang,
        title=text["title"].format(c.label),
        counts=seen + (counts if everything else _nothing(c)),
        moved=_moved(c),
        reports=len({p.report for p in everything}) > 1,
        sections=[*(_section(t, c) for t in c.topics), *(_gone_section(t, c) for t in gone)],
        notes=notes(c),
    )


def _nothing(c: Comparison) -> str:
    withdrawn = sum(not r.later_words for r in c.replaced)
    return say(c.lang, "none left", withdrawn) if withdrawn else PHRASES[c.lang]["none"]


def _moved(c: Comparison) -> str:
    if c.whole is None:
        return ""
    text = PHRASES[c.lang]
    fewer = sum(1 for _ in c.whole.everything()) - sum(1 for _ in c.everything())
    titles = [t.title for name in c.moved() if (t := c.whole.topic(name))]
    moved = say(c.lang, "moves", len(titles), text["between"].join(titles)) if titles else text["moves nothing"]
    return f"{say(c.lang, 'without', fewer, ', '.join(c.left_out.values()))} {moved}"


def _section(topic: Topic, c: Comparison) -> Section:
    figures = [n for p in topic.positions for q in (p, *p.relayed) for n in (q.value, q.min, q.max) if n is not None]
    counts = _contested(topic, c)
    return Section(
        name=topic.name,
        heading=topic.title,
        note=", ".join(told for _, told in counts),
        drawn=topic.contested,
        top=max(figures, default=0),
        rows=_folded([row for p in topic.positions for row in _rows(p, topic, c)], c.lang),
        counts=counts,
        **_remarked(topic, c),
    )


def _gone_section(topic: Topic, c: Comparison) -> Section:
    """Tell of a topic that nobody else speaks of."""
    return Section(
        name=topic.name,
        heading=topic.title,
        note=PHRASES[c.lang]["topic gone"],
        drawn=False,
        top=0,
        rows=[],
        **_remarked(topic, c, gone=True),
    )


def _remarked(topic: Topic, c: Comparison, *, gone: bool = False) -> dict[str, Any]:
    """Give what follows from a topic's positions, in sentences and in parts."""
    left_out = _left_out(topic, c)
    findings = [*([] if gone else _disagreements(topic, c)), *_gone(topic, c)]
    figures = [] if gone else _figures(topic, c)
    return {
        "remarks": [*([left_out] if left_out else []), *_told(findings, c.lang), *_policies(figures, c.lang)],
        "left_out": left_out,
        "findings": findings,
        "figures": figures,
    }


def _contested(topic: Topic, c: Comparison) -> list[tuple[str, str]]:
    """Count figures, speakers and disagreements; where sources are left out, beside what there is with them."""
    before = c.whole.topic(topic.name) if c.whole else None
    was = before or topic
    counts = [(topic.stands, was.stands), (topic.speakers, was.speakers), (topic.originals, was.originals)]
    if not topic.contested and not was.contested and all(now == then for now, then in counts):
        return []
    told = [("", say(c.lang, "contested", *(_change(now, then) for now, then in counts)))]
    tally, earlier = _tally(topic, c), _tally(topic, c.whole or c)
    for kind in TOLD:
        if tally[kind] or earlier[kind]:
            told.append((kind, say(c.lang, f"{kind} count", _change(tally[kind], earlier[kind]))))
    return told


def _change(now: int, was: int) -> int | str:
    return now if now == was else f"{was} → {now}"


def _folded(rows: list[Row], lang: str) -> list[Row]:
    """Put rows that read the same into one; relays stay below what they relay."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for n, row in enumerate(rows):
        followed = row.level or (n + 1 < len(rows) and rows[n + 1].level)
        found.setdefault((n,) if followed else row[2:6], []).append(row)
    times = PHRASES[lang]["times"]
    return [
        same[0]._replace(
            known=f"{same[0].known}, {times.format(len(same))}", same=tuple(p for row in same for p in row.same)
        )
        if len(same) > 1
        else same[0]
        for same in found.values()
    ]


def _rows(p: Position, topic: Topic, c: Comparison) -> list[Row]:
    """Give a position its row, and one to each other wording that its relays give it."""
    rows = [_row(0, [p], p.speaker_label, _known(p, topic, c), c.lang)]
    text = PHRASES[c.lang]
    for words in dict.fromkeys(q.words for q in p.relayed if q.words != p.words):
        same = [q for q in p.relayed if q.words == words]
        who = _names(sorted({q.speaker_label for q in same}), text["speakers"])
        known = text["changed"] + (f", {text['times'].format(len(same))}" if len(same) > 1 else "")
        rows.append(_row(1, same, who, known, c.lang))
    return rows


def _names(names: list[str], many: str) -> str:
    return ", ".join(names) if len(names) < 3 else many.format(len(names))


def _row(level: int, same: Sequence[Position], who: str, known: str, lang: str) -> Row:
    p = same[0]
    when = day(p.stated_on, lang) or PHRASES[lang]["undated"]
    return Row(level, p, p.words, who, when, known, p.report_label, compact(p.claim) or p.claim, tuple(same))


def _known(p: Position, topic: Topic, c: Comparison) -> str:
    """Say how a position is known: how sure its speaker is, from where it comes, and how often it was passed on."""
    text = PHRASES[c.lang]
    remarks = [] if p.hedge == "Stated" else [p.hedge_label.lower()]
    remarks.append(_relayed(p, topic, c) if p.relays else text[p.originality])
    others = sorted({q.speaker_label for q in p.relayed if q.words == p.words} - {p.speaker_label})
    if others:
        remarks.append(text["passed on"].format(_names(others, text["others"])))
    if p.copies > 1:
        remarks.append(text["copies"].format(p.copies))
    return ", ".join(remarks)


def _relayed(p: Position, topic: Topic, c: Comparison) -> str:
    """Name whom a position relays, and what was said there where that was about something else."""
    text = PHRASES[c.lang]
    told = text["relays"].format(", ".join(p.relays))
    away = [q for o in p.origins if (q := c.position(o)) and c.titled(o) != topic.title]
    if away:
        told += text["elsewhere"].format(away[0].words, c.titled(away[0].claim))
    before = [q for o in p.origins if c.whole and (q := c.whole.position(o)) and q.speaker in c.left_out]
    return told + (text["who is left out"] if before else "")


def _left_out(topic: Topic, c: Comparison) -> str:
    """Tell what the sources left out say on a topic."""
    before = c.whole.topic(topic.name) if c.whole else None
    said: dict[str, list[str]] = {}
    for p in before.positions if before else ():
        for q in (p, *p.relayed):
            if q.speaker in c.left_out and q.words not in said.setdefault(q.speaker_label, []):
                said[q.speaker_label].append(q.words)
    text = PHRASES[c.lang]
    told = text["between"].join(f"{', '.join(words)} ({speaker})" for speaker, words in said.items())
    return text["left out"].format(told) if told else ""


def gathered(some: Iterable[Disagreement], c: Comparison) -> dict[tuple[str, ...], list[Disagreement]]:
    """Gather the disagreements that set the same words against each other, first-hand positions before others."""
    roots = {p.claim for t in c.topics for p in t.positions}

    def weight(d: Disagreement) -> tuple[int, int, int]:
        pair = (d.one, d.other)
        relayed = sum(p.claim not in roots for p in pair)
        return TOLD.index(d.kind), relayed, sum(p.originality != "Original" for p in pair)

    found: dict[tuple[str, ...], list[Disagreement]] = {}
    for d in sorted(some, key=weight):
        found.setdefault((d.kind, d.topic, d.one.words, d.other_topic, d.other.words), []).append(d)
    return found


def _on(topic: Topic, c: Comparison) -> dict[tuple[str, ...], list[Disagreement]]:
    return gathered((d for d in c.disagreements if d.topic == topic.name), c)


def _tally(topic: Topic, c: Comparison) -> Counter[str]:
    return Counter(kind for kind, *_ in _on(topic, c))


def _disagreements(topic: Topic, c: Comparison) -> list[Finding]:
    """Tell what disagrees, and what of it is only there because sources are left out."""
    before = _on(topic, c.whole) if c.whole else _on(topic, c)
    return [_finding(some, "" if key in before else "new", topic, c) for key, some in _on(topic, c).items()]


def _gone(topic: Topic, c: Comparison) -> list[Finding]:
    """Tell what disagrees no longer once sources are left out."""
    if c.whole is None:
        return []
    mine = _on(topic, c)
    return [_finding(some, "gone", topic, c.whole) for key, some in _on(topic, c.whole).items() if key not in mine]


def _finding(some: list[Disagreement], change: str, topic: Topic, c: Comparison) -> Finding:
    mark = f"{PHRASES[c.lang][change].capitalize()}: " if change else ""
    return Finding(some[0].kind, change, mark + sentence(some[0], topic, c, same=some), some[0])


def _told(findings: Iterable[Finding], lang: str) -> list[str]:
    """Give the first of each kind, and count the rest."""
    told = []
    for _, same in groupby(findings, key=lambda f: (f.change == "gone", f.kind)):
        kind = list(same)
        told += [f.text for f in kind[:_REMARKS]]
        if len(kind) > _REMARKS:
            told.append(PHRASES[lang]["more"].format(len(kind) - _REMARKS))
    return told


def sentence(d: Disagreement, topic: Topic, c: Comparison, *, same: Sequence[Disagreement] = ()) -> str:
    """Say a disagreement as a sentence.

    :param same: disagreements in the same words, whose speakers are then counted.
    """
    ones = {x.one.speaker for x in same} - {d.one.speaker}
    others = {x.other.speaker for x in same} - {d.other.speaker}
    one, other = (d.one, d.topic, len(ones)), (d.other, d.other_topic, len(others))
    if d.kind == "subset-exceeds-superset" and d.one.min is not None and d.other.max is not None:
        # The pair stands in order of time; what matters here is which of them is too high for the other.
        one, other = (other, one) if d.one.min > d.other.max else (one, other)
    told = PHRASES[c.lang][d.kind].format(said(*one, topic, c), said(*other, topic, c))
    return told[0].upper() + told[1:]


def said(p: Position, name: str, others: int, topic: Topic, c: Comparison) -> str:
    """Name a position within a sentence; what it counts is said where that is not the topic at hand."""
    counted = "" if name == topic.name else f"; {next(t.title for t in c.topics if t.name == name)}"
    when = f", {day(p.stated_on, c.lang)}" if p.stated_on else ""
    more = say(c.lang, "and others", others) if others else ""
    return f"{p.words} ({p.speaker_label}{when}{more}{counted})"


def _figures(topic: Topic, c: Comparison) -> list[Figure]:
    """Give each policy's figure; where sources are left out, beside what it is with them."""
    text = PHRASES[c.lang]
    made = {e.policy: e for e in c.estimates.get(topic.name, [])}
    now = {policy: span(e, c.lang) for policy, e in made.items()}
    was = {e.policy: span(e, c.lang) for e in c.whole.estimates.get(topic.name, [])} if c.whole else now
    found = []
    for policy in dict.fromkeys((*was, *now)):
        told = now.get(policy, text["gone"])
        if policy not in was:
            told += f" ({text['new'].lower()})"
        elif was[policy] != told:
            told = f"{was[policy]} → {told}"
        found.append(Figure(text.get(policy, policy), told, made.get(policy)))
    return found


def _policies(figures: Iterable[Figure], lang: str) -> list[str]:
    text = PHRASES[lang]
    made = text["between"].join(f"{f.name} {f.told}" for f in figures)
    return [f"{text['policies']} {made}."] if made else []


def span(e: Estimate, lang: str) -> str:
    """Write an estimate's numbers: one, a range, or the best with its range."""
    if e.min == e.max and e.min is not None:
        return number(e.min, lang)
    if e.min is None and e.max is None:
        return number(e.best, lang)
    low, best, high = (number(n, lang) for n in (e.min, e.best, e.max))
    ends = f"{low}–{high}" if e.max is not None else PHRASES[lang]["open"].format(low)
    return f"{best} ({ends})" if e.best is not None else ends


def disagreement(d: Disagreement) -> dict[str, str]:
    """Give a disagreement as plain facts."""
    return {"kind": d.kind, "topic": d.topic, "a": d.one.claim, "otherTopic": d.other_topic, "b": d.other.claim}
