"""Search without a server: a page that looks through a list of all that has a page, in the reader's browser."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.pages.frame import KINDS
from kobe_kg.pages.reading import rows
from kobe_kg.pages.search.index import TYPES, type_of
from kobe_kg.pages.site import Site, render

#: The file of the list, at the root of the folder.
SCRIPT = "search-index.js"

_SAID = "skos:altLabel|kg:value|kg:min|kg:max|skos:notation"


def page(site: Site) -> str:
    """Make the page that searches."""
    kinds = [(kind, site.say(KINDS.get(kind, "Terms"))) for kind in TYPES]
    return render(
        "lookup.html",
        site,
        heading=site.say("Search"),
        summary=site.say("Search in claims, sources, reports, places and parties."),
        kinds=kinds,
        script=SCRIPT,
    )


def missing(site: Site) -> str:
    """Make the page for an address that there is not."""
    return render("missing.html", site, heading=site.say("There is no such page"))


def entries(graph: Graph) -> list[list[str | int]]:
    """List all that has a page, by type and label: where it is, its labels in English and French, what else it says.

    The address is without its extension; a label of both languages stands once, with 0 for French.
    """
    site = Site(live=False)
    labels: dict[str, dict[str, str]] = {}
    for x, label in rows(graph, "SELECT ?x ?label WHERE { ?x rdfs:label ?label }"):
        if isinstance(x, NamedNode) and isinstance(label, Literal) and site.thing(x.value):
            known = labels.setdefault(x.value, {})
            lang = label.language or ""
            known[lang] = min(label.value, known.get(lang, label.value))
    more: dict[str, set[str]] = {}
    for x, text in rows(graph, f"SELECT ?x ?text WHERE {{ ?x {_SAID} ?text }}"):
        if isinstance(x, NamedNode) and isinstance(text, Literal) and x.value in labels:
            more.setdefault(x.value, set()).add(text.value)
    found = [(iri, *_named(each), more.get(iri, set())) for iri, each in labels.items()]
    found.sort(key=lambda entry: (TYPES.index(type_of(entry[0])), entry[1].casefold(), entry[0]))
    return [_entry(site.thing(iri) or "", en, fr, said) for iri, en, fr, said in found]


def _named(labels: dict[str, str]) -> tuple[str, str]:
    anyhow = min(labels.items())[1]
    english = labels.get("en") or labels.get("") or anyhow
    return english, labels.get("fr") or english


def _entry(address: str, en: str, fr: str, said: set[str]) -> list[str | int]:
    path = address.replace(".html", "", 1)
    rest = " ".join(sorted(text for text in said if text not in en))
    entry: list[str | int] = [path, en, 0 if fr == en else fr]
    return [*entry, rest] if rest else entry
