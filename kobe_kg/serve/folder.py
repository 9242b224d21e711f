"""The site as a folder of files: what the server would answer, for where none runs.

It begins at the pages that are listed and follows every link, so no link leads nowhere. What only a server can answer,
such as a form or an endpoint, is on none of these pages.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import posixpath
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from kobe_kg import paths
from kobe_kg.catalog import Catalog
from kobe_kg.errors import DataError, KobeError, ParameterError
from kobe_kg.export.losses import Losses
from kobe_kg.export.source import Source, moment
from kobe_kg.graph import Graph
from kobe_kg.namespaces import ID, TYPES
from kobe_kg.pages.reading import pointing, records
from kobe_kg.pages.search.lookup import SCRIPT, entries
from kobe_kg.pages.search.lookup import missing as missing_page
from kobe_kg.pages.site import LANGUAGES, PAGED, STATIC, Site
from kobe_kg.serve.answering import Context, Version, handler
from kobe_kg.serve.linked import discovery
from kobe_kg.serve.linked.signposting import DUMPS
from kobe_kg.serve.message import Request
from kobe_kg.serve.pages.framing import site as frame
from kobe_kg.serve.pool import origin
from kobe_kg.serve.pool.withheld import withhold
from kobe_kg.serve.routes import match
from kobe_kg.serve.settings import Settings
from kobe_kg.serve.sparql.dataset import BESIDE, is_beside

#: Pages to begin with, beside those that a sitemap lists.
STARTS = ("index.html", "search.html", "void.ttl")
#: Forms that stand beside the page of a resource.
FORMS = ("ttl", "jsonld")
# The page for an address that there is not; most of those who publish folders send it by its name.
_MISSING = "/404"
# Assets of pages that only a server has.
_LIVE = ("editor.*", "yasgui-*")
_ELSEWHERE = {"void.ttl": "void"}
_LIVE_PAGES = ("/", "/sparql", "/api")
_LINK = re.compile(r"""(?<=\s)(href|src)="([^"]*)\"""")
# The same by what a search runs over fastest: a text to look for.
_HREF, _SRC = re.compile(r"""href="(?<=\shref=")([^"]*)\""""), re.compile(r"""src="(?<=\ssrc=")([^"]*)\"""")
# So many rows that an answer is whole.
_ROWS = 999_999_999
# How many pages are made in one go, and how many of one event.
_SOME, _MANY = 16, 64
# How many more things there are in a worker before it looks for those that hold one another and nothing else holds.
_LITTER = 200_000

_making: _Making | None = None


def write_folder(source: Source, folder: Path, *, base: str = "") -> Losses:
    """Write the site into an empty folder.

    :param base: the address where it will be published; with it come a sitemap, and absolute addresses in what
        machines read.
    :raises ParameterError: when that is no address.
    :raises DataError: when a page cannot be made.
    """
    parts = urlsplit(base)
    if base and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise ParameterError(f"{base!r} is no address of a site", hint="such as https://example.org/kobe")
    base = base.rstrip("/")
    context = _opened(source)
    shutil.copytree(STATIC, folder / "static", ignore=shutil.ignore_patterns(*_LIVE))
    (folder / ".nojekyll").touch()  # GitHub's generator would leave files out
    known = json.dumps(entries(context.graph), ensure_ascii=False, separators=(",", ":"))
    (folder / SCRIPT).write_text(f"window.kobeIndex = {known};\n", encoding="utf-8")
    for lang in LANGUAGES:
        at = folder / Site(lang=lang, live=False, path=_MISSING).file
        at.parent.mkdir(exist_ok=True)
        at.write_text(_missing(context, base, lang), encoding="utf-8")
    pages = sorted(name for name in _crawl(context, folder, base, source) if name.endswith(".html"))
    if base:
        for name, text in _listed(base, pages):
            (folder / name).write_text(text, encoding="utf-8")
    return _losses(context)


def _opened(source: Source) -> Context:
    """Give what pages are made of: the graph, without what may not be passed on."""
    graph = Graph(source.opened(), Catalog(paths.project().queries), files=source.files)
    if not source.include_restricted:
        withhold(graph)
    counted: Any = graph.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    named: Any = graph.sparql("SELECT ?name WHERE { ?set a dcat:Dataset ; owl:versionInfo ?name } ORDER BY ?name")
    made = moment()
    settings = Settings(graph=tuple(source.files), rows=_ROWS, answer_bytes=sys.maxsize)
    version = Version(
        named[0].name if named else "",
        origin.digest(settings) if source.files else "",
        counted[0].n,
        made.strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
    )
    return Context(graph, version, settings, live=False)


def _crawl(context: Context, folder: Path, base: str, source: Source) -> set[str]:
    """Write every file that can be reached, and give their names."""
    global _making
    _making = _Making(context, folder, base)
    listed = (path for path in discovery.listed(context) if path not in _LIVE_PAGES and "?" not in path)
    starts = (*STARTS, *(f"{unquote(path).strip('/')}.html" for path in listed))
    waiting = [_together(name) for name in dict.fromkeys(starts)]
    known = {name for names in waiting for name in names}
    near = _near(context)
    written = 0
    with _mapping() as each:
        while waiting:
            linked: set[str] = set()
            batches = list(_batches(waiting, near))
            for batch, links in zip(batches, each(_make, batches), strict=True):
                written += sum(map(len, batch))
                source.tell("files written", written)
                linked.update(links)
            waiting = list(dict.fromkeys(_together(name) for name in sorted(linked - known)))
            known.update(name for names in waiting for name in names)
    return known


@contextmanager
def _mapping() -> Iterator[Any]:
    """Give a map that works on all cores, where processes can be forked."""
    cores = os.cpu_count() or 1
    if cores == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield map
        return
    with ProcessPoolExecutor(cores, multiprocessing.get_context("fork"), initializer=_settle) as workers:
        try:
            yield workers.map
        finally:
            workers.shutdown(cancel_futures=True)


def _settle() -> None:
    """Let a worker look for what it no longer needs now and then only, and not among what it was given."""
    gc.freeze()
    gc.set_threshold(_LITTER)


def _together(name: str) -> tuple[str, ...]:
    """Give the files that are made in one go: a page in its languages, and the resource's data, or the whole graph's.

    >>> _together("fr/claim/x.html")
    ('claim/x.html', 'fr/claim/x.html', 'claim/x.ttl', 'claim/x.jsonld')
    """
    stem, _, form = name.rpartition(".")
    if form == "html":
        stem = stem.removeprefix("fr/")
    kind, _, slug = stem.partition("/")
    pages = [f"{stem}.html", *(f"{lang}/{stem}.html" for lang in LANGUAGES[1:])]
    if stem in ("data", "dump"):  # the page tells the sizes of the files
        return ("data.html", *(f"{lang}/data.html" for lang in LANGUAGES[1:]), *(f"dump.{form}" for form in DUMPS))
    if slug and (kind in PAGED or kind == "doc") and form in ("html", *FORMS):
        return (*pages, *(f"{stem}.{each}" for each in FORMS))
    return tuple(pages) if form == "html" else (name,)


def _near(context: Context) -> dict[str, str]:
    """Give the event that each claim is about, both as paths: their pages rest on one comparison."""
    rows: Any = context.graph.sparql(
        """SELECT ?claim ?event WHERE {
            ?claim kg:speaker ?speaker .
            { ?claim kg:about ?event } UNION { ?claim kg:about ?actor . ?event sem:hasActor ?actor }
        }"""
    )
    found = sorted((Site().thing(row.claim) or "", Site().thing(row.event) or "") for row in rows)
    return {claim.strip("/"): event.strip("/") for claim, event in found if event.startswith("/event/")}


def _batches(waiting: Iterable[tuple[str, ...]], near: Mapping[str, str]) -> Iterator[list[tuple[str, ...]]]:
    """Part what is to be made into batches, so that what rests on the same stays in one process."""

    def event(names: tuple[str, ...]) -> str:
        stem = names[0].rpartition(".")[0]
        kind, _, slug = stem.partition("/")
        return f"event/{slug}" if kind in ("event", "compare") else near.get(stem, "")

    for about, group in groupby(sorted(waiting, key=lambda names: (event(names), names)), event):
        some = list(group)
        size = _MANY if about else _SOME
        yield from (some[at : at + size] for at in range(0, len(some), size))


def _make(batch: Sequence[tuple[str, ...]]) -> list[str]:
    assert _making is not None
    _making.read(batch)
    return [link for names in batch for name in names for link in _making.write(name)]


class _Making:
    """Writes files, one process a core; each tells a link once."""

    def __init__(self, context: Context, folder: Path, base: str) -> None:
        self._context, self._folder, self._base = context, folder, base
        self._told: set[str] = set()
        self._folders: set[str] = set()

    def read(self, batch: Iterable[tuple[str, ...]]) -> None:
        """Read at once what a batch is about."""
        stems = (names[0].removesuffix(".html").removeprefix("doc/") for names in batch)
        iris = [ID + stem for stem in stems if stem.partition("/")[0] in TYPES]
        records(self._context.graph, iris)
        pointing(self._context.graph, iris)

    def write(self, name: str) -> list[str]:
        """Write a file, and give those that it links to, as far as they are new.

        :raises DataError: when it cannot be made.
        """
        request = _request(name, self._base)
        if request is None:
            raise DataError(f"a page of the site links to {name}, which nothing makes")
        try:
            reply = handler(request.route)(request, self._context)
        except KobeError as error:
            raise DataError(f"{name} cannot be made: {error}") from error
        except Exception as error:
            error.add_note(f"while {name} was made")
            raise
        self._write(name, reply.body)
        if not name.endswith(".html"):
            return []
        found = _links(name, reply.body.decode()) - self._told
        self._told |= found
        return sorted(found)

    def _write(self, name: str, body: bytes) -> None:
        parent = posixpath.dirname(name)
        if parent not in self._folders:
            (self._folder / parent).mkdir(parents=True, exist_ok=True)
            self._folders.add(parent)
        with open(f"{self._folder}/{name}", "wb", buffering=0) as file:
            file.write(body)


def _request(name: str, base: str) -> Request | None:
    """Give the request whose answer a file holds."""
    lang, _, rest = name.partition("/")
    lang, rest = (lang, rest) if lang in LANGUAGES[1:] else (LANGUAGES[0], name)
    path = "/" if rest == "index.html" else "/" + rest.removesuffix(".html")
    if name in _ELSEWHERE:
        return Request(_ELSEWHERE[name], base=base, path=path)
    found = match(path)
    if found is None:
        return None
    return Request(
        found.route.name,
        found=found.found,
        extension=found.extension,
        accept="text/html" if name.endswith(".html") else "",
        lang=lang,
        base=base,
        path=path,
    )


def _links(name: str, page: str) -> set[str]:
    """Give the files of this folder that a page links to, but for those that are there anyway.

    :raises DataError: when a link can lead to no file.
    """
    folder = posixpath.dirname(name)
    found = set()
    for link in dict.fromkeys([*_HREF.findall(page), *_SRC.findall(page)]):
        target = _target(folder, link)
        if target is None:
            raise DataError(f"{name} links to {link}, which no file can be")
        if target and not target.startswith("static/") and target != SCRIPT:
            found.add(target)
    return found


@lru_cache(20_000)
def _target(folder: str, link: str) -> str | None:
    """Give the file that a link leads to from a folder; empty for one out of the site, None where none can be."""
    parts = urlsplit(unescape(link))
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    target = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    return None if parts.query or target.startswith(("..", "/")) else target


def _missing(context: Context, base: str, lang: str) -> str:
    """Make the page for what there is not; it may stand at any depth, so its links begin at the root."""
    page = missing_page(frame(Request("home", base=base, path=_MISSING, lang=lang), context))
    here = urlsplit(f"{base}/{Site(lang=lang, live=False, path=_MISSING).file}").path

    def rooted(found: re.Match[str]) -> str:
        outside = found[2].startswith("#") or urlsplit(found[2]).scheme
        return found[0] if outside else f'{found[1]}="{quote(urljoin(here, found[2]))}"'

    return _LINK.sub(rooted, page) if base else page


def _listed(base: str, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the sitemap, in parts where there are many pages, and what leads robots there."""
    here = [name for name in pages if not name.startswith("fr/")]
    size = discovery.SITEMAP
    parts = [here[at : at + size] for at in range(0, len(here), size)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, discovery.urls((_at(base, page), _at(base, f"fr/{page}")) for page in part)
    if len(parts) > 1:
        yield "sitemap.xml", discovery.sitemaps(f"{base}/{name}" for name in names)
    yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\n"


def _at(base: str, name: str) -> str:
    found = name.removesuffix("index.html") if name in ("index.html", "fr/index.html") else name
    return f"{base}/{quote(found)}"


def _losses(context: Context) -> Losses:
    """Tell what has no file: resources without a page, and all that is worked out when it is asked."""
    losses = Losses("site")
    without = "its name can be no file's; the dumps hold it"
    place = Site(live=False)
    rows: Any = context.graph.sparql(
        "SELECT DISTINCT ?s WHERE { ?s a ?class . ?s rdfs:label ?label FILTER(ISIRI(?s)) }"
    )
    for row in rows:
        if place.thing(row.s) is None:
            losses.add_resource(row.s, without)
    for query in context.graph.queries:
        values = context.graph.queries[query].params
        if values.keys() - {"lang"}:
            losses.add_value(f"query {query}", "only its answer to the usual values is there; kobe serve gives any", 1)
    if is_beside(context.graph.store):
        losses.add_value("every claim", f"{BESIDE}; Turtle and N-Triples name none")
    losses.add_value("SPARQL", "a folder of files answers no query of one's own; kobe serve does", 1)
    return losses
