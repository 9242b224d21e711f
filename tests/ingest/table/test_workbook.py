"""A workbook says what a person sees in it; what Excel left broken is refused cell by cell."""

from __future__ import annotations

import csv
import re
import sys
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kobe_kg.errors import DataError, LimitError, ParameterError
from kobe_kg.ingest.table.reader import TableReader
from kobe_kg.ingest.table.sheet import Sheet
from kobe_kg.ingest.table.values import text
from tests.ingest.table.test_reader import FIRE, contents, ingest, statements, why

HEADER = ["event", "speaker", "publisher", "report_date", "population", "outcome", "number"]
ROW = ["raid", "Town hall", "Town hall", date(2026, 5, 4), "People", "Killed", 4]


def book(path: Path, *rows: list[object], **sheets: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    assert isinstance(made.active, Worksheet)
    for row in rows:
        made.active.append(row)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    made.save(path)
    return path


def rewrite(path: Path, pattern: str, into: str) -> None:
    """Change the cells of the first sheet as they stand in its file."""
    with ZipFile(path) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    changed, count = re.subn(pattern, into, held[name].decode())
    assert count
    held[name] = changed.encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, data in held.items():
            packed.writestr(name, data)


def test_a_workbook_says_what_the_same_csv_says(tmp_path: Path) -> None:
    with FIRE.open(newline="") as lines:
        rows = list(csv.reader(lines))
    days = {at for at, head in enumerate(rows[0]) if head.endswith("_date")}

    def typed(at: int, cell: str) -> object:
        if at in days and cell:
            return date.fromisoformat(cell)
        return int(cell) if cell.isdigit() else cell or None

    cells = [rows[0], *([typed(at, cell) for at, cell in enumerate(row)] for row in rows[1:])]
    path = book(tmp_path / "market-fire.xlsx", *cells)
    assert ingest(path, tmp_path / "xlsx").refused == []
    ingest(FIRE, tmp_path / "csv")
    assert statements(tmp_path / "xlsx") == statements(tmp_path / "csv")
    first = contents(tmp_path / "xlsx")
    ingest(path, tmp_path / "xlsx")
    assert contents(tmp_path / "xlsx") == first


def test_values_are_texts_as_they_are_seen() -> None:
    seen = [
        text(value) for value in (34, 34.0, 0.1, True, datetime(2025, 2, 7, 14, 30), time(14, 30), "7", float("nan"))
    ]
    assert seen == ["34", "34", "0.1", "yes", "2025-02-07 14:30", "14:30", "7", ""]


def test_cells_that_hold_no_value_are_refused(tmp_path: Path) -> None:
    path = book(
        tmp_path / "t.xlsx",
        HEADER,
        [*ROW[:-1], "=2+2"],
        [*ROW[:-1], "=3+3"],
        [*ROW[:-1], 9],
        [*ROW[:-1], "#N/A"],
    )
    rewrite(path, r"<f>3\+3</f><v\s*/>|<f>3\+3</f><v></v>", "<f>3+3</f><v>6</v>")
    rewrite(path, r'<c r="G4"[^>]*><v>9</v></c>', '<c r="G4" t="e"><v>#REF!</v></c>')
    reading = ingest(path, tmp_path / "out")
    assert [str(refusal.what) for refusal in reading.refused] == ["row 2", "row 4", "row 5"]
    assert why(reading)[0].startswith("G2 number: the formula has no value: it was never calculated")
    assert why(reading)[1].startswith("G4 number: the cell holds an error, #REF!")
    assert reading.kept["rows"] == 1


def test_merged_cells_hold_for_each_row_and_hidden_rows_are_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    for row in (HEADER, ROW, [None, *ROW[1:-1], 5], [None, *ROW[1:-1], 6]):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.row_dimensions[4].hidden = True
    made.save(tmp_path / "t.xlsx")
    reading = ingest(tmp_path / "t.xlsx", tmp_path / "out")
    assert reading.kept["rows"] == 3
    assert "1 merged cell of Sheet: each row below has what the first shows" in reading.remarks
    assert "1 hidden row of Sheet is read too" in reading.remarks


def test_the_sheet_is_the_one_called_claims_or_the_only_one_or_named(tmp_path: Path) -> None:
    lines: list[list[object]] = [list(HEADER), list(ROW)]
    several = book(tmp_path / "two.xlsx", *lines, March=lines)
    with pytest.raises(DataError, match="has several sheets: 'Sheet', 'March'"):
        Sheet(several)
    assert len(list(Sheet(several, name="March"))) == 1
    with pytest.raises(DataError, match="has no sheet 'Marsh'"):
        Sheet(several, name="Marsh")
    assert Sheet(book(tmp_path / "named.xlsx", ["x"], Claims=lines)).names == HEADER
    assert Sheet(book(tmp_path / "one.xlsx", *lines, words=lines, Empty=[])).names == HEADER
    with pytest.raises(DataError, match="the workbook is empty"):
        Sheet(book(tmp_path / "none.xlsx"))


def test_what_is_no_workbook_or_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.xlsx").write_text("event,speaker")
    with pytest.raises(DataError, match="is no XLSX workbook"):
        Sheet(tmp_path / "t.xlsx")
    with ZipFile(tmp_path / "zip.xlsx", "w") as packed:
        packed.writestr("x.txt", "y")
    with pytest.raises(DataError, match="no XLSX workbook that can be read"):
        Sheet(tmp_path / "zip.xlsx")
    with pytest.raises(DataError, match="cannot read"):
        Sheet(tmp_path / "none.xlsx")
    with ZipFile(tmp_path / "bomb.xlsx", "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (33 << 20))
    with pytest.raises(LimitError, match="33 MB unpacked, and 32 MB are read"):
        Sheet(tmp_path / "bomb.xlsx")


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "t.xlsx", HEADER, ROW)
    for module in ("workbook", "template"):
        monkeypatch.delitem(sys.modules, f"kobe_kg.ingest.table.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ParameterError, match="openpyxl is missing") as raised:
        ingest(path, tmp_path / "out")
    assert raised.value.hint == 'pip install "kobe-kg[ingest]"'
    with pytest.raises(ParameterError, match="openpyxl is missing"):
        TableReader().template(tmp_path / "new.xlsx")


def test_a_report_that_was_read_has_an_address(tmp_path: Path) -> None:
    reading = ingest(book(tmp_path / "t.xlsx", [*HEADER, "access"], [*ROW, "read"]), tmp_path / "out")
    assert "report:town-hall-2026-05-04 counts as known by mention: a document that was read has a report_url" in (
        reading.remarks
    )
