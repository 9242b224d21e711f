"""Which graphs a query is asked of: those the store holds and no others, whoever names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from kobe_kg.errors import ParameterError, QueryError
from kobe_kg.namespaces import KG, PREFIXES
from kobe_kg.sparql import Token, position
from kobe_kg.store import Store

#: How many named graphs are told at most.
TOLD = 1000
#: What is said where all claims stand in named graphs.
BESIDE = "all claims stand in named graphs, but pages and saved queries ask only the graph that has no name"
_HINT = "it is asked of what is here, and nothing is fetched; without it, the query is asked of the default graph"


class Dataset(NamedTuple):
    """The graphs a query is asked of, as the protocol's parameters name them."""

    default: tuple[NamedNode, ...] = ()
    named: tuple[NamedNode, ...] = ()


def named_graphs(store: Store) -> list[NamedNode]:
    """Give the names of the graphs beside the default one; of very many, the first."""
    found = store.query(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ }} }} LIMIT {TOLD}")
    assert isinstance(found, QuerySolutions)
    return sorted((s[0] for s in found if isinstance(s[0], NamedNode)), key=str)


def is_beside(store: Store) -> bool:
    """Tell whether all that is said stands in named graphs, where no saved query and no page looks."""
    said = f"{{ ?x <{KG}speaker> ?y }} UNION {{ ?x a <{KG}Event> }}"
    return not store.query(f"ASK {{ {said} }}") and bool(store.query(f"ASK {{ GRAPH ?g {{ {said} }} }}"))


def chosen(default: Iterable[str], named: Iterable[str], tokens: Sequence[Token], store: Store) -> Dataset | None:
    """Read the graphs that a request names beside its query; None when it names none.

    :param tokens: those of the query. One that matches nothing may be asked of graphs that are not here.
    :raises ParameterError: when the store does not hold one.
    """
    found = Dataset(tuple(map(_iri, default)), tuple(map(_iri, named)))
    if not (found.default or found.named):
        return None
    if matches(tokens):
        for graph in (*found.default, *found.named):
            if not holds(store, graph):
                raise ParameterError(f"there is no graph <{graph.value}> here", hint=_HINT)
    return found


def require(tokens: Sequence[Token], text: str, store: Store, *, base: str = "") -> None:
    """Require that the store holds every graph that FROM names in a query.

    :param base: what relative IRIs of the query start from.
    :raises QueryError: when it does not hold one.
    """
    for token, iri in sources(tokens, base):
        graph = _node(iri)
        if graph is None or not holds(store, graph):
            what = f"FROM names {token.text}, and there is no such graph here"
            raise QueryError(what, where=position(text, token.start), hint=_HINT)


def sources(tokens: Sequence[Token], base: str = "") -> Iterator[tuple[Token, str | None]]:
    """Give what FROM and FROM NAMED name: the token, and its IRI if it can be made out.

    >>> from kobe_kg.sparql import significant
    >>> [iri for _, iri in sources(significant("BASE <http://x/> SELECT * FROM <y> FROM NAMED kg:z {}"))]
    ['http://x/y', 'https://w3id.org/kobe-kg/ns#z']
    """
    prefixes = dict(PREFIXES)
    for place, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else ""
        after = tokens[place + 1 : place + 3]
        if word == "BASE" and after:
            base = urljoin(base, after[0].text[1:-1])
        elif word == "PREFIX" and len(after) == 2:
            prefixes[after[0].text[:-1]] = urljoin(base, after[1].text[1:-1])
        elif word == "FROM" and after:
            named = after[-1] if after[0].text.upper() == "NAMED" else after[0]
            yield named, _resolved(named, base, prefixes)


def _resolved(token: Token, base: str, prefixes: dict[str, str]) -> str | None:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + local.replace("\\", "") if token.kind == "name" and prefix in prefixes else None


def matches(tokens: Sequence[Token]) -> bool:
    """Tell whether a query has a pattern at all, for which it reads a graph.

    >>> from kobe_kg.sparql import significant
    >>> matches(significant("ASK {}")), matches(significant("ASK { ?s ?p ?o }"))
    (False, True)
    """
    marks = [place for place, token in enumerate(tokens) if token.text in ("{", "}")]
    groups = [place for place in marks if tokens[place].text == "{"]
    if not groups:
        return False
    last = tokens[groups[-1] + 1 : groups[-1] + 2]
    others = len(groups) - (tokens[0].text.upper() == "CONSTRUCT" and tokens[1].text == "{")
    return others != 1 or not last or last[0].text != "}"


def holds(store: Store, graph: NamedNode) -> bool:
    """Tell whether a store has a graph of a name."""
    found = store.query(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QueryBoolean)
    return bool(found)


def _node(iri: str | None) -> NamedNode | None:
    try:
        return None if iri is None else NamedNode(iri)
    except ValueError:
        return None


def _iri(text: str) -> NamedNode:
    found = _node(text)
    if found is None:
        raise ParameterError(f"{text!r} is no IRI of a graph")
    return found
