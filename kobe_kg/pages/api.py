"""The page of the interface for programs: every address with its parameters, forms, limits and errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kobe_kg.catalog import Catalog, SavedQuery
from kobe_kg.pages.query.told import Told, name, told
from kobe_kg.pages.site import Site, render

#: Kinds of problems: status and what to do. Each is the end of an IRI, and a place on the page.
PROBLEMS: dict[str, tuple[str, str]] = {
    "parameter": ("400", "A value does not fit; the answer names the parameter and what it takes."),
    "query": ("400", "The SPARQL does not parse or cannot be evaluated; line and column tell where."),
    "unknown-name": ("400", "A name that the graph does not know; near ones are offered."),
    "address": ("400", "The address is not percent-encoded UTF-8."),
    "header": ("400", "A header stands there twice or cannot be read."),
    "host": ("400", "The header Host names no host."),
    "read-only": ("403", "Updates are refused: the graph is only read here."),
    "not-found": ("404", "There is nothing at this address."),
    "not-kept": ("404", "This server keeps no cited answers."),
    "method": ("405", "The address takes other methods; Allow lists them."),
    "not-acceptable": ("406", "There is no such form of the answer; those there are stand in the problem."),
    "too-slow": ("408", "The request did not come in time."),
    "too-large": ("413", "The body is larger than is read here."),
    "too-long": ("414", "The address is too long; send the query by POST."),
    "media-type": ("415", "The body is of a type that is not read here."),
    "too-much": ("422", "The answer has more rows or bytes than are sent; ask for a part with limit and offset."),
    "bug": ("500", "A fault of the server."),
    "data": ("500", "Data that cannot be read."),
    "remote": ("502", "The endpoint behind this server does not answer."),
    "busy": ("503", "Too many requests at once; Retry-After says when to come again."),
    "limit": ("503", "The query took too much time or memory, and was ended."),
    "no-room": ("507", "No more answers can be kept."),
}
#: Extension of rows to its media type.
ROWS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "geojson": "application/geo+json",
}
#: Extension of graphs to its media type.
GRAPHS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


class Operation(NamedTuple):
    """A saved query as an address."""

    name: str
    title: Told
    parameters: list[tuple[str, Told, str]]


class Limits(NamedTuple):
    """What a request may take."""

    seconds: float
    mebibytes: int
    rows: int
    answer_bytes: int
    body_bytes: int


def page(queries: Catalog, site: Site, limits: Limits, *, event: str = "") -> str:
    """Show the interface.

    :param event: slug of an event, for the examples of addresses of resources; empty leaves them out.
    """
    every = [queries[each] for each in queries]
    summary = site.say(
        "Every saved query is an address, every resource has one, and the endpoint speaks SPARQL. No key is needed."
    )
    return render(
        "api.html",
        site,
        heading="API",
        standfirst=summary,
        summary=summary,
        jsonld=_jsonld(site, summary),
        operations=[Operation(q.name, told(q.title, site), _parameters(q, site)) for q in every],
        sample="toll" if "toll" in queries else every[0].name if every else "",
        event=event,
        rows=ROWS,
        graphs=GRAPHS,
        limits=limits,
        problems=[(kind, status, told(text, site)) for kind, (status, text) in PROBLEMS.items()],
        base=site.base,
    )


def _parameters(query: SavedQuery, site: Site) -> list[tuple[str, Told, str]]:
    """Tell the name, the meaning and the type of each parameter."""
    return [(p.name, name(p.name, site), _type(p, site)) for p in query.params.values()]


def _type(p: Any, site: Site) -> str:
    kind = " | ".join(p.enum) if p.enum else p.cls or p.type
    notes: Sequence[str] = [
        f"= {p.default}" if p.default is not None else "",
        site.say("optional") if p.optional else "",
        site.say("several") if p.many else "",
    ]
    return ", ".join([kind, *(note for note in notes if note)])


def _jsonld(site: Site, summary: str) -> Mapping[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "WebAPI",
        "name": f"API: {site.title}",
        "description": summary,
        "url": f"{site.base}/api",
        "documentation": f"{site.base}/api/openapi.json",
        **({"license": site.licence} if site.licence else {}),
    }
