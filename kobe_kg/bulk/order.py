"""What is to be done with a source, as every process that works at it reads it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from kobe_kg.bulk import lists
from kobe_kg.ingest import open_reader
from kobe_kg.ingest.base import header
from kobe_kg.ingest.recipe import PartReader, Release


class Order(NamedTuple):
    """An order: two that are equal have the same outcome, byte by byte."""

    #: Name of the reader.
    reader: str
    #: Name of the file.
    source: str
    #: SHA-256 of the file.
    sha256: str
    #: The names in its header.
    names: list[str]
    #: What else is told, by option.
    asked: dict[str, str]
    #: Into how many parts it is cut.
    parts: int
    #: SHA-256 of the names, sizes and times of the other files that are read with it; empty where there are none.
    beside: str
    #: SHA-256 of the rules that its statements are checked by and of what they may refer to; empty where they are not.
    rules: str
    #: Version of this package.
    version: str

    @property
    def syntax(self) -> str:
        """How the statements are written: ``nt`` or ``nq``."""
        return self.asked.get("syntax", "nt")

    def recipe(self) -> Release:
        """Make the recipe of the file."""
        reader = open_reader(self.reader)
        assert isinstance(reader, PartReader)
        return reader.recipe(Path(self.source), self.names, self.asked)

    def graph(self, recipe: Release) -> str:
        """Give what names the graph of the statements, or an empty text."""
        return recipe.graph if self.syntax == "nq" else ""

    def mark(self, recipe: Release) -> str:
        """Give the comment that files of statements begin with."""
        return header(recipe.title, self.reader, [self.source]) + "\n"


class Desk:
    """The folder of work under way, beside what it makes; other commands pass it over, as its name begins with a dot.

        order.json      what is done here; written when the source is cut
        gathered/       what parts need to know of the rows of others
        rows/           the rows of each part
        rows.json       how many rows each part has
        earlier         leads to the index of earlier releases, while they are followed
        firsts/         for parts with rows that another part has too: which came first
        rules/          the rules and what statements may refer to
        tries/          an empty file each time that a part was begun
        parts/00000/    what a part made; it appears as a whole

    :param folder: the folder; absolute, as others come from other places.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: The rules, as N-Triples.
        self.shapes = folder / "rules" / "shapes.nt"
        #: What statements may refer to, as N-Triples.
        self.context = folder / "rules" / "context.nt"
        #: Where the index of earlier releases is.
        self.earlier = folder / "earlier"
        #: What parts need to know of the rows of others.
        self.gathered = folder / "gathered"
        #: How many rows each part has.
        self.counts = folder / "rows.json"
        self._order = folder / "order.json"

    def order(self) -> Order | None:
        """Read what is done here; None is nothing yet, or nothing that this version understands."""
        try:
            found: dict[str, Any] = lists.read_value(self._order)
            return Order(**found)
        except (OSError, ValueError, TypeError):
            return None

    def place(self, order: Order) -> None:
        """Say that all is ready for the parts."""
        lists.write_value(self._order, order._asdict())

    def rows(self, part: int) -> Path:
        """Give the file of the rows of a part."""
        return self.folder / "rows" / f"{part:05}.jsonl"

    def firsts(self, part: int) -> Path:
        """Give the file that tells which keys of a part another part has first."""
        return self.folder / "firsts" / f"{part:05}.json"

    def made(self, part: int) -> Path:
        """Give the folder of what a part made."""
        return self.folder / "parts" / f"{part:05}"

    def unmake(self, part: int) -> None:
        """Have a part made anew; what it was is gone at once."""
        aside = self.made(part).with_name(f".{part:05}.{uuid4().hex}.tmp")
        self.made(part).rename(aside)
        shutil.rmtree(aside)
        for note in self._tries(part):
            note.unlink()

    def begun(self, part: int) -> None:
        """Note that a part is begun."""
        (self.folder / "tries" / f"{part:05}.{uuid4().hex}").touch()

    def lost(self, part: int) -> int:
        """Count how often a part was begun and not ended."""
        return max(0, len(self._tries(part)) - 1)

    def _tries(self, part: int) -> list[Path]:
        return list((self.folder / "tries").glob(f"{part:05}.*"))
