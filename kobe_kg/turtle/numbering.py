"""Put blank nodes in an order that depends on the graph alone, not on labels or on the order of triples.

Nodes are sorted into classes by what surrounds them, and the classes split by the classes of their neighbours, until
nothing splits any more. Nodes of one class that can change places without changing anything take any order. Where
others still share a class, each is tried as the first of them, and the outcome that sorts least is kept.

The canonicalisation of the W3C, RDFC-1.0, gives such an order too. It is not used here because it may run without
end: a chain of a thousand nodes, or nine that all refer to each other, take it minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import copy

from kobe_kg.errors import LimitError

#: What surrounds each node: (direction, predicate, other end); the other end is a node or a spelled term.
Edges = dict[str, list[tuple[str, str, str]]]

#: How many looks at a node a numbering may take; they are a few seconds.
LIMIT = 1_000_000

_Look = tuple[tuple[str, str, str] | tuple[str, str, int] | int, ...]
_Form = list[tuple[list[tuple[str, str, str]], _Look]]


def number(edges: Edges) -> list[str]:
    """Give the nodes in canonical order.

    :param edges: for each node its surroundings, an edge between two nodes told at both.
    :raises LimitError: when the nodes are too alike to be ordered in reasonable time.

    >>> number({"_:x": [("out", "kg:max", "34")], "_:y": [("out", "kg:max", "12")]})
    ['_:y', '_:x']
    """
    budget = [LIMIT]
    parts = [_order(_Neighbours({node: edges[node] for node in part}, budget)) for part in _parts(edges)]
    parts.sort(key=lambda part: part[0])
    return [node for _, nodes in parts for node in nodes]


def _parts(edges: Edges) -> list[list[str]]:
    """Divide the nodes into connected parts."""
    parts = []
    seen: set[str] = set()
    for start in edges:
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for node in part:  # grows as it goes
            for _, _, other in edges[node]:
                if other in edges and other not in seen:
                    seen.add(other)
                    part.append(other)
        parts.append(part)
    return parts


def _order(around: _Neighbours) -> tuple[_Form, list[str]]:
    """Order one connected part, and describe it so that parts of the same shape have the same description."""
    best: tuple[_Form, list[str]] | None = None
    todo = [_Classes(around)]
    while todo:
        classes = todo.pop()
        shared = classes.shared()
        free = [nodes for nodes in shared if all(around.exchangeable(nodes[0], other) for other in nodes[1:])]
        if free:
            todo.append(classes.picked([node for nodes in free for node in nodes]))
        elif shared:
            firsts: list[str] = []
            for node in shared[0]:
                if not any(around.exchangeable(node, other) for other in firsts):
                    firsts.append(node)
                    todo.append(classes.picked([node]))
        else:
            form = classes.form()
            if best is None or form < best[0]:
                best = form, classes.order()
    assert best is not None
    return best


class _Neighbours:
    """A connected part: for each node the terms around it, in order, and the edges to other nodes."""

    def __init__(self, edges: Edges, budget: list[int]) -> None:
        self.terms = {node: sorted(edge for edge in around if edge[2] not in edges) for node, around in edges.items()}
        self.nodes = {node: [edge for edge in around if edge[2] in edges] for node, around in edges.items()}
        self._budget = budget

    def spend(self, looks: int) -> None:
        """Count looks at nodes against the limit.

        :raises LimitError: when it is reached.
        """
        self._budget[0] -= looks
        if self._budget[0] < 0:
            raise LimitError("the blank nodes are too alike to be put in order", hint="give some of them an IRI")

    def exchangeable(self, a: str, b: str) -> bool:
        """Tell whether two nodes of one class can change places and leave every edge as it is."""
        swap = {a: b, b: a}
        swapped = Counter((way, predicate, swap.get(other, other)) for way, predicate, other in self.nodes[a])
        return swapped == Counter(self.nodes[b])


class _Classes:
    """The nodes of a part in classes, the classes in order.

    A class is known by its place: how many nodes stand in the classes before it. When a class splits, its largest
    part keeps the place, so that few nodes have to be looked at again.
    """

    def __init__(self, around: _Neighbours) -> None:
        self._around = around
        self._members: dict[int, set[str]] = {0: set(around.terms)}
        self._place = dict.fromkeys(around.terms, 0)
        self._split(0, {node: tuple(terms) for node, terms in around.terms.items()})
        self._refine(list(self._place))

    def picked(self, nodes: list[str]) -> _Classes:
        """Give the classes with some nodes of a class set apart, from its others and from each other, in this order."""
        new = copy(self)
        new._members = {place: set(members) for place, members in self._members.items()}
        new._place = dict(self._place)
        self._around.spend(len(self._place))
        new._refine([changed for node in nodes for changed in new._split(new._place[node], {node: (1,)}, rest=())])
        return new

    def shared(self) -> list[list[str]]:
        """Give the members of each class that has several, in order of the classes."""
        return [list(members) for _, members in sorted(self._members.items()) if len(members) > 1]

    def order(self) -> list[str]:
        """Give the nodes in order of their classes."""
        return sorted(self._place, key=self._place.__getitem__)

    def form(self) -> _Form:
        """Describe everything by places: two parts of the same shape have the same description."""
        return [(self._around.terms[node], self._look(node)) for node in self.order()]

    def _look(self, node: str) -> _Look:
        return tuple(sorted((way, name, self._place[other]) for way, name, other in self._around.nodes[node]))

    def _refine(self, changed: list[str]) -> None:
        """Split classes by the places of the neighbours, beginning around the nodes whose own place changed."""
        while changed:
            touched: dict[int, set[str]] = {}
            for node in changed:
                for _, _, other in self._around.nodes[node]:
                    place = self._place[other]
                    if len(self._members[place]) > 1:
                        touched.setdefault(place, set()).add(other)
            splits = []
            for place, some in sorted(touched.items()):
                self._around.spend(len(some))
                looks = {node: self._look(node) for node in some}
                # The untouched members look the same as each other: one of them speaks for all.
                untouched = next((node for node in self._members[place] if node not in some), None)
                splits.append((place, looks, None if untouched is None else self._look(untouched)))
            changed = [node for place, looks, rest in splits for node in self._split(place, looks, rest)]

    def _split(self, place: int, looks: Mapping[str, _Look], rest: _Look | None = None) -> list[str]:
        """Split a class by the looks of its members, and give the nodes whose place changed.

        :param rest: the look of the members that are not named.
        """
        members = self._members[place]
        parts: dict[_Look, set[str]] = {}
        for node, look in looks.items():
            if look != rest:
                parts.setdefault(look, set()).add(node)
        for part in parts.values():
            members -= part
        if members:
            assert rest is not None
            parts[rest] = members
        changed: list[str] = []
        at = place
        for _, part in sorted(parts.items(), key=lambda item: (-len(item[1]), item[0])):
            self._members[at] = part
            if at != place:
                self._place.update(dict.fromkeys(part, at))
                changed += part
            at += len(part)
        return changed
