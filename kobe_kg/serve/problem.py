"""What went wrong, for a client: one shape for programs (RFC 9457), and the same as a page for people."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from kobe_kg.errors import (
    DataError,
    KobeError,
    LimitError,
    ParameterError,
    QueryError,
    RemoteError,
    UnknownNameError,
)
from kobe_kg.serve.failure import BusyError
from kobe_kg.serve.media import choose
from kobe_kg.serve.message import NotAcceptable, Reply, Request

#: Media type of a problem.
JSON = "application/problem+json"
#: What the IRIs of the kinds of problems begin with.
KINDS = "https://w3id.org/kobe-kg/problem/"

if TYPE_CHECKING:
    from kobe_kg.pages.site import Site


class Refusal(KobeError):
    """A request that HTTP itself has a status for.

    :param status: the status, such as 405.
    :param kind: one word for what went wrong, which ends the IRI of its type.
    :param headers: what such an answer must carry, such as Allow.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        what: str,
        *,
        hint: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        #: The status.
        self.status = status
        #: One word for what went wrong.
        self.kind = kind
        #: Headers of the reply.
        self.headers = headers
        super().__init__(what, hint=hint)


class TooMuch(LimitError):
    """An answer with more rows or bytes than the server gives."""


class Kind(NamedTuple):
    """One kind of problem."""

    #: The word that ends its IRI.
    name: str
    status: int
    title: str


#: Errors to kinds; the first that fits counts.
_KINDS: tuple[tuple[type[KobeError], Kind], ...] = (
    (NotAcceptable, Kind("not-acceptable", 406, "No such form of the answer")),
    (ParameterError, Kind("parameter", 400, "A value that does not fit")),
    (UnknownNameError, Kind("unknown-name", 400, "A name nobody knows")),
    (QueryError, Kind("query", 400, "A query that cannot be answered")),
    (TooMuch, Kind("too-much", 422, "More than the server gives at once")),
    (BusyError, Kind("busy", 503, "More requests than can be answered")),
    (LimitError, Kind("limit", 503, "A limit was reached")),
    (RemoteError, Kind("remote", 502, "The endpoint behind does not answer")),
    (DataError, Kind("data", 500, "Data that cannot be read")),
)

#: Kinds of refusals to their titles; any other takes the phrase of its status.
TITLES = {
    "address": "An address that cannot be read",
    "bug": "A bug of the server",
    "header": "A header that cannot be read",
    "host": "A header that cannot be read",
    "media-type": "Sent in a form that is not read here",
    "method": "Not what this address is for",
    "not-found": "There is no such thing here",
    "read-only": "Nothing is changed here",
    "too-large": "More than is read here",
    "too-long": "More than is read here",
    "too-slow": "Too slow in coming",
}


def kind_of(error: KobeError, request: Request) -> Kind:
    """Tell which kind of problem an error is to a client."""
    if isinstance(error, Refusal):
        return Kind(error.kind, error.status, TITLES.get(error.kind) or HTTPStatus(error.status).phrase)
    found = next((kind for cls, kind in _KINDS if isinstance(error, cls)), Kind("bug", 500, "A bug of the server"))
    if isinstance(error, UnknownNameError) and error.name in request.found.values():
        return Kind("not-found", 404, "There is no such thing here")
    return found


# Sentences that name something, and how they stand among the French words.
_NAMING = (
    (re.compile("there is no [a-z ]+ ('.+')"), "there is no {}"),
    (re.compile("did you mean (.+)\\?"), "did you mean {}?"),
    (re.compile("known: (.+)"), "known: {}"),
)


def members(error: KobeError, request: Request) -> dict[str, object]:
    """Give the members of a problem, as RFC 9457 names them; ours come last.

    >>> members(QueryError("it ends too soon", hint="close the brace"), Request("sparql", path="/sparql"))["hint"]
    'close the brace'
    """
    kind = kind_of(error, request)
    found: dict[str, object] = {
        "type": KINDS + kind.name,
        "title": kind.title,
        "status": kind.status,
        "detail": error.what,
        "instance": request.path,
    }
    if parameter := _parameter(error):
        found["parameter"] = parameter
    if error.where is not None:
        found |= {"line": error.where.line, "column": error.where.column, "excerpt": error.where.excerpt()}
    if error.hint:
        found["hint"] = error.hint
    if allowed := _allowed(error):
        found["allowed"] = allowed
    return found


def reply(error: KobeError, request: Request) -> Reply:
    """Turn an error into the reply the client can read: JSON, or a page where it would rather have one."""
    told = members(error, request)
    status = kind_of(error, request).status
    headers = _headers(error)
    if _wants_page(request):
        return Reply(_page(told, request), "text/html; charset=utf-8", status, headers, lasting=False)
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    return Reply(body, JSON, status, headers, lasting=False)


def _headers(error: KobeError) -> tuple[tuple[str, str], ...]:
    if isinstance(error, Refusal):
        return error.headers
    return (("Retry-After", str(error.retry_after)),) if isinstance(error, BusyError) else ()


def _wants_page(request: Request) -> bool:
    if request.extension:
        return request.extension == "html"
    return choose(request.accept, (JSON, "application/json", "text/html")) == "text/html"


def _parameter(error: KobeError) -> str | None:
    """Name the parameter that is wrong: what the error says of itself, or begins or ends with."""
    named: str | None = getattr(error, "parameter", None)
    if named is None and isinstance(error, ParameterError):
        found = re.match(r"'(\w+)'", error.what) or re.search(r"(?:parameter|needs) '(\w+)'\Z", error.what)
        named = found and found[1]
    return named


def _allowed(error: KobeError) -> list[str]:
    """List what is allowed instead, where that is known."""
    if isinstance(error, NotAcceptable):
        return list(error.offers)
    if error.hint and error.hint.startswith("known: "):
        return error.hint.removeprefix("known: ").split(", ")
    found = re.search(r" is one of (.+), not '", error.what)
    return found[1].split(", ") if found else []


def _page(told: dict[str, object], request: Request) -> bytes:
    """Write a problem as a page of the site."""
    from kobe_kg.pages.site import Site, french, render

    site = Site(
        lang=request.lang,
        named=bool(request.many("lang")),
        prefix=urlsplit(request.base).path,
        base=request.base,
        path=request.path,
        args=request.args,
    )
    title = str(told["title"])
    heading = french().get(title, title) if site.lang == "fr" else title
    sentences = {name: _worded(str(told[name]), site) for name in ("detail", "hint") if name in told}
    return render("problem.html", site, problem={**told, **sentences}, heading=heading).encode("utf-8", "replace")


def _worded(text: str, site: Site) -> tuple[str, str]:
    """Give a sentence in the page's language, or as it is with its own language."""
    from kobe_kg.pages.site import french

    if site.lang == "en":
        return text, ""
    for pattern, wanted in _NAMING:
        if found := pattern.fullmatch(text):
            return french()[wanted].format(found[1]), ""
    return (french()[text], "") if text in french() else (text, "en")
