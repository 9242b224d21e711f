"""The graph as several: what each report says apart, who made the reports apart, all else in the default graph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby

from pyoxigraph import BlankNode, NamedNode, Quad

from kobe_kg.export.ordering import lines, parsed, unique
from kobe_kg.export.source import Source
from kobe_kg.namespaces import expand

#: The graph of reports and sources: who published what, when, and what each graph of claims was read from.
PROVENANCE = NamedNode(expand("dataset:provenance"))

_TYPE = expand("rdf:type")
_BREAKDOWN = expand("kg:breakdown")
_REPORTS = {expand("kg:reportedIn"), expand("oa:hasSource")}
_DERIVED = NamedNode(expand("prov:wasDerivedFrom"))
_SOURCES = {expand("kg:Report"), expand("kg:Source")}

_Owners = dict[NamedNode | BlankNode, list[NamedNode | None]]


def graph_of(report: NamedNode) -> NamedNode:
    """Name the graph of what a report says.

    >>> graph_of(NamedNode("https://w3id.org/kobe-kg/id/report/afp-0208"))
    <NamedNode value=https://w3id.org/kobe-kg/id/report/afp-0208#claims>
    """
    return NamedNode(f"{report.value}{'-' if '#' in report.value else '#'}claims")


def quads(source: Source, *, by_graph: bool = False) -> Iterator[Quad]:
    """Give the graph's triples in their graphs, each once, sorted.

    A claim or a passage stands in the graph of its report, in each if there are several, and a breakdown where its
    whole does. Reports and sources stand in :data:`PROVENANCE`, with a ``prov:wasDerivedFrom`` from each graph of
    claims to its report: these triples are added. Blank nodes stand where they are used.

    :param by_graph: sort by graph first, the default graph before all others.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", prefix="kobe-") as kept:
        kept.writelines(lines(source.triples()))
        kept.seek(0)
        owners = _owners(_groups(kept))
        kept.seek(0)
        written = (line for quad in _placed(_groups(kept), owners) for line in [_line(quad, by_graph)])
        found = unique(written)
        yield from parsed(line.partition("\t")[2] if by_graph else line for line in found)


def _line(quad: Quad, by_graph: bool) -> str:
    graph = quad.graph_name
    name = str(graph) if isinstance(graph, NamedNode) else ""
    line = f"{quad.triple} {name} .\n" if name else f"{quad.triple} .\n"
    return f"{name}\t{line}" if by_graph else line


def _groups(found: Iterable[str]) -> Iterator[list[Quad]]:
    for _, group in groupby(parsed(found), key=lambda quad: quad.subject):
        yield list(group)


def _owners(groups: Iterable[list[Quad]]) -> _Owners:
    """Find the graphs of what does not name its report itself: breakdowns and blank nodes."""
    owners: _Owners = {}
    for group in groups:
        subject = group[0].subject
        graphs = _graphs(group) or (owners.get(subject) if isinstance(subject, BlankNode) else None) or [None]
        for quad in group:
            term = quad.object
            named = isinstance(term, NamedNode) and quad.predicate.value == _BREAKDOWN
            if named or isinstance(term, BlankNode):
                owners.setdefault(term, graphs)  # type: ignore[arg-type]
    return owners


def _placed(groups: Iterable[list[Quad]], owners: _Owners) -> Iterator[Quad]:
    for group in groups:
        named = _graphs(group)
        subject = group[0].subject
        graphs = named or owners.get(subject, [None])  # type: ignore[arg-type]
        for graph in graphs:
            for quad in group:
                if graph is None:
                    yield quad
                else:
                    yield Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in group if named else ():
            if quad.predicate.value in _REPORTS and isinstance(quad.object, NamedNode):
                yield Quad(graph_of(quad.object), _DERIVED, quad.object, PROVENANCE)


def _graphs(group: list[Quad]) -> list[NamedNode | None]:
    """Give the graphs that a resource names itself, or none."""
    types = {q.object.value for q in group if q.predicate.value == _TYPE and isinstance(q.object, NamedNode)}
    if types & _SOURCES:
        return [PROVENANCE]
    reports = [q.object for q in group if q.predicate.value in _REPORTS and isinstance(q.object, NamedNode)]
    return [graph_of(report) for report in reports]
