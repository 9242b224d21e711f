"""The reader of ACLED: the table of docs/reference/acled.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.acled.layout import columns, release
from kobe_kg.ingest.acled.row import Row, check
from kobe_kg.ingest.acled.writing import PUBLISHER, Writer
from kobe_kg.ingest.recipe import Recipe, RowReader, day


class AcledReader(RowReader):
    """Reads ACLED."""

    name = "acled"
    title = "an export of ACLED (CSV, also with .gz)"
    takes = ("release", "issued", *RowReader.takes)

    def recipe(self, path: Path, names: Sequence[str], asked: Mapping[str, str]) -> AcledRecipe:
        """Make the recipe of a file.

        :param asked: ``issued``, the day of the download; ``release``, where another name is wanted for it.
        """
        issued = day(asked.get("issued"))
        name = release(path, asked.get("release"), issued)
        title = f"Events of ACLED, download {name}, as claims of its coders. Not to be passed on."
        header, writer = columns(names, path), Writer(name, issued)
        return AcledRecipe(header, writer, release=name, issued=issued, title=title, dataset=f"acled-{name}")


class AcledRecipe(Recipe):
    """How rows of ACLED become claims; see :class:`kobe_kg.ingest.recipe.Recipe`."""

    heading = "types"
    publisher = PUBLISHER

    def read(self, cells: Sequence[str]) -> tuple[Row | None, list[Flaw]]:
        """Read the cells of a row."""
        return check(cells, self._issued)

    def once(self, row: Row) -> tuple[str, str]:
        """Give the event's key, which stands once."""
        return "event_id_cnty", row.id

    def kind(self, row: Row) -> str:
        """Give the type of event."""
        return row.type
