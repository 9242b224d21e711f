"""RDF/XML, for tools that read no other syntax."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kobe_kg.errors import DataError
from kobe_kg.export.ordering import lines, parsed
from kobe_kg.export.source import Source
from kobe_kg.namespaces import PREFIXES, expand

# What XML 1.0 has no way to say.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A property is the name of an element: the end of its IRI has to be one.
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_STRING = expand("xsd:string")
_BEYOND = "export ttl or nt instead"


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph, its resources in the order of their IRIs.

    :raises DataError: at a property or a text that XML cannot say.
    """
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF')
    for prefix, namespace in sorted(PREFIXES.items()):
        stream.write(f"\n    xmlns:{prefix}={_quoted(namespace)}".encode())
    stream.write(b">\n")
    for subject, group in groupby(parsed(lines(source.triples())), key=lambda quad: quad.subject):
        stream.write(f"  <rdf:Description {_node('rdf:about', subject)}>\n".encode())
        for quad in group:
            stream.write(f"    {_property(quad)}\n".encode())
        stream.write(b"  </rdf:Description>\n")
    stream.write(b"</rdf:RDF>\n")


def _property(quad: Quad) -> str:
    name, declared = _element(quad.predicate)
    term = quad.object
    if not isinstance(term, Literal):
        return f"<{name}{declared} {_node('rdf:resource', term)}/>"
    if _NO_XML.search(term.value):
        raise DataError(f"XML cannot say the control character in the {quad.predicate} of {quad.subject}", hint=_BEYOND)
    kind = ""
    if term.language:
        kind = f" xml:lang={_quoted(term.language)}"
    elif term.datatype.value != _STRING:
        kind = f" rdf:datatype={_quoted(term.datatype.value)}"
    # A bare carriage return would be read as a line end.
    return f"<{name}{declared}{kind}>{escape(term.value, quote=False).replace(chr(13), '&#13;')}</{name}>"


def _quoted(text: str) -> str:
    """Write an IRI or a language tag as an attribute's value; neither holds a quotation mark or a line end."""
    return f'"{escape(text, quote=False)}"'


def _node(attribute: str, node: object) -> str:
    if isinstance(node, BlankNode):
        return f'rdf:nodeID="{node.value}"'
    assert isinstance(node, NamedNode)
    return f"{attribute}={_quoted(node.value)}"


def _element(predicate: NamedNode) -> tuple[str, str]:
    """Give the name of a property's element, and the declaration it needs."""
    match = _NAME.search(predicate.value)
    if not match:
        raise DataError(f"RDF/XML cannot say the property {predicate}", hint=_BEYOND)
    namespace, local = predicate.value[: match.start()], match[0]
    for prefix, known in PREFIXES.items():
        if namespace == known:
            return f"{prefix}:{local}", ""
    return f"ns:{local}", f" xmlns:ns={_quoted(namespace)}"
