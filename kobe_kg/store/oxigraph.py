"""The default store: Oxigraph, embedded and in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from pathlib import Path

import pyoxigraph

from kobe_kg.errors import DataError, Position, QueryError
from kobe_kg.sparql import significant
from kobe_kg.sparql.federation import call
from kobe_kg.store.base import Result

#: Endings of files to their syntax; any other is Turtle.
FORMATS = {".nq": pyoxigraph.RdfFormat.N_QUADS, ".trig": pyoxigraph.RdfFormat.TRIG}


class OxigraphStore:
    """An in-memory Oxigraph store.

    :param files: Turtle or N-Triples files to load; or TriG or N-Quads files, whose graphs keep their names.
    :raises DataError: when one of them cannot be read.
    """

    # The graphs that queries are asked of; None leaves it to each query.
    _default: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph] | None = None
    _named: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] | None = None
    _base: str | None = None

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._store = pyoxigraph.Store()
        for path in files:
            try:
                self._store.load(path=path, format=FORMATS.get(path.suffix, pyoxigraph.RdfFormat.TURTLE))
            except (OSError, SyntaxError, ValueError) as error:
                raise _unreadable(path, error) from error

    @classmethod
    def on_disk(cls, folder: Path) -> OxigraphStore:
        """Open an on-disk store to read it, as it is now; several processes may.

        :raises DataError: when the folder holds no store.
        """
        from kobe_kg.store.disk import place

        opened = cls()
        try:
            opened._store = pyoxigraph.Store.read_only(str(place(folder)))
        except OSError as error:
            raise DataError(f"the store in {folder} cannot be read: {error}") from error
        return opened

    def on(
        self,
        default: Iterable[pyoxigraph.NamedNode] | None = None,
        named: Iterable[pyoxigraph.NamedNode] | None = None,
        *,
        base: str | None = None,
    ) -> OxigraphStore:
        """Give the same store, asked of some of its graphs, whatever FROM says in a query.

        :param default: the graphs that make up the default graph; None, as `named`, leaves it to each query.
        :param named: the graphs that GRAPH finds.
        :param base: what relative IRIs of a query start from.
        """
        found = copy(self)
        found._base = base
        if default is not None or named is not None:  # with one of them named, what is not named is none
            found._default, found._named = list(default or ()), list(named or ())
        return found

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`."""
        refuse_service(text)
        try:
            return self._store.query(text, base_iri=self._base, default_graph=self._default, named_graphs=self._named)
        except SyntaxError as error:
            from kobe_kg.sparql.explain import syntax_error

            raise syntax_error(error, text) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be evaluated: {error}") from error

    def holds(
        self, subject: pyoxigraph.NamedNode, predicate: pyoxigraph.NamedNode, value: pyoxigraph.NamedNode
    ) -> bool:
        """Tell whether a triple is in the default graph; it takes no query, and a fraction of its time."""
        graphs = [pyoxigraph.DefaultGraph()] if self._default is None else self._default
        return any(pyoxigraph.Quad(subject, predicate, value, graph) in self._store for graph in graphs)

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """Give all there is, with the graphs it is in."""
        return iter(self._store)

    def extend(self, triples: Iterable[pyoxigraph.Triple]) -> int:
        """Put triples into it, and tell how many there were; only into a store in memory."""
        found = [pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in triples]
        self._store.bulk_extend(found)
        return len(found)

    def remove(self, resources: Iterable[pyoxigraph.NamedNode | pyoxigraph.BlankNode]) -> None:
        """Take out all that is said of resources, and every link to them; only of a store in memory."""
        for node in resources:
            for place in ((node, None, None), (None, None, node)):
                for quad in list(self._store.quads_for_pattern(*place)):
                    self._store.remove(quad)


def refuse_service(text: str) -> None:
    # Oxigraph would call the address from here; nothing in it turns that off.
    if "service" in text.casefold() and call(significant(text), text) is not None:
        raise QueryError(
            "SERVICE is refused: a query on local data calls no other machine",
            hint="run it on an engine that federates, with --endpoint",
        )


def _unreadable(path: Path, error: Exception) -> DataError:
    from kobe_kg import turtle  # reads the file again, to say where

    if isinstance(error, SyntaxError) and path.suffix in FORMATS:
        told = Position(error.lineno or 1, error.offset or 1, path=path)
        return DataError(f"this is no {FORMATS[path.suffix]}: {error.msg}", where=told)
    try:
        turtle.read(path)
    except DataError as told:
        return told
    return DataError(f"cannot read {path}: {error}")
