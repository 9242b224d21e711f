"""Who says what: the live claims about an event, gathered into topics and laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from kobe_kg.namespaces import KG, PREFIXES, compact
from kobe_kg.reason.comparison import (
    Cited,
    Comparison,
    Disagreement,
    Drift,
    Estimate,
    Position,
    Replaced,
    Silence,
    Topic,
)
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import wording

if TYPE_CHECKING:
    from kobe_kg.answer import Answer

_KINDS = {
    "QuantityClaim": "quantity",
    "AttributionClaim": "attribution",
    "AbsenceClaim": "absence",
    "OccurrenceClaim": "occurrence",
}

_REPORT = PREFIXES["report"]
_ORDER = {"attribution": 0, "absence": 1, "quantity": 2, "occurrence": 3}


#: Runs a saved query with these parameters.
Ask: TypeAlias = Callable[..., "Answer"]

#: Kinds of disagreement that a reader must know of; the others are compatible, or cannot be told.
TOLD = ("disjoint", "growth-compatible", "subset-exceeds-superset")


def compare(
    ask: Ask,
    *,
    event: str,
    label: str,
    as_of: str | None = None,
    lang: str = "en",
    topic: str | None = None,
    leave_out: Mapping[str, str] = MappingProxyType({}),
) -> Comparison:
    """Lay out what the saved queries `positions`, `disagreements`, `drift` and `estimates` say about an event.

    Figures that differ come first, those that set most speakers against one another before others; then who did what,
    what is absent, the figures nobody contests, and last what happened, where different answers need not be rivals.

    :param ask: runs a saved query by its name, with parameters by keyword.
    :param event: IRI of the event.
    :param label: its label.
    :param as_of: only what had been said by this day, written YYYY-MM-DD.
    :param lang: language of the labels.
    :param topic: keep the topics whose name holds this text.
    :param leave_out: IRI to label of sources whose claims are left out; the comparison with them comes along.
    """
    rows: list[Any] = list(ask("positions", event=event, as_of=as_of, lang=lang))
    printed: dict[str, set[str]] = {}
    for row in ask("printings", event=event, as_of=as_of):
        printed.setdefault(row.claim, set()).add(row.report)
    # A faithful relay keeps its origin's day, but nobody could read it before a report printed it.
    rows = [row for row in rows if row.claim in printed or _code(row.originality) != "Relayed"]
    speakers = {row.claim: row.speakerLabel for row in rows}
    drift = list(ask("drift", event=event))
    day = date.fromisoformat(as_of) if as_of else None

    def laid_out(left_out: Mapping[str, str]) -> Comparison:
        kept = [row for row in rows if row.speaker not in left_out]
        topics = [t for t in _topics(kept, speakers, printed, lang) if topic is None or topic.casefold() in t.name]
        found = Comparison(event, label, day, lang, topics, [], {}, [], left_out=left_out)
        here = {q.claim: (t.name, q) for t in topics for p in t.positions for q in (p, *p.relayed)}
        seen = {"as_of": as_of, "leave_out": list(left_out) or None}
        for row in ask("disagreements", event=event, kind=list(TOLD), **seen):
            if row.a in here and row.b in here:
                (name, one), (other_name, other) = here[row.a], here[row.b]
                found.disagreements.append(Disagreement(row.kind, name, other_name, one, other))
        for row in drift:
            if row.claim in here and row.originSpeaker not in left_out:
                found.drift.append(Drift(row.claim, row.origin, row.field, str(row.was or ""), str(row.became or "")))
        _sort(found)
        return found

    def estimated(of: Topic, left_out: Mapping[str, str]) -> list[Estimate]:
        named = {"event": event, "population": of.subject, "outcome": of.outcome, "as_of": as_of}
        figures = ask("estimates", **named, leave_out=list(left_out) or None)
        made = [Estimate(_code(r.policy), r.min, r.best, r.max, tuple((r.claims or "").split())) for r in figures]
        return [e for e in made if e[1:4] != (None, None, None)]

    found, whole = laid_out(leave_out), laid_out({}) if leave_out else None
    for t in whole.topics if whole else found.topics:
        mine = found.topic(t.name)
        if not t.contested and not (mine and mine.contested):
            continue
        if whole:
            whole.estimates[t.name] = estimated(t, {})
        touched = whole is None or any(r.speaker in leave_out and r.outcome == t.outcome for r in rows)
        found.estimates[t.name] = estimated(t, leave_out) if touched or whole is None else whole.estimates[t.name]
    more = _noted(ask, found, as_of, whole=topic is None)
    return more._replace(whole=whole)


def _sort(c: Comparison) -> None:
    """Put what sets most speakers against one another first."""
    against: dict[str, set[str]] = {}
    for d in c.disagreements:
        for name in (d.topic, d.other_topic):
            against.setdefault(name, set()).update((d.one.speaker, d.other.speaker))
    c.topics.sort(
        key=lambda t: (
            not t.contested,
            _ORDER[t.kind],
            -len(against.get(t.name, ())) if t.contested else 0,
            -t.stands,
            -t.printed,
            t.title,
        )
    )


def _noted(ask: Ask, c: Comparison, as_of: str | None, *, whole: bool) -> Comparison:
    """Add what is to be known of the event as a whole."""
    replaced = tuple(_replaced(ask, c, as_of))
    if not whole:
        return c._replace(replaced=replaced)
    seen = {"event": c.event, "as_of": as_of, "leave_out": list(c.left_out) or None, "lang": c.lang}
    cited = tuple(Cited(r.report, r.label, r.claims) for r in ask("cited-only", **seen))
    heading = PHRASES[c.lang]["heading"]
    silences = tuple(
        Silence(r.population, r.outcome, heading.format(r.populationLabel, r.outcomeLabel.lower()), r.wordsOnly)
        for r in ask("unreported", **seen)
    )
    return c._replace(replaced=replaced, cited=cited, silences=silences)


def _replaced(ask: Ask, c: Comparison, as_of: str | None) -> Iterator[Replaced]:
    here = {p.claim: p.words for p in c.everything()}
    rows: list[Any] = [r for r in ask("superseded", event=c.event) if r.speaker not in c.left_out]
    words = dict(here)
    labels = {p.speaker: p.speaker_label for p in c.everything()}
    shown = {(t.subject, t.outcome) for t in c.topics}
    withdrawn: set[str] = set()
    if any(r.takenBack for r in rows):  # what was taken back is no position
        for row in ask("claims", event=c.event, as_of=as_of, lang=c.lang):
            words.setdefault(row.claim, _said(row, c.lang))
            labels.setdefault(row.speaker, row.speakerLabel)
            if row.claim not in here and (not shown or (row.population, row.outcome) in shown):
                withdrawn.add(row.claim)
    for row in rows:
        if row.claim in withdrawn and row.later.startswith(_REPORT):
            if not c.as_of or (row.laterStatedOn and row.laterStatedOn <= c.as_of):
                days = (row.statedOn, row.laterStatedOn)
                yield Replaced(row.claim, row.later, labels[row.speaker], words[row.claim], "", *days, True)
            continue
        live = row.later in here and (row.takenBack or row.claim in here)
        if live and row.claim in words:
            first, later = words[row.claim], words[row.later]
            days = (row.statedOn, row.laterStatedOn)
            yield Replaced(row.claim, row.later, labels[row.speaker], first, later, *days, row.takenBack)


def _said(row: Any, lang: str) -> str:
    if row.qualifier:
        return wording(_code(row.qualifier), row.value, lang=lang)
    return _words(row, "", [], lang)


def _topics(
    rows: Iterable[Any], speakers: Mapping[str, str], printed: Mapping[str, set[str]], lang: str
) -> Iterable[Topic]:
    rows = list(rows)
    origins: dict[str, set[str]] = {}
    for row in rows:
        if row.origin:
            origins.setdefault(row.claim, set()).add(row.origin)
    for (subject, outcome), some in groupby(rows, key=lambda row: (row.topic, row.outcome)):
        found = list(some)
        first = found[0]
        kinds = [_KINDS[_code(row.type)] for row in found]
        kind = "quantity" if "quantity" in kinds else kinds[0]
        yield Topic(
            name="-".join(_kebab(_code(part)) for part in (subject, outcome) if part),
            title=PHRASES[lang]["heading"].format(first.topicLabel, first.outcomeLabel.lower())
            if outcome
            else first.topicLabel,
            kind=kind,
            subject=subject,
            outcome=outcome,
            positions=_folded(list(_positions(found, kind, speakers, printed, lang)), origins),
        )


def _folded(positions: list[Position], origins: Mapping[str, set[str]]) -> list[Position]:
    """Put the relays of a position under it; a relay whose origin is on another topic stands by itself."""
    here = {p.claim: p for p in positions}

    def root(claim: str, seen: frozenset[str] = frozenset()) -> str:
        above = sorted(o for o in origins.get(claim, ()) if o in here and o not in seen)
        return root(above[0], seen | {claim}) if above else claim

    roots = {p.claim: root(p.claim) for p in positions}
    return [
        p._replace(relayed=tuple(q for q in positions if roots[q.claim] == p.claim and q is not p))
        for p in positions
        if roots[p.claim] == p.claim
    ]


def _positions(
    rows: Iterable[Any], kind: str, speakers: Mapping[str, str], printed: Mapping[str, set[str]], lang: str
) -> Iterable[Position]:
    for claim, same in groupby(rows, key=lambda row: row.claim):
        found = list(same)
        row = found[0]
        parties = sorted({r.partyLabel for r in found if r.party})
        yield Position(
            claim=claim,
            words=_words(row, kind, parties, lang),
            speaker=row.speaker,
            speaker_label=row.speakerLabel,
            stated_on=row.statedOn,
            value=row.value,
            min=row.min,
            max=row.max,
            qualifier=_code(row.qualifier) if row.qualifier else None,
            hedge=_code(row.hedge),
            hedge_label=row.hedgeLabel,
            originality=_code(row.originality),
            originality_label=row.originalityLabel,
            relays=tuple(sorted({speakers.get(r.origin, compact(r.origin) or r.origin) for r in found if r.origin})),
            report=row.report,
            report_label=row.reportLabel,
            reports=frozenset(printed.get(claim, {row.report})),
            origins=tuple(sorted({r.origin for r in found if r.origin})),
        )


def _words(row: Any, kind: str, parties: list[str], lang: str) -> str:
    if kind == "quantity" and row.qualifier:
        return wording(_code(row.qualifier), row.value, like=row.like, lang=lang)
    if kind == "attribution":
        return ", ".join(parties)
    # A label names its speaker first; here the speaker stands in a column of its own.
    _, colon, said = row.label.partition(": ")
    return said if colon else str(row.label)


def _code(iri: str) -> str:
    return iri.removeprefix(KG)


def _kebab(code: str) -> str:
    return "".join("-" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(code))
