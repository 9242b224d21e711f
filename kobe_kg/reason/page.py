"""A comparison as a page of sections, rows and remarks, which every form then writes out alike."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from kobe_kg.namespaces import compact
from kobe_kg.reason.compare import TOLD, Comparison, Disagreement, Estimate, Position, Topic
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


class Page(NamedTuple):
    """A comparison, in words."""

    #: Language of the page.
    lang: str
    #: The heading and the line below.
    title: str
    counts: str
    #: Whether several reports are compared, so that each row has to name its own.
    reports: bool
    #: The topics.
    sections: list[Section]
    #: What is to be known of the whole, one sentence each.
    notes: list[str]


def page(c: Comparison) -> Page:
    """Put a comparison into words."""
    text = PHRASES[c.lang]
    everything = [q for t in c.topics for p in t.positions for q in (p, *p.relayed)]
    counts = say(c.lang, "counts", len(everything), len({p.speaker for p in everything}), len(c.topics))
    seen = text["as of"].format(day(c.as_of, c.lang)) if c.as_of else ""
    return Page(
        lang=c.lang,
        title=text["title"].format(c.label),
        counts=seen + (counts if everything else text["none"]),
        reports=len({p.report for p in everything}) > 1,
        sections=[_section(t, c) for t in c.topics],
        notes=_notes(c, everything),
    )


def _section(topic: Topic, c: Comparison) -> Section:
    figures = [n for p in topic.positions for q in (p, *p.relayed) for n in (q.value, q.min, q.max) if n is not None]
    note = say(c.lang, "contested", topic.stands, topic.speakers, topic.originals) if topic.contested else ""
    return Section(
        name=topic.name,
        heading=topic.title,
        note=note,
        drawn=topic.contested,
        top=max(figures, default=0),
        rows=[row for p in topic.positions for row in _rows(p, c.lang)],
        remarks=[*_disagreements(topic, c), *_policies(c.estimates.get(topic.name, []), c.lang)],
    )


def _rows(p: Position, lang: str) -> list[Row]:
    """Give a position its row, and one to each other wording that its relays give it."""
    rows = [_row(0, p, p.speaker_label, _known(p, lang), lang)]
    text = PHRASES[lang]
    for words in dict.fromkeys(q.words for q in p.relayed if q.words != p.words):
        same = [q for q in p.relayed if q.words == words]
        who = _names(sorted({q.speaker_label for q in same}), text["speakers"])
        known = text["changed"] + (f", {text['times'].format(len(same))}" if len(same) > 1 else "")
        rows.append(_row(1, same[0], who, known, lang))
    return rows


def _names(names: list[str], many: str) -> str:
    return ", ".join(names) if len(names) < 3 else many.format(len(names))


def _row(level: int, p: Position, who: str, known: str, lang: str) -> Row:
    return Row(level, p, p.words, who, day(p.stated_on, lang), known, p.report_label, compact(p.claim) or p.claim)


def _known(p: Position, lang: str) -> str:
    """Say how a position is known: how sure its speaker is, from where it comes, and how often it was passed on."""
    text = PHRASES[lang]
    remarks = [] if p.hedge == "Stated" else [p.hedge_label.lower()]
    remarks.append(text["relays"].format(", ".join(p.relays)) if p.relays else text[p.originality])
    others = sorted({q.speaker_label for q in p.relayed if q.words == p.words} - {p.speaker_label})
    if others:
        remarks.append(text["passed on"].format(_names(others, text["others"])))
    if p.copies > 1:
        remarks.append(text["copies"].format(p.copies))
    return ", ".join(remarks)


def _disagreements(topic: Topic, c: Comparison) -> list[str]:
    """Tell what disagrees, first-hand positions before others; what only relays make of it is counted."""
    text = PHRASES[c.lang]
    roots = {p.claim for t in c.topics for p in t.positions}

    def weight(d: Disagreement) -> tuple[int, int, int]:
        pair = (d.one, d.other)
        relayed = sum(p.claim not in roots for p in pair)
        return TOLD.index(d.kind), relayed, sum(p.originality != "Original" for p in pair)

    told = []
    mine = sorted((d for d in c.disagreements if d.topic == topic.name), key=weight)
    for _, some in groupby(mine, key=lambda d: d.kind):
        found = list(some)
        told += [sentence(d, topic, c) for d in found[:_REMARKS]]
        if len(found) > _REMARKS:
            told.append(text["more"].format(len(found) - _REMARKS))
    return told


def sentence(d: Disagreement, topic: Topic, c: Comparison) -> str:
    """Say a disagreement as a sentence."""
    one, other = (d.one, d.topic), (d.other, d.other_topic)
    if d.kind == "subset-exceeds-superset" and d.one.min is not None and d.other.max is not None:
        # The pair stands in order of time; what matters here is which of them is too high for the other.
        one, other = (other, one) if d.one.min > d.other.max else (one, other)
    told = PHRASES[c.lang][d.kind].format(said(*one, topic, c), said(*other, topic, c))
    return told[0].upper() + told[1:]


def said(p: Position, name: str, topic: Topic, c: Comparison) -> str:
    """Name a position within a sentence; what it counts is said where that is not the topic at hand."""
    counted = "" if name == topic.name else f"; {next(t.title for t in c.topics if t.name == name)}"
    when = f", {day(p.stated_on, c.lang)}" if p.stated_on else ""
    return f"{p.words} ({p.speaker_label}{when}{counted})"


def _policies(estimates: list[Estimate], lang: str) -> list[str]:
    if not estimates:
        return []
    text = PHRASES[lang]
    made = [f"{text.get(e.policy, e.policy)} {span(e, lang)}" for e in estimates]
    return [f"{text['policies']} {'; '.join(made)}."]


def span(e: Estimate, lang: str) -> str:
    """Write an estimate's numbers: one, a range, or the best with its range."""
    if e.min == e.max and e.min is not None:
        return number(e.min, lang)
    if e.min is None and e.max is None:
        return number(e.best, lang)
    low, best, high = (number(n, lang) for n in (e.min, e.best, e.max))
    ends = f"{low}–{high}" if e.max is not None else PHRASES[lang]["open"].format(low)
    return f"{best} ({ends})" if e.best is not None else ends


def _notes(c: Comparison, everything: list[Position]) -> list[str]:
    text = PHRASES[c.lang]
    notes = []
    reports = {p.report_label for p in everything}
    if len(reports) == 1:
        notes.append(text["printed"].format(reports.pop()))
    if c.drift:
        fields = ", ".join(sorted({d.field for d in c.drift}))
        notes.append(say(c.lang, "drift", len({d.claim for d in c.drift}), fields))
    if unread := sum(p.originality == "Undetermined" for p in everything):
        notes.append(say(c.lang, "unread", unread))
    return notes


def disagreement(d: Disagreement) -> dict[str, str]:
    """Give a disagreement as plain facts."""
    return {"kind": d.kind, "topic": d.topic, "a": d.one.claim, "otherTopic": d.other_topic, "b": d.other.claim}
