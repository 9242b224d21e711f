"""Rows of ACLED, read by pandas and held to the saved queries."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

import kobe_kg
from kobe_kg.export import Losses, export
from tests.export.tables import HOSTILE, ID, RECORD, left, source

#: ACLED's columns, in the order of its export.
COLUMNS = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Losses]:
    folder = tmp_path_factory.mktemp("acled") / "out"
    return folder, export(source(RECORD), "acled", folder)


def read(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path).set_index("event_id_cnty")


def test_the_columns_are_the_published_ones(folder: tuple[Path, Losses]) -> None:
    assert (folder[0] / "events.csv").read_bytes().split(b"\n")[0].decode() == COLUMNS


def test_every_event_has_a_row(folder: tuple[Path, Losses]) -> None:
    frame = read(folder[0] / "events.csv")
    events = kobe_kg.open().query("events")
    assert list(frame.index) == [row.event for row in events]
    for row in events:
        day = frame.event_date[row.event]
        assert (None if pandas.isna(day) else day) == (row.earliest and row.earliest.isoformat())
        assert frame.notes[row.event] == row.label


def test_the_number_is_the_lowest_reported(folder: tuple[Path, Losses]) -> None:
    frame, claims = read(folder[0] / "events.csv"), pandas.read_csv(folder[0] / "claims.csv")
    for event in frame.index:
        found = kobe_kg.open().query("estimates", event=event, population="People", outcome="Killed")
        lowest = [row for row in found if row.policy.endswith("#LowestReported")]
        number = frame.fatalities[event]
        assert ([] if pandas.isna(number) else [number]) == [row.best for row in lowest]
        assert set(claims[claims.event == event].claim) == {claim for row in lowest for claim in row.claims.split()}


def test_silence_is_not_zero(folder: tuple[Path, Losses]) -> None:
    frame = read(folder[0] / "events.csv")
    assert (frame.fatalities == 0).sum() == 0
    assert left(folder[1], "value")["fatalities"] == frame.fatalities.isna().sum() > 0


def test_the_attack_is_placed_and_dated(folder: tuple[Path, Losses]) -> None:
    row = read(folder[0] / "events.csv").loc[f"{ID}event/kobe-attack"]
    assert (row.country, row.iso, row.region, row.location) == ("Mali", 466, "Western Africa", "Kobé")
    assert (row.time_precision, row.geo_precision, row.year) == (1, 1, 2025)
    assert pandas.isna(row.actor1)
    assert "Agence France-Presse" in row.source.split("; ")


def test_hostile_texts_are_guarded(tmp_path: Path) -> None:
    export(source(HOSTILE), "acled", tmp_path / "out")
    row = read(tmp_path / "out" / "events.csv").loc[f"{ID}event/raid"]
    assert row.notes == "'@SUM(1;2) raid"
    assert row.fatalities == 3


def test_the_same_graph_gives_the_same_bytes(folder: tuple[Path, Losses], tmp_path: Path) -> None:
    export(source(RECORD), "acled", tmp_path / "again")
    for path in folder[0].iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
