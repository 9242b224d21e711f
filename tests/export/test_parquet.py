"""Parquet, read by pyarrow and pandas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas
import pyarrow
import pytest
from pyarrow import parquet

import kobe_kg
from kobe_kg.export import Losses, export
from tests.export.tables import HOSTILE, ID, RECORD, left, source


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet") / "record"
    export(source(RECORD), "parquet", folder)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict[str, object]], Losses]:
    folder = tmp_path_factory.mktemp("parquet") / "hostile"
    losses = export(source(HOSTILE), "parquet", folder)
    rows = parquet.read_table(folder / "claims.parquet").to_pylist()
    return {row["claim"].removeprefix(ID): row for row in rows}, losses


def test_columns_are_typed(record: Path) -> None:
    shape = parquet.read_schema(record / "claims.parquet")
    assert shape.field("value").type == pyarrow.int64()
    assert shape.field("stated_on").type == pyarrow.date32()
    assert shape.field("superseded").type == pyarrow.bool_()
    assert shape.field("kilometres").type == pyarrow.float64()
    assert shape.field("reports").type == pyarrow.list_(pyarrow.string())
    assert not shape.field("claim").nullable


def test_every_column_says_what_it_means(record: Path) -> None:
    for path in record.glob("*.parquet"):
        for field in parquet.read_schema(path):
            assert field.metadata[b"description"].endswith(b".")
    meaning = parquet.read_schema(record / "claims.parquet").field("min").metadata
    assert meaning[b"property"] == b"https://w3id.org/kobe-kg/ns#min"


def test_a_data_frame_has_the_numbers_of_the_saved_query(record: Path) -> None:
    frame = pandas.read_parquet(record / "claims.parquet").set_index("claim")
    for claim in kobe_kg.open().query("claims"):
        row = frame.loc[claim.claim]
        for name in ("value", "min", "max"):
            assert getattr(claim, name) == (None if pandas.isna(row[name]) else row[name])
        assert claim.statedOn == row.stated_on


def test_events_are_those_of_the_saved_query(record: Path) -> None:
    rows = parquet.read_table(record / "events.parquet").to_pylist()
    found = {row["event"]: (row["label_en"], row["earliest"], row["latest"]) for row in rows}
    assert found == {row.event: (row.label, row.earliest, row.latest) for row in kobe_kg.open().query("events")}


def test_hostile_values_are_as_they_are_or_left_out(hostile: tuple[dict[str, dict[str, object]], Losses]) -> None:
    rows, losses = hostile
    killed, nurses = rows["claim/killed"], rows["claim/nurses"]
    assert killed["label_en"] == "=cmd|' /C calc'!A0"  # no spreadsheet runs it
    assert killed["label_fr"] == '"Trois", dit-il ;\nou quatre\r\nou \u202ecinq'
    assert killed["stated_on"] == date(2025, 2, 8)
    assert killed["event"] == [f"{ID}event/raid"]
    assert (nurses["value"], nurses["stated_on"]) == (None, None)
    assert nurses["population"] == "https://example.org/Nurses"
    assert left(losses, "property")["kg:value"] == 2


def test_the_same_graph_gives_the_same_bytes(record: Path, tmp_path: Path) -> None:
    export(source(RECORD), "parquet", tmp_path / "again")
    for path in record.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_a_graph_without_claims_has_the_same_columns(record: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.nt").write_text("", encoding="utf-8")
    export(source(tmp_path / "nothing.nt"), "parquet", tmp_path / "out")
    found = parquet.read_table(tmp_path / "out" / "claims.parquet")
    assert found.num_rows == 0
    assert found.schema == parquet.read_schema(record / "claims.parquet")
