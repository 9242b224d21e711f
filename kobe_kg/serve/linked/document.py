"""What a document says of a resource: its own triples, the labels of what they name, and what points to it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg.errors import ParameterError
from kobe_kg.namespaces import ID, TYPES, expand
from kobe_kg.pages.reading import labels, pointing, statements
from kobe_kg.serve import telling
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked.syntaxes import BESIDE
from kobe_kg.serve.telling import DataSet

#: How many of the triples that point to a resource stand in one document.
PAGE = 500

_LABEL = NamedNode(expand("rdfs:label"))
_SAFE = "/:@!$&'()*+,;=~.-_"


class Document(NamedTuple):
    """What a document holds."""

    triples: list[Triple]
    #: Whether there is a page after it.
    more: bool


@lru_cache(2)
def data_set(context: Context) -> DataSet:
    """Give the data set that the graph is published as."""
    return telling.data_set(context.graph)


def address(base: str, iri: str, form: str = "") -> str:
    """Give the address of the document about a resource.

    :param base: the server's address.
    :param form: extension of one of its forms; ``linkset`` for its links, which only resources of ours have.

    >>> address("", "https://w3id.org/kobe-kg/id/event/kobe-attack", "ttl")
    '/doc/event/kobe-attack.ttl'
    >>> address("", "https://example.org/a?b", "ttl")
    '/resource.ttl?iri=https%3A%2F%2Fexample.org%2Fa%3Fb'
    """
    extension = f".{form}" if form else ""
    if is_routed(iri):
        path = quote(iri.removeprefix(ID), safe=_SAFE)
        return f"{base}/linkset/{path}" if form == "linkset" else f"{base}/doc/{path}{extension}"
    return "" if form == "linkset" else f"{base}/resource{extension}?iri={quote(iri, safe='')}"


def is_routed(iri: str) -> bool:
    """Tell whether a resource has an address of its own here: a type of ours, and a slug no extension can end."""
    kind, _, slug = iri.removeprefix(ID).partition("/")
    return iri.startswith(ID) and kind in TYPES and slug != "" and not {"/", "."} & set(slug)


def is_known(iri: NamedNode, context: Context) -> bool:
    """Tell whether the graph says anything of a resource."""
    if not context.live:
        return iri.value in described(context)
    return bool(context.graph.store.query(f"ASK {{ {iri} ?p ?o }}"))


@lru_cache(1)
def described(context: Context) -> frozenset[str]:
    """Give all resources of which anything is said."""
    rows: Any = context.graph.store.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER(ISIRI(?s)) }")
    return frozenset(row["s"].value for row in rows)


@lru_cache(1)
def describe(iri: NamedNode, context: Context, *, here: str, page: int = 1) -> Document:
    """Describe a resource that the graph knows.

    What the resource says of itself stands on the first page, with its nameless parts; what points to it is parted
    into pages. Labels of whatever is named stand with it, and what is said of the document itself.

    :param here: the document's own address, without its page; empty where it is not known.
    :param page: counted from 1.
    :raises ParameterError: when there are not so many pages.
    """
    own = statements(context.graph, iri.value) if page == 1 else []
    pointing = _pointing(iri, context, page)
    if page > 1 and not pointing:
        raise ParameterError(f"'page' {page} is beyond the last one of {iri.value}")
    shown = pointing[:PAGE]
    more = len(pointing) > PAGE
    triples = [*own, *shown, *_labels(iri, [*own, *shown], context), *_about(iri, context, here, page, more)]
    return Document(list(dict.fromkeys(triples)), more)


def paged(here: str, page: int) -> str:
    """Give the address of a document's page."""
    return here if page == 1 else f"{here}{'&' if '?' in here else '?'}page={page}"


def _pointing(iri: NamedNode, context: Context, page: int) -> list[Triple]:
    """Give what points to a resource, one more than a page holds if there is more."""
    found = pointing(context.graph, [iri.value])[iri.value]
    part = found[(page - 1) * PAGE : page * PAGE + 1]
    return [Triple(NamedNode(subject), NamedNode(predicate), iri) for predicate, subject in part]


def _labels(iri: NamedNode, triples: list[Triple], context: Context) -> list[Triple]:
    named = {term for triple in triples for term in (triple.subject, triple.object) if isinstance(term, NamedNode)}
    found = labels(context.graph, sorted(term.value for term in named - {iri}))
    return [Triple(NamedNode(x), _LABEL, label) for x, texts in found.items() for label in texts]


def _about(iri: NamedNode, context: Context, here: str, page: int, more: bool) -> list[Triple]:
    """Say what the document is: of what, a part of what, under which licence, which page of how it goes on.

    One without an address says nothing of itself.
    """
    if not here:
        return []
    found = data_set(context)
    node = NamedNode(paged(here, page))
    said: list[tuple[str, NamedNode | Literal]] = [
        (expand("rdf:type"), NamedNode(f"{BESIDE['foaf']}Document")),
        (f"{BESIDE['foaf']}primaryTopic", iri),
    ]
    if found.iri:
        said += [(expand(name), NamedNode(found.iri)) for name in ("dct:isPartOf", "prov:wasDerivedFrom")]
    if found.licence:
        said.append((expand("dct:license"), NamedNode(found.licence)))
    if context.version.name:
        said.append((expand("dcat:version"), Literal(context.version.name)))
    if page > 1:
        said.append((f"{BESIDE['xhv']}prev", NamedNode(paged(here, page - 1))))
    if more:
        said.append((f"{BESIDE['xhv']}next", NamedNode(paged(here, page + 1))))
    return [Triple(node, NamedNode(predicate), term) for predicate, term in said]
