"""Measure the server beside its peers: the same graph, the same requests, one after another on the same machine.

    python benchmarks/serving.py --seconds 5

Each server holds the shipped graph with its terms and code lists in memory: kobe, `oxigraph serve`, rdflib-endpoint,
and for the saved query grlc, which asks the Oxigraph server. wrk sends requests from four connections, each request
unlike the others, so that nothing is answered from a cache, but for the last two tables, which are about that. Counted
are requests a second, the time below which 99 of 100 stay, and the CPU time the server's processes spend on a request:
what other work on the machine cannot change much, and so what the servers are compared by, per core.

The peers are installed by pip into an environment below the temporary folder; wrk is Debian's (apt install wrk).
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph

import kobe_kg
from kobe_kg import paths
from kobe_kg.files import expand
from kobe_kg.namespaces import PREFIXES
from kobe_kg.query.run import prepare

#: What pip installs, each into an environment of its own.
PACKAGES = {"rdflib-endpoint": "rdflib-endpoint[cli]==0.6.3", "grlc": "grlc==1.3.11"}

_TICKS = os.sysconf("SC_CLK_TCK")
#: What wrk runs: it asks one address after the other, and puts a number where there is a mark.
_LUA = """
local paths, n = {{}}, {start}
for line in io.lines("{file}") do paths[#paths + 1] = line end
wrk.headers["Accept"] = "{accept}"
{header}
request = function()
  n = n + 1
  local path = paths[n % #paths + 1]:gsub("NUMBER", n)
  return wrk.format("GET", path)
end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format("RESULT %d %d %d %d", summary.requests, summary.duration, latency:percentile(99), wrong))
end
"""
_GRLC = """
[auth]
github_access_token = none
[defaults]
server_name = 127.0.0.1
sparql_endpoint = {endpoint}
[local]
local_sparql_dir = {queries}
"""


class Server(NamedTuple):
    """A server that runs."""

    name: str
    #: The address of its SPARQL endpoint.
    endpoint: str
    process: subprocess.Popen[bytes]
    #: The address of the saved query, where it has one.
    saved: str = ""


class Load(NamedTuple):
    """What the servers are asked."""

    name: str
    #: Paths below the endpoint; ``NUMBER`` becomes another number each time.
    paths: list[str]
    accept: str
    #: Whether the saved query's own address is asked, not the endpoint.
    saved: bool = False
    header: str = ""


class Cost(NamedTuple):
    """What it took."""

    rate: float
    #: Milliseconds below which 99 of 100 requests stay.
    late: float
    #: Milliseconds of CPU time a request.
    cpu: float
    wrong: int


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the server beside its peers.")
    parser.add_argument("--seconds", type=int, default=5, help="how long each is asked (5)")
    parser.add_argument("--environment", type=Path, help="folder of the peers' environments, to use or make and keep")
    found = parser.parse_args(argv)
    if shutil.which("wrk") is None:
        parser.error("wrk is missing: apt install wrk")
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory()))
        peers = found.environment or folder / "peers"
        install(peers)
        data = written(folder / "graph.nt")
        oxigraph = open_.enter_context(running_oxigraph(data))
        print(f"up in {begun():.2f} s: kobe serve, from its start to its first answer\n")
        servers = [
            open_.enter_context(running_kobe()),
            oxigraph,
            open_.enter_context(running_rdflib(data, peers)),
            open_.enter_context(running_grlc(oxigraph.endpoint, folder, peers)),
        ]
        for load in loads():
            print(report(load, servers, found.seconds, folder), flush=True)
    return 0


def loads() -> list[Load]:
    """Give what is asked."""
    graph = kobe_kg.open()
    json_ = "application/sparql-results+json"
    claims = [row.claim for row in graph.query("claims")]
    lookup = [f"?query={quote(f'SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }} # ')}NUMBER" for iri in claims]
    texts = {name: prepare(graph.queries[name], {}, graph.store) for name in ("toll", "claims")}
    everything = "SELECT * WHERE { ?s ?p ?o } LIMIT 5000"
    days = [f"&as_of={2025 + n // 336:04}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(40, 2400)]
    return [
        Load("/sparql: ASK", [f"?query={quote('ASK { ?s ?p ?o } # ')}NUMBER"], json_),
        Load("/sparql: all that is said of one claim", lookup, json_),
        Load("/sparql: the saved query toll", [f"?query={quote(texts['toll'] + ' # ')}NUMBER"], json_),
        Load("/sparql: the saved query claims", [f"?query={quote(texts['claims'] + ' # ')}NUMBER"], json_),
        Load("/sparql: 5,000 rows", [f"?query={quote(everything + ' # ')}NUMBER"], json_),
        Load("the saved query toll at its own address", days, "text/csv", saved=True),
        Load("the same request again and again", ["?query=" + quote(texts["toll"])], json_),
        Load("the same, and the client has it (304)", ["?query=" + quote(texts["toll"])], json_, header="ETAG"),
    ]


def report(load: Load, servers: Sequence[Server], seconds: int, folder: Path) -> str:
    """Ask every server, and give a table."""
    costs: dict[str, Cost] = {}
    for server in servers:
        address = server.saved if load.saved else server.endpoint
        if address and not (server.name == "grlc" and not load.saved):
            costs[server.name] = measured(server, address, load, seconds, folder)
    best = costs.get("oxigraph serve", costs["kobe serve"])
    lines = [load.name, f"  {'server':<16}  {'requests/s':>10}  {'p99 ms':>8}  {'CPU ms':>8}  {'per core':>8}  errors"]
    for name, cost in costs.items():
        ratio = best.cpu / cost.cpu if cost.cpu else 0
        lines.append(
            f"  {name:<16}  {cost.rate:>10.0f}  {cost.late:>8.1f}  {cost.cpu:>8.2f}  {ratio:>7.2f}×  {cost.wrong}"
        )
    return "\n".join(lines) + "\n"


def measured(server: Server, address: str, load: Load, seconds: int, folder: Path) -> Cost:
    """Ask one server for a while."""
    stem, _, path = address.removeprefix("http://").partition("/")
    (folder / "paths").write_text("\n".join(f"/{path}{_joined(address, p)}" for p in load.paths) + "\n")
    header = ""
    if load.header == "ETAG":
        with urlopen(Request(f"{address}{load.paths[0]}", headers={"Accept": load.accept})) as answer:
            tag = answer.headers.get("ETag")
        header = f"wrk.headers['If-None-Match'] = '{tag}'" if tag else ""
    start = int(time.monotonic() * 1000)
    script = _LUA.format(start=start, file=folder / "paths", accept=load.accept, header=header)
    (folder / "load.lua").write_text(script)
    base = ["wrk", "-t1", "-c4", "--timeout", "60s", "-s", str(folder / "load.lua"), f"http://{stem}"]
    subprocess.run([*base, "-d1s"], check=True, capture_output=True)
    before = ticks(server.process.pid)
    ran = subprocess.run([*base, f"-d{seconds}s"], check=True, capture_output=True, text=True)
    spent = (ticks(server.process.pid) - before) / _TICKS
    told = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", ran.stdout)
    assert told, ran.stdout
    requests, micros, late, wrong = map(int, told.groups())
    return Cost(requests / micros * 1e6, late / 1000, spent * 1000 / max(1, requests), wrong)


def _joined(address: str, path: str) -> str:
    return "&" + path[1:] if "?" in address and path.startswith("?") else path


def ticks(pid: int) -> int:
    """Give the CPU time of a process and of all below it, those that have ended included."""
    spent = 0
    for one in tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        spent += sum(map(int, fields[11:15]))
    return spent


def tree(pid: int) -> Iterator[int]:
    """Give a process and those below it."""
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            yield from tree(int(child))


def install(folder: Path) -> None:
    """Make the peers' environments, unless they are there."""
    for name, package in PACKAGES.items():
        if not (folder / name).exists():
            venv.create(folder / name, with_pip=True)
            subprocess.run([folder / name / "bin/python", "-m", "pip", "install", "--quiet", package], check=False)


def written(path: Path) -> Path:
    """Write the graph with its terms and code lists as N-Triples."""
    store = pyoxigraph.Store()
    for file in expand([*paths.vocabulary(), paths.GRAPH], ".ttl"):
        store.load(path=str(file), format=pyoxigraph.RdfFormat.TURTLE)
    store.dump(str(path), format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
    return path


def begun() -> float:
    """Time a server of ours from its start to its first answer."""
    start = time.monotonic()
    with running_kobe() as server:
        urlopen(f"{server.endpoint}?query={quote('ASK {}')}").close()
        return time.monotonic() - start


@contextmanager
def running_kobe() -> Iterator[Server]:
    """Run this project's server, with a worker a core."""
    port = free_port()
    null = subprocess.DEVNULL
    command = [sys.executable, "-m", "kobe_kg", "serve", f"--port={port}", "--no-answers"]
    with running([*command, f"--access-log={os.devnull}"], port, stdout=null, stderr=null) as process:
        home = f"http://127.0.0.1:{port}"
        saved = f"{home}/api/queries/toll/rows?event=kobe-attack"
        yield Server("kobe serve", f"{home}/sparql", process, saved)


@contextmanager
def running_oxigraph(data: Path) -> Iterator[Server]:
    """Run Oxigraph's own server, with the graph in memory."""
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    with running([program, "serve", "--bind", f"127.0.0.1:{port}"], port) as process:
        load = Request(
            f"http://127.0.0.1:{port}/store?default",
            data=data.read_bytes(),
            method="PUT",
            headers={"Content-Type": "application/n-triples"},
        )
        urlopen(load).close()
        yield Server("oxigraph serve", f"http://127.0.0.1:{port}/query", process)


@contextmanager
def running_rdflib(data: Path, peers: Path) -> Iterator[Server]:
    """Run rdflib-endpoint."""
    port = free_port()
    program = peers / "rdflib-endpoint" / "bin" / "rdflib-endpoint"
    with running([program, "serve", "--host", "127.0.0.1", "--port", str(port), data], port) as process:
        yield Server("rdflib-endpoint", f"http://127.0.0.1:{port}/", process)


@contextmanager
def running_grlc(endpoint: str, folder: Path, peers: Path) -> Iterator[Server]:
    """Run grlc, with the same query in its own notation, on Oxigraph's server."""
    port = free_port()
    queries = folder / "grlc-queries"
    queries.mkdir()
    query = kobe_kg.open().queries["toll"]
    text = re.sub(r"\$as_of\b", "?_as_of_date", query.text)
    for name, value in (("event", "event:kobe-attack"), ("population", "kg:Civilians"), ("outcome", "kg:Killed")):
        prefix, _, local = value.partition(":")
        text = re.sub(rf"\${name}\b", f"<{PREFIXES[prefix]}{local}>", text)
    body = f"#+ summary: toll\n#+ method: GET\n#+ endpoint: {endpoint}\n#+ pagination: 10000\n{text}"
    (queries / "toll.rq").write_text(body)
    (folder / "config.ini").write_text(_GRLC.format(endpoint=endpoint, queries=f"{queries}/"))
    program = peers / "grlc" / "bin" / "grlc-server"
    with running([program, f"--port={port}"], port, cwd=folder) as process:
        yield Server("grlc", endpoint, process, f"http://127.0.0.1:{port}/api-local/toll?")


@contextmanager
def running(command: Sequence[object], port: int, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it answers, and end it."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more}
    process = subprocess.Popen([str(c) for c in command], start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(1500):
            try:
                urlopen(f"http://127.0.0.1:{port}/").close()
                break
            except URLError as error:
                if hasattr(error, "code"):
                    break
                time.sleep(0.02)
        else:
            raise RuntimeError(f"{command[0]} did not start")
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
