"""What the command prints can be read again, and a file appears whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, RdfFormat
from rdflib.compare import isomorphic

from kobe_kg.cli.results import GRAPHS, ROWS
from kobe_kg.load import load
from tests import SAMPLE
from tests.cli.conftest import Kobe

W3C = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}
RDF = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
KILLED = ("query", "claims", "-p", "population=Civilians", "-p", "outcome=Killed")
VALUES = """SELECT ?iri ?text ?number ?none WHERE {
    VALUES (?iri ?text ?number ?none) {
        (kg:Event "a,b\\"c\\" | <d> & é\\n\\te"@fr 34 UNDEF)
        (event:kobe-attack "" 2.5 UNDEF)
    }
}"""
TAKEN = "CONSTRUCT { ?s ?p ?o } WHERE { ?s kg:speaker source:afp ; ?p ?o }"


class Cells(HTMLParser):
    """The cells of all tables, and the tags that are open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "line", "circle", "path", "link"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "br", "line", "circle", "path", "link"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


@pytest.mark.parametrize("form", W3C)
def test_w3c_formats_keep_every_term(kobe: Kobe, form: str) -> None:
    ran = kobe("sparql", VALUES, "-f", form)
    read = pyoxigraph.parse_query_results(ran.out.encode(), format=W3C[form])
    assert isinstance(read, pyoxigraph.QuerySolutions)
    expected = load(SAMPLE).query("PREFIX kg: <https://w3id.org/kobe-kg/ns#>" + VALUES.replace("event:", "kg:"))
    assert isinstance(expected, pyoxigraph.QuerySolutions)
    assert [v.value for v in read.variables] == ["iri", "text", "number", "none"]
    rows, wanted = [list(s) for s in read], [list(s) for s in expected]
    assert rows[0] == wanted[0]
    assert rows[1][0] == pyoxigraph.NamedNode("https://w3id.org/kobe-kg/id/event/kobe-attack")
    assert rows[1][1:] == wanted[1][1:]
    assert ran.code == 0


def test_csv_keeps_every_value(kobe: Kobe) -> None:
    ran = kobe("sparql", VALUES, "-f", "csv")
    assert list(csv.reader(io.StringIO(ran.out, newline=""))) == [
        ["iri", "text", "number", "none"],
        ["https://w3id.org/kobe-kg/ns#Event", 'a,b"c" | <d> & é\n\te', "34", ""],
        ["https://w3id.org/kobe-kg/id/event/kobe-attack", "", "2.5", ""],
    ]


def test_json_lines_keep_every_value(kobe: Kobe) -> None:
    ran = kobe("sparql", VALUES, "-f", "jsonl")
    first, second = map(json.loads, ran.out.splitlines())
    assert first["text"] == 'a,b"c" | <d> & é\n\te'
    assert (first["number"], first["none"]) == (34, None)
    assert second["iri"] == "https://w3id.org/kobe-kg/id/event/kobe-attack"


def test_html_keeps_every_value_and_escapes_it(kobe: Kobe) -> None:
    ran = kobe("sparql", VALUES, "-f", "html")
    assert "<d>" not in ran.out
    page = Cells(ran.out)
    assert not page.open
    assert page.rows[0] == ["iri", "text", "number", "none"]
    assert page.rows[1][1:] == ['a,b"c" | <d> & é\n\te', "34", ""]


def test_markdown_keeps_a_row_to_a_line(kobe: Kobe) -> None:
    lines = kobe("sparql", VALUES, "-f", "md").out.splitlines()
    assert len(lines) == 4
    assert all(line.replace("\\|", "").count("|") == 5 for line in lines)
    assert "<d>" not in lines[2]


def test_table_shortens_iris(kobe: Kobe) -> None:
    lines = kobe("sparql", VALUES, "-f", "table").out.splitlines()
    assert lines[0].split() == ["iri", "text", "number", "none"]
    assert lines[2].startswith("kg:Event")
    assert lines[3].startswith("event:kobe-attack")
    assert len(lines) == 4


@pytest.mark.parametrize("form", ROWS)
def test_every_row_format_tells_both_figures(kobe: Kobe, form: str) -> None:
    ran = kobe(*KILLED, "-f", form)
    assert ran.code == 0
    assert "malian-army-general-staff" in ran.out
    assert "human-rights-watch" in ran.out
    assert "25" in ran.out
    assert "34" in ran.out


def test_piped_rows_are_csv(kobe: Kobe) -> None:
    assert kobe(*KILLED).out == kobe(*KILLED, "-f", "csv").out


@pytest.mark.parametrize("form", GRAPHS)
def test_graph_formats_keep_every_triple(kobe: Kobe, form: str) -> None:
    wanted = rdflib.Graph().parse(data=kobe("sparql", TAKEN, "-f", "nt").out, format="nt")
    ran = kobe("sparql", TAKEN, "-f", form)
    read = pyoxigraph.parse(ran.out.encode(), format=RDF[form])
    again = pyoxigraph.serialize((q.triple for q in read), format=RdfFormat.N_TRIPLES) or b""
    assert len(wanted) > 50
    assert isomorphic(wanted, rdflib.Graph().parse(data=again.decode(), format="nt"))


@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("rdfxml", "xml")])
def test_rdflib_reads_the_same_triples(kobe: Kobe, form: str, name: str) -> None:
    wanted = rdflib.Graph().parse(data=kobe("sparql", TAKEN, "-f", "nt").out, format="nt")
    read = rdflib.Graph().parse(data=kobe("sparql", TAKEN, "-f", form).out, format=name)
    assert isomorphic(wanted, read)


def test_piped_graphs_are_turtle(kobe: Kobe) -> None:
    assert kobe("sparql", TAKEN).out == kobe("sparql", TAKEN, "-f", "ttl").out


def test_a_description_keeps_its_blank_nodes(kobe: Kobe) -> None:
    ran = kobe("show", "passage:example-quantity-s01", "-f", "ttl")
    read = rdflib.Graph().parse(data=ran.out, format="turtle")
    ends = list(read.objects(None, rdflib.URIRef("http://www.w3.org/ns/oa#end")))
    assert [int(end) for end in ends] == [130]


@pytest.mark.parametrize(
    ("form", "told"),
    [("table", "true\n"), ("csv", "true\n"), ("json", '"boolean":true'), ("xml", "<boolean>true</boolean>")],
)
def test_truths(kobe: Kobe, form: str, told: str) -> None:
    ran = kobe("sparql", "ASK { event:kobe-attack a kg:Event }", "-f", form)
    assert told in ran.out


def test_the_suffix_tells_the_format(kobe: Kobe, tmp_path: Path) -> None:
    for form in ("json", "csv", "md", "html"):
        path = tmp_path / f"rows.{form}"
        ran = kobe(*KILLED, "-o", str(path))
        assert ran == (0, "", "")
        assert path.read_bytes().decode() == kobe(*KILLED, "-f", form).out


def test_the_option_counts_before_the_suffix(kobe: Kobe, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    kobe(*KILLED, "-o", str(path), "-f", "jsonl")
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["value"] == 25


@pytest.mark.parametrize(
    "argv",
    [
        ("sparql", "SELECT * WHERE {", "-f", "csv"),
        ("query", "claims", "-p", "event=kobe-atack", "-f", "csv"),
        ("compare", "--topic", "nothing-such", "-f", "json"),
        ("show", "nothing-such", "-f", "ttl"),
        ("query", "claims", "-f", "cvs"),
    ],
)
def test_a_failure_leaves_the_old_file(kobe: Kobe, tmp_path: Path, argv: tuple[str, ...]) -> None:
    old = tmp_path / "old.txt"
    old.write_text("old", encoding="utf-8")
    assert kobe(*argv, "-o", str(old)).code in (2, 4)
    assert old.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.txt"]


def test_a_failure_while_writing_leaves_the_old_file(
    kobe: Kobe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.csv"
    old.write_text("old", encoding="utf-8")

    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("half-way")

    monkeypatch.setattr("kobe_kg.cli.compare.render", fail)
    assert kobe("compare", "-o", str(old)).code == 70
    assert old.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]


def test_a_folder_that_is_not_there(kobe: Kobe, tmp_path: Path) -> None:
    ran = kobe("query", "events", "-o", str(tmp_path / "none" / "rows.csv"))
    assert ran.code == 3
    assert "cannot write" in ran.err
    assert not list(tmp_path.iterdir())
