"""The page of a party: who names it, as what and how surely; who speaks for it; what it says of its own losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.pages.event.compared import events_of
from kobe_kg.pages.frame import page as framed
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, Record, record, rows
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.facts import facts
from kobe_kg.pages.thing.said import Said, claims

_SPEAKERS = "SELECT DISTINCT ?s WHERE { ?s kg:actsFor {at} } ORDER BY ?s"


def party(graph: Graph, site: Site, iri: str, *, page: int = 1) -> str:
    """Make the page of a party.

    :param page: which part of the claims that name it is wanted.
    """
    r, names = record(graph, iri), Names(graph, site.lang)
    listed = naming(graph, names, iri, "kg:attributedTo", "kg:role")
    shown = part(listed, page, site)
    told = claims(graph, names, [x for x, _ in shown.items], lang=site.lang)
    groups = [
        (topic, [told[x] for x, _ in some if x in told])
        for topic, some in ((k, list(v)) for k, v in groupby(shown.items, key=lambda row: row[1]))
    ]
    speakers = [s.value for (s,) in rows(graph, _SPEAKERS, at=iri) if isinstance(s, NamedNode)]
    names.fetch(speakers)
    return framed(
        "party.html",
        graph,
        site,
        r,
        names,
        kind=r.one("kg:kind"),
        facts=facts(graph, r, names, site, leave_out=("rdf:type", "rdfs:label", "kg:kind", "skos:editorialNote")),
        roles=list(Counter(topic for _, topic in listed).items()),
        shown=shown,
        groups=groups,
        speakers=speakers,
        losses=_losses(graph, names, r, speakers, site) if page == 1 else [],
        behind={
            "queries": [(site.say("Who is named, and as what"), "attributions", {})],
            "command": f"kobe show party:{iri.rpartition('/')[2]}",
        },
    )


def naming(graph: Graph, names: Names, iri: str, tie: str, topic: str) -> list[tuple[str, str]]:
    """List the claims that name a resource: IRI and what it is named as, the most told first, each in order of time.

    :param tie: the property that names it.
    :param topic: the property that says as what.
    """
    text = f"""SELECT ?x (MIN(?t) AS ?topic) (MIN(?d) AS ?day) WHERE {{
        ?x {tie} {{at}} . OPTIONAL {{ ?x {topic} ?t }} OPTIONAL {{ ?x kg:statedOn ?d }} }} GROUP BY ?x"""
    found = [
        tuple(o.value if isinstance(o, (NamedNode, Literal)) else "" for o in row) for row in rows(graph, text, at=iri)
    ]
    many = Counter(row[1] for row in found)
    names.fetch(t for t in many if t)
    found.sort(key=lambda row: (-many[row[1]], row[1], not row[2], row[2], row[0]))
    return [(row[0], row[1]) for row in found]


def _losses(graph: Graph, names: Names, r: Record, speakers: Sequence[str], site: Site) -> list[tuple[str, list[Said]]]:
    """Give what those who speak for a party say of its losses and of its enemy's."""
    if not speakers:
        return []
    text = "SELECT DISTINCT ?about WHERE { {x} ?claim kg:speaker ?x ; kg:about ?about ; kg:value|kg:min|kg:max ?n }"
    about = tuple(a.value for (a,) in rows(graph, text, speakers) if isinstance(a, NamedNode))
    sides: dict[str, list[str]] = {"own": [], "enemy": []}
    for event in events_of(graph, about)[:50]:
        for row in graph.query("own-losses", event=event):
            if row.party == r.iri and row.claim not in sides[row.side]:
                sides[row.side].append(row.claim)
    titles = {"own": site.say("Its own losses"), "enemy": site.say("Its enemy’s losses")}
    return [
        (titles[side], list(claims(graph, names, iris, lang=site.lang).values()))
        for side, iris in sides.items()
        if iris
    ]
