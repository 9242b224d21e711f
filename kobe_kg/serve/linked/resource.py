"""Linked Data: from a resource's IRI to the document about it, as a page or as triples."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from pyoxigraph import NamedNode

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.namespaces import ID, TYPES
from kobe_kg.pages.site import Site
from kobe_kg.query.run import ask
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import signposting, syntaxes
from kobe_kg.serve.linked.document import address, describe, is_known, paged
from kobe_kg.serve.linked.signposting import Link, ascii_iri
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.problem import Refusal

#: Forms of a document, the first where the client takes any.
FORMS = ("text/html", *GRAPHS)
# Names among which the one that was meant is looked for, and the longest that is looked for.
_OFFERED, _LONGEST = 2000, 120
_PAGE = re.compile(r"[1-9][0-9]{0,8}\Z")


def identifier(request: Request, context: Context) -> Reply:
    """Lead from a resource to the document about it."""
    iri = _named(request, context)
    return seen_at(address("", iri.value), request)


def document(request: Request, context: Context) -> Reply:
    """Give the document about a resource of ours."""
    return reply(_named(request, context), request, context)


def resource(request: Request, context: Context) -> Reply:
    """Give the document about any resource the graph describes, by its IRI."""
    given = request.arg("iri")
    if given is None:
        raise ParameterError("the request needs 'iri'", hint="an absolute IRI, percent-encoded: ?iri=https%3A%2F%2F…")
    iri = _term(given)
    if iri is None or ":" not in given:
        raise ParameterError("'iri' is no absolute IRI")
    if not is_known(iri, context):
        raise Refusal(404, "not-found", "the graph says nothing of this resource")
    return reply(iri, request, context)


def links(request: Request, context: Context) -> Reply:
    """Give the links of a document about a resource."""
    return signposting.linkset(request, context, _named(request, context).value)


def reply(iri: NamedNode, request: Request, context: Context) -> Reply:
    """Reply with what the graph says of a resource, as the client would have it.

    :param iri: a resource that the graph knows.
    """
    media = request.choose(FORMS)
    page = _page(request)
    if media == "text/html":
        from kobe_kg.serve.pages.things import page_of

        found = page_of(iri.value, request, context)
        if any(name == "Link" for name, _ in found.headers):
            return found
        return found._replace(headers=(*found.headers, *signposting.headers(request, context, iri.value)))
    here = ascii_iri(address(request.base, iri.value)) if context.live else _file(request, iri)
    held = describe(iri, context, here=here, page=page)
    if not context.live:  # a file has no headers
        return syntaxes.reply(held.triples, media)
    links = list(signposting.data_links(request, context, iri.value, media))
    form = address(request.base, iri.value, syntaxes.EXTENSION[media])
    links += [Link(paged(form, page - 1), "prev", media)] if page > 1 else []
    links += [Link(paged(form, page + 1), "next", media)] if held.more else []
    where = (("Content-Location", ascii_iri(paged(form, page))),)
    return syntaxes.reply(held.triples, media, headers=(*where, *signposting.header(links)))


def _file(request: Request, iri: NamedNode) -> str:
    """Give the address of the page of a folder's document, if it is known where the folder will be."""
    site = Site(base=request.base, live=False, path=request.path)
    return ascii_iri(site.joined(site.thing(iri.value) or "")) if request.base else ""


def seen_at(path: str, request: Request) -> Reply:
    """Lead to another address of this server (303), the language kept; the Host a client names has no part in it.

    :param path: below the server's address, encoded.
    """
    asked = urlencode([("lang", request.lang)]) if request.many("lang") else ""
    there = quote(urlsplit(request.base).path, safe="/%-._~") + path
    there += f"{'&' if '?' in there else '?'}{asked}" if asked else ""
    return Reply(b"", "text/plain; charset=utf-8", 303, (("Location", there),))


def _named(request: Request, context: Context) -> NamedNode:
    """Find the resource that an address names.

    :raises UnknownNameError: when the graph has no such thing.
    """
    kind, slug = request.found["type"], request.found["slug"]
    if kind not in TYPES:
        raise UnknownNameError("type of resource", kind, TYPES)
    whole = f"{slug}.{request.extension}" if request.extension else slug
    for name in (slug, quote(slug, safe="", errors="replace")):
        iri = _term(f"{ID}{kind}/{name}")
        if iri is not None and is_known(iri, context):
            return iri
    if whole != slug and (iri := _term(f"{ID}{kind}/{whole}")) is not None and is_known(iri, context):
        raise Refusal(404, "not-found", f"this is the {kind} {whole!r}", hint=f"it is at {address('', iri.value)}")
    known = _slugs(kind, context) if len(slug) <= _LONGEST else ()
    raise UnknownNameError(kind, slug, known)


def _term(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _slugs(kind: str, context: Context) -> list[str]:
    rows: Any = ask(
        f'SELECT DISTINCT ?s WHERE {{ ?s a ?type . FILTER(STRSTARTS(STR(?s), "{ID}{kind}/")) }} LIMIT {_OFFERED}',
        context.graph.store,
    )
    return [row["s"].value.removeprefix(f"{ID}{kind}/") for row in rows]


def _page(request: Request) -> int:
    given = request.arg("page")
    if given is None:
        return 1
    if not _PAGE.match(given):
        raise ParameterError("'page' is a number from 1 on")
    return int(given)
