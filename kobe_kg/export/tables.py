"""The graph as tables: which columns there are, what each holds, and the rows.

One list of columns serves the spreadsheet, the Parquet file and the network, so that they agree, and so that what is
documented is what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from kobe_kg.answer import value
from kobe_kg.export.records import Record, Tally, events, label, records, subjects
from kobe_kg.export.source import Source
from kobe_kg.namespaces import KG, expand

#: What one column of one row holds.
Cell: TypeAlias = str | int | bool | Decimal | date | list[str] | None

#: What stands between several texts in one cell; a text that holds it is left out, and counted.
BETWEEN = " | "
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_LONG = 1 << 63


class Column(NamedTuple):
    """One column."""

    #: Its name.
    name: str
    #: The property whose values it holds; for kind ``label``, whose values it names.
    path: str
    #: ``iri``, ``class``, ``concept`` (a name of a code list), ``text``, ``language``, ``date``, ``time``, ``integer``,
    #: ``decimal`` or ``boolean``; or what is derived: ``label``, ``event``, ``superseded``.
    kind: str
    #: What it says, in a sentence.
    about: str
    #: Whether it holds several values.
    many: bool = False
    #: The language of its texts; empty for texts without one, None for all texts, whose language is then not told.
    lang: str | None = None

    @property
    def derived(self) -> bool:
        """Whether it repeats what stands elsewhere, for convenience."""
        return self.kind in ("label", "event", "superseded")


class Table(NamedTuple):
    """One table."""

    #: Its name.
    name: str
    #: The classes whose instances are its rows.
    classes: tuple[str, ...]
    #: What it holds, in a sentence.
    about: str
    #: Its columns; the first is the key.
    columns: tuple[Column, ...]


def _named(what: str) -> tuple[Column, ...]:
    return (
        Column(what, "", "iri", f"IRI of the {what}, the key of this table."),
        Column("kind", "rdf:type", "class", "Its class."),
        Column("label_en", "rdfs:label", "text", "Its label in English.", lang="en"),
        Column("label_fr", "rdfs:label", "text", "Its label in French.", lang="fr"),
    )


def _concept(name: str, path: str, about: str) -> Column:
    return Column(name, path, "concept", about)


def _links(name: str, path: str, about: str) -> Column:
    return Column(name, path, "iri", about, many=True)


_NOTE = Column("notes", "skos:editorialNote", "text", "Notes of the curators.", many=True)
_LANGUAGES = {"en": "English", "fr": "French"}
_SCOPE = tuple(
    Column(
        f"scope_{lang}",
        "skos:scopeNote",
        "text",
        f"What is meant by it and what is not, in {name}.",
        many=True,
        lang=lang,
    )
    for lang, name in _LANGUAGES.items()
)
_OTHER = (
    Column("other_names", "skos:altLabel", "text", "Other names, of no language.", many=True, lang=""),
    *(
        Column(f"other_names_{lang}", "skos:altLabel", "text", f"Other names in {name}.", many=True, lang=lang)
        for lang, name in _LANGUAGES.items()
    ),
)
_SAME = _links("same_as", "skos:exactMatch", "The same thing in other data sets.")
_EARLIEST = Column("earliest", "kg:earliest", "date", "First day it may have begun.")
_LATEST = Column("latest", "kg:latest", "date", "Last day it may have ended.")
_DATE_PRECISION = _concept("date_precision", "kg:datePrecision", "How exactly its days are known.")
_KIND_OF = _concept("type", "kg:kind", "What sort it is of.")

#: The tables by name.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "events",
            ("kg:Event",),
            "One row an event: identity and an outer window of days, nothing that is contested.",
            (
                *_named("event"),
                _EARLIEST,
                _LATEST,
                _DATE_PRECISION,
                _links("actors", "sem:hasActor", "The convoy that claims about the event also speak of."),
                _links("sub_events", "sem:hasSubEvent", "Its phases and what followed from it."),
                *_OTHER,
                *_SCOPE,
                _NOTE,
            ),
        ),
        Table(
            "claims",
            ("kg:Claim",),
            "One row a claim: the position of one speaker on one thing. Claims are not to be added up.",
            (
                *_named("claim"),
                Column("event", "kg:about", "event", "The event it is about, also by way of its convoy.", many=True),
                _links("about", "kg:about", "The event, convoy, party or place it is about."),
                Column("about_label", "kg:about", "label", "Label of that, in English.", many=True),
                Column("speaker", "kg:speaker", "iri", "Who says it."),
                Column("speaker_label", "kg:speaker", "label", "Label of the speaker, in English."),
                Column("stated_on", "kg:statedOn", "date", "First day the speaker is known to have said it."),
                Column("as_of", "kg:asOf", "date", "Day up to which its content holds."),
                _concept("hedge", "kg:hedge", "With which reserve."),
                _concept("basis", "kg:basis", "How the speaker knows."),
                _concept("originality", "kg:originality", "First-hand, relayed, put together or undetermined."),
                Column(
                    "superseded", "kg:supersedes", "superseded", "Whether a later claim takes it back or corrects it."
                ),
                _concept("population", "kg:population", "What is counted."),
                _concept("of_whole", "kg:ofWhole", "The whole that a majority is one of."),
                _concept("outcome", "kg:outcome", "What happened to it."),
                Column("value", "kg:value", "integer", "The number as stated: persons or vehicles."),
                Column("min", "kg:min", "integer", "Lowest number its wording allows; empty is open."),
                Column("max", "kg:max", "integer", "Highest number its wording allows; empty is open."),
                _concept("qualifier", "kg:qualifier", "How the number is worded."),
                Column("compared_to", "kg:comparedTo", "iri", "The claim whose number it is said to resemble."),
                _concept("role", "kg:role", "The role that a party is given."),
                _links("attributed_to", "kg:attributedTo", "The party that is given it."),
                Column("attributed_to_label", "kg:attributedTo", "label", "Label of that, in English.", many=True),
                _concept("absence_of", "kg:absenceOf", "What is not known to exist."),
                _concept("aspect", "kg:aspect", "Which question about the happening it answers."),
                _links("place", "kg:place", "The place it names."),
                Column("place_label", "kg:place", "label", "Label of the place, in English.", many=True),
                _concept("place_precision", "kg:placePrecision", "How exactly the place is known."),
                Column("kilometres", "kg:kilometres", "decimal", "Distance or length as stated, in kilometres."),
                _EARLIEST,
                _LATEST,
                _DATE_PRECISION,
                Column("time", "kg:time", "time", "Time of day as stated, local."),
                _links("relays", "kg:relays", "Claims that it passes on."),
                _links("supersedes", "kg:supersedes", "Earlier claims that it takes back or corrects."),
                _links("withdrawn_in", "kg:withdrawnIn", "Reports by which its speaker no longer makes it."),
                _links("reports", "kg:reportedIn", "Reports that print it."),
                _links("cites", "kg:cites", "Reports given as its authority."),
                _links("evidence", "kg:evidence", "Passages it stands in."),
                _links("breakdowns", "kg:breakdown", "Divisions of its number into parts."),
                *_SCOPE,
                _NOTE,
            ),
        ),
        Table(
            "reports",
            ("kg:Report",),
            "One row a report: a document in which claims are printed.",
            (
                *_named("report"),
                _KIND_OF,
                Column("publisher", "kg:publisher", "iri", "Who printed it."),
                Column("publisher_label", "kg:publisher", "label", "Label of the publisher, in English."),
                Column("issued", "dct:issued", "date", "Day it was issued."),
                Column("languages", "dct:language", "language", "Languages of its text.", many=True),
                _links("url", "schema:url", "Where it can be read."),
                _concept("access", "kg:access", "Whether its text was read, or it is known by citation only."),
                Column("content_hash", "kg:contentHash", "text", "SHA-256 of the text that was read."),
                _links("relays_reports", "kg:relaysReport", "Reports it copies or translates."),
                _links("derived_from", "kg:derivedFromReport", "Reports it was rewritten from."),
                _links("references", "dct:references", "Reports it lists."),
                _links("passed_on_by", "dct:source", "Where its text was found."),
                *_OTHER,
                *_SCOPE,
                _NOTE,
            ),
        ),
        Table(
            "sources",
            ("kg:Source",),
            "One row a source: who can speak or publish.",
            (
                *_named("source"),
                _KIND_OF,
                Column("anonymous", "kg:anonymous", "boolean", "Whether it is quoted without a name."),
                _links("acts_for", "kg:actsFor", "The party it is an organ of."),
                _SAME,
                *_OTHER,
                *_SCOPE,
                _NOTE,
            ),
        ),
        Table(
            "parties",
            ("kg:Party", "kg:Convoy"),
            "One row a party or convoy; who did what to whom is told by claims.",
            (
                *_named("party"),
                _KIND_OF,
                _links("member_of", "schema:memberOf", "The party it is part of."),
                _SAME,
                *_OTHER,
                *_SCOPE,
                _NOTE,
            ),
        ),
        Table(
            "places",
            ("kg:Place",),
            "One row a place.",
            (
                *_named("place"),
                _links("within", "schema:containedInPlace", "The places it lies in."),
                Column("wkt", "geo:asWKT", "text", "Its position as well-known text: longitude, latitude, WGS 84."),
                _SAME,
                *_OTHER,
                *_SCOPE,
                _NOTE,
            ),
        ),
    )
}


def rows(source: Source, table: Table, tally: Tally, *, whole: frozenset[str] = frozenset()) -> Iterator[list[Cell]]:
    """Give the rows of a table, by key.

    :param tally: where what is written is counted.
    :param whole: columns of concepts to write as full IRIs; see :func:`foreign`.
    """
    for number, record in enumerate(records(source, *table.classes), 1):
        yield [cell(source, record, column, whole=column.name in whole) for column in table.columns]
        tally.add(record)
        for column in table.columns:
            if column.kind == "text" and column.lang is None:
                tagged = sum(bool(getattr(term, "language", None)) for term in record.said.get(column.path, ()))
                tally.change(column.name, "texts are written without their language", tagged)
        if number % 1000 == 0:
            source.tell(f"{table.name} written", number)


def cell(source: Source, record: Record, column: Column, *, whole: bool = False) -> Cell:
    """Give what a column says of a resource."""
    if not column.path:
        return record.iri
    if column.path not in record.said and column.kind != "superseded":
        return [] if column.many else None
    if column.derived:
        return _derive(source, record, column)
    found = record.take(column.path, lambda term: _fit(term, column, whole=whole), many=column.many)
    return found if column.many else found[0] if found else None


def foreign(source: Source, table: Table) -> frozenset[str]:
    """Name the columns of concepts that also hold concepts of others than the project's; they need full IRIs."""
    names = {column.path: column.name for column in table.columns if column.kind == "concept"}
    doubtful = {name for name in names if source.shelf.names_others(NamedNode(expand(name)))}
    found: set[str] = set()
    for record in records(source, *table.classes) if doubtful else ():
        found |= {name for name in doubtful if any(_is_others(term) for term in record.said.get(name, ()))}
    return frozenset(names[name] for name in found)


def _is_others(term: Any) -> bool:
    return isinstance(term, NamedNode) and not term.value.startswith(KG)


def _derive(source: Source, record: Record, column: Column) -> Cell:
    if column.kind == "superseded":
        return bool(subjects(source, column.path, record.iri))
    named = [term.value for term in record.said.get(column.path, ()) if isinstance(term, NamedNode)]
    if column.kind == "label":
        labels = [label(source, iri) for iri in named]
        if column.many:
            return [text for text in labels if BETWEEN not in text]
        return labels[0] if labels else None
    return events(source, named)


def _fit(term: Any, column: Column, *, whole: bool) -> Any:
    """Give a term as the column writes it, or None when it cannot hold it."""
    if column.kind in ("iri", "class", "concept"):
        if not isinstance(term, NamedNode) or (column.kind == "class" and not term.value.startswith(KG)):
            return None
        return term.value if whole or column.kind == "iri" else term.value.removeprefix(KG)
    if not isinstance(term, Literal):
        return None
    if column.kind in ("text", "language", "time"):
        unfit = column.lang is not None and (term.language or "") != column.lang
        unfit |= column.many and BETWEEN in term.value
        unfit |= column.kind == "time" and not _TIME.match(term.value)
        return None if unfit else term.value
    found = value(term)
    fits = {
        "boolean": isinstance(found, bool),
        "date": type(found) is date,
        "decimal": isinstance(found, (int, Decimal)) and not isinstance(found, bool),
        "integer": type(found) is int and -_LONG <= found < _LONG,
    }
    return found if fits[column.kind] else None
