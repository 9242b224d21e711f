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
    #: Where its handler is: ``module:function``, in this package. It takes a request and what it is asked of.
    handler: str
    #: Whether the path may end in an extension, such as ``.csv``.
    extended: bool = False
    methods: tuple[str, ...] = ("GET",)


#: All of them; the first that fits counts.
ROUTES: tuple[Route, ...] = (
    # Pages
    Route("home", "/", "things:home"),
    Route("event", "/event/{slug}", "events:event", extended=True),
    Route("compare", "/compare/{slug}", "events:compare", extended=True),
    Route("claim", "/claim/{slug}", "things:thing", extended=True),
    Route("source", "/source/{slug}", "things:thing", extended=True),
    Route("report", "/report/{slug}", "things:thing", extended=True),
    Route("party", "/party/{slug}", "things:thing", extended=True),
    Route("convoy", "/convoy/{slug}", "things:thing", extended=True),
    Route("place", "/place/{slug}", "things:thing", extended=True),
    Route("search", "/search", "things:search", extended=True),
    Route("queries", "/query", "forms:queries"),
    Route("query", "/query/{name}", "forms:query"),
    Route("data", "/data", "forms:data"),
    # SPARQL
    Route("sparql", "/sparql", "protocol:sparql", methods=("GET", "POST")),
    # Saved queries as an API
    Route("api", "/api", "api:index"),
    Route("openapi", "/api/openapi", "api:openapi", extended=True),
    Route("api-queries", "/api/queries", "api:queries", extended=True),
    Route("api-query", "/api/queries/{name}", "api:query", extended=True),
    Route("api-rows", "/api/queries/{name}/rows", "api:rows", extended=True),
    Route("cite", "/cite", "citing:cite", methods=("POST",)),
    Route("answer", "/answer/{hash}", "citing:answer", extended=True),
    # Linked Data
    Route("id", "/id/{type}/{slug}", "linked:identifier"),
    Route("doc", "/doc/{type}/{slug}", "linked:document", extended=True),
    Route("resource", "/resource", "linked:resource", extended=True),
    Route("linkset", "/linkset/{type}/{slug}", "linked:links"),
    Route("ontology", "/ns", "vocabulary:ontology", extended=True),
    Route("names", "/ns/context.jsonld", "vocabulary:short_names"),
    Route("rules", "/rules", "vocabulary:rules", extended=True),
    Route("dump", "/dump", "discovery:dump", extended=True),
    Route("void", "/.well-known/void", "discovery:void"),
    Route("dcat", "/dcat", "discovery:dcat", extended=True),
    Route("sitemap", "/sitemap.xml", "discovery:sitemap"),
    Route("robots", "/robots.txt", "discovery:robots"),
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
