"""A graph by subject, in a file: for exports that tell one resource after another, however many there are.

What is held in memory is little: where in the file a subject stands, and in which parts a property or a class does.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kobe_kg.export.ordering import unique
from kobe_kg.namespaces import KG, PREFIXES, compact, expand

#: A term that a pattern may give.
Given: TypeAlias = NamedNode | BlankNode | Literal | Triple | None

#: Bytes of a block: what is read at once.
BLOCK = 16_000
# Blocks that are remembered, and resources.
_BLOCKS, _RESOURCES = 500, 5_000
_TYPE = str(NamedNode(expand("rdf:type")))
_OWN = f"<{KG}"
_XSD = f'"^^<{PREFIXES["xsd"]}'


class Shelf:
    """Triples in the order of their subjects; it answers the patterns that an export asks for, as a store does.

    :param triples: read once; in any order, some perhaps twice.
    :param graph: the graph they are said to stand in.
    :param vocabulary: a store with the terms and code lists, in graphs of another name.

    >>> a, b, p = (NamedNode(f"x:{name}") for name in "abp")
    >>> shelf = Shelf([Triple(b, p, a), Triple(a, p, Literal(1)), Triple(a, p, b)], p, pyoxigraph.Store())
    >>> [str(quad.object) for quad in shelf.quads_for_pattern(a, p, None)]
    ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '<x:b>']
    >>> [quad.subject.value for quad in shelf.quads_for_pattern(None, p, a)], shelf.properties
    (['x:b'], {'x:p': 3})
    >>> shelf.close()
    """

    def __init__(self, triples: Iterable[Triple], graph: NamedNode, vocabulary: pyoxigraph.Store) -> None:
        self._graph = graph
        self._vocabulary = vocabulary
        self._file = tempfile.TemporaryFile("w+b", prefix="kobe-")  # noqa: SIM115 - as long as the shelf
        #: First subject of each block, and where the block begins; behind them the end of the file.
        self._firsts: list[str] = []
        self._starts = array("Q")
        # Property, or property and class for rdf:type, to the blocks that hold it, and how often.
        self._places: dict[str, array[int]] = defaultdict(lambda: array("L"))
        self._counts: dict[str, int] = defaultdict(int)
        self._others: set[str] = set()
        self._pointing: dict[str, dict[str, list[str]]] = {}
        self._block = lru_cache(_BLOCKS)(self._read)
        self._said = lru_cache(_RESOURCES)(self._parsed)
        with ExitStack() as stack:
            stack.callback(self.close)
            self._fill(triples)
            stack.pop_all()

    def close(self) -> None:
        """Take the file away."""
        self._file.close()

    @property
    def properties(self) -> dict[str, int]:
        """The properties by prefixed name or IRI, and how many triples each has."""
        return self._named({key: number for key, number in self._counts.items() if " " not in key})

    @property
    def classes(self) -> dict[str, int]:
        """The classes by prefixed name or IRI, and how many instances each has."""
        found = {key.partition(" ")[2]: number for key, number in self._counts.items() if " <" in key}
        return self._named(found)

    def instances(self, classes: Iterable[NamedNode]) -> Iterator[str]:
        """Give the IRIs of the instances of any of the classes, in order."""
        keys = {f"{_TYPE} {cls}" for cls in classes}
        rows = {f"{key} ." for key in keys}
        for number in sorted({number for key in keys if key in self._places for number in self._places[key]}):
            for subject, said in self._block(number).items():
                if not subject.startswith("_:") and not rows.isdisjoint(said.split("\n")):
                    yield subject

    def names_others(self, predicate: NamedNode) -> bool:
        """Tell whether a property has an IRI for a value that is no term of the project."""
        return str(predicate) in self._others

    def values(self, predicate: NamedNode) -> Iterator[str]:
        """Give the values of a property as N-Triples has them, each as often as it is said."""
        for _, term in self._pairs(str(predicate)):
            yield term

    def having(self, predicate: NamedNode) -> set[str]:
        """Give the subjects that have a property: IRIs, and the names of blank nodes."""
        return {subject for subject, _ in self._pairs(str(predicate))}

    def resources(self, only: NamedNode | None = None) -> Iterator[tuple[NamedNode | BlankNode, list[tuple[str, str]]]]:
        """Give the subjects, each with the IRIs of properties and the values, as N-Triples has these.

        :param only: the one that is wanted.
        """
        for number in range(len(self._firsts)) if only is None else self._where(only.value):
            for subject, said in self._block(number).items():
                if only is None or subject == only.value:
                    pairs = (row.partition(" ") for row in said.split("\n"))
                    yield _node(subject), [(predicate[1:-1], term[:-2]) for predicate, _, term in pairs]

    def quads_for_pattern(
        self, subject: Given, predicate: NamedNode | None, object_: Given, graph: NamedNode | None = None
    ) -> Iterable[Quad]:
        """Give what fits, in order of subject: what a resource says, who points to one, or everything."""
        if graph == self._graph:
            return self._own(subject, predicate, object_)
        others = self._vocabulary.quads_for_pattern(subject, predicate, object_, graph)  # type: ignore[arg-type]
        return others if graph is not None else chain(others, self._own(subject, predicate, object_))

    def _own(self, subject: Given, predicate: NamedNode | None, object_: Given) -> Iterable[Quad]:
        if subject is None and predicate is not None and object_ is not None:
            return (Quad(_node(one), predicate, object_) for one in self._having(str(predicate), str(object_)))
        found = self._everything() if subject is None else self._said(_key(subject))
        if predicate is not None:
            found = (quad for quad in found if quad.predicate == predicate)
        return found if object_ is None else (quad for quad in found if quad.object == object_)

    def _everything(self) -> Iterator[Quad]:
        blocks = (self._block(number) for number in range(len(self._firsts)))
        return chain.from_iterable(_quads(subject, said) for block in blocks for subject, said in block.items())

    def _having(self, predicate: str, term: str) -> Iterable[str]:
        """Give the subjects that have a value of a property."""
        if predicate != _TYPE:
            return self._pointed(predicate).get(term, ())
        key = f"{_TYPE} {term}"
        blocks = (self._block(number) for number in self._places.get(key, ()))
        return (subject for block in blocks for subject, said in block.items() if f"{key} ." in said.split("\n"))

    def _pointed(self, predicate: str) -> dict[str, list[str]]:
        """Give the values of a property with their subjects; they are held from then on."""
        if predicate not in self._pointing:
            found = self._pointing[predicate] = defaultdict(list)
            for subject, term in self._pairs(predicate):
                found[term].append(subject)
        return self._pointing[predicate]

    def _pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Give the subjects and values of a property, in order."""
        for number in self._places.get(predicate, ()):
            for subject, said in self._block(number).items():
                for row in said.split("\n"):
                    here, _, term = row.partition(" ")
                    if here == predicate:
                        yield subject, term[:-2]

    def _fill(self, triples: Iterable[Triple]) -> None:
        """Write resource after resource, each as its name, the lines of what is said of it, and an empty line."""
        at, start = 0, -BLOCK
        rows = (row.partition("\t") for row in unique(_rows(triples)))
        for subject, group in groupby(rows, key=itemgetter(0)):
            if at - start >= BLOCK:
                start = at
                self._firsts.append(subject)
                self._starts.append(at)
            said = [row for _, _, row in group]
            self._note(said)
            at += self._file.write(f"{subject}\n{''.join(said)}\n".encode())
        self._starts.append(at)

    def _note(self, said: Iterable[str]) -> None:
        """Note what is said where."""
        here = len(self._firsts) - 1
        for row in said:
            predicate, _, term = row.partition(" ")
            if term[0] == "<" and not term.startswith(_OWN):
                self._others.add(predicate)
            for key in (predicate, row[:-3]) if predicate == _TYPE else (predicate,):
                self._counts[key] += 1
                places = self._places[key]
                if not places or places[-1] != here:
                    places.append(here)

    def _read(self, number: int) -> dict[str, str]:
        """Read a block: subject to what is said of it, in lines as N-Triples has them."""
        start, end = self._starts[number], self._starts[number + 1]
        self._file.seek(start)
        resources = self._file.read(end - start)[:-2].decode().split("\n\n")
        return {subject: said for subject, _, said in (text.partition("\n") for text in resources)}

    def _where(self, subject: str) -> range:
        """Give the block that holds a subject, if any does."""
        number = bisect_right(self._firsts, subject) - 1
        return range(max(number, 0), number + 1)

    def _parsed(self, subject: str) -> list[Quad]:
        return [quad for at in self._where(subject) for quad in _quads(subject, self._block(at).get(subject, ""))]

    @staticmethod
    def _named(found: dict[str, int]) -> dict[str, int]:
        return dict(sorted((compact(key[1:-1]) or key[1:-1], number) for key, number in found.items()))


def _key(subject: Given) -> str:
    return subject.value if isinstance(subject, NamedNode) else str(subject)


def _node(subject: str) -> NamedNode | BlankNode:
    return BlankNode(subject[2:]) if subject.startswith("_:") else NamedNode(subject)


def _quads(subject: str, said: str) -> list[Quad]:
    node = _node(subject)
    text = said.replace("\n", f"\n{node} ")
    return list(parse(f"{node} {text}", format=RdfFormat.N_TRIPLES)) if said else []


def _rows(triples: Iterable[Triple]) -> Iterator[str]:
    for triple in triples:
        text = str(triple)
        if _XSD in text and isinstance(triple.object, Literal):
            text = f"{triple.subject} {triple.predicate} {_plain(triple.object)}"
        subject, _, said = text.partition(" ")
        yield f"{subject.strip('<>')}\t{said} .\n"


@lru_cache(50_000)
def _plain(term: Literal) -> Literal:
    """Give a literal as a store keeps it: numbers in their plainest form."""
    node = NamedNode("x:x")
    kept = pyoxigraph.Store()
    kept.add(Quad(node, node, term))
    found = next(iter(kept)).object
    assert isinstance(found, Literal)
    return found
