"""Turtle in its canonical form: one file, or a folder laid out as a graph is kept."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, NamedNode, Triple

from kobe_kg import turtle
from kobe_kg.export.source import Source
from kobe_kg.namespaces import CLASS_PREFIX, compact, expand

_PLURALS = {"party": "parties"}
# Where what has no type of ours is written.
_REST = "others.ttl"


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph as one file, as ``kobe format`` would leave it; it is held in memory."""
    stream.write(turtle.write(source.triples()).encode())


def write_folder(source: Source, folder: Path) -> None:
    """Write the graph as files: one a kind of resource, and claims by who published the report they stand in."""
    about: dict[NamedNode | BlankNode, list[Triple]] = defaultdict(list)
    for triple in source.triples():
        about[triple.subject].append(triple)  # type: ignore[index]
    pages: dict[str, list[Triple]] = defaultdict(list)
    for subject, name in _places(about).items():
        pages[name] += about[subject]
    for name, triples in sorted(pages.items()):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(turtle.write(triples).encode())


def _places(about: dict[NamedNode | BlankNode, list[Triple]]) -> dict[NamedNode | BlankNode, str]:
    """Give the file of each resource; blank nodes that hang together stand in one."""
    places: dict[NamedNode | BlankNode, str] = {
        node: _place(triples, about) for node, triples in about.items() if isinstance(node, NamedNode)
    }
    waiting = sorted(places, key=lambda node: node.value)
    while waiting:
        node = waiting.pop()
        for triple in about.get(node, ()):
            term = triple.object
            if isinstance(term, BlankNode) and term not in places:
                places[term] = places[node]
                waiting.append(term)
    return {node: places.get(node, _REST) for node in about}


def _place(triples: list[Triple], about: dict[NamedNode | BlankNode, list[Triple]]) -> str:
    classes = sorted(compact(iri) or "" for iri in _values(triples, "rdf:type"))
    kinds = [CLASS_PREFIX[name] for name in classes if name in CLASS_PREFIX]
    if not kinds:
        return "dataset.ttl" if "dcat:Dataset" in classes else _REST
    if kinds[0] != "claim":
        return f"{_PLURALS.get(kinds[0], f'{kinds[0]}s')}.ttl"
    reports = _values(triples, "kg:reportedIn")
    publishers = _values(about.get(NamedNode(reports[0]), []), "kg:publisher") if reports else []
    name = compact(publishers[0]) if publishers else None
    return f"claims/{name.partition(':')[2] if name else 'unknown'}.ttl"


def _values(triples: list[Triple], predicate: str) -> list[str]:
    iri = expand(predicate)
    return sorted(t.object.value for t in triples if t.predicate.value == iri and isinstance(t.object, NamedNode))
