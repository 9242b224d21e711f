"""Ask engines the same questions in turns, and tell what each took: what ``stores.py`` runs in a process of its own.

    python benchmarks/asking.py QUESTIONS RUNS ENGINE=PLACE …

QUESTIONS is a list in JSON, each with a name and variants of it: a saved query, its values, and the text they give. An
engine is opened once, then asked the first variant of each, which is told apart as cold, and as many more as RUNS says;
the answer is read to its end as CSV. Several engines take turns, so that a slow moment of the machine hits all of them.
What is printed is JSON; times are seconds of CPU and of the clock. It runs on any Python: an engine is imported when
named.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

#: A name, the most seconds it may take, and variants: each a query, its values, and the text they give.
Question = dict[str, Any]
#: Gives the answer to a variant as CSV.
Ask = Callable[[dict[str, Any]], bytes]


def kobe(place: str) -> Ask:
    """Open a store by this project's package, and ask it by name."""
    import kobe_kg

    graph = kobe_kg.open(store=place)
    return lambda asked: graph.query(asked["query"], **asked["given"]).to_csv().encode()


def kobe_rows(place: str) -> Ask:
    """Ask as ``kobe`` does, for rows of Python's own values instead."""
    import kobe_kg

    graph = kobe_kg.open(store=place)

    def ask(asked: dict[str, Any]) -> bytes:
        return b"\n" * (1 + len(graph.query(asked["query"], **asked["given"]).rows))

    return ask


def oxigraph(place: str) -> Ask:
    """Open a store by Oxigraph alone."""
    import pyoxigraph

    store, form = pyoxigraph.Store.read_only(place), pyoxigraph.QueryResultsFormat.CSV
    return lambda asked: store.query(asked["text"]).serialize(format=form)


def oxigraph_rows(place: str) -> Ask:
    """Ask as ``oxigraph`` does, for rows instead, numbers made Python's own."""
    import pyoxigraph

    store = pyoxigraph.Store.read_only(place)
    whole = pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#integer")

    def value(term: Any) -> Any:
        if isinstance(term, pyoxigraph.Literal) and term.datatype == whole:
            return int(term.value)
        return None if term is None else term.value

    def ask(asked: dict[str, Any]) -> bytes:
        return b"\n" * (1 + len([tuple(map(value, row)) for row in store.query(asked["text"])]))

    return ask


def oxrdflib(place: str) -> Ask:
    """Open a store by rdflib's door to Oxigraph."""
    from rdflib import Graph
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    graph = Graph(store="Oxigraph", identifier=DATASET_DEFAULT_GRAPH_ID)
    graph.open(place)
    return lambda asked: graph.query(asked["text"]).serialize(format="csv")


def rdflib(place: str) -> Ask:
    """Load files, named with commas between them, into rdflib's own store in memory."""
    from rdflib import Graph

    graph = Graph()
    begun = time.process_time(), time.perf_counter()
    for path in place.split(","):
        graph.parse(path, format="nt" if path.endswith(".nt") else "turtle")
    took = [time.process_time() - begun[0], time.perf_counter() - begun[1]]
    print(json.dumps({"loading": took, "memory": memory()}), file=sys.stderr, flush=True)
    return lambda asked: graph.query(asked["text"]).serialize(format="csv")


def endpoint(place: str) -> Ask:
    """Ask an endpoint; the number of its process stands behind a blank, and its CPU time counts too."""
    address = place.split(" ")[0]
    headers = {"Accept": "text/csv", "Content-Type": "application/x-www-form-urlencoded"}

    def ask(asked: dict[str, Any]) -> bytes:
        body = urlencode({"query": asked["text"]}).encode()
        with urlopen(Request(address, body, headers), timeout=asked["limit"]) as answer:
            return answer.read()

    return ask


ENGINES = {made.__name__: made for made in (kobe, kobe_rows, oxigraph, oxigraph_rows, oxrdflib, rdflib, endpoint)}


def main() -> None:
    """Open, ask and print."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        questions: list[Question] = json.load(stream)
    runs = int(sys.argv[2])
    opened: dict[str, tuple[Ask, int]] = {}
    found: dict[str, dict[str, Any]] = {}
    for given in sys.argv[3:]:
        name, _, place = given.partition("=")
        begun = time.process_time(), time.perf_counter()
        server = int(place.split(" ")[1]) if " " in place else 0
        opened[name] = ENGINES[name](place), server
        found[name] = {"opening": [time.process_time() - begun[0], time.perf_counter() - begun[1]], "answers": {}}
    for question in questions:
        for name, (ask, server) in opened.items():
            found[name]["answers"][question["name"]] = first(ask, server, question)
        for run in range(1, runs + 1):
            for name in sorted(opened, reverse=run % 2 == 1):
                answer = found[name]["answers"][question["name"]]
                if "failure" not in answer and answer["asked"] < question["limit"]:
                    *times, _ = once(*opened[name], question, run)
                    answer["warm"].append(times)
                    answer["asked"] += times[1]
    print(json.dumps({"engines": found, "memory": memory()}))


def first(ask: Ask, server: int, question: Question) -> dict[str, Any]:
    """Ask for the first time; an engine may refuse."""
    try:
        cpu, wall, rows = once(ask, server, question, 0)
    except Exception as error:  # whatever an engine raises is what is told of it
        body = error.read().decode(errors="replace") if hasattr(error, "read") else ""
        return {"failure": " ".join(f"{type(error).__name__}: {error} {body}".split())[:300], "asked": 0, "warm": []}
    return {"cold": [cpu, wall], "rows": rows, "asked": wall, "warm": []}


def once(ask: Ask, server: int, question: Question, run: int) -> tuple[float, float, int]:
    """Ask one variant, and give CPU seconds, seconds on the clock, and the number of rows."""
    variants = question["variants"]
    asked = {**variants[run % len(variants)], "limit": question["limit"]}
    cpu, wall = spent(server), time.perf_counter()
    answer = ask(asked)
    return spent(server) - cpu, time.perf_counter() - wall, answer.rstrip(b"\r\n").count(b"\n")


def spent(server: int) -> float:
    """Give the CPU time of this process, and that of a server."""
    return time.process_time() + (time.clock_gettime(((~server) << 3) | 2) if server else 0.0)


def memory() -> int:
    """Give the bytes that this process has held at most."""
    with open(f"/proc/{os.getpid()}/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
