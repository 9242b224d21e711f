"""What is kept in memory before it is sent: so many bytes, so many rows, and no more."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from pyoxigraph import QueryResultsFormat

from kobe_kg.serve.problem import TooMuch

#: What helps where a query's answer is too large.
LESS = "add LIMIT to the query, and OFFSET to go on; or ask for less in its patterns"

_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_STRING = re.compile(rb'"' + _STRING_END.pattern, re.DOTALL)


class Bounded(io.BytesIO):
    """Bytes in memory, up to so many of them and so many rows.

    :param most: so many bytes.
    :param what: they are of, for the error.
    :param hint: what would help.
    :param form: of the rows, where they are counted.
    :param rows: so many.
    """

    def __init__(
        self,
        most: int,
        *,
        what: str = "answer",
        hint: str = LESS,
        form: QueryResultsFormat | None = None,
        rows: int = 0,
    ) -> None:
        super().__init__()
        self._what, self._hint, self._most, self._rows = what, hint, most, rows
        self._seen = self._upto = self._atmost = 0
        self._mark, count = _COUNTED[form] if form else (b"", None)
        self._count = count and count()

    def write(self, chunk: bytes) -> int:  # type: ignore[override]
        """Take a chunk, if there is still room."""
        self._seen += len(chunk)
        if self._seen > self._most:
            what = f"the {self._what} takes more than {self._most:,} bytes, the most sent at once"
            raise TooMuch(what, hint=self._hint)
        written = super().write(chunk)
        if self._count is not None:
            self._atmost += chunk.count(self._mark) + 1  # one may be cut in two by the end of the chunk
            if self._atmost > self._rows:
                self._atmost = self._count(self.getvalue()[self._upto :])
                self._upto = self._seen
            if self._atmost > self._rows:
                raise TooMuch(f"there are more than {self._rows:,} rows, the most sent at once", hint=self._hint)
        return written


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
