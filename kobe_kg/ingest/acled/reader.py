"""The reader of ACLED: the table of docs/reference/acled.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.acled.layout import columns, release
from kobe_kg.ingest.acled.row import Row, check
from kobe_kg.ingest.acled.writing import PUBLISHER, Writer
from kobe_kg.ingest.lines import node
from kobe_kg.ingest.recipe import RowReader, day
from kobe_kg.ingest.scribe import Scribe


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
        return AcledRecipe(path, names, release(path, asked.get("release"), issued), issued)


class AcledRecipe:
    """How rows of ACLED become claims; see :class:`kobe_kg.ingest.recipe.Recipe`."""

    heading = "types"
    publisher = PUBLISHER
    strange: Sequence[str]

    def __init__(self, path: Path, names: Sequence[str], release: str, issued: str) -> None:
        self._pick, self.strange = columns(names, path)
        self._writer, self._issued = Writer(release, issued), issued
        self.release = release
        self.title = f"Events of ACLED, download {release}, as claims of its coders. Not to be passed on."
        self.graph = node(f"dataset:acled-{release}")

    def key(self, cells: Sequence[str]) -> str:
        """Give the event's key."""
        return self._pick([*cells, ""])[0].strip()

    def check(self, cells: Sequence[str]) -> tuple[Row | None, list[Flaw]]:
        """Read the cells of a row."""
        return check(self._pick([*cells, ""]), self._issued)

    def once(self, row: Row) -> tuple[str, str]:
        """Give the event's key, which stands once."""
        return "event_id_cnty", row.id

    def kind(self, row: Row) -> str:
        """Give the type of event."""
        return row.type

    def head(self, scribe: Scribe) -> None:
        """Describe the download."""
        self._writer.head(scribe)

    def write(self, row: Row, scribe: Scribe) -> None:
        """Write what a row says."""
        self._writer.row(row, scribe)
