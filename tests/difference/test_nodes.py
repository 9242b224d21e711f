"""Two graphs come out alike when they are isomorphic, and only then."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from kobe_kg.difference.nodes import Nodes
from kobe_kg.errors import LimitError
from kobe_kg.turtle import parse

NAMED = [NamedNode(f"urn:{name}") for name in "ab"]
BLANK = [BlankNode(name) for name in "uvwxy"]
PREDICATES = [NamedNode(f"urn:p{n}") for n in range(2)]
TERMS = [*NAMED, *BLANK, Literal("1"), Literal("1", language="en")]

triples = st.builds(Triple, st.sampled_from([*NAMED, *BLANK]), st.sampled_from(PREDICATES), st.sampled_from(TERMS))
graphs = st.lists(triples, max_size=9)


def relabelled(graph: list[Triple], seed: int) -> list[Triple]:
    """The same graph under other labels and in another order."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    names = dict(zip(BLANK, draw.sample([BlankNode(f"n{n}") for n in range(9)], len(BLANK)), strict=True))
    found = [
        Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))  # type: ignore[call-overload,arg-type]
        for t in graph
    ]
    draw.shuffle(found)
    return found


def canonical(graph: list[Triple]) -> set[str]:
    data = Dataset(Quad(t.subject, t.predicate, t.object) for t in graph)
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in data}


def described(graph: list[Triple]) -> tuple[object, object]:
    nodes = Nodes(graph)
    return nodes.named, nodes.loose


@settings(max_examples=200)
@example([Triple(BLANK[0], PREDICATES[0], BLANK[1]), Triple(BLANK[2], PREDICATES[0], BLANK[1])], 2)
@given(graphs, st.integers())
def test_labels_and_order_do_not_matter(graph: list[Triple], seed: int) -> None:
    assert described(graph) == described(relabelled(graph, seed))


@settings(max_examples=300)
@given(graphs, triples, st.integers(0, 8))
def test_the_canonicalisation_of_the_w3c_agrees(graph: list[Triple], other: Triple, at: int) -> None:
    changed = [*graph[:at], other, *graph[at + 1 :]]
    assert (described(graph) == described(changed)) == (canonical(graph) == canonical(changed))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<urn:a> <urn:p> [ <urn:q> 1 ] .", "<urn:a> <urn:p> [ <urn:q> 1 ] , [ <urn:q> 1 ] ."),
        ("[] <urn:q> 1 .", "[] <urn:q> 1 . [] <urn:q> 1 ."),
        ("<urn:a> <urn:p> ( 1 2 ) .", "<urn:a> <urn:p> ( 2 1 ) ."),
        ("<urn:a> <urn:p> _:x . _:x <urn:q> _:x .", "<urn:a> <urn:p> _:x . _:x <urn:q> _:y . _:y <urn:q> _:x ."),
        (
            "<urn:a> <urn:p> [ <urn:q> 1 ; <urn:r> 1 ] , [ <urn:q> 2 ; <urn:r> 2 ] .",
            "<urn:a> <urn:p> [ <urn:q> 1 ; <urn:r> 2 ] , [ <urn:q> 2 ; <urn:r> 1 ] .",
        ),
    ],
)
def test_what_only_looks_alike_is_told_apart(one: str, other: str) -> None:
    assert described(parse(one)) != described(parse(other))


def test_a_long_list_and_a_deep_nest_are_no_trouble() -> None:
    depth = 3000
    one = "<urn:a> <urn:p> (" + " 1" * depth + " 2 ) ; <urn:q> " + "[ <urn:r> " * depth + "1" + " ]" * depth + " ."
    other = one.replace(" 2 )", " 3 )")
    assert described(parse(one)) == described(parse(one))
    assert described(parse(one)) != described(parse(other))


def test_a_knot_keeps_its_name_when_another_one_changes() -> None:
    knot = "<urn:{0}> <urn:p> _:{0} , [ <urn:q> _:{0} ] . _:{0} <urn:q> {1} ."
    one = Nodes(parse(knot.format("a", 1) + knot.format("b", 1)))
    other = Nodes(parse(knot.format("a", 1) + knot.format("b", 2)))
    assert one.named["<urn:a>"] == other.named["<urn:a>"]
    assert one.named["<urn:b>"] != other.named["<urn:b>"]


def test_blank_nodes_too_alike_end_in_an_error() -> None:
    rows = range(40)
    text = "".join(f"_:a{n} <urn:p> _:a{m} ." for n in rows for m in (n + 1, n + 7, n * n + 3) if m % 40 != n)
    ring = "".join(f"_:r{n} <urn:p> _:r{(n + 1) % 9000} . _:r{n} <urn:p> _:r{(n + 5) % 9000} ." for n in range(9000))
    assert Nodes(parse(text)).loose
    with pytest.raises(LimitError, match="too alike"):
        Nodes(parse(ring))
