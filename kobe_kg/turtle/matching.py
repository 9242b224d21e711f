"""Recognise a blank node of some data in the text it came from, by what it says: labels do not survive reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kobe_kg.namespaces import PREFIXES
from kobe_kg.turtle.statements import Key, is_blank

_XSD = PREFIXES["xsd"]
_STRING = _XSD + "string"

# How much is collected to recognise one node: triples, and nodes on the way up to an IRI.
_TRIPLES = 300
_UP = 100
#: How deep what two nodes say is compared.
DEPTH = 16

_Match = Callable[
    [NamedNode | BlankNode | None, NamedNode | None, NamedNode | BlankNode | Literal | None], Iterable[Quad | Triple]
]
#: The way from an IRI, or from a blank node that nothing leads to, to a blank node: predicates and labels.
Way = tuple[str | None, list[tuple[str | None, str]]]


def surroundings(match: _Match, *terms: NamedNode | BlankNode | Literal | None) -> list[Triple]:
    """Collect the triples that tell which blank nodes are meant, for :meth:`kobe_kg.turtle.Locator.find`.

    They are those that lead to the blank nodes and those that the blank nodes say, up to a limit.

    :param match: gives the triples or quads of a pattern, in which None is a wildcard.
    :param terms: those that are no blank nodes are passed over.

    >>> from pyoxigraph import RdfFormat, Store
    >>> store = Store()
    >>> store.load("<x:a> <x:p> [ <x:q> 1 ] .", RdfFormat.TURTLE)
    >>> (node,) = [quad.object for quad in store.quads_for_pattern(NamedNode("x:a"), None, None)]
    >>> len(surroundings(lambda s, p, o: store.quads_for_pattern(s, p, o), node))
    2
    """
    nodes = dict.fromkeys(term for term in terms if isinstance(term, BlankNode))
    found: dict[Triple, None] = {}
    way = list(nodes)
    for node in way:  # grows as it goes
        for leading in map(_triple, islice(match(None, None, node), _UP)):
            found[leading] = None
            above = leading.subject
            if isinstance(above, BlankNode) and above not in nodes and len(way) < _UP:
                nodes[above] = None
                way.append(above)
    todo = list(nodes)
    for node in todo:  # grows as it goes
        for said in map(_triple, match(node, None, None)):
            if len(found) >= _TRIPLES:
                return list(found)
            found[said] = None
            below = said.object
            if isinstance(below, BlankNode) and below not in nodes:
                nodes[below] = None
                todo.append(below)
    return list(found)


def _triple(found: Quad | Triple) -> Triple:
    return found.triple if isinstance(found, Quad) else found


class Content:
    """What blank nodes say, as colours: nodes of one colour say the same, as deep as was looked.

    :param said: the predicates and objects of each node.
    """

    def __init__(self, said: dict[str, Iterable[tuple[str, Key]]]) -> None:
        self._said = {
            node: {(predicate, normal(key)) for predicate, key in properties} for node, properties in said.items()
        }
        self._colours: list[dict[str, int]] = [{}]

    def colour(self, node: str, depth: int) -> int:
        """Give a node's colour; at depth 1 the blank nodes it leads to all count as one."""
        while len(self._colours) <= depth:
            before = self._colours[-1]
            self._colours.append(
                {
                    name: hash(
                        tuple(
                            sorted(
                                hash((predicate, before.get(key, 0) if isinstance(key, str) and is_blank(key) else key))
                                for predicate, key in said
                            )
                        )
                    )
                    for name, said in self._said.items()
                }
            )
        return self._colours[depth].get(node, 0)


class Surroundings:
    """The triples around some blank nodes.

    :param triples: as :func:`surroundings` gives them.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        said: dict[str, list[tuple[str, Key]]] = {}
        self._leading: dict[str, list[tuple[str, str]]] = {}
        for triple in triples:
            subject, predicate, term = key_of(triple.subject), triple.predicate.value, key_of(triple.object)
            assert isinstance(subject, str)
            if is_blank(subject):
                said.setdefault(subject, []).append((predicate, term))
            if isinstance(term, str) and is_blank(term):
                self._leading.setdefault(term, []).append((subject, predicate))
        self._said = said
        self.content = Content({**said})

    def __contains__(self, label: str) -> bool:
        return label in self._said or label in self._leading

    def ways(self, subject: str) -> Iterator[Way]:
        """Give the ways to a subject, the shortest first; none for a blank node of which nothing is known."""
        if not is_blank(subject):
            yield subject, []
            return
        if subject not in self:
            return
        steps: dict[str, list[tuple[str | None, str]]] = {subject: []}
        tops: list[str] = []
        todo = [subject]
        for node in todo:  # grows as it goes
            leading = self._leading.get(node, [])
            if not leading:
                tops.append(node)
            for above, predicate in leading:
                if above not in steps:
                    steps[above] = [(predicate, node), *steps[node]]
                    if is_blank(above):
                        todo.append(above)
                    else:
                        yield above, steps[above]
        # In a ring no node is on top, and the text may begin with any of them.
        for top in tops or [node for node in steps if is_blank(node)]:
            yield None, [(None, top), *steps[top]]


def key_of(term: object) -> Key:
    """Give what a term is looked up by."""
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, Literal):
        return term.value, term.datatype.value, (term.language or "").lower()
    return term.value if isinstance(term, NamedNode) else str(term)


def normal(key: Key) -> Key:
    """Give a literal as a store would: 034 as 34.

    >>> normal(("034", "http://www.w3.org/2001/XMLSchema#integer", ""))[0]
    '34'
    """
    if isinstance(key, str) or key[1] == _STRING or not key[1].startswith(_XSD):
        return key
    return _stored(key)


@lru_cache(maxsize=10_000)
def _stored(key: tuple[str, str, str]) -> Key:
    subject = NamedNode("x:")
    store = Store()
    store.add(Quad(subject, subject, Literal(key[0], datatype=NamedNode(key[1]))))
    (found,) = store
    return key_of(found.object)
