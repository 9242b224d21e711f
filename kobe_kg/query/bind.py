"""Values for all the parameters of a saved query: each is checked before the query is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kobe_kg.catalog import SavedQuery
from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.parameter import Term, term


def bind(query: SavedQuery, given: Mapping[str, Any]) -> dict[str, list[Term]]:
    """Turn the values given to a saved query into terms, defaults filled in.

    :param given: name to value, or to a list of values where the parameter takes several; None counts as not given.
        Texts are read as the command line would; Python's own int, Decimal, bool and date are taken as they are.
    :returns: name to terms; optional parameters that were not given are left out.
    :raises ParameterError: when a value does not fit, is missing, or has a name the query does not declare.
    """
    for name in given:
        if name not in query.params:
            known = UnknownNameError("parameter", name, query.params).hint
            raise ParameterError(f"the query {query.name!r} has no parameter {name!r}", hint=known)
    bound: dict[str, list[Term]] = {}
    for name, parameter in query.params.items():
        value = given.get(name)
        if value is None:
            value = parameter.default
        if value is None:
            if parameter.required:
                raise ParameterError(f"the query {query.name!r} needs {name!r}", hint=parameter.summary or None)
            continue
        values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        if not values or (len(values) > 1 and not parameter.many):
            raise ParameterError(f"{name!r} takes one value, not {len(values)}")
        bound[name] = [term(parameter, v) for v in values]
    return bound


def written(bound: Mapping[str, Iterable[Term]]) -> dict[str, list[str]]:
    """Write bound terms as :func:`kobe_kg.sparql.splice` takes them."""
    return {name: [str(t) for t in terms] for name, terms in bound.items()}
