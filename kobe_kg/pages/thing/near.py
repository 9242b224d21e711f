"""What is said near a resource, as exports read it: all of itself, and of what it names no more than texts."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Store

from kobe_kg.export.facts import Facts, Node, Term
from kobe_kg.graph import Graph
from kobe_kg.namespaces import expand
from kobe_kg.pages.reading import pointing_by, record, statements

_PART, _CREDIBILITY = NamedNode(expand("kg:part")), NamedNode(expand("kg:credibility"))
_NOTHING = Store()


class Near(Facts):
    """The facts around a resource: its own, those of its assessments, and the texts and parts of what these name.

    :param iri: the resource.
    """

    def __init__(self, graph: Graph, iri: str) -> None:
        super().__init__(_NOTHING)
        self._graph = graph
        #: The resource, and the assessments of it, in order of IRI.
        self.node, self.ratings = NamedNode(iri), [NamedNode(x) for x in pointing_by(graph, iri, "kg:assesses")]
        self._pairs: dict[Term, list[tuple[NamedNode, Term]]] = {}
        for t in statements(graph, iri):
            self._pairs.setdefault(t.subject, []).append((t.predicate, t.object))
        self._pairs |= {rating: record(graph, rating.value).pairs for rating in self.ratings}
        self._named = {term for _, term in self._pairs.get(self.node, ())}
        self._named |= {term for r in self.ratings for tie, term in self._pairs[r] if tie == _CREDIBILITY}

    def _read(self, node: Node) -> Iterable[tuple[NamedNode, Term]]:
        if node == self.node or node in self.ratings:
            return self._pairs.get(node, ())
        if node not in self._named:
            return ()
        found = self._pairs.get(node, ()) or record(self._graph, node.value).pairs
        return [(tie, term) for tie, term in found if isinstance(term, Literal) or tie == _PART]
