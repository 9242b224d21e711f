"""Measure what the command adds to a bare process that asks the same question.

Each command is timed beside its twin: a Python process that imports pyoxigraph, loads the same files, runs the texts of
the same saved queries as the command sends them, and writes CSV. Runs alternate, so that a slow moment of the machine
hits both. The ratio of the medians is the result; 3.0 is the limit this project sets itself. Bytecode is kept between
runs, as Python does unless told not to.

    python benchmarks/startup.py --runs 25
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kobe_kg import Catalog, Graph, paths
from kobe_kg.files import expand
from kobe_kg.load import load
from kobe_kg.store import Result, Store

#: The most a command may take, as a multiple of its twin.
LIMIT = 3.0

BARE = """\
import sys

import pyoxigraph

store = pyoxigraph.Store()
for path in sys.argv[1:]:
    if path.endswith(".ttl"):
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    else:
        with open(path) as file:
            store.query(file.read()).serialize(sys.stdout.buffer, pyoxigraph.QueryResultsFormat.CSV)
"""


class Case(NamedTuple):
    """A command, and the call that sends the same queries."""

    #: What follows ``kobe``.
    command: list[str]
    #: Its twin in Python, run once to see the queries.
    call: Callable[[Graph], object]


class Times(NamedTuple):
    """Wall times of one case, in seconds."""

    #: The command as typed.
    command: str
    #: Its times.
    kobe: list[float]
    #: Those of its twin.
    bare: list[float]

    @property
    def ratio(self) -> float:
        """How many times the twin's median the command's is."""
        return statistics.median(self.kobe) / statistics.median(self.bare)


CASES = [
    Case(["query", "claims", "-f", "csv"], lambda graph: graph.query("claims")),
    Case(["compare", "-f", "json"], lambda graph: graph.compare()),
]


class Listener:
    """A store that remembers the saved queries it is asked; their headers come with them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        #: Their texts, values put in.
        self.asked: list[str] = []

    def query(self, text: str) -> Result:
        """Answer a query."""
        if text.startswith("#+"):
            self.asked.append(text)
        return self._store.query(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print a table, and give 1 when a ratio reaches the limit."""
    parser = argparse.ArgumentParser(description="Time kobe beside a bare process that asks the same.")
    parser.add_argument("--runs", type=int, default=25, help="runs of each (25)")
    parser.add_argument("--json", action="store_true", help="print all times as JSON")
    found = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        results = [measure(case, Path(folder), runs=found.runs) for case in CASES]
    print(as_json(results) if found.json else as_table(results))
    return 0 if all(result.ratio < LIMIT for result in results) else 1


def measure(case: Case, folder: Path, *, runs: int) -> Times:
    """Time a command and its twin, alternating; a first run of each warms the disk's cache and is not counted."""
    listener = Listener(load())
    case.call(Graph(listener, Catalog([paths.QUERIES])))
    queries = [folder / f"{number}.rq" for number in range(len(listener.asked))]
    for path, text in zip(queries, listener.asked, strict=True):
        path.write_text(text)
    script = folder / "bare.py"
    script.write_text(BARE)
    files = expand([*paths.vocabulary(), paths.GRAPH], ".ttl")
    kobe = [str(Path(sysconfig.get_path("scripts")) / "kobe"), *case.command]
    bare = [sys.executable, str(script), *map(str, [*files, *queries])]
    _, from_kobe = timed(kobe)
    _, from_bare = timed(bare)
    if "csv" in case.command:
        assert from_kobe == from_bare, f"{case.command} and its twin differ"
    times = [(timed(kobe)[0], timed(bare)[0]) for _ in range(runs)]
    return Times(" ".join(["kobe", *case.command]), [t[0] for t in times], [t[1] for t in times])


def timed(command: Sequence[str]) -> tuple[float, bytes]:
    """Run a command to its end and give its wall time and its output."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE" and not k.startswith("KOBE_")}
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True)
    return time.perf_counter() - start, done.stdout


def as_table(results: Sequence[Times]) -> str:
    """Lay the results out for reading."""
    lines = [f"{'command':<26}{'kobe':>9}{'bare':>9}{'ratio':>7}"]
    for r in results:
        kobe, bare = statistics.median(r.kobe) * 1000, statistics.median(r.bare) * 1000
        lines.append(f"{r.command:<26}{kobe:>6.0f} ms{bare:>6.0f} ms{r.ratio:>7.2f}")
    runs = len(results[0].kobe)
    return "\n".join([*lines, f"medians of {runs} runs, Python {platform.python_version()}; the limit is {LIMIT}"])


def as_json(results: Sequence[Times]) -> str:
    """Give every time in seconds."""
    return json.dumps([{**r._asdict(), "ratio": r.ratio} for r in results], indent=2)


if __name__ == "__main__":
    sys.exit(main())
