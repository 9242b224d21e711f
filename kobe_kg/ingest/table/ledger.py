"""Facts by the name of what they are about: in memory, or where a table is large, on disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

#: So many things are held in memory where others are on disk.
_HELD = 50_000


class Ledger:
    """Facts by the name of what they are about, each fact a text.

    :param path: where they are on disk; None is nowhere.
    :param new: whether they are to be written there; else they are there, and what is added is forgotten.
    """

    def __init__(self, path: Path | None = None, *, new: bool = False) -> None:
        self._held: dict[str, dict[str, str]] = {}
        self._new = new
        # Whether anything is on disk yet.
        self._written = not new
        self._base: sqlite3.Connection | None = None
        if path is not None and new:
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            self._base.execute("CREATE TABLE facts (name TEXT PRIMARY KEY, facts TEXT) WITHOUT ROWID")
        elif path is not None:
            self._base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)

    def of(self, name: str) -> dict[str, str]:
        """Give the facts of a thing, to be added to at once: what is asked for next may put them aside."""
        facts = self._held.get(name)
        if facts is None:
            if self._new and len(self._held) >= _HELD:
                self._put()
            facts = self._held[name] = self._aside(name)
        return facts

    def look(self, name: str) -> Mapping[str, str]:
        """Give the facts of a thing, of which there may be none."""
        return self._held.get(name) or self._aside(name)

    def __iter__(self) -> Iterator[str]:
        """Name all that is held, in the order in which it was first asked for."""
        return iter(self._held)

    def close(self) -> None:
        """Write what is to be written, and let go of the file."""
        if self._base is not None:
            if self._new:
                self._put()
            self._base.close()

    def _put(self) -> None:
        assert self._base is not None
        lines = ((name, json.dumps(facts)) for name, facts in self._held.items())
        self._base.execute("BEGIN")
        self._base.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", lines)
        self._base.execute("COMMIT")
        self._held.clear()
        self._written = True

    def _aside(self, name: str) -> dict[str, str]:
        if self._base is None or not self._written:
            return {}
        found = self._base.execute("SELECT facts FROM facts WHERE name = ?", (name,)).fetchone()
        facts: dict[str, str] = json.loads(found[0]) if found else {}
        return facts
