"""Measure how long the site without a server takes to write: CPU time for each thousand resources.

A resource has four files: its page in English and in French, its Turtle and its JSON-LD. The time of an empty graph,
which has the pages of the ontology, the rules and the queries too, is told beside.

    python benchmarks/publishing.py --events 10 115
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import generate
from process import Spent, spend

_LIMIT, _MOST = 3600.0, 8e9


class Made(NamedTuple):
    """A site, and what it took."""

    #: How many events its graph has, and how many resources have data of their own.
    events: int
    resources: int
    files: int
    spent: Spent


def main(argv: Sequence[str] | None = None) -> int:
    """Write sites of generated graphs, and tell what they took."""
    parser = argparse.ArgumentParser(description="Measure how long a site takes to write.")
    parser.add_argument("--events", type=int, nargs="+", default=[10, 115], help="sizes of the graphs (10 115)")
    found = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        bare, *made = (measure(events, Path(folder) / str(events)) for events in (0, *found.events))
    if failed := [each for each in (bare, *made) if each.spent.failure]:
        print(failed[0].spent.failure, file=sys.stderr)
        return 1
    print(f"{'events':>8}{'resources':>11}{'files':>9}{'CPU':>9}{'wall':>9}{'CPU for 1,000 more':>20}")
    for each in (bare, *made):
        more = each.resources - bare.resources
        rate = f"{(each.spent.cpu - bare.spent.cpu) / more * 1000:.1f} s" if more else ""
        cpu, wall = f"{each.spent.cpu:.0f} s", f"{each.spent.wall:.0f} s"
        print(f"{each.events:>8,}{each.resources:>11,}{each.files:>9,}{cpu:>9}{wall:>9}{rate:>20}")
    return 0


def measure(events: int, folder: Path) -> Made:
    """Write the site of a graph with so many events."""
    folder.mkdir()
    graph, site = folder / "graph.ttl", folder / "site"
    generate.main(["--events", str(events), "-o", str(graph)])
    command = [sys.executable, "-m", "kobe_kg", "export", "site", "--graph", graph, "-o", site, "-q"]
    spent = spend(command, folder / "said", limit=_LIMIT, most=_MOST)
    files = [path for path in site.rglob("*") if path.is_file()]
    resources = sum(path.suffix == ".ttl" and path.parent != site for path in files)
    return Made(events, resources, len(files), spent)


if __name__ == "__main__":
    raise SystemExit(main())
