"""The SPARQL 1.1 Protocol, its part on queries (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from kobe_kg.errors import ParameterError, QueryError
from kobe_kg.query.run import ask
from kobe_kg.serve.answering import Context
from kobe_kg.serve.media import EXTENSIONS
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pages import forms
from kobe_kg.serve.pool.guard import sealed
from kobe_kg.serve.problem import Refusal
from kobe_kg.serve.sparql import service
from kobe_kg.serve.sparql.dataset import Dataset, chosen, require
from kobe_kg.serve.sparql.results import GRAPHS, OTHERS, ROWS, written
from kobe_kg.sparql import Token, form, position, significant
from kobe_kg.sparql.federation import call
from kobe_kg.store import Result
from kobe_kg.store.oxigraph import OxigraphStore

#: Media types of what a query may be sent as.
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
HTML = "text/html"

_UPDATES = frozenset("ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH".split())
# An equal query would have another answer. The engine reads a function even where it is glued to a word before it.
_FLEETING = re.compile(r"(?:BNODE|NOW|RAND|UUID)\Z")


class Asked(NamedTuple):
    """A query as the protocol carries it."""

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def sparql(request: Request, context: Context) -> Reply:
    """Answer at the endpoint: a query's result, or without a query the editor or the description of the service.

    :raises KobeError: when there is no answer.
    """
    found = asked(request)
    if found is not None:
        return result(found, request, context)
    if request.choose((*service.FORMS, HTML)) == HTML:
        return forms.editor(request, context)
    return service.reply(request, context)


def asked(request: Request) -> Asked | None:
    """Read the query of a request; None when a GET has none.

    :raises KobeError: when the request is none of the protocol's.
    """
    args = request.args
    if request.method == "POST":
        media, charset = _content_type(request.content_type)
        if charset not in ("", "utf-8", "utf8"):
            raise Refusal(415, "media-type", f"a query is sent in UTF-8, not in {charset}")
        if media == "application/sparql-update":
            raise _read_only()
        if media == DIRECT:
            args = (*args, ("query", _text(request.body)))
        elif media == FORM:
            args = (*args, *request.form())
        else:
            hint = f"send it as {DIRECT}, or as {FORM} with query="
            raise Refusal(415, "media-type", f"a query is not sent as {media or 'nothing named'}", hint=hint)
    values = {name: [v for key, v in args if key == name] for name in ("query", "update")}
    if values["update"]:
        raise _read_only()
    if len(values["query"]) > 1:
        raise ParameterError(f"'query' is given {len(values['query'])} times, and one query is answered at a time")
    if not values["query"]:
        if request.method == "POST":
            raise ParameterError("the request needs 'query'")
        return None
    default, named = (tuple(v for key, v in args if key == name) for name in ("default-graph-uri", "named-graph-uri"))
    return Asked(values["query"][0], default, named)


def result(found: Asked, request: Request, context: Context) -> Reply:
    """Answer a query.

    :raises KobeError: when it is refused, does not parse, or is too much.
    """
    tokens = significant(found.query)
    words = {text.upper() for kind, text, _ in tokens if kind == "word"}
    _refuse(tokens, words, found.query)
    store = context.graph.store
    dataset = chosen(found.default, found.named, tokens, store) if found.default or found.named else None
    if glued := next((word for word in words if word.startswith("FROM") and word != "FROM"), None):
        raise QueryError(f"{glued} is no word of SPARQL", hint="FROM and NAMED are written apart")
    if dataset is None and "FROM" in words:
        require(tokens, found.query, store, base=_base(request))
    kind = form(tokens)
    graph = kind in ("CONSTRUCT", "DESCRIBE")
    others = OTHERS if kind == "SELECT" else ()
    media = _chosen((*(GRAPHS if graph else ROWS), *others, HTML), request)
    lasting = not any(map(_FLEETING.search, words))

    def evaluated() -> Result:
        return _evaluated(found.query, tokens, dataset, request, context)

    if media == HTML:
        return forms.results(request, context, found.query, evaluated)._replace(lasting=lasting)
    with sealed(context.settings):
        body = written(evaluated(), media, context.settings)
    textual = media.startswith("text/") or media.endswith("xml")
    headers = () if graph else (("Kobe-Complete", "true"),)
    return Reply(body, f"{media}; charset=utf-8" if textual else media, headers=headers, lasting=lasting)


def _chosen(offers: Sequence[str], request: Request) -> str:
    """Choose a form: the one that ``format`` names by its extension, as a web form does, or else by the header."""
    named = [EXTENSIONS.get(value) for value in request.many("format")]
    return next((media for media in named if media in offers), None) or request.choose(offers)


def _evaluated(
    text: str, tokens: Sequence[Token], dataset: Dataset | None, request: Request, context: Context
) -> Result:
    """Ask the store; what comes is worked out as it is read. Relative IRIs start from the endpoint's own.

    :raises QueryError: when the query does not parse or cannot be evaluated.
    """
    store = context.graph.store
    if isinstance(store, OxigraphStore):
        return ask(text, store.on(*(dataset or (None, None)), base=_base(request)), tokens)
    if dataset is not None:
        raise ParameterError("graphs are not chosen by parameters here", hint="name them in the query, by FROM")
    return ask(text, store, tokens)


def _base(request: Request) -> str:
    return f"{request.base}/sparql"


def _refuse(tokens: Sequence[Token], words: Set[str], text: str) -> None:
    """Refuse what is no query on the graph that is here.

    :raises KobeError: when it is an update, or calls another machine.
    """
    if form(tokens) == "" and not words.isdisjoint(_UPDATES):
        raise _read_only()
    if (calling := call(tokens, text)) is not None:
        what = "SERVICE is refused: a query is answered from what is here, and calls no other machine"
        raise QueryError(what, where=position(text, calling))


def _read_only() -> Refusal:
    return Refusal(403, "read-only", "this endpoint is read-only: it takes queries, and no updates")


def _content_type(header: str) -> tuple[str, str]:
    """Give the media type and the character set, lower case."""
    media, *parameters = (part.strip() for part in header.lower().split(";"))
    charset = next((p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")), "")
    return media, charset


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ParameterError(f"the query is no UTF-8 (byte {error.start + 1})") from error
