"""Rows of UCDP GED, read by pandas and held to UCDP's own files' habits and to the saved queries."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas
import pytest

import kobe_kg
from kobe_kg.errors import ParameterError
from kobe_kg.export import Losses, export
from kobe_kg.export.layouts import EXTRA
from tests.export.tables import HOSTILE, ID, RECORD, left, source

#: The columns of GED 23.1 to 26.1, as UCDP writes them.
COLUMNS = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Losses]:
    folder = tmp_path_factory.mktemp("ucdp") / "out"
    return folder, export(source(RECORD), "ucdp", folder)


def rows(graph: Path, **options: str) -> list[dict[str, str]]:
    out = BytesIO()
    export(source(graph), "ucdp", out, **options)
    return list(csv.DictReader(StringIO(out.getvalue().decode(), newline="")))


def asked(population: str, policy: str = "UcdpStyle") -> Any:
    found = kobe_kg.open().query("estimates", event="kobe-attack", population=population, outcome="Killed")
    (row,) = [row for row in found if row.policy.endswith(f"#{policy}")]
    return row


def test_a_folder_has_the_published_columns_and_no_others(folder: tuple[Path, Losses]) -> None:
    assert (folder[0] / "events.csv").read_bytes().split(b"\n")[0].decode() == COLUMNS


def test_a_file_has_its_own_columns_after_them() -> None:
    (row,) = rows(RECORD)
    assert list(row) == [*COLUMNS.split(","), *EXTRA]
    assert row["kobe_policy"] == "UcdpStyle"
    assert row["kobe_event"] == row["relid"] == f"{ID}event/kobe-attack"


def test_another_reader_gets_the_saved_querys_numbers(folder: tuple[Path, Losses]) -> None:
    frame = pandas.read_csv(folder[0] / "events.csv")
    (row,) = frame.to_dict("records")
    people, civilians = asked("People"), asked("Civilians")
    assert (row["low"], row["best"], row["high"]) == (people.min, people.best, people.max)
    assert row["low"] <= row["best"] <= row["high"]
    assert row["deaths_civilians"] == civilians.best
    assert (row["date_start"], row["date_prec"], row["year"]) == ("2025-02-07 00:00:00.000", 1, 2025)
    assert (row["country"], row["country_id"], row["region"]) == ("Mali", 432, "Africa")
    assert (row["latitude"], row["longitude"], row["where_coordinates"]) == (16.050556, 0.109722, "Kobé")


def test_each_number_names_its_claims(folder: tuple[Path, Losses]) -> None:
    frame = pandas.read_csv(folder[0] / "claims.csv")
    for column, population in {
        "best": "People",
        "high": "People",
        "low": "People",
        "deaths_civilians": "Civilians",
    }.items():
        found = frame[frame.column == column]
        assert set(found.claim) == set(asked(population).claims.split())
        assert set(found.policy) == {"UcdpStyle"}
        assert found.number.nunique() == 1
    (row,) = rows(RECORD)
    told = dict(part.split(": ") for part in row["kobe_claims"].split("; "))
    assert set(told["best"].split()) == set(asked("People").claims.split())


def test_articles_are_listed_as_ucdp_lists_them() -> None:
    (row,) = rows(RECORD)
    assert row["source_article"].count('"') == 2 * int(row["number_of_sources"])
    for name in ("source_office", "source_date", "source_headline"):
        assert row[name].count(";") + 1 == int(row["number_of_sources"])


def test_what_coders_decide_is_empty_and_says_why(folder: tuple[Path, Losses]) -> None:
    (row,) = rows(RECORD)
    empty = {name for name, cell in row.items() if not cell}
    assert empty >= {"id", "type_of_violence", "side_a", "side_b", "adm_1", "deaths_unknown", "active_year"}
    assert empty == set(left(folder[1], "value"))


def test_events_without_a_figure_are_named(folder: tuple[Path, Losses]) -> None:
    events = {f"event:{row.event.rpartition('/')[2]}" for row in kobe_kg.open().query("events")}
    assert set(left(folder[1], "resource")) == events - {"event:kobe-attack"}


@pytest.mark.parametrize("policy", ["LowestReported", "kg:LowestReported", "lowest-reported"])
def test_another_policy_gives_another_number(policy: str) -> None:
    (row,) = rows(RECORD, policy=policy)
    assert row["kobe_policy"] == "LowestReported"
    assert row["best"] == str(asked("People", "LowestReported").best)
    assert (row["low"], row["high"]) == ("", "")


def test_a_policy_nobody_knows_is_refused() -> None:
    with pytest.raises(ParameterError, match="there is no policy 'UcdpStile'") as told:
        rows(RECORD, policy="UcdpStile")
    assert told.value.hint == "did you mean 'UcdpStyle'?"


def test_hostile_texts_keep_their_cells() -> None:
    (row,) = rows(HOSTILE)
    assert (row["best"], row["low"], row["high"]) == ("3", "3", "3")
    assert row["source_article"] == '",,Two";"-2+3; \u200f\x01bell,,One \'quoted\'; and more"'
    assert row["source_headline"] == 'Two;One "quoted", and more'
    assert row["source_office"] == ";-2+3, \u200f\x01bell"
    assert row["source_original"] == "'-2+3, \u200f\x01bell"
    assert row["date_end"] == ""


def test_the_same_graph_gives_the_same_bytes(folder: tuple[Path, Losses], tmp_path: Path) -> None:
    export(source(RECORD), "ucdp", tmp_path / "again")
    for path in folder[0].iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
