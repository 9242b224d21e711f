"""What a licence forbids to pass on is served at no address."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import ParameterError
from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.serve.answering import Context
from kobe_kg.serve.pool.withheld import withhold
from kobe_kg.store.oxigraph import OxigraphStore
from tests.export.test_restricted import GRAPH, LEFT, MARKS, OUT, expected, graph
from tests.serve.conftest import ask


@pytest.fixture
def marked(tmp_path: Path) -> Graph:
    return open_graph(graph(tmp_path, GRAPH + MARKS["report"]))


def own(held: Graph) -> set[str]:
    found = held.sparql("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?s), '/id/')) }")
    return {str(triple) for triple in found}  # type: ignore[union-attr]


def test_a_graph_without_marks_stays_whole(context: Context) -> None:
    before = own(context.graph)
    assert withhold(context.graph) == 0
    assert own(context.graph) == before


def test_what_may_not_be_passed_on_is_gone_and_nothing_else(marked: Graph) -> None:
    assert withhold(marked) >= len(OUT)
    assert own(marked) == expected(LEFT)
    assert withhold(marked) == 0


@pytest.mark.parametrize("name", [name for name in OUT if not name.startswith("place")])
def test_no_address_tells_of_it(marked: Graph, context: Context, name: str) -> None:
    served = context._replace(graph=marked)
    kind, _, slug = name.partition(":")
    assert ask(served, f"/doc/{kind}/{slug}.ttl").status == 200
    withhold(marked)
    served = context._replace(graph=marked)
    assert ask(served, f"/doc/{kind}/{slug}.ttl").status == 404
    for path in ("/doc/event/shared.ttl", "/dump.nt", "/.well-known/void", "/sitemap.xml", "/doc/source/closed.nt"):
        body = ask(served, path).body
        assert f"/{kind}/{slug}".encode() not in body, path
        assert f"{name} ".encode() not in body, path


def test_a_store_that_cannot_be_cleared_is_not_served(marked: Graph) -> None:
    behind = Graph(marked.store, marked.queries)
    with pytest.raises(ParameterError, match="forbids"):
        withhold(behind)
    assert isinstance(behind.store, OxigraphStore)
