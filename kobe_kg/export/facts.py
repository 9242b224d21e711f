"""What a graph says of one resource: the ground of the exports that tell one resource at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.export.losses import Losses
from kobe_kg.export.shelf import Shelf
from kobe_kg.export.source import Source
from kobe_kg.namespaces import compact, expand
from kobe_kg.parameter import resource

#: A thing that can be told of.
Node: TypeAlias = NamedNode | BlankNode
#: Whatever can be said of it.
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_TYPE = expand("rdf:type")
# Resources whose facts are remembered.
_REMEMBERED = 5_000


class Facts:
    """A store read by subject, always in the same order, whatever the order it was filled in.

    What was read is remembered: nothing is to be added to the store afterwards.

    :param store: the graph with its terms and code lists.

    >>> from pyoxigraph import Quad
    >>> label, store = NamedNode(expand("rdfs:label")), Store()
    >>> for text, lang in (("b", "fr"), ("a", "en")):
    ...     store.add(Quad(NamedNode("x:a"), label, Literal(text, language=lang)))
    >>> facts = Facts(store)
    >>> facts.label(NamedNode("x:a")), facts.label(NamedNode("x:a"), "fr"), facts.label(NamedNode("x:c"))
    ('a', 'b', 'x:c')
    """

    def __init__(self, store: Store | Shelf) -> None:
        self._store = store
        self._said = lru_cache(_REMEMBERED)(self._sorted)

    def of(self, node: Term, *, only: Container[str] | None = None) -> list[tuple[NamedNode, Term]]:
        """Give what is said of a resource, in order of property and value.

        :param only: the properties that are wanted, by prefixed name; None is all.
        """
        if not isinstance(node, (NamedNode, BlankNode)):
            return []
        said = self._said(node).items()
        kept = (pair for iri, pair in said if only is None or _short(iri) in only)
        return [(predicate, term) for predicate, terms in kept for term in terms]

    def values(self, node: Term, name: str) -> list[Term]:
        """Give the values of a property, by its prefixed name, in order."""
        if not isinstance(node, (NamedNode, BlankNode)):
            return []
        found = self._said(node).get(_full(name))
        return [*found[1]] if found else []

    def value(self, node: Term, name: str) -> Term | None:
        """Give the first value of a property, or None."""
        return next(iter(self.values(node, name)), None)

    def text(self, node: Term, name: str) -> str:
        """Give the first literal value of a property as it is written, or an empty text."""
        return next((o.value for o in self.values(node, name) if isinstance(o, Literal)), "")

    def label(self, node: Term, lang: str = "en") -> str:
        """Give the label in a language, or else in English or any, or else the short name or IRI."""
        labels = [o for o in self.values(node, "rdfs:label") if isinstance(o, Literal)]
        for wanted in (lang, "en"):
            found = next((o.value for o in labels if o.language == wanted), None)
            if found is not None:
                return found
        return labels[0].value if labels else name_of(node)

    def subjects(self, name: str, value: Term) -> list[NamedNode]:
        """Give the resources that have a value of a property, in order of IRI."""
        if isinstance(value, Triple):
            return []
        found = {q.subject for q in self._store.quads_for_pattern(None, NamedNode(expand(name)), value)}
        return sorted((s for s in found if isinstance(s, NamedNode)), key=lambda node: node.value)

    def instances(self, cls: str) -> list[NamedNode]:
        """Give the resources of a class or of one below it, in order of IRI."""
        seen: set[NamedNode] = set()
        to_see = [NamedNode(expand(cls))]
        found: set[NamedNode] = set()
        while to_see:
            here = to_see.pop()
            if here not in seen:
                seen.add(here)
                found.update(self.subjects("rdf:type", here))
                to_see += self.subjects("rdfs:subClassOf", here)
        return sorted(found, key=lambda node: node.value)

    def _sorted(self, node: Node) -> dict[str, tuple[NamedNode, list[Term]]]:
        """Give what is said of a resource, by IRI of property."""
        found: dict[str, tuple[NamedNode, list[Term]]] = {}
        for predicate, term in self._read(node):
            terms = found.setdefault(predicate.value, (predicate, []))[1]
            if term not in terms:
                terms.append(term)
        for _, terms in found.values():
            if len(terms) > 1:
                terms.sort(key=self._rank)
        return dict(sorted(found.items()))

    def _read(self, node: Node) -> Iterable[tuple[NamedNode, Term]]:
        """Read all that is said of a resource, as property and value."""
        return ((q.predicate, q.object) for q in self._store.quads_for_pattern(node, None, None))

    def _rank(self, term: Term) -> str:
        """Give what a term is ordered by; a nameless one has only what is said of it."""
        if not isinstance(term, BlankNode):
            return str(term)
        said = (f"{predicate} {value}" for predicate, value in self._read(term))
        return "_:" + " ".join(sorted(told for told in said if " _:" not in told))


class Told(Collection[tuple[Term, str]]):
    """The statements that an export tells, as subject and IRI of property; millions of them in little memory.

    >>> told = Told()
    >>> told.update([(NamedNode("x:a"), "x:p"), (NamedNode("x:a"), "x:q"), (NamedNode("x:a"), "x:p")])
    >>> len(told), (NamedNode("x:a"), "x:q") in told, [*told.subjects]
    (2, True, [<NamedNode value=x:a>])
    """

    def __init__(self) -> None:
        # Of each subject, a bit for each property.
        self._of: dict[Term, int] = {}
        self._bits: dict[str, int] = {}

    def add(self, told: tuple[Term, str]) -> None:
        """Note a statement."""
        self.update([told])

    def update(self, told: Iterable[tuple[Term, str]]) -> None:
        """Note some statements."""
        of, bits = self._of, self._bits
        for subject, predicate in told:
            of[subject] = of.get(subject, 0) | bits.setdefault(predicate, 1 << len(bits))

    @property
    def subjects(self) -> Set[Term]:
        """The subjects that anything is told of."""
        return self._of.keys()

    def __contains__(self, told: object) -> bool:
        if not isinstance(told, tuple):
            return False
        subject, predicate = told
        return bool(self._of.get(subject, 0) & self._bits.get(predicate, 0))

    def __iter__(self) -> Iterator[tuple[Term, str]]:
        for subject, bits in self._of.items():
            yield from ((subject, predicate) for predicate, bit in self._bits.items() if bits & bit)

    def __len__(self) -> int:
        return sum(bits.bit_count() for bits in self._of.values())


def find_claim(name: str, facts: Facts) -> NamedNode:
    """Find a claim by slug, prefixed name or IRI.

    :raises ParameterError: when the text is no name at all.
    :raises UnknownNameError: when there is no such claim.
    """
    try:
        found = resource(name, "kg:Claim")
    except ValueError as error:
        raise ParameterError(f"{name!r} is no name of a claim") from error
    known = facts.instances("kg:Claim")
    if found not in known:
        raise UnknownNameError("claim", name.removeprefix("claim:"), [name_of(c).removeprefix("claim:") for c in known])
    return found


def name_of(term: Term) -> str:
    """Give the short name of an IRI, or the IRI; anything else as it is written."""
    return _short(term.value) if isinstance(term, NamedNode) else str(term)


@lru_cache(1000)
def _full(name: str) -> str:
    return expand(name)


@lru_cache(10_000)
def _short(iri: str) -> str:
    return compact(iri) or iri


def count_untold(
    losses: Losses,
    source: Source,
    told: Told,
    *,
    why: str,
    reasons: Mapping[str, str],
    only: NamedNode | None = None,
) -> None:
    """Count what an export does not tell: resources by class, and of those it tells, statements by property.

    :param told: subject and IRI of property of each statement that it tells.
    :param why: the reason where class or property has none of its own.
    :param reasons: class or property, as a prefixed name, to its own reason.
    :param only: the one resource that was asked for; the rest is then not counted.
    """
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    for subject, said in source.shelf.resources(only):
        if subject in told.subjects:
            properties.update(predicate for predicate, _ in said if (subject, predicate) not in told)
        elif not isinstance(subject, BlankNode):
            classes.update(term.strip("<>") for predicate, term in said if predicate == _TYPE)
    for counted, add in ((classes, losses.add_class), (properties, losses.add_property)):
        for iri, number in counted.items():
            name = _short(iri)
            add(name, reasons.get(name, why), number)
