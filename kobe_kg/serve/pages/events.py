"""The pages of an event: what is said about it, and how that compares; and the same as data."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pyoxigraph import NamedNode

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.namespaces import PREFIXES, is_local
from kobe_kg.parameter import Parameter
from kobe_kg.query.run import offered
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked.signposting import headers
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import NotAcceptable, Reply, Request, text
from kobe_kg.serve.pages import framing
from kobe_kg.serve.telling import complete, dataset

#: Media types of a comparison, best first, and what ends the address of each.
COMPARED = {"html": "text/html", "csv": "text/csv", "json": "application/json"}
_ROWS = {"text/csv": "to_csv", "application/sparql-results+json": "to_json"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def compare(request: Request, context: Context) -> Reply:
    """Lay side by side what is said about an event: a page, or JSON or CSV."""
    iri = _event(request, context)
    chosen: dict[str, Any] = {
        "topic": request.arg("topic") or None,
        "as_of": _day(request.arg("as_of")),
        "leave_out": [name for name in dict.fromkeys(request.many("leave_out")) if name],
    }
    media = _choose(request)
    _check_known(request, {"as_of", "lang", "leave_out", "topic"}, media)
    about = (dataset(context.version),)
    if media == "text/html":
        from kobe_kg.pages.event.compare import page

        given = request._replace(args=tuple((name, value) for name, value in request.args if value))
        return framing.html(
            page(context.graph, framing.site(given, context), event=iri, **chosen),
            headers=about,
        )
    from kobe_kg.pages.event.compared import comparison
    from kobe_kg.reason.records import to_csv, to_json

    found = None if any(chosen.values()) else comparison(context.graph, iri, request.lang)
    found = found or context.graph.compare(iri, lang=request.lang, **chosen)
    return text(to_json(found) if media == COMPARED["json"] else to_csv(found), media, headers=about)


def event(request: Request, context: Context) -> Reply:
    """Show an event: a page, its claims as rows, or what the graph says of it as RDF."""
    iri = _event(request, context)
    media = request.choose(("text/html", *_ROWS, *GRAPHS))
    if media in GRAPHS:
        from kobe_kg.serve.linked.resource import reply

        return reply(NamedNode(iri), request, context)
    _check_known(request, {"lang"}, media)
    about = (dataset(context.version),)
    if media == "text/html":
        from kobe_kg.pages.event.overview import page

        return framing.html(
            page(context.graph, framing.site(request, context), event=iri),
            headers=(*about, *headers(request, context, iri)),
        )
    found = context.graph.query("claims", event=iri, lang=request.lang, limit=context.settings.rows)
    return text(getattr(found, _ROWS[media])(), media, headers=(*about, complete(found.complete)))


def _event(request: Request, context: Context) -> str:
    """Find the event that the address names.

    :raises UnknownNameError: when there is none.
    """
    slug = request.found["slug"]
    iri = PREFIXES["event"] + slug
    if is_local(slug) and context.graph.sparql(f"ASK {{ {NamedNode(iri)} a/rdfs:subClassOf* kg:Event }}"):
        return iri
    raise UnknownNameError("event", slug, offered(Parameter("event", "iri", cls="kg:Event"), context.graph.store))


def _day(given: str | None) -> date | None:
    """Read a day; an empty field of a form is none."""
    if not given:
        return None
    try:
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise ParameterError(f"'as_of' wants a date (YYYY-MM-DD), not {given[:60]!r}")


def _choose(request: Request) -> str:
    """Give the media type of a comparison; its JSON is no table of rows, and so is named as plain JSON."""
    if not request.extension:
        return request.choose(tuple(COMPARED.values()))
    if request.extension not in COMPARED:
        raise NotAcceptable(tuple(COMPARED.values()))
    return COMPARED[request.extension]


def _check_known(request: Request, known: set[str], media: str) -> None:
    """Refuse what a program misspells; on a page, what others add to a link does no harm."""
    for name, _ in request.args:
        if name not in known and media != "text/html":
            raise ParameterError(f"{name[:60]!r} is no parameter here", hint=f"known: {', '.join(sorted(known))}")
