"""Links in the head of a reply, for programs that read no page: FAIR Signposting, levels 1 and 2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from pyoxigraph import NamedNode

from kobe_kg.namespaces import expand
from kobe_kg.query.run import ask
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked.document import address, data_set
from kobe_kg.serve.linked.syntaxes import EXTENSION, content_type
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply, Request

_SCHEMA = "https://schema.org/"
#: The whole graph: extension of its address to its media type.
DUMPS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


class Link(NamedTuple):
    """A link of a document."""

    #: What it leads to.
    href: str
    #: What that is to the document.
    rel: str
    #: Its media type, or empty.
    type: str = ""

    def __str__(self) -> str:
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{ascii_iri(self.href)}>; rel="{self.rel}"{kind}'


def ascii_iri(iri: str) -> str:
    """Write an IRI as it may stand in a header: whatever could end it, or the header, is percent-encoded.

    >>> ascii_iri('https://example.org/é>;\\r\\nX: "1"')
    'https://example.org/%C3%A9%3E;%0D%0AX:%20%221%22'
    """
    return quote(iri, safe="%:/?#[]@!$&'()*+,;=-._~", errors="replace")


def header(links: Iterable[Link]) -> tuple[tuple[str, str], ...]:
    """Put links into a header."""
    written = ", ".join(map(str, links))
    return (("Link", written),) if written else ()


def headers(request: Request, context: Context, iri: str) -> tuple[tuple[str, str], ...]:
    """Give the headers of a page about a resource; a file has none.

    :param iri: the resource.
    """
    return header(page_links(request, context, iri)) if context.live else ()


def page_links(request: Request, context: Context, iri: str) -> Iterator[Link]:
    """Give the links of a page about a resource: its own address, its kind, its licence, its other forms."""
    found = data_set(context)
    yield Link(iri, "cite-as")
    for kind in _kinds(iri, context):
        yield Link(kind, "type")
    if found.licence:
        yield Link(found.licence, "license")
    for media in GRAPHS:
        yield Link(address(request.base, iri, EXTENSION[media]), "describedby", media)
    for media in GRAPHS:
        yield Link(address(request.base, iri, EXTENSION[media]), "alternate", media)
    if iri == found.iri:
        for extension, media in DUMPS.items():
            yield Link(f"{request.base}/dump.{extension}", "item", media)
        yield Link(f"{request.base}/dcat.ttl", "describedby", "text/turtle")
        yield Link(f"{request.base}/.well-known/void", "describedby", "text/turtle")
    elif found.iri:
        yield Link(address(request.base, found.iri), "collection", "text/html")
    if linkset := address(request.base, iri, "linkset"):
        yield Link(linkset, "linkset", "application/linkset+json")


def data_links(request: Request, context: Context, iri: str, media: str) -> Iterator[Link]:
    """Give the links of a document of triples: what it describes, its licence, its other forms."""
    found = data_set(context)
    yield Link(address(request.base, iri), "describes", "text/html")
    yield Link(iri, "cite-as")
    if found.licence:
        yield Link(found.licence, "license")
    for other in ("text/html", *GRAPHS):
        if other != media:
            yield Link(address(request.base, iri, EXTENSION.get(other, "html")), "alternate", other)


def linkset(request: Request, context: Context, iri: str) -> Reply:
    """Give the links of a page and of its forms in one document (RFC 9264)."""
    anchors = [(address(request.base, iri), page_links(request, context, iri))]
    for media in GRAPHS:
        here = address(request.base, iri, EXTENSION[media])
        anchors.append((here, data_links(request, context, iri, media)))
    told = [{"anchor": ascii_iri(anchor), **_targets(links)} for anchor, links in anchors]
    body = json.dumps({"linkset": told}, ensure_ascii=False, indent=1)
    return Reply(body.encode() + b"\n", content_type("application/linkset+json"))


def _targets(links: Iterable[Link]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for link in links:
        told = {"href": ascii_iri(link.href), **({"type": link.type} if link.type else {})}
        found.setdefault(link.rel, []).append(told)
    return found


def _kinds(iri: str, context: Context) -> list[str]:
    """Give the types of a page and of what it is about, those of schema.org first."""
    rows: Any = ask(
        f"SELECT DISTINCT ?type WHERE {{ {NamedNode(iri)} a/rdfs:subClassOf* ?type FILTER(ISIRI(?type)) }}",
        context.graph.store,
    )
    found = [row["type"].value for row in rows]
    ours = expand("kg:")
    known = sorted(t for t in found if t.startswith((_SCHEMA, ours)))
    return [f"{_SCHEMA}AboutPage", *sorted(known, key=lambda t: not t.startswith(_SCHEMA))]
