"""Answers that can be cited: kept as they were, under an address made of their own content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kobe_kg.catalog import SavedQuery
from kobe_kg.errors import KobeError, ParameterError
from kobe_kg.query.run import ask
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked.document import data_set
from kobe_kg.serve.linked.signposting import Link, header
from kobe_kg.serve.message import Reply, Request, text
from kobe_kg.serve.pool import guard
from kobe_kg.serve.problem import Refusal, TooMuch
from kobe_kg.serve.queries import archive, calling, citation, part, signature
from kobe_kg.serve.queries.archive import Kept
from kobe_kg.serve.queries.part import Part
from kobe_kg.sparql import declare, explain, significant
from kobe_kg.sparql.federation import call

_JSON, _HTML, _FORM = "application/json", "text/html", "application/x-www-form-urlencoded"
# What the rows of a kept answer are given in.
_ROWS = tuple(media for media in part.FORMS if media != _JSON)
#: The form a document has; a later one gets another number.
FORM = 1
assert explain  # it says where a query breaks off, and inside `sealed` no module can be read


def cite(request: Request, context: Context) -> Reply:
    """Keep the whole answer of a saved query, or of a SELECT, and say where it is from now on."""
    folder = _folder(context)
    media = request.choose((_JSON, _HTML))
    if request.content_type.partition(";")[0].strip().lower() != _FORM:
        raise Refusal(415, "media-type", "what is to be cited is sent as a form", hint=f"as {_FORM}")
    kept = archive.keep(_document(request, context), folder)
    address = f"{request.base}/answer/{kept.hash}"
    location = (("Location", address),)
    if media == _HTML:
        return text(f"{address}\n", "text/plain", status=303, headers=location, lasting=False)
    cited = citation.citation(kept, address)
    told = {"url": address, "sha256": kept.hash, "text": cited.text(), "bibtex": cited.bibtex(), "csl": cited.csl()}
    return Reply(signature.as_json(told).encode(), _JSON, 201 if kept.new else 200, location, lasting=False)


def answer(request: Request, context: Context) -> Reply:
    """Give a kept answer: its document, its rows, or a page about it."""
    kept = archive.read(request.found["hash"], _folder(context))
    media = _JSON if request.extension == "json" else request.choose((_JSON, _HTML, *_ROWS))
    address = f"{request.base}/answer/{kept.hash}"
    said = kept.document
    headers = (
        ("Kobe-Dataset", f"{said['dataset']['version'] or 'unversioned'}; sha256={said['dataset']['sha256']}"),
        ("Kobe-Complete", "true"),
        *header(_links(address, said)),
    )
    if media == _HTML:
        return _page(request, context, kept)._replace(headers=headers)
    if media == _JSON:
        return Reply(kept.body, _JSON, headers=headers)
    body = part.write(_part(said), media, most=context.settings.answer_bytes)
    return Reply(body, f"{media}; charset=utf-8" if media.startswith("text/") else media, headers=headers)


def _folder(context: Context) -> Path:
    if context.settings.answers is None:
        hint = "whoever runs it can let answers be kept: kobe serve --answers FOLDER"
        raise Refusal(404, "not-kept", "this server keeps no answers", hint=hint)
    return context.settings.answers


def _document(request: Request, context: Context) -> dict[str, Any]:
    """Ask what is to be cited, and tell all of it."""
    data, version = data_set(context), context.version
    query, values, sparql = _asked(request.form(), context)
    some = _rows(sparql, context, strange=query is None)
    if some.more:
        hint = "ask for less: give more of its parameters"
        raise TooMuch(f"the answer has more than {context.settings.rows:,} rows", hint=hint)
    return {
        "kobe": FORM,
        "dataset": {
            "iri": data.iri,
            "title": data.title,
            "makers": list(data.makers),
            "licence": data.licence,
            "date": data.dated,
            "version": version.name,
            "sha256": version.digest,
        },
        "query": None if query is None else {"name": query.name, "title": query.title, "text": query.text},
        "parameters": values,
        "sparql": sparql,
        "columns": list(some.columns),
        "rows": some.bindings(),
        "complete": True,
    }


def _asked(
    form: tuple[tuple[str, str], ...], context: Context
) -> tuple[SavedQuery | None, dict[str, str | list[str]], str]:
    """Read what is to be cited: a saved query with its values, or the text of a query."""
    names = [name for name, _ in form]
    if "name" in names:
        at = names.index("name")
        query = context.graph.queries[form[at][1]]
        for name in (calling.LIMIT, calling.OFFSET):
            if name in names:
                raise ParameterError(f"{name!r} has no place here: an answer is cited whole")
        call = calling.read(query, [*form[:at], *form[at + 1 :]], context.settings)
        values: dict[str, str | list[str]] = {}
        for name, value in signature.filled(call, context.graph.store):
            before = values.get(name)
            values[name] = [*before, value] if isinstance(before, list) else value
            if query.params[name].many and before is None:
                values[name] = [value]
        return query, values, call.text(context.graph.store)
    if names != ["query"]:
        raise ParameterError("what is to be cited is missing", hint="give name, a saved query’s, or query, a SELECT")
    return None, {}, declare(form[0][1])


def _rows(sparql: str, context: Context, *, strange: bool) -> Part:
    """Ask a query for all its rows.

    :param strange: whether the text is a stranger's.
    """
    if not strange:
        return part.read(part.require_select(ask(sparql, context.graph.store)), limit=context.settings.rows)
    tokens = significant(sparql)
    words = (token.text.upper() for token in tokens if token.kind == "word")
    if call(tokens, sparql) is not None or any("FROM" in word for word in words):
        raise ParameterError("an answer is cited of the graph that is served", hint="leave FROM and SERVICE out")
    with guard.sealed(context.settings):
        return part.read(part.require_select(ask(sparql, context.graph.store)), limit=context.settings.rows)


def _part(said: dict[str, Any]) -> Part:
    """Give the rows of a document."""
    body = archive.canonical({"head": {"vars": said["columns"]}, "results": {"bindings": said["rows"]}})
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return part.read(found, limit=len(said["rows"]) or 1)


def _links(address: str, said: dict[str, Any]) -> list[Link]:
    links = [Link(address, "cite-as"), Link("https://schema.org/Dataset", "type")]
    links += [Link(f"{address}.{form}", "item", media) for form, media in (("json", _JSON), ("csv", "text/csv"))]
    if said["dataset"]["licence"]:
        links.append(Link(said["dataset"]["licence"], "license"))
    return links


def _page(request: Request, context: Context, kept: Kept) -> Reply:
    from kobe_kg.pages.query import cited
    from kobe_kg.serve.pages.framing import html, site

    said, address = kept.document, f"{request.base}/answer/{kept.hash}"
    found = citation.citation(kept, address)
    page = cited.page(
        site(request, context),
        said,
        hash=kept.hash,
        dated=kept.dated,
        title=found.title,
        cite=found.text(),
        texts={"BibTeX": found.bibtex(), "CSL-JSON": signature.as_json([found.csl()])},
        today=_today(said, context),
        again=_again(said, context),
    )
    return html(page, lasting=False)


def _again(said: dict[str, Any], context: Context) -> tuple[str, dict[str, Any]]:
    """Give path and query string where the same is asked of the graph as it is now."""
    if said["query"] is not None and said["query"]["name"] in context.graph.queries:
        return f"/query/{said['query']['name']}", said["parameters"]
    return "/sparql", {"query": said["sparql"]}


def _today(said: dict[str, Any], context: Context) -> str:
    """Tell whether the graph gives the same answer now: ``same``, ``differs``, or ``fails``."""
    try:
        now = _rows(said["sparql"], context, strange=True)
    except KobeError:
        return "fails"
    if list(now.columns) != said["columns"] or now.more:
        return "differs"
    rows = now.bindings()
    return "same" if rows == said["rows"] or _sorted(rows) == _sorted(said["rows"]) else "differs"


def _sorted(rows: list[Any]) -> list[bytes]:
    return sorted(map(archive.canonical, rows))
