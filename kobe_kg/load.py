"""From files to a store: a graph is always read with the project's terms and code lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kobe_kg import files, paths
from kobe_kg.errors import ParameterError
from kobe_kg.store.base import Store

#: The engines a graph of files can be loaded into.
ENGINES = ("oxigraph", "rdflib")


def load(graph: Sequence[Path] = (), *, engine: str = "oxigraph") -> Store:
    """Load Turtle files, and the terms and code lists of the project, into a store in memory.

    :param graph: Turtle (``.ttl``) or N-Triples (``.nt``) files, or folders of them; none is the project's own.
    :param engine: one of :data:`ENGINES`.
    :raises DataError: when a file is missing or cannot be read.
    """
    home = paths.project()
    found = files.expand([*home.vocabulary, *(graph or [home.graph])], ".ttl", ".nt")
    if engine == "oxigraph":
        from kobe_kg.store.oxigraph import OxigraphStore

        return OxigraphStore(found)
    if engine == "rdflib":
        from kobe_kg.store.rdflib import RdflibStore

        return RdflibStore(found)
    raise ParameterError(f"there is no engine {engine!r}", hint=f"known: {', '.join(ENGINES)}")
