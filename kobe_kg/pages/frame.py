"""What every page of a single thing has: its heading, where it is, its other forms, and what machines read of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kobe_kg import turtle
from kobe_kg.errors import KobeError
from kobe_kg.export.schemaorg import CONTEXT, SchemaOrg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import ID, TYPES, compact, expand
from kobe_kg.pages.drawing.ranges import drawing
from kobe_kg.pages.elements import Linked
from kobe_kg.pages.reading import Names, Record, Text, statements
from kobe_kg.pages.site import PAGED, Site, render
from kobe_kg.pages.thing.near import Near
from kobe_kg.pages.thing.said import Said, day_of, folded
from kobe_kg.reason.phrases import PHRASES

#: Forms of a resource: name, extension, media type.
FORMS = (
    ("Turtle", "ttl", "text/turtle"),
    ("JSON-LD", "jsonld", "application/ld+json"),
    ("N-Triples", "nt", "application/n-triples"),
    ("RDF/XML", "rdf", "application/rdf+xml"),
)
#: Type of resource to what its pages are called together.
KINDS = {
    "assessment": "Assessments",
    "breakdown": "Breakdowns",
    "claim": "Claims",
    "convoy": "Convoys",
    "dataset": "Data sets",
    "estimate": "Estimates",
    "event": "Events",
    "party": "Parties",
    "passage": "Passages",
    "place": "Places",
    "report": "Reports",
    "source": "Sources",
}
# The longest Turtle that is shown on a page.
_LONGEST = 60_000

#: A link of the way to a page: what it is called, and its address, empty where it is the page itself.
Crumb = tuple[Text, str]


def page(template: str, graph: Graph, site: Site, r: Record, names: Names, **values: Any) -> str:
    """Fill in the template of a single thing.

    :param template: its file name.
    :param r: what is said of the thing.
    :param values: what its template asks for; ``heading`` and ``crumbs`` take the place of the usual ones.
    """
    label = values.pop("heading", None) or names(r.iri)
    crumbs = [(Text(site.title), site.link("/")), *values.pop("crumbs", _crumbs(r.iri, site)), (label, "")]
    behind = values.pop("behind", {})
    forms, link_to = alternates(r.iri, site), Linked(site.thing).link_to
    shared = {
        "alternates": forms,
        "drawing": drawing,
        "behind": {"queries": [], "forms": [f[:2] for f in forms], "command": "", **(behind if site.live else {})},
        "canonical": _canonical(r.iri, site),
        "crumbs": crumbs,
        "day_of": day_of,
        "expand": expand,
        "folded": folded,
        "heading": label.value,
        "heading_lang": label.lang,
        "iri": r.iri,
        "jsonld": jsonld(graph, r, crumbs, site),
        "known": lambda said: known(said, names, site.lang),
        "name": names,
        "named": lambda iri: link_to(iri, names(iri)),
        "notes": r.worded("skos:editorialNote", site.lang),
        "summary": str(label),
        "turtle": as_turtle(graph, r.iri),
        "words": PHRASES[site.lang],
    }
    return render(template, site, **(shared | values))


def kind_of(iri: str) -> str:
    """Give the type of a resource of ours, as its IRI tells it; empty for any other."""
    kind = iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""
    return kind if kind in TYPES else ""


def _crumbs(iri: str, site: Site) -> list[Crumb]:
    kind = kind_of(iri)
    return [(Text(site.say(KINDS[kind])), site.link("/search", type=kind) if site.live else "")] if kind else []


def _canonical(iri: str, site: Site) -> str:
    """Give the one address of a page; others show the same."""
    found = site.thing(iri)
    if not found or "#" in found or not (site.live or site.base):
        return ""
    return site.joined(found) if site.base else found


def alternates(iri: str, site: Site) -> list[tuple[str, str, str]]:
    """Give a resource's other forms: name, address, media type; a folder of files has the first two."""
    kind = kind_of(iri)
    slug = iri.removeprefix(f"{ID}{kind}/")
    if not kind or not slug or set("/.") & set(slug):
        return []
    path = f"/{kind}/{slug}" if kind in PAGED else f"/doc/{kind}/{slug}"
    bare = site._replace(named=False)  # data has no language
    some = FORMS if site.live else FORMS[:2]
    return [(name, bare.link(f"{path}.{extension}"), media) for name, extension, media in some]


def known(said: Said, names: Names, lang: str) -> str:
    """Say how a claim is known: how sure its speaker is, and whether it is first-hand.

    >>> PHRASES["en"]["Original"]
    'first-hand'
    """
    text, code = PHRASES[lang], said.originality.removeprefix("kg:")
    hedge = [] if said.hedge in ("kg:Stated", "") else [_named(said.hedge, names).lower()]
    return ", ".join([*hedge, text.get(code) or _named(said.originality, names)])


def _named(name: str, names: Names) -> str:
    return names(expand(name) if name.startswith("kg:") else name).value


@lru_cache(1)
def as_turtle(graph: Graph, iri: str) -> str:
    """Write what is said of a resource as Turtle; empty where that is too long for a page, or cannot be written."""
    try:
        found = turtle.write(statements(graph, iri))
    except KobeError:
        return ""
    return found if len(found) <= _LONGEST else ""


def jsonld(graph: Graph, r: Record, crumbs: Sequence[Crumb], site: Site) -> dict[str, Any]:
    """Tell a thing in the words of schema.org, and the way to its page."""
    found = _told(graph, r.iri)
    trail = [
        {
            "@type": "ListItem",
            "position": number,
            "name": label.value,
            **({"item": site.joined(address)} if address else {}),
        }
        for number, (label, address) in enumerate(crumbs, 1)
    ]
    return {"@context": CONTEXT, "@graph": [*found, {"@type": "BreadcrumbList", "itemListElement": trail}]}


@lru_cache(1)
def _told(graph: Graph, iri: str) -> list[dict[str, Any]]:
    kind = kind_of(iri)
    if kind not in ("assessment", "claim", "convoy", "party", "place", "report", "source"):
        return []
    near = Near(graph, iri)
    told, node = SchemaOrg(near), near.node
    if kind == "assessment":
        return [told.review(node)] if told.has_verdict(node) else []
    if kind == "claim":
        return [told.claim(node), *(told.review(rating) for rating in near.ratings if told.has_verdict(rating))]
    tellers = {
        "convoy": told.convoy,
        "party": told.party,
        "place": told.place,
        "report": told.report,
        "source": told.source,
    }
    return [tellers[kind](node)]


def short(iri: str) -> str:
    """Give the short name of a resource, or its IRI."""
    return compact(iri) or iri
