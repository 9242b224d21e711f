"""The template has every column and offers the words that it takes, and filled in it is read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kobe_kg.cli import main
from kobe_kg.errors import ParameterError
from kobe_kg.ingest import open_reader
from kobe_kg.ingest.table.columns import COLUMNS, of_kind
from kobe_kg.ingest.table.reader import TableReader
from kobe_kg.ingest.table.words import allowed
from tests.ingest.table.test_reader import ingest


def reader() -> TableReader:
    found = open_reader("table")
    assert isinstance(found, TableReader)
    return found


def test_the_workbook_has_every_column_and_offers_every_word(tmp_path: Path) -> None:
    path = tmp_path / "claims.xlsx"
    assert main(["-q", "ingest", "table", "--template", "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    claims, words = book["claims"], book["words"]
    assert [cell.value for cell in claims[1]] == list(COLUMNS)
    assert [row[1].value for row in book["columns"].iter_rows(min_row=2)] == list(COLUMNS)
    lists = {str(choice.sqref)[:-7].rstrip("0123456789"): choice for choice in claims.data_validations.dataValidation}
    assert len(claims.data_validations.dataValidation) == len(list(of_kind("term")))
    for choice in claims.data_validations.dataValidation:
        place = str(choice.sqref).partition(":")[0]
        column = COLUMNS[str(claims[f"{place.rstrip('0123456789')}1"].value)]
        area = choice.formula1.partition("!")[2].replace("$", "")
        assert [row[0].value for row in words[area]] == list(allowed(column))
        assert not choice.showErrorMessage
    assert lists
    assert claims["A2"].number_format == "@"


def test_a_template_that_is_filled_in_is_read(tmp_path: Path) -> None:
    path = tmp_path / "claims.xlsx"
    reader().template(path)
    book = openpyxl.load_workbook(path)
    sheet = book["claims"]
    at = {cell.value: cell.column for cell in sheet[1]}
    filled = {"event": "raid", "speaker": "Town hall", "publisher": "Town hall", "report_date": "2026-05-04"}
    filled |= {"population": "People", "outcome": "Killed", "number": "5-10"}
    for name, cell in filled.items():
        sheet.cell(2, at[name], cell)
    book.save(path)
    reading = ingest(path, tmp_path / "out")
    assert reading.kept == {"rows": 1}
    assert reading.tallies["claims"] == {"quantity": 2}


def test_csv_has_the_header_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "table", "--template"]) == 0
    assert capsys.readouterr().out == ",".join(COLUMNS) + "\n"
    reader().template(tmp_path / "claims.csv")
    assert (tmp_path / "claims.csv").read_text(encoding="utf-8-sig") == ",".join(COLUMNS) + "\n"


def test_no_file_is_written_over_and_no_other_is_written(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("mine")
    with pytest.raises(ParameterError, match="already"):
        reader().template(tmp_path / "claims.csv")
    with pytest.raises(ParameterError, match="neither"):
        reader().template(tmp_path / "claims.ods")
    assert main(["ingest", "dossier", "--template"]) == 2
    assert main(["ingest", "table", "-o", str(tmp_path / "x")]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv"]
