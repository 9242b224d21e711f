"""Turtle written block by block is the Turtle that is written at once."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from pyoxigraph import NamedNode, Triple

from kobe_kg import turtle
from kobe_kg.turtle import streaming
from tests import SAMPLE
from tests.turtle.test_round_trip import graphs


def streamed(triples: list[Triple]) -> str:
    nameless: list[Triple] = []
    rows = sorted(turtle.rows(triples, nameless))
    stream = io.BytesIO()
    turtle.write_rows(rows, nameless, stream)
    return stream.getvalue().decode()


@settings(max_examples=200)
@given(graphs())
def test_any_graph_is_written_alike(graph: list[Triple]) -> None:
    assert streamed(graph) == turtle.write(graph)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_the_files_of_the_graph_are_written_alike(path: object) -> None:
    assert streamed(turtle.read(path)) == turtle.write(turtle.read(path))  # type: ignore[arg-type]


def test_a_new_speller_now_and_then_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = [triple for path in SAMPLE for triple in turtle.read(path)]
    monkeypatch.setattr(streaming, "_REMEMBERED", 3)
    assert streamed(graph) == turtle.write(graph)


def test_nothing_is_written_of_nothing_and_no_empty_line_before_what_needs_no_prefix() -> None:
    node = NamedNode("https://example.org/a")
    assert streamed([]) == ""
    assert streamed([Triple(node, node, node)]) == turtle.write([Triple(node, node, node)])
