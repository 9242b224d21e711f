"""A sheet of cells as a person sees them, whatever file it is in: CSV, XLSX or Parquet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from kobe_kg.errors import DataError, LimitError, ParameterError, Position
from kobe_kg.ingest.rows import Raw, Rows

#: A sheet that people keep by hand has no more rows and columns than these, and no longer cells.
MOST_ROWS, MOST_COLUMNS, LONGEST = 200_000, 500, 10_000

#: Ending of a file to the module that opens it, and to the extra that has what this needs.
_OPENERS = {".xlsx": ("workbook", "ingest"), ".xlsm": ("workbook", "ingest"), ".parquet": ("columnar", "parquet")}
_OTHERS = {".xls": "an old Excel file", ".ods": "an OpenDocument sheet", ".numbers": "a sheet of Numbers"}


class Cells(NamedTuple):
    """What a file holds, before a header is found in it."""

    #: Gives its rows, from the first each time, numbered as the file's own program does.
    raws: Callable[[], Iterable[Raw]]
    #: What a person may want to know of how it was read.
    notes: Sequence[str] = ()


class Sheet:
    """A header, and the rows under it; see :class:`kobe_kg.ingest.work.Source`.

    :param path: the file.
    :param name: of the sheet in it, or an empty text.
    :param header: number of the row that holds the header; 0 is the first that is not empty.
    :param whole: whether its rows are to be held together, and there may not be too many.
    :raises DataError: when it cannot be read, or has no header.
    """

    def __init__(self, path: Path, *, name: str = "", header: int = 0, whole: bool = True) -> None:
        #: The file.
        self.path = path
        self._cells, self._whole = _open(path, name), whole
        #: What a person may want to know of how it was read.
        self.notes = self._cells.notes
        first = next((raw for raw in self._filled() if _is_header(raw, header)), None)
        if first is None:
            why = f"there is no row {header}" if header else "the file is empty"
            raise DataError(why, where=Position(1, 1, path=path))
        if len(first.cells) > MOST_COLUMNS:
            raise LimitError(f"{path} has {len(first.cells):,} columns, and {MOST_COLUMNS} are read")
        #: The header, cell by cell, and the row it stands in.
        self.names = [_plain(cell) for cell in first.cells]
        self.header = first.number

    def __iter__(self) -> Iterator[Raw]:
        """Give the rows that are not blank, each with a cell for each name of the header, or more."""
        many = len(self.names)
        for count, raw in enumerate((raw for raw in self._filled() if raw.number > self.header), 1):
            if self._whole and count > MOST_ROWS:
                raise LimitError(f"{self.path} has more than {MOST_ROWS:,} rows", hint="read it in parts, with --jobs")
            over = raw.cells[many:]
            if not over or not any(cell.strip() for cell in over):
                raw = raw._replace(cells=raw.cells[:many] + [""] * (many - len(raw.cells)))
            yield raw

    def _filled(self) -> Iterator[Raw]:
        return (raw for raw in self._cells.raws() if raw.why or any(cell.strip() for cell in raw.cells))


def _is_header(raw: Raw, header: int) -> bool:
    """Tell whether a row is the header; Excel may have put a line before it that names the separator."""
    if header:
        return raw.number >= header
    return not (raw.number == 1 and re.match("sep=", ",".join(raw.cells), re.IGNORECASE))


def _plain(head: str) -> str:
    return " ".join(head.split()).removesuffix("*").strip()


def _open(path: Path, name: str) -> Cells:
    suffix = path.suffix.casefold()
    if suffix in _OTHERS:
        raise DataError(f"{path} is {_OTHERS[suffix]}, which is not read", hint="save it as XLSX or CSV")
    if suffix not in _OPENERS:
        if name:
            raise ParameterError(f"{path} has no sheets to choose from, and --sheet names one")
        rows = Rows(path)
        return Cells(rows.every, rows.notes)
    found: Cells = part(*_OPENERS[suffix]).read(path, name)
    return found


def part(module: str, extra: str) -> Any:
    """Give a module beside this one that needs what not everyone installs.

    :param extra: what has it.
    :raises ParameterError: when it is not installed.
    """
    try:
        return import_module(f"kobe_kg.ingest.table.{module}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kobe_kg"):
            raise
        raise ParameterError(f"{error.name} is missing", hint=f'pip install "kobe-kg[{extra}]"') from error
