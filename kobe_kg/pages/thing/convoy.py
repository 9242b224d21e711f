"""The page of a convoy: what it was made of, by who says so, like beside like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from pyoxigraph import NamedNode

from kobe_kg.graph import Graph
from kobe_kg.namespaces import expand
from kobe_kg.pages.event.compared import events_of
from kobe_kg.pages.frame import page as framed
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, record, rows
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.facts import facts
from kobe_kg.pages.thing.said import Said, claims
from kobe_kg.pages.thing.source import topics


def convoy(graph: Graph, site: Site, iri: str, *, page: int = 1) -> str:
    """Make the page of a convoy.

    :param page: which part of the claims about it is wanted.
    """
    r, names = record(graph, iri), Names(graph, site.lang)
    present, others = _about(graph, iri)
    told = claims(graph, names, [*present, *others], lang=site.lang)
    order = sorted(told.values(), key=_order(Counter(s.heading for s in told.values())))
    makeup = [said for said in order if said.outcome == expand("kg:Present")]
    rest = [said for said in order if said.outcome != expand("kg:Present")]
    shown = part([*makeup, *rest], page, site)
    here = list(shown.items)
    events = events_of(graph, (iri,))
    names.fetch(events)
    return framed(
        "convoy.html",
        graph,
        site,
        r,
        names,
        events=events,
        facts=facts(graph, r, names, site, leave_out=("rdf:type", "rdfs:label", "skos:editorialNote")),
        shown=shown,
        makeup=topics([s for s in here if s.outcome == expand("kg:Present")], site),
        rest=topics([s for s in here if s.outcome != expand("kg:Present")], site),
        kinds=len({s.topic for s in makeup}),
        speakers=len({s.speaker for s in makeup}),
        behind={
            "queries": [
                (site.say("What the convoy was made of"), "convoy", {"event": event.rpartition("/")[2]})
                for event in events[:1]
            ],
            "command": f"kobe show convoy:{iri.rpartition('/')[2]}",
        },
    )


def _about(graph: Graph, iri: str) -> tuple[list[str], list[str]]:
    """List the claims about a convoy: those that count what was in it, and all others."""
    text = "SELECT DISTINCT ?x (EXISTS { ?x kg:outcome kg:Present } AS ?in) WHERE { ?x kg:about {at} } ORDER BY ?x"
    found = [
        (x.value, getattr(inside, "value", "") == "true")
        for x, inside in rows(graph, text, at=iri)
        if isinstance(x, NamedNode)
    ]
    return [x for x, inside in found if inside], [x for x, inside in found if not inside]


def _order(many: Counter[str]) -> Callable[[Said], tuple[object, ...]]:
    return lambda s: (-many[s.heading], s.heading, s.day is None, str(s.day), s.claim)
