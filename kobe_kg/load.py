"""From files to a store: a graph is always read with the project's terms and code lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kobe_kg import files, paths
from kobe_kg.errors import ParameterError
from kobe_kg.store.base import Store

#: The engines a graph of files can be loaded into.
ENGINES = ("oxigraph", "rdflib")
#: Endings of the files a graph is read from.
SUFFIXES = (".ttl", ".nt", ".trig", ".nq")


def load(graph: Sequence[Path] = (), *, engine: str = "oxigraph") -> Store:
    """Load files of RDF, and the terms and code lists of the project, into a store in memory.

    :param graph: Turtle (``.ttl``), N-Triples (``.nt``), TriG (``.trig``) or N-Quads (``.nq``) files, or folders of
        them; none is the project's own. What stands in a named graph is in no other.
    :param engine: one of :data:`ENGINES`.
    :raises DataError: when a file is missing or cannot be read.
    """
    home = paths.project()
    found = files.expand([*home.vocabulary, *(graph or [home.graph])], *SUFFIXES)
    if engine == "oxigraph":
        from kobe_kg.store.oxigraph import OxigraphStore

        return OxigraphStore(found)
    if engine == "rdflib":
        from kobe_kg.store.rdflib import RdflibStore

        return RdflibStore(found)
    raise ParameterError(f"there is no engine {engine!r}", hint=f"known: {', '.join(ENGINES)}")
