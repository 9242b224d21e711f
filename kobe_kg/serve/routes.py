"""The addresses there are, and what answers at each."""

from __future__ import annotations

import re
from typing import NamedTuple

from kobe_kg.serve.media import EXTENSIONS


class Route(NamedTuple):
    """An address, or a family of them."""

    #: A name of its own.
    name: str
    #: The path; ``{slug}`` is one segment of it.
    pattern: str
    #: Where its handler is: ``folder.module:function``, in this package. It takes a request and what it is asked of.
    handler: str
    #: Whether the path may end in an extension, such as ``.csv``.
    extended: bool = False
    methods: tuple[str, ...] = ("GET",)


#: All of them; the first that fits counts.
ROUTES: tuple[Route, ...] = (
    # Pages
    Route("home", "/", "pages.things:home"),
    Route("event", "/event/{slug}", "pages.events:event", extended=True),
    Route("compare", "/compare/{slug}", "pages.events:compare", extended=True),
    Route("claim", "/claim/{slug}", "pages.things:thing", extended=True),
    Route("source", "/source/{slug}", "pages.things:thing", extended=True),
    Route("report", "/report/{slug}", "pages.things:thing", extended=True),
    Route("party", "/party/{slug}", "pages.things:thing", extended=True),
    Route("convoy", "/convoy/{slug}", "pages.things:thing", extended=True),
    Route("place", "/place/{slug}", "pages.things:thing", extended=True),
    Route("search", "/search", "pages.things:search", extended=True),
    Route("queries", "/query", "pages.forms:queries"),
    Route("query", "/query/{name}", "pages.forms:query"),
    Route("data", "/data", "pages.forms:data"),
    # SPARQL
    Route("sparql", "/sparql", "sparql.protocol:sparql", methods=("GET", "POST")),
    # Saved queries as an API
    Route("api", "/api", "queries.api:index"),
    Route("openapi", "/api/openapi", "queries.api:openapi", extended=True),
    Route("api-queries", "/api/queries", "queries.api:queries", extended=True),
    Route("api-query", "/api/queries/{name}", "queries.api:query", extended=True),
    Route("api-rows", "/api/queries/{name}/rows", "queries.api:rows", extended=True),
    Route("cite", "/cite", "queries.citing:cite", methods=("POST",)),
    Route("answer", "/answer/{hash}", "queries.citing:answer", extended=True),
    # Linked Data
    Route("id", "/id/{type}/{slug}", "linked.resource:identifier"),
    Route("doc", "/doc/{type}/{slug}", "linked.resource:document", extended=True),
    Route("resource", "/resource", "linked.resource:resource", extended=True),
    Route("linkset", "/linkset/{type}/{slug}", "linked.resource:links"),
    Route("ontology", "/ns", "linked.vocabulary:ontology", extended=True),
    Route("names", "/ns/context.jsonld", "linked.vocabulary:short_names"),
    Route("rules", "/rules", "linked.vocabulary:rules", extended=True),
    Route("dump", "/dump", "linked.discovery:dump", extended=True),
    Route("void", "/.well-known/void", "linked.discovery:void"),
    Route("dcat", "/dcat", "linked.discovery:dcat", extended=True),
    Route("sitemap", "/sitemap.xml", "linked.discovery:sitemap"),
    Route("robots", "/robots.txt", "linked.discovery:robots"),
)


def _compiled(route: Route) -> re.Pattern[str]:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+?)", re.escape(route.pattern))
    extension = rf"(?:\.(?P<_ext>{'|'.join(EXTENSIONS)}))?" if route.extended else ""
    return re.compile(pattern + extension)


_COMPILED = [(route, _compiled(route)) for route in ROUTES]


class Match(NamedTuple):
    """A route, and what its pattern found."""

    route: Route
    found: dict[str, str]
    #: The extension, or empty.
    extension: str


def match(path: str) -> Match | None:
    """Find the route of a path.

    :param path: decoded, from the slash on.

    >>> match("/event/kobe-attack.ttl").extension
    'ttl'
    >>> match("/nowhere") is None
    True
    """
    for route, pattern in _COMPILED:
        found = pattern.fullmatch(path)
        if found:
            parts = found.groupdict()
            return Match(route, parts, parts.pop("_ext", None) or "")
    return None
