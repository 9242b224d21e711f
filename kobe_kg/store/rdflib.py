"""The reference store: rdflib's in-memory graph. Slower by far, and a second opinion on every answer."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib
import rdflib.plugins.sparql
from rdflib.plugins.sparql.evaluate import evalAggregateJoin

from kobe_kg.errors import QueryError
from kobe_kg.sparql.explain import syntax_error
from kobe_kg.store.base import Result
from kobe_kg.store.oxigraph import FORMATS, OxigraphStore, refuse_service
from kobe_kg.turtle import read

# rdflib reads whatever FROM names, local files included, unless told not to.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
# It logs a traceback for each literal whose text does not fit its datatype; finding these is what validate is for.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def _groups(ctx: Any, part: Any) -> Iterator[Any]:
    """Leave out the one empty group that rdflib gives where GROUP BY finds nothing (SPARQL 1.1, section 18.5.1)."""
    if part.name != "AggregateJoin" or part.p.expr is None:
        raise NotImplementedError  # rdflib then goes its own way
    return (group for group in evalAggregateJoin(ctx, part) if len(group))


rdflib.plugins.sparql.CUSTOM_EVALS["kobe_kg groups"] = _groups


class RdflibStore:
    """An in-memory rdflib graph.

    :param files: Turtle or N-Triples files to load; or TriG or N-Quads files, whose graphs keep their names.
    :raises DataError: when one of them cannot be read.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._graph = rdflib.Dataset()  # a graph alone would take FROM and GRAPH for itself
        for path in files:
            if path.suffix in FORMATS:
                body = pyoxigraph.serialize(OxigraphStore([path]).quads(), format=pyoxigraph.RdfFormat.N_QUADS)
                self._graph.parse(data=body, format="nquads")
                continue
            body = pyoxigraph.serialize(read(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
            self._graph.default_graph.parse(data=body, format="nt")

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`."""
        refuse_service(text)
        try:
            pyoxigraph.Store().query(text)  # its syntax errors carry a place
        except SyntaxError as error:
            raise syntax_error(error, text) from error
        except (OSError, RuntimeError, ValueError):
            pass  # what cannot be evaluated is for rdflib to say
        try:
            result = self._graph.query(text)
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                body = result.serialize(format="nt") or b""
                return iter([q.triple for q in pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_TRIPLES)])
            body = result.serialize(format="json") or b""
            found = _results(body)
            if isinstance(found, pyoxigraph.QuerySolutions):
                deque(found, maxlen=0)  # read once to the end: what is no RDF is an error now, not half-way
                found = _results(body)
            return found
        except Exception as error:  # rdflib raises whatever its parser and operators raise
            raise QueryError(f"rdflib cannot evaluate the query: {error}") from error


def _results(body: bytes) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
    return pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON)
