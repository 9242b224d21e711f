"""Results of queries written in the W3C's forms, row by row as they are found, and no further than a limit."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from kobe_kg.answer import Answer
from kobe_kg.namespaces import PREFIXES
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

_LESS = "add LIMIT to the query, and OFFSET to go on; or ask for less in its patterns"
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_STRING = re.compile(rb'"' + _STRING_END.pattern, re.DOTALL)


def written(result: QuerySolutions | QueryBoolean | Iterable[Triple], media: str, settings: Settings) -> bytes:
    """Write a result.

    :param media: one of :data:`GRAPHS` for triples, of :data:`ROWS` for a truth, of these or :data:`OTHERS` for rows.
    :raises TooMuch: when there are more rows, triples or bytes than the settings allow.
    """
    if isinstance(result, QuerySolutions):
        form = ROWS.get(media, QueryResultsFormat.JSON)
        stream = _Bounded(settings.answer_bytes, form, settings.rows)
        result.serialize(stream, form)
        return stream.getvalue() if media in ROWS else _other(stream.getvalue(), media, settings)
    stream = _Bounded(settings.answer_bytes)
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
    stream = _Bounded(settings.answer_bytes)
    stream.write(OTHERS[media](Answer(found)).encode())
    return stream.getvalue()


class _Bounded(io.BytesIO):
    """Bytes in memory, up to so many of them and so many rows."""

    def __init__(self, most: int, form: QueryResultsFormat | None = None, rows: int = 0) -> None:
        super().__init__()
        self._most, self._rows = most, rows
        self._seen = self._upto = self._atmost = 0
        self._mark, count = _COUNTED[form] if form else (b"", None)
        self._count = count and count()

    def write(self, chunk: bytes) -> int:  # type: ignore[override]
        """Take a chunk, if there is still room."""
        self._seen += len(chunk)
        if self._seen > self._most:
            raise TooMuch(f"the answer takes more than {self._most:,} bytes, the most sent at once", hint=_LESS)
        written = super().write(chunk)
        if self._count is not None:
            self._atmost += chunk.count(self._mark) + 1  # one may be cut in two by the end of the chunk
            if self._atmost > self._rows:
                self._atmost = self._count(self.getvalue()[self._upto :])
                self._upto = self._seen
            if self._atmost > self._rows:
                raise TooMuch(f"there are more than {self._rows:,} rows, the most sent at once", hint=_LESS)
        return written


def _counted(triples: Iterable[Triple], limit: int) -> Iterator[Triple]:
    for place, triple in enumerate(triples):
        if place >= limit:
            raise TooMuch(f"there are more than {limit:,} triples, the most sent at once", hint=_LESS)
        yield triple


class _Json:
    """Counts rows of SPARQL 1.1 JSON: outside strings, a brace behind a bracket or a comma opens one."""

    def __init__(self) -> None:
        self._found, self._inside, self._rest = 0, False, b""

    def __call__(self, chunk: bytes) -> int:
        text = self._rest + chunk
        if self._inside:
            end = _STRING_END.match(text)
            if end is None:
                self._rest = b"\\" if (len(text) - len(text.rstrip(b"\\"))) % 2 else b""
                return self._found
            text, self._inside = text[end.end() :], False
        text = _STRING.sub(b"", text)
        plain, quote, rest = text.partition(b'"')  # a string that goes on in the next chunk
        self._found += plain.count(b",{") + plain.count(b"[{")
        self._inside = bool(quote)
        if quote:
            self._rest = b"\\" if (len(rest) - len(rest.rstrip(b"\\"))) % 2 else b""
        else:
            self._rest = plain[-1:] if plain.endswith((b",", b"[")) else b""
        return self._found


class _Marked:
    """Counts rows by a mark that nothing inside a row can hold."""

    def __init__(self, mark: bytes, first: int = 0) -> None:
        self._mark, self._found, self._rest = mark, -first, b""

    def __call__(self, chunk: bytes) -> int:
        text = self._rest + chunk
        self._found += text.count(self._mark)
        self._rest = text[len(text) - len(self._mark) + 1 :] if len(self._mark) > 1 else b""
        return self._found


class _Csv:
    """Counts rows of CSV: line ends outside quotes."""

    def __init__(self) -> None:
        self._found, self._quoted = -1, False  # the first line is the header

    def __call__(self, chunk: bytes) -> int:
        parts = chunk.split(b'"')
        self._found += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return self._found


#: Form to what each row has, and maybe more often, and to what counts rows exactly, told one chunk after another.
_COUNTED: dict[QueryResultsFormat, tuple[bytes, Callable[[], Callable[[bytes], int]]]] = {
    QueryResultsFormat.JSON: (b",{", _Json),
    QueryResultsFormat.XML: (b"<result>", lambda: _Marked(b"<result>")),
    QueryResultsFormat.CSV: (b"\n", _Csv),
    QueryResultsFormat.TSV: (b"\n", lambda: _Marked(b"\n", first=1)),
}
