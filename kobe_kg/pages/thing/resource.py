"""The page of any resource: what is said of it, and what names it, list by list."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kobe_kg.errors import ParameterError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact, expand
from kobe_kg.pages.frame import page as framed
from kobe_kg.pages.listing import SIZE, Part, window
from kobe_kg.pages.reading import Names, Text, node, record, rows
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.facts import facts, named

#: Property that names a resource to what its subjects are called together; any other has its own name.
TITLES = {
    "kg:about": "Claims about it",
    "kg:absenceOf": "Claims that say it is missing",
    "kg:aspect": "Claims on it",
    "kg:assesses": "Assessments of it",
    "kg:attributedTo": "Claims that name it",
    "kg:basis": "Claims that rest on it",
    "kg:breakdown": "Claims divided so",
    "kg:cites": "Claims that cite it",
    "kg:evidence": "Claims it is the passage of",
    "kg:hedge": "Claims hedged so",
    "kg:originality": "Claims known so",
    "kg:outcome": "Claims that tell of it",
    "kg:place": "Claims that name it as a place",
    "kg:population": "Claims that count it",
    "kg:publisher": "Reports it published",
    "kg:qualifier": "Claims worded so",
    "kg:relays": "Claims that relay it",
    "kg:reportedIn": "Claims printed in it",
    "kg:role": "Claims that name someone as it",
    "kg:speaker": "Claims by it",
    "kg:supersedes": "Claims that replace it",
    "kg:usedClaim": "Estimates made of it",
    "kg:withdrawnIn": "Claims withdrawn in it",
    "rdf:type": "All of this class",
    "skos:broader": "Narrower",
    "skos:inScheme": "What it lists",
}
# How many of a list stand on the page before it has one of its own.
_SHOWN = 25


class List(NamedTuple):
    """What names the resource by one property."""

    #: The property, in short form, and the heading.
    name: str
    title: Text
    #: What is shown of it.
    part: Part
    #: The short form of the property where the whole list has a page of its own, else empty.
    more: str


def resource(graph: Graph, site: Site, iri: str, *, page: int = 1, listed: str | None = None) -> str:
    """Make the page of any resource.

    :param page: which part of a list is wanted.
    :param listed: the property whose list is wanted alone, in short form or as an IRI.
    :raises ParameterError: when nothing names it by that property.
    """
    r, names = record(graph, iri), Names(graph, site.lang)
    counts = _counts(graph, iri)
    names.fetch([iri, *r.nodes("rdf:type")])
    if listed is not None and listed not in counts:
        hint = f"known: {', '.join(sorted(counts))}" if counts else None
        raise ParameterError(f"'list' is a property by which something names it, not {listed!r}", hint=hint)
    if listed is None:
        lists = [_list(graph, iri, name, n, 1, names, site, short=True) for name, n in counts.items()]
    else:
        lists = [_list(graph, iri, listed, counts[listed], page, names, site, short=False)]
    return framed(
        "resource.html",
        graph,
        site,
        r,
        names,
        types=r.nodes("rdf:type"),
        facts=facts(
            graph, r, names, site, leave_out=("rdf:type", "rdfs:label", "skos:definition", "skos:editorialNote")
        ),
        definition=r.worded("skos:definition", site.lang),
        lists=sorted(lists, key=lambda each: (each.name not in TITLES, each.title.value)),
        alone=listed is not None,
        behind={"command": f"kobe show {compact(iri) or iri}"},
    )


def _counts(graph: Graph, iri: str) -> dict[str, int]:
    """Count what names a resource, by property."""
    text = "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p {at} . FILTER(isIRI(?s)) } GROUP BY ?p ORDER BY ?p"
    return {
        compact(p.value) or p.value: int(n.value)
        for p, n in rows(graph, text, at=iri)
        if isinstance(p, NamedNode) and isinstance(n, Literal)
    }


def _list(graph: Graph, iri: str, name: str, total: int, page: int, names: Names, site: Site, *, short: bool) -> List:
    size = _SHOWN if short and total > SIZE else SIZE
    bounds = window(total, page, site, size=size)
    text = f"""SELECT DISTINCT ?s WHERE {{ ?s {node(_whole(name))} {{at}} . FILTER(isIRI(?s)) }}
        ORDER BY ?s LIMIT {bounds.size} OFFSET {bounds.first - 1}"""
    found = [s.value for (s,) in rows(graph, text, at=iri) if isinstance(s, NamedNode)]
    names.fetch(found)
    title = Text(site.say(TITLES[name])) if name in TITLES else named(name, names, site)
    return List(name, title, bounds._replace(items=found), name if bounds.pages > 1 and short else "")


def _whole(name: str) -> str:
    return name if "//" in name or name.startswith("urn:") else expand(name)
