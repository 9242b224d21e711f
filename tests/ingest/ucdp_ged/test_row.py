"""A row is read or refused with all that is wrong; what its publisher breaks is remarked on."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.ucdp_ged.layout import NEEDED, OPTIONAL
from kobe_kg.ingest.ucdp_ged.row import check

CELLS = {
    **dict.fromkeys((*NEEDED, *OPTIONAL), "1"),
    "side_a": "Government of Northland",
    "side_b": "River Front",
    "year": "2031",
    "source_article": '"The Daily,2031-03-07,x"',
    "latitude": "12.5",
    "longitude": "-3.25",
    "date_start": "2031-03-05 00:00:00.000",
    "date_end": "2031-03-05 00:00:00.000",
    "best": "4",
    "high": "4",
    "low": "4",
    "gwnob": "",
}


def checked(**cells: str) -> tuple[object, list[tuple[str, str]]]:
    row, flaws = check([{**CELLS, **cells}[name] for name in (*NEEDED, *OPTIONAL)])
    return row, [(flaw.column, flaw.why) for flaw in flaws]


@pytest.mark.parametrize(
    "day", ["2031-03-05", "2031-03-05 00:00:00.000", "2031-03-05T00:00:00", "03/05/2031 00:00:00", "3/5/2031 0:00"]
)
def test_days_are_read_in_both_forms(day: str) -> None:
    row, flaws = check([{**CELLS, "date_start": day}[name] for name in (*NEEDED, *OPTIONAL)])
    assert row is not None
    assert row.start == "2031-03-05"
    assert flaws == []


def test_a_state_is_told_from_another_group_by_its_number_or_its_name() -> None:
    row, _ = check([CELLS[name] for name in (*NEEDED, *OPTIONAL)])
    assert row is not None
    assert (row.side_a.state, row.side_b.state) == (True, False)
    row, _ = check([{**CELLS, "gwnoa": "", "gwnob": "432"}[name] for name in (*NEEDED, *OPTIONAL)])
    assert row is not None
    assert (row.side_a.state, row.side_b.state) == (True, True)


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"best": "many"}, ["best"]),
        ({"best": "-1", "high": "1.5", "low": ""}, ["best", "high", "low"]),
        ({"date_start": "26/05/2031 00:00:00"}, ["date_start"]),
        ({"date_end": "2031-03-04"}, ["date_end"]),
        ({"latitude": "91"}, ["latitude"]),
        ({"latitude": ""}, ["latitude"]),
        ({"longitude": "2,5"}, ["longitude"]),
        ({"type_of_violence": "4"}, ["type_of_violence"]),
        ({"where_prec": "8", "date_prec": "0"}, ["where_prec", "date_prec"]),
        ({"side_a": " "}, ["side_a"]),
    ],
)
def test_all_that_is_wrong_is_named(cells: dict[str, str], columns: list[str]) -> None:
    row, flaws = checked(**cells)
    assert row is None
    assert sorted(column for column, _ in flaws) == sorted(columns)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"low": "5"}, "low"),
        ({"high": "3"}, "best"),
        ({"deaths_a": "9"}, "best"),
        ({"latitude": "", "longitude": ""}, "latitude"),
        ({"where_prec": "7"}, "where_prec"),
        ({"year": "2030"}, "year"),
        ({"number_of_sources": "-1"}, "number_of_sources"),
        ({"number_of_sources": "2"}, "number_of_sources"),
        ({"source_article": '"nobody"'}, "source_article"),
    ],
)
def test_what_the_publisher_breaks_is_kept(cells: dict[str, str], column: str) -> None:
    row, flaws = checked(**cells)
    assert row is not None
    assert [name for name, _ in flaws] == [column]


def test_a_number_that_a_spreadsheet_made_a_decimal_is_whole() -> None:
    row, flaws = checked(best="4.0", id="17.0")
    assert row is not None
    assert flaws == []


def test_what_has_no_name_is_called_by_what_it_is_made_of() -> None:
    row, _ = check([{**CELLS, "dyad_name": "", "country": " "}[name] for name in (*NEEDED, *OPTIONAL)])
    assert row is not None
    assert (row.dyad_name, row.country) == ("Government of Northland - River Front", "country 1")
