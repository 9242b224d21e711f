"""What every store promises, over each of the three: the same questions get the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from kobe_kg import paths
from kobe_kg.answer import Answer
from kobe_kg.catalog import Catalog
from kobe_kg.errors import QueryError
from kobe_kg.namespaces import expand
from kobe_kg.query.run import ask, run
from kobe_kg.store import Store
from kobe_kg.store.remote import RemoteStore
from tests.store.conftest import Server


def node(name: str) -> NamedNode:
    return NamedNode(expand(name))


def rows(store: Store, text: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Give columns and rows of a SELECT."""
    found = ask(text, store)
    assert isinstance(found, QuerySolutions)
    return [v.value for v in found.variables], [tuple(solution) for solution in found]


def triples(store: Store, text: str) -> set[Triple]:
    found = ask(text, store)
    assert not isinstance(found, (QueryBoolean, QuerySolutions))
    return set(found)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=node(f"xsd:{datatype}"))


def test_select_gives_columns_and_rows_in_order(store: Store) -> None:
    text = """SELECT ?text ?nothing ?claim WHERE {
        VALUES ?claim { claim:hrw-civilians-killed claim:afp-buses } ?claim rdfs:label ?text FILTER(LANG(?text) = "en")
    } ORDER BY DESC(?text)"""
    assert rows(store, text) == (
        ["text", "nothing", "claim"],
        [
            (
                Literal("Human Rights Watch: 34 civilians killed", language="en"),
                None,
                node("claim:hrw-civilians-killed"),
            ),
            (Literal("AFP: six buses", language="en"), None, node("claim:afp-buses")),
        ],
    )


def test_select_with_no_rows_keeps_its_columns(store: Store) -> None:
    assert rows(store, "SELECT ?b ?a { ?a a kg:Nothing ; ?p ?b }") == (["b", "a"], [])


def test_groups_of_nothing_are_none_and_their_total_is_nought(store: Store) -> None:
    nothing = "{ ?a a kg:Nothing ; kg:about ?b }"
    assert rows(store, f"SELECT ?a (COUNT(?b) AS ?n) {nothing} GROUP BY ?a")[1] == []
    assert rows(store, f"SELECT (COUNT(?b) AS ?n) {nothing}")[1] == [(typed("0", "integer"),)]


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("claim:army-civilians-killed", "kg:statedOn", typed("2025-02-08", "date")),
        ("claim:army-civilians-killed", "kg:value", typed("25", "integer")),
        ("source:witnesses-hrw", "kg:anonymous", typed("true", "boolean")),
        ("place:kobe", "geo:asWKT", Literal("POINT(0.109722 16.050556)", datatype=node("geo:wktLiteral"))),
        ("report:wikipedia-en", "dct:language", Literal("en")),
        ("report:wikipedia-en", "kg:kind", node("kg:EncyclopediaArticle")),
    ],
)
def test_terms_keep_their_datatype(store: Store, subject: str, predicate: str, value: Literal | NamedNode) -> None:
    assert rows(store, f"SELECT ?o {{ {subject} {predicate} ?o }}") == (["o"], [(value,)])


def test_what_cannot_be_computed_is_unbound(store: Store) -> None:
    text = 'SELECT (1/0 AS ?a) (xsd:integer("x") AS ?b) (COALESCE(?c + 1, "d") AS ?d) {}'
    assert rows(store, text)[1] == [(None, None, Literal("d"))]


@pytest.mark.parametrize(("name", "truth"), [("event:kobe-attack", True), ("event:no-such-thing", False)])
def test_ask(store: Store, name: str, truth: bool) -> None:
    found = ask(f"ASK {{ {name} a kg:Event }}", store)
    assert isinstance(found, QueryBoolean)
    assert bool(found) is truth


def test_construct_gives_triples_with_their_blank_nodes(store: Store) -> None:
    text = """CONSTRUCT { ?passage oa:hasSelector ?selector . ?selector oa:start ?start } WHERE {
        VALUES ?passage { passage:wikipedia-en-s01 } ?passage oa:hasSelector ?selector . ?selector oa:start ?start }"""
    by_predicate = {triple.predicate: triple for triple in triples(store, text)}
    assert by_predicate.keys() == {node("oa:hasSelector"), node("oa:start")}
    assert by_predicate[node("oa:hasSelector")].object == by_predicate[node("oa:start")].subject
    assert isinstance(by_predicate[node("oa:start")].subject, BlankNode)
    start = by_predicate[node("oa:start")].object
    assert isinstance(start, Literal)
    assert start.value == "12"  # in whose datatype they differ: Oxigraph knows one kind of integer


def test_describe_gives_what_is_said_of_a_thing(store: Store) -> None:
    found = triples(store, "DESCRIBE event:gao-transporters-strike")
    assert Triple(node("event:gao-transporters-strike"), node("rdf:type"), node("kg:Event")) in found
    assert Triple(node("event:gao-transporters-strike"), node("kg:earliest"), typed("2025-02-07", "date")) in found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE {\n ?s ?p }",
        "SELECT ?s (COUNT(?x) AS ?n) { ?s ?p ?x }",
        "",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "DROP ALL",
    ],
)
def test_what_is_no_query_is_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text)
    if isinstance(store, RemoteStore):
        assert f"{store.endpoint} refuses the query: " in caught.value.what
    elif text:
        assert caught.value.where is not None
        assert caught.value.where.text == text.split("\n")[caught.value.where.line - 1]
    assert bool(ask("ASK { event:kobe-attack a kg:Event . FILTER NOT EXISTS { <urn:a> ?p ?o } }", store))


@pytest.mark.parametrize("name", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("text", ["SELECT * { SERVICE <{0}> { ?s ?p ?o } }", "ASK { { service silent <{0}> {} } }"])
def test_no_other_machine_is_called(request: pytest.FixtureRequest, endpoint: str, name: str, text: str) -> None:
    store: Store = request.getfixturevalue(name)
    with pytest.raises(QueryError, match="SERVICE is refused"):
        store.query(text.replace("{0}", endpoint))


def test_the_word_service_is_no_call(store: Store) -> None:
    text = 'SELECT ?service { BIND("SERVICE <urn:x>" AS ?service) } # SERVICE <urn:x> {}'
    assert rows(store, text)[1] == [(Literal("SERVICE <urn:x>"),)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s FROM <{0}> { ?s ?p ?o }",
        "SELECT ?s FROM NAMED <{0}> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?s { GRAPH <{0}> { ?s ?p ?o } }",
    ],
)
def test_no_file_is_read_for_a_query(store: Store, tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:secret> <urn:p> <urn:o> .")
    assert rows(store, text.replace("{0}", secret.as_uri()))[1] == []


@pytest.mark.parametrize("name", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("clause", ["FROM <{0}>", "FROM NAMED <{0}>"])
def test_no_address_is_read_for_a_query(request: pytest.FixtureRequest, server: Server, name: str, clause: str) -> None:
    store: Store = request.getfixturevalue(name)
    text = f"SELECT ?s {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    assert rows(store, text.replace("{0}", server.address))[1] == []
    assert server.heard == []


CATALOG = Catalog([paths.QUERIES])
#: Events of the sample beside the main one.
OTHERS = ["example-relay-ambush", "gao-transporters-strike"]
#: Parameters that make sense together, for queries that are known by name.
GIVEN: dict[str, list[dict[str, Any]]] = {
    "absences": [{"event": "menaka-offensive-2022"}],
    "attributions": [{"role": "Escort"}, {"role": "kg:Perpetrator"}],
    "cited-only": [{"event": "kobe-attack", "as_of": "2025-02-10", "leave_out": ["afp", "rfi"]}],
    "claims": [
        {"originality": ["Undetermined", "Relayed"]},
        {"population": ["Civilians", "Soldiers"], "outcome": ["Killed", "KilledOrInjured"]},
        {"speaker": ["afp", "source:rfi"], "as_of": "2025-02-24", "lang": "fr"},
        {"event": "gao-transporters-strike"},
    ],
    "convoy": [{"event": "example-relay-ambush"}],
    "disagreements": [
        {"tolerance": "0.1", "as_of": "2025-02-24", "leave_out": "rfi", "kind": ["disjoint", "nested", "overlap"]},
    ],
    "drift": [{"event": "example-relay-ambush"}],
    "estimates": [
        {"leave_out": ["human-rights-watch", "afp"]},
        {"as_of": "2025-02-24", "event": "example-breakdown-attack", "outcome": "Injured"},
        {"event": "example-relay-ambush", "population": "Militants", "outcome": "BodiesCounted"},
    ],
    "events": [
        {"from": "2025-02-01", "to": "2025-02-28"},
        {"country": "niger", "lang": "fr"},
        {"country": "gao"},
        {"from": "2025-02-07", "to": "2025-02-07", "country": "gao"},
    ],
    "independence": [
        {"event": "example-breakdown-attack", "outcome": "Injured", "at_least": 1},
        {"event": "example-relay-ambush", "population": "Militants", "outcome": "BodiesCounted"},
    ],
    "places": [{"lang": "fr"}, {"event": "example-quantity-ambush"}],
    "positions": [{"as_of": "2025-02-08"}, {"event": "example-revision-attack", "lang": "fr"}],
    "printings": [{"as_of": "2025-02-11"}, {"event": "example-relay-ambush"}],
    "relays": [{"event": "example-relay-ambush"}],
    "sources": [{"event": "kobe-attack", "lang": "fr"}, {"event": "example-relay-ambush"}],
    "toll": [
        {"as_of": "2025-02-08"},
        {"population": "People"},
        {"event": "example-revision-attack", "population": "People"},
        {"event": "example-relay-ambush", "population": "Militants", "outcome": "BodiesCounted"},
    ],
    "unreported": [{"as_of": "2025-02-24", "leave_out": ["human-rights-watch", "afp"], "lang": "fr"}],
}
#: Values to try where a parameter has only a class or a type.
SAMPLES: dict[str, Any] = {
    "boolean": "true",
    "date": "2025-02-20",
    "decimal": "0.1",
    "integer": "1",
    "kg:Outcome": "Killed",
    "kg:Place": "gao-region",
    "kg:Population": "Civilians",
    "kg:Source": "human-rights-watch",
    "string": "killed",
}


def parameter_sets(name: str) -> list[dict[str, Any]]:
    """Give the defaults, what is known to make sense, and for other queries each event and all parameters at once."""
    params = CATALOG[name].params
    required = {p.name: SAMPLES[p.cls or p.type] for p in params.values() if p.required}
    if name in GIVEN:
        return [required, *({**required, **given} for given in GIVEN[name])]
    found = [required]
    if "event" in params:
        found += [{**required, "event": event} for event in OTHERS]
    optional = {p.name: SAMPLES.get(p.cls or p.type) for p in params.values() if p.optional}
    optional |= {p.name: p.enum[-1] for p in params.values() if p.enum}
    if optional:
        found.append({**required, **{key: value for key, value in optional.items() if value is not None}})
    return found


@pytest.mark.parametrize("name", CATALOG)
def test_the_stores_agree_on_every_saved_query(oxigraph: Store, rdflib: Store, remote: Store, name: str) -> None:
    query = CATALOG[name]
    rows = 0
    for given in parameter_sets(name):
        default, reference, far = (Answer(run(query, given, store)) for store in (oxigraph, rdflib, remote))
        assert default.columns == reference.columns == far.columns == tuple(query.columns), given
        assert list(default.terms()) == list(reference.terms()), given
        assert list(default.terms()) == list(far.terms()), given
        rows += len(default)
    assert rows or name not in GIVEN, "what they agree on is not nothing"
