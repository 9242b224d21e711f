"""The pages of single things, home and search: from a request to what makes its page."""

from __future__ import annotations

import csv
import io
import json

from kobe_kg.errors import ParameterError
from kobe_kg.namespaces import ID
from kobe_kg.pages.home import home as home_page
from kobe_kg.pages.reading import Names, Text
from kobe_kg.pages.search import lookup
from kobe_kg.pages.search.results import ARGS, find, wanted
from kobe_kg.pages.search.results import search as search_page
from kobe_kg.pages.thing import choice
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import resource
from kobe_kg.serve.message import Reply, Request, text
from kobe_kg.serve.pages import framing

#: Forms of what a search finds, beside the page.
ROWS = ("text/csv", "application/sparql-results+json", "application/json")
#: Columns of its rows.
COLUMNS = ("thing", "type", "label")


def thing(request: Request, context: Context) -> Reply:
    """Reply with the page of a thing, or with what is said of it as the client would have it."""
    return resource.document(request._replace(found={"type": request.route, "slug": request.found["slug"]}), context)


def page_of(iri: str, request: Request, context: Context) -> Reply:
    """Make the page of any resource.

    :param iri: one the graph knows.
    """
    kind, _, slug = iri.removeprefix(ID).partition("/") if iri.startswith(ID) else ("", "", "")
    if kind == "event":
        from kobe_kg.serve.pages import events

        return events.event(request._replace(route="event", found={"slug": slug}, extension=""), context)
    site = framing.site(request, context)
    return framing.html(
        choice.page(context.graph, site, iri, page=_number(request, "page"), listed=request.arg("list"))
    )


def _number(request: Request, name: str) -> int:
    """Read which page of a list is wanted."""
    given = request.arg(name)
    if given is None:
        return 1
    if not given.isascii() or not given.isdecimal() or not 0 < len(given) < 9 or int(given) < 1:
        raise ParameterError(f"{name!r} is a number from 1 on")
    return int(given)


def home(request: Request, context: Context) -> Reply:
    """Reply with the first page."""
    given = {name: request.arg(name) or "" for name in ("country", "year")}
    return framing.html(
        home_page(context.graph, framing.site(request, context), page=_number(request, "page"), **given)
    )


def search(request: Request, context: Context) -> Reply:
    """Reply with what a search finds, as a page or as rows; where no server answers, a page searches by itself."""
    if not context.live:
        return framing.html(lookup.page(framing.site(request, context)))
    given = {name: request.arg(name) or "" for name in ARGS}
    media = request.choose(("text/html", *ROWS))
    if media == "text/html":
        page = search_page(context.graph, framing.site(request, context), given, page=_number(request, "page"))
        return framing.html(page)
    return _rows(request, context, given, media)


def _rows(request: Request, context: Context, given: dict[str, str], media: str) -> Reply:
    """Give what was found as rows, as many as are asked for; JSON is SPARQL's."""
    limit, offset = _bounded(request, "limit", 1000), _bounded(request, "offset", 0)
    limit = min(limit, context.settings.rows)
    found = find(context.graph, wanted(given))
    hits = found.hits[offset : offset + limit]
    names = Names(context.graph, request.lang)
    names.fetch(hit.iri for hit in hits)
    complete = found.complete and offset + len(hits) >= len(found.hits)
    headers = (("Kobe-Complete", "true" if complete else "false"),)
    if media == "text/csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows((hit.iri, hit.type, names(hit.iri).value) for hit in hits)
        return text(out.getvalue(), media, headers=headers)
    bindings = [
        {
            "thing": {"type": "uri", "value": hit.iri},
            "type": {"type": "literal", "value": hit.type},
            "label": _literal(names(hit.iri), request.lang),
        }
        for hit in hits
    ]
    body = json.dumps({"head": {"vars": list(COLUMNS)}, "results": {"bindings": bindings}}, ensure_ascii=False)
    return text(body + "\n", media, headers=headers)


def _literal(label: Text, lang: str) -> dict[str, str]:
    return {"type": "literal", "value": label.value, "xml:lang": label.lang or lang}


def _bounded(request: Request, name: str, default: int) -> int:
    given = request.arg(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise ParameterError(f"{name!r} is a number from 0 on")
    return int(given)
