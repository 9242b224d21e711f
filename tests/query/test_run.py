"""A saved query runs with values that the graph knows; any other query may use the project's prefixes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean

from kobe_kg import paths
from kobe_kg.catalog import Catalog
from kobe_kg.errors import ParameterError, QueryError
from kobe_kg.load import load
from kobe_kg.namespaces import expand
from kobe_kg.query.run import ask, offered, prepare, run
from kobe_kg.sparql import significant
from kobe_kg.store import Store
from kobe_kg.store.oxigraph import OxigraphStore

CATALOG = Catalog([paths.QUERIES])


def test_values_are_put_in_and_the_rest_stays() -> None:
    text = prepare(CATALOG["toll"], {"population": "Soldiers"})
    assert "kg:population <https://w3id.org/kobe-kg/ns#Soldiers>" in text
    assert "FILTER(!BOUND($as_of) || ?statedOn <= $as_of)" in text
    assert "$event" not in text
    assert [t for t in significant(text) if t.text == "$outcome"] == []


@pytest.mark.parametrize(
    ("given", "what", "hint"),
    [
        (
            {"event": "kobe-atack"},
            "'event': there is no event 'kobe-atack' in this graph",
            "did you mean 'kobe-attack'?",
        ),
        (
            {"population": "Civilian"},
            "'population': there is no population 'Civilian' in this graph",
            "did you mean 'Civilians'",
        ),
        ({"event": "source:afp"}, "'event': there is no event 'afp' in this graph", None),
        (
            {"outcome": "https://example.org/Killed"},
            "'outcome': there is no outcome 'Killed' in this graph",
            "did you mean 'Killed'",
        ),
    ],
)
def test_a_resource_the_graph_does_not_know_is_told(
    oxigraph: Store, given: dict[str, str], what: str, hint: str | None
) -> None:
    with pytest.raises(ParameterError) as caught:
        run(CATALOG["toll"], given, oxigraph)
    assert caught.value.what == what
    assert hint is None or str(caught.value.hint).startswith(hint)


def test_of_several_values_each_must_be_known(oxigraph: Store) -> None:
    with pytest.raises(ParameterError, match="there is no source 'rfj' in this graph"):
        run(CATALOG["claims"], {"speaker": ["afp", "rfj"]}, oxigraph)


def test_a_graph_without_any_such_thing_is_told() -> None:
    with pytest.raises(ParameterError) as caught:
        run(CATALOG["absences"], {}, OxigraphStore())
    assert caught.value.hint == "the graph has no event at all"


def test_a_graph_without_the_terms_and_code_lists_is_told(tmp_path: Path) -> None:
    bare = tmp_path / "bare.nt"
    bare.write_text(f"<{expand('event:x')}> <{expand('rdf:type')}> <{expand('kg:Event')}> .\n")
    with pytest.raises(ParameterError) as caught:
        run(CATALOG["toll"], {"event": "x"}, OxigraphStore([bare]))
    assert str(caught.value.hint).startswith("the graph has no population at all; it lacks the terms and code lists")


def test_a_default_event_the_graph_does_not_know_gives_way_to_its_only_one() -> None:
    store = load([paths.ONTOLOGY / "examples" / "relay.ttl"])
    assert len(list(run(CATALOG["claims"], {}, store))) == 2
    with pytest.raises(ParameterError, match="there is no event 'kobe-attack' in this graph"):
        run(CATALOG["claims"], {"event": "kobe-attack"}, store)


def test_of_several_events_none_stands_in_for_the_default() -> None:
    store = load([paths.ONTOLOGY / "examples"])
    with pytest.raises(ParameterError, match="there is no event 'kobe-attack' in this graph"):
        run(CATALOG["claims"], {}, store)


def test_an_instance_of_a_subclass_is_known(oxigraph: Store) -> None:
    assert "party:is-sahel" not in offered(CATALOG["claims"].params["event"], oxigraph)
    assert "Civilians" in offered(CATALOG["attributions"].params["role"]._replace(cls="kg:Population"), oxigraph)
    assert "is-sahel" in offered(CATALOG["claims"].params["event"]._replace(cls="kg:Party"), oxigraph)


def test_what_may_be_chosen_is_offered(oxigraph: Store) -> None:
    params = CATALOG["claims"].params
    assert offered(params["lang"], oxigraph) == ["en", "fr"]
    assert offered(params["as_of"], oxigraph) == []
    sources = offered(params["speaker"], oxigraph)
    assert {"afp", "human-rights-watch"} <= set(sources)
    assert sources == sorted(sources)
    assert offered(params["lang"]._replace(type="boolean"), oxigraph) == ["false", "true"]


def test_the_projects_prefixes_need_no_declaration(store: Store) -> None:
    found = ask("ASK { event:kobe-attack a kg:Event ; rdfs:label 'Kobé attack'@en }", store)
    assert isinstance(found, QueryBoolean)
    assert bool(found)


def test_a_prefix_of_ones_own_counts_before_ours(store: Store) -> None:
    text = "PREFIX kg: <https://example.org/> ASK { ?s a kg:Event }"
    found = ask(text, store)
    assert isinstance(found, QueryBoolean)
    assert not bool(found)


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("SELECT ?x { ?x a kg:Claim FILTR(1) }", "1:27", "SELECT ?x { ?x a kg:Claim FILTR(1) }"),
        ("SELECT ?x {\n  ?x a kg:Claim }}", "2:18", "  ?x a kg:Claim }}"),
        ("SELECT ?x { ?x a kg:Claim = 3 }", "1:32", "SELECT ?x { ?x a kg:Claim = 3 }"),
    ],
)
def test_the_place_of_a_slip_is_one_in_the_text_as_given(text: str, place: str, line: str) -> None:
    with pytest.raises(QueryError) as caught:
        ask(text, load([paths.ONTOLOGY / "codelists.ttl"]))
    assert caught.value.where is not None
    assert (str(caught.value.where), caught.value.where.text) == (f"<text>:{place}", line)
