"""Measure every export on generated graphs: what it takes, whether it is the same twice, and whether all is in it.

Each format is written twice, by processes of their own: from the graph's file, and with another seed for Python's
hashes from a store on disk that holds the same; RDF again from the file, for a store keeps numbers in their plainest
form. Counted are the CPU time of the first and the most memory of either, start and loss report included. What was
written is read again by software of others, and what that counts in it is compared with what stands in the graph. The
exit code is 1 when anything differs.

    python benchmarks/exports.py --events 1000
    python benchmarks/exports.py --events 10000 --shape rows
    python benchmarks/exports.py --graph graph --formats csvw parquet

An event of the shape ``record`` has some 1,090 triples, by many sources; one of the shape ``rows`` some 150, as a row
of UCDP's has when kobe has read it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pyoxigraph
from process import Spent, spend
from pyoxigraph import RdfFormat

from kobe_kg.namespaces import KG, expand

_TYPE = expand("rdf:type")
_ASSERTION = "http://www.nanopub.org/nschema#hasAssertion"
_TRIPLES = "http://rdfs.org/ns/void#triples"
_XML = "{http://graphml.graphdrawing.org/xmlns}"

#: What is counted, by name: ``triples``, ``claims``, ``places`` that claims name, and so on.
Counts = dict[str, int]


class Form(NamedTuple):
    """A format as it is measured."""

    #: Name of the format.
    name: str
    #: Counts what is in the file or folder, by software of others.
    read: Callable[[Path], Counts]
    #: Ending of the file; a folder has none.
    suffix: str = ""
    #: Whether it holds numbers as they are written.
    is_rdf: bool = False


class Run(NamedTuple):
    """One export."""

    #: What the process took.
    spent: Spent
    #: Bytes written, the loss report included.
    size: int
    #: SHA-256 of what was written.
    digest: str
    #: What it leaves out, in a line.
    losses: str


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure every export on generated graphs.")
    parser.add_argument("--events", type=int, nargs="+", default=[100], help="sizes of the graph (100)")
    parser.add_argument("--shape", choices=("record", "rows"), default="record", help="of its events (record)")
    parser.add_argument("--formats", nargs="+", choices=FORMS, default=[*FORMS], metavar="FORMAT", help="which (all)")
    parser.add_argument("--graph", type=Path, help="a file or folder to use instead of a new one")
    found = parser.parse_args(argv)
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="kobe-") as temporary:
        made = (generated(events, found.shape, Path(temporary)) for events in found.events)
        for graph in [found.graph] if found.graph else made:
            wrong += measure(graph, found.formats, Path(temporary))
    return 1 if wrong else 0


def generated(events: int, shape: str, folder: Path) -> Path:
    """Make a graph, and give its file."""
    script = Path(__file__).with_name("generate.py" if shape == "record" else "rows.py")
    if shape == "record":
        subprocess.run([sys.executable, script, "--events", str(events), "-o", folder / "graph.nt"], check=True)
        return folder / "graph.nt"
    subprocess.run([sys.executable, script, "--rows", str(events), "-o", folder / "rows.csv"], check=True)
    read = ["ingest", "ucdp-ged", folder / "rows.csv", "--release", "25.1"]
    if failure := kobe([*read, "-o", folder / "graph", "-q"], folder, seed=1).failure:
        sys.exit(failure)
    return next((folder / "graph").glob("*.nt"))


def measure(graph: Path, names: Sequence[str], folder: Path) -> int:
    """Measure the formats on a graph, and tell how many are not as they should be."""
    store = folder / "store"
    kobe(["load", graph, "--store", store, "-q"], folder, seed=1)
    there = counted(graph)
    print(f"### {there['triples']:,} triples, {there['events']:,} events, {there['claims']:,} claims\n")
    print("| format | CPU | memory | size | twice the same | read again | what it leaves out |")
    print("| --- | ---: | ---: | ---: | --- | --- | --- |", flush=True)
    wrong = 0
    for name in names:
        line, right = told(FORMS[name], graph, store, there, folder)
        print(line, flush=True)
        wrong += not right
    print()
    return wrong


def told(form: Form, graph: Path, store: Path, there: Counts, folder: Path) -> tuple[str, bool]:
    """Write a format twice and read it, and give its line of the table."""
    to = folder / f"out{form.suffix}"
    second = written(form, ["--graph", graph] if form.is_rdf else ["--store", store], to, seed=2)
    first = written(form, ["--graph", graph], to, seed=1)
    name = f"| `{form.name}{'' if form.suffix else '/'}` |"
    if failure := first.spent.failure or second.spent.failure:
        return f"{name} – | – | – | – | – | {failure} |", False
    same = first.digest == second.digest
    here = form.read(to)
    differ = [f"{number:,} {what} of {there[what]:,}" for what, number in here.items() if number != there[what]]
    read = ", ".join(f"{number:,} {what}" for what, number in here.items())
    cpu, memory = first.spent.cpu, max(first.spent.memory, second.spent.memory)
    cells = (
        f"{cpu:,.{0 if cpu >= 10 else 1}f} s",
        f"{memory / 1e9:.2f} GB",
        f"{first.size / 1e6:,.1f} MB",
        "yes" if same else "NO",
        f"ONLY {', '.join(differ)}" if differ else read,
        first.losses,
    )
    return f"{name} {' | '.join(cells)} |", same and not differ


def written(form: Form, source: list[object], to: Path, seed: int) -> Run:
    """Write a format once."""
    for path in (to, *to.parent.glob(f"{to.name}.losses.*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    spent = kobe(["export", form.name, *source, "-o", to, "-q"], to.parent, seed)
    if spent.failure:
        return Run(spent, 0, "", "")
    files = sorted(path for path in to.rglob("*") if path.is_file()) or [to]
    digest = sha256("".join(f"{path.name} {checksum(path)}\n" for path in files).encode())
    report = to / "losses.json" if to.is_dir() else to.with_name(f"{to.name}.losses.json")
    return Run(spent, sum(path.stat().st_size for path in files), digest.hexdigest(), losses(report))


def kobe(arguments: Sequence[object], folder: Path, seed: int) -> Spent:
    """Run a command, which may take a day and 8 GB.

    :param folder: where what it prints is kept.
    :param seed: of Python's hashes.
    """
    command = [sys.executable, "-m", "kobe_kg", *arguments]
    return spend(command, folder / "said", limit=86_400, most=8e9, more={"PYTHONHASHSEED": str(seed)})


def checksum(path: Path) -> str:
    """Give the SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def losses(report: Path) -> str:
    """Tell a loss report in a line."""
    if not report.exists():
        return "nothing"
    rows = json.loads(report.read_text(encoding="utf-8"))["left_out"]
    parts = []
    for kind, one, many, unit in (
        ("class", "class", "classes", " ({:,} instances)"),
        ("property", "property", "properties", " ({:,} triples)"),
        ("resource", "reason for resources", "reasons for resources", " ({:,})"),
        ("value", "column or property changed", "columns or properties changed", " ({:,} values)"),
    ):
        found = [row["count"] for row in rows if row["kind"] == kind]
        if found:
            parts.append(f"{len(found)} {one if len(found) == 1 else many}{unit.format(sum(found))}")
    return ", ".join(parts)


def counted(graph: Path) -> Counts:
    """Count what stands in a graph."""
    found: Counter[str] = Counter()
    files = sorted(graph.rglob("*.ttl")) if graph.is_dir() else [graph]
    for quad in chain.from_iterable(pyoxigraph.parse(path=path) for path in files):
        found["triples"] += 1
        if quad.predicate.value == _TYPE and isinstance(quad.object, pyoxigraph.NamedNode):
            found[_kind(quad.object.value.removeprefix(KG))] += 1
        found["places named"] += quad.predicate.value == f"{KG}place"
    found["nodes"] = sum(found[kind] for kind in set(_KINDS.values()))
    return found


# Class to what its instances are counted as; a class of claims ends like theirs.
_KINDS = {
    "Event": "events",
    "Claim": "claims",
    "Report": "reports",
    "Source": "sources",
    "Party": "parties",
    "ArmedGroup": "parties",
    "Convoy": "parties",
    "Place": "places",
}


def _kind(name: str) -> str:
    return _KINDS["Claim"] if name.endswith("Claim") else _KINDS.get(name, name)


def _rdf(form: RdfFormat) -> Callable[[Path], Counts]:
    def read(path: Path) -> Counts:
        files = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        return {"triples": sum(1 for file in files for _ in pyoxigraph.parse(path=file, format=form))}

    return read


def _quads(form: RdfFormat) -> Callable[[Path], Counts]:
    speaker = f"{KG}speaker"

    def read(path: Path) -> Counts:
        spoken = (quad.subject for quad in pyoxigraph.parse(path=path, format=form) if quad.predicate.value == speaker)
        return {"claims": len(set(spoken))}

    return read


def _description(folder: Path) -> Counts:
    counts = [q.object.value for q in pyoxigraph.parse(path=folder / "void.ttl") if q.predicate.value == _TRIPLES]
    return {"triples": max(map(int, counts), default=0)}


def _typed(path: Path) -> Counts:
    found = Counter(_named(path, RdfFormat.JSON_LD, _TYPE))
    return {"claims": found["https://schema.org/Claim"], "events": found["https://schema.org/Event"]}


def _nanopubs(path: Path) -> Counts:
    return {"claims": sum(1 for _ in _named(path, RdfFormat.TRIG, _ASSERTION))}


def _named(path: Path, form: RdfFormat, predicate: str) -> Iterator[str]:
    for quad in pyoxigraph.parse(path=path, format=form):
        if quad.predicate.value == predicate:
            yield str(getattr(quad.object, "value", ""))


def _csvw(folder: Path) -> Counts:
    listed = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    return {table["url"].removesuffix(".csv"): _csv_rows(folder / table["url"]) for table in listed}


def _csv_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def _parquet(folder: Path) -> Counts:
    from pyarrow.parquet import ParquetFile

    return {path.stem: ParquetFile(path).metadata.num_rows for path in sorted(folder.glob("*.parquet"))}


def _geojson(path: Path) -> Counts:
    with path.open(encoding="utf-8") as stream:
        return {"places named": len(json.load(stream)["features"])}


def _graphml(path: Path) -> Counts:
    found = 0
    for _, element in ElementTree.iterparse(path):  # noqa: S314 - it was written by ourselves
        found += element.tag == f"{_XML}node"
        element.clear()
    return {"nodes": found}


def _rows(path: Path) -> Counts:
    """Count rows, and the events that are told to have none."""
    left = json.loads(path.with_name(f"{path.name}.losses.json").read_text(encoding="utf-8"))["left_out"]
    return {"events": _csv_rows(path) + sum(row["count"] for row in left if row["kind"] == "resource")}


#: Formats by name.
FORMS = {
    form.name: form
    for form in (
        Form("nt", _rdf(RdfFormat.N_TRIPLES), ".nt", is_rdf=True),
        Form("ttl", _rdf(RdfFormat.TURTLE), ".ttl", is_rdf=True),
        Form("nq", _quads(RdfFormat.N_QUADS), ".nq", is_rdf=True),
        Form("trig", _quads(RdfFormat.TRIG), ".trig", is_rdf=True),
        Form("jsonld", _rdf(RdfFormat.JSON_LD), ".jsonld", is_rdf=True),
        Form("rdfxml", _rdf(RdfFormat.RDF_XML), ".rdf", is_rdf=True),
        Form("description", _description),
        Form("csvw", _csvw),
        Form("parquet", _parquet),
        Form("geojson", _geojson, ".geojson"),
        Form("graphml", _graphml, ".graphml"),
        Form("schemaorg", _typed, ".jsonld"),
        Form("nanopubs", _nanopubs, ".trig"),
        Form("ucdp", _rows, ".csv"),
        Form("acled", _rows, ".csv"),
    )
}


if __name__ == "__main__":
    sys.exit(main())
