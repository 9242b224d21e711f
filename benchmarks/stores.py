"""Measure large graphs beside other engines: loading them, and asking the saved queries, as the graph grows.

Graphs are generated, and each engine gets the same N-Triples, the terms and code lists with them: `kobe load`, Oxigraph
alone, rdflib's door to it (oxrdflib), rdflib in memory, Virtuoso, and Jena's TDB2. Loading counts until the store is
closed and whole. Then each is asked the same questions, as SPARQL with the values in place, but for kobe, which is
asked by name: cold, the files forgotten by the machine, about one event; and warm, about others, one after another.
kobe and Oxigraph alone take turns in one process. An answer is read to its end as CSV.

    python benchmarks/stores.py --events 916 9200 46000 --results stores.json

What is measured is kept in the file of results, and not measured again; so a run can be broken off and taken up. CPU
time is what counts, that of servers too. oxrdflib is installed into an environment below the temporary folder; Virtuoso
and Jena are Debian's (apt install virtuoso-opensource-7 libapache-jena-java openjdk-17-jdk-headless). One that is
missing or fails is said so in the table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pyoxigraph
from process import Spent, cpu_of, end, environment, forget, held, size, spend
from validation import jena_path

from kobe_kg import Catalog, paths
from kobe_kg.files import expand
from kobe_kg.query.run import prepare

#: What pip installs, at the versions the table in the docs was made with.
OXRDFLIB = "oxrdflib==0.5.0"
#: What stands for the everyday: saved queries about one event, and two about the whole graph.
ABOUT_ONE = ("claims", "toll", "disagreements", "estimates", "relays", "places", "absences")
ABOUT_ALL = (("events in a month", "events"), ("all events", "events"))
#: The most that kobe may take, as a multiple of Oxigraph alone.
RATIO = 1.1

_LOAD = """
import sys, pyoxigraph
store = pyoxigraph.Store(sys.argv[1])
for path in sys.argv[2:]:
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES)
store.optimize()
store.flush()
"""
_LOAD_OXRDFLIB = """
import sys
from rdflib import Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
graph = Graph(store="Oxigraph", identifier=DATASET_DEFAULT_GRAPH_ID)
graph.open(sys.argv[1])
for path in sys.argv[2:]:
    graph.parse(path, format="ox-nt", transactional=False)
graph.close()
"""
_BARE = """
import sys, pyoxigraph
store = pyoxigraph.Store.read_only(sys.argv[1])
with open(sys.argv[2]) as file:
    store.query(file.read()).serialize(sys.stdout.buffer, pyoxigraph.QueryResultsFormat.CSV)
"""
_JENA = """
import java.io.*; import java.lang.management.*; import java.nio.file.*; import java.util.*;
import org.apache.jena.query.*; import org.apache.jena.tdb2.TDB2Factory;
public class Ask {
    public static void main(String[] given) throws Exception {
        var clock = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var dataset = TDB2Factory.connectDataset(given[0]);
        int runs = Integer.parseInt(given[2]);
        long limit = Long.parseLong(given[3]) * 1000;
        dataset.begin(ReadWrite.READ);
        for (String name : Files.readAllLines(Path.of(given[1], "names"))) {
            long asked = 0;
            for (int run = 0; run <= runs && asked < limit * 1000000; run++) {
                var file = Path.of(given[1], name + "." + run % Integer.parseInt(given[4]));
                var text = Files.readString(file);
                var out = new ByteArrayOutputStream();
                long cpu = clock.getProcessCpuTime(), wall = System.nanoTime();
                try (var asking = QueryExecutionFactory.create(QueryFactory.create(text), dataset)) {
                    asking.setTimeout(limit);
                    ResultSetFormatter.outputAsCSV(out, asking.execSelect());
                } catch (Exception error) {
                    System.out.println(name + "\\tfailure\\t" + error.toString().replaceAll("\\\\s+", " "));
                    break;
                }
                cpu = clock.getProcessCpuTime() - cpu;
                wall = System.nanoTime() - wall;
                asked += wall;
                long rows = out.toString("UTF-8").lines().count() - 1;
                System.out.println(name + "\\t" + cpu / 1e9 + "\\t" + wall / 1e9 + "\\t" + rows);
            }
        }
        dataset.end();
    }
}
"""
_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 2000
MaxCheckpointRemap = 250000
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
DirsAllowed = {data}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
CheckpointInterval = 0
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000000
DefaultGraph = urn:kobe
"""


class Case(NamedTuple):
    """A graph, and what is asked of it."""

    #: Files of N-Triples: terms and code lists, and the claims.
    files: list[Path]
    questions: list[dict[str, Any]]
    #: Where stores are made.
    folder: Path
    #: Where the peers' environments lie.
    peers: Path
    given: argparse.Namespace

    def spend(self, command: Sequence[object], said: str = "said") -> Spent:
        """Run a command within the limits."""
        return spend(command, self.folder / said, limit=self.given.limit, most=self.given.memory * 1e9)

    def ask(self, python: Path | str, runs: int, *engines: str) -> dict[str, Any]:
        """Ask engines in a process of their own; see ``asking.py``."""
        listed = self.folder / "questions.json"
        listed.write_text(json.dumps(self.questions), encoding="utf-8")
        spent = self.spend([python, Path(__file__).with_name("asking.py"), listed, runs, *engines])
        if spent.failure:
            return {"failure": spent.failure, "memory": spent.memory}
        return {**json.loads(spent.printed.splitlines()[-1]), "told": spent.printed}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what is not yet measured, and print it all."""
    parser = argparse.ArgumentParser(description="Time loading and the saved queries on large graphs, by each engine.")
    parser.add_argument("--events", type=int, nargs="+", default=[916], help="sizes, in events of 1,090 triples (916)")
    parser.add_argument("--engines", default=",".join(ENGINES), help=f"which, with commas: {','.join(ENGINES)}")
    parser.add_argument("--runs", type=int, default=20, help="warm runs of each question (20)")
    parser.add_argument("--limit", type=int, default=3600, help="seconds that a process may take (3600)")
    parser.add_argument("--patience", type=int, default=60, help="seconds for a question, all its runs (60)")
    parser.add_argument("--memory", type=float, default=12, help="GB that an engine may hold (12)")
    parser.add_argument("--graphs", type=Path, help="folder of graphs, to use or to make and keep")
    parser.add_argument("--environment", type=Path, help="folder of the peers' environments, to use or make and keep")
    parser.add_argument("--results", type=Path, help="file of results, to go on from and keep")
    found = parser.parse_args(argv)
    results: dict[str, Any] = json.loads(found.results.read_text()) if found.results and found.results.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        for events in found.events:
            for name in found.engines.split(","):
                if name in results.setdefault(str(events), {}):
                    continue
                print(f"{events} events: {name} …", file=sys.stderr, flush=True)
                with _case(events, Path(temporary), found) as case:
                    results[str(events)][name] = measured(name, case)
                if found.results:
                    found.results.write_text(json.dumps(results, indent=1))
    print(report({int(n): r for n, r in results.items() if r}))
    broken = limits(results)
    print("\n".join(broken), file=sys.stderr)
    return 1 if broken else 0


@contextmanager
def _case(events: int, temporary: Path, found: argparse.Namespace) -> Iterator[Case]:
    """Write the files that every engine reads, and give a folder that is cleared afterwards."""
    graphs = found.graphs or temporary
    graph, terms = graphs / f"{events}.nt", graphs / "terms.nt"
    if not graph.exists():
        script = Path(__file__).with_name("generate.py")
        part = graph.with_suffix(".part.nt")
        subprocess.run([sys.executable, script, "--events", str(events), "-o", part], check=True)
        part.rename(graph)
    store = pyoxigraph.Store()
    for path in expand([*paths.vocabulary()], ".ttl"):
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    store.dump(terms, format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
    folder = Path(tempfile.mkdtemp(dir=temporary))
    try:
        asked = questions(events, found.patience)
        yield Case([terms, graph], asked, folder, found.environment or temporary / "peers", found)
    finally:
        shutil.rmtree(folder)


def questions(events: int, patience: int) -> list[dict[str, Any]]:
    """Give what is asked: each question with variants about other events, spread over the graph."""
    catalog = Catalog([paths.QUERIES])
    spread = [1 + events * part // 10 for part in range(10)]
    about_one = [{"event": f"event:e{number:06}"} for number in spread]
    months = [{"country": "place:mali", "from": f"20{y}-03-01", "to": f"20{y}-03-31"} for y in range(13, 23)]
    asked: list[tuple[str, str, list[dict[str, str]]]] = [(name, name, about_one) for name in ABOUT_ONE]
    asked += [(ABOUT_ALL[0][0], ABOUT_ALL[0][1], months), (ABOUT_ALL[1][0], ABOUT_ALL[1][1], [{}])]
    return [
        {
            "name": name,
            "limit": patience,
            "variants": [{"query": query, "given": g, "text": prepare(catalog[query], g)} for g in given],
        }
        for name, query, given in asked
    ]


def measured(name: str, case: Case) -> dict[str, Any]:
    """Let one engine load and answer."""
    begun = time.perf_counter()
    try:
        found = ENGINES[name](case)
    except FileNotFoundError as error:
        found = {"failure": f"not installed ({error.filename})"}
    return {**found, "clock": time.perf_counter() - begun}


def kobe(case: Case) -> dict[str, Any]:
    """This project's command and package; and Oxigraph alone on the same store, in turns."""
    store = case.folder / "store"
    load = case.spend([sys.executable, "-m", "kobe_kg", "load", *case.files, "--store", store, "-q"])
    found = loaded(load, store)
    if load.failure:
        return found
    inner = next(p for p in (store / "versions").iterdir() if p.name.isdecimal())
    forget(store)
    found["cold"] = case.ask(sys.executable, 0, f"kobe={store}")
    found["warm"] = case.ask(sys.executable, case.given.runs, f"kobe={store}", f"oxigraph={inner}")
    few = case._replace(questions=case.questions[: len(ABOUT_ONE)])
    found["rows"] = few.ask(sys.executable, case.given.runs // 2, f"kobe_rows={store}", f"oxigraph_rows={inner}")
    found["typed"] = typed(case, store, inner)
    return found


def typed(case: Case, store: Path, inner: Path) -> dict[str, list[list[float]]]:
    """Time the command as typed, from its start to its end, and a process that only asks Oxigraph the same."""
    times: dict[str, list[list[float]]] = {}
    for question in case.questions[:3]:
        for run in range(max(2, case.given.runs // 4)):
            asked = question["variants"][run % len(question["variants"])]
            text = case.folder / "asked.rq"
            text.write_text(asked["text"])
            given = [f"-p{name}={value}" for name, value in asked["given"].items()]
            command = [sys.executable, "-m", "kobe_kg", "query", asked["query"], *given, "--store", store, "-fcsv"]
            ours, theirs = case.spend(command), case.spend([sys.executable, "-c", _BARE, inner, text])
            if run:  # the first fills the machine's cache
                times.setdefault(question["name"], []).append([ours.cpu, theirs.cpu, ours.wall, theirs.wall])
    return times


def oxigraph(case: Case) -> dict[str, Any]:
    """Oxigraph alone, put in order after loading; warm, it is asked in turns with kobe."""
    store = case.folder / "store"
    load = case.spend([sys.executable, "-c", _LOAD, store, *case.files])
    found = loaded(load, store)
    if not load.failure:
        forget(store)
        found["cold"] = case.ask(sys.executable, 0, f"oxigraph={store}")
    return found


def oxrdflib(case: Case) -> dict[str, Any]:
    """The same by rdflib's door to it, which puts nothing in order."""
    store, python = case.folder / "store", environment(case.peers, "oxrdflib", OXRDFLIB)
    load = case.spend([python, "-c", _LOAD_OXRDFLIB, store, *case.files])
    found = loaded(load, store)
    if not load.failure:
        forget(store)
        found["cold"] = case.ask(python, 0, f"oxrdflib={store}")
        found["warm"] = case.ask(python, case.given.runs, f"oxrdflib={store}")
    return found


def rdflib(case: Case) -> dict[str, Any]:
    """Rdflib's own store, in memory: loaded and asked in one process."""
    asked = case.ask(sys.executable, min(2, case.given.runs), f"rdflib={','.join(map(str, case.files))}")
    if "failure" in asked:
        return {"load": {"cpu": 0, "wall": 0, "memory": asked["memory"], "disk": 0, "failure": asked["failure"]}}
    cpu, wall = asked["engines"]["rdflib"]["opening"]
    load = {"cpu": cpu, "wall": wall, "memory": asked["memory"], "disk": 0, "failure": ""}
    return {"load": load, "cold": asked, "warm": asked}


def jena(case: Case) -> dict[str, Any]:
    """Jena's TDB2, asked by a program of its own, as its command would start a machine for each question."""
    path = jena_path(case.folder / "jena")
    if not path:
        return {"failure": "not installed"}
    store = case.folder / "store"
    load = case.spend(["java", "-Xmx4g", "-cp", path, "tdb2.tdbloader", "--loc", store, *case.files])
    found = loaded(load, store)
    if load.failure:
        return found
    texts = case.folder / "texts"
    texts.mkdir()
    (texts / "names").write_text("".join(f"{question['name']}\n" for question in case.questions))
    for question in case.questions:
        for number in range(10):
            variants = question["variants"]
            (texts / f"{question['name']}.{number}").write_text(variants[number % len(variants)]["text"])
    (case.folder / "Ask.java").write_text(_JENA)
    forget(store)
    command = ["java", "-Xmx4g", "-cp", path, case.folder / "Ask.java", store, texts]
    asked = case.spend([*command, case.given.runs, case.given.patience, 10])
    if asked.failure:
        return {**found, "failure": asked.failure}
    answers: dict[str, Any] = {}
    for line in asked.printed.splitlines():
        name, *cells = line.split("\t")
        if cells[0] == "failure":
            answers.setdefault(name, {"failure": cells[1][:300], "warm": []})
        elif name not in answers:
            answers[name] = {"cold": [float(cells[0]), float(cells[1])], "rows": int(cells[2]), "warm": []}
        else:
            answers[name]["warm"].append([float(cells[0]), float(cells[1])])
    told = {"engines": {"jena": {"answers": answers}}, "memory": asked.memory}
    return {**found, "cold": told, "warm": told}


def virtuoso(case: Case) -> dict[str, Any]:
    """Virtuoso: its bulk loader, then its endpoint."""
    store = case.folder / "store"
    store.mkdir()
    for number, path in enumerate(case.files):  # it loads what lies in a folder it may read
        (case.folder / f"load{number}.nt").symlink_to(path.absolute())
    begun = time.perf_counter()
    with _virtuoso(case) as (process, port, _):
        how = f"ld_dir('{case.folder}', 'load*.nt', 'urn:kobe'); rdf_loader_run(); checkpoint;"
        client = case.spend(["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={how}"])
        counted = case.spend(["isql-vt", f"127.0.0.1:{port}", "dba", "dba", "exec=select ll_error from load_list;"])
        spent = Spent(client.cpu + cpu_of(process.pid), 0, held(process.pid, peak=True), "", client.failure)
        end(process, 600)
    found = loaded(spent._replace(wall=time.perf_counter() - begun), store)
    found["told"] = counted.printed[-500:]
    if client.failure:
        return found
    forget(store)
    with _virtuoso(case) as (process, _, http):
        place = f"endpoint=http://127.0.0.1:{http}/sparql?default-graph-uri=urn:kobe {process.pid}"
        found["cold"] = found["warm"] = case.ask(sys.executable, case.given.runs, place)
        found["warm"]["memory"] = held(process.pid, peak=True)
    return found


@contextmanager
def _virtuoso(case: Case) -> Iterator[tuple[subprocess.Popen[bytes], int, int]]:
    """Run a server that keeps its pages in a third of the memory allowed."""
    store, (port, http) = case.folder / "store", free_ports()
    buffers = int(case.given.memory * 1e9 / 3 / 8700)
    settings = _VIRTUOSO.format(port=port, http=http, data=case.folder, buffers=buffers, dirty=buffers * 3 // 4)
    (store / "virtuoso.ini").write_text(settings)
    command = ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]
    with (case.folder / "virtuoso.said").open("wb") as said:
        process = subprocess.Popen(command, cwd=store, stdout=said, stderr=said)
    try:
        for _ in range(3000):
            try:
                urlopen(f"http://127.0.0.1:{http}/sparql").close()
                break
            except URLError:
                if process.poll() is not None:
                    raise RuntimeError((case.folder / "virtuoso.said").read_text()[-500:]) from None
                time.sleep(0.1)
        yield process, port, http
    finally:
        end(process, 600)


def free_ports() -> tuple[int, int]:
    """Give two ports that nobody listens on."""
    with socket.socket() as one, socket.socket() as two:
        for found in (one, two):
            found.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def loaded(spent: Spent, store: Path) -> dict[str, Any]:
    """Tell what loading took."""
    disk = size(store) if store.exists() else 0
    load = {"cpu": spent.cpu, "wall": spent.wall, "memory": spent.memory, "disk": disk, "failure": spent.failure}
    return {"load": load}


#: Engine to what measures it.
ENGINES: dict[str, Callable[[Case], dict[str, Any]]] = {
    "kobe": kobe,
    "oxigraph": oxigraph,
    "oxrdflib": oxrdflib,
    "virtuoso": virtuoso,
    "jena": jena,
    "rdflib": rdflib,
}
_WITHIN = {"virtuoso": "endpoint"}


def report(results: dict[int, dict[str, Any]]) -> str:
    """Lay everything out as Markdown."""
    pieces = [loading(results)]
    pieces += [asking(events, found) for events, found in sorted(results.items())]
    pieces += [beside(results)]
    versions = f"Python {platform.python_version()}, pyoxigraph {pyoxigraph.__version__}, {os.cpu_count()} cores"
    return "\n\n".join([*filter(None, pieces), versions])


def loading(results: dict[int, dict[str, Any]]) -> str:
    """Tell what loading took, by engine and size."""
    lines = ["| loading | events | CPU | clock | thousand triples a second | memory | disk |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for events, found in sorted(results.items()):
        for name, engine in found.items():
            load = engine.get("load")
            if not load or load["failure"]:
                why = load["failure"] if load else engine.get("failure", "")
                lines.append(f"| {name} | {events:,} | {why} | | | | |")
                continue
            rate = events * 1.091 / load["cpu"]
            disk = f"{load['disk'] / 1e9:.2f} GB" if load["disk"] else "–"
            lines.append(
                f"| {name} | {events:,} | {load['cpu']:.0f} s | {load['wall']:.0f} s | {rate:.0f} |"
                f" {load['memory'] / 1e9:.2f} GB | {disk} |"
            )
    return "\n".join(lines)


def asking(events: int, found: dict[str, Any]) -> str:
    """Tell what questions took at one size: the median of the warm runs, the 95th of a hundred, and the cold one."""
    names = [name for name in found if "cold" in found[name]]
    if not names:
        return ""
    lines = [f"| {events:,} events, CPU | rows | " + " | ".join(names) + " |"]
    lines.append("| --- | ---: |" + " ---: |" * len(names))
    asked = list(dict.fromkeys(q for name in names for q in answers(found, name, "cold")))
    for question in asked:
        cells, rows = [], ""
        for name in names:
            cold = answers(found, name, "cold").get(question, {"failure": "–"})
            answer = answers(found, name, "warm").get(question, cold)
            if "failure" in answer:
                cells.append("refused" if "imeout" not in answer["failure"] else "late")
                continue
            rows = rows or f"{answer['rows']:,}"
            warm = sorted(cpu for cpu, _ in answer["warm"]) or [answer["cold"][0]]
            differs = "" if f"{answer['rows']:,}" == rows else f" ({answer['rows']:,} rows)"
            late = warm[min(len(warm) - 1, int(len(warm) * 0.95))]
            cells.append(f"{ms(statistics.median(warm))}, {ms(late)}, {ms(cold['cold'][0])}{differs}")
        lines.append(f"| {question} | {rows} | " + " | ".join(cells) + " |")
    memory = [f"{found[name]['cold']['memory'] / 1e9:.2f} GB" for name in names]
    lines.append("| memory | | " + " | ".join(memory) + " |")
    return "\n".join(lines)


def answers(found: dict[str, Any], name: str, when: str) -> dict[str, Any]:
    """Give what an engine took for each question; nothing if it did not get so far."""
    of = "kobe" if (name, when) == ("oxigraph", "warm") and "kobe" in found else name
    engines: dict[str, Any] = found[of].get(when, {}).get("engines", {})
    return engines[_WITHIN.get(name, name)]["answers"] if engines else {}


def turns(found: dict[str, Any], kind: str = "") -> dict[str, tuple[float, float]]:
    """Give the medians of kobe and of Oxigraph alone where they took turns."""
    when = "rows" if kind else "warm"
    engines = found.get("kobe", {}).get(when, {}).get("engines", {})
    if not engines:
        return {}
    both = [engines[f"{name}{kind}"]["answers"] for name in ("kobe", "oxigraph")]
    return {
        question: (median(both[0][question]), median(both[1][question]))
        for question in both[0]
        if both[0][question]["warm"] and both[1].get(question, {}).get("warm")
    }


def median(answer: dict[str, Any]) -> float:
    """Give the median CPU time of the warm runs."""
    return statistics.median(cpu for cpu, _ in answer["warm"])


def beside(results: dict[int, dict[str, Any]]) -> str:
    """Tell how many times Oxigraph's own time kobe takes, as CSV, as rows and as a command."""
    sizes = [events for events in sorted(results) if turns(results[events])]
    if not sizes:
        return ""
    heads = [f"{events:,} events{kind}" for events in sizes for kind in ("", ", rows", ", typed")]
    lines = ["| kobe beside Oxigraph alone | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(heads)]
    for question in turns(results[sizes[0]]):
        cells = []
        for events in sizes:
            for kind in ("", "_rows"):
                pair = turns(results[events], kind).get(question)
                cells.append(f"{pair[0] / pair[1]:.2f} ({ms(pair[0] - pair[1])})" if pair else "–")
            runs = results[events]["kobe"].get("typed", {}).get(question)
            ours, theirs = (
                (statistics.median(column) for column in list(zip(*runs, strict=True))[:2]) if runs else (0, 0)
            )
            cells.append(f"{ours / theirs:.2f} ({ms(ours)})" if runs else "–")
        lines.append(f"| {question} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ms(seconds: float) -> str:
    """Write a time."""
    return f"{seconds * 1000:.1f} ms" if abs(seconds) < 1 else f"{seconds:.1f} s"


def limits(results: dict[str, dict[str, Any]]) -> list[str]:
    """Say where kobe takes more than it may; what takes less than 10 ms is told, and held to no ratio."""
    return [
        f"{question}: {ours / bare:.2f} times Oxigraph alone, at {events} events"
        for events, found in results.items()
        for question, (ours, bare) in turns(found).items()
        if bare > 0.01 and ours > RATIO * bare
    ]


if __name__ == "__main__":
    sys.exit(main())
