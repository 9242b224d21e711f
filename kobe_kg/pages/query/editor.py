"""The SPARQL editor, and the answer to a query of one's own as a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pyoxigraph import QuerySolutions, Triple

from kobe_kg.answer import Answer
from kobe_kg.catalog import Catalog
from kobe_kg.errors import KobeError
from kobe_kg.namespaces import ID, KG, PREFIXES
from kobe_kg.pages.query import cells
from kobe_kg.pages.query.told import TOPICS, Told, told, topic
from kobe_kg.pages.site import Site, render
from kobe_kg.query.run import ask
from kobe_kg.store import Store

#: What a query's answer may be downloaded as: rows and truths, and graphs.
ROWS = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML", "jsonl": "JSON Lines", "md": "Markdown"}
GRAPHS = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}
#: What the editor holds at first.
FIRST = """PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?claim ?label ?speaker ?statedOn
WHERE {{
    ?claim kg:population kg:Civilians ;
        kg:outcome kg:Killed ;
        kg:speaker ?speaker ;
        rdfs:label ?label .
    OPTIONAL {{ ?claim kg:statedOn ?statedOn . }}
    FILTER(LANG(?label) = "{lang}")
}}
ORDER BY ?statedOn ?claim
LIMIT 100
"""
# Rows of an answer that stand on its page.
_SHOWN = 1000


class Example(NamedTuple):
    """A saved query to begin with."""

    name: str
    title: Told


def page(queries: Catalog, store: Store, site: Site, *, text: str = "", example: str = "") -> str:
    """Show the editor.

    :param text: what it holds; empty is a query to begin with.
    :param example: name of the saved query that text is of.
    """
    groups: dict[Told, list[Example]] = {}
    order = [*TOPICS]
    every = sorted(map(queries.__getitem__, queries), key=lambda q: q.title)
    for query in sorted(every, key=lambda q: order.index(f) if (f := q.path.parent.name) in order else len(order)):
        groups.setdefault(topic(query, site), []).append(Example(query.name, told(query.title, site)))
    return render(
        "editor.html",
        site,
        **_frame(site),
        text=text or FIRST.format(lang=site.lang),
        example=queries[example] if example else None,
        opened=told(queries[example].title, site) if example else None,
        groups=list(groups.items()),
        settings=_settings(store, site),
        formats={"html": site.say("table on a page"), **ROWS, **GRAPHS},
        prefixes=PREFIXES,
    )


def results(
    found: Answer | bool | list[Triple] | None,
    text: str,
    store: Store,
    site: Site,
    *,
    more: bool = False,
    problem: KobeError | None = None,
) -> str:
    """Show the answer to a query of one's own.

    :param found: what the query gave; None when it cannot be answered.
    :param text: the query.
    :param more: whether there are more rows or triples than these.
    :param problem: why it cannot be answered.
    """
    columns: Sequence[str] = ("subject", "predicate", "object")
    rows: list[Any] = []
    if isinstance(found, Answer):
        columns, rows = found.columns, list(found.terms())
    elif not isinstance(found, bool) and found is not None:
        rows = [tuple(triple) for triple in found]
    return render(
        "results.html",
        site,
        **_frame(site),
        text=text,
        problem=problem,
        truth=found if isinstance(found, bool) else None,
        table=cells.table(columns, rows[:_SHOWN], store, site) if columns else None,
        total=len(rows),
        shown=min(len(rows), _SHOWN),
        more=more,
        forms=GRAPHS if isinstance(found, list) else ROWS,
        formats={"html": site.say("table on a page"), **ROWS, **GRAPHS},
    )


def _frame(site: Site) -> dict[str, Any]:
    summary = site.say("Ask the graph anything in SPARQL 1.1. The saved queries are examples to begin with.")
    return {
        "heading": "SPARQL",
        "standfirst": summary,
        "summary": summary,
        "jsonld": {
            "@context": "https://schema.org",
            "@type": "WebAPI",
            "name": f"SPARQL: {site.title}",
            "url": f"{site.base}/sparql",
            "documentation": f"{site.base}/api",
        },
    }


def _settings(store: Store, site: Site) -> dict[str, Any]:
    """Tell the script of the editor what it offers while one writes, and its words."""
    return {
        "classes": _terms(store, "SELECT DISTINCT ?x WHERE { [] a ?x FILTER(ISIRI(?x)) } LIMIT 500"),
        "endpoint": site._replace(named=False).link("/sparql"),
        "id": ID,
        "ns": KG,
        "prefixes": PREFIXES,
        "properties": _terms(store, "SELECT DISTINCT ?x WHERE { [] ?x [] } LIMIT 500"),
        "root": site._replace(named=False).link("/"),
        "texts": {text: site.say(text) for text in _TEXTS},
        "words": {key: site.say(text) for key, text in _WORDS.items()},
    }


# What the components say by themselves, and what is said where they have no name for a thing.
_TEXTS = ("All", "Ellipse", "Page size:", "Response", "Simple view", "Table")
_WORDS = {
    "download": "Download these rows",
    "filter": "Filter the rows",
    "info": "_START_ to _END_ of _TOTAL_",
    "none": "No rows.",
    "permalink": "Link to this query",
    "results": "Answer",
    "rows": "Rows:",
    "running": "Asking …",
    "size": "Rows on a page",
}


def _terms(store: Store, text: str) -> list[str]:
    found = ask(text, store)
    assert isinstance(found, QuerySolutions)
    return sorted(row[0].value for row in found)
