"""The saved queries keep their contract: names, parameters and columns are fixed, and their answers are sound."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from kobe_kg import files, paths
from kobe_kg.catalog import Catalog
from kobe_kg.graph import Graph
from kobe_kg.sparql import significant
from kobe_kg.store.oxigraph import OxigraphStore

#: What users rely on: parameters, the optional ones with a question mark, and the first columns in order.
FIXED = {
    "claims": (
        "event population? outcome? speaker? as_of?",
        "claim speaker speakerLabel population outcome value min max qualifier hedge originality statedOn report",
    ),
    "disagreements": (
        "event",
        "kind population outcome a aSpeaker aMin aMax aStatedOn b bSpeaker bMin bMax bStatedOn",
    ),
    "independence": ("event population outcome", "claim speaker min max originals copies"),
    "drift": ("event", "claim origin field was became"),
    "attributions": ("event role?", "claim party role hedge speaker statedOn"),
    "absences": ("event", "claim absenceOf speaker statedOn"),
    "convoy": ("event", "population speaker value min max qualifier"),
    "toll": ("event population outcome as_of?", "statedOn speaker value min max claim firstToSay"),
    "estimates": ("event population outcome", "policy min best max claims"),
    "sources": ("event?", "source label kind claims originals relayed anonymous"),
    "relays": ("event", "report publisher issued relaysReport depth claims"),
    "places": ("event", "place label wkt role"),
    "events": ("from? to? country?", "event label earliest latest place claims"),
}
#: The types of the columns, which are the same wherever a name stands.
TYPES = {
    **dict.fromkeys("value min max best originals copies relayed depth aMin aMax bMin bMax".split(), "integer"),
    **dict.fromkeys("statedOn issued earliest latest aStatedOn bStatedOn".split(), "date"),
    **dict.fromkeys(
        "claim speaker population outcome qualifier hedge originality report party role place".split(), "iri"
    ),
    **dict.fromkeys("firstToSay anonymous".split(), "boolean"),
    **dict.fromkeys("label speakerLabel wkt field was became kind".split(), "string"),
}
CATALOG = Catalog([paths.QUERIES])
#: The questions of the model.
QUESTIONS = range(1, 35)


def whole(*, reverse: bool = False) -> Graph:
    """Give the whole graph, its files loaded in order or the other way round."""
    found = files.expand([*paths.vocabulary(), paths.GRAPH], ".ttl")
    return Graph(OxigraphStore(found[::-1] if reverse else found), CATALOG)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return whole()


@pytest.fixture(scope="module")
def reversed_graph() -> Graph:
    return whole(reverse=True)


def queries_with(parameter: str) -> list[str]:
    return [name for name in CATALOG if parameter in CATALOG[name].params]


def rows(graph: Graph, name: str, **params: Any) -> list[tuple[str, ...]]:
    return [tuple("" if term is None else str(term) for term in terms) for terms in graph.query(name, **params).terms()]


def test_every_fixed_query_is_there() -> None:
    assert sorted(set(FIXED) - set(CATALOG)) == []


@pytest.mark.parametrize("name", FIXED)
def test_columns_are_the_fixed_ones_first(name: str) -> None:
    wanted = FIXED[name][1].split()
    assert list(CATALOG[name].columns)[: len(wanted)] == wanted


@pytest.mark.parametrize("name", FIXED)
def test_columns_have_the_type_their_name_has_everywhere(name: str) -> None:
    columns = CATALOG[name].columns
    # `kind` is a code of its own among disagreements and a concept among sources; a count of claims is a number.
    odd = {"sources": {"kind": "iri"}}.get(name, {})
    for column in set(FIXED[name][1].split()) & TYPES.keys():
        assert columns[column] == odd.get(column, TYPES[column]), column


@pytest.mark.parametrize("name", FIXED)
def test_parameters_are_the_fixed_ones(name: str) -> None:
    params = CATALOG[name].params
    for word in FIXED[name][0].split():
        parameter = params[word.rstrip("?")]
        assert parameter.optional == word.endswith("?"), word
        assert parameter.optional or parameter.default is not None, f"{word} has a default, so the query runs bare"


@pytest.mark.parametrize("name", FIXED)
def test_more_parameters_may_be_left_out(name: str) -> None:
    fixed = FIXED[name][0].replace("?", "").split()
    added = [p for p in CATALOG[name].params.values() if p.name not in fixed]
    assert [p.name for p in added if not p.optional and p.default is None] == []


@pytest.mark.parametrize("name", CATALOG)
def test_a_header_speaks_to_its_reader(name: str) -> None:
    query = CATALOG[name]
    assert len(query.summary.split()) > 4
    assert query.summary.endswith(".")
    assert not query.summary.endswith("..")
    assert query.title[-1].isalnum()
    assert query.empty == "" or query.empty.endswith(".")
    assert [p.name for p in query.params.values() if not p.summary.endswith(".")] == []
    assert query.tags


@pytest.mark.parametrize("name", CATALOG)
def test_a_header_says_nothing_twice(name: str) -> None:
    section, seen = "", []
    for line in CATALOG[name].text.splitlines():
        if line.startswith("#+"):
            key = line[2:].partition(":")[0]
            section = section if key.startswith("  ") else key
            seen.append((section, key))
    assert sorted({key for key in seen if seen.count(key) > 1}) == []


@pytest.mark.parametrize("name", CATALOG)
def test_questions_are_those_of_the_model(name: str) -> None:
    questions = CATALOG[name].questions
    assert questions
    assert list(questions) == sorted(set(questions))
    assert set(questions) <= set(QUESTIONS)


@pytest.mark.parametrize("name", CATALOG)
def test_rows_are_in_an_order_of_their_own(name: str) -> None:
    words = [token.text.upper() for token in significant(CATALOG[name].text)]
    depth, ordered = 0, False
    for word, following in pairwise(words):
        depth += (word == "{") - (word == "}")
        ordered |= depth == 0 and (word, following) == ("ORDER", "BY")
    assert ordered


@pytest.mark.parametrize("name", CATALOG)
def test_a_query_answers_over_the_whole_graph(graph: Graph, name: str) -> None:
    found = graph.query(name)
    assert list(found.columns) == list(CATALOG[name].columns)
    assert len(found) > 0 or name == "superseded"  # nobody in the record took a claim back
    assert found.complete


@pytest.mark.parametrize("name", CATALOG)
def test_values_are_of_the_declared_types(graph: Graph, name: str) -> None:
    kinds = {"boolean": bool, "integer": int}
    found = graph.query(name)
    for column, kind in found.types.items():
        values = [value for row in found if (value := row[found.columns.index(column)]) is not None]
        assert {type(v) for v in values} <= {kinds[kind]} if kind in kinds else values == values, column
        if kind == "iri":
            assert [v for v in values if not str(v).startswith(("http://", "https://", "urn:"))] == [], column


@pytest.mark.parametrize("name", CATALOG)
def test_no_row_stands_twice(graph: Graph, name: str) -> None:
    found = rows(graph, name)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", CATALOG)
def test_the_order_files_are_loaded_in_does_not_matter(graph: Graph, reversed_graph: Graph, name: str) -> None:
    assert rows(graph, name) == rows(reversed_graph, name)


def test_french_labels_change_no_row_but_in_its_words(graph: Graph) -> None:
    for name in queries_with("lang"):
        kept = [n for n, kind in enumerate(CATALOG[name].columns.values()) if kind != "string"]
        english, french = ([[row[n] for n in kept] for row in rows(graph, name, lang=lang)] for lang in ("en", "fr"))
        assert english == french, name


def test_nothing_is_said_before_the_attack(graph: Graph) -> None:
    for name in queries_with("as_of"):
        if name != "printings":  # keeps reports without a date
            event = {"event": "kobe-attack"} if "event" in CATALOG[name].params else {}
            assert rows(graph, name, as_of="2025-02-06", **event) == [], name


def test_before_the_attack_only_what_came_before_it_was_cited(graph: Graph) -> None:
    found = rows(graph, "cited-only", as_of="2025-02-06")
    assert [row[0].strip("<>").rpartition("/")[2] for row in found] == ["mondafrique-2024-02-12", "nujume-2024-08-03"]


def test_an_event_is_named_in_three_ways(graph: Graph) -> None:
    for name in queries_with("event"):
        bare = rows(graph, name, event="kobe-attack")
        assert rows(graph, name, event="event:kobe-attack") == bare, name
        assert rows(graph, name, event="https://w3id.org/kobe-kg/id/event/kobe-attack") == bare, name
