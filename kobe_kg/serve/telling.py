"""What a reply says of itself in its headers: which data it is from, by which query, whether it is all of it."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from pyoxigraph import Literal

from kobe_kg.catalog import SavedQuery
from kobe_kg.graph import Graph
from kobe_kg.serve.answering import Version

#: A header.
Header: TypeAlias = tuple[str, str]

# What somebody is called: in the language asked for, or else by one label, or else by the IRI.
_NAMED = (
    "OPTIONAL {{ ?m rdfs:label ?near FILTER(LANG(?near) = {lang}) }} "
    "OPTIONAL {{ ?m rdfs:label ?a FILTER NOT EXISTS {{ ?m rdfs:label ?b FILTER(STR(?b) < STR(?a)) }} }} "
    "BIND(STR(COALESCE(?near, ?a, ?m)) AS ?x)"
)


class DataSet(NamedTuple):
    """What the graph says of itself as a whole; a text is empty where it says nothing."""

    iri: str
    title: str
    description: str
    licence: str
    #: When it was issued or last changed, as ``2026-11-23``.
    dated: str
    #: Names of who made it, or else of who published it.
    makers: tuple[str, ...]


def data_set(graph: Graph, lang: str = "en") -> DataSet:
    """Read what a graph says of itself; the first data set counts, where it describes several."""
    near = f"(LANG(?t) != {Literal(lang)}) ?t"
    found = _found(graph, "?x a dcat:Dataset FILTER(ISIRI(?x))")
    if not found:
        return DataSet("", "", "", "", "", ())
    node = f"<{found[0]}>"
    named = _NAMED.format(lang=Literal(lang))
    makers = (_found(graph, f"{node} dct:{kind} ?m {named}") for kind in ("creator", "publisher"))
    return DataSet(
        iri=found[0],
        title=_first(graph, f"{node} dct:title|rdfs:label ?t BIND(STR(?t) AS ?x)", near),
        description=_first(graph, f"{node} dct:description ?t BIND(STR(?t) AS ?x)", near),
        licence=_first(graph, f"{node} dct:license ?x FILTER(ISIRI(?x))"),
        dated=_first(graph, f"{node} dct:modified|dct:issued ?t BIND(STR(?t) AS ?x)", "DESC(?x)")[:10],
        makers=tuple(next(filter(None, makers), ())),
    )


@lru_cache(maxsize=1)
def dataset(version: Version) -> Header:
    """Name the state of the graph that a reply is made from.

    >>> dataset(Version("0.1.0", "ab" * 32, 1, ""))[1]
    '0.1.0; sha256=abababababababababababababababababababababababababababababababab'
    """
    return "Kobe-Dataset", f"{_token(version.name) or 'unversioned'}; sha256={version.digest}"


def query(found: SavedQuery) -> Header:
    """Name the saved query that a reply is made by."""
    return "Kobe-Query", f"{found.name}; sha256={sha256(found.text.encode()).hexdigest()}"


def complete(whole: bool) -> Header:
    """Say whether these are all the rows there are."""
    return "Kobe-Complete", "true" if whole else "false"


def empty(sentence: str) -> Header:
    """Say what no rows mean: as it is where that is ASCII, or else as RFC 8187 writes it.

    >>> empty("Silence, not zero.")[1], empty("Kobé")[1]
    ('Silence, not zero.', "UTF-8''Kob%C3%A9")
    """
    text = " ".join(sentence.split())
    plain = text.isascii() and text.isprintable()
    return "Kobe-Empty", text if plain else f"UTF-8''{quote(text, safe='')}"


def _first(graph: Graph, pattern: str, order: str = "?x") -> str:
    return next(iter(_found(graph, pattern, order)), "")


def _found(graph: Graph, pattern: str, order: str = "?x") -> list[str]:
    rows: Any = graph.sparql(f"SELECT ?x WHERE {{ {pattern} }} ORDER BY {order}")
    return list(dict.fromkeys(str(row.x) for row in rows))


def _token(text: str) -> str:
    """Leave out what a header's parameter cannot hold."""
    return re.sub(r'[^\x20-\x7e]|["\\;,]', "", text).strip()
