"""The columns of the tables: what is documented is what is written."""

from __future__ import annotations

import re

import pytest

from kobe_kg.export.records import Tally
from kobe_kg.export.tables import TABLES, Column, Table, foreign, rows
from tests import ROOT
from tests.export.tables import HOSTILE, RECORD, source

PAGE = (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_column_is_documented(table: Table) -> None:
    section = re.search(rf"^### {table.name}$(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section
    told = re.findall(r"^\| `(\w+)` \| (.*?) \| .*? \| .*? \| (.*) \|$", section[1], re.MULTILINE)
    assert told == [(column.name, path(column), column.about) for column in table.columns]
    assert table.about in section[1]


def path(column: Column) -> str:
    return "*derived*" if column.derived else f"`{column.path}`" if column.path else "the key"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_columns_have_names_of_their_own(table: Table) -> None:
    assert len({column.name for column in table.columns}) == len(table.columns)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_column_holds_something_somewhere(table: Table) -> None:
    held = {
        column.name
        for graph in (RECORD, HOSTILE, ROOT / "ontology" / "examples")
        for row in rows(source(graph), table, Tally())
        for column, found in zip(table.columns, row, strict=True)
        if found not in (None, [])
    }
    unheld = {column.name for column in table.columns} - held
    # Nobody has needed these yet: what is said elsewhere in the record may be said here.
    assert unheld <= {
        "other_names",
        "other_names_en",
        "other_names_fr",
        "scope_en",
        "scope_fr",
        "same_as",
        "as_of",
        "notes",
    }


def test_only_columns_of_concepts_can_need_full_iris() -> None:
    assert foreign(source(HOSTILE), TABLES["claims"]) == {"population"}
    assert foreign(source(RECORD), TABLES["claims"]) == frozenset()
