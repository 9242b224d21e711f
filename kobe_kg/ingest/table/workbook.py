"""XLSX workbooks: the cells of one sheet as texts, as Excel shows them, with what Excel left broken marked as such."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from kobe_kg.errors import DataError, LimitError, Position, suggestion
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.table.sheet import MOST_COLUMNS, MOST_ROWS, Cells
from kobe_kg.ingest.table.values import text

#: A workbook is a packed folder; unpacked it may have so many bytes, and so many files.
_LARGEST, _FILES = 32 << 20, 2_000
#: The sheet that is read where several could be, and those that a template adds.
CLAIMS, WORDS, ABOUT = "claims", "words", "columns"


def read(path: Path, name: str) -> Cells:
    """Read a sheet of a workbook.

    :param name: of the sheet; with an empty text the one called claims, or the only one that is seen and not empty.
    :raises DataError: when it is no workbook, or does not say which sheet is meant.
    :raises LimitError: when it is too large.
    """
    counted = _weigh(path)
    with closing(_load(path, data_only=True)) as book:
        sheet = _choose(book, path, name)
        _bound(sheet, path)
        formulas = _load(path, data_only=False)[sheet.title] if counted else sheet
        merged, notes = _spread(sheet)
        hidden = [number for number, row in sheet.row_dimensions.items() if row.hidden and number <= sheet.max_row]
        if hidden:
            many = "1 hidden row" if len(hidden) == 1 else f"{len(hidden)} hidden rows"
            notes += (f"{many} of {sheet.title} {'is' if len(hidden) == 1 else 'are'} read too",)
        rows = list(_rows(sheet, formulas, merged))
        return Cells(lambda: rows, notes)


def _weigh(path: Path) -> bool:
    """Refuse what would not fit into memory, before it is unpacked; tell whether there are formulas."""
    try:
        with ZipFile(path) as packed:
            held = packed.infolist()
            size = sum(part.file_size for part in held)
            if size > _LARGEST or len(held) > _FILES:
                unpacked, most = f"{size >> 20:,} MB", f"{_LARGEST >> 20} MB"
                raise LimitError(f"{path} is {unpacked} unpacked, and {most} are read", hint="save the sheet as CSV")
            sheets = [part.filename for part in held if part.filename.startswith("xl/worksheets/")]
            return any(re.search(b"<f[ >]", packed.read(name)) for name in sheets)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from error
    except BadZipFile as error:
        raise DataError(f"{path} is no XLSX workbook", hint="save it as XLSX without a password, or as CSV") from error


def _load(path: Path, *, data_only: bool) -> openpyxl.Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it drops when it writes, and of styles
            return openpyxl.load_workbook(path, data_only=data_only, keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise DataError(
            f"{path} is no XLSX workbook that can be read: {error}", hint="save it again, or as CSV"
        ) from error


def _choose(book: openpyxl.Workbook, path: Path, name: str) -> Worksheet:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name:
        if name not in sheets:
            raise DataError(f"{path} has no sheet {name!r}", hint=suggestion(name, sheets))
        return sheets[name]
    mine = (WORDS, ABOUT)
    seen = [s for s in sheets.values() if s.sheet_state == "visible" and s.title not in mine and _is_filled(s)]
    for sheet in seen:
        if sheet.title.casefold() == CLAIMS:
            return sheet
    if len(seen) > 1:
        names = ", ".join(repr(sheet.title) for sheet in seen)
        raise DataError(f"{path} has several sheets: {names}", hint="name the one that is meant with --sheet")
    if not seen:
        raise DataError("the workbook is empty", where=Position(1, 1, path=path))
    return seen[0]


def _is_filled(sheet: Worksheet) -> bool:
    return any(cell is not None for row in sheet.iter_rows(max_row=100, values_only=True) for cell in row)


def _bound(sheet: Worksheet, path: Path) -> None:
    if sheet.max_row > 5 * MOST_ROWS or sheet.max_column > 20 * MOST_COLUMNS:
        raise LimitError(f"{path} has {sheet.max_row:,} rows and {sheet.max_column:,} columns", hint="save it as CSV")


def _spread(sheet: Worksheet) -> tuple[dict[tuple[int, int], tuple[int, int]], tuple[str, ...]]:
    """Give each cell that is merged into one above it the place of that one."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        if area.min_col == area.max_col:  # over several columns it is a title
            rows = range(area.min_row + 1, area.max_row + 1)
            found.update({(row, area.min_col): (area.min_row, area.min_col) for row in rows})
    many = len(sheet.merged_cells.ranges)
    note = f"{many} merged cell{'' if many == 1 else 's'} of {sheet.title}: each row below has what the first shows"
    return found, (note,) if found else ()


def _rows(sheet: Worksheet, formulas: Worksheet, merged: dict[tuple[int, int], tuple[int, int]]) -> Iterator[Raw]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        seen = []
        for at, cell in enumerate(row, 1):
            place = merged.get((number, at), (number, at))
            shown = cell if place == (number, at) else sheet.cell(*place)
            seen.append(_seen(shown, formulas.cell(*place).value if shown.value is None else None))
        broken = [(at, why) for at, (_, why) in enumerate(seen) if why]
        yield Raw(number, number, [cell for cell, _ in seen], broken=broken)


def _seen(cell: Any, formula: Any) -> tuple[str, str]:
    """Give what is seen in a cell, and why it is no value, or an empty text."""
    if cell.data_type == "e":
        return str(cell.value), f"the cell holds an error, {cell.value}"
    if isinstance(formula, str) and formula.startswith("="):
        return formula, "the formula has no value: it was never calculated"
    return text(cell.value), ""
