"""Drafts and cast as triples, in pages a person can review."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg.ingest.dossier.draft import Draft
from kobe_kg.ingest.dossier.names import sentence
from kobe_kg.ingest.dossier.vocabulary import concept
from kobe_kg.namespaces import PREFIXES, expand

#: A remark longer than this is cut into several, at the ends of its sentences or clauses.
LONG = 240

_DAYS = {"asOf", "earliest", "latest"}
_TERMS = {
    "absenceOf",
    "aspect",
    "basis",
    "datePrecision",
    "ofWhole",
    "outcome",
    "placePrecision",
    "population",
    "qualifier",
    "role",
}
_SKIPPED = {"dimension"}

_CLASSES = {
    "absence": "kg:AbsenceClaim",
    "attribution": "kg:AttributionClaim",
    "occurrence": "kg:OccurrenceClaim",
    "quantity": "kg:QuantityClaim",
}


class Sheet:
    """Triples under way, with prefixed names as the only way to write one."""

    def __init__(self) -> None:
        #: The triples, in the order they were added.
        self.triples: list[Triple] = []

    def add(self, subject: str, predicate: str, *objects: Any) -> None:
        """Add a triple for each object that is not None."""
        for value in objects:
            if value is not None:
                term = _node(value) if isinstance(value, str) else value
                self.triples.append(Triple(_node(subject), _node(predicate), term))

    def label(self, subject: str, texts: dict[str, str]) -> None:
        """Add the labels of a thing by language."""
        self.add(subject, "rdfs:label", *(Literal(text, language=lang) for lang, text in texts.items() if text))

    def notes(self, subject: str, notes: Iterable[str | None]) -> None:
        """Add remarks, each a sentence, none too long to be read at a glance."""
        for note in notes:
            for piece in pieces(note) if note else []:
                self.add(subject, "skos:editorialNote", Literal(piece, language="en"))


@lru_cache(1000)
def _node(name: str) -> NamedNode:
    return NamedNode(expand(name))


def day(text: str | None) -> Literal | None:
    """Write a calendar date."""
    return None if text is None else Literal(text, datatype=NamedNode(PREFIXES["xsd"] + "date"))


def decimal(number: float) -> Literal:
    """Write a decimal number, with a point."""
    return Literal(
        f"{number:.1f}" if number == int(number) else str(number), datatype=NamedNode(PREFIXES["xsd"] + "decimal")
    )


def pieces(text: str) -> list[str]:
    """Cut a remark that is too long at the ends of its sentences, and if need be of its clauses.

    >>> pieces("One. Two.")
    ['One. Two.']
    """
    for mark in (r"(?<=[.!?])\s+(?=[A-ZÀ-Ý‘“'\"])", r";\s+", r",\s+", r"\s+"):
        if len(text) <= LONG:
            return [text]
        parts = re.split(mark, text)
        if len(parts) > 1:
            joiner = {";": "; ", ",": ", "}.get(mark[0], " ")
            made: list[str] = []
            for part in parts:
                if made and len(made[-1]) + len(joiner) + len(part) < LONG:
                    made[-1] += joiner + part
                else:
                    made.append(part)
            return [piece for part in made for piece in pieces(sentence(part))]
    return [text]


def write_claim(sheet: Sheet, draft: Draft) -> None:
    """Write a claim, and the breakdown it has."""
    name = draft.name
    sheet.add(name, "rdf:type", _CLASSES[draft.kind])
    sheet.label(name, draft.label)
    sheet.add(name, "kg:about", draft.about)
    sheet.add(name, "kg:speaker", draft.speaker)
    sheet.add(name, "kg:hedge", concept(draft.hedge))
    sheet.add(name, "kg:originality", f"kg:{draft.originality}")
    sheet.add(name, "kg:reportedIn", *draft.reported_in)
    sheet.add(name, "kg:relays", draft.relays)
    sheet.add(name, "kg:supersedes", draft.supersedes)
    sheet.add(name, "kg:statedOn", day(draft.stated_on))
    for key, value in draft.facts.items():
        if value is None or key in _SKIPPED:
            continue
        if key in _DAYS:
            sheet.add(name, f"kg:{key}", day(value))
        elif key in _TERMS:
            sheet.add(name, f"kg:{key}", concept(value))
        elif key == "kilometres":
            sheet.add(name, "kg:kilometres", decimal(value))
        elif key == "time":
            sheet.add(name, "kg:time", Literal(f"{value}:00", datatype=NamedNode(PREFIXES["xsd"] + "time")))
        elif isinstance(value, int):
            sheet.add(name, f"kg:{key}", Literal(value))
        else:
            sheet.add(name, f"kg:{key}", *(value if isinstance(value, list) else [value]))
    sheet.notes(name, draft.notes)
    if draft.breakdown is not None:
        _write_breakdown(sheet, draft, *draft.breakdown)


def _write_breakdown(sheet: Sheet, draft: Draft, dimension: str, parts: list[str]) -> None:
    name = draft.name.replace("claim:", "breakdown:")
    by = {"Nationality": (", by nationality", ", par nationalité"), "Locality": (", by place", ", par lieu")}.get(
        dimension, ("", "")
    )
    sheet.add(draft.name, "kg:breakdown", name)
    sheet.add(name, "rdf:type", "kg:Breakdown")
    sheet.label(name, {lang: f"{text}{how}" for (lang, text), how in zip(draft.label.items(), by, strict=False)})
    sheet.add(name, "kg:dimension", concept(dimension))
    sheet.add(name, "kg:part", *parts)
    if draft.claim is not None and draft.claim.exhaustive is not None:
        sheet.add(name, "kg:exhaustive", Literal(draft.claim.exhaustive))
