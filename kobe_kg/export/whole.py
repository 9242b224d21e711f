"""All that files or a store hold, in its graphs and as it is written, to be held elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat

from kobe_kg import files
from kobe_kg.errors import DataError
from kobe_kg.export.holding import TRIPLE, fill, fits, folder
from kobe_kg.export.ordering import unique
from kobe_kg.export.restricted import MARK, restricted

#: Where what has no graph stands while it is asked what may be passed on.
_NONE = NamedNode("urn:kobe:graph")
_SYNTAXES = {".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}


class Whole:
    """Graphs as lines of N-Triples, in temporary files, until it is left.

    :param paths: Turtle, N-Triples, N-Quads or TriG files.
    :param store: quads of a store, beside them.
    :param into: the name of what stands in no graph; None leaves it without one.
    :param include_restricted: keep what may not be passed on.
    """

    def __init__(
        self,
        paths: Iterable[Path] = (),
        store: Iterable[Quad] = (),
        *,
        into: str | None = None,
        include_restricted: bool = False,
    ) -> None:
        self._paths, self._store, self._into = list(paths), store, into
        self._include = include_restricted
        #: Graph, or None, to its number of triples.
        self.graphs: dict[str | None, int] = {}
        #: What is left out because it may not be passed on: resource to the reason.
        self.restricted: dict[NamedNode | BlankNode, str] = {}

    def __enter__(self) -> Whole:
        with ExitStack() as stack:
            self._folder = stack.enter_context(files.temporary_folder())
            self._gather()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def lines(self, graph: str | None) -> Callable[[], Iterator[str]]:
        """Give what gives the lines of a graph, each once, sorted."""
        path = self._folder / f"{list(self.graphs).index(graph)}.nt"

        def read() -> Iterator[str]:
            with path.open(encoding="utf-8", newline="\n") as stream:
                yield from stream

        return read

    def _gather(self) -> None:
        marked = False

        def seen(quad: Quad) -> str:
            nonlocal marked
            marked = marked or quad.object == MARK
            name = quad.graph_name
            if isinstance(name, BlankNode):
                raise DataError("a graph has no name that would hold elsewhere", hint="give it an IRI")
            return f"{name.value if isinstance(name, NamedNode) else self._into or ''}\t{quad.triple} .\n"

        quads = chain(chain.from_iterable(map(_quads, self._paths)), self._store)
        self._part(unique(map(seen, quads)))
        if marked and not self._include:
            self.restricted = self._marked()
            out = {str(term) for term in self.restricted}
            for number, graph in enumerate(list(self.graphs)):
                self._sift(number, graph, out)

    def _part(self, found: Iterator[str]) -> None:
        """Part lines into a file a graph."""
        stream: Any = None
        last: str | None = None
        try:
            for whole in found:
                graph, _, line = whole.partition("\t")
                if graph != last:
                    if stream is not None:
                        stream.close()
                    stream = (self._folder / f"{len(self.graphs)}.nt").open("w", encoding="utf-8", newline="\n")
                    last = graph
                    self.graphs[graph or None] = 0
                stream.write(line)
                self.graphs[graph or None] += 1
        finally:
            if stream is not None:
                stream.close()

    def _marked(self) -> dict[NamedNode | BlankNode, str]:
        with ExitStack() as disk:
            place = None if fits(sum(self.graphs.values()) * TRIPLE) else folder(disk)
            quads = (
                Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph) if graph else _NONE)
                for number, graph in enumerate(self.graphs)
                for quad in pyoxigraph.parse(path=self._folder / f"{number}.nt", format=RdfFormat.N_TRIPLES)
            )
            return restricted(fill(place, quads))

    def _sift(self, number: int, graph: str | None, out: set[str]) -> None:
        path = self._folder / f"{number}.nt"
        kept = 0
        with path.open(encoding="utf-8") as before, (self._folder / "kept").open("w", encoding="utf-8") as after:
            for line in before:
                subject, _, rest = line.split(" ", 2)
                if subject not in out and rest[:-3] not in out:
                    after.write(line)
                    kept += 1
        (self._folder / "kept").replace(path)
        self.graphs[graph] = kept


def _quads(path: Path) -> Iterator[Quad]:
    form = _SYNTAXES.get(path.suffix, RdfFormat.TURTLE)
    try:
        yield from pyoxigraph.parse(path=path, format=form, rename_blank_nodes=True)
    except (OSError, SyntaxError, ValueError) as error:
        from kobe_kg import turtle  # reads the file again, to say where

        if form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES):
            turtle.read(path)
        raise DataError(f"cannot read {path}: {error}") from error
