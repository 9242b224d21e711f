"""TriG: each report's claims in a graph of their own, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kobe_kg.export.graphs import quads
from kobe_kg.export.source import Source
from kobe_kg.namespaces import PREFIXES
from kobe_kg.turtle.terms import Speller

# Graphs, or resources of one, after which a speller begins anew: it remembers every name.
_REMEMBERED = 1000


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph, graph by graph, the default graph first; all prefixes of the project are declared."""
    for prefix, namespace in sorted(PREFIXES.items()):
        stream.write(f"PREFIX {prefix}: <{namespace}>\n".encode())
    speller = Speller()
    for number, (graph, found) in enumerate(groupby(quads(source), key=lambda quad: quad.graph_name), 1):
        if number % _REMEMBERED == 0:
            speller = Speller()
        named = isinstance(graph, NamedNode)
        stream.write(f"\nGRAPH {_term(graph, speller)} {{".encode() if named else b"")
        for text in _blocks(found, "    " if named else "", speller):
            stream.write(text.encode())
        stream.write(b"}\n" if named else b"")


def _blocks(found: Iterable[Quad], indent: str, speller: Speller) -> Iterator[str]:
    for number, (subject, group) in enumerate(groupby(found, key=lambda quad: quad.subject), 1):
        if number % _REMEMBERED == 0:
            speller = Speller()
        properties: dict[str, list[str]] = {}
        for quad in group:
            properties.setdefault(speller.predicate(quad.predicate.value), []).append(_term(quad.object, speller))
        yield f"\n{indent}{_term(subject, speller)}\n"
        for name, terms in sorted(properties.items(), key=lambda pair: (pair[0] != "a", pair[0])):
            gap = f"\n{indent}        "
            values = f" {terms[0]}" if len(terms) == 1 else gap + f" ,{gap}".join(sorted(terms))
            yield f"{indent}    {name}{values} ;\n"
        yield f"{indent}.\n"


def _term(term: object, speller: Speller) -> str:
    if isinstance(term, NamedNode):
        return speller.name(term.value)
    if isinstance(term, Literal):
        return speller.literal(term)
    assert isinstance(term, BlankNode)
    return f"_:{term.value}"
