"""What the tests of tabular, geographic and network exports share."""

from __future__ import annotations

from pathlib import Path

from kobe_kg import paths
from kobe_kg.export import Losses, Source
from tests import DATA, GRAPH

#: A small graph of awkward texts, numbers and positions.
HOSTILE = DATA / "export" / "tables" / "hostile.ttl"
#: The project's own graph.
RECORD = GRAPH
ID = "https://w3id.org/kobe-kg/id/"


def source(*graph: Path) -> Source:
    return Source(graph=graph, vocabulary=paths.project().vocabulary)


def left(losses: Losses, kind: str) -> dict[str, int]:
    """Sum what is left out by name; resources by their own."""
    found: dict[str, int] = {}
    for row in losses.rows:
        if row.kind == kind:
            for name in row.which or (row.name,):
                found[name] = found.get(name, 0) + (1 if row.which else row.number)
    return found
