"""The JSON-LD context: short names for the ontology's terms, made from the ontology itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from kobe_kg import turtle
from kobe_kg.namespaces import KG, PREFIXES, compact, expand, is_local

#: Where it is published.
ADDRESS = "https://w3id.org/kobe-kg/ns/context.jsonld"

#: Terms of other vocabularies that the graph uses: property to the type of its values; ``@language`` is a text by
#: language, ``@id`` a resource, none a plain text.
REUSED = {
    "dct:description": "@language",
    "dct:issued": "xsd:date",
    "dct:language": None,
    "dct:license": "@id",
    "dct:references": "@id",
    "dct:source": "@id",
    "geo:asWKT": "geo:wktLiteral",
    "oa:end": "xsd:nonNegativeInteger",
    "oa:hasSelector": "@id",
    "oa:hasSource": "@id",
    "oa:start": "xsd:nonNegativeInteger",
    "owl:sameAs": "@id",
    "owl:versionInfo": None,
    "rdfs:label": "@language",
    "schema:containedInPlace": "@id",
    "schema:memberOf": "@id",
    "schema:url": "@id",
    "sem:hasActor": "@id",
    "sem:hasSubEvent": "@id",
    "skos:altLabel": "@language",
    "skos:closeMatch": "@id",
    "skos:editorialNote": "@language",
    "skos:exactMatch": "@id",
    "skos:scopeNote": "@language",
}

_CLASSES = {expand("owl:Class"), expand("rdfs:Class")}
_PROPERTIES = {expand("owl:ObjectProperty"), expand("owl:DatatypeProperty")}
_STRING, _TEXT = expand("xsd:string"), expand("rdf:langString")


def context(vocabulary: Iterable[Path]) -> dict[str, Any]:
    """Make the context: the prefixes, then classes and properties by their local names.

    A property whose local name is also a prefix, as ``kg:place``, keeps its prefix.

    :param vocabulary: the files of the ontology.
    """
    triples = [triple for path in vocabulary for triple in turtle.read(path)]
    types = _objects(triples, "rdf:type")
    ranges = _objects(triples, "rdfs:range")
    terms: dict[str, Any] = {}
    for iri, kinds in types.items():
        name = compact(iri) or ""
        if not iri.startswith(KG) or not name:
            continue
        if kinds & _CLASSES:
            terms[name.partition(":")[2]] = name
        elif kinds & _PROPERTIES:
            is_link = expand("owl:ObjectProperty") in kinds
            terms[_key(name)] = _term(name, "@id" if is_link else _type(ranges.get(iri, set())))
    for name, kind in REUSED.items():
        if _key(name) not in terms:
            terms[_key(name)] = _term(name, kind)
    prefixes = dict(sorted(PREFIXES.items()))
    return {"@version": 1.1, **prefixes, **dict(sorted(terms.items()))}


def text(found: dict[str, Any]) -> str:
    """Write the context as a document, one term a line."""
    lines = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in found.items()]
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def _objects(triples: Iterable[Triple], predicate: str) -> dict[str, set[str]]:
    iri = expand(predicate)
    found: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate.value == iri and isinstance(triple.object, NamedNode):
            found.setdefault(str(getattr(triple.subject, "value", "")), set()).add(triple.object.value)
    return found


def _key(name: str) -> str:
    local = name.partition(":")[2]
    return name if local in PREFIXES or not is_local(local) else local


def _type(ranges: set[str]) -> str | None:
    found = next(iter(sorted(ranges)), _STRING)
    if found == _TEXT:
        return "@language"
    return None if found == _STRING else compact(found)


def _term(name: str, kind: str | None) -> dict[str, str]:
    if kind == "@language":
        return {"@id": name, "@container": "@language"}
    return {"@id": name} if kind is None else {"@id": name, "@type": kind}
