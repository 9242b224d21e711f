"""Measure how the saved queries bear a growing graph, beside the bare engine and rdflib.

Graphs of several sizes are generated. On each, every saved query is asked about one and the same event, or about the
whole graph where it has no event to ask for: by ``kobe_kg`` (values checked and bound, answer written as CSV) and by a
bare ``pyoxigraph.Store`` holding the same triples, given the same text with the values in place. ``disagreements`` and
``independence`` are also asked of every event in turn, or of a thousand spread over the graph. rdflib gets a graph of
its own size, and a time limit for each query. Times are CPU seconds of the best run, since machines are shared.

    python benchmarks/queries.py --events 10 100 1000 10000 --rdflib 30

It prints Markdown, and gives 1 when a limit is broken: 1.1 times the bare engine where that takes long enough to
measure, a twentieth of rdflib's time, an event's share of the whole that grows.
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import pyoxigraph

from kobe_kg import Catalog, paths
from kobe_kg.catalog import SavedQuery
from kobe_kg.load import load
from kobe_kg.query.run import prepare, run
from kobe_kg.store.oxigraph import OxigraphStore

#: The most that kobe may take, as a multiple of the bare engine, for an answer that takes the engine ``LONG`` or more.
RATIO = 1.1
#: CPU seconds from which a ratio means something.
LONG = 0.05
#: How many times faster than rdflib.
FASTER = 20.0
#: How much more an event's share may cost in the largest graph than in the smallest but one.
GROWTH = 1.5

_ASKED = {"event": "event:e000007", "report": "report:e000007-article", "thing": "place:e000007"}
_IN_TURN = ("disagreements", "independence")
_EVENTS = "SELECT DISTINCT ?event { ?event <http://semanticweb.cs.vu.nl/2009/11/sem/hasActor> ?convoy } ORDER BY ?event"
_CSV = pyoxigraph.QueryResultsFormat.CSV


class Cost(NamedTuple):
    """What one query took in one graph, in CPU seconds."""

    #: Its name.
    query: str
    #: How many rows it gave.
    rows: int
    #: By kobe.
    kobe: float
    #: By the bare engine; by rdflib where that is what is measured.
    bare: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time every saved query as the graph grows.")
    parser.add_argument("--events", type=int, nargs="+", default=[10, 100, 1000], help="sizes, in events (10 100 1000)")
    parser.add_argument("--rdflib", type=int, default=30, help="events in the graph that rdflib gets (30); 0 is none")
    parser.add_argument("--limit", type=int, default=60, help="seconds that rdflib may take for a query (60)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each, of which the best counts (5)")
    parser.add_argument("--worker", choices=("kobe", "rdflib"), help=argparse.SUPPRESS)
    parser.add_argument("--graph", type=Path, help=argparse.SUPPRESS)
    found = parser.parse_args(argv)
    if found.worker:
        work = on_rdflib(found.graph, found.limit) if found.worker == "rdflib" else on_oxigraph(found.graph, found.runs)
        print(json.dumps(work))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sizes = {n: measured("kobe", n, Path(folder), found) for n in sorted(found.events)}
        peer = measured("rdflib", found.rdflib, Path(folder), found) if found.rdflib else {}
        own = measured("kobe", found.rdflib, Path(folder), found) if found.rdflib else {}
    print(report(sizes, peer, own))
    broken = limits(sizes, peer, own)
    print("\n".join(broken), file=sys.stderr)
    return 1 if broken else 0


def measured(worker: str, events: int, folder: Path, found: argparse.Namespace) -> dict[str, Any]:
    """Generate a graph, and measure it in a process of its own."""
    graph = folder / f"{events}.ttl"
    script = Path(__file__)
    if not graph.exists():
        make = [sys.executable, str(script.with_name("generate.py")), "--events", str(events), "-o", str(graph)]
        subprocess.run(make, check=True)
    print(f"{worker}: {events} events", file=sys.stderr)
    command = [sys.executable, str(script), "--worker", worker, "--graph", str(graph)]
    command += ["--runs", str(found.runs), "--limit", str(found.limit)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return cast("dict[str, Any]", json.loads(done.stdout))


def on_oxigraph(graph: Path, runs: int) -> dict[str, Any]:
    """Time every query on kobe's store and on a bare one, and the pairwise ones on each event in turn."""
    start = time.process_time()
    store = cast("OxigraphStore", load([graph]))
    loading = time.process_time() - start
    bare = store._store  # the same triples, held once
    costs = [cost(query, given, store, bare, runs) for query, given in asked()]
    events = [row[0].value for row in bare.query(_EVENTS)]  # type: ignore[union-attr]
    catalog = Catalog([paths.QUERIES])
    chosen = events[:: max(1, len(events) // 1000)]
    turns = {name: each(catalog[name], chosen, store) for name in _IN_TURN}
    return {
        "events": len(events),
        "triples": len(bare),
        "loading": loading,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "costs": costs,
        "turns": turns,
    }


def asked() -> Iterator[tuple[SavedQuery, dict[str, str]]]:
    """Give each saved query with the values it is asked with."""
    for query in Catalog([paths.QUERIES]).values():
        yield query, {name: _ASKED[name] for name, p in query.params.items() if name in _ASKED and not p.optional}


def cost(query: SavedQuery, given: dict[str, str], store: OxigraphStore, bare: pyoxigraph.Store, runs: int) -> Cost:
    """Time one query both ways, in turns, until it is known or has taken long enough."""
    text = prepare(query, given)
    times: list[tuple[float, float]] = []
    while len(times) < runs and sum(map(sum, times)) < 20:
        ours, theirs = io.BytesIO(), io.BytesIO()
        kobe = cpu(lambda out=ours: run(query, given, store).serialize(out, _CSV))
        engine = cpu(lambda out=theirs: bare.query(text).serialize(out, _CSV))  # type: ignore[union-attr,call-arg]
        assert ours.getvalue() == theirs.getvalue(), query.name
        times.append((kobe, engine))
    rows = ours.getvalue().count(b"\n") - 1
    return Cost(query.name, rows, min(k for k, _ in times), min(e for _, e in times))


def each(query: SavedQuery, events: Sequence[str], store: OxigraphStore) -> float:
    """Give the CPU seconds that an event takes, on average over some."""
    start = time.process_time()
    for event in events:
        run(query, {"event": event}, store).serialize(io.BytesIO(), _CSV)
    return (time.process_time() - start) / len(events)


def on_rdflib(graph: Path, limit: int) -> dict[str, Any]:
    """Time every query on rdflib, giving up on each after the limit."""

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    start = time.process_time()
    store = load([graph], engine="rdflib")
    loading = time.process_time() - start
    costs: list[Cost] = []
    for query, given in asked():
        text, rows, taken = prepare(query, given), -1, float(limit)
        signal.alarm(limit)
        try:
            begun = time.process_time()
            rows = sum(1 for _ in store.query(text))  # type: ignore[misc,union-attr]
            taken = time.process_time() - begun
        except TimeoutError:
            pass
        finally:
            signal.alarm(0)
        costs.append(Cost(query.name, rows, 0.0, taken))
    return {"loading": loading, "costs": costs}


def cpu(call: Callable[[], object]) -> float:
    """Give the CPU seconds of a call, those of the engine's threads included."""
    start = time.process_time()
    call()
    return time.process_time() - start


def costs(measure: dict[str, Any]) -> dict[str, Cost]:
    """Give the costs of one graph by query."""
    return {query: Cost(query, *rest) for query, *rest in measure.get("costs", [])}


def report(sizes: dict[int, dict[str, Any]], peer: dict[str, Any], own: dict[str, Any]) -> str:
    """Lay the results out as Markdown."""
    largest = max(sizes)
    by_size = {n: costs(m) for n, m in sizes.items()}
    slow, fast = costs(peer), costs(own)
    head = ["query", "rows", *(f"{n:,} events" for n in sizes), "beside the engine", "beside rdflib"]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    for name, last in by_size[largest].items():
        cells = [f"`{name}`", f"{last.rows:,}", *(_ms(by_size[n][name].kobe) for n in sizes)]
        long = last.bare >= LONG
        cells.append(f"{last.kobe / last.bare:.2f}" if long else f"+{max(0.0, last.kobe - last.bare) * 1000:.1f} ms")
        cells.append(_times(slow[name], fast[name]) if name in slow else "–")
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| every event in turn | " + " | ".join(f"{n:,} events" for n in sizes) + " |"]
    lines.append("| --- |" + " ---: |" * len(sizes))
    for name in _IN_TURN:
        lines.append(f"| `{name}`, an event | " + " | ".join(_ms(m["turns"][name]) for m in sizes.values()) + " |")
    lines.append("| triples | " + " | ".join(f"{m['triples']:,}" for m in sizes.values()) + " |")
    lines.append("| loading | " + " | ".join(f"{m['loading']:.1f} s" for m in sizes.values()) + " |")
    lines.append("| memory | " + " | ".join(f"{m['memory'] / 1e9:.2f} GB" for m in sizes.values()) + " |")
    versions = f"Python {platform.python_version()}, pyoxigraph {pyoxigraph.__version__}"
    return "\n".join([*lines, "", f"CPU time, the best of several runs; {versions}."])


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _times(slow: Cost, fast: Cost) -> str:
    more = "> " if slow.rows < 0 else ""
    return f"{more}{slow.bare / fast.kobe:,.0f} times"


def limits(sizes: dict[int, dict[str, Any]], peer: dict[str, Any], own: dict[str, Any]) -> list[str]:
    """Say which limits are broken."""
    broken = []
    for n, measure in sizes.items():
        for c in costs(measure).values():
            if c.bare >= LONG and c.kobe > RATIO * c.bare:
                broken.append(f"{c.query}: {c.kobe / c.bare:.2f} times the bare engine, at {n} events")
    fast = costs(own)
    for c in costs(peer).values():
        if c.bare < FASTER * fast[c.query].kobe:
            broken.append(f"{c.query}: only {c.bare / fast[c.query].kobe:.0f} times faster than rdflib")
    ordered = sorted(sizes)
    if len(ordered) > 2:
        few, many = sizes[ordered[1]]["turns"], sizes[ordered[-1]]["turns"]
        broken += [
            f"{q}: an event costs {many[q] / few[q]:.1f} times as much" for q in few if many[q] > GROWTH * few[q]
        ]
    return broken


if __name__ == "__main__":
    sys.exit(main())
