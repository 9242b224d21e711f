"""Which page a resource has: one made for its type, or the one any resource has."""

from __future__ import annotations

from kobe_kg.graph import Graph
from kobe_kg.pages.reading import record
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.claim import claim
from kobe_kg.pages.thing.convoy import convoy
from kobe_kg.pages.thing.party import party
from kobe_kg.pages.thing.place import place
from kobe_kg.pages.thing.report import report
from kobe_kg.pages.thing.resource import resource
from kobe_kg.pages.thing.said import kind_of
from kobe_kg.pages.thing.source import source


def page(graph: Graph, site: Site, iri: str, *, page: int = 1, listed: str | None = None) -> str:
    """Make the page of a resource.

    :param iri: one the graph knows.
    :param page: which part of its long list is wanted.
    :param listed: which of its lists, where it has several.
    :raises ParameterError: when there is no such page or list.
    """
    r = record(graph, iri)
    types = set(r.types)
    if kind_of(r):
        return claim(graph, site, iri)
    if "kg:Source" in types:
        return source(graph, site, iri, page=page)
    if "kg:Report" in types:
        return report(graph, site, iri, page=page)
    if types & {"kg:Party", "kg:ArmedGroup"}:
        return party(graph, site, iri, page=page)
    if "kg:Convoy" in types:
        return convoy(graph, site, iri, page=page)
    if "kg:Place" in types:
        return place(graph, site, iri, page=page)
    return resource(graph, site, iri, page=page, listed=listed)
