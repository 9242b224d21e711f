"""Columns are found by their names, in whatever order and edition, and a download by its day."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError, ParameterError
from kobe_kg.ingest.acled.layout import NEEDED, OPTIONAL, columns, release

HERE = Path("acled.csv")


def test_columns_may_stand_anywhere_and_in_capitals() -> None:
    names = [name.upper() for name in reversed(NEEDED)]
    found = columns([*names, "notes", "population_best", "mine"], HERE)
    cells = [f"{name} cell" for name in reversed(NEEDED)]
    assert found.pick([*cells, "x", "5", "y", ""]) == (*(f"{name} cell" for name in NEEDED), *("" for _ in OPTIONAL))
    assert found.strange == ["mine"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([name for name in NEEDED if name != "actor2"], "no column actor2"),
        ([*NEEDED, "FATALITIES"], "two columns FATALITIES"),
        (["id", "year", "type_of_violence"], "this is no file of ACLED: no column event_id_cnty, event_date"),
    ],
)
def test_another_table_is_told(names: list[str], why: str) -> None:
    with pytest.raises(DataError, match=why):
        columns(names, HERE)


@pytest.mark.parametrize(
    ("name", "told", "issued", "found"),
    [
        ("2031-01-01-2031-06-30.csv", None, "", "20310630"),
        ("mali_20310711.csv.gz", None, "", "20310711"),
        ("2031-01-01-2031-06-30.csv", None, "2031-07-02", "20310702"),
        ("2031-01-01-2031-06-30.csv", "second", "2031-07-02", "second"),
    ],
)
def test_a_download_is_told_by_name_day_or_file(name: str, told: str | None, issued: str, found: str) -> None:
    assert release(Path(name), told, issued) == found


@pytest.mark.parametrize(("told", "why"), [(None, "nothing tells which download"), ("a-b", "cannot name a download")])
def test_a_download_that_nothing_tells_is_asked_for(told: str | None, why: str) -> None:
    with pytest.raises(ParameterError, match=why):
        release(HERE, told, "")
