"""What a notebook does: open a graph, ask it, compare, explain, validate."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import Store as Disk

import kobe_kg
from kobe_kg import paths
from kobe_kg.answer import Answer
from kobe_kg.errors import DataError, ParameterError, QueryError, RemoteError, UnknownNameError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import expand
from tests import SAMPLE, SEED

CLAIM = "https://w3id.org/kobe-kg/id/claim/army-civilians-killed"
HOSTILE = [
    '"',
    "'",
    '"""',
    "\\",
    '\\"',
    "a\nb\r\tc",
    "} #",
    "$value ?value",
    '" } UNION { ?s ?p ?o } #',
    "\\u0022",
    "é日本😀",
    "",
    "\x00",
]


@pytest.fixture(scope="module")
def seed() -> Graph:
    return kobe_kg.open(SEED)


def count(graph: Graph) -> int:
    found = graph.sparql("SELECT (COUNT(*) AS ?n) { ?claim kg:reportedIn report:wikipedia-en }")
    assert isinstance(found, Answer)
    number: int = found[0].n
    return number


def test_nothing_named_is_the_own_graph() -> None:
    graph = kobe_kg.open()
    assert graph.files == [paths.GRAPH]
    assert len(graph.query("claims")) > 500


def test_one_file_as_text_or_path() -> None:
    path = SEED[-1]
    for given in (path, str(path), [path], (str(path),)):
        graph = kobe_kg.open(given)
        assert graph.files == [path]
        assert count(graph) == 68


def test_a_folder_and_several_paths(seed: Graph) -> None:
    folder = paths.GRAPH / "kobe-attack" / "claims"
    assert count(kobe_kg.open(folder)) >= 68
    assert count(kobe_kg.open([folder, *SEED[:-1]])) >= 68
    assert seed.files == SEED


def test_the_reference_engine(seed: Graph) -> None:
    assert kobe_kg.open(SEED, engine="rdflib").query("toll") == seed.query("toll")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ParameterError, match="there is no engine 'fuseki'"):
        kobe_kg.open(SEED, engine="fuseki")


def test_a_folder_made_beforehand(tmp_path: Path, seed: Graph) -> None:
    disk = Disk(str(tmp_path / "store"))
    for path in [*paths.vocabulary(), *SEED]:
        disk.bulk_load(path=path, format=RdfFormat.TURTLE)
    disk.flush()
    del disk
    graph = kobe_kg.open(store=tmp_path / "store")
    assert graph.files == []
    assert graph.query("toll") == seed.query("toll")
    with pytest.raises(ParameterError, match="not read from files"):
        graph.validate()


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        kobe_kg.open(store=tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_an_endpoint(endpoint: str) -> None:
    graph = kobe_kg.open(endpoint=endpoint, timeout=20)
    assert graph.files == []
    for name in ("claims", "toll", "events"):
        assert graph.query(name) == kobe_kg.open(SAMPLE).query(name)
    with pytest.raises(ParameterError, match="not read from files"):
        graph.validate()


def test_an_endpoint_that_is_not_there() -> None:
    with pytest.raises(RemoteError):
        kobe_kg.open(endpoint="http://127.0.0.1:9/query", timeout=2).query("toll")


@pytest.mark.parametrize(
    "places",
    [
        {"path": "a.ttl", "store": "b"},
        {"path": "a.ttl", "endpoint": "http://127.0.0.1:9/"},
        {"store": "b", "endpoint": "http://127.0.0.1:9/"},
        {"path": ["a.ttl"], "store": "b", "endpoint": "http://127.0.0.1:9/"},
    ],
)
def test_more_than_one_place_is_refused(places: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="one of them"):
        kobe_kg.open(**places)


def test_files_that_are_missing_or_broken_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file or folder"):
        kobe_kg.open(tmp_path / "a.ttl")
    with pytest.raises(DataError, match=r"no .*ttl.* file in"):
        kobe_kg.open(tmp_path)
    (tmp_path / "a.ttl").write_text("nothing", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.ttl:1"):
        kobe_kg.open(tmp_path)


VALUES: list[tuple[Any, Any]] = [
    (34, 34),
    (-(10**12), -(10**12)),
    (True, True),
    (False, False),
    (1.5, 1.5),
    (Decimal("1.50"), Decimal("1.5")),
    (Decimal("1E+3"), Decimal(1000)),
    (date(2025, 2, 7), date(2025, 2, 7)),
    ("Kobé", "Kobé"),
    (Literal("Kobé", language="fr"), "Kobé"),
    (NamedNode("urn:x"), "urn:x"),
    *((text, text) for text in HOSTILE),
]


@pytest.mark.parametrize(("given", "wanted"), VALUES, ids=repr)
def test_a_value_of_each_type_arrives(seed: Graph, given: Any, wanted: Any) -> None:
    found = seed.sparql("SELECT ?x { BIND($value AS ?x) }", value=given)
    assert isinstance(found, Answer)
    (row,) = found
    assert row.x == wanted
    assert type(row.x) is type(wanted)


@pytest.mark.parametrize(
    "value", [None, [1], {"a": 1}, object(), b"x", datetime(2025, 2, 7)], ids=lambda v: type(v).__name__
)
def test_a_value_of_no_such_type_is_refused(seed: Graph, value: Any) -> None:
    with pytest.raises(ParameterError, match="'value' is a text, number, truth, date or term"):
        seed.sparql("SELECT ?x { BIND($value AS ?x) }", value=value)


def test_a_text_that_is_no_unicode_is_a_bad_value(seed: Graph) -> None:
    with pytest.raises(ParameterError, match="'value' is no text"):
        seed.sparql("SELECT ?x { BIND($value AS ?x) }", value="\ud800")


def test_a_value_for_no_variable_is_refused(seed: Graph) -> None:
    with pytest.raises(ParameterError, match=r"the query has no \$nme") as caught:
        seed.sparql("ASK { ?s rdfs:label $name, ?nme }", nme="Kobé")
    assert caught.value.hint == "did you mean 'name'?"


def test_ask_gives_a_truth(seed: Graph) -> None:
    assert seed.sparql("ASK { event:kobe-attack a kg:Event }") is True
    assert seed.sparql("ASK { event:kobe-attack a kg:Claim }") is False


@pytest.mark.parametrize("text", ["CONSTRUCT { $s rdf:type ?t } WHERE { $s a ?t }", "DESCRIBE $s"])
def test_construct_and_describe_give_triples(seed: Graph, text: str) -> None:
    found = seed.sparql(text, s=NamedNode(CLAIM))
    assert isinstance(found, list)
    assert Triple(NamedNode(CLAIM), NamedNode(expand("rdf:type")), NamedNode(expand("kg:QuantityClaim"))) in found


def test_prefixes_need_no_declaration_and_may_have_one(seed: Graph) -> None:
    bare = "SELECT ?v { claim:army-civilians-killed kg:value ?v }"
    declared = "PREFIX c: <https://w3id.org/kobe-kg/id/claim/> SELECT ?v { c:army-civilians-killed kg:value ?v }"
    assert [row.v for row in seed.sparql(bare)] == [row.v for row in seed.sparql(declared)] == [25]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "SELECT", "SELECT ?x { ?x nix:y ?z }", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"])
def test_what_is_no_query_is_refused(seed: Graph, text: str) -> None:
    with pytest.raises(QueryError):
        seed.sparql(text)


def test_queries_are_listed_and_described(seed: Graph) -> None:
    assert {"claims", "toll", "events"} <= set(seed.queries)
    assert seed.queries["toll"].params["as_of"].optional
    assert list(seed.queries) == sorted(seed.queries)


def test_an_unknown_query_comes_with_the_nearest(seed: Graph) -> None:
    with pytest.raises(UnknownNameError) as caught:
        seed.query("clams")
    assert caught.value.hint == "did you mean 'claims'?"


def test_queries_of_ones_own_stand_beside_the_project_s(tmp_path: Path) -> None:
    header = "#+ title: Mine\n#+ summary: Mine.\n#+ columns: {n: integer}\n"
    (tmp_path / "toll.rq").write_text(header + "SELECT ?n { BIND(1 AS ?n) }\n", encoding="utf-8")
    (tmp_path / "mine.rq").write_text(header + "SELECT ?n { BIND(2 AS ?n) }\n", encoding="utf-8")
    graph = kobe_kg.open(SEED, queries=[tmp_path])
    assert [graph.query(name)[0].n for name in ("toll", "mine")] == [1, 2]
    assert len(graph.query("convoy")) == 14


def test_a_limit_keeps_the_first_rows_and_says_so(seed: Graph) -> None:
    whole = seed.query("claims")
    assert whole.complete
    for limit in (0, 1, len(whole) - 1):
        part = seed.query("claims", limit=limit)
        assert list(part) == list(whole)[:limit]
        assert not part.complete
    for limit in (len(whole), len(whole) + 1):
        assert seed.query("claims", limit=limit) == whole
        assert seed.query("claims", limit=limit).complete


def test_parameters_are_checked(seed: Graph) -> None:
    assert [row.value for row in seed.query("toll", as_of=date(2025, 2, 8))] == [25]
    assert len(seed.query("claims", speaker=["afp", "rfi"])) == 11
    for params in ({"event": "kobe-atack"}, {"as_of": "yesterday"}, {"population": "Killed"}, {"nothing": 1}):
        with pytest.raises(ParameterError):
            seed.query("toll", **params)


def test_compare_lays_topics_side_by_side(seed: Graph) -> None:
    found = seed.compare()
    assert found.event == "https://w3id.org/kobe-kg/id/event/kobe-attack"
    assert found.label == "Kobé attack"
    (killed,) = (topic for topic in found.topics if topic.name == "civilians-killed")
    assert [(p.speaker_label, p.words) for p in killed.positions] == [
        ("General Staff of the Malian Armies", "25"),
        ("Human Rights Watch", "34"),
    ]
    assert [p.speaker_label for p in killed.positions[1].relayed] == ["English Wikipedia"]
    assert killed.contested


def test_compare_takes_a_topic_a_day_and_a_language(seed: Graph) -> None:
    assert {t.name for t in seed.compare(topic="civilians-killed").topics} >= {"civilians-killed"}
    early = seed.compare(topic="civilians-killed", as_of="2025-02-08").topics[0]
    assert [p.words for p in early.positions] == ["25"]
    assert seed.compare(topic="civilians-killed", as_of=date(2025, 2, 8)).topics == [early]
    assert seed.compare(lang="fr").label == "Attaque de Kobé"
    assert seed.compare("event:kobe-attack").label == "Kobé attack"


def test_compare_refuses_what_it_does_not_know(seed: Graph) -> None:
    with pytest.raises(ParameterError, match="kobe-atack"):
        seed.compare("kobe-atack")
    with pytest.raises(ParameterError, match="YYYY-MM-DD"):
        seed.compare(as_of="soon")


def test_explain_says_why_a_claim_counts(seed: Graph) -> None:
    told = seed.explain("wikipedia-civilians-killed")
    assert any("Human Rights Watch" in sentence for sentence in told)
    assert seed.explain("claim:wikipedia-civilians-killed") == told
    assert seed.explain("wikipedia-civilians-killed", lang="fr") != told
    with pytest.raises(UnknownNameError):
        seed.explain("wikipedia-civilian-killed")
    with pytest.raises(ParameterError, match="is not among the live claims"):
        seed.explain("wikipedia-menaka-offensive")


def test_validate_checks_the_files_it_was_opened_from(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        "PREFIX event: <https://w3id.org/kobe-kg/id/event/>\nPREFIX kg: <https://w3id.org/kobe-kg/ns#>\n\n"
        "event:fair a kg:Event .\n",
        encoding="utf-8",
    )
    report = kobe_kg.open(path).validate()
    assert report.files == [path]
    assert not report.conforms(fail_on="info")
    assert {finding.subject for finding in report.findings} == {"event:fair"}


def test_show_describes(seed: Graph) -> None:
    assert seed.show("kobe-attack").label == "Kobé attack"
    assert seed.show("kobe-attack", lang="fr").label == "Attaque de Kobé"
