"""The account of a table: every row that was read is kept or refused, cell by cell, and none is lost."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kobe_kg.errors import Position
from kobe_kg.ingest.base import Refusal
from kobe_kg.ingest.rows import Raw
from kobe_kg.tabular import guard

#: The columns of the files of what was refused and of what was remarked on.
COLUMNS = ("file", "row", "line", "column", "value", "reason")

_NUMBER = re.compile(r"[+-]?[0-9.,]+\Z")


class Flaw(NamedTuple):
    """What is wrong with a cell."""

    #: Name of the column, or an empty text where it is the row as a whole.
    column: str
    #: The cell as it stands.
    value: str
    #: Why, one clause.
    why: str


class Listed(NamedTuple):
    """A flaw and where it is."""

    #: Number of the row, from 1, the header not counted.
    row: int
    #: The line of the file it begins on, from 1.
    line: int
    flaw: Flaw


@dataclass
class Account:
    """The count of the rows of a file."""

    #: The file.
    path: Path
    read: Counter[str] = field(default_factory=lambda: Counter(rows=0))
    kept: Counter[str] = field(default_factory=lambda: Counter(rows=0))
    #: Kept rows by kind.
    kinds: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    #: Why rows were refused.
    flaws: list[Listed] = field(default_factory=list)
    #: What was kept although it breaks an order, or leaves something out.
    noted: list[Listed] = field(default_factory=list)

    def keep(self, raw: Raw, kind: str, noted: Iterable[Flaw]) -> None:
        """Count a row that was kept, and what is remarked on it."""
        self.read["rows"] += 1
        self.kept["rows"] += 1
        self.kinds[kind] += 1
        self.noted += [Listed(raw.number, raw.line, flaw) for flaw in noted]

    def refuse(self, raw: Raw, flaws: Sequence[Flaw]) -> None:
        """Count a row that was refused, for all that is wrong with it."""
        self.read["rows"] += 1
        self.flaws += [Listed(raw.number, raw.line, flaw) for flaw in flaws]
        why = "; ".join(f"{flaw.column}: {flaw.why}" if flaw.column else flaw.why for flaw in flaws)
        self.refused.append(Refusal(f"row {raw.number}", why, Position(raw.line, 1, path=self.path)))

    def remarks(self) -> list[str]:
        """Say once what holds for many rows."""
        kinds: dict[str, list[int]] = defaultdict(list)
        for number, _, flaw in self.noted:
            kinds[flaw.why].append(number)
        return [
            f"{'1 row' if len(numbers) == 1 else f'{len(numbers):,} rows'}: {why}; the first is row {numbers[0]}"
            for why, numbers in sorted(kinds.items())
        ]

    def listed(self, flaws: Iterable[Listed]) -> Iterator[str]:
        """Write flaws as lines under :data:`COLUMNS`; no cell runs as a formula where they are looked at."""
        for row, line, (column, value, why) in flaws:
            shown = value if _NUMBER.match(value) else guard(value)
            yield written((self.path.name, row, line, guard(column), shown, why))


def written(cells: Iterable[object]) -> str:
    """Write a line of comma-separated values."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
