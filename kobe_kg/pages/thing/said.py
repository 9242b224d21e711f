"""Claims as rows of a page: what each says, who says it, when, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kobe_kg.graph import Graph
from kobe_kg.namespaces import KG, compact
from kobe_kg.pages.reading import Names, Record, Text, records, rows
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import wording

#: Class of a claim to the property that says what it is on.
TOPICS = {
    "kg:QuantityClaim": "kg:population",
    "kg:AttributionClaim": "kg:role",
    "kg:AbsenceClaim": "kg:absenceOf",
    "kg:OccurrenceClaim": "kg:aspect",
}


class Said(NamedTuple):
    """One claim."""

    #: Its IRI and class, such as ``kg:QuantityClaim``.
    claim: str
    kind: str
    #: What is said, without the speaker's name before it.
    words: Text
    #: The figure as worded, such as ``at least 34``; empty where there is none.
    figure: str
    #: What it is on: a population, role, absence or aspect; the outcome of a quantity; and both as a heading.
    topic: str
    outcome: str
    heading: str
    speaker: str
    #: The day it was said first, as far as is known.
    day: date | None
    value: int | None
    min: int | None
    max: int | None
    #: Short names: ``kg:AtLeast``, ``kg:Stated``, ``kg:Original``.
    qualifier: str
    hedge: str
    originality: str
    #: What is counted and the role that is told of, whatever the class.
    population: str
    role: str
    about: tuple[str, ...]
    parties: tuple[str, ...]
    places: tuple[str, ...]
    reports: tuple[str, ...]
    #: The claims it relays.
    origins: tuple[str, ...]


def claims(graph: Graph, names: Names, iris: Iterable[str], *, lang: str) -> dict[str, Said]:
    """Read claims, and the labels they need; what is no claim of the graph is left out.

    :returns: IRI to claim, in the order given.
    """
    found = records(graph, iris)
    told = {iri: r for iri, r in found.items() if lang not in r.told and kind_of(r)}
    wanted = ["kg:speaker", "kg:outcome", "kg:reportedIn", "kg:attributedTo", "kg:place", "kg:hedge", "kg:originality"]
    names.fetch(iri for r in told.values() for name in (*wanted, *TOPICS.values()) for iri in r.nodes(name))
    likes = _likes(graph, names, told)
    for iri, r in told.items():
        r.told[lang] = _said(r, names, likes.get(iri), lang)
    return {iri: r.told[lang] for iri, r in found.items() if lang in r.told}


class Group(NamedTuple):
    """Claims that say the same by the same speaker: one that stands for them, and those that pass it on."""

    first: Said
    rest: tuple[Said, ...]


def folded(some: Iterable[Said]) -> list[Group]:
    """Put together what one speaker says in the same words: what is first-hand stands for it, or else the earliest."""
    found: dict[tuple[object, ...], list[Said]] = {}
    for said in some:
        key = (said.heading, said.about, said.speaker, said.figure or said.words.value, said.min, said.max, said.hedge)
        found.setdefault(key, []).append(said)
    groups = [sorted(same, key=_nearest) for same in found.values()]
    return [Group(same[0], tuple(same[1:])) for same in groups]


def _nearest(said: Said) -> tuple[object, ...]:
    order = ("kg:Original", "kg:Synthesis", "kg:Undetermined", "kg:Relayed")
    return (
        order.index(said.originality) if said.originality in order else 4,
        said.day is None,
        str(said.day),
        said.claim,
    )


def kind_of(r: Record) -> str:
    """Give the class of a claim, in short form; empty for what is none, or has no speaker and no class of ours."""
    return next((name for name in r.types if name in TOPICS), "kg:Claim" if r.one("kg:speaker") else "")


def _said(r: Record, names: Names, like: str | None, lang: str) -> Said:
    kind, outcome = kind_of(r), r.one("kg:outcome")
    topic = next((r.one(name) for name in (TOPICS.get(kind, ""), *TOPICS.values()) if name and r.one(name)), "")
    code = r.one("kg:qualifier").removeprefix(KG)
    counted = kind == "kg:QuantityClaim" and code
    return Said(
        claim=r.iri,
        kind=kind,
        words=said_in(r, lang),
        figure=_figure(code, r.number("kg:value"), like, lang) if counted else "",
        topic=topic,
        outcome=outcome,
        heading=heading(names, topic, outcome, lang),
        speaker=r.one("kg:speaker"),
        day=day_of(r.text("kg:statedOn")),
        value=r.number("kg:value"),
        min=r.number("kg:min"),
        max=r.number("kg:max"),
        qualifier=_short(r.one("kg:qualifier")),
        hedge=_short(r.one("kg:hedge")),
        originality=_short(r.one("kg:originality")),
        population=r.one("kg:population"),
        role=r.one("kg:role"),
        about=tuple(r.nodes("kg:about")),
        parties=tuple(r.nodes("kg:attributedTo")),
        places=tuple(r.nodes("kg:place")),
        reports=tuple(r.nodes("kg:reportedIn")),
        origins=tuple(r.nodes("kg:relays")),
    )


def heading(names: Names, topic: str, outcome: str, lang: str) -> str:
    """Head a topic as a comparison does: ``Civilians: killed``."""
    if not topic:
        return ""
    told = names(topic).value
    return PHRASES[lang]["heading"].format(told, names(outcome).value.lower()) if outcome else told


def said_in(r: Record, lang: str) -> Text:
    """Give what a claim says: its label, without the speaker that stands before a colon in it."""
    labels = r.worded("rdfs:label", lang) or [Text(compact(r.iri) or r.iri)]
    label = next((text for text in labels if text.lang == "en"), labels[0])
    before, colon, after = label.value.partition(": ")
    return label._replace(value=after if colon and before and after else label.value)


def _figure(code: str, value: int | None, like: str | None, lang: str) -> str:
    try:
        return wording(code, value, like=like, lang=lang)
    except KeyError:  # a qualifier of someone else's
        return "" if value is None else str(value)


def _likes(graph: Graph, names: Names, found: dict[str, Record]) -> dict[str, str]:
    """Name what a majority is of, or what a number is compared to."""
    wholes = {iri: r.one("kg:ofWhole") for iri, r in found.items() if r.one("kg:ofWhole")}
    compared = {iri: r.one("kg:comparedTo") for iri, r in found.items() if r.one("kg:comparedTo")}
    text = "SELECT ?x ?counted WHERE { {x} ?x kg:population ?counted }"
    counted = {getattr(x, "value", ""): getattr(c, "value", "") for x, c in rows(graph, text, compared.values())}
    likes = wholes | {iri: counted[other] for iri, other in compared.items() if other in counted}
    names.fetch(likes.values())
    return {iri: names(like).value for iri, like in likes.items()}


def day_of(text: str) -> date | None:
    """Read a day, or nothing where it is none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _short(iri: str) -> str:
    return (compact(iri) or iri) if iri else ""


def changes(one: Said, other: Said) -> list[tuple[str, str, str]]:
    """Tell what differs between a claim and one that relays it: field, before and after, as the query `drift` does.

    :param one: the origin.
    :param other: the relay.
    :returns: IRIs and numbers as texts, empty for none; several are parted by a blank.
    """
    alike = (one.value, one.qualifier) == (other.value, other.qualifier)
    fields = [
        ("hedge", one.hedge, other.hedge),
        ("max", one.max, other.max),
        ("min", one.min, other.min),
        ("outcome", one.outcome, other.outcome),
        ("party", " ".join(one.parties), " ".join(other.parties)),
        ("population", one.population, other.population),
        ("qualifier", one.qualifier, other.qualifier),
        ("role", one.role, other.role),
        ("value", one.value, other.value),
    ]
    return [
        (name, "" if was is None else str(was), "" if became is None else str(became))
        for name, was, became in fields
        if was != became and (alike or name not in ("max", "min"))
    ]
