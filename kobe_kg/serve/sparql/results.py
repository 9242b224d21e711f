"""Results of queries written in the W3C's forms, row by row as they are found, and no further than a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from kobe_kg.answer import Answer
from kobe_kg.namespaces import PREFIXES
from kobe_kg.serve.bounded import LESS, Bounded
from kobe_kg.serve.problem import TooMuch
from kobe_kg.serve.settings import Settings

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
#: Media type to the form of rows and truths it names, the best first; the first of each form is its own name.
ROWS = {
    JSON: QueryResultsFormat.JSON,
    XML: QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
#: Media type to what writes rows in a form that is not of the W3C.
OTHERS: dict[str, Callable[[Answer], str]] = {"application/jsonl": Answer.to_jsonl, "text/markdown": Answer.to_markdown}
#: Media type to syntax of graphs, the best first.
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/x-turtle": RdfFormat.TURTLE,
    "text/plain": RdfFormat.N_TRIPLES,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
}


def written(result: QuerySolutions | QueryBoolean | Iterable[Triple], media: str, settings: Settings) -> bytes:
    """Write a result.

    :param media: one of :data:`GRAPHS` for triples, of :data:`ROWS` for a truth, of these or :data:`OTHERS` for rows.
    :raises TooMuch: when there are more rows, triples or bytes than the settings allow.
    """
    if isinstance(result, QuerySolutions):
        form = ROWS.get(media, QueryResultsFormat.JSON)
        stream = Bounded(settings.answer_bytes, form=form, rows=settings.rows)
        result.serialize(stream, form)
        return stream.getvalue() if media in ROWS else _other(stream.getvalue(), media, settings)
    stream = Bounded(settings.answer_bytes)
    if isinstance(result, QueryBoolean):
        result.serialize(stream, ROWS[media])
    else:
        triples = _counted(result, settings.rows)
        pyoxigraph.serialize(triples, stream, format=GRAPHS[media], prefixes=PREFIXES)
    return stream.getvalue()


def _other(rows: bytes, media: str, settings: Settings) -> bytes:
    """Write rows, given as JSON, in a form that is not of the W3C."""
    found = pyoxigraph.parse_query_results(rows, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    stream = Bounded(settings.answer_bytes)
    stream.write(OTHERS[media](Answer(found)).encode())
    return stream.getvalue()


def _counted(triples: Iterable[Triple], limit: int) -> Iterator[Triple]:
    for place, triple in enumerate(triples):
        if place >= limit:
            raise TooMuch(f"there are more than {limit:,} triples, the most sent at once", hint=LESS)
        yield triple
