"""What a comparison holds: topics, positions, what disagrees, what policies make of it, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple


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
    #: IRIs of the claims it relays.
    origins: tuple[str, ...] = ()

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


class Replaced(NamedTuple):
    """A claim to whose place its speaker later put another, or none."""

    #: IRIs of the claim and of the later one, or of the report that it is withdrawn in.
    claim: str
    later: str
    #: Who says both.
    speaker_label: str
    #: What was said first and later, in few words, empty if nothing, and when.
    words: str
    later_words: str
    stated_on: date | None
    later_on: date | None
    #: Whether the speaker took the first back; otherwise both stand.
    taken_back: bool


class Cited(NamedTuple):
    """A report that others cite and nobody consulted for the graph."""

    #: IRI and label.
    report: str
    label: str
    #: How many claims hang on it.
    claims: int


class Silence(NamedTuple):
    """A number that nobody gives."""

    #: IRIs of the population and of the outcome, and how a topic of them is headed.
    population: str
    outcome: str
    title: str
    #: How many speak of it in words only.
    words_only: int


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
    #: Estimates by name of the topic, for the topics that are contested, here or in the whole.
    estimates: dict[str, list[Estimate]]
    #: What relays on these topics changed.
    drift: list[Drift]
    #: Claims on these topics whose speakers later said otherwise, those taken back first.
    replaced: tuple[Replaced, ...] = ()
    #: Reports cited and never consulted, those most hangs on first; empty where only some topics are asked for.
    cited: tuple[Cited, ...] = ()
    #: Numbers that nobody gives; empty where only some topics are asked for.
    silences: tuple[Silence, ...] = ()
    #: Sources that are left out, IRI to label, and the comparison with them.
    left_out: Mapping[str, str] = MappingProxyType({})
    whole: Comparison | None = None

    def position(self, claim: str) -> Position | None:
        """Give a position by the IRI of its claim, relays included."""
        return next((p for p in self.everything() if p.claim == claim), None)

    def everything(self) -> Iterator[Position]:
        """Give every position of every topic, each before its relays."""
        return (q for t in self.topics for p in t.positions for q in (p, *p.relayed))

    def topic(self, name: str) -> Topic | None:
        """Give a topic by its name."""
        return next((t for t in self.topics if t.name == name), None)

    def titled(self, claim: str) -> str:
        """Give the heading of the topic a claim is on; empty when it is on none."""
        return next(
            (t.title for t in self.topics for p in t.positions for q in (p, *p.relayed) if q.claim == claim), ""
        )

    def new(self) -> list[Disagreement]:
        """Give the disagreements that are only there when sources are left out."""
        return _only(self.disagreements, self.whole.disagreements) if self.whole else []

    def gone(self) -> list[Disagreement]:
        """Give the disagreements that are no longer there when sources are left out."""
        return _only(self.whole.disagreements, self.disagreements) if self.whole else []

    def moved(self) -> list[str]:
        """Name the topics that leaving sources out changes, in the order of the whole."""
        if self.whole is None:
            return []
        touched = {d.topic for d in (*self.new(), *self.gone())}
        return [t.name for t in self.whole.topics if t.name in touched or self._summed(t) != self.whole._summed(t)]

    def _summed(self, topic: Topic) -> tuple[object, ...]:
        """Give what is said of a topic as a whole."""
        mine = self.topic(topic.name)
        figures = {e[:4] for e in self.estimates.get(topic.name, ())}
        return (mine and (mine.stands, mine.speakers, mine.originals), figures)


def _only(some: Iterable[Disagreement], others: Iterable[Disagreement]) -> list[Disagreement]:
    known = {(d.kind, d.one.claim, d.other.claim) for d in others}
    return [d for d in some if (d.kind, d.one.claim, d.other.claim) not in known]
