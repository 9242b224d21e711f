"""A part of an answer: its rows one after another, no more of them kept than were asked for, in every form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from kobe_kg.answer import Answer, Term, value
from kobe_kg.errors import ParameterError, QueryError
from kobe_kg.export.geometry import read as read_wkt
from kobe_kg.namespaces import expand
from kobe_kg.serve.problem import TooMuch

#: The column that puts a row on a map.
PLACED = "wkt"
#: Media type to what its rows are written in; the W3C's first.
JSON = "application/sparql-results+json"
_W3C = {
    JSON: QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
_OTHER: dict[str, Callable[[Part], str]] = {
    "application/jsonl": lambda part: part.answer().to_jsonl(),
    "text/markdown": lambda part: part.answer().to_markdown(),
    "application/geo+json": lambda part: part.geojson(),
}
#: Media types there are of any rows, the best first.
FORMS = (*_W3C, "application/jsonl", "text/markdown")
_STRING = expand("xsd:string")


class Part(NamedTuple):
    """Some of the rows of an answer."""

    #: Names of the columns, in order.
    columns: tuple[str, ...]
    #: The rows, as terms.
    rows: list[tuple[Term | None, ...]]
    #: How many rows stand before them.
    offset: int = 0
    #: Whether there are more after them.
    more: bool = False

    @property
    def complete(self) -> bool:
        """Whether these are all the rows there are."""
        return not self.offset and not self.more

    def bindings(self) -> list[dict[str, dict[str, str]]]:
        """Give the rows as SPARQL 1.1 JSON has them, blank nodes numbered as they come."""
        names: dict[BlankNode, str] = {}
        written: dict[Term, dict[str, str]] = {}
        found = []
        for row in self.rows:
            cells = {}
            for column, term in zip(self.columns, row, strict=True):
                if term is None:
                    continue
                if term not in written:
                    written[term] = _json(term, names)
                cells[column] = written[term]
            found.append(cells)
        return found

    def solutions(self) -> QuerySolutions:
        """Give the rows as an engine would."""
        body = json.dumps({"head": {"vars": self.columns}, "results": {"bindings": self.bindings()}}).encode()
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)
        return found

    def answer(self) -> Answer:
        """Give the rows as an answer."""
        return Answer(self.solutions())

    def geojson(self) -> str:
        """Give the rows as GeoJSON (RFC 7946), one feature each; its geometry is what :data:`PLACED` holds."""
        features: list[dict[str, Any]] = []
        for row in self.rows:
            said = {name: _plain(term) for name, term in zip(self.columns, row, strict=True)}
            placed = said.pop(PLACED)
            geometry = read_wkt(str(placed)) if placed is not None else None
            features.append({"type": "Feature", "geometry": geometry, "properties": said})
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def read(solutions: QuerySolutions, *, limit: int, offset: int = 0) -> Part:
    """Read so many rows, and whether there are more."""
    columns = tuple(v.value for v in solutions.variables)
    found: Iterator[Any] = iter(solutions)
    rows = [tuple(solution) for solution in islice(found, offset, offset + limit)]
    return Part(columns, rows, offset, next(found, None) is not None)


def write(part: Part, media: str, *, most: int) -> bytes:
    """Write rows in a form.

    :param media: one of :data:`FORMS`, or GeoJSON where there is a column to place them by.
    :param most: how many bytes there may be.
    :raises TooMuch: when there are more.
    """
    form = _W3C.get(media)
    body = _OTHER[media](part).encode() if form is None else part.solutions().serialize(format=form) or b""
    if len(body) > most:
        hint = "ask for fewer rows at a time with limit, and go on with offset"
        raise TooMuch(f"these rows take {len(body):,} bytes, and {most:,} are the most sent at once", hint=hint)
    return body


def require_select(found: object) -> QuerySolutions:
    """Require that a result has rows.

    :raises ParameterError: when it is a truth or a graph.
    """
    if not isinstance(found, QuerySolutions):
        raise ParameterError("only a SELECT has rows")
    return found


def _json(term: Term, names: dict[BlankNode, str]) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": names.setdefault(term, f"b{len(names)}")}
    if not isinstance(term, Literal):
        raise QueryError("a triple is no value in SPARQL 1.1")
    found = {"type": "literal", "value": term.value}
    if term.language:
        return {**found, "xml:lang": term.language}
    return found if term.datatype.value == _STRING else {**found, "datatype": term.datatype.value}


def _plain(term: Term | None) -> object:
    found = value(term)
    return found if found is None or isinstance(found, (bool, int, float, str)) else str(found)
