"""The RDF forms say what the graph says, to readers we did not write, and in the same bytes however it came in."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

from kobe_kg import paths, turtle
from kobe_kg.errors import DataError
from kobe_kg.export import Source, export, ordering
from kobe_kg.export.graphs import PROVENANCE
from tests import GRAPH, SEED

#: Format to its name for rdflib and for pyoxigraph.
READERS = {
    "jsonld": ("json-ld", RdfFormat.JSON_LD),
    "nq": ("nquads", RdfFormat.N_QUADS),
    "nt": ("nt", RdfFormat.N_TRIPLES),
    "rdfxml": ("xml", RdfFormat.RDF_XML),
    "trig": ("trig", RdfFormat.TRIG),
    "ttl": ("turtle", RdfFormat.TURTLE),
}

#: What a careless writer would spoil: blank nodes, lists, odd texts and types, names that need escapes.
HOSTILE = r"""
PREFIX : <https://example.org/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

:a :p [ :q [ :r 1 ] ; :s [ :r 1 ] ] ; :list ( 1 "two" [ :r 2 ] ) .
_:x :knows _:y . _:y :knows _:x .
:text rdfs:label "<&>\"'\\ \t\n\r ]]> \u2028\u0085\u00A0\U0001F600"@en-GB , "plain" , ""@fr , "=1+1" ;
    kg:value 007 , -1 , 1.50 , 1e3 , true , "many"^^xsd:integer , 99999999999999999999 , "x" ;
    kg:statedOn "2025-02-08"^^xsd:date , "2025"^^xsd:gYear ;
    kg:anonymous true , "1"^^xsd:boolean ;
    kg:hedge "no concept" , [] , kg:Stated ;
    kg:place :é%C3%A9\,x ;
    a [] , "no class" , kg:Claim .
"""


@pytest.fixture(autouse=True)
def _as_rdflib_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read numbers alike in every syntax, whatever has been set before: Turtle's bare ones rdflib always normalises."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", True)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "hostile.ttl"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


def written(form: str, *files: Path, **options: bool) -> bytes:
    stream = io.BytesIO()
    export(Source(files, paths.vocabulary(), **options), form, stream)  # type: ignore[arg-type]
    return stream.getvalue()


def read(*files: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in files:
        body = pyoxigraph.serialize(turtle.read(path), format=RdfFormat.N_TRIPLES)
        graph.parse(data=body, format="nt")
    return graph


def union(body: bytes, form: str) -> rdflib.Graph:
    """Read with rdflib, all graphs as one, without what N-Quads and TriG add."""
    found = rdflib.Dataset(default_union=True)
    found.parse(data=body, format=READERS[form][0])
    graph = rdflib.Graph()
    for subject, predicate, term, _ in found.quads():
        if not str(subject).endswith("#claims"):
            graph.add((subject, predicate, term))
    return graph


def canonical(graph: rdflib.Graph) -> set[Quad]:
    """Give a graph as RDFC-1.0 has it; rdflib's own comparison now and then takes a ring for another."""
    body = graph.serialize(format="nt", encoding="utf-8")
    found = Dataset(pyoxigraph.parse(body, RdfFormat.N_TRIPLES))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(found)


@pytest.mark.parametrize("form", READERS)
def test_rdflib_reads_the_same_graph(form: str) -> None:
    assert canonical(union(written(form, *SEED), form)) == canonical(read(*SEED))


@pytest.mark.parametrize("form", READERS)
def test_pyoxigraph_reads_the_same_graph(form: str) -> None:
    found = {q.triple for q in pyoxigraph.parse(written(form, *SEED), format=READERS[form][1])}
    expected = {t for path in SEED for t in turtle.read(path)}
    assert {t for t in found if not isinstance(t.subject, pyoxigraph.BlankNode) and "#claims" not in str(t)} >= {
        t for t in expected if not any(isinstance(x, pyoxigraph.BlankNode) for x in t)
    }
    added = sum("#claims>" in str(t.subject) for t in found)
    assert len(found) - added == len(expected)


@pytest.mark.parametrize("form", READERS)
def test_odd_terms_survive(form: str, hostile: Path) -> None:
    assert canonical(union(written(form, hostile), form)) == canonical(read(hostile))


@pytest.mark.parametrize("form", READERS)
def test_the_order_and_the_labels_that_came_in_do_not_matter(form: str, hostile: Path, tmp_path: Path) -> None:
    lines = [f"{t} .\n" for path in (*SEED, hostile) for t in turtle.read(path)]
    written_once = set()
    for seed in range(3):
        random.Random(seed).shuffle(lines)  # noqa: S311 - any order will do
        path = tmp_path / f"{seed}.nt"
        path.write_text("".join(lines).replace("_:", f"_:n{seed}"), encoding="utf-8")
        written_once.add(written(form, path))
    assert len(written_once) == 1


@pytest.mark.parametrize("form", READERS)
def test_the_hash_seed_does_not_matter(form: str, hostile: Path) -> None:
    files = [f"--graph={path}" for path in (*SEED, hostile)]
    command = [sys.executable, "-m", "kobe_kg", "export", form, *files]
    runs = [
        subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout for seed in "12"
    ]
    assert runs[0] == runs[1] != b""


def test_turtle_is_what_the_formatter_leaves() -> None:
    text = written("ttl", *SEED).decode()
    assert turtle.format(text) == text


def test_lines_are_sorted_and_stand_once(hostile: Path) -> None:
    for form in ("nt", "nq"):
        lines = written(form, *SEED, hostile, SEED[0]).decode().split("\n")[:-1]
        assert lines == sorted(set(lines))


def test_parts_are_merged_as_if_there_had_been_one(monkeypatch: pytest.MonkeyPatch, hostile: Path) -> None:
    whole = {form: written(form, *SEED, hostile) for form in READERS}
    monkeypatch.setattr(ordering, "CHUNK", 7)
    monkeypatch.setattr(ordering, "_FAN", 3)
    for form, body in whole.items():
        assert written(form, *SEED, hostile) == body


def test_a_claim_stands_in_the_graph_of_its_report() -> None:
    store = pyoxigraph.Store()
    store.load(written("trig", *SEED), format=RdfFormat.TRIG)
    claim = "https://w3id.org/kobe-kg/id/claim/hrw-civilians-killed"
    rows = store.query(f"SELECT ?g WHERE {{ GRAPH ?g {{ <{claim}> ?p ?o }} }} GROUP BY ?g")
    graph = "https://w3id.org/kobe-kg/id/report/wikipedia-en#claims"
    assert [row["g"].value for row in rows] == [graph]  # type: ignore[union-attr]
    ask = (
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#> PREFIX prov: <http://www.w3.org/ns/prov#> "
        f"ASK {{ GRAPH {PROVENANCE} {{ <{graph}> prov:wasDerivedFrom ?report . ?report a kg:Report ; kg:publisher ?p }}"
        " ?event a kg:Event }"
    )
    assert store.query(ask)


def test_selectors_and_breakdowns_stand_with_what_uses_them() -> None:
    quads = list(pyoxigraph.parse(written("nq", *SEED), format=RdfFormat.N_QUADS))
    blank = {q.graph_name for q in quads if isinstance(q.subject, pyoxigraph.BlankNode)}
    parts = {q.graph_name for q in quads if "/id/breakdown/" in str(q.subject)}
    assert blank == parts == {pyoxigraph.NamedNode("https://w3id.org/kobe-kg/id/report/wikipedia-en#claims")}


def test_a_folder_holds_the_same_graph_in_canonical_files(tmp_path: Path) -> None:
    export(Source([GRAPH], paths.vocabulary()), "ttl", tmp_path / "graph")
    files = sorted((tmp_path / "graph").rglob("*.ttl"))
    assert {"events.ttl", "parties.ttl", "dataset.ttl"} <= {path.name for path in files}
    assert (tmp_path / "graph" / "claims" / "rfi.ttl").is_file()
    for path in files:
        assert turtle.format(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")
    assert len(read(*files)) == len(read(*sorted(GRAPH.rglob("*.ttl"))))
    assert written("nt", *files) == written("nt", GRAPH)


def test_the_vocabulary_is_in_it_only_if_asked_for() -> None:
    concept = b"<https://w3id.org/kobe-kg/ns#Civilians> <http://www.w3.org/2000/01/rdf-schema#label>"
    assert concept not in written("nt", *SEED)
    assert concept in written("nt", *SEED, with_ontology=True)


@pytest.mark.parametrize(
    ("form", "triple"),
    [
        ("rdfxml", '<x:a> <https://example.org/1> "x" .'),
        ("rdfxml", r'<x:a> <x:b> "\u0001" .'),
        ("jsonld", "<x:a> <x:b> <geo:17,-0.5> ."),
        ("jsonld", "<x:a> <kg:b> <x:c> ."),
    ],
)
def test_what_a_form_cannot_say_is_refused(form: str, triple: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.nt"
    path.write_text(triple, encoding="utf-8")
    with pytest.raises(DataError):
        written(form, path)
