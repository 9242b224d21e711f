"""The saved queries over HTTP: which there are, what each takes, and its rows."""

from __future__ import annotations

import json
from importlib import import_module
from urllib.parse import urlencode

from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.serve import telling
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import syntaxes
from kobe_kg.serve.linked.document import data_set
from kobe_kg.serve.linked.signposting import Link, header
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply, Request, text
from kobe_kg.serve.queries import calling, part, signature
from kobe_kg.serve.queries.calling import Call
from kobe_kg.serve.queries.part import Part

_JSON, _HTML, _SPARQL, _GEOJSON = "application/json", "text/html", "application/sparql-query", "application/geo+json"
# A type of what these addresses give, for FAIR Signposting.
_DATASET = "https://schema.org/Dataset"


def index(request: Request, context: Context) -> Reply:
    """Show what there is to a person; send a program to the description made for it."""
    _none_but_lang(request)
    if request.choose((_JSON, _HTML)) == _HTML:
        return _page("api", request, context)
    return _elsewhere(request, "/api/openapi.json")


def openapi(request: Request, context: Context) -> Reply:
    """Describe the interface by OpenAPI 3.1."""
    from kobe_kg.serve.queries import openapi as made

    _none_but_lang(request)
    media = request.choose((_JSON, "application/vnd.oai.openapi+json"))
    document = json.dumps(made.document(context, request.base), ensure_ascii=False, separators=(",", ":"))
    return Reply(document.encode(), media, headers=(telling.dataset(context.version),))


def queries(request: Request, context: Context) -> Reply:
    """List the saved queries."""
    _none_but_lang(request)
    media = request.choose((_JSON, _HTML, *GRAPHS))
    if media == _HTML:
        return _elsewhere(request, "/query")
    found = context.graph.queries
    links = header([Link(f"{request.base}/api/openapi.json", "service-desc", _JSON)])
    if media == _JSON:
        told = [signature.summary(query, request.base) for query in map(found.__getitem__, found)]
        return Reply(signature.as_json(told).encode(), _JSON, headers=links)
    return syntaxes.reply(signature.graph(found, list(found), request.base), media, headers=links)


def query(request: Request, context: Context) -> Reply:
    """Describe a saved query, or give the SPARQL of a call of it."""
    found = context.graph.queries[request.found["name"]]
    media = request.choose((_JSON, _HTML, *GRAPHS, _SPARQL))
    if media == _HTML:
        return _elsewhere(request, f"/query/{found.name}")
    at = f"{request.base}/api/queries/{found.name}"
    links = [Link(f"{at}/rows", "item"), Link(f"{at}.rq", "alternate", _SPARQL)]
    headers = (telling.dataset(context.version), telling.query(found), *header(links))
    if media == _SPARQL:
        call = calling.read(found, request.args, context.settings)
        body = call.text(context.graph.store) if request.args else found.text
        return text(body, _SPARQL, headers=headers)
    _none_but_lang(request)
    if media == _JSON:
        told = signature.full(found, request.base, context.graph.store)
        return Reply(signature.as_json(told).encode(), _JSON, headers=headers)
    triples = signature.graph(context.graph.queries, [found.name], request.base)
    return syntaxes.reply(triples, media, headers=headers)


def rows(request: Request, context: Context) -> Reply:
    """Run a saved query."""
    found = context.graph.queries[request.found["name"]]
    placed = (_GEOJSON,) if part.PLACED in found.columns else ()
    media = request.choose((*part.FORMS, _HTML, *placed))
    if media == _HTML:
        return _elsewhere(request, f"/query/{found.name}")
    call = calling.read(found, request.args, context.settings)
    store = context.graph.store
    solutions = part.require_select(store.query(call.text(store)))
    some = part.read(solutions, limit=call.limit, offset=call.offset)
    body = part.write(some, media, most=context.settings.answer_bytes)
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Reply(body, media + charset, headers=tuple(_said(request, context, call, some)))


def _said(request: Request, context: Context, call: Call, some: Part) -> list[telling.Header]:
    """Give the headers of rows."""
    at = f"{request.base}/api/queries/{call.query.name}"
    values = urlencode(signature.filled(call, context.graph.store))
    said = [telling.dataset(context.version), telling.query(call.query), telling.complete(some.complete)]
    if not some.rows and not some.offset and call.query.empty:
        said.append(telling.empty(call.query.empty))
    links = [Link(_with(request, call, *place), rel) for rel, place in _pages(call, some).items()]
    links += [
        Link(at, "describedby", _JSON),
        Link(f"{at}.rq?{values}" if values else f"{at}.rq", "via", _SPARQL),
        Link(f"{request.base}/api/openapi.json", "service-desc", _JSON),
        Link(_DATASET, "type"),
    ]
    licence = data_set(context).licence
    return [*said, *header([*links, Link(licence, "license")] if licence else links)]


def _pages(call: Call, some: Part) -> dict[str, tuple[int, int]]:
    """Give where the parts before and after stand, as limit and offset; nothing where this is the whole."""
    if some.complete:
        return {}
    found = {"first": (call.limit, 0)}
    if some.offset:
        found["prev"] = (min(call.limit, some.offset), max(0, some.offset - call.limit))
    if some.more:
        found["next"] = (call.limit, some.offset + call.limit)
    elif some.rows:
        found["last"] = (call.limit, some.offset)
    return found


def _with(request: Request, call: Call, limit: int, offset: int) -> str:
    pairs = [*call.args(), (calling.LIMIT, str(limit)), *([(calling.OFFSET, str(offset))] if offset else [])]
    return f"{request.base}{request.path}?{urlencode(pairs)}"


def _none_but_lang(request: Request) -> None:
    """Refuse what this address takes no notice of.

    :raises ParameterError: when there is a name other than ``lang``.
    """
    for name, _ in request.args:
        if name != calling.LANG:
            raise ParameterError(f"there is no parameter {name!r}", hint=suggestion(name, [calling.LANG]))
    request.arg(calling.LANG)


def _elsewhere(request: Request, path: str) -> Reply:
    """Send to another address with the same query string."""
    args = f"?{urlencode(request.args)}" if request.args else ""
    address = f"{request.base}{path}{args}"
    return text(f"{address}\n", "text/plain", status=303, headers=(("Location", address),))


def _page(name: str, request: Request, context: Context) -> Reply:
    """Show the page of that name, or, where there are no pages, what a program is sent to."""
    try:
        handler = getattr(import_module("kobe_kg.serve.pages.forms"), name)
    except (ImportError, AttributeError):
        return _elsewhere(request, "/api/openapi.json")
    found: Reply = handler(request, context)
    return found
