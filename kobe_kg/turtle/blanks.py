"""Decide how each blank node is written: nested where it is used, as a list, or under a label.

A graph here is made of spelled terms: ``{subject: {predicate: {object, …}}}``. Blank nodes are the only ones
that begin with ``_:``, and rdf:nil as an object is ``()``.
"""

from __future__ import annotations

from kobe_kg.turtle.numbering import Edges, number

Graph = dict[str, dict[str, set[str]]]

_FIRST_PREDICATES = {"a": 0, "rdfs:label": 1, "skos:prefLabel": 2, "skos:definition": 3}
_CELL = {"rdf:first", "rdf:rest"}
# Where texts on one line become keys to sort by, how much of a long one is kept.
_KEY = 400


class Blanks:
    """The blank nodes of a graph, and the order of everything around them.

    :param graph: the spelled triples.
    :raises LimitError: when blank nodes that need labels are too alike to be ordered.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        #: Label of each blank node that is used several times or within a cycle.
        self.labels: dict[str, str] = {}
        #: Items of each nested node that is the head of a list.
        self.items: dict[str, list[str]] = {}
        #: Text of each nested node that may stand on one line.
        self.inline: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        owners = self._owners()
        self._owner = {node: users[0] for node, users in owners.items() if len(users) == 1}
        self._labelled = {node for node, users in owners.items() if len(users) > 1}
        self._depths = self._measure()
        self._rest: dict[str, str] = {}
        self._arrange()

    def is_nested(self, node: str) -> bool:
        """Tell whether a node is written where it is used."""
        return self._depths.get(node, 0) > 0

    def is_anonymous(self, node: str) -> bool:
        """Tell whether a node is a blank one that nothing refers to."""
        return self._depths.get(node) == 0

    def key(self, node: str) -> str:
        """Give the text that a term or a blank node sorts by."""
        return self._keys.get(node, node)

    def properties(self, node: str) -> list[tuple[str, list[str]]]:
        """Give the predicates of a node with their objects, both in order."""
        return [
            (predicate, list(objects) if len(objects) == 1 else sorted(objects, key=self.key))
            for predicate, objects in sorted(self._graph.get(node, {}).items(), key=_place)
        ]

    def _owners(self) -> dict[str, list[str]]:
        """Give for each blank node the subjects of the triples it is the object of."""
        owners: dict[str, list[str]] = {}
        for subject, properties in self._graph.items():
            for objects in properties.values():
                for node in objects:
                    if node[:2] == "_:":
                        owners.setdefault(node, []).append(subject)
        return owners

    def _measure(self) -> dict[str, int]:
        """Give the depth of each blank node without a label: nested ones from 1, those nothing refers to 0.

        A chain of owners that comes back to itself is a cycle: its nodes join the labelled.
        """
        blank_subjects = (node for node in self._graph if node[:2] == "_:")
        depths = {node: 0 for node in blank_subjects if node not in self._owner and node not in self._labelled}
        for start in self._owner:
            chain: dict[str, None] = {}
            node = start
            while node in self._owner and node not in depths and node not in self._labelled and node not in chain:
                chain[node] = None
                node = self._owner[node]
            path = list(chain)
            if node in chain:
                at = path.index(node)
                self._labelled.update(path[at:])
                path = path[:at]
            depth = depths.get(node, 0)
            for nested in reversed(path):
                depth += 1
                depths[nested] = depth
        return depths

    def _arrange(self) -> None:
        """Describe the nested nodes, inmost first; those around a labelled one when the labels are known."""
        waiting: dict[str, None] = {}
        for node in sorted(self._depths, key=self._depths.__getitem__, reverse=True):
            if any(
                other in waiting or other in self._labelled
                for objects in self._graph.get(node, {}).values()
                for other in objects
            ):
                waiting[node] = None
            else:
                self._describe(node)
        if self._labelled:
            order = number(self._edges({*self._labelled, *waiting}))
            names = (node for node in order if node in self._labelled)
            self.labels = {node: f"_:b{place}" for place, node in enumerate(names, start=1)}
            self._keys.update(self.labels)
        for node in waiting:
            self._describe(node)

    def _edges(self, nodes: set[str]) -> Edges:
        """Give what surrounds each of some nodes; nested ones apart from them count as their text."""
        edges: Edges = {node: [] for node in nodes}
        for subject, properties in self._graph.items():
            for predicate, objects in properties.items():
                for node in objects:
                    if subject in edges:
                        if node not in edges and node in self._depths and node not in self._keys:
                            self._describe_list(node)
                        edges[subject].append(("out", predicate, self.key(node)))
                    if node in edges:
                        edges[node].append(("in", predicate, subject))
        return edges

    def _describe(self, node: str) -> None:
        """Find out whether a node is a list cell, and give it a text on one line."""
        rest = self._cell(node)
        if rest is not None and self.is_nested(node) and (rest == "()" or rest in self._rest):
            self._rest[node] = rest
            owner = self._owner[node]
            if not (self.is_nested(owner) and self._cell(owner) == node):
                self._describe_list(node)
            return
        parts = [f"{predicate} {' , '.join(map(self.key, objects))}" for predicate, objects in self.properties(node)]
        self._set_text(node, f"[ {' ; '.join(parts)} ]" if parts else "[]", flat=not parts)

    def _describe_list(self, head: str) -> None:
        items: list[str] = []
        cell = head
        while cell != "()":
            items += self._graph[cell]["rdf:first"]
            cell = self._rest[cell]
        self.items[head] = items
        flat = all(item[:2] != "_:" or item in self.inline or item in self._labelled for item in items)
        text = f"( {' '.join(map(self.key, items))} )"
        self._set_text(head, text, flat=flat and "\n" not in text)

    def _set_text(self, node: str, text: str, *, flat: bool) -> None:
        if flat:
            self.inline[node] = text
        if len(text) > _KEY:
            from hashlib import sha256  # seldom needed, and slow to load

            text = text[:_KEY] + sha256(text.encode()).hexdigest()
        self._keys[node] = text

    def _cell(self, node: str) -> str | None:
        """Give the rest of a node that has just a first and a rest, as a list cell has, or None."""
        properties = self._graph.get(node, {})
        if properties.keys() != _CELL or any(len(objects) > 1 for objects in properties.values()):
            return None
        (rest,) = properties["rdf:rest"]
        return rest


def _place(item: tuple[str, set[str]]) -> tuple[int, str]:
    """Order predicates: the type, the names, the definition, then by name."""
    return _FIRST_PREDICATES.get(item[0], 9), item[0]
