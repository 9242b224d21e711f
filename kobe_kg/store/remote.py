"""Any SPARQL 1.1 endpoint, over HTTP, through SPARQLWrapper."""

from __future__ import annotations

import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

import pyoxigraph

from kobe_kg.errors import EngineWarning, LimitError, QueryError, RemoteError
from kobe_kg.sparql import form, significant
from kobe_kg.store import dialect, transport
from kobe_kg.store.base import Result, Store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # SPARQLWrapper 2.0 compiles patterns with stray escapes
    import SPARQLWrapper

#: Statuses that a moment's patience may cure.
RETRIED = (502, 503, 504)

#: Triples that are copied at most, where an engine is not up to a query.
COPIED = 500_000

_ELSEWHERE = "load the graph into a store of your own, with kobe load, or ask another engine"
_ROWS = "it limits its answers; in virtuoso.ini that is ResultSetMaxRows, in [SPARQL]"
# What Virtuoso says when its compiler gives up, though nothing is wrong with the query.
_BEYOND = ("SP031", "SQ074", "SQ142", "SQ156", "SQ199", "SQ200", "SR319", "SR353", "transitive start")
_COPY = """Virtuoso cannot compile this query; take a copy of the graph and ask that:
kobe export nt --endpoint URL -o copy.nt && kobe --graph copy.nt …"""


class _Wrapper(SPARQLWrapper.SPARQLWrapper):
    """SPARQLWrapper that follows no redirect, and answers a challenge."""

    def _query(self) -> tuple[Any, Any]:
        request = self._createRequest()
        request.full_url = self.endpoint  # it may have come with a question mark more
        return transport.opened(request, self.timeout), self.returnFormat


class RemoteStore:
    """A SPARQL endpoint.

    :param endpoint: its address, http or https, without user or password.
    :param timeout: seconds to wait for an answer.
    :param retries: how often to ask again after 502, 503 or 504.
    :param pause: seconds before the first of these, doubled each time; the server's Retry-After counts if it is longer.
    :param tell: is called with what the user should know; None makes it an EngineWarning.
    :raises RemoteError: when the address is none.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        timeout: float = 60,
        retries: int = 3,
        pause: float = 0.5,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        #: The address.
        self.endpoint = transport.address(endpoint)
        self._timeout, self._retries, self._pause = timeout, retries, pause
        self._tell = tell
        self._engine: str | None = None
        self._copy: Store | None = None

    @property
    def engine(self) -> str:
        """What the server calls itself, or an empty text."""
        if self._engine is None:
            self.query("ASK {}")
        return self._engine or ""

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`.

        :raises LimitError: when no answer came in time.
        """
        return self.declared(text, {})

    def declared(self, text: str, columns: Mapping[str, str]) -> Result:
        """Answer a query whose columns have known types; see :class:`kobe_kg.store.base.Typed`.

        :raises LimitError: when no answer came in time.
        """
        query_form = form(significant(text))
        graph = query_form in ("CONSTRUCT", "DESCRIBE")
        if (other := dialect.spoken(text)) != text and dialect.foreign(self.engine):
            text = other
        body, media = self._ask(text, query_form, SPARQLWrapper.TURTLE if graph else SPARQLWrapper.JSON)
        try:
            if graph:
                quads = pyoxigraph.parse(body, format=_rdf_format(media), base_iri=self.endpoint)
                return iter([dialect.restored(quad.triple, self.engine) for quad in quads])
            body = dialect.plain(body, columns, self.engine)
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

    @cached_property
    def size(self) -> int:
        """How many triples the endpoint holds."""
        counted: Any = self.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return int(next(iter(counted))["n"].value)

    def tell(self, text: str) -> None:
        """Tell the user something beside the answer."""
        if self._tell is None:
            warnings.warn(text, EngineWarning, stacklevel=2)
        else:
            self._tell(text)

    def fits(self) -> bool:
        """Tell whether it is small enough to be copied."""
        return self.size <= COPIED

    def copy(self) -> Store:
        """Give all that the endpoint holds, as a store in memory; it is fetched once, and told.

        :raises LimitError: when that is too much.
        :raises RemoteError: when it does not give it all.
        """
        if self._copy is None:
            from kobe_kg.store.oxigraph import OxigraphStore

            number = self.size
            why = f"{self.engine.partition(' ')[0] or self.endpoint} is known to err on some saved queries"
            what = f"{why}, and these are asked of a copy of its graph"
            if not self.fits():
                raise LimitError(f"{what}; it has {number:,} triples, more than {COPIED:,}", hint=_ELSEWHERE)
            self.tell(f"{what}: {number:,} triples")
            found: Any = self.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            copied = OxigraphStore()
            if (given := copied.extend(found)) < number:
                raise RemoteError(f"{self.endpoint} gives {given:,} of its {number:,} triples", hint=_ROWS)
            self._copy = copied
        return self._copy

    def _ask(self, text: str, query_form: str, wanted: str) -> tuple[bytes, str]:
        """Send a query and give the answer's body and media type, asking again where that may help."""
        for attempt in range(self._retries + 1):
            try:
                with self._wrapper(text, query_form, wanted).query().response as response:
                    self._engine = str(response.info().get("Server") or "")
                    return response.read(), str(response.info().get_content_type() or "")
            except HTTPError as error:
                with error:
                    if error.code not in RETRIED or attempt == self._retries:
                        raise self._refusal(error) from error
                    after = error.headers.get("Retry-After", "")
                wait = max(self._pause * 2**attempt, float(after) if after.isdigit() else 0)
                time.sleep(min(wait, self._timeout))
            except (HTTPException, OSError) as error:
                raise transport.failure(self.endpoint, error, self._timeout) from error
        raise AssertionError("the last attempt answers or raises")

    def _wrapper(self, text: str, query_form: str, wanted: str) -> _Wrapper:
        wrapper = _Wrapper(self.endpoint, agent="kobe-kg")
        wrapper.queryString = text  # setQuery would guess the form by regular expression
        wrapper.queryType = query_form
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setRequestMethod(SPARQLWrapper.URLENCODED)  # Virtuoso 7 waits for ever behind a query as it is
        wrapper.setReturnFormat(wanted)
        wrapper.setOnlyConneg(True)
        wrapper.timeout = self._timeout  # type: ignore[assignment]  # setTimeout would round it down
        if (who := transport.authorization()) is not None:
            wrapper.addCustomHttpHeader("Authorization", who)
        return wrapper

    def _refusal(self, error: HTTPError) -> QueryError | RemoteError:
        if error.code == 400:
            return QueryError(f"{self.endpoint} refuses the query: {transport.told(error)}")
        found = transport.refusal(self.endpoint, error)
        if ": Virtuoso " in found.what and any(code in found.what for code in _BEYOND):
            found.hint = _COPY
        return found


def _rdf_format(media: str) -> pyoxigraph.RdfFormat:
    found = pyoxigraph.RdfFormat.from_media_type(media)
    if found is None:
        raise ValueError("not a syntax of RDF")
    return found
