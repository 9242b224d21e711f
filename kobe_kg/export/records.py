"""Resources one by one with what is said of them, and a count of what an export took of it and what it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pyoxigraph import NamedNode

from kobe_kg.export.losses import Losses
from kobe_kg.export.source import GRAPH, VOCABULARY, Source
from kobe_kg.namespaces import compact, expand

_T = TypeVar("_T")
_EVENT = NamedNode(expand("kg:Event"))
_TYPE = NamedNode(expand("rdf:type"))
_LABEL = NamedNode(expand("rdfs:label"))
_BELOW = NamedNode(expand("rdfs:subClassOf"))


class Record:
    """A resource and what the graph says of it; whoever takes a value has it in the export.

    :param iri: the resource.
    :param said: prefixed name or IRI of a property to its values, sorted.
    """

    def __init__(self, iri: str, said: Mapping[str, list[Any]]) -> None:
        #: The resource.
        self.iri = iri
        #: Property to its values.
        self.said = said
        self._taken: set[tuple[str, int]] = set()

    def take(self, name: str, fit: Callable[[Any], _T | None], *, many: bool = False) -> list[_T]:
        """Take the values of a property that fit.

        :param name: the property.
        :param fit: what a term is written as, or None when it cannot be.
        :param many: take all of them; else the first that fits.
        """
        found: list[_T] = []
        for number, term in enumerate(self.said.get(name, ())):
            written = fit(term)
            if written is not None:
                found.append(written)
                self._taken.add((name, number))
                if not many:
                    break
        return found

    def taken(self) -> Counter[str]:
        """Count the values taken, by property."""
        return Counter(name for name, _ in self._taken)


class Tally:
    """A count of what an export holds, from which follows what it leaves out."""

    def __init__(self) -> None:
        self._written: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()
        self._changed: Counter[tuple[str, str]] = Counter()

    def add(self, record: Record) -> None:
        """Count a resource that is written, and the values taken from it."""
        classes = (compact(term.value) or "" for term in record.said.get("rdf:type", ()))
        self._written.update(name for name in classes if name.startswith("kg:"))
        self._seen.update({name: len(values) for name, values in record.said.items()})
        self._taken.update(record.taken())

    def change(self, name: str, why: str, number: int = 1) -> None:
        """Count values that are not written as they are."""
        self._changed[name, why] += number

    def settle(
        self,
        source: Source,
        losses: Losses,
        *,
        absent: str,
        elsewhere: str,
        why: str,
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Count as lost whatever the graph has and the export has not.

        :param absent: the reason for instances of a class that are not written.
        :param elsewhere: the reason for the properties of what is not written.
        :param why: the reason for a property of what is written.
        :param reasons: class or property to a reason of its own.
        """
        own = reasons or {}
        for name, number in source.classes().items():
            if number > self._written[name]:
                losses.add_class(name, own.get(name, absent), number - self._written[name])
        for name, number in source.properties().items():
            if name == "rdf:type":  # told by the classes
                continue
            here = self._seen[name] - self._taken[name]
            if here > 0:
                some = "more of them, or in another form, than there is room for" if self._taken[name] else why
                losses.add_property(name, own.get(name, some), here)
            if number > self._seen[name]:
                losses.add_property(name, elsewhere, number - self._seen[name])
        for (name, changed), number in self._changed.items():
            losses.add_value(name, changed, number)


def records(source: Source, *classes: str) -> Iterator[Record]:
    """Give the instances of classes, and of those below them, by IRI.

    :param classes: prefixed names.
    """
    for iri in instances(source, *classes):
        yield record(source, iri)


def instances(source: Source, *classes: str) -> Iterator[str]:
    """Give the IRIs of the instances of classes, and of those below them, in order."""
    return source.shelf.instances(_below(source, classes))


def record(source: Source, iri: str) -> Record:
    """Give what the graph says of one resource."""
    said: dict[str, list[Any]] = {}
    for quad in source.known.quads_for_pattern(NamedNode(iri), None, None, GRAPH):
        said.setdefault(_short(quad.predicate.value), []).append(quad.object)
    for values in said.values():
        if len(values) > 1:
            values.sort(key=str)
    return Record(iri, said)


def subjects(source: Source, name: str, iri: str) -> list[str]:
    """Give the resources that point to one by a property, sorted."""
    found = source.known.quads_for_pattern(None, NamedNode(expand(name)), NamedNode(iri), GRAPH)
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))


def events(source: Source, about: Iterable[str]) -> list[str]:
    """Give the events that a claim is about, also by way of a convoy that has part in them, sorted.

    :param about: what the claim is about.
    """
    found = set()
    for iri in about:
        if any(source.known.quads_for_pattern(NamedNode(iri), _TYPE, _EVENT, GRAPH)):
            found.add(iri)
        found.update(subjects(source, "sem:hasActor", iri))
    return sorted(found)


def label(source: Source, iri: str, lang: str = "en") -> str:
    """Give the label of a resource in a language, or in any, or else its short name or IRI."""
    found: dict[str, str] = {}
    for graph in (GRAPH, VOCABULARY):
        for quad in source.known.quads_for_pattern(NamedNode(iri), _LABEL, None, graph):
            text: Any = quad.object
            tag = getattr(text, "language", None) or ""
            found[tag] = min(text.value, found.get(tag, text.value))
    return found.get(lang) or next((found[tag] for tag in sorted(found)), compact(iri) or iri)


def _below(source: Source, classes: Iterable[str]) -> list[NamedNode]:
    found: dict[NamedNode, None] = {}
    open_ = [NamedNode(expand(name)) for name in classes]
    while open_:
        cls = open_.pop()
        if cls not in found:
            found[cls] = None
            for graph in (GRAPH, VOCABULARY):
                narrower = source.known.quads_for_pattern(None, _BELOW, cls, graph)
                open_ += [quad.subject for quad in narrower if isinstance(quad.subject, NamedNode)]
    return list(found)


_SHORT: dict[str, str] = {}


def _short(iri: str) -> str:
    if iri not in _SHORT:
        _SHORT[iri] = compact(iri) or iri
    return _SHORT[iri]
