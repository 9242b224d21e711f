"""What is wrong with a dossier, gathered so that a curator sees all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kobe_kg.errors import DataError, Position
from kobe_kg.ingest.dossier.tree import Node, Way, spell

#: More than so many are counted and not told.
_SHOWN = 100


@dataclass
class Problems:
    """Faults of one dossier, each with its place.

    :param top: the tree the ways lead into.
    :param path: the file to be named first.
    """

    top: Node
    path: Path
    _found: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def add(self, way: Way, what: str, hint: str | None = None) -> None:
        """Note a fault at the end of a way."""
        self.add_at(self.where(way), f"{spell(way)}: {what}", hint)

    def add_at(self, where: Position, what: str, hint: str | None = None) -> None:
        """Note a fault at a place."""
        line = f"{where.path}:{where.line}: {what}"
        self._found[(str(where.path), where.line, line)] = line + (f"\n  {hint}" if hint else "")

    def where(self, way: Way) -> Position:
        """Give the place of the key at the end of a way, or of the nearest thing around it."""
        return self.top.find(way).where

    def check(self) -> None:
        """Refuse the dossier if anything was noted.

        :raises DataError: naming every fault, in the order of the files.
        """
        if not self._found:
            return
        lines = [self._found[key] for key in sorted(self._found)]
        count = "1 thing in it is" if len(lines) == 1 else f"{len(lines)} things in it are"
        more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
        raise DataError(
            f"{self.path} cannot be read: {count} not as it should be", hint="\n".join([*lines[:_SHOWN], *more])
        )
