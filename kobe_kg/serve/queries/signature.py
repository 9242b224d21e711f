"""What a saved query takes and gives, told to programs: as JSON, and as RDF that editors of SPARQL read.

The RDF is that of SHACL's advanced features and of the SIB's collections of examples: each query is a
``sh:SPARQLExecutable`` with its text, its parameters and its keywords.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from kobe_kg.catalog import Catalog, SavedQuery
from kobe_kg.namespaces import PREFIXES, compact, expand
from kobe_kg.parameter import Parameter, resource, term
from kobe_kg.query.run import only_event
from kobe_kg.serve.queries.calling import Call, bare
from kobe_kg.store import Store

#: How many values of a parameter are told.
OFFERED = 1000
_DATATYPES = {
    "boolean": "xsd:boolean",
    "date": "xsd:date",
    "decimal": "xsd:decimal",
    "enum": "xsd:string",
    "integer": "xsd:integer",
    "string": "xsd:string",
}


class Offer(NamedTuple):
    """The values a parameter may have, if they can be listed."""

    #: Each as short as it can be given: a slug, or else a prefixed name or an IRI.
    values: tuple[str, ...] = ()
    #: The IRIs of those that are resources, in the same order.
    iris: tuple[str, ...] = ()
    #: Whether there are more.
    more: bool = False


def offer(parameter: Parameter, store: Store) -> Offer:
    """List the values of a parameter."""
    if parameter.cls is None:
        return Offer(parameter.enum or (("false", "true") if parameter.type == "boolean" else ()))
    pattern = f"?x <{expand('rdf:type')}>/<{expand('rdfs:subClassOf')}>* <{expand(parameter.cls)}>"
    found = store.query(f"SELECT DISTINCT ?x WHERE {{ {pattern} FILTER(ISIRI(?x)) }} ORDER BY ?x LIMIT {OFFERED + 1}")
    assert isinstance(found, QuerySolutions)
    iris = [solution["x"].value for solution in found]
    pairs = sorted((shortest(iri, parameter.cls), iri) for iri in iris[:OFFERED])
    return Offer(tuple(short for short, _ in pairs), tuple(iri for _, iri in pairs), len(iris) > OFFERED)


def shortest(iri: str, cls: str | None) -> str:
    """Give the shortest name by which an instance of a class can be given.

    >>> shortest("https://w3id.org/kobe-kg/id/event/kobe-attack", "kg:Event")
    'kobe-attack'
    """
    name = compact(iri)
    if name is None:
        return iri
    slug = name.partition(":")[2]
    try:
        return slug if cls is not None and resource(slug, cls).value == iri else name
    except ValueError:
        return name


def default(parameter: Parameter, store: Store) -> Any:
    """Give the value that counts in this graph when none is given; None when there is none."""
    if parameter.default is None or parameter.cls is None:
        return parameter.default
    found = resource(str(parameter.default), parameter.cls)
    known = offer(parameter, store)
    if known.more or found.value in known.iris:
        return shortest(found.value, parameter.cls)
    event = only_event(store) if parameter.cls == "kg:Event" else None
    return shortest(event.value, parameter.cls) if event is not None else None


def filled(call: Call, store: Store) -> list[tuple[str, str]]:
    """Give the query string of a call with every value that counts, the defaults among them."""
    found = []
    for name, parameter in call.query.params.items():
        usual = None
        if name not in call.given:
            usual = default(parameter, store) if parameter.cls == "kg:Event" else parameter.default
        found += [(name, value) for value in call.given.get(name, [] if usual is None else [_text(usual)])]
    return found


def summary(query: SavedQuery, base: str) -> dict[str, Any]:
    """Tell what a query is about, and where the rest stands."""
    at = f"{base}/api/queries/{query.name}"
    return {
        "name": query.name,
        "title": query.title,
        "summary": query.summary,
        "tags": list(query.tags),
        "view": query.view,
        "params": {name: _facts(parameter) for name, parameter in query.params.items()},
        "columns": query.columns,
        "empty": query.empty,
        "url": at,
        "rows": f"{at}/rows",
        "page": f"{base}/query/{query.name}",
    }


def full(query: SavedQuery, base: str, store: Store) -> dict[str, Any]:
    """Tell all about a query, the values its parameters may have in this graph included."""
    found = summary(query, base)
    for name, parameter in query.params.items():
        facts, known = found["params"][name], offer(parameter, store)
        if parameter.default is not None:
            facts["default"] = default(parameter, store)
        if known.values:
            facts |= {"values": list(known.values)} | ({"more": True} if known.more else {})
    return found | {"sparql": query.text, "sha256": sha256(query.text.encode()).hexdigest()}


def triples(query: SavedQuery, base: str) -> Iterator[Triple]:
    """Tell all about a query in RDF."""
    node = NamedNode(f"{base}/api/queries/{query.name}")
    prefixes = NamedNode(f"{base}/api/queries#prefixes")
    for kind in ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"):
        yield _triple(node, "rdf:type", NamedNode(expand(kind)))
    yield _triple(node, "rdfs:label", Literal(query.title, language="en"))
    yield _triple(node, "rdfs:comment", Literal(f"{query.title}. {query.summary}", language="en"))
    yield _triple(node, "sh:select", Literal(bare(query.text)))
    yield _triple(node, "sh:prefixes", prefixes)
    yield _triple(node, "schema:target", NamedNode(f"{base}/sparql"))
    yield _triple(node, "rdfs:seeAlso", NamedNode(f"{base}/api/queries/{query.name}/rows"))
    for tag in query.tags:
        yield _triple(node, "schema:keywords", Literal(tag))
    for order, parameter in enumerate(query.params.values()):
        yield from _parameter(node, order, parameter)


def declarations(base: str, *texts: str) -> Iterator[Triple]:
    """Declare the prefixes that queries use."""
    node = NamedNode(f"{base}/api/queries#prefixes")
    for prefix, namespace in PREFIXES.items():
        if any(f"PREFIX {prefix}:" in text for text in texts):
            declared = BlankNode(f"prefix-{prefix}")
            yield _triple(node, "sh:declare", declared)
            yield _triple(declared, "sh:prefix", Literal(prefix))
            yield _triple(declared, "sh:namespace", Literal(namespace, datatype=NamedNode(expand("xsd:anyURI"))))


def graph(queries: Catalog, names: list[str], base: str) -> list[Triple]:
    """Tell all about some queries in RDF, with the prefixes they use."""
    found = [queries[name] for name in names]
    told = [triple for query in found for triple in triples(query, base)]
    return [*told, *declarations(base, *(query.text for query in found))]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _facts(parameter: Parameter) -> dict[str, Any]:
    said = parameter._asdict()
    said["class"] = said.pop("cls")
    facts = {key: value for key, value in said.items() if key != "name" and value not in (None, "", (), False)}
    return facts | {"required": parameter.required}


def _parameter(query: NamedNode, order: int, parameter: Parameter) -> Iterator[Triple]:
    node = BlankNode(f"{query.value.rpartition('/')[2]}-{parameter.name}")
    yield _triple(query, "sh:parameter", node)
    yield _triple(node, "rdf:type", NamedNode(expand("sh:Parameter")))
    yield _triple(node, "sh:path", NamedNode(f"{query.value}#{parameter.name}"))
    yield _triple(node, "sh:name", Literal(parameter.name))
    yield _triple(node, "sh:order", Literal(order))
    if parameter.summary:
        yield _triple(node, "sh:description", Literal(parameter.summary, language="en"))
    if parameter.type == "iri":
        yield _triple(node, "sh:nodeKind", NamedNode(expand("sh:IRI")))
    else:
        yield _triple(node, "sh:datatype", NamedNode(expand(_DATATYPES[parameter.type])))
    if parameter.cls:
        yield _triple(node, "sh:class", NamedNode(expand(parameter.cls)))
    if not parameter.required:
        yield _triple(node, "sh:optional", Literal(True))
    if not parameter.many:
        yield _triple(node, "sh:maxCount", Literal(1))
    plain = parameter._replace(minimum=None, maximum=None)
    for name, given in (
        ("sh:defaultValue", parameter.default),
        ("sh:minInclusive", parameter.minimum),
        ("sh:maxInclusive", parameter.maximum),
    ):
        if given is not None:
            yield _triple(node, name, term(plain, given))
    if parameter.enum:
        yield from _list(node, "sh:in", [Literal(value) for value in parameter.enum])


def _list(node: BlankNode, name: str, items: list[Literal]) -> Iterator[Triple]:
    links = [BlankNode(f"{node.value}-{n}") for n in range(len(items))]
    nil: NamedNode | BlankNode = NamedNode(expand("rdf:nil"))
    yield _triple(node, name, links[0])
    for here, item, after in zip(links, items, [*links[1:], nil], strict=True):
        yield _triple(here, "rdf:first", item)
        yield _triple(here, "rdf:rest", after)


def _triple(subject: NamedNode | BlankNode, name: str, value: NamedNode | BlankNode | Literal) -> Triple:
    return Triple(subject, NamedNode(expand(name)), value)


def as_json(told: object) -> str:
    """Write JSON for people and programs."""
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
