"""N-Quads, sorted: each report's claims in a graph of their own, one statement a line."""

from __future__ import annotations

from typing import IO

from pyoxigraph import NamedNode

from kobe_kg.export.graphs import quads
from kobe_kg.export.source import Source


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph, one statement a line, sorted by code points."""
    for quad in quads(source):
        graph = f" {quad.graph_name}" if isinstance(quad.graph_name, NamedNode) else ""
        stream.write(f"{quad.triple}{graph} .\n".encode())
