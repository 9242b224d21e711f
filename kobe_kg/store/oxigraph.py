"""The default store: Oxigraph, embedded and in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph

from kobe_kg.errors import DataError, QueryError
from kobe_kg.sparql import significant
from kobe_kg.store.base import Result


class OxigraphStore:
    """An in-memory Oxigraph store.

    :param files: Turtle or N-Triples files to load.
    :raises DataError: when one of them cannot be read.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._store = pyoxigraph.Store()
        for path in files:
            try:
                self._store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
            except (OSError, SyntaxError, ValueError) as error:
                raise _unreadable(path, error) from error

    @classmethod
    def on_disk(cls, folder: Path) -> OxigraphStore:
        """Open an on-disk store to read it, as it is now; several processes may.

        :raises DataError: when the folder holds no store.
        """
        if not (folder / "CURRENT").is_file():
            raise DataError(f"there is no store in {folder}")
        opened = cls()
        try:
            opened._store = pyoxigraph.Store.read_only(str(folder))
        except OSError as error:
            raise DataError(f"the store in {folder} cannot be read: {error}") from error
        return opened

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`."""
        refuse_service(text)
        try:
            return self._store.query(text)
        except SyntaxError as error:
            from kobe_kg.sparql.explain import syntax_error

            raise syntax_error(error, text) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be evaluated: {error}") from error


def refuse_service(text: str) -> None:
    # Oxigraph would call the address from here; nothing in it turns that off.
    if "service" in text.casefold() and any(
        t.kind == "word" and t.text.upper() == "SERVICE" for t in significant(text)
    ):
        raise QueryError(
            "SERVICE is refused: a query on local data calls no other machine",
            hint="run it on an engine that federates, with --endpoint",
        )


def _unreadable(path: Path, error: Exception) -> DataError:
    from kobe_kg import turtle  # reads the file again, to say where

    try:
        turtle.read(path)
    except DataError as told:
        return told
    return DataError(f"cannot read {path}: {error}")
