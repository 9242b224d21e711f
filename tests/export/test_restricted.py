"""What a licence forbids to pass on is in no export, and each says so."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph
import pytest

from kobe_kg import paths
from kobe_kg.export import FORMATS, Source, export

PREFIXES = """
PREFIX assessment: <https://w3id.org/kobe-kg/id/assessment/>
PREFIX breakdown: <https://w3id.org/kobe-kg/id/breakdown/>
PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX estimate: <https://w3id.org/kobe-kg/id/estimate/>
PREFIX event: <https://w3id.org/kobe-kg/id/event/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/kobe-kg/id/passage/>
PREFIX place: <https://w3id.org/kobe-kg/id/place/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX report: <https://w3id.org/kobe-kg/id/report/>
PREFIX source: <https://w3id.org/kobe-kg/id/source/>
"""

GRAPH = """
source:closed a kg:Source ; rdfs:label "Closed"@en .
source:free a kg:Source ; rdfs:label "Free"@en .
report:closed a kg:Report ; kg:publisher source:closed ; kg:access kg:Consulted .
report:free a kg:Report ; kg:publisher source:free ; kg:access kg:Consulted ; dct:references report:closed .
event:shared a kg:Event . event:closed a kg:Event ; rdfs:label "Only they tell of it"@en .
place:shared a kg:Place . place:closed a kg:Place .
claim:closed a kg:QuantityClaim ; kg:about event:shared , event:closed ; kg:speaker source:closed ;
    kg:reportedIn report:closed ; kg:value 12 ; kg:breakdown breakdown:closed ; kg:evidence passage:closed .
claim:closed-where a kg:OccurrenceClaim ; kg:about event:closed ; kg:place place:shared , place:closed ;
    kg:speaker source:closed ; kg:reportedIn report:closed .
claim:quoted a kg:QuantityClaim ; kg:about event:shared ; kg:speaker source:closed ; kg:reportedIn report:free ;
    kg:value 13 ; kg:relays claim:closed ; kg:place place:shared .
claim:both a kg:QuantityClaim ; kg:about event:shared ; kg:speaker source:free ; kg:value 14 ;
    kg:reportedIn report:free , report:closed .
breakdown:closed a kg:Breakdown ; kg:part claim:closed .
passage:closed a kg:Passage ; oa:hasSource report:closed ; oa:hasSelector [ oa:start 1 ; oa:end 2 ] .
assessment:closed a kg:Assessment ; kg:assesses claim:closed .
estimate:closed a kg:Estimate ; kg:about event:shared ; kg:usedClaim claim:closed , claim:both .
estimate:free a kg:Estimate ; kg:about event:shared ; kg:usedClaim claim:both .
"""

LEFT = """
source:closed a kg:Source ; rdfs:label "Closed"@en .
source:free a kg:Source ; rdfs:label "Free"@en .
report:free a kg:Report ; kg:publisher source:free ; kg:access kg:Consulted .
event:shared a kg:Event .
place:shared a kg:Place .
claim:quoted a kg:QuantityClaim ; kg:about event:shared ; kg:speaker source:closed ; kg:reportedIn report:free ;
    kg:value 13 ; kg:place place:shared .
claim:both a kg:QuantityClaim ; kg:about event:shared ; kg:speaker source:free ; kg:value 14 ;
    kg:reportedIn report:free .
estimate:free a kg:Estimate ; kg:about event:shared ; kg:usedClaim claim:both .
"""

MARKS = {
    "source": "source:closed dct:accessRights kg:NotForRedistribution .",
    "report": "report:closed dct:accessRights kg:NotForRedistribution .",
}
OUT = (
    "assessment:closed breakdown:closed claim:closed claim:closed-where estimate:closed event:closed passage:closed "
    "place:closed report:closed"
).split()


def graph(folder: Path, text: str) -> Path:
    path = folder / "graph.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def triples(body: bytes) -> set[str]:
    return {str(q.triple) for q in pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_QUADS)}


def expected(text: str) -> set[str]:
    parsed = pyoxigraph.parse(PREFIXES + text, format=pyoxigraph.RdfFormat.TURTLE)
    return {str(quad.triple) for quad in parsed}


@pytest.mark.parametrize("marked", MARKS)
def test_what_rests_on_it_is_left_out_and_nothing_else(marked: str, tmp_path: Path) -> None:
    stream = io.BytesIO()
    losses = export(Source([graph(tmp_path, GRAPH + MARKS[marked])], paths.vocabulary()), "nt", stream)
    mark = MARKS[marked] if marked == "source" else ""
    assert triples(stream.getvalue()) == expected(LEFT + mark)
    assert sorted(name for row in losses.rows for name in row.which) == OUT
    assert {row.kind for row in losses.rows} == {"restricted"}
    assert "may not be passed on" in losses.text()


@pytest.mark.parametrize(
    "mark",
    [
        MARKS["report"],
        r"report:closed dct:accessRights <https://w3id.org/kobe-kg/ns#NotFor\u0052edistribution> .",
    ],
)
def test_a_mark_is_found_however_it_is_written(mark: str, tmp_path: Path) -> None:
    assert Source([graph(tmp_path, GRAPH + mark)], paths.vocabulary()).restricted


@pytest.mark.parametrize("block", [1, 40])
def test_a_mark_is_found_wherever_it_stands(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kobe_kg.export.source._BLOCK", block)
    assert Source([graph(tmp_path, GRAPH + MARKS["report"])], paths.vocabulary()).restricted
    assert not Source([graph(tmp_path, GRAPH)], paths.vocabulary()).restricted


def test_for_oneself_all_is_kept(tmp_path: Path) -> None:
    path = graph(tmp_path, GRAPH + MARKS["source"])
    stream = io.BytesIO()
    assert not export(Source([path], paths.vocabulary(), include_restricted=True), "nt", stream)
    assert len(triples(stream.getvalue())) == len(expected(GRAPH + MARKS["source"]))


def test_nothing_is_left_out_of_a_graph_without_marks(tmp_path: Path) -> None:
    stream = io.BytesIO()
    assert not export(Source([graph(tmp_path, GRAPH)], paths.vocabulary()), "nt", stream)
    assert len(triples(stream.getvalue())) == len(expected(GRAPH))


def test_queries_do_not_see_it_either(tmp_path: Path) -> None:
    source = Source([graph(tmp_path, GRAPH + MARKS["report"])], paths.vocabulary())
    assert [row["v"].value for row in source.ask("SELECT ?v WHERE { ?c kg:value ?v } ORDER BY ?v")] == ["13", "14"]
    assert source.classes()["kg:QuantityClaim"] == 2


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_leaves_it_out_and_says_so(form: str, tmp_path: Path) -> None:
    from kobe_kg.errors import ParameterError

    source = Source([graph(tmp_path, GRAPH + MARKS["report"])], paths.vocabulary())
    to = tmp_path / "out"
    try:
        losses = export(source, form, to / "x" if FORMATS[form].makes == "folder" else tmp_path / f"out.{form}")
    except ParameterError as error:
        if "missing" in str(error):
            pytest.skip(str(error))
        raise
    assert [name for row in losses.rows if row.kind == "restricted" for name in row.which]
    files = [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "graph.ttl" and "losses" not in p.name]
    assert files
    for path in files:
        text = path.read_bytes()
        assert b"claim/closed" not in text
        assert b"claim:closed" not in text
        assert b"Only they tell of it" not in text
