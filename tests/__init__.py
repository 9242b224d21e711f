"""Where things lie that several tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
ONTOLOGY = ROOT / "ontology"
GRAPH = ROOT / "graph"
QUERIES = ROOT / "queries"

#: The curated part of the graph: what the seed article says, and nothing read by a machine.
SEED = [
    *(GRAPH / "kobe-attack" / f"{name}.ttl" for name in "event parties places sources reports passages".split()),
    GRAPH / "kobe-attack" / "claims" / "wikipedia-en.ttl",
]

#: The seed and the small examples of the ontology: some of everything, and small enough for the slowest engine.
SAMPLE = [*SEED, *sorted((ONTOLOGY / "examples").glob("*.ttl"))]
