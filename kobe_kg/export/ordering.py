"""Triples in one order, whatever order they came in and however many they are."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Triple, parse

from kobe_kg.errors import DataError
from kobe_kg.files import temporary_folder
from kobe_kg.turtle.numbering import Edges, number

#: Lines that are sorted in memory at a time; more are parted into files and merged.
CHUNK = 150_000
# Files that are merged at a time: a process may not have many open.
_FAN = 100


def lines(triples: Iterable[Triple]) -> Iterator[str]:
    """Give triples as lines of N-Triples, each once, sorted by code points.

    Blank nodes get labels that follow from what is said of them. Triples with blank nodes are held in memory. All
    others are not: they are sorted in parts, in temporary files, and merged.

    :param triples: read once.
    :raises DataError: at a term that only RDF 1.2 knows.
    :raises LimitError: when blank nodes are too alike to be told apart.

    >>> from pyoxigraph import NamedNode
    >>> nodes = [NamedNode("https://example.org/" + name) for name in "bac"]
    >>> print("".join(lines(Triple(node, nodes[0], nodes[1]) for node in nodes[:2])), end="")
    <https://example.org/a> <https://example.org/b> <https://example.org/a> .
    <https://example.org/b> <https://example.org/b> <https://example.org/a> .
    """
    return unique(_written(triples))


def unique(found: Iterator[str]) -> Iterator[str]:
    """Give lines sorted by code points, each once, however many they are."""
    first = sorted(islice(found, CHUNK))
    if len(first) < CHUNK:
        yield from once(first)
        return
    with temporary_folder() as folder:
        yield from once(_sorted(first, found, folder))


def once(found: Iterable[str]) -> Iterator[str]:
    """Leave out lines that are like the one before."""
    last = ""
    for line in found:
        if line != last:
            yield line
        last = line


def parsed(found: Iterable[str]) -> Iterator[Quad]:
    """Give the quads of lines, a few read at a time."""
    rest = iter(found)
    while block := "".join(islice(rest, 1000)):
        yield from parse(block, format=RdfFormat.N_QUADS)


def labels(triples: Iterable[Triple]) -> dict[Any, BlankNode]:
    """Name blank nodes by what is said of them, so that the same graph gives the same names.

    :param triples: all that mention a blank node.
    :raises LimitError: when they are too alike to be told apart.
    """
    edges: Edges = {}
    nodes: dict[str, BlankNode] = {}
    for triple in triples:
        subject, predicate, term = str(triple.subject), str(triple.predicate), str(triple.object)
        if isinstance(triple.subject, BlankNode):
            nodes[subject] = triple.subject
            edges.setdefault(subject, []).append(("out", predicate, term))
        if isinstance(triple.object, BlankNode):
            nodes[term] = triple.object
            edges.setdefault(term, []).append(("in", predicate, subject))
    order = number({node: sorted(set(around)) for node, around in edges.items()})
    return {nodes[node]: BlankNode(f"b{place}") for place, node in enumerate(order, 1)}


def ordered(triples: Iterable[Triple]) -> list[Triple]:
    """Give triples in the order of :func:`lines`, each once, their blank nodes named as there; all are held.

    :raises DataError: at a term that only RDF 1.2 knows.
    :raises LimitError: when blank nodes are too alike to be told apart.
    """
    return [triple for _, triple in sorted({f"{triple} .\n": triple for triple in _named(triples)}.items())]


def _written(triples: Iterable[Triple]) -> Iterator[str]:
    return (f"{triple} .\n" for triple in _named(triples))


def _named(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Name the blank nodes of triples."""
    held: list[Triple] = []
    for triple in triples:
        _check(triple)
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            held.append(triple)
        else:
            yield triple
    names = labels(held)
    for triple in held:
        subject: Any = names.get(triple.subject, triple.subject)
        term: Any = names.get(triple.object, triple.object)
        yield Triple(subject, triple.predicate, term)


def _check(triple: Triple) -> None:
    term = triple.object
    newer = isinstance(triple.subject, Triple) or isinstance(term, Triple)
    if newer or (isinstance(term, Literal) and term.direction is not None):
        raise DataError(f"only RDF 1.2 can say this, and the export is RDF 1.1: {triple}")


def _sorted(part: list[str], found: Iterator[str], folder: Path) -> Iterator[str]:
    """Sort what does not fit into memory.

    :param part: the first part, sorted.
    """
    parts: list[Path] = []
    while part:
        parts.append(_put(part, folder / f"{len(parts)}"))
        part = sorted(islice(found, CHUNK))
    level = 0
    while len(parts) > _FAN:
        level += 1
        groups = [parts[at : at + _FAN] for at in range(0, len(parts), _FAN)]
        parts = [_put(_merged(group), folder / f"{level}-{place}") for place, group in enumerate(groups)]
    yield from _merged(parts)


def _put(some: Iterable[str], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(some)
    return path


def _merged(parts: list[Path]) -> Iterator[str]:
    with ExitStack() as stack:
        yield from heapq.merge(*(stack.enter_context(p.open(encoding="utf-8", newline="\n")) for p in parts))
    for path in parts:
        path.unlink()
