"""The canonical text of a graph that does not fit into memory: from rows that somebody else puts in order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from shutil import copyfileobj
from typing import IO

from pyoxigraph import BlankNode, NamedNode, Triple

from kobe_kg.turtle.blanks import Blanks
from kobe_kg.turtle.terms import Speller
from kobe_kg.turtle.writing import block, order, spell, spelled

# Triples after which a speller begins anew: it remembers every name.
_REMEMBERED = 100_000
# Stands for a line end within a row: no spelled term holds it.
_LINE_END = "\0"


def rows(triples: Iterable[Triple], nameless: list[Triple]) -> Iterator[str]:
    r"""Spell triples as rows, to be sorted by code points: subject, predicate and object, parted by tabs.

    :param triples: read once.
    :param nameless: where triples that mention a blank node are noted; those with one as their subject have no row.
    :raises DataError: at a term that only RDF 1.2 knows.

    >>> node = NamedNode("https://w3id.org/kobe-kg/ns#Trucks")
    >>> list(rows([Triple(node, node, node)], []))
    ['kg:Trucks\tkg:Trucks\tkg:Trucks\n']
    """
    speller = Speller()
    for number, triple in enumerate(triples, 1):
        if number % _REMEMBERED == 0:
            speller = Speller()
        subject, predicate, term = spelled(triple, speller)
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            nameless.append(triple)
        if isinstance(triple.subject, NamedNode):
            row = f"{subject}\t{predicate}\t{term}"
            yield row.replace("\n", _LINE_END) + "\n"


def parts(row: str) -> list[str]:
    """Give subject, predicate and object of a row, as they are spelled."""
    return row[:-1].replace(_LINE_END, "\n").split("\t", 2)


def write_rows(found: Iterable[str], nameless: Iterable[Triple], stream: IO[bytes]) -> None:
    """Write sorted rows as canonical Turtle: what :func:`~kobe_kg.turtle.write` gives, block by block.

    :param found: rows, those of one subject together.
    :param nameless: all triples that mention a blank node.
    :raises LimitError: when blank nodes are nested too deep, or need labels and are too alike to be ordered.
    """
    speller = Speller()
    graph = spell(nameless, speller)
    blanks = Blanks(graph)
    nodes = sorted(
        (node for node in graph if node[:2] == "_:" and not blanks.is_nested(node)),
        key=lambda node: order(node, graph, blanks),
    )
    predicates: set[str] = set()
    names: set[str] = set()
    headers: list[str] = []
    with tempfile.TemporaryFile(prefix="kobe-") as body:
        for subject, group in groupby(map(parts, found), key=lambda row: row[0]):
            properties: dict[str, set[str]] = {}
            for _, predicate, term in group:
                properties.setdefault(predicate, set()).add(term)
                names.add(_prefix(term))
            names.add(_prefix(subject))
            graph[subject] = properties
            text = "".join(block(subject, blanks, predicates))
            del graph[subject]
            if "owl:Ontology" in properties.get("a", ()):
                headers.append(text)
            else:
                body.write(f"\n\n{text}".encode())
        for node in nodes:
            body.write(f"\n\n{''.join(block(node, blanks, predicates))}".encode())
        declared = "\n".join(speller.declarations({*predicates, *names} - {""}))
        head = "\n\n".join(part for part in (declared, *headers) if part).encode()
        some = body.tell() > 0
        body.seek(0 if head else 2)  # without a head, the first block begins the text
        stream.write(head)
        copyfileobj(body, stream)
        stream.write(b"\n" if head or some else b"")


def _prefix(text: str) -> str:
    """Give the prefix in a spelled term, with its colon; an empty text if there is none."""
    if text[0] == '"':
        text = text[text.rindex('"') + 1 :].removeprefix("^^")
    if not text or text[0] in "<_@":
        return ""
    prefix, colon, _ = text.partition(":")
    return f"{prefix}:" if colon else ""
