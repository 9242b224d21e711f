"""The reader of UCDP GED: the table of docs/reference/ucdp-ged.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.recipe import Recipe, RowReader, day
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
        number, issued = release(path, asked.get("release")), day(asked.get("issued"))
        title = f"Events of UCDP GED {number} (CC BY 4.0) as claims of its coders."
        header, writer = columns(names, path), Writer(number, issued)
        return UcdpGedRecipe(header, writer, release=number, issued=issued, title=title, dataset=f"ucdp-ged-{number}")


class UcdpGedRecipe(Recipe):
    """How rows of UCDP GED become claims; see :class:`kobe_kg.ingest.recipe.Recipe`."""

    heading = "violence"
    publisher = PUBLISHER

    def read(self, cells: Sequence[str]) -> tuple[Row | None, list[Flaw]]:
        """Read the cells of a row."""
        return check(cells)

    def once(self, row: Row) -> tuple[str, str]:
        """Give the event's number, which stands once."""
        return "id", str(row.id)

    def kind(self, row: Row) -> str:
        """Give the type of violence."""
        return _VIOLENCE[row.violence]
