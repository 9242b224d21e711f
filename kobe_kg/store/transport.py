"""One request to an endpoint: who asks, where it may lead, and what went wrong.

Credentials come from the environment and never from an address: ``KOBE_ENDPOINT_USER`` with
``KOBE_ENDPOINT_PASSWORD`` (HTTP Basic, or Digest where the server asks for that), or ``KOBE_ENDPOINT_TOKEN`` (Bearer).
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from html import unescape
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from kobe_kg.errors import LimitError, RemoteError


class _Redirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None  # the credentials would go with it, and what is sent would not


_OPENER = build_opener(_Redirects)


def address(given: str) -> str:
    """Require that a text is the address of an endpoint, http or https, without user or password.

    :raises RemoteError: when it is none.
    """
    if "@" in (given.partition("://")[2] or given).partition("/")[0]:  # not repeated: it may be a password
        raise RemoteError(
            "the address of an endpoint carries no user or password",
            hint="put them into KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD",
        )
    try:
        parts = urlsplit(given)
        good = given.isascii() and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise RemoteError(f"{given!r} is no address of an endpoint", hint="it starts with http:// or https://")
    return given


def authorization() -> str | None:
    """Give what the environment says about who asks, as a header; None when it says nothing.

    :raises RemoteError: when the token cannot be one.
    """
    user = os.environ.get("KOBE_ENDPOINT_USER")
    if token := os.environ.get("KOBE_ENDPOINT_TOKEN", "").strip():
        if not (token.isascii() and token.isprintable()):
            raise RemoteError("KOBE_ENDPOINT_TOKEN holds a character that no token has")
        return f"Bearer {token}"
    if user is None:
        return None
    pair = b64encode(f"{user}:{os.environ.get('KOBE_ENDPOINT_PASSWORD', '')}".encode()).decode()
    return f"Basic {pair}"


def digested(request: Request, error: HTTPError) -> bool:
    """Answer a server's challenge (RFC 7616) in a request that it refused; tell whether there was one to answer."""
    challenge = next((c for c in error.headers.get_all("WWW-Authenticate", []) if c.lower().startswith("digest ")), "")
    if error.code != 401 or not challenge or not (authorization() or "").startswith("Basic "):
        return False
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(
        None, request.full_url, os.environ["KOBE_ENDPOINT_USER"], os.environ.get("KOBE_ENDPOINT_PASSWORD", "")
    )
    said = parse_keqv_list([part for part in parse_http_list(challenge.partition(" ")[2]) if part])
    try:
        answer = AbstractDigestAuthHandler(known).get_authorization(request, said)
    except ValueError:  # an algorithm that the standard library does not know
        return False
    if answer is None:
        return False
    request.remove_header("Authorization")
    request.add_unredirected_header("Authorization", f"Digest {answer}")
    return True


def opened(request: Request, timeout: float | None) -> Any:
    """Send a request, once more if the server wants its credentials otherwise, and give its answer to be read.

    :raises HTTPError: when the server refuses.
    """
    try:
        return _OPENER.open(request, timeout=timeout)
    except HTTPError as error:
        if not digested(request, error):
            raise
        error.close()
        return _OPENER.open(request, timeout=timeout)


def send(
    method: str, url: str, body: bytes | IO[bytes] | None = None, *, timeout: float, **headers: str
) -> tuple[bytes, HTTPResponse]:
    """Send something that changes what a server holds.

    What is long is sent once only: whether the server wants Digest is found out first, by a request that asks nothing.

    :param headers: with ``_`` for ``-`` in their names.
    :returns: the body of the answer, and the answer.
    :raises RemoteError: when the server cannot be reached or refuses.
    :raises LimitError: when no answer came in time.
    """
    request = Request(url, body, method=method)  # noqa: S310 - address() allows http and https alone
    request.add_header("User-Agent", "kobe-kg")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        if (who := authorization()) is not None:
            request.add_unredirected_header("Authorization", who)
            if who.startswith("Basic "):
                _challenged(request, timeout)
        with _OPENER.open(request, timeout=timeout) as response:
            return response.read(), response
    except HTTPError as error:
        with error:
            raise refusal(url, error) from error
    except (HTTPException, OSError) as error:
        raise failure(url, error, timeout) from error


def _challenged(request: Request, timeout: float) -> None:
    asking = Request(request.full_url, headers={"User-Agent": "kobe-kg"}, method="HEAD")  # noqa: S310
    try:
        _OPENER.open(asking, timeout=timeout).close()
    except HTTPError as error:
        with error:
            digested(request, error)


def failure(url: str, error: Exception, timeout: float) -> LimitError | RemoteError:
    """Tell why there was no answer."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return LimitError(f"{url} gave no answer in {timeout:g} seconds")
    return RemoteError(
        f"{url} cannot be reached: {getattr(reason, 'strerror', None) or reason}",
        hint="check the address, and that the endpoint is running",
    )


def refusal(url: str, error: HTTPError) -> RemoteError:
    """Tell why the server refuses, in its own words."""
    said = told(error)
    hint = {
        401: "set KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD, or KOBE_ENDPOINT_TOKEN",
        403: "these credentials may not query it",
        404: "the server is there, the endpoint is not: check the path",
        405: "the server is there and takes no such request: check the path",
        413: "it takes less at once than this",
    }.get(error.code)
    if 300 <= error.code < 400:
        hint = f"it has moved; if you trust the new address, use it: {error.headers.get('Location')}"
    detail = f": {said}" if said else ""
    return RemoteError(f"{url} answered {error.code}{detail}", status=error.code, hint=hint)


def told(error: HTTPError) -> str:
    """Give the first line of what the server says, and the next if it announces one; of a page, its text."""
    try:
        said = error.read(2000).decode("utf-8", "replace")
    except (HTTPException, OSError):
        return ""
    if said.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        said = " ".join(unescape(re.sub(r"<[^>]*>", " ", said)).split())
    lines = [line.strip() for line in said.strip().split("\n")]
    first = lines[0]
    if first.endswith(":") and len(lines) > 1:
        first = f"{first} {lines[1]}"
    return first[:300]
