"""Any SPARQL 1.1 endpoint, over HTTP, through SPARQLWrapper.

Credentials come from the environment and never from an address: ``KOBE_ENDPOINT_USER`` with
``KOBE_ENDPOINT_PASSWORD`` (HTTP Basic), or ``KOBE_ENDPOINT_TOKEN`` (Bearer).
"""

from __future__ import annotations

import os
import time
import warnings
from base64 import b64encode
from collections import deque
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pyoxigraph

from kobe_kg.errors import LimitError, QueryError, RemoteError
from kobe_kg.sparql import form, significant
from kobe_kg.store.base import Result

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # SPARQLWrapper 2.0 compiles patterns with stray escapes
    import SPARQLWrapper

#: Statuses that a moment's patience may cure.
RETRIED = (502, 503, 504)


class _Redirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_Redirects)


class _Wrapper(SPARQLWrapper.SPARQLWrapper):
    """SPARQLWrapper that follows no redirect: the credentials would go with it, and the query would not."""

    def _query(self) -> tuple[Any, Any]:
        request = self._createRequest()
        request.full_url = self.endpoint  # it came with a question mark more
        return _OPENER.open(request, timeout=self.timeout), self.returnFormat


class RemoteStore:
    """A SPARQL endpoint.

    :param endpoint: its address, http or https, without user or password.
    :param timeout: seconds to wait for an answer.
    :param retries: how often to ask again after 502, 503 or 504.
    :param pause: seconds before the first of these, doubled each time; the server's Retry-After counts if it is longer.
    :raises RemoteError: when the address is none.
    """

    def __init__(self, endpoint: str, *, timeout: float = 60, retries: int = 3, pause: float = 0.5) -> None:
        if "@" in (endpoint.partition("://")[2] or endpoint).partition("/")[0]:  # not repeated: it may be a password
            raise RemoteError(
                "the address of an endpoint carries no user or password",
                hint="put them into KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD",
            )
        try:
            parts = urlsplit(endpoint)
            good = endpoint.isascii() and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            good = False
        if not good:
            raise RemoteError(f"{endpoint!r} is no address of an endpoint", hint="it starts with http:// or https://")
        #: The address.
        self.endpoint = endpoint
        self._timeout, self._retries, self._pause = timeout, retries, pause

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`.

        :raises LimitError: when no answer came in time.
        """
        query_form = form(significant(text))
        graph = query_form in ("CONSTRUCT", "DESCRIBE")
        body, media = self._ask(text, query_form, SPARQLWrapper.TURTLE if graph else SPARQLWrapper.JSON)
        try:
            if graph:
                triples = [q.triple for q in pyoxigraph.parse(body, format=_rdf_format(media), base_iri=self.endpoint)]
                return iter(triples)
            results = pyoxigraph.QueryResultsFormat.JSON
            found = pyoxigraph.parse_query_results(body, format=results)
            if isinstance(found, pyoxigraph.QuerySolutions):
                deque(found, maxlen=0)  # read once to the end: a cut answer is an error now, not half-way
                found = pyoxigraph.parse_query_results(body, format=results)
            return found
        except (SyntaxError, ValueError, RuntimeError) as error:
            start = body[:60].decode("utf-8", "replace").strip()
            raise RemoteError(
                f"{self.endpoint} gave an answer that cannot be read ({media or 'no content type'}): {error}",
                hint=f"it starts with {start!r}; is this the address of a SPARQL endpoint?",
            ) from error

    def _ask(self, text: str, query_form: str, wanted: str) -> tuple[bytes, str]:
        """Send a query and give the answer's body and media type, asking again where that may help."""
        for attempt in range(self._retries + 1):
            try:
                with self._wrapper(text, query_form, wanted).query().response as response:
                    return response.read(), str(response.info().get_content_type() or "")
            except HTTPError as error:
                with error:
                    if error.code not in RETRIED or attempt == self._retries:
                        raise self._refusal(error) from error
                    after = error.headers.get("Retry-After", "")
                wait = max(self._pause * 2**attempt, float(after) if after.isdigit() else 0)
                time.sleep(min(wait, self._timeout))
            except (URLError, HTTPException, OSError) as error:
                reason = error.reason if isinstance(error, URLError) else error
                if isinstance(reason, TimeoutError):
                    raise LimitError(f"{self.endpoint} gave no answer in {self._timeout:g} seconds") from error
                raise RemoteError(
                    f"{self.endpoint} cannot be reached: {getattr(reason, 'strerror', None) or reason}",
                    hint="check the address, and that the endpoint is running",
                ) from error
        raise AssertionError("the last attempt answers or raises")

    def _wrapper(self, text: str, query_form: str, wanted: str) -> _Wrapper:
        wrapper = _Wrapper(self.endpoint, agent="kobe-kg")
        wrapper.queryString = text  # setQuery would guess the form by regular expression
        wrapper.queryType = query_form
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
        wrapper.setReturnFormat(wanted)
        wrapper.setOnlyConneg(True)
        wrapper.timeout = self._timeout  # type: ignore[assignment]  # setTimeout would round it down
        user, password = os.environ.get("KOBE_ENDPOINT_USER"), os.environ.get("KOBE_ENDPOINT_PASSWORD")
        if token := os.environ.get("KOBE_ENDPOINT_TOKEN", "").strip():
            if not (token.isascii() and token.isprintable()):
                raise RemoteError("KOBE_ENDPOINT_TOKEN holds a character that no token has")
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
        elif user is not None:
            pair = b64encode(f"{user}:{password or ''}".encode()).decode()
            wrapper.addCustomHttpHeader("Authorization", f"Basic {pair}")
        return wrapper

    def _refusal(self, error: HTTPError) -> QueryError | RemoteError:
        said = _first_line(error)
        if error.code == 400:
            return QueryError(f"{self.endpoint} refuses the query: {said}")
        hint = {
            401: "set KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD, or KOBE_ENDPOINT_TOKEN",
            403: "these credentials may not query it",
            404: "the server is there, the endpoint is not: check the path",
        }.get(error.code)
        if 300 <= error.code < 400:
            hint = f"it has moved; if you trust the new address, use it: {error.headers.get('Location')}"
        detail = f": {said}" if said else ""
        return RemoteError(f"{self.endpoint} answered {error.code}{detail}", status=error.code, hint=hint)


def _first_line(error: HTTPError) -> str:
    try:
        said = error.read(2000).decode("utf-8", "replace")
    except (HTTPException, OSError):
        return ""
    return said.strip().split("\n", 1)[0][:300]


def _rdf_format(media: str) -> pyoxigraph.RdfFormat:
    found = pyoxigraph.RdfFormat.from_media_type(media)
    if found is None:
        raise ValueError("not a syntax of RDF")
    return found
