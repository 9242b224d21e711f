"""What a query gives back: named columns, rows in order, and every form they are wanted in."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from kobe_kg import tabular
from kobe_kg.files import replacing
from kobe_kg.namespaces import PREFIXES, compact

if TYPE_CHECKING:
    import pandas

#: What stands in a row: an IRI, blank node or text as str, a number, truth or date as Python's own, or None.
Value: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
#: What an engine gives.
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_XSD = PREFIXES["xsd"]
_INTEGERS = """byte int integer long negativeInteger nonNegativeInteger nonPositiveInteger positiveInteger short
    unsignedByte unsignedInt unsignedLong unsignedShort"""
_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
# Datatype to the texts it has and how they are read: Python's own readers take more than XML Schema does.
_READ: dict[str, tuple[re.Pattern[str], Callable[[str], Value]]] = {
    **{_XSD + name: (re.compile(r"[+-]?[0-9]+"), int) for name in _INTEGERS.split()},
    _XSD + "boolean": (re.compile(r"true|false|1|0"), lambda text: text in ("true", "1")),
    _XSD + "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
    _XSD + "dateTime": (
        re.compile(r"[0-9]{4}-[0-9-]+T[0-9:.]{8,}(?:Z|[+-][0-9]{2}:[0-9]{2})?"),
        datetime.fromisoformat,
    ),
    _XSD + "decimal": (re.compile(_DECIMAL), Decimal),
    _XSD + "double": (re.compile(rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"), float),
}
_READ[_XSD + "float"] = _READ[_XSD + "double"]


class Answer(Sequence[Any]):
    """The rows of a SELECT, kept, so that they can be read as often as one likes.

    A row is a named tuple: ``row.value`` or ``row[6]``. Integers, decimals, truths and dates are Python's own; IRIs and
    texts are str; what is unbound is None. A literal whose text does not fit its datatype comes as its text.

    :param solutions: what the engine gave; consumed here.
    :param types: column name to type, as a saved query declares them.
    :param empty: what it means when there are no rows.
    :param limit: keep at most so many rows.
    """

    def __init__(
        self,
        solutions: QuerySolutions,
        *,
        title: str = "",
        types: Mapping[str, str] | None = None,
        empty: str = "",
        limit: int | None = None,
    ) -> None:
        #: Column names, in order.
        self.columns: tuple[str, ...] = tuple(v.value for v in solutions.variables)
        #: Column name to declared type; empty for ad-hoc queries.
        self.types: dict[str, str] = dict(types or {})
        #: What was asked.
        self.title = title
        #: What it means when there are no rows.
        self.empty = empty
        #: Whether these are all the rows there are.
        self.complete = True
        # The engine writes and reads its results far faster than Python would, so they are kept in its JSON.
        self._body: bytes = solutions.serialize(format=QueryResultsFormat.JSON) or b""
        self._row = _row(self.columns)
        self._rows: list[Any] | None = None
        if limit is not None:
            import json

            found = json.loads(self._body)
            bindings = found["results"]["bindings"]
            self.complete = len(bindings) <= limit
            found["results"]["bindings"] = bindings[:limit]
            self._body = json.dumps(found).encode()

    def _solutions(self) -> QuerySolutions:
        found = parse_query_results(self._body, format=QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)
        return found

    def terms(self) -> Iterator[tuple[Term | None, ...]]:
        """Give the rows as RDF terms; a fresh iterator each time."""
        for solution in self._solutions():
            yield tuple(solution)

    @property
    def rows(self) -> list[Any]:
        """The rows with Python values."""
        if self._rows is None:
            self._rows = [self._row(*(value(t) for t in terms)) for terms in self.terms()]
        return self._rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<Answer {self.title or 'to a query'}: {len(self)} rows of {', '.join(self.columns)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answer):
            return NotImplemented
        return self.columns == other.columns and list(self.terms()) == list(other.terms())

    __hash__ = None  # type: ignore[assignment]

    def to_csv(self, path: Path | str | None = None) -> str:
        """Give the rows as SPARQL 1.1 CSV (values as plain text), or write them to a file."""
        return self._encoded(QueryResultsFormat.CSV, path)

    def to_tsv(self, path: Path | str | None = None) -> str:
        """Give the rows as SPARQL 1.1 TSV (values as terms), or write them to a file."""
        return self._encoded(QueryResultsFormat.TSV, path)

    def to_json(self, path: Path | str | None = None) -> str:
        """Give the rows as SPARQL 1.1 JSON, or write them to a file."""
        return self._encoded(QueryResultsFormat.JSON, path)

    def to_xml(self, path: Path | str | None = None) -> str:
        """Give the rows as SPARQL 1.1 XML, or write them to a file."""
        return self._encoded(QueryResultsFormat.XML, path)

    def to_jsonl(self, path: Path | str | None = None) -> str:
        """Give the rows as JSON objects, one a line: plain values, full IRIs, null for what is unbound."""
        import json

        lines = (
            json.dumps(dict(zip(self.columns, map(_plain, row), strict=True)), ensure_ascii=False) for row in self.rows
        )
        return _out("".join(line + "\n" for line in lines), path)

    def to_markdown(self, path: Path | str | None = None) -> str:
        """Give the rows as a Markdown table, IRIs in short form."""
        return _out(tabular.markdown(self.columns, self._cells(), numeric=self._numeric()), path)

    def to_html(self, path: Path | str | None = None) -> str:
        """Give the rows as an HTML table, IRIs in full and linked."""
        cells = [["" if v is None else _text(v) for v in row] for row in self.rows]
        return _out(tabular.html_table(self.columns, cells, numeric=self._numeric()), path)

    def to_table(self, *, columns: int = 0, bold: bool = False) -> str:
        """Give the rows as a table for a terminal, IRIs in short form.

        :param columns: the terminal's width; 0 is as wide as it takes.
        :param bold: whether headers stand out by ANSI codes.
        """
        return tabular.table(self.columns, self._cells(), numeric=self._numeric(), columns=columns, bold=bold)

    def to_dataframe(self) -> pandas.DataFrame:
        """Give the rows as a pandas data frame, integers as ``Int64`` and dates as ``datetime64``.

        A column with a value that does not fit its declared type stays one of objects.

        :raises ImportError: when pandas is not installed (``pip install "kobe-kg[pandas]"``).
        """
        try:
            import pandas
        except ImportError as error:
            raise ImportError('to_dataframe needs pandas: pip install "kobe-kg[pandas]"') from error
        frame = pandas.DataFrame(list(self.rows), columns=list(self.columns), dtype=object)
        for name, kind in self.types.items():
            if any(isinstance(found, str) for found in frame[name]):
                continue
            if kind == "integer":
                frame[name] = frame[name].astype("Int64")
            elif kind == "date":
                frame[name] = pandas.to_datetime(frame[name])
        return frame

    def _repr_html_(self) -> str:
        from html import escape

        note = "" if self.rows else f"<p>{escape(self.empty or 'No rows.')}</p>"
        return self.to_html() + note

    def _encoded(self, form: QueryResultsFormat, path: Path | str | None) -> str:
        return _out((self._solutions().serialize(format=form) or b"").decode(), path)

    def _cells(self) -> list[list[str]]:
        return [["" if t is None else label(t) for t in terms] for terms in self.terms()]

    def _numeric(self) -> list[bool]:
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        return [
            any(v is not None for v in column)
            and all(v is None or (isinstance(v, (int, float, Decimal)) and not isinstance(v, bool)) for v in column)
            for column in columns
        ]


@lru_cache(maxsize=256)
def _row(columns: tuple[str, ...]) -> Callable[..., Any]:
    make: Any = namedtuple  # mypy wants names it can read
    made: Callable[..., Any] = make("Row", columns, rename=True)
    return made


def value(term: Term | None) -> Value:
    """Give a term as a Python value.

    >>> value(Literal(34)), value(NamedNode("urn:x")), value(None)
    (34, 'urn:x', None)
    """
    if isinstance(term, Literal):
        text = term.value
        pattern, read = _READ.get(term.datatype.value, (None, str))
        try:
            return read(text) if pattern is not None and pattern.fullmatch(text) else text
        except ValueError:  # a day no month has, a number too long
            return text
    return term if term is None else term.value if isinstance(term, NamedNode) else str(term)


def label(term: Term) -> str:
    """Write a term for a reader: IRIs in short form where the prefix table has one, literals as their text."""
    if isinstance(term, NamedNode):
        return compact(term.value) or term.value
    return term.value if isinstance(term, Literal) else str(term)


def _text(found: Value) -> str:
    return str(found).lower() if isinstance(found, bool) else str(found)


def _plain(found: Value) -> object:
    return found if found is None or isinstance(found, (bool, int, float, str)) else str(found)


def _out(text: str, path: Path | str | None) -> str:
    if path is not None:
        with replacing(Path(path)) as output:
            output.write(text.encode())
    return text
