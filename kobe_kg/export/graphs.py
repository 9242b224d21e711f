"""The graph as several: what each report says apart, who made the reports apart, all else in the default graph."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby

from pyoxigraph import NamedNode, Quad

from kobe_kg.export.ordering import lines, once, parsed, unique
from kobe_kg.export.source import Source
from kobe_kg.namespaces import expand

#: The graph of reports and sources: who published what, when, and what each graph of claims was read from.
PROVENANCE = NamedNode(expand("dataset:provenance"))

# Terms as they stand in a line.
_TYPE = f"<{expand('rdf:type')}>"
_BREAKDOWN = f"<{expand('kg:breakdown')}>"
_REPORTS = {f"<{expand(name)}>" for name in ("kg:reportedIn", "oa:hasSource")}
_DERIVED = f"<{expand('prov:wasDerivedFrom')}>"
_SOURCES = {f"<{expand(name)}>" for name in ("kg:Report", "kg:Source")}

# The lines of one subject: predicate, object, and the line.
_Group = list[tuple[str, str, str]]
# Breakdown or blank node to the graphs it stands in; an empty text is the default graph.
_Owners = dict[str, list[str]]


def graph_of(report: NamedNode) -> NamedNode:
    """Name the graph of what a report says.

    >>> graph_of(NamedNode("https://w3id.org/kobe-kg/id/report/afp-0208"))
    <NamedNode value=https://w3id.org/kobe-kg/id/report/afp-0208#claims>
    """
    return NamedNode(f"{report.value}{'-' if '#' in report.value else '#'}claims")


def quads(source: Source) -> Iterator[Quad]:
    """Give the graph's triples in their graphs, each once, sorted by graph first, the default graph before all others.

    A claim or a passage stands in the graph of its report, in each if there are several, and a breakdown where its
    whole does. Reports and sources stand in :data:`PROVENANCE`, with a ``prov:wasDerivedFrom`` from each graph of
    claims to its report: these triples are added. Blank nodes stand where they are used.
    """
    found = unique(f"{graph}\t{line}" for graph, line in _quads(source))
    yield from parsed(line.partition("\t")[2] for line in found)


def quad_lines(source: Source) -> Iterator[str]:
    """Give the same as lines of N-Quads, sorted by code points."""
    yield from once(line for _, line in _quads(source))


def _quads(source: Source) -> Iterator[tuple[str, str]]:
    """Give graphs with their lines of N-Quads, in order of line."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", prefix="kobe-") as kept,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", prefix="kobe-") as added,
    ):
        kept.writelines(lines(source.triples()))
        kept.seek(0)
        owners: _Owners = {}
        added.writelines(unique(_derived(_groups(kept), owners)))
        kept.seek(0)
        added.seek(0)
        provenance = str(PROVENANCE)
        yield from heapq.merge(
            ((provenance, line) for line in added), _placed(_groups(kept), owners), key=lambda pair: pair[1]
        )


def _groups(found: Iterable[str]) -> Iterator[tuple[str, _Group]]:
    rows = (line.split(" ", 2) for line in found)
    for subject, group in groupby(rows, key=lambda row: row[0]):
        yield subject, [(predicate, rest[:-3], f"{subject} {predicate} {rest}") for _, predicate, rest in group]


def _derived(groups: Iterable[tuple[str, _Group]], owners: _Owners) -> Iterator[str]:
    """Give the quads that are added, and note the graphs of what does not name its report itself.

    :param owners: where these are noted: breakdowns and blank nodes.
    """
    provenance = str(PROVENANCE)
    for subject, group in groups:
        named = _graphs(group)
        graphs = named or (owners.get(subject) if subject[0] == "_" else None) or [""]
        for predicate, term, _ in group:
            if term[0] == "_" or (predicate == _BREAKDOWN and term[0] == "<"):
                owners.setdefault(term, graphs)
            if predicate in _REPORTS and term[0] == "<":
                yield f"{_graph_of(term)} {_DERIVED} {term} {provenance} .\n"


def _placed(groups: Iterable[tuple[str, _Group]], owners: _Owners) -> Iterator[tuple[str, str]]:
    for subject, group in groups:
        graphs = _graphs(group) or owners.get(subject, [""])
        if len(graphs) == 1:
            graph = graphs[0]
            yield from ((graph, _in(line, graph)) for _, _, line in group)
        else:
            yield from sorted(((graph, _in(line, graph)) for graph in graphs for _, _, line in group), key=_line)


def _line(pair: tuple[str, str]) -> str:
    return pair[1]


def _in(line: str, graph: str) -> str:
    return f"{line[:-3]} {graph} .\n" if graph else line


def _graphs(group: _Group) -> list[str]:
    """Give the graphs that a resource names itself, or none."""
    if any(predicate == _TYPE and term in _SOURCES for predicate, term, _ in group):
        return [str(PROVENANCE)]
    reports = (term for predicate, term, _ in group if predicate in _REPORTS and term[0] == "<")
    return list(dict.fromkeys(map(_graph_of, reports)))


def _graph_of(report: str) -> str:
    return str(graph_of(NamedNode(report[1:-1])))
