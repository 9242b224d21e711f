"""N-Triples, sorted: the form that other programs take most easily, and that needs the least memory."""

from __future__ import annotations

from typing import IO

from kobe_kg.export.ordering import lines
from kobe_kg.export.source import Source


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph, one triple a line, sorted by code points."""
    for line in lines(source.triples()):
        stream.write(line.encode())
