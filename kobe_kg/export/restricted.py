"""What a graph holds and may not pass on: marked reports and sources, and all that rests on nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode

from kobe_kg.namespaces import PREFIXES, expand

#: What a report, a source or any other resource has as its ``dct:accessRights`` when its licence forbids to pass it on.
MARK = NamedNode(expand("kg:NotForRedistribution"))

# The graphs that tell what is out, and what has gone out last.
_OUT, _LAST = NamedNode(expand("kg:out")), NamedNode(expand("kg:last"))

_MARKED = "its licence forbids to pass it on"
_PUBLISHED = "its publisher forbids to pass it on"
_RESTS = "it rests on nothing that may be passed on"

# What goes with what went out last; it stays as long as anything that is not in the graph kg:out speaks of it.
_RULES = {
    _PUBLISHED: "?x kg:publisher ?source . ?source dct:accessRights kg:NotForRedistribution .",
    _RESTS: """
    {
        GRAPH kg:last { ?report a ?why . }
        ?x oa:hasSource ?report .
    } UNION {
        GRAPH kg:last { ?report a ?why . }
        ?x kg:reportedIn ?report .
        FILTER NOT EXISTS {
            ?x kg:reportedIn ?other .
            FILTER NOT EXISTS { GRAPH kg:out { ?other a ?any . } }
        }
    } UNION {
        GRAPH kg:last { ?claim a ?why . }
        ?x kg:part|kg:usedClaim|kg:assesses|^kg:breakdown ?claim .
    } UNION {
        GRAPH kg:last { ?one a ?why . }
        ?one kg:about|kg:place|kg:attributedTo|sem:hasActor|schema:containedInPlace|schema:memberOf ?x .
        FILTER NOT EXISTS {
            ?other kg:about|kg:place|kg:attributedTo|kg:actsFor|sem:hasActor|sem:hasSubEvent|schema:containedInPlace|
                schema:memberOf ?x .
            FILTER NOT EXISTS { GRAPH kg:out { ?other a ?any . } }
        }
    } UNION {
        GRAPH kg:last { ?one a ?why . }
        ?one kg:cites|kg:publisher ?x .
        { ?x kg:access kg:CitedOnly . } UNION { ?x a kg:Source . }
        FILTER NOT EXISTS { ?x dct:accessRights kg:NotForRedistribution . }
        FILTER NOT EXISTS {
            ?other ?names ?x .
            FILTER NOT EXISTS { GRAPH kg:out { ?other a ?any . } }
        }
    } UNION {
        GRAPH kg:last { ?owner a ?why . }
        ?owner ?property ?x .
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
    it uses; an event, a convoy, a place or a party when nothing that is left speaks of it, a report that was only cited
    and its publisher when nothing that is left names them.

    :param store: the graph, which gets a graph more, ``kg:out``.
    :returns: resource to the reason.
    """
    found: dict[NamedNode | BlankNode, str] = {}
    _add(found, store, _MARKED, "?x dct:accessRights kg:NotForRedistribution . FILTER NOT EXISTS { ?x a kg:Source . }")
    _add(found, store, _PUBLISHED, _RULES[_PUBLISHED])
    last = list(found)
    while last:
        _tell(store, _LAST, last)
        last = _add(found, store, _RESTS, _RULES[_RESTS])
        store.remove_graph(_LAST)
    return found


def _add(
    found: dict[NamedNode | BlankNode, str], store: pyoxigraph.Store, why: str, where: str
) -> list[NamedNode | BlankNode]:
    """Note what a pattern finds, and give what of it is new."""
    graphs: list[Any] = [g for g in store.named_graphs() if g not in (_OUT, _LAST)]
    text = f"SELECT DISTINCT ?x WHERE {{ {where} }}"
    rows: Any = store.query(text, prefixes=PREFIXES, default_graph=graphs, named_graphs=[_OUT, _LAST])
    new = [row["x"] for row in rows if row["x"] not in found and isinstance(row["x"], (NamedNode, BlankNode))]
    found.update(dict.fromkeys(new, why))
    _tell(store, _OUT, new)
    return new


def _tell(store: pyoxigraph.Store, graph: NamedNode, terms: Iterable[NamedNode | BlankNode]) -> None:
    store.extend(pyoxigraph.Quad(term, NamedNode(expand("rdf:type")), MARK, graph) for term in terms)
