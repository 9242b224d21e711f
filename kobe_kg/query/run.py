"""Run a saved query: values bound, resources known, the store asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from kobe_kg.catalog import SavedQuery
from kobe_kg.errors import ParameterError, QueryError, UnknownNameError
from kobe_kg.namespaces import KG, PREFIXES, expand
from kobe_kg.parameter import Parameter, Term
from kobe_kg.query.beyond import beyond, errs
from kobe_kg.query.bind import bind, written
from kobe_kg.sparql import Token, declare, splice
from kobe_kg.store.base import Foreign, Result, Store
from kobe_kg.store.oxigraph import OxigraphStore

# How many of a class's instances are read to find the name that was meant.
_OFFERED = 10_000
_TYPE = NamedNode(expand("rdf:type"))


def prepare(query: SavedQuery, given: Mapping[str, Any], store: Store | None = None) -> str:
    """Give the SPARQL text of a saved query with values put in.

    :param given: parameter values; see :func:`kobe_kg.query.bind.bind`.
    :param store: where a value must exist if its parameter names a class; None leaves that unchecked. A default event
        that it does not know gives way to the only one there is.
    :raises ParameterError: when a value does not fit or is not known to the graph.
    """
    bound = bind(query, given)
    if store is not None:
        for name, terms in bound.items():
            parameter, chosen = query.params[name], given.get(name) is not None
            bound[name] = [_known(parameter, t, store, chosen=chosen) for t in terms]
    return splice(query.text, written(bound))


def ask(text: str, store: Store, tokens: Sequence[Token] | None = None) -> Result:
    """Run any query over a store, the project's prefixes declared where it uses them.

    :param tokens: those of the text, if they are at hand.
    :raises QueryError: when it does not parse or cannot be evaluated; its place is one in the text as given.
    """
    declared = declare(text, tokens)
    try:
        return store.query(declared)
    except QueryError as error:
        added = len(declared) - len(text)
        if added and error.where is not None and error.where.line == 1:
            error.where.column = max(1, error.where.column - added)
            error.where.text = None if error.where.text is None else error.where.text[added:]
        raise


def run(query: SavedQuery, given: Mapping[str, Any], store: Store) -> QuerySolutions:
    """Run a saved query over a store.

    :raises ParameterError: when a value does not fit or is not known to the graph.
    :raises QueryError: when the engine cannot evaluate it.
    """
    text = prepare(query, given, store)
    solutions = _asked(query, text, store) if isinstance(store, Foreign) else store.query(text)
    assert isinstance(solutions, QuerySolutions)  # a saved query is a SELECT
    return solutions


def _asked(query: SavedQuery, text: str, store: Foreign) -> Result:
    """Ask another engine than ours, or a copy of what it holds where it is not up to the query."""
    if errs(store.engine):
        if store.fits() or beyond(query, store.engine):
            return store.copy().query(text)
        engine = store.engine.partition(" ")[0]
        store.tell(
            f"{engine} is known to err on some saved queries, and its graph is too large to be copied: check the answer"
        )
    return store.declared(text, query.columns)


def offered(parameter: Parameter, store: Store) -> list[str]:
    """Give the values a parameter may take, as slugs or words; empty when there is no list of them."""
    if parameter.type == "boolean":
        return ["false", "true"]
    if parameter.cls is None:
        return list(parameter.enum)
    solutions = store.query(f"SELECT DISTINCT ?x WHERE {{ ?x {_instance(parameter)} }} LIMIT {_OFFERED}")
    assert isinstance(solutions, QuerySolutions)
    return sorted(_slug(s[0]) for s in solutions if isinstance(s[0], NamedNode))


def only_event(store: Store) -> NamedNode | None:
    """Give the one event there is, parts of it apart; None when there are more, or none."""
    solutions = store.query(
        f"SELECT DISTINCT ?x WHERE {{ ?x <{expand('rdf:type')}> <{expand('kg:Event')}> "
        f"FILTER NOT EXISTS {{ ?whole <{expand('sem:hasSubEvent')}> ?x }} }} LIMIT 2"
    )
    assert isinstance(solutions, QuerySolutions)
    found = [s[0] for s in solutions]
    return found[0] if len(found) == 1 and isinstance(found[0], NamedNode) else None


def _known(parameter: Parameter, value: Term, store: Store, *, chosen: bool) -> Term:
    """Require that a resource is in the graph, as an instance of the parameter's class."""
    if not parameter.cls or not isinstance(value, NamedNode):
        return value
    if isinstance(store, OxigraphStore) and store.holds(value, _TYPE, NamedNode(expand(parameter.cls))):
        return value  # what nearly always holds is told without a query
    found = store.query(f"ASK {{ {value} {_instance(parameter)} }}")
    assert isinstance(found, QueryBoolean)
    if found:
        return value
    if not chosen and parameter.cls == "kg:Event" and (event := only_event(store)) is not None:
        return event
    kind = parameter.cls.partition(":")[2].lower()
    names = offered(parameter, store)
    error = UnknownNameError(kind, _slug(value), names)
    nothing = f"the graph has no {kind} at all"
    if value.value.startswith(PREFIXES["kg"]):
        nothing += "; it lacks the terms and code lists, which 'kobe push' and 'kobe export --with-ontology' add"
    hint = error.hint if names else nothing
    raise ParameterError(f"{parameter.name!r}: {error.what} in this graph", hint=hint)


def _instance(parameter: Parameter) -> str:
    assert parameter.cls is not None
    return f"<{PREFIXES['rdf']}type>/<{PREFIXES['rdfs']}subClassOf>* <{expand(parameter.cls)}>"


def _slug(iri: NamedNode) -> str:
    return iri.value.removeprefix(KG).rpartition("/")[2]
