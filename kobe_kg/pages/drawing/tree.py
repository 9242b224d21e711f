"""What was passed on from where, as a tree: up to its origin, and down to its copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kobe_kg.graph import Graph
from kobe_kg.namespaces import expand
from kobe_kg.pages.reading import pointing, records

#: How many resources a tree shows, and how many generations.
MOST, DEEP = 300, 40


class Node(NamedTuple):
    """One resource of a tree, and what was made of it."""

    iri: str
    #: The property that ties it to what stands above, in short form; empty at the root.
    tie: str
    #: Whether it stands in the tree before, where what was made of it is shown.
    again: bool
    children: tuple[Node, ...]
    #: How many more were made of it than are shown.
    more: int


class Tree(NamedTuple):
    """A family."""

    roots: tuple[Node, ...]
    #: Every resource it shows.
    shown: tuple[str, ...]
    #: How many generations.
    depth: int

    @property
    def alone(self) -> bool:
        """Whether it is one resource only."""
        return len(self.shown) < 2


class _Edges:
    """Who comes from whom, read a generation at a time."""

    def __init__(self, graph: Graph, properties: Sequence[str]) -> None:
        self._graph = graph
        self._ties = {expand(name): name for name in properties}
        self._children: dict[str, list[tuple[str, str]]] = {}

    def parents(self, iris: Iterable[str]) -> dict[str, list[str]]:
        found = records(self._graph, iris)
        return {iri: [y for name in self._ties.values() for y in r.nodes(name)] for iri, r in found.items()}

    def children(self, iris: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        found = pointing(self._graph, [iri for iri in iris if iri not in self._children])
        for iri, some in found.items():
            self._children[iri] = [(y, self._ties[p]) for p, y in some if p in self._ties]
        return self._children


def grow(graph: Graph, iri: str, properties: Sequence[str], *, whole: bool = False) -> Tree:
    """Grow the tree a resource stands in.

    :param properties: what ties a copy to its origin, in short form.
    :param whole: whether to show all that its origins gave rise to; else only the way down to it and what it gave rise
        to, its siblings counted.
    """
    edges = _Edges(graph, properties)
    above, roots = _ancestors(edges, iri)
    shown = _descendants(edges, roots if whole else [iri], set() if whole else above)
    seen: set[str] = set()
    made = tuple(_node(edges, root, "", shown, seen, 0) for root in roots)
    return Tree(made, tuple(sorted(seen)), max((_depth(node) for node in made), default=0))


def _ancestors(edges: _Edges, iri: str) -> tuple[set[str], list[str]]:
    """Give all a resource comes from, itself too, and of these the ones that come from nothing."""
    seen, rootless, to_see = {iri}, [], [iri]
    while to_see:
        found = edges.parents(to_see)
        rootless += [x for x in to_see if not set(found.get(x, ())) - {x}]
        to_see = sorted({y for parents in found.values() for y in parents} - seen)[: MOST - len(seen)]
        seen |= set(to_see)
    return seen, sorted(set(rootless)) or [iri]


def _descendants(edges: _Edges, roots: Sequence[str], shown: set[str]) -> set[str]:
    """Add what came of some resources, as many as are shown at once."""
    shown = {*shown, *roots}
    to_see = list(roots)
    while to_see and len(shown) < MOST:
        found = edges.children(to_see)
        below = sorted({y for x in to_see for y, _ in found[x]} - shown)
        to_see = below[: MOST - len(shown)]
        shown |= set(to_see)
    return shown


def _node(edges: _Edges, iri: str, tie: str, shown: set[str], seen: set[str], depth: int) -> Node:
    if iri in seen:
        return Node(iri, tie, True, (), 0)
    seen.add(iri)
    found = sorted(edges.children([iri])[iri])
    below = [(y, p) for y, p in found if y in shown and y != iri] if depth < DEEP else []
    children = tuple(_node(edges, y, p, shown, seen, depth + 1) for y, p in below)
    return Node(iri, tie, False, children, len({y for y, _ in found} - {y for y, _ in below} - {iri}))


def _depth(node: Node) -> int:
    return 1 + max((_depth(child) for child in node.children), default=0)
