"""The sheet to begin with: the header, and for Excel the allowed words as lists to choose from."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kobe_kg import files
from kobe_kg.ingest.table.columns import COLUMNS, PARTS, letter, of_kind
from kobe_kg.ingest.table.words import allowed
from kobe_kg.ingest.table.workbook import ABOUT, CLAIMS, WORDS

#: Rows that offer the words to choose from.
_ROWS = 1_000
#: Rows whose cells are made to show what they hold as it is meant.
_SHOWN = 200
_BOLD = Font(bold=True)
#: A day is shown as it is read; all else is text, lest Excel take 5-10 for a day.
_DAY, _TEXT = "yyyy-mm-dd", "@"


def write(path: Path) -> None:
    """Write the template as a workbook.

    :raises DataError: when it cannot be written.
    """
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    claims, words, about = book.active, book.create_sheet(WORDS), book.create_sheet(ABOUT)
    claims.title = CLAIMS
    _write_claims(claims, _write_words(words))
    _write_about(about)
    for sheet in (claims, words, about):
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = _BOLD
    with files.replacing(path) as stream:
        book.save(stream)


def _write_claims(sheet: Worksheet, lists: dict[str, str]) -> None:
    for at, column in enumerate(COLUMNS.values()):
        name = letter(at)
        head = sheet.cell(1, at + 1, column.name)
        head.comment = Comment(column.about + (f"\ne.g. {column.example}" if column.example else ""), "kobe")
        sheet.column_dimensions[name].width = max(12, len(column.name) + 2)
        shown = _DAY if column.kind in ("day", "span") else _TEXT
        for row in range(2, _SHOWN):
            sheet.cell(row, at + 1).number_format = shown
        if column.name in lists:
            choice = DataValidation(type="list", formula1=lists[column.name], allow_blank=True, showErrorMessage=False)
            choice.add(f"{name}2:{name}{_ROWS}")
            sheet.add_data_validation(choice)


def _write_words(sheet: Worksheet) -> dict[str, str]:
    """Write the words of each list; give the places of the words by column."""
    sheet.append(["column", "word", "English", "français"])
    places: dict[str, str] = {}
    for column in of_kind("term"):
        first = sheet.max_row + 1
        for term, names in allowed(column).items():
            sheet.append([column.name, term, names.en, names.fr or ""])
        places[column.name] = f"{WORDS}!$B${first}:$B${sheet.max_row}"
    for name in "ABCD":
        sheet.column_dimensions[name].width = 32
    return places


def _write_about(sheet: Worksheet) -> None:
    sheet.append(["part", "column", "what stands in it", "for example"])
    for part, columns in PARTS.items():
        for column in columns:
            sheet.append([part, column.name, column.about, column.example])
    for name, width in zip("ABCD", (18, 18, 100, 30), strict=True):
        sheet.column_dimensions[name].width = width
