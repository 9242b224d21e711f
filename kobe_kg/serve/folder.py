"""The site as a folder of files: what the server would answer, for where none runs.

It begins at the home page and follows every link, so no link leads nowhere. What only a server can answer, such as a
form or an endpoint, is on none of these pages.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import posixpath
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kobe_kg.errors import DataError, ParameterError
from kobe_kg.export.losses import Losses
from kobe_kg.export.source import Source, moment
from kobe_kg.graph import Graph
from kobe_kg.pages.site import LANGUAGES, STATIC
from kobe_kg.serve import discovery, origin
from kobe_kg.serve.answering import Context, Version, answer
from kobe_kg.serve.message import Request
from kobe_kg.serve.routes import match
from kobe_kg.serve.settings import Settings

#: Where it begins; the rest is linked from there.
STARTS = ("index.html", "fr/index.html", "search.html", "fr/search.html")
#: What names addresses in full, and so is written where the site's own is known.
ABSOLUTE = ("sitemap.xml", "robots.txt", "dcat.ttl", ".well-known/void")
#: What stands in the folder for who publishes it: no generator of pages is wanted there.
_PLAIN = ".nojekyll"
_LINK = re.compile(r"""\s(?:href|src)="([^"]*)\"""")
_CHUNK = 16

_context: Context | None = None
_base = ""


def write_folder(source: Source, folder: Path, *, base: str = "") -> Losses:
    """Write the site into an empty folder.

    :param base: the address where it will be published; with it come a sitemap and absolute addresses in what machines
        read.
    :raises ParameterError: when that is no address.
    :raises DataError: when a page cannot be made.
    """
    if base and urlsplit(base).scheme not in ("http", "https"):
        raise ParameterError(f"{base!r} is no address", hint="it starts with http:// or https://")
    context = _opened(source)
    shutil.copytree(STATIC, folder / "static")
    (folder / _PLAIN).touch()
    for written, (name, body) in enumerate(_everything(context, base.rstrip("/")), 1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        source.tell("pages written", written)
    (folder / "static" / "search-index.js").write_text(_index(context), encoding="utf-8")
    losses = Losses("site")
    losses.add_value("SPARQL", "a folder of files answers no query; kobe serve does", 1)
    return losses


def _opened(source: Source) -> Context:
    """Give what pages are made of: the graph that the source is, without what may not be passed on."""
    from kobe_kg import paths
    from kobe_kg.catalog import Catalog
    from kobe_kg.serve.withheld import withhold

    graph = Graph(source.opened(), Catalog(paths.project().queries), files=source.files)
    if not source.include_restricted:
        withhold(graph)
    counted: Any = graph.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    named: Any = graph.sparql("SELECT ?name WHERE { ?set a dcat:Dataset ; owl:versionInfo ?name } ORDER BY ?name")
    made = moment()
    settings = Settings(graph=tuple(source.files))
    version = Version(
        named[0].name if named else "",
        origin.digest(settings),
        counted[0].n,
        made.strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
    )
    return Context(graph, version, settings, live=False)


def _everything(context: Context, base: str) -> Iterator[tuple[str, bytes]]:
    """Give every file that can be reached, by name; in parallel, in an order that is always the same."""
    global _context, _base
    _context, _base = context, base
    known: dict[str, str] = dict.fromkeys(STARTS, "")
    if base:
        known |= dict.fromkeys(ABSOLUTE, "")
    for path in discovery.listed(context):
        known[f"{path.strip('/')}.html"] = known[f"fr/{path.strip('/')}.html"] = ""
    waiting = [name for name in known if name not in ("/.html", ".html", "fr/.html")]
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as workers:
        while waiting:
            found: dict[str, str] = {}
            for name, body, links in workers.map(_make, waiting, chunksize=_CHUNK):
                yield name, body
                for link in links:
                    if link not in known:
                        known[link] = found[link] = name
            waiting = list(found)


def _make(name: str) -> tuple[str, bytes, list[str]]:
    """Make a file, and find what it links to."""
    assert _context is not None
    request = _request(name)
    if request is None:
        raise DataError(f"a page of the site links to {name}, which nothing makes")
    try:
        reply = answer(request, _context)
    except Exception as error:
        error.add_note(f"while {name} was made")
        raise
    if reply.status != 200:
        raise DataError(f"{name} cannot be made: {reply.body.decode(errors='replace')[:300]}")
    page = reply.content_type.startswith("text/html")
    return name, reply.body, sorted(set(_links(name, reply.body.decode()))) if page else []


def _request(name: str) -> Request | None:
    """Give the request whose answer a file holds."""
    lang, _, rest = name.partition("/")
    lang, rest = (lang, rest) if lang in LANGUAGES[1:] else ("en", name)
    path = "/" + rest.removesuffix(".html")
    found = match("/" if path == "/index" else path)
    if found is None:
        return None
    page = name.endswith(".html")
    return Request(
        found.route.name,
        found=found.found,
        extension=found.extension,
        accept="text/html" if page else "",
        lang=lang,
        base=_base,
        path="/" if path == "/index" else path,
    )


def _links(name: str, page: str) -> Iterator[str]:
    """Give the files of this folder that a page links to, but for its assets, which are there."""
    for link in _LINK.findall(page):
        parts = urlsplit(unescape(link))
        if parts.scheme or parts.netloc or not parts.path:
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        if parts.query or target.startswith(".."):
            raise DataError(f"{name} links to {link}, which no file can be")
        if not target.startswith("static/"):
            yield target


def _index(context: Context) -> str:
    """Write what the search in the browser looks through: the labels of all that has a page."""
    rows: Any = context.graph.sparql(
        """SELECT ?s ?en ?fr WHERE {
            ?s a ?type .
            OPTIONAL { ?s rdfs:label ?en . FILTER(LANG(?en) = "en") }
            OPTIONAL { ?s rdfs:label ?fr . FILTER(LANG(?fr) = "fr") }
            FILTER(ISIRI(?s))
        } ORDER BY ?s"""
    )
    return f"window.kobeIndex = {json.dumps(list(_entries(rows)), ensure_ascii=False, separators=(',', ':'))};\n"


def _entries(rows: Iterable[Any]) -> Iterator[list[str]]:
    from kobe_kg.pages.site import Site

    seen = set()
    for row in rows:
        site = Site(live=False)
        address = site.thing(row.s)
        if address and row.s not in seen and not address.startswith(("ns.html", "rules.html")):
            seen.add(row.s)
            yield [address, row.en or row.fr or row.s, row.fr or row.en or row.s]
