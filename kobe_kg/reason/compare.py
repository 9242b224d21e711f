"""Who says what: the live claims about an event, gathered into topics and laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from kobe_kg.namespaces import KG, compact
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import wording

if TYPE_CHECKING:
    from kobe_kg.answer import Answer


class Position(NamedTuple):
    """One live claim, ready to be read, with the claims on the same thing that only pass it on."""

    #: IRI of the claim.
    claim: str
    #: What is said, in few words: ``at least 34``, ``Wagner Group``, or the claim's label.
    words: str
    #: IRI and label of who says it.
    speaker: str
    speaker_label: str
    #: First day it is known to have been said, or None.
    stated_on: date | None
    #: Headline number and logical bounds of a quantity; None where there is none or the bound is open.
    value: int | None
    min: int | None
    max: int | None
    #: Code, e.g. ``AtLeast``; None but for quantities.
    qualifier: str | None
    #: Code and label, e.g. ``Suspected``.
    hedge: str
    hedge_label: str
    #: Code and label, e.g. ``Relayed``.
    originality: str
    originality_label: str
    #: Whom it relays: labels of the speakers of the claims it relays.
    relays: tuple[str, ...]
    #: IRI and label of a report that prints it.
    report: str
    report_label: str
    #: IRIs of all reports that print it.
    reports: frozenset[str]
    #: Claims on the same topic that relay it, directly or through others, oldest first.
    relayed: tuple[Position, ...] = ()

    @property
    def copies(self) -> int:
        """How many reports print it, or a relay of it, beyond the first."""
        return len(self.reports.union(*(p.reports for p in self.relayed))) - 1


class Topic(NamedTuple):
    """Positions on one thing."""

    #: A name for the command line, e.g. ``civilians-killed``.
    name: str
    #: A heading, e.g. ``Civilians: killed``.
    title: str
    #: What kind of claims: quantity, attribution, absence or occurrence.
    kind: str
    #: IRI of the population, role, absence or aspect, and of the outcome if there is one.
    subject: str
    outcome: str | None
    #: The positions that are not relayed from one another, oldest first, the undated last.
    positions: list[Position]

    @property
    def stands(self) -> int:
        """How many different things are said, relays not counted."""
        return len({(p.min, p.max, p.qualifier, p.words) for p in self.positions})

    @property
    def printed(self) -> int:
        """How often reports print something about it, relays included."""
        return sum(len(q.reports) for p in self.positions for q in (p, *p.relayed))

    @property
    def originals(self) -> int:
        """How many different sources say something at first hand."""
        return len({p.speaker for p in self.positions if p.originality == "Original"})

    @property
    def contested(self) -> bool:
        """Whether different figures are given: of what else is said, different answers may all be true."""
        return self.kind == "quantity" and self.stands > 1

    @property
    def speakers(self) -> int:
        """How many different sources say them."""
        return len({p.speaker for p in self.positions})


class Disagreement(NamedTuple):
    """Two live figures that cannot both hold, or the later of which revises the earlier."""

    #: One of the kinds of the saved query ``disagreements``.
    kind: str
    #: Name of the topic of the one and of the other.
    topic: str
    other_topic: str
    #: The one and the other, the earlier first.
    one: Position
    other: Position


class Estimate(NamedTuple):
    """A figure that a policy makes of the claims: nobody has said it."""

    #: Code of the policy.
    policy: str
    #: Numbers; None where there is none or the end is open.
    min: int | None
    best: int | None
    max: int | None
    #: IRIs of the claims it rests on.
    claims: tuple[str, ...]


class Drift(NamedTuple):
    """What a relay changed."""

    #: IRI of the relay and of its origin.
    claim: str
    origin: str
    #: What changed: value, qualifier, population, outcome, party, role or hedge.
    field: str
    #: Before and after, in short form; empty for none.
    was: str
    became: str


class Comparison(NamedTuple):
    """All topics of an event, the most contested first."""

    #: IRI and label of the event.
    event: str
    label: str
    #: The day it is seen from, or None for all there is.
    as_of: date | None
    #: Language of the labels.
    lang: str
    #: The topics.
    topics: list[Topic]
    #: What disagrees, on these topics.
    disagreements: list[Disagreement]
    #: Estimates by name of the topic, for the topics that are contested.
    estimates: dict[str, list[Estimate]]
    #: What relays on these topics changed.
    drift: list[Drift]

    def position(self, claim: str) -> Position | None:
        """Give a position by the IRI of its claim, relays included."""
        everything = (q for t in self.topics for p in t.positions for q in (p, *p.relayed))
        return next((p for p in everything if p.claim == claim), None)


_KINDS = {
    "QuantityClaim": "quantity",
    "AttributionClaim": "attribution",
    "AbsenceClaim": "absence",
    "OccurrenceClaim": "occurrence",
}

_ORDER = {"attribution": 0, "absence": 1, "quantity": 2, "occurrence": 3}


#: Runs a saved query with these parameters.
Ask: TypeAlias = Callable[..., "Answer"]

#: Kinds of disagreement that a reader must know of; the others are compatible, or cannot be told.
TOLD = ("disjoint", "growth-compatible", "subset-exceeds-superset")


def compare(
    ask: Ask, *, event: str, label: str, as_of: str | None = None, lang: str = "en", topic: str | None = None
) -> Comparison:
    """Lay out what the saved queries `positions`, `disagreements`, `drift` and `estimates` say about an event.

    Figures that differ come first, the most differing before others; then who did what, what is absent, the figures
    nobody contests, and last what happened, where different answers need not be rivals.

    :param ask: runs a saved query by its name, with parameters by keyword.
    :param event: IRI of the event.
    :param label: its label.
    :param as_of: only what had been said by this day, written YYYY-MM-DD.
    :param lang: language of the labels.
    :param topic: keep the topics whose name holds this text.
    """
    rows = ask("positions", event=event, as_of=as_of, lang=lang)
    printed: dict[str, set[str]] = {}
    for row in ask("printings", event=event, as_of=as_of):
        printed.setdefault(row.claim, set()).add(row.report)
    topics = [t for t in _topics(rows, printed, lang) if topic is None or topic.casefold() in t.name]
    topics.sort(key=lambda t: (not t.contested, _ORDER[t.kind], -t.stands, -t.printed, t.title))
    found = Comparison(event, label, date.fromisoformat(as_of) if as_of else None, lang, topics, [], {}, [])
    names = {q.claim: t.name for t in topics for p in t.positions for q in (p, *p.relayed)}
    here = {q.claim: q for t in topics for p in t.positions for q in (p, *p.relayed)}
    for row in ask("disagreements", event=event, as_of=as_of):
        one, other = here.get(row.a), here.get(row.b)
        if row.kind in TOLD and one and other:
            found.disagreements.append(Disagreement(row.kind, names[row.a], names[row.b], one, other))
    for row in ask("drift", event=event):
        if row.claim in names:
            found.drift.append(Drift(row.claim, row.origin, row.field, str(row.was or ""), str(row.became or "")))
    for t in topics:
        if t.contested:
            figures = ask("estimates", event=event, population=t.subject, outcome=t.outcome, as_of=as_of)
            made = [Estimate(_code(r.policy), r.min, r.best, r.max, tuple((r.claims or "").split())) for r in figures]
            found.estimates[t.name] = [e for e in made if e[1:4] != (None, None, None)]
    return found


def _topics(rows: Answer, printed: Mapping[str, set[str]], lang: str) -> Iterable[Topic]:
    speakers = {row.claim: row.speakerLabel for row in rows}
    origins: dict[str, set[str]] = {}
    for row in rows:
        if row.origin:
            origins.setdefault(row.claim, set()).add(row.origin)
    for (subject, outcome), some in groupby(rows, key=lambda row: (row.topic, row.outcome)):
        found = list(some)
        first = found[0]
        kind = _KINDS[_code(first.type)]
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
        )


def _words(row: Any, kind: str, parties: list[str], lang: str) -> str:
    if kind == "quantity":
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
