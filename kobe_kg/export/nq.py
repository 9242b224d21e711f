"""N-Quads, sorted: each report's claims in a graph of their own, one statement a line."""

from __future__ import annotations

from typing import IO

from kobe_kg.export.graphs import quad_lines
from kobe_kg.export.source import Source


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph, one statement a line, sorted by code points."""
    for line in quad_lines(source):
        stream.write(line.encode())
