"""What a graph holds and may not pass on: marked reports and sources, and all that rests on nothing else."""

from __future__ import annotations

from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode

from kobe_kg.namespaces import PREFIXES, expand

#: What a report, a source or any other resource has as its ``dct:accessRights`` when its licence forbids to pass it on.
MARK = NamedNode(expand("kg:NotForRedistribution"))

# The graph that tells what is out.
_OUT = NamedNode(expand("kg:out"))

_MARKED = "its licence forbids to pass it on"
_PUBLISHED = "its publisher forbids to pass it on"
_RESTS = "it rests on nothing that may be passed on"

# What goes with what is out; the store holds those in the graph kg:out.
_RULES = {
    _PUBLISHED: "?x kg:publisher ?source . ?source dct:accessRights kg:NotForRedistribution .",
    _RESTS: """
    {
        ?x oa:hasSource ?report .
        GRAPH kg:out { ?report a ?why . }
    } UNION {
        ?x kg:reportedIn ?report .
        GRAPH kg:out { ?report a ?why . }
        FILTER NOT EXISTS {
            ?x kg:reportedIn ?other .
            FILTER NOT EXISTS { GRAPH kg:out { ?other a ?any . } }
        }
    } UNION {
        ?x kg:part|kg:usedClaim|kg:assesses|^kg:breakdown ?claim .
        GRAPH kg:out { ?claim a ?why . }
    } UNION {
        ?claim kg:about|kg:place|sem:hasActor ?x .
        GRAPH kg:out { ?claim a ?why . }
        FILTER NOT EXISTS {
            ?other kg:about|kg:place|sem:hasActor|sem:hasSubEvent|schema:containedInPlace ?x .
            FILTER NOT EXISTS { GRAPH kg:out { ?other a ?any . } }
        }
    } UNION {
        ?owner ?property ?x .
        GRAPH kg:out { ?owner a ?why . }
        FILTER(ISBLANK(?x))
    }
    """,
}


def asked() -> str:
    """Give the query that tells whether anything is marked."""
    return f"ASK {{ ?x <{expand('dct:accessRights')}> {MARK} }}"


def restricted(store: pyoxigraph.Store) -> dict[NamedNode | BlankNode, str]:
    """Find what may not be passed on.

    A marked source may be named, and what it says elsewhere is told; the reports it published may not. A claim is out
    when none of its reports is left, a passage with its report; a breakdown, an assessment or an estimate with a claim
    it uses; an event, a convoy or a place when nothing that is left speaks of it.

    :param store: the graph, which gets a graph more.
    :returns: resource to the reason.
    """
    found: dict[NamedNode | BlankNode, str] = {}
    _add(found, store, _MARKED, "?x dct:accessRights kg:NotForRedistribution . FILTER NOT EXISTS { ?x a kg:Source . }")
    _add(found, store, _PUBLISHED, _RULES[_PUBLISHED])
    while _add(found, store, _RESTS, _RULES[_RESTS]):
        pass
    return found


def _add(found: dict[NamedNode | BlankNode, str], store: pyoxigraph.Store, why: str, where: str) -> bool:
    """Note what a pattern finds; tell whether any of it is new."""
    graphs: list[Any] = [g for g in store.named_graphs() if g != _OUT]
    text = f"SELECT DISTINCT ?x WHERE {{ {where} }}"
    rows: Any = store.query(text, prefixes=PREFIXES, default_graph=graphs, named_graphs=[_OUT])
    new = [row["x"] for row in rows if row["x"] not in found and isinstance(row["x"], (NamedNode, BlankNode))]
    for term in new:
        found[term] = why
        store.add(pyoxigraph.Quad(term, NamedNode(expand("rdf:type")), MARK, _OUT))
    return bool(new)
