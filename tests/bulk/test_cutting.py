"""A source is cut into parts of whole events, each row in one of them, in order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest

from kobe_kg.bulk import cutting, lists
from kobe_kg.bulk.order import Desk
from kobe_kg.ingest import open_reader
from kobe_kg.ingest.recipe import RowReader
from kobe_kg.ingest.rows import Raw
from tests.bulk.conftest import NAMES


def cut(source: Path, folder: Path, parts: int) -> list[list[Raw]]:
    """Give the rows of each part."""
    reader = open_reader("ucdp-ged")
    assert isinstance(reader, RowReader)
    (folder / "rows").mkdir(parents=True)
    desk, rows = Desk(folder), reader.rows(source, {})
    told: list[int] = []
    counts = cutting.write(desk, rows, reader.recipe(source, rows.names, {}), parts, told.append)
    files = [desk.rows(part) for part in range(parts)]
    found = [[Raw(*row) for row in lists.read(path)] if path.exists() else [] for path in files]
    assert counts == list(map(len, found))
    assert told[-1] == sum(counts)
    return found


def test_every_row_is_in_one_part_and_an_event_too(source: Path, tmp_path: Path) -> None:
    found = cut(source, tmp_path, 9)
    assert sorted(row.number for row in chain(*found)) == list(range(1, 601))
    assert all(rows == sorted(rows) for rows in found)
    assert min(map(len, found)) > 30
    events = [{row.cells[0] for row in rows if len(row.cells) == len(NAMES)} for rows in found]
    assert sum(map(len, events)) == len(set().union(*events))


def test_rows_are_written_now_and_then(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cut(source, tmp_path / "whole", 4)
    monkeypatch.setattr(cutting, "_HELD", 1000)
    assert cut(source, tmp_path / "pieces", 4) == whole


@pytest.mark.parametrize(
    ("name", "size", "parts"),
    [("a.csv", 100, 1), ("a.csv", 12_000_000, 10), ("a.csv.gz", 1_500_000, 10), ("a.XLSX", 1_500_000, 10)],
)
def test_the_size_of_a_source_tells_the_number_of_parts(name: str, size: int, parts: int, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as out:
        out.truncate(size)
    assert cutting.parts(tmp_path / name, 1_200_000) == parts


def test_sorted_files_are_merged_whatever_their_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_OPEN", 2)

    def written() -> Iterable[Path]:
        for n in range(7):
            path = tmp_path / f"{n}.jsonl"
            lists.write(path, [[at, n] for at in range(n % 3, 9, n + 1)])
            yield path

    paths = list(written())
    expected = sorted(chain.from_iterable(map(lists.read, paths)), key=lambda one: one[0])
    found = list(lists.merge(paths, lambda one: one[0], tmp_path))
    assert found == expected
