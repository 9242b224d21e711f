"""The page of a place: where it is, how it is written, and the claims that name it and for what."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from pyoxigraph import NamedNode

from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import map as maps
from kobe_kg.pages.frame import page as framed
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, Text, record, rows, text_of
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.facts import facts
from kobe_kg.pages.thing.party import naming
from kobe_kg.pages.thing.said import claims

_WITHIN = "SELECT DISTINCT ?s WHERE { ?s schema:containedInPlace {at} } ORDER BY ?s"


def place(graph: Graph, site: Site, iri: str, *, page: int = 1) -> str:
    """Make the page of a place.

    :param page: which part of the claims that name it is wanted.
    """
    r, names = record(graph, iri), Names(graph, site.lang)
    listed = naming(graph, names, iri, "kg:place", "kg:aspect")
    shown = part(listed, page, site)
    told = claims(graph, names, [x for x, _ in shown.items], lang=site.lang)
    groups = [
        (topic, [told[x] for x, _ in some if x in told])
        for topic, some in ((k, list(v)) for k, v in groupby(shown.items, key=lambda row: row[1]))
    ]
    within = [s.value for (s,) in rows(graph, _WITHIN, at=iri) if isinstance(s, NamedNode)]
    names.fetch(within)
    spelt = [text_of(o, "") for name in ("rdfs:label", "skos:altLabel") for o in r.texts(name)]
    return framed(
        "place.html",
        graph,
        site,
        r,
        names,
        facts=facts(graph, r, names, site, leave_out=("rdf:type", "rdfs:label", "skos:altLabel", "skos:editorialNote")),
        spellings=_spellings(spelt),
        within=within,
        drawing_of=maps.place(graph, site, iri),
        topics=list(Counter(topic for _, topic in listed).items()),
        shown=shown,
        groups=groups,
        behind={
            "queries": [
                (site.say("Where it is said to have happened"), "places", {}),
                (site.say("Spellings"), "spellings", {}),
            ],
            "command": f"kobe show place:{iri.rpartition('/')[2]}",
        },
    )


def _spellings(texts: list[Text]) -> list[tuple[Text, list[str]]]:
    """Put spellings together with the languages they are of."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(text.value, []).append(text.lang)
    return [(Text(value, next(filter(None, langs), "")), [*filter(None, langs)]) for value, langs in found.items()]
