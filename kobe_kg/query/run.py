"""Run a saved query: values bound, resources known, the store asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from kobe_kg.catalog import Parameter, SavedQuery
from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.namespaces import KG, expand
from kobe_kg.query.bind import bind, written
from kobe_kg.sparql import splice
from kobe_kg.store.base import Store

# How many of a class's instances are read to find the name that was meant.
_OFFERED = 10_000


def prepare(query: SavedQuery, given: Mapping[str, Any], store: Store | None = None) -> str:
    """Give the SPARQL text of a saved query with values put in.

    :param given: parameter values; see :func:`kobe_kg.query.bind.bind`.
    :param store: where a value must exist if its parameter names a class; None leaves that unchecked.
    :raises ParameterError: when a value does not fit or is not known to the graph.
    """
    bound = bind(query, given)
    if store is not None:
        for name, terms in bound.items():
            for value in terms:
                if query.params[name].cls and isinstance(value, NamedNode):
                    _known(query.params[name], value, store)
    return splice(query.text, written(bound))


def run(query: SavedQuery, given: Mapping[str, Any], store: Store) -> QuerySolutions:
    """Run a saved query over a store.

    :raises ParameterError: when a value does not fit or is not known to the graph.
    :raises QueryError: when the engine cannot evaluate it.
    """
    solutions = store.query(prepare(query, given, store))
    assert isinstance(solutions, QuerySolutions)  # a saved query is a SELECT
    return solutions


def _known(parameter: Parameter, value: NamedNode, store: Store) -> None:
    """Require that a resource is in the graph, as an instance of the parameter's class."""
    assert parameter.cls is not None
    path = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>/<http://www.w3.org/2000/01/rdf-schema#subClassOf>*"
    cls = f"<{expand(parameter.cls)}>"
    found = store.query(f"ASK {{ {value} {path} {cls} }}")
    assert isinstance(found, QueryBoolean)
    if found:
        return
    solutions = store.query(f"SELECT DISTINCT ?x WHERE {{ ?x {path} {cls} }} LIMIT {_OFFERED}")
    assert isinstance(solutions, QuerySolutions)
    names = [s[0].value.removeprefix(KG).rpartition("/")[2] for s in solutions if isinstance(s[0], NamedNode)]
    kind = parameter.cls.partition(":")[2].lower()
    slug = value.value.removeprefix(KG).rpartition("/")[2]
    error = UnknownNameError(kind, slug, names)
    if not names:
        error.hint = f"the graph has no {kind} at all"
    raise ParameterError(f"{parameter.name!r}: {error.what} in this graph", hint=error.hint)
