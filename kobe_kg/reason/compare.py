"""Who says what: the live claims about an event, gathered into topics and laid side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from kobe_kg.namespaces import KG, compact
from kobe_kg.reason.words import wording

if TYPE_CHECKING:
    from kobe_kg.answer import Answer


class Position(NamedTuple):
    """One live claim, ready to be read."""

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
    #: IRI and label of the report that prints it, and how many do.
    report: str
    report_label: str
    reports: int


class Topic(NamedTuple):
    """Positions on one thing."""

    #: A name for the command line, e.g. ``civilians-killed``.
    name: str
    #: A heading, e.g. ``Civilians: killed``.
    title: str
    #: What kind of claims: quantity, attribution, absence or occurrence.
    kind: str
    #: The positions, oldest first, the undated last.
    positions: list[Position]

    @property
    def stands(self) -> int:
        """How many different things are said."""
        return len({(p.min, p.max, p.qualifier, p.words) for p in self.positions})

    @property
    def contested(self) -> bool:
        """Whether different figures are given: of what else is said, different answers may all be true."""
        return self.kind == "quantity" and self.stands > 1

    @property
    def speakers(self) -> int:
        """How many different sources say them."""
        return len({p.speaker for p in self.positions})


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


_KINDS = {
    "QuantityClaim": "quantity",
    "AttributionClaim": "attribution",
    "AbsenceClaim": "absence",
    "OccurrenceClaim": "occurrence",
}

_ORDER = {"attribution": 0, "absence": 1, "quantity": 2, "occurrence": 3}


def compare(
    positions: Answer, *, event: str, label: str, as_of: date | None = None, lang: str = "en", topic: str | None = None
) -> Comparison:
    """Gather the rows of the saved query `positions` into topics.

    Figures that differ come first, the most differing before others; then who did what, what is absent, the figures
    nobody contests, and last what happened, where different answers need not be rivals.

    :param positions: rows of the saved query ``positions``, in its order.
    :param event: IRI of the event.
    :param label: its label.
    :param as_of: the day the rows were asked for.
    :param lang: the language the rows were asked for.
    :param topic: keep the topics whose name holds this text.
    """
    speakers = {row.claim: row.speakerLabel for row in positions}
    topics = []
    for (subject, outcome), rows in groupby(positions, key=lambda row: (row.topic, row.outcome)):
        found = list(rows)
        name = "-".join(_kebab(_code(part)) for part in (subject, outcome) if part)
        if topic is None or topic.casefold() in name:
            first = found[0]
            title = f"{first.topicLabel}: {first.outcomeLabel.lower()}" if outcome else first.topicLabel
            kind = _KINDS[_code(first.type)]
            topics.append(Topic(name, title, kind, list(_positions(found, kind, speakers, lang))))
    topics.sort(key=lambda t: (not t.contested, _ORDER[t.kind], -t.stands, -t.speakers, t.title))
    return Comparison(event, label, as_of, lang, topics)


def _positions(rows: Iterable[Any], kind: str, speakers: Mapping[str, str], lang: str) -> Iterable[Position]:
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
            reports=row.reports,
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
