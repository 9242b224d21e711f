"""What an exporter is given: the graph's own triples, apart from the vocabulary they are read with."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kobe_kg import files
from kobe_kg.errors import DataError, ParameterError
from kobe_kg.export.holding import TRIPLE, fill, fits, folder, needed
from kobe_kg.export.shelf import Shelf
from kobe_kg.namespaces import PREFIXES, compact
from kobe_kg.store import Store
from kobe_kg.store.oxigraph import OxigraphStore

#: Where the graph's own triples stand in :attr:`Source.data`, and where the vocabulary does.
GRAPH, VOCABULARY = NamedNode("urn:kobe:graph"), NamedNode("urn:kobe:vocabulary")

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_EACH = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
_SUFFIXES = (".ttl", ".nt")
# Bytes of a file that are looked through at a time.
_BLOCK = 1 << 20


def _nothing(_what: str, _done: int) -> None:
    pass


class Source:
    """A graph to be exported.

    What may not be passed on is not in it, unless it is asked for.

    :param graph: Turtle or N-Triples files or folders.
    :param vocabulary: files of terms and code lists.
    :param store: instead of files, a store that holds both.
    :param with_ontology: count the vocabulary among the graph's own triples.
    :param include_restricted: keep what may not be passed on.
    :param tell: told from time to time what is being done, and how many of it are done.
    """

    def __init__(
        self,
        graph: Iterable[Path] = (),
        vocabulary: Iterable[Path] = (),
        *,
        store: Store | None = None,
        with_ontology: bool = False,
        include_restricted: bool = False,
        tell: Callable[[str, int], None] = _nothing,
    ) -> None:
        self._store = store
        self._answer: list[Triple] = []
        #: The files of the graph, if it is read from files.
        self.files = files.expand(graph, *_SUFFIXES) if store is None else []
        #: The files of terms and code lists.
        self.vocabulary = files.expand(vocabulary, *_SUFFIXES)
        self._with_ontology = with_ontology
        #: Whether what may not be passed on is kept.
        self.include_restricted = include_restricted
        #: Call it with what is being done and how many are done, as often as is handy.
        self.tell = tell
        self._held: list[pyoxigraph.Store] = []
        self._kept: list[Shelf] = []
        self._disk = ExitStack()
        weakref.finalize(self, self._disk.close)

    def close(self) -> None:
        """Take away what lies on disk; what is asked later is made anew."""
        self._disk.close()

    def triples(self) -> Iterator[Triple]:
        """Stream the graph's own triples, in no order, some perhaps twice; nothing is held in memory."""
        out = self.restricted
        for number, triple in enumerate(self._all(), 1):
            if number % 10_000 == 0:
                self.tell("triples read", number)
            if not (out and (triple.subject in out or triple.object in out)):
                yield triple

    @cached_property
    def restricted(self) -> dict[Any, str]:
        """What is left out because it may not be passed on: resource to the reason."""
        if self.include_restricted or not self._may_be_restricted():
            return {}
        from kobe_kg.export.restricted import restricted

        with ExitStack() as disk:
            return restricted(self._loaded(self._all(), folder(disk) if self._is_large else None))

    @property
    def data(self) -> pyoxigraph.Store:
        """The graph, in memory or on disk: its own triples in :data:`GRAPH`, the vocabulary in :data:`VOCABULARY`."""
        if not self._held:
            place = folder(self._disk) if self._is_large else None
            found = self._loaded(self.triples(), place)
            if place is not None:
                del found  # from here on nothing writes to it, so that its files can go at any time
                found = pyoxigraph.Store.read_only(str(place))
                self._disk.callback(self._held.clear)
            self._held.append(found)
        return self._held[0]

    @property
    def shelf(self) -> Shelf:
        """The graph by subject, in a file: what an export reads that asks no queries."""
        if not self._kept:
            found = Shelf(self.triples(), GRAPH, self._loaded((), None))
            self._kept.append(found)
            self._disk.callback(self._kept.clear)
            self._disk.callback(found.close)
        return self._kept[0]

    @property
    def known(self) -> pyoxigraph.Store | Shelf:
        """The graph as it is held by now: :attr:`data` once anything has asked for that, else :attr:`shelf`."""
        return self._held[0] if self._held else self.shelf

    def opened(self) -> Store:
        """Give the graph with the vocabulary as a store that answers queries, what may not be passed on included."""
        return self._store or OxigraphStore([*self.vocabulary, *self.files])

    def ask(self, text: str, *, own: bool = False) -> list[Any]:
        """Ask a SELECT or CONSTRUCT query; the project's prefixes need no declaration.

        :param own: ask of the graph alone, without the vocabulary.
        :returns: solutions, whose values are pyoxigraph's terms or None, or triples. Without ORDER BY their order is
            not always the same.
        """
        graphs: list[Any] = [GRAPH] if own else [GRAPH, VOCABULARY]
        found: Any = self.data.query(text, prefixes=PREFIXES, default_graph=graphs)
        return list(found)

    def classes(self) -> dict[str, int]:
        """Count the instances of each class the graph's own resources are given; prefixed name, or IRI, to number."""
        if self._kept:
            return self._kept[0].classes
        return self._counted("SELECT ?x (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?x } GROUP BY ?x")

    def properties(self) -> dict[str, int]:
        """Count the triples of each property; prefixed name, or IRI, to number."""
        if self._kept:
            return self._kept[0].properties
        return self._counted("SELECT ?x (COUNT(*) AS ?n) WHERE { ?s ?x ?o } GROUP BY ?x")

    def _counted(self, text: str) -> dict[str, int]:
        pairs = [(row["x"].value, int(row["n"].value)) for row in self.ask(text, own=True)]
        return dict(sorted((compact(iri) or iri, number) for iri, number in pairs))

    def _all(self) -> Iterator[Triple]:
        if self._store is None:
            for number, path in enumerate([*self.files, *(self.vocabulary if self._with_ontology else ())]):
                yield from _named(_read(path), f"f{number}n")
            return
        known = set() if self._with_ontology else _as_stored(self.vocabulary)
        if not isinstance(self._store, OxigraphStore):  # another answer might name blank nodes otherwise
            self._answer = self._answer or list(_everything(self._store))
        yield from (triple for triple in self._answer or _everything(self._store) if triple not in known)

    def _loaded(self, triples: Iterable[Triple], place: Path | None) -> pyoxigraph.Store:
        own = (Quad(*_parts(triple), GRAPH) for triple in triples)
        terms = (Quad(*_parts(triple), VOCABULARY) for path in self.vocabulary for triple in _read(path))
        return fill(place, chain(own, terms))

    @cached_property
    def _is_large(self) -> bool:
        if self._store is None:
            return not fits(needed(self.files))
        return not fits(_count(self._store) * TRIPLE)

    def _may_be_restricted(self) -> bool:
        """Tell, without reading it all, whether anything can be marked as not to be passed on."""
        from kobe_kg.export.restricted import MARK, asked

        if self._store is not None:
            return bool(self._store.query(asked()))
        local = MARK.value.rpartition("#")[2].encode()
        return any(_holds(path, (local, b"\\u", b"\\U")) for path in self.files)


def moment() -> datetime | None:
    """Give the time an export is to be dated with: SOURCE_DATE_EPOCH, or None, and then it carries no date.

    The clock is never asked, so that the same graph gives the same bytes.

    :raises ParameterError: when the variable is no number of seconds.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        return None
    try:
        return datetime.fromtimestamp(int(told), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ParameterError(f"SOURCE_DATE_EPOCH is no number of seconds: {told!r}") from error


def _parts(triple: Triple) -> tuple[Any, NamedNode, Any]:
    return triple.subject, triple.predicate, triple.object


def _read(path: Path) -> Iterator[Triple]:
    form = pyoxigraph.RdfFormat.N_TRIPLES if path.suffix == ".nt" else pyoxigraph.RdfFormat.TURTLE
    try:
        for quad in pyoxigraph.parse(path=path, format=form):
            yield quad.triple
    except (OSError, SyntaxError, ValueError) as error:
        from kobe_kg import turtle  # reads the file again, to say where

        turtle.read(path)
        raise DataError(f"cannot read {path}: {error}") from error


def _named(triples: Iterable[Triple], prefix: str) -> Iterator[Triple]:
    """Name a file's blank nodes so that they are the same whenever it is read, and no other file's."""
    names: dict[BlankNode, BlankNode] = {}
    for triple in triples:
        subject, term = triple.subject, triple.object
        if not isinstance(subject, BlankNode) and not isinstance(term, BlankNode):
            yield triple
            continue
        for node in (subject, term):
            if isinstance(node, BlankNode) and node not in names:
                names[node] = BlankNode(f"{prefix}{len(names)}")
        yield Triple(
            names[subject] if isinstance(subject, BlankNode) else subject,
            triple.predicate,
            names[term] if isinstance(term, BlankNode) else term,
        )


def _as_stored(vocabulary: Iterable[Path]) -> set[Triple]:
    """Give triples as they are written, and as Oxigraph keeps them: numbers in their plainest form."""
    written = {triple for path in vocabulary for triple in _read(path)}
    kept = pyoxigraph.Store()
    kept.bulk_extend(Quad(*_parts(triple)) for triple in written)
    return written | {quad.triple for quad in kept}


def _holds(path: Path, signs: tuple[bytes, ...]) -> bool:
    """Tell whether a file holds any of some short texts; each block is looked through with the end of the last."""
    end = b""
    try:
        with path.open("rb") as stream:
            while read := stream.read(_BLOCK):
                block = end + read
                if any(sign in block for sign in signs):
                    return True
                end = block[-100:]
        return False
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error


def _everything(store: Store) -> Iterator[Triple]:
    """Give all triples of a store, and make sure that these are all."""
    if isinstance(store, OxigraphStore):  # which holds in memory what it constructs
        rows: Any = store.query(_EACH)
        yield from (Triple(*row) for row in rows)
        return
    number = _count(store)
    given = 0
    found: Any = store.query(_ALL)
    for triple in found:
        given += 1
        yield triple
    if given < number:
        raise DataError(
            f"the endpoint gave {given} of its {number} triples",
            hint="it limits its answers; export from files or from a store",
        )


def _count(store: Store) -> int:
    counted: Any = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    return int(next(iter(counted))["n"].value)
