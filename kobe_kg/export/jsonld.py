"""JSON-LD with short names, for programs that read JSON and need not know that it is RDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kobe_kg.errors import DataError
from kobe_kg.export.context import context
from kobe_kg.export.ordering import lines, ordered, parsed
from kobe_kg.export.source import Source
from kobe_kg.namespaces import PREFIXES, compact, expand

_TYPE, _STRING = expand("rdf:type"), expand("xsd:string")
_INTEGERS = {expand("xsd:integer"), expand("xsd:nonNegativeInteger")}
_BOOLEAN = expand("xsd:boolean")
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph as one document, a resource a line, with its context.

    :raises DataError: at an IRI that the context would take for a short name.
    """
    found = context(source.vocabulary)
    stream.write(b'{\n"@context": ' + json.dumps(found).encode() + b',\n"@graph": [')
    gap = b"\n"
    for node in _grouped(parsed(lines(source.triples())), Names(found)):
        stream.write(gap + json.dumps(node, ensure_ascii=False).encode())
        gap = b",\n"
    stream.write(b"\n]\n}\n")


class Names:
    """The context read backwards: from an IRI to its short name and the type it gives to values."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.classes: dict[str, str] = {}
        self.properties: dict[str, tuple[str, str | None]] = {}
        for key, value in found.items():
            if key[0] == "@" or key in PREFIXES:
                continue
            if isinstance(value, str):
                self.classes[expand(value)] = key
            else:
                kind = value.get("@container") or value.get("@type")
                self.properties[expand(value["@id"])] = key, kind


def nodes(triples: Iterable[Triple], names: Names) -> Iterator[dict[str, Any]]:
    """Give the resources of some triples, in order, with the short names of a context; all are held.

    :raises DataError: at an IRI that the context would take for a short name.
    """
    return _grouped(ordered(triples), names)


def _grouped(triples: Iterable[Triple | Quad], names: Names) -> Iterator[dict[str, Any]]:
    for _, group in groupby(triples, key=lambda triple: triple.subject):
        yield _node(list(group), names)


def _node(group: list[Triple | Quad], names: Names) -> dict[str, Any]:
    types: list[Any] = []
    found: dict[str, Any] = {}
    for quad in group:
        iri, term = quad.predicate.value, quad.object
        if iri == _TYPE and isinstance(term, NamedNode):
            types.append(names.classes.get(term.value) or _id(term))
            continue
        key, kind = names.properties.get(iri, (iri, ""))
        _checked(quad.predicate)
        value = _value(term, kind)
        if value is None:  # it does not fit the type that goes with the short name
            key, value = iri, _value(term, "")
        if kind == "@language" and key != iri:
            assert isinstance(term, Literal)
            found.setdefault(key, {}).setdefault(term.language, []).append(value)
        else:
            found.setdefault(key, []).append(value)
    head: dict[str, Any] = {"@id": _id(group[0].subject)}
    if types:
        head["@type"] = _few(sorted(types))
    return head | {key: _tidy(value) for key, value in sorted(found.items())}


def _value(term: object, kind: str | None) -> Any:
    """Give a value as JSON, or None when it does not fit its type.

    :param kind: what the context says of it; None is plain text, an empty text is nothing.
    """
    if not isinstance(term, Literal):
        node = _id(term)
        return node if kind == "@id" else {"@id": node} if kind == "" else None
    if kind == "@language":
        return term.value if term.language else None
    datatype = None if term.language else term.datatype.value
    if kind and kind != "@id":
        return _typed(term.value, datatype) if datatype == expand(kind) else None
    if kind is None and datatype == _STRING:
        return term.value
    if kind != "":
        return None
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return {"@value": term.value} if datatype == _STRING else {"@value": term.value, "@type": datatype}


def _typed(text: str, datatype: str | None) -> Any:
    if datatype in _INTEGERS and _INTEGER.match(text):
        return int(text)
    if datatype == _BOOLEAN and text in ("true", "false"):
        return text == "true"
    return text


def _id(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    assert isinstance(term, NamedNode)
    return compact(term.value) or _checked(term)


def _checked(term: NamedNode) -> str:
    match = _SCHEME.match(term.value)
    if match and match[0] in PREFIXES and not term.value[match.end() + 1 :].startswith("//"):
        raise DataError(f"in JSON-LD {term} would be read as a prefixed name", hint="export ttl or nt instead")
    return term.value


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {language: _few(texts) for language, texts in sorted(value.items())}
    return _few(value)


def _few(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
