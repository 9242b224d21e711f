"""The reader of UCDP GED: the table of docs/reference/ucdp-ged.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.lines import node
from kobe_kg.ingest.recipe import RowReader, day
from kobe_kg.ingest.scribe import Scribe
from kobe_kg.ingest.ucdp_ged.layout import columns, release
from kobe_kg.ingest.ucdp_ged.row import Row, check
from kobe_kg.ingest.ucdp_ged.writing import PUBLISHER, Writer

_VIOLENCE = {1: "state-based", 2: "non-state", 3: "one-sided"}


class UcdpGedReader(RowReader):
    """Reads UCDP GED."""

    name = "ucdp-ged"
    title = "UCDP's Georeferenced Event Dataset (CSV, also with .gz)"
    takes = ("release", "issued", *RowReader.takes)

    def recipe(self, path: Path, names: Sequence[str], asked: Mapping[str, str]) -> UcdpGedRecipe:
        """Make the recipe of a file.

        :param asked: ``release``, where the file's name does not tell; ``issued``, the day it came out.
        """
        return UcdpGedRecipe(path, names, release(path, asked.get("release")), day(asked.get("issued")))


class UcdpGedRecipe:
    """How rows of UCDP GED become claims; see :class:`kobe_kg.ingest.recipe.Recipe`."""

    heading = "violence"
    publisher = PUBLISHER
    strange: Sequence[str]

    def __init__(self, path: Path, names: Sequence[str], release: str, issued: str) -> None:
        self._pick, self.strange = columns(names, path)
        self._writer = Writer(release, issued)
        self.release = release
        self.title = f"Events of UCDP GED {release} (CC BY 4.0) as claims of its coders."
        self.graph = node(f"dataset:ucdp-ged-{release}")

    def key(self, cells: Sequence[str]) -> str:
        """Give the event's number."""
        return self._pick([*cells, ""])[0].strip()

    def check(self, cells: Sequence[str]) -> tuple[Row | None, list[Flaw]]:
        """Read the cells of a row."""
        return check(self._pick([*cells, ""]))

    def once(self, row: Row) -> tuple[str, str]:
        """Give the event's number, which stands once."""
        return "id", str(row.id)

    def kind(self, row: Row) -> str:
        """Give the type of violence."""
        return _VIOLENCE[row.violence]

    def head(self, scribe: Scribe) -> None:
        """Describe the release."""
        self._writer.head(scribe)

    def write(self, row: Row, scribe: Scribe) -> None:
        """Write what a row says."""
        self._writer.row(row, scribe)
