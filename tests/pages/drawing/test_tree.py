"""Trees of what was passed on: up to the origin, down to the copies, and never round in circles."""

from __future__ import annotations

from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.drawing import tree
from kobe_kg.pages.drawing.tree import Node, grow

CLAIM = PREFIXES["claim"]


def family(folder: Path, *pairs: str) -> Graph:
    """Make claims of which each relays another: ``b<a`` is b relaying a."""
    lines = [f"claim:{copy} kg:relays claim:{origin} ." for copy, origin in (pair.split("<") for pair in pairs)]
    text = f"PREFIX claim: <{CLAIM}>\nPREFIX kg: <{PREFIXES['kg']}>\n" + "\n".join(lines)
    (folder / "family.ttl").write_text(text, encoding="utf-8")
    return kobe_kg.open(folder / "family.ttl")


def drawn(nodes: tuple[Node, ...]) -> str:
    """Write a tree in a line: ``a(b(c)+2)``; a resource that stands before has an asterisk."""
    told = []
    for n in nodes:
        inside = drawn(n.children) + (f"+{n.more}" if n.more else "")
        told.append(n.iri.removeprefix(CLAIM) + ("*" if n.again else "") + (f"({inside})" if inside else ""))
    return " ".join(told)


@pytest.mark.parametrize(
    ("pairs", "start", "way", "whole"),
    [
        ("b<a c<b", "b", "a(b(c))", "a(b(c))"),
        ("b<a c<a d<a", "b", "a(b+2)", "a(b c d)"),
        ("b<a c<b d<b", "a", "a(b(c d))", "a(b(c d))"),
        ("c<a c<b", "c", "a(c) b(c*)", "a(c) b(c*)"),
        ("a<a", "a", "a", "a"),
        ("b<a a<b", "a", "a(b(a*))", "a(b(a*))"),
    ],
)
def test_the_way_and_the_whole(tmp_path: Path, pairs: str, start: str, way: str, whole: str) -> None:
    graph = family(tmp_path, *pairs.split())
    assert drawn(grow(graph, CLAIM + start, ["kg:relays"]).roots) == way
    assert drawn(grow(graph, CLAIM + start, ["kg:relays"], whole=True).roots) == whole


def test_what_is_too_much_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = family(tmp_path, *(f"c{n}<a" for n in range(20)))
    monkeypatch.setattr(tree, "MOST", 5)
    (root,) = grow(graph, CLAIM + "a", ["kg:relays"]).roots
    assert len(root.children) + root.more == 20
    assert len(root.children) == 4


def test_a_long_chain_ends_in_a_count(tmp_path: Path) -> None:
    graph = family(tmp_path, *(f"c{n + 1}<c{n}" for n in range(80)))
    grown = grow(graph, CLAIM + "c0", ["kg:relays"])
    assert grown.depth == tree.DEEP + 1
    node = grown.roots[0]
    while node.children:
        node = node.children[0]
    assert node.more == 1
