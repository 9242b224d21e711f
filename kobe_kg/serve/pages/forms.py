"""Pages one asks with: the saved queries and their forms, the editor, and what the graph offers as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from kobe_kg.answer import Answer
from kobe_kg.catalog import SavedQuery
from kobe_kg.errors import KobeError, ParameterError, QueryError
from kobe_kg.pages import api as interface
from kobe_kg.pages import data as whole
from kobe_kg.pages.query import editor as editing
from kobe_kg.pages.query import saved as pages
from kobe_kg.pages.query.fields import check
from kobe_kg.query.run import prepare
from kobe_kg.serve import telling
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import discovery
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pages.framing import html, site
from kobe_kg.serve.pool.guard import sealed
from kobe_kg.serve.queries import calling, part
from kobe_kg.store import Result

#: The most rows that a page reads; its files hold the others.
MOST = 10_000
#: The most rows that a page shows.
SHOWN = 1000


def queries(request: Request, context: Context) -> Reply:
    """List the saved queries, all or those with some words or a tag."""
    for name, _ in request.args:
        if name not in ("q", "tag", "lang"):
            raise ParameterError(f"there is no parameter {name!r}", hint="known: q, tag, lang")
    words, tag = request.arg("q") or "", request.arg("tag") or ""
    return html(pages.index(context.graph.queries, site(request, context), words=words, tag=tag))


def query(request: Request, context: Context) -> Reply:
    """Show a saved query with its form, and what it answers; with status 400 what is wrong with a value."""
    found = context.graph.queries[request.found["name"]]
    asked = read(found, request, context)
    frame, store = site(request, context), context.graph.store
    if asked.errors and context.live and not _chosen(request):
        given = {**asked.given, **{name: [""] for name in asked.errors if name in found.params}}
        return html(pages.page(asked._replace(given=given, errors={}), None, context.graph, frame))
    missing = [p.name for p in found.params.values() if p.required and p.name not in asked.given]
    if missing and not request.args:
        asked = asked._replace(errors={})
    if (missing and not request.args) or (asked.errors and not context.live):
        return html(pages.page(asked, None, context.graph, frame))
    if asked.errors:
        return html(pages.page(asked, None, context.graph, frame), status=400, lasting=False)
    text = calling.bare(prepare(found, asked.given, store))
    answer = run(found, store.query(text), context)
    headers = (telling.dataset(context.version), telling.query(found), telling.complete(answer.complete))
    return html(pages.page(asked._replace(text=text), answer, context.graph, frame), headers=headers)


def editor(request: Request, context: Context) -> Reply:
    """Show the editor, with a saved query in it where ``example`` names one."""
    graph, name = context.graph, request.arg("example")
    text = ""
    if name is not None:
        rest = [(key, value) for key, value in request.args if key != "example"]
        asked = read(graph.queries[name], request._replace(args=tuple(rest)), context)
        for error in asked.errors.values() if _chosen(request) else ():
            raise error
        text = calling.bare(asked.query.text if asked.errors else prepare(asked.query, asked.given, graph.store))
    return html(editing.page(graph.queries, graph.store, site(request, context), text=text, example=name or ""))


def results(request: Request, context: Context, text: str, evaluate: Callable[[], Result]) -> Reply:
    """Show the answer to a query of one's own; with status 400 what is wrong with it.

    :param text: the query.
    :param evaluate: what gives its result, which is worked out as it is read.
    """
    frame, store = site(request, context), context.graph.store
    try:
        with sealed(context.settings):
            found, more = _held(evaluate(), min(MOST, context.settings.rows))
    except QueryError as error:
        wrong = editing.results(None, text, store, frame, problem=error)
        return html(wrong, status=400, lasting=False)
    shown = found.answer() if isinstance(found, part.Part) else found
    page = editing.results(shown, text, store, frame, more=more)
    return html(page, headers=(telling.dataset(context.version), telling.complete(not more)))


def _held(found: Result, most: int) -> tuple[part.Part | bool | list[Triple], bool]:
    """Read a result, and whether there is more of it."""
    if isinstance(found, QuerySolutions):
        some = part.read(found, limit=most)
        return some, some.more
    if isinstance(found, QueryBoolean):
        return bool(found), False
    triples = list(islice(found, most + 1))
    return triples[:most], len(triples) > most


def data(request: Request, context: Context) -> Reply:
    """Show the data as a whole."""
    jsonld = discovery.schema(request, context)
    triples, frame = context.version.triples, site(request, context)
    page = whole.page(context.graph, frame, triples=triples, known=_measured(context), jsonld=jsonld)
    return html(page, headers=(telling.dataset(context.version),))


def _measured(context: Context) -> whole.Measured:
    if context.shared is not None and (told := context.shared.get()):
        return whole.measured(told)
    found = whole.measure(context.graph, context.version.triples, keep=not context.live)
    if context.shared is not None:
        context.shared.put(found)
    return found


def api(request: Request, context: Context) -> Reply:
    """Show the interface for programs."""
    found, graph = context.settings, context.graph
    limits = interface.Limits(found.timeout, found.memory, found.rows, found.answer_bytes, found.body_bytes)
    try:
        event = graph.main_event()
    except ParameterError:
        event = ""
    return html(interface.page(graph.queries, site(request, context), limits, event=event))


def read(found: SavedQuery, request: Request, context: Context) -> pages.Asked:
    """Read the values of a form, and all that is wrong with them."""
    given: dict[str, list[str]] = {}
    for name, value in request.args:
        if name in found.params and value:
            given.setdefault(name, []).append(value)
    if "lang" in found.params:
        given.setdefault("lang", [request.lang])
    errors: dict[str, KobeError] = {}
    limit, offset = pages.PAGE, 0
    try:
        call = calling.read(found, request.args, context.settings, blanks=True)
        given |= call.given
        limit = min(call.limit, SHOWN) if request.arg("limit") else limit
        offset = call.offset
    except ParameterError as error:
        errors[""] = error
    wrong = check(found, given, context.graph.store)
    if wrong and "" not in wrong:
        errors.pop("", None) if _told(errors.get(""), wrong) else None
    return pages.Asked(found, given, {**errors, **wrong}, limit, offset)


def run(query: SavedQuery, solutions: Any, context: Context) -> Answer:
    """Read the rows of a page."""
    some = part.read(part.require_select(solutions), limit=min(MOST, context.settings.rows))
    answer = Answer(some.solutions(), title=query.title, types=query.columns, empty=query.empty)
    answer.complete = some.complete
    return answer


def _chosen(request: Request) -> bool:
    """Tell whether any value was chosen; if none was, what is wrong is a usual value that the graph does not know."""
    return any(value and name not in ("example", "lang") for name, value in request.args)


def _told(error: KobeError | None, wrong: Iterable[str]) -> bool:
    """Tell whether what is wrong with a call is told beside a field already."""
    return error is not None and any(repr(name) in error.what for name in wrong)
