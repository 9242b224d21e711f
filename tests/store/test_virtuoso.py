"""Virtuoso 7 gives the rows that our own engine gives, and what it gets wrong by itself is known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from kobe_kg import paths
from kobe_kg.answer import Answer
from kobe_kg.errors import ParameterError, QueryError, RemoteError
from kobe_kg.export.whole import Whole
from kobe_kg.load import load
from kobe_kg.namespaces import expand
from kobe_kg.query.beyond import BEYOND
from kobe_kg.query.run import ask, prepare, run
from kobe_kg.store import Result, Store, push
from kobe_kg.store.remote import RemoteStore
from tests import SAMPLE
from tests.store.test_stores import CATALOG, parameter_sets

GRAPH = "urn:sample"
KOBE = sorted(paths.GRAPH.rglob("*.ttl"))
#: What the user was told.
TOLD: list[str] = []


def silent(_what: str, _done: int, _of: int) -> None:
    pass


#: The engine, of which the tests know what it is not up to.
ENGINE = "Virtuoso/07"


def brought(root: str, files: list[Path], graph: str) -> RemoteStore:
    """Bring files to Virtuoso by ``kobe push``'s own way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOBE_ENDPOINT_USER", "dba")
        patch.setenv("KOBE_ENDPOINT_PASSWORD", "dba")
        place = push.find(f"{root}/sparql")
        with Whole([*paths.vocabulary(), *files], into=graph, include_restricted=True) as whole:
            push.push(place, graph, whole.lines(graph), tell=silent)
    return RemoteStore(f"{root}/sparql?default-graph-uri={graph}", tell=TOLD.append)


@pytest.fixture(scope="module")
def far(virtuoso: str) -> RemoteStore:
    """A store behind Virtuoso that holds the sample graph."""
    return brought(virtuoso, SAMPLE, GRAPH)


@pytest.fixture(scope="module")
def record(virtuoso: str) -> RemoteStore:
    """A store behind Virtuoso that holds the whole graph of the Kobé attack."""
    return brought(virtuoso, KOBE, "urn:record")


@pytest.fixture(scope="module")
def kobe() -> Store:
    """Our own store with the same."""
    return load(KOBE)


def rows(store: Store, text: str) -> list[tuple[Any, ...]]:
    found = ask(text, store)
    assert isinstance(found, QuerySolutions)
    return [tuple(solution) for solution in found]


def agree(ours: Store, theirs: Store, name: str) -> None:
    """Require the same rows in the same order, for all parameters that the graph knows."""
    asked = 0
    for given in parameter_sets(name):
        try:
            right = Answer(run(CATALOG[name], given, ours))
        except ParameterError:
            continue
        found = Answer(run(CATALOG[name], given, theirs))
        assert found.columns == right.columns, given
        assert list(found.terms()) == list(right.terms()), given
        asked += 1
    assert asked


def agree_in_the_end(ours: Store, theirs: Store, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Require the same rows of one of the plans that the engine makes: it guesses, and keeps a plan for its text."""
    declared = RemoteStore.declared
    for again in range(3):
        note = f"\n# plan {again}"
        monkeypatch.setattr(
            RemoteStore, "declared", lambda self, text, columns, n=note: declared(self, text + n, columns)
        )
        try:
            agree(ours, theirs, name)
            return
        except AssertionError:
            if again == 2:
                raise
        finally:
            monkeypatch.setattr(RemoteStore, "declared", declared)


@pytest.mark.parametrize("name", sorted(CATALOG.keys() - BEYOND[ENGINE]))
def test_what_is_not_beyond_it_is_right_when_it_is_asked_itself(
    oxigraph: Store, kobe: Store, far: RemoteStore, record: RemoteStore, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(RemoteStore, "fits", lambda _: False)
    monkeypatch.setattr(RemoteStore, "copy", lambda _: pytest.fail("it was not asked itself"))
    assert far.engine.startswith(ENGINE)
    agree_in_the_end(oxigraph, far, name, monkeypatch)
    agree_in_the_end(kobe, record, name, monkeypatch)


@pytest.mark.parametrize("name", sorted(BEYOND[ENGINE]))
def test_what_is_beyond_it_is_answered_by_a_copy(
    oxigraph: Store, far: RemoteStore, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[Mapping[str, str]] = []
    declared = RemoteStore.declared

    def heard(store: RemoteStore, text: str, columns: Mapping[str, str]) -> Result:
        asked.append(columns)
        return declared(store, text, columns)

    monkeypatch.setattr(RemoteStore, "declared", heard)
    agree(oxigraph, far, name)
    assert asked
    assert not any(asked), "only what the parameters need is asked of the engine itself"
    assert any(said.endswith("triples") for said in TOLD)


def test_asked_by_itself_it_is_wrong_without_a_word(oxigraph: Store, far: RemoteStore) -> None:
    text = """SELECT DISTINCT ?p ?q ?w WHERE {
        { SELECT DISTINCT ?p { ?a kg:population ?p } } { SELECT DISTINCT ?q { ?b kg:population ?q } }
        OPTIONAL { ?p skos:broader* ?w FILTER(?w = ?q) } }"""
    right, given = rows(oxigraph, text), rows(far, text)
    assert len(right) == len({row[0] for row in right}) ** 2  # each with each
    assert len(given) < len(right)


def test_what_its_compiler_gives_up_is_told_with_a_way_out(oxigraph: Store, far: RemoteStore) -> None:
    with pytest.raises(RemoteError, match="SQ074") as caught:
        far.query(prepare(CATALOG["not-additive"], {}, oxigraph))
    assert "kobe export nt" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("subject", "predicate", "kind", "value"),
    [
        ("claim:army-civilians-killed", "kg:statedOn", "xsd:date", "2025-02-08"),
        ("claim:army-civilians-killed", "kg:value", "xsd:integer", "25"),
        ("source:witnesses-hrw", "kg:anonymous", "xsd:boolean", "true"),
        ("place:kobe", "geo:asWKT", "geo:wktLiteral", "POINT(0.109722 16.050556)"),
        ("report:wikipedia-en", "dct:language", "xsd:string", "en"),
    ],
)
def test_terms_keep_their_datatype(far: RemoteStore, subject: str, predicate: str, kind: str, value: str) -> None:
    wanted = Literal(value, datatype=NamedNode(expand(kind)))
    assert rows(far, f"SELECT ?o {{ {subject} {predicate} ?o }}") == [(wanted,)]
    found = far.query(f"CONSTRUCT WHERE {{ <{expand(subject)}> <{expand(predicate)}> ?o }}")
    assert not isinstance(found, QueryBoolean)
    (given,) = list(found)
    assert isinstance(given, Triple)
    assert given.object == wanted


def test_labels_keep_their_language_and_their_signs(oxigraph: Store, far: RemoteStore) -> None:
    text = 'SELECT ?t { ?s rdfs:label ?t FILTER(LANG(?t) = "fr") } ORDER BY STR(?s) STR(?t) LIMIT 200'
    found = rows(far, text)
    assert sorted(map(str, found)) == sorted(map(str, rows(oxigraph, text)))
    assert any("é" in row[0].value for row in found)


@pytest.mark.parametrize(("name", "truth"), [("event:kobe-attack", True), ("event:no-such-thing", False)])
def test_ask(far: RemoteStore, name: str, truth: bool) -> None:
    found = ask(f"ASK {{ {name} a kg:Event }}", far)
    assert isinstance(found, QueryBoolean)
    assert bool(found) is truth


def test_a_query_that_does_not_parse_is_refused_in_its_words(far: RemoteStore) -> None:
    with pytest.raises(QueryError, match=r"refuses the query: Virtuoso 37000 Error SP030: SPARQL compiler, line \d+"):
        far.query("SELECT ?s WHERE {\n ?s ?p }")


@pytest.mark.parametrize("name", ["far", "remote"])
def test_a_long_query_is_taken(request: pytest.FixtureRequest, name: str) -> None:
    store: Store = request.getfixturevalue(name)
    many = " ".join(f"<urn:a-name-of-some-length-that-is-not-there/{n}>" for n in range(2000))
    text = f"SELECT ?s {{ VALUES ?s {{ {many} <{expand('event:kobe-attack')}> }} ?s <{expand('kg:earliest')}> ?o }}"
    assert len(text) > 100_000
    assert rows(store, text) == [(NamedNode(expand("event:kobe-attack")),)]


def test_a_path_of_one_or_more_with_both_ends_open_is_refused(far: RemoteStore) -> None:
    with pytest.raises(RemoteError, match="transitive start not given") as caught:
        far.query(f"SELECT ?a ?b {{ ?a <{expand('kg:relays')}>+ ?b }}")
    assert "kobe export nt" in str(caught.value.hint)


def test_without_a_named_graph_it_asks_all_there_are(virtuoso: str, far: RemoteStore) -> None:
    assert RemoteStore(f"{virtuoso}/sparql").query(f"ASK {{ <{expand('event:kobe-attack')}> ?p ?o }}")
    assert not RemoteStore(f"{virtuoso}/sparql?default-graph-uri=urn:none").query("ASK { ?s ?p ?o }")
