"""Rows of a table as a publisher left them: packed or not, in whatever encoding, with newlines inside cells."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import NamedTuple, TextIO

from kobe_kg.errors import DataError, Position

#: A cell longer than this is a quote that nobody closed.
_LONGEST = 1 << 24
#: What a table without a mark of its encoding may be written in; the last is what spreadsheets write in the West.
_ENCODINGS = ("utf-8", "cp1252")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = ",;\t"


class Raw(NamedTuple):
    """A row before anything is made of it."""

    #: Its number, from 1, the header not counted.
    number: int
    #: The line of the file it begins on, from 1.
    line: int
    #: Its cells; none where it cannot be cut into cells.
    cells: list[str]
    #: Why it cannot, or an empty text.
    why: str = ""
    #: Places of cells that hold no value, each with the reason.
    broken: Sequence[tuple[int, str]] = ()


class Rows:
    """The rows of a file of comma-separated values, read from its beginning each time.

    :param path: the file; ``.gz`` is unpacked.
    :raises DataError: when it is missing, empty, or in no encoding that is known.
    """

    def __init__(self, path: Path) -> None:
        #: The file.
        self.path = path
        self._raw: BufferedReader | None = None
        try:
            self.size = path.stat().st_size
            self.encoding = self._find_encoding()
            with self._open() as stream:
                first = stream.readline()
        except (OSError, EOFError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise DataError(f"cannot read {path}: {why}") from error
        #: What parts the cells.
        self.separator = max(_SEPARATORS, key=first.count)
        names = next(self._read(), Raw(0, 1, [])).cells
        #: The names in the first row, without blanks around them.
        self.names = [name.strip() for name in names]
        if not any(self.names):
            raise DataError("the file is empty", where=Position(1, 1, path=path))

    @property
    def notes(self) -> Sequence[str]:
        """What a person may want to know of how it is read."""
        told = f"the file is no UTF-8, and was read as {self.encoding}"
        return () if self.encoding in ("utf-8", "utf-8-sig") else (told,)

    def __iter__(self) -> Iterator[Raw]:
        rows = self._read()
        next(rows)
        return rows

    def every(self) -> Iterator[Raw]:
        """Give every row, the header and empty lines too, numbered from 1 as a spreadsheet does."""
        return (raw._replace(number=raw.number + 1) for raw in self._read(empty=True))

    def progress(self) -> tuple[int, int]:
        """Tell how many bytes of the file are read, and how many it has."""
        done = self.size if self._raw is None or self._raw.closed else self._raw.tell()
        return done, self.size

    def _read(self, *, empty: bool = False) -> Iterator[Raw]:
        csv.field_size_limit(_LONGEST)
        with self._open() as stream:
            reader = csv.reader(stream, delimiter=self.separator)
            number, line = 0, 1
            while True:
                try:
                    cells, why = next(reader), ""
                except StopIteration:
                    return
                except csv.Error as error:
                    cells, why = [], f"it cannot be cut into cells: {error}"
                if cells or why or empty:  # an empty line is no row
                    yield Raw(number, line, cells, why)
                    number += 1
                line = reader.line_num + 1

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        with self._unpacked() as stream, TextIOWrapper(stream, encoding=self.encoding, newline="") as text:
            yield text

    @contextmanager
    def _unpacked(self) -> Iterator[BufferedReader | gzip.GzipFile]:
        with self.path.open("rb") as self._raw:
            if self.path.suffix == ".gz":
                with gzip.GzipFile(fileobj=self._raw) as unpacked:
                    yield unpacked
            else:
                yield self._raw

    def _find_encoding(self) -> str:
        """Find the encoding that the file is marked with, or the first in which the whole of it can be read."""
        with self._unpacked() as stream:
            start = stream.read(4)
        marked = [name for mark, name in _MARKS.items() if start.startswith(mark)]
        for name in marked or _ENCODINGS:
            decoder = codecs.getincrementaldecoder(name)()
            try:
                with self._unpacked() as stream:
                    while piece := stream.read(1 << 20):
                        decoder.decode(piece)
                    decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return name
        why = "is not in the encoding that its first bytes tell" if marked else "is in no encoding that is known"
        raise DataError(f"{self.path} {why}", hint="save it as UTF-8")
