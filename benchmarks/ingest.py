"""Measure `kobe ingest ucdp-ged` beside what makes the same statements otherwise.

kobe reads the whole table: rows are checked, articles cut, and what several rows name is described once. Beside it:

- pyoxigraph alone makes each term of the same statements of its text, and writes them: the texts are at hand, so that
  nothing is read, checked or thought about;
- rdflib does the same, by way of a graph;
- morph-kgc maps with RML what RML can say of the rows, some 70 statements each. It gets a table made for it: days cut,
  codes turned into words. That its statements are among kobe's is checked.

    python benchmarks/ingest.py --rows 20000
    python benchmarks/ingest.py --file ucdp-ged-sahel.csv --release 24.1

Rows come from ``rows.py``, or from a file of UCDP's. CPU time is what counts; that of kobe and morph-kgc is their whole
process. morph-kgc is installed into an environment below the temporary folder, and left out where it cannot be.
"""

from __future__ import annotations

import argparse
import csv
import io
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph
import rows as made
from process import environment, spend

from kobe_kg.namespaces import PREFIXES, expand

#: What pip installs, at the version the table in the docs was made with; its pandas was built for an older numpy.
MORPH_KGC = ("morph-kgc==2.6.2", "numpy<2")
#: The most that kobe may take, as a multiple of pyoxigraph alone; and how much faster than morph-kgc it must be.
RATIO, FASTER = 2.0, 5.0

_CONFIGURATION = """
[CONFIGURATION]
output_file = {out}
number_of_processes = 1
logging_level = ERROR
[Table]
mappings = {mapping}
"""
_SOURCE = 'rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ]'
_DAYS = {"1": "ExactDay", "2": "WithinDays", "3": "WithinWeek", "4": "WithinMonth", "5": "WithinYear"}
_PARTS = {
    "a": ("SideA", "of side A killed", "morts du camp A"),
    "b": ("SideB", "of side B killed", "morts du camp B"),
    "civilians": ("Civilians", "civilians killed", "morts civils"),
    "unknown": ("UnknownSide", "of unknown side killed", "morts de camp inconnu"),
}
_ONE = {"civilians": "civilian", "morts civils": "mort civil", "morts": "mort"}


class Cost(NamedTuple):
    """What one of them took."""

    name: str
    #: CPU seconds.
    cpu: float
    rows: int
    statements: int
    #: Bytes held at most; 0 where it is that of this process.
    memory: int = 0
    note: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time reading UCDP GED beside others that make the same statements.")
    parser.add_argument("--rows", type=int, default=20_000, help="rows to make up (20000)")
    parser.add_argument("--file", type=Path, help="a table of UCDP's to read instead")
    parser.add_argument("--release", default="24.1", help="which release it is (24.1)")
    parser.add_argument("--peers", default="pyoxigraph,rdflib,morph-kgc", help="which, with commas")
    parser.add_argument("--limit", type=int, default=3600, help="seconds that a process may take (3600)")
    parser.add_argument("--environment", type=Path, help="folder of the peers' environments, to use or make and keep")
    found = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        table = found.file or folder / "ged241.csv"
        if not found.file:
            made.main(["--rows", str(found.rows), "-o", str(table)])
        costs = [kobe(table, folder, found)]
        written = next((folder / "claims").glob("*.nt"))
        for peer in found.peers.split(","):
            print(f"{peer} …", file=sys.stderr, flush=True)
            costs.append(PEERS[peer](table, written, folder, found, costs[0]))
    print(report(costs))
    broken = limits(costs)
    print("\n".join(broken), file=sys.stderr)
    return 1 if broken else 0


def kobe(table: Path, folder: Path, found: argparse.Namespace) -> Cost:
    """This project's command."""
    command = [sys.executable, "-m", "kobe_kg", "ingest", "ucdp-ged", table, "--release", found.release]
    spent = spend(
        [*command, "-o", folder / "claims", "-q", "-f", "json"], folder / "said", limit=found.limit, most=12e9
    )
    read = sum(1 for _ in csv.reader(table.open(encoding="utf-8", newline=""))) - 1
    (written,) = (folder / "claims").glob("*.nt")
    with written.open("rb") as lines:
        statements = sum(1 for line in lines if not line.startswith(b"#"))
    return Cost("kobe", spent.cpu, read, statements, spent.memory, spent.failure)


def texts(written: Path) -> Iterator[list[tuple[str, ...]]]:
    """Give the texts of the terms of what was written, many statements at a time."""
    with written.open("rb") as stream:
        quads = pyoxigraph.parse(stream, format=pyoxigraph.RdfFormat.N_TRIPLES)
        while block := list(islice(quads, 100_000)):
            yield [(q.subject.value, q.predicate.value, *_object(q.object)) for q in block]


def _object(term: Any) -> tuple[str, ...]:
    if isinstance(term, pyoxigraph.NamedNode):
        return (term.value,)
    return (term.value, term.language or "", "" if term.language else term.datatype.value)


def bare(table: Path, written: Path, folder: Path, found: argparse.Namespace, ours: Cost) -> Cost:
    """Make the same terms of their texts by pyoxigraph, and write them."""
    node, literal, triple = pyoxigraph.NamedNode, pyoxigraph.Literal, pyoxigraph.Triple
    cpu = 0.0
    for block in texts(written):
        start = time.process_time()
        triples = (
            triple(
                node(s),
                node(p),
                node(o[0])
                if len(o) == 1
                else literal(o[0], language=o[1])
                if o[1]
                else literal(o[0], datatype=node(o[2])),
            )
            for s, p, *o in block
        )
        pyoxigraph.serialize(triples, output=folder / "bare.nt", format=pyoxigraph.RdfFormat.N_TRIPLES)
        cpu += time.process_time() - start
    return Cost("pyoxigraph alone", cpu, ours.rows, ours.statements)


def by_rdflib(table: Path, written: Path, folder: Path, found: argparse.Namespace, ours: Cost) -> Cost:
    """Make the same terms by rdflib, put them into a graph, and write it."""
    from rdflib import Graph, Literal, URIRef

    cpu = 0.0
    for block in texts(written):
        start = time.process_time()
        graph = Graph()
        for s, p, *o in block:
            term = URIRef(o[0]) if len(o) == 1 else Literal(o[0], lang=o[1] or None, datatype=o[2] or None)
            graph.add((URIRef(s), URIRef(p), term))
        graph.serialize(folder / "rdflib.nt", format="nt", encoding="utf-8")
        cpu += time.process_time() - start
    return Cost("rdflib", cpu, ours.rows, ours.statements)


def morph_kgc(table: Path, written: Path, folder: Path, found: argparse.Namespace, ours: Cost) -> Cost:
    """Map what RML can say by morph-kgc, and check that kobe says it too."""
    helped, mapping, out, settings = (folder / name for name in ("rows.csv", "mapping.ttl", "morph.nt", "morph.ini"))
    kept = help_out(table, helped)
    mapping.write_text(rules(helped, found.release), encoding="utf-8")
    settings.write_text(_CONFIGURATION.format(out=out, mapping=mapping))
    python = environment(found.environment or folder / "peers", "morph-kgc", *MORPH_KGC)
    spent = spend([python, "-m", "morph_kgc", settings], folder / "said", limit=found.limit, most=12e9)
    if spent.failure or not out.exists():
        return Cost("morph-kgc", spent.cpu, 0, 0, spent.memory, spent.failure or "it wrote nothing")
    with written.open("rb") as ours_, out.open("rb") as theirs:
        known = set(ours_)
        said = [line.rstrip() + b"\n" for line in theirs if line.strip()]
    foreign = [line for line in said if line not in known]
    note = f"{len(foreign):,} not kobe's, such as {foreign[0]!r}" if foreign else ""
    return Cost("morph-kgc", spent.cpu, kept, len(said), spent.memory, note)


#: Peer to what measures it.
PEERS: dict[str, Callable[..., Cost]] = {"pyoxigraph": bare, "rdflib": by_rdflib, "morph-kgc": morph_kgc}


def help_out(table: Path, helped: Path) -> int:
    """Write the table that morph-kgc gets, and give the number of its rows."""
    many = 0
    with table.open(encoding="utf-8", newline="") as source, helped.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        worded = [f"{part} {lang}" for part in _PARTS for lang in ("en", "fr")]
        writer.writerow([*"id relid dyad start end days exactness side role name".split(), *_PARTS, *worded])
        for row in csv.DictReader(source):
            if not row["relid"] or row["side_a"] == "Civilians":
                continue
            many += 1
            figures = [row.get(name) or row[f"{name}_est"] for name in ("low", "best", "high")]
            deaths = [int(row[f"deaths_{part}"]) for part in _PARTS]
            words = [_counted(n, text) for n, told in zip(deaths, _PARTS.values(), strict=True) for text in told[1:]]
            writer.writerow(
                [
                    *(row["id"], row["relid"], row["dyad_new_id"], _iso(row["date_start"]), _iso(row["date_end"])),
                    *(_DAYS[row["date_prec"]], "Exactly" if len(set(figures)) == 1 else "About"),
                    *(row["side_a_new_id"], "Perpetrator" if row["type_of_violence"] == "3" else "Belligerent"),
                    *(row["side_a"], *deaths, *words),
                ]
            )
    return many


def _iso(day: str) -> str:
    day = day.split(" ")[0]
    month, mark, rest = day.partition("/")
    return "-".join((rest[-4:], month.zfill(2), rest[:-5].zfill(2))) if mark else day


def _counted(number: int, text: str) -> str:
    for many, one in _ONE.items() if number == 1 else ():
        text = text.replace(many, one)
    return f"{number} {text}"


def rules(table: Path, number: str) -> str:
    """Write the mapping: the event, its dead by side, how they are divided, and its first side."""
    out = io.StringIO()
    out.writelines(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("kg", "rdfs", "schema", "skos", "xsd"))
    out.write("@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n")
    out.write("@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n@base <urn:rules> .\n")
    claim = f"{expand('claim:')}ucdp-{number}-{{id}}-"
    event = _iri(f"{expand('event:')}ucdp-{{id}}")
    said = {
        "kg:about": event,
        "kg:hedge": "rr:constant kg:Stated",
        "kg:originality": "rr:constant kg:Synthesis",
        "kg:reportedIn": f"rr:constant <{expand('report:')}ucdp-ged-{number}>",
        "kg:speaker": f"rr:constant <{expand('source:ucdp')}>",
    }
    dated = {
        "kg:earliest": _day("start"),
        "kg:latest": _day("end"),
        "kg:datePrecision": _iri(f"{PREFIXES['kg']}{{days}}"),
    }
    member = {"schema:memberOf": _iri(f"{expand('event:')}ucdp-dyad-{{dyad}}")}
    facts = {**dated, **member, "skos:altLabel": 'rml:reference "relid"'}
    maps = [(f"{expand('event:')}ucdp-{{id}}", "Event", facts, ())]
    parts = []
    for part, (population, *_) in _PARTS.items():
        value = f'rml:reference "{part}" ; rr:datatype xsd:integer'
        qualifier = _iri(f"{PREFIXES['kg']}{{exactness}}")
        counted = {"kg:population": f"rr:constant kg:{population}", "kg:outcome": "rr:constant kg:Killed"}
        facts = {**said, **counted, "kg:value": value, "kg:qualifier": qualifier}
        labels = (f"UCDP: {{{part} en}}", f"UCDP : {{{part} fr}}")
        maps.append((f"{claim}deaths-{part}", "QuantityClaim", facts, labels))
        parts.append(_iri(f"{claim}deaths-{part}"))
    divided = {"kg:dimension": "rr:constant kg:Side", "kg:exhaustive": 'rr:constant "true" ; rr:datatype xsd:boolean'}
    maps.append((f"{expand('breakdown:')}ucdp-{number}-{{id}}-deaths", "Breakdown", divided, ()))
    party = _iri(f"{expand('party:')}ucdp-actor-{{side}}")
    facts = {**said, "kg:attributedTo": party, "kg:role": _iri(f"{PREFIXES['kg']}{{role}}")}
    maps.append((f"{claim}side-a", "AttributionClaim", facts, ("UCDP: {name}", "UCDP : {name}")))
    for at, (subject, kind, facts, labels) in enumerate(maps):
        objects = [(predicate, given) for predicate, given in facts.items()]
        objects += [("kg:part", part) for part in parts if kind == "Breakdown"]
        objects += [
            ("rdfs:label", f'rr:template "{label}" ; rr:termType rr:Literal ; rr:language "{lang}"')
            for label, lang in zip(labels, ("en", "fr"), strict=False)
        ]
        out.write(f'<#map{at}> {_SOURCE.format(table=table)} ;\n    rr:subjectMap [ rr:template "{subject}" ;')
        out.write(f" rr:class kg:{kind} ]")
        for predicate, given in objects:
            out.write(f" ;\n    rr:predicateObjectMap [ rr:predicate {predicate} ; rr:objectMap [ {given} ] ]")
        out.write(" .\n")
    return out.getvalue()


def _iri(template: str) -> str:
    return f'rr:template "{template}" ; rr:termType rr:IRI'


def _day(column: str) -> str:
    return f'rml:reference "{column}" ; rr:datatype xsd:date'


def report(costs: Sequence[Cost]) -> str:
    """Lay the results out as Markdown."""
    ours = costs[0]
    lines = ["| | rows | statements | CPU | rows a second | statements a second | beside kobe | memory |"]
    lines.append("| --- |" + " ---: |" * 7)
    for c in costs:
        if not c.statements:
            lines.append(f"| {c.name} | {c.note} | | | | | | |")
            continue
        beside = (c.cpu / c.statements) / (ours.cpu / ours.statements)
        memory = f"{c.memory / 1e9:.2f} GB" if c.memory else "–"
        lines.append(
            f"| {c.name} | {c.rows:,} | {c.statements:,} | {c.cpu:.1f} s | {c.rows / c.cpu:,.0f} |"
            f" {c.statements / c.cpu:,.0f} | {beside:.2f} | {memory} |"
        )
    versions = f"Python {platform.python_version()}, pyoxigraph {pyoxigraph.__version__}; beside kobe: by the statement"
    return "\n".join([*lines, "", versions])


def limits(costs: Sequence[Cost]) -> list[str]:
    """Say which limits are broken."""
    by_name = {c.name: c for c in costs}
    ours, broken = costs[0], [f"{c.name}: {c.note}" for c in costs if c.note]
    alone, morph = by_name.get("pyoxigraph alone"), by_name.get("morph-kgc")
    if alone and ours.cpu > RATIO * alone.cpu:
        broken.append(f"kobe takes {ours.cpu / alone.cpu:.1f} times what pyoxigraph alone takes")
    if morph and morph.statements and morph.cpu / morph.statements < FASTER * ours.cpu / ours.statements:
        broken.append("kobe is not five times as fast as morph-kgc")
    return broken


if __name__ == "__main__":
    sys.exit(main())
