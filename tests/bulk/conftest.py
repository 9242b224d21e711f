"""A table of many rows, made of a few: names that differ, rows that are wrong, and rows that stand twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.ingest.ucdp_ged.test_reader import FULL

with FULL.open(newline="", encoding="utf-8") as _stream:
    NAMES, *ROWS = csv.reader(_stream)


class Change(NamedTuple):
    """A row of the table, as one of the river's that is changed."""

    #: Which of the river's rows.
    base: int
    #: The event's number, as it is written.
    id: str
    #: What follows the names of the conflict, of the second side and of the first division.
    names: str = ""
    #: What stands in ``best`` instead, or an empty text.
    best: str = ""
    #: How many cells are left out at the end.
    short: int = 0

    def cells(self) -> list[str]:
        """Give the cells."""
        row = dict(zip(NAMES, ROWS[self.base % len(ROWS)], strict=True))
        row["id"] = self.id
        row["best"] = self.best or row["best"]
        for name in ("conflict_name", "side_b", "adm_1"):
            row[name] += self.names
        return list(row.values())[: len(row) - self.short]


def table(path: Path, changes: Iterable[Change]) -> Path:
    """Write a table."""
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, *(change.cells() for change in changes)])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def many(rows: int) -> Iterator[Change]:
    """Give rows of all kinds."""
    for n in range(rows):
        names = ("", " (East)", " (West)")[n * 7 % 3]
        if n % 11 == 5:
            yield Change(n, str(700_000 + n), best="=many")
        elif n % 17 == 3:
            yield Change(n, str(700_000 + n // 2), names)  # one that stands already
        elif n % 29 == 8:
            yield Change(n, str(700_000 + n), short=40)
        else:
            yield Change(n, str(700_000 + n), names)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of 600 rows."""
    return table(tmp_path_factory.mktemp("source") / "river-v24.1.csv", many(600))


def contents(folder: Path) -> dict[str, bytes]:
    """Give all files below a folder but the report, which has times in it."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".report.json"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
