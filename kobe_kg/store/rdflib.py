"""The reference store: rdflib's in-memory graph. Slower by far, and a second opinion on every answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import rdflib
import rdflib.plugins.sparql
from pyoxigraph import Triple

from kobe_kg.errors import QueryError
from kobe_kg.sparql.explain import syntax_error
from kobe_kg.store.base import Result
from kobe_kg.store.oxigraph import refuse_service
from kobe_kg.turtle import read

# rdflib reads whatever FROM names, local files included, unless told not to.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False


class RdflibStore:
    """An in-memory rdflib graph.

    :param files: Turtle or N-Triples files to load.
    :raises DataError: when one of them cannot be read.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._graph = rdflib.Graph()
        for path in files:
            body = pyoxigraph.serialize(read(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
            self._graph.parse(data=body, format="nt")

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`."""
        refuse_service(text)
        try:
            pyoxigraph.Store().query(text)  # its syntax errors carry a place
        except SyntaxError as error:
            raise syntax_error(error, text) from error
        try:
            result = self._graph.query(text)
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                body = result.serialize(format="nt")
                return _triples(body)
            body = result.serialize(format="json")
        except Exception as error:  # rdflib raises whatever its parser and operators raise
            raise QueryError(f"rdflib cannot evaluate the query: {error}") from error
        assert body is not None
        return pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON)


def _triples(body: bytes | None) -> Iterator[Triple]:
    for quad in pyoxigraph.parse(body or b"", format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield quad.triple
