"""The page of the ontology: each term at its fragment, with its use here, its rules and its queries."""

from __future__ import annotations

from markupsafe import Markup

from kobe_kg import paths
from kobe_kg.export.base import Source
from kobe_kg.export.ontology.page import Page
from kobe_kg.export.ontology.terms import Ontology
from kobe_kg.graph import Graph
from kobe_kg.namespaces import ID, KG, RULE
from kobe_kg.pages.site import Site, render


def page(graph: Graph, site: Site) -> str:
    """Make the page."""
    home = paths.project()
    source = Source(vocabulary=home.vocabulary, store=graph.store)
    framed = _Framed(Ontology(source, home.shapes, home.queries), site)
    header = framed.ontology.header
    told = framed.string(header, "dct:description") if header else ""
    forms = [(name, site.link(f"/ns.{name}")) for name in ("ttl", "jsonld", "nt", "rdf")]
    return render(
        "ontology.html",
        site,
        heading=framed.string(header, "dct:title", "rdfs:label") if header else site.say("Ontology"),
        standfirst=told,
        summary=told,
        about=Markup(framed.about(header) if header else ""),  # noqa: S704 - made of escaped parts
        contents=Markup(framed.contents()),  # noqa: S704
        terms=Markup("".join(framed.terms())),  # noqa: S704
        behind={
            "queries": [],
            "forms": [*forms, (site.say("short names for JSON-LD"), site.link("/ns/context.jsonld"))],
            "command": "kobe export ontology",
        },
    )


class _Framed(Page):
    """The ontology's page without a head of its own, its links kept on this site."""

    def __init__(self, ontology: Ontology, site: Site) -> None:
        super().__init__(ontology, site.lang, {})
        self.site = site

    def address(self, iri: str) -> str:
        """Give where an IRI leads: what is ours leads to a page here."""
        if iri == KG.rstrip("#"):
            return self.site.link("/ns")
        return self.site.thing(iri) or "" if iri.startswith((ID, KG, RULE)) else super().address(iri)

    def asked(self, query: str) -> str:
        """Give the page of a saved query."""
        return self.site.link(f"/query/{query}")
