"""The schema.org form uses words that exist, holds every claim, and counts what it cannot say."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal
from rdflib.namespace import RDF, SDO

from kobe_kg import paths
from kobe_kg.export import Losses, Source, export
from kobe_kg.export.facts import Facts
from kobe_kg.export.source import GRAPH
from kobe_kg.namespaces import PREFIXES, expand

ASSESSMENT = paths.ONTOLOGY / "examples" / "assessment.ttl"


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(graph=[paths.GRAPH], vocabulary=paths.vocabulary())


@pytest.fixture(scope="module")
def text(source: Source) -> bytes:
    return made(source)[0]


@pytest.fixture(scope="module")
def graph(text: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="json-ld")


def made(source: Source) -> tuple[bytes, Losses]:
    stream = io.BytesIO()
    losses = export(source, "schemaorg", stream)
    return stream.getvalue(), losses


def written(path: Path, turtle: str) -> Source:
    path.write_text("".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + turtle, encoding="utf-8")
    return Source(graph=[path], vocabulary=paths.vocabulary())


def nodes(source: Source) -> dict[str, Any]:
    return {node["@id"]: node for node in json.loads(made(source)[0])["@graph"]}


def test_every_word_is_one_of_schema_org(graph: rdflib.Graph) -> None:
    ours = str(SDO)
    words = {str(p) for p in graph.predicates()} | {str(t) for t in graph.objects(None, RDF.type)}
    assert {word for word in words - {str(RDF.type)} if word.removeprefix(ours) not in SDO} == set()
    assert all(word.startswith(ours) for word in words - {str(RDF.type)})


def test_every_claim_event_report_and_place_is_there(source: Source, graph: rdflib.Graph) -> None:
    facts = Facts(source.data)
    for cls, name in (("kg:Claim", "Claim"), ("kg:Event", "Event"), ("kg:Place", "Place")):
        found = {str(s) for s in graph.subjects(RDF.type, SDO[name])}
        assert found == {node.value for node in facts.instances(cls)}
    for report in facts.instances("kg:Report"):
        assert (rdflib.URIRef(report.value), RDF.type, None) in graph


def test_who_said_it_and_where_it_appeared(graph: rdflib.Graph) -> None:
    claim = rdflib.URIRef(expand("claim:hrw-0220-c01"))
    assert [str(o) for o in graph.objects(claim, SDO.author)] == [expand("source:human-rights-watch")]
    assert [str(o) for o in graph.objects(claim, SDO.firstAppearance)] == [expand("report:hrw-0220")]
    assert len(set(graph.objects(claim, SDO.appearance))) == 6
    assert [str(o) for o in graph.objects(claim, SDO.datePublished)] == ["2025-02-20"]


def test_an_open_bound_is_not_told_as_a_number(graph: rdflib.Graph) -> None:
    claim = rdflib.URIRef(expand("claim:hrw-0220-c01"))
    number = next(graph.objects(claim, SDO.mainEntity))
    assert [o.toPython() for o in graph.objects(number, SDO.minValue)] == [34]
    assert not list(graph.objects(number, SDO.value)), "34 alone would read as exact"
    assert not list(graph.objects(number, SDO.maxValue))


def test_nothing_contested_stands_on_an_event(graph: rdflib.Graph) -> None:
    allowed = {RDF.type, SDO.name, SDO.alternateName, SDO.startDate, SDO.endDate, SDO.subEvent}
    for event in graph.subjects(RDF.type, SDO.Event):
        assert set(graph.predicates(event)) <= allowed


@pytest.mark.parametrize(("precision", "date"), [("ExactDay", "2022-01-01"), ("WithinMonth", "2022-01")])
def test_a_date_says_no_more_than_is_known(tmp_path: Path, precision: str, date: str) -> None:
    event = 'event:x a kg:Event ; kg:earliest "2022-01-01"^^xsd:date ; kg:datePrecision kg:'
    assert nodes(written(tmp_path / "a.ttl", f"{event}{precision} ."))[expand("event:x")]["startDate"] == date


def test_a_date_known_to_a_few_days_is_left_out_and_counted(tmp_path: Path) -> None:
    event = 'event:x a kg:Event ; kg:earliest "2022-01-01"^^xsd:date ; kg:datePrecision kg:WithinDays .'
    found = written(tmp_path / "a.ttl", event)
    assert "startDate" not in nodes(found)[expand("event:x")]
    assert {(row.name, row.number) for row in made(found)[1].rows} >= {("kg:earliest", 1)}


def test_a_review_is_made_of_a_verdict(tmp_path: Path) -> None:
    reviews = [n for n in nodes(written(tmp_path / "a.ttl", body(ASSESSMENT))).values() if n["@type"] == "ClaimReview"]
    assert [n["itemReviewed"]["@id"] for n in reviews] == [expand("claim:example-assessment-vehicles-hit")]
    assert reviews[0]["reviewRating"]["ratingValue"] == 2, "the fourth grade from the top of five"
    assert reviews[0]["author"]["@id"] == expand("source:example-assessment-analyst")


@pytest.mark.parametrize("grade", ["kg:credibility kg:TruthUnknown ;", ""])
def test_no_verdict_no_review(tmp_path: Path, grade: str) -> None:
    undecided = body(ASSESSMENT).replace("kg:credibility kg:DoubtfullyTrue ;", grade)
    found, losses = made(written(tmp_path / "a.ttl", undecided))
    assert b"ClaimReview" not in found
    assert [(row.name, row.number) for row in losses.rows if row.kind == "class"] == [("kg:Assessment", 1)]


def test_the_record_has_no_review(graph: rdflib.Graph) -> None:
    assert not list(graph.subjects(RDF.type, SDO.ClaimReview))


def test_every_statement_is_told_or_counted(source: Source) -> None:
    """The losses and what is told make up the graph: no statement is lost without a word."""
    from kobe_kg.export.schemaorg import SchemaOrg

    told = SchemaOrg(Facts(source.data))
    list(told.nodes())
    resources = {subject for subject, _ in told.told}
    losses = made(source)[1]
    left = sum(row.number for row in losses.rows if row.kind == "property")
    own = list(source.data.quads_for_pattern(None, None, None, GRAPH))
    kept = sum((q.subject, q.predicate.value) in told.told for q in own)
    whole = sum(q.subject not in resources for q in own)
    assert kept + left + whole == len(own)
    gone = {q.subject for q in own if q.subject not in resources and not isinstance(q.subject, BlankNode)}
    assert {row.name for row in losses.rows if row.kind == "class"} == {
        name for node in gone for name in _classes(source, node)
    }


def _classes(source: Source, node: Any) -> list[str]:
    from kobe_kg.export.facts import name_of

    return [name_of(o) for o in Facts(source.data).values(node, "rdf:type")]


def test_one_claim_comes_with_its_speaker_and_reports_and_what_it_loses(source: Source) -> None:
    stream = io.BytesIO()
    losses = export(source, "schemaorg", stream, claim="hrw-0220-c01")
    kinds = [node["@type"] for node in json.loads(stream.getvalue())["@graph"]]
    assert kinds[:2] == ["Claim", "NGO"]
    assert len(kinds) == 8
    lost = {row.name: row.number for row in losses.rows}
    assert {"kg:hedge", "kg:originality", "kg:qualifier"} <= set(lost)
    assert set(lost.values()) == {1}, "the rest of the graph was not asked for"


def test_twice_the_same_whatever_the_order(tmp_path: Path) -> None:
    lines = sorted(f"{triple} .\n" for triple in Source(graph=[ASSESSMENT]).triples())
    for name, some in (("a.nt", lines), ("b.nt", lines[::-1])):
        (tmp_path / name).write_text("".join(some), encoding="utf-8")
    first, second = (made(Source(graph=[tmp_path / n], vocabulary=paths.vocabulary()))[0] for n in ("a.nt", "b.nt"))
    assert first == second


def test_hostile_labels_are_read_back_and_may_stand_in_a_page(tmp_path: Path) -> None:
    label = '</script><script>alert("x")</script> \\ \u2028 & { "@context": "https://example.org/" }'
    text = f"claim:x a kg:AbsenceClaim ; rdfs:label {Literal(label, language='en')} ."
    found = written(tmp_path / "a.ttl", text)
    assert nodes(found)[expand("claim:x")]["name"] == {"@language": "en", "@value": label}
    assert b"<" not in made(found)[0]


def test_an_empty_graph_is_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("", encoding="utf-8")
    assert nodes(Source(graph=[tmp_path / "a.nt"], vocabulary=paths.vocabulary())) == {}


def body(path: Path) -> str:
    return "".join(line for line in path.read_text(encoding="utf-8").splitlines(True) if not line.startswith("PREFIX"))
