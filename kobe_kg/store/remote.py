"""Any SPARQL 1.1 endpoint, over HTTP, through SPARQLWrapper.

Credentials come from the environment and never from an address: ``KOBE_ENDPOINT_USER`` with
``KOBE_ENDPOINT_PASSWORD`` (HTTP Basic), or ``KOBE_ENDPOINT_TOKEN`` (Bearer).
"""

from __future__ import annotations

import ast
import os
import time
import warnings
from collections import deque
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import pyoxigraph

from kobe_kg.errors import LimitError, QueryError, RemoteError
from kobe_kg.sparql import form, significant
from kobe_kg.store.base import Result

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # SPARQLWrapper 2.0 compiles patterns with stray escapes
    import SPARQLWrapper
    from SPARQLWrapper import SPARQLExceptions

#: Statuses that a moment's patience may cure.
RETRIED = (502, 503, 504)


class RemoteStore:
    """A SPARQL endpoint.

    :param endpoint: its address, http or https, without user or password.
    :param timeout: seconds to wait for an answer.
    :param retries: how often to ask again after 502, 503 or 504.
    :param pause: seconds before the first of these, doubled each time; the server's Retry-After counts if it is longer.
    :raises RemoteError: when the address is none.
    """

    def __init__(self, endpoint: str, *, timeout: float = 60, retries: int = 3, pause: float = 0.5) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RemoteError(f"{endpoint!r} is no address of an endpoint", hint="it starts with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise RemoteError(
                f"the address of {parts.hostname} carries a user or password",
                hint="put them into KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD",
            )
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
                response = self._wrapper(text, query_form, wanted).query().response
                media = str(response.info().get_content_type() or "")
                return response.read(), media
            except SPARQLExceptions.SPARQLWrapperException as error:
                raise self._refusal(error) from error
            except HTTPError as error:
                if error.code not in RETRIED or attempt == self._retries:
                    raise self._status(error.code, _text(error)) from error
                after = error.headers.get("Retry-After", "") if error.headers else ""
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

    def _wrapper(self, text: str, query_form: str, wanted: str) -> SPARQLWrapper.SPARQLWrapper:
        wrapper = SPARQLWrapper.SPARQLWrapper(self.endpoint, agent="kobe-kg")
        wrapper.setQuery(text)
        wrapper.queryType = query_form  # its own reading of the text is by regular expression
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
        wrapper.setReturnFormat(wanted)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(1, round(self._timeout)))
        user, password = os.environ.get("KOBE_ENDPOINT_USER"), os.environ.get("KOBE_ENDPOINT_PASSWORD")
        if token := os.environ.get("KOBE_ENDPOINT_TOKEN"):
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
        elif user is not None:
            wrapper.setCredentials(user, password or "")
        return wrapper

    def _refusal(self, error: SPARQLExceptions.SPARQLWrapperException) -> QueryError | RemoteError:
        # SPARQLWrapper keeps the status in the error it came from, and the body only as the repr of its bytes.
        code = error.__context__.code if isinstance(error.__context__, HTTPError) else 500
        _, _, body = str(error).partition("Response:\n")
        said = ast.literal_eval(body).decode("utf-8", "replace") if body else ""
        if code == 400:
            return QueryError(f"{self.endpoint} refuses the query: {_first_line(said)}")
        return self._status(code, said)

    def _status(self, code: int, said: str) -> RemoteError:
        hint = {
            401: "set KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD, or KOBE_ENDPOINT_TOKEN",
            403: "these credentials may not query it",
            404: "the server is there, the endpoint is not: check the path",
        }.get(code)
        detail = f": {_first_line(said)}" if said.strip() else ""
        return RemoteError(f"{self.endpoint} answered {code}{detail}", status=code, hint=hint)


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0][:300]


def _text(error: HTTPError) -> str:
    try:
        return error.read(2000).decode("utf-8", "replace")
    except OSError:
        return ""


def _rdf_format(media: str) -> pyoxigraph.RdfFormat:
    found = pyoxigraph.RdfFormat.from_media_type(media)
    if found is None:
        raise ValueError("not a syntax of RDF")
    return found
