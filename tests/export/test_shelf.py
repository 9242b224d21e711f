"""A shelf answers as a store does, whatever its blocks, and its file goes when it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, Store

from kobe_kg import paths
from kobe_kg.errors import DataError
from kobe_kg.export import Source, shelf
from kobe_kg.export.shelf import Shelf
from kobe_kg.export.source import GRAPH, VOCABULARY
from kobe_kg.namespaces import expand
from tests import SEED
from tests.export.tables import HOSTILE

KINDS = [NamedNode(expand(f"kg:{name}")) for name in ("QuantityClaim", "AttributionClaim")]
TYPE = NamedNode(expand("rdf:type"))


@pytest.fixture(params=[1, 300, 1_000_000], ids=["a subject a block", "some", "one block"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A graph with blank nodes and awkward texts, in blocks of several sizes."""
    monkeypatch.setattr(shelf, "BLOCK", request.param)
    found = Source([*SEED, HOSTILE], paths.vocabulary())
    yield found
    found.close()


def same(found: object, expected: object) -> bool:
    """Compare by what the quads say: a shelf does not tell of which graph they are."""

    def said(quads: object) -> Counter[tuple[object, ...]]:
        assert hasattr(quads, "__iter__")
        return Counter((quad.subject, quad.predicate, quad.object) for quad in quads)

    return said(found) == said(expected)


def test_it_says_of_each_resource_what_a_store_says(source: Source) -> None:
    subjects = {quad.subject for quad in source.data} | {NamedNode("x:nowhere"), NamedNode("zzz:z"), BlankNode("none")}
    for node in subjects:
        for graph in (GRAPH, VOCABULARY, None):
            found = source.shelf.quads_for_pattern(node, None, None, graph)
            assert same(found, source.data.quads_for_pattern(node, None, None, graph)), node
    assert any(isinstance(node, BlankNode) for node in subjects)


def test_it_finds_who_points_to_something(source: Source) -> None:
    asked = {(quad.predicate, quad.object) for quad in source.data.quads_for_pattern(None, None, None, GRAPH)}
    for predicate, term in sorted(asked, key=str)[::7]:
        found = source.shelf.quads_for_pattern(None, predicate, term, GRAPH)
        assert same(found, source.data.quads_for_pattern(None, predicate, term, GRAPH)), (predicate, term)


def test_it_gives_everything_once(source: Source) -> None:
    assert same(source.shelf.quads_for_pattern(None, None, None), source.data)
    number = sum(len(said) for _, said in source.shelf.resources())
    assert number == len([*source.data.quads_for_pattern(None, None, None, GRAPH)])


def test_instances_come_in_order_and_once(source: Source) -> None:
    expected = {q.subject.value for kind in KINDS for q in source.data.quads_for_pattern(None, TYPE, kind, GRAPH)}
    found = [*source.shelf.instances(KINDS)]
    assert found == sorted(expected)
    assert found


def test_it_counts_what_queries_count(source: Source) -> None:
    asked = Source([*SEED, HOSTILE], paths.vocabulary())
    counted = (asked.classes(), asked.properties())
    assert (source.shelf.classes, source.shelf.properties) == counted
    asked.close()


def test_one_resource_is_found_alone(source: Source) -> None:
    everything = dict(source.shelf.resources())
    for node in [node for node in everything if isinstance(node, NamedNode)][::5]:
        assert dict(source.shelf.resources(node)) == {node: everything[node]}
    assert not [*source.shelf.resources(NamedNode("x:nowhere"))]


def test_what_it_answers_comes_from_the_graph_and_the_vocabulary() -> None:
    a, b, p = (NamedNode(f"x:{name}") for name in "abp")
    vocabulary = Store()
    vocabulary.add(Quad(a, p, a, VOCABULARY))
    found = Shelf([Quad(a, p, b).triple], GRAPH, vocabulary)
    assert [quad.object for quad in found.quads_for_pattern(a, p, None)] == [a, b]
    assert [quad.object for quad in found.quads_for_pattern(a, p, None, GRAPH)] == [b]
    assert [quad.object for quad in found.quads_for_pattern(a, p, None, VOCABULARY)] == [a]
    found.close()


def test_a_source_keeps_it_until_it_is_closed(tmp_path: Path) -> None:
    source = Source(SEED, paths.vocabulary())
    first = source.shelf
    assert source.shelf is first
    assert source.known is first
    source.close()
    with pytest.raises(ValueError, match="closed"):
        [*first.resources()]
    assert source.shelf.properties == first.properties
    source.close()


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<x:a> <x:b> <x:c> . <x:a>", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.ttl"):
        _ = Source([path], paths.vocabulary()).shelf
