"""A Parquet file says what the same CSV says."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from kobe_kg.errors import DataError, ParameterError
from tests.ingest.table.test_reader import FIRE, ingest, statements


def test_a_parquet_file_says_what_the_same_csv_says(tmp_path: Path) -> None:
    with FIRE.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns: dict[str, list[object]] = {name: [row[name] or None for row in rows] for name in rows[0]}
    for name in ("event_date", "report_date"):
        columns[name] = [date.fromisoformat(str(cell)) if cell else None for cell in columns[name]]
    columns["lat"] = [float(str(cell)) if cell else None for cell in columns["lat"]]
    columns["relays"] = [[cell] if cell else None for cell in columns["relays"]]
    path = tmp_path / "market-fire.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    assert ingest(path, tmp_path / "parquet").refused == []
    ingest(FIRE, tmp_path / "csv")
    assert statements(tmp_path / "parquet") == statements(tmp_path / "csv")
    with pytest.raises(ParameterError, match="no sheets"):
        ingest(path, tmp_path / "out", sheet="x")


def test_what_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_text("event")
    with pytest.raises(DataError, match="as Parquet"):
        ingest(tmp_path / "t.parquet", tmp_path / "out")
