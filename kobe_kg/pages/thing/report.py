"""The page of a report: what it prints, what it copies, what copies it, and what changed on the way."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.pages.drawing.tree import grow
from kobe_kg.pages.frame import page as framed
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, record, records, rows
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.claim import Printed
from kobe_kg.pages.thing.facts import facts
from kobe_kg.pages.thing.said import claims, day_of
from kobe_kg.pages.thing.source import FOLDED, drift

#: What ties a report to the one it was made from.
TIES = ("kg:relaysReport", "kg:derivedFromReport")
_PRINTED = """SELECT ?x (MIN(?d) AS ?day) WHERE { ?x kg:reportedIn {at} . OPTIONAL { ?x kg:statedOn ?d } }
    GROUP BY ?x ORDER BY (!BOUND(?day)) ?day ?x"""


def report(graph: Graph, site: Site, iri: str, *, page: int = 1) -> str:
    """Make the page of a report.

    :param page: which part of its claims is wanted.
    """
    r, names = record(graph, iri), Names(graph, site.lang)
    printed = [x.value for x, _ in rows(graph, _PRINTED, at=iri) if isinstance(x, NamedNode)]
    shown = part(printed, page, site)
    told = list(claims(graph, names, shown.items, lang=site.lang).values())
    family = grow(graph, iri, TIES, whole=True)
    found = records(graph, family.shown)
    names.fetch(value for each in found.values() for value in each.nodes("kg:publisher"))
    publisher, issued = r.one("kg:publisher"), day_of(r.text("dct:issued"))
    return framed(
        "report.html",
        graph,
        site,
        r,
        names,
        summary=_summary(str(names(iri)), len(printed), site),
        publisher=publisher,
        issued=issued,
        url=r.one("schema:url"),
        facts=facts(graph, r, names, site, leave_out=("rdf:type", "rdfs:label", "skos:editorialNote")),
        shown=shown,
        told=told,
        family=family,
        printed={
            x: Printed(x, each.one("kg:publisher"), each.text("dct:issued"), each.one("schema:url"))
            for x, each in found.items()
        },
        counts=_counts(graph, family.shown),
        changed=drift(graph, names, "?x kg:reportedIn {at}", site, at=iri) if page == 1 else [],
        altered=drift(graph, names, "?origin kg:reportedIn {at}", site, at=iri) if page == 1 else [],
        most=FOLDED,
        behind={
            "queries": [(site.say("Which reports copy which"), "relays", {})],
            "command": f"kobe show report:{iri.rpartition('/')[2]}",
        },
    )


def _summary(label: str, many: int, site: Site) -> str:
    return f"{label}: {site.counted(many, '{n} claim', '{n} claims')}"


def _counts(graph: Graph, reports: tuple[str, ...]) -> dict[str, int]:
    """Count the claims that each of some reports prints."""
    text = "SELECT ?x (COUNT(DISTINCT ?claim) AS ?n) WHERE { {x} ?claim kg:reportedIn ?x } GROUP BY ?x"
    return {
        x.value: int(n.value)
        for x, n in rows(graph, text, reports)
        if isinstance(x, NamedNode) and isinstance(n, Literal)
    }
