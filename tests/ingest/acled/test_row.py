"""A row is read or refused with all that is wrong; what is odd is remarked on."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.acled.layout import NEEDED, OPTIONAL
from kobe_kg.ingest.acled.row import Row, check

CELLS = {
    **dict.fromkeys((*NEEDED, *OPTIONAL), "1"),
    "event_id_cnty": "NOR1",
    "event_date": "06 March 2031",
    "actor1": "River Front",
    "year": "2031",
    "source": "The Daily",
    "latitude": "12.5",
    "longitude": "-3.25",
    "timestamp": "1930694400",
}


def checked(issued: str = "", **cells: str) -> tuple[Row | None, list[str]]:
    row, flaws = check([{**CELLS, **cells}[name] for name in (*NEEDED, *OPTIONAL)], issued)
    return row, [flaw.column for flaw in flaws]


@pytest.mark.parametrize(
    "day",
    ["06 March 2031", "6-March-2031", "6 Mar 2031", "2031-03-06", "2031-03-06 00:00:00", "03/06/2031", "3/6/2031"],
)
def test_days_are_read_in_all_forms(day: str) -> None:
    row, flaws = checked(event_date=day)
    assert row is not None
    assert (row.day, flaws) == ("2031-03-06", [])


@pytest.mark.parametrize(
    ("precision", "window"),
    [("1", ("2031-02-06", "2031-02-06")), ("2", ("2031-02-03", "2031-02-09")), ("3", ("2031-02-01", "2031-02-28"))],
)
def test_a_day_that_stands_for_a_week_or_a_month_opens_a_window(precision: str, window: tuple[str, str]) -> None:
    row, _ = checked(event_date="2031-02-06", time_precision=precision)
    assert row is not None
    assert (row.first, row.last) == window


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"fatalities": "several"}, ["fatalities"]),
        ({"fatalities": "-1", "geo_precision": "4"}, ["fatalities", "geo_precision"]),
        ({"fatalities": "1.5"}, ["fatalities"]),
        ({"fatalities": ""}, ["fatalities"]),
        ({"event_date": "30 February 2031"}, ["event_date"]),
        ({"event_date": "31/12/2031"}, ["event_date"]),
        ({"event_date": "06 Marz 2031"}, ["event_date"]),
        ({"time_precision": "0"}, ["time_precision"]),
        ({"latitude": "95.5"}, ["latitude"]),
        ({"longitude": "-181"}, ["longitude"]),
        ({"longitude": "2,5"}, ["longitude"]),
        ({"actor1": " "}, ["actor1"]),
        ({"event_type": ""}, ["event_type"]),
        ({"event_id_cnty": "NOR 1"}, ["event_id_cnty"]),
        ({"iso": "Mali"}, ["iso"]),
    ],
)
def test_all_that_is_wrong_is_named(cells: dict[str, str], columns: list[str]) -> None:
    row, found = checked(**cells)
    assert row is None
    assert sorted(found) == sorted(columns)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"year": "2030"}, "year"),
        ({"inter1": "Village guard"}, "inter1"),
        ({"actor2": ""}, "assoc_actor_2"),
        ({"latitude": "", "longitude": ""}, "latitude"),
        ({"source": " ; "}, "source"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"timestamp": "1900000000"}, "timestamp"),
        ({"issued": "2031-03-07"}, "timestamp"),
    ],
)
def test_what_is_odd_is_kept(cells: dict[str, str], column: str) -> None:
    row, found = checked(**cells)
    assert row is not None
    assert found == [column]


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ({}, "2031-03-08"),
        ({"timestamp": "2031-03-09 11:02:03"}, "2031-03-09"),
        ({"timestamp": ""}, ""),
        ({"timestamp": "", "issued": "2031-07-01"}, "2031-07-01"),
        ({"timestamp": "1900000000", "issued": "2031-07-01"}, ""),
    ],
)
def test_a_row_was_said_when_it_was_last_changed(cells: dict[str, str], day: str) -> None:
    row, _ = checked(**cells)
    assert row is not None
    assert row.changed == day


def test_outlets_and_associates_are_lists() -> None:
    row, _ = checked(source="The Daily; Wire, Sons and Tea;The  Daily;", assoc_actor_1="Fishers; Hill Watch")
    assert row is not None
    assert row.outlets == ("The Daily", "Wire, Sons and Tea")
    assert row.actors[0].associates == ("Fishers", "Hill Watch")
