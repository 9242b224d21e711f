"""A report as RDF: a validation report of SHACL (section 3.6), for tools that read one.

The place of a result is an ``earl:pointer`` to a ``ptr:LineCharPointer``, with the W3C's vocabularies for
`reports <https://www.w3.org/TR/EARL10-Schema/>`_ and
`pointers <https://www.w3.org/TR/Pointers-in-RDF10/>`_. A file that is not Turtle is a result too, of the rule
``turtle``, its focus node the file.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kobe_kg import turtle
from kobe_kg.errors import LimitError, Position
from kobe_kg.namespaces import PREFIXES, expand, is_prefixed
from kobe_kg.validate.addresses import absolute_uri
from kobe_kg.validate.report import Finding, Report, Term
from kobe_kg.validate.rules import SYNTAX, address

#: Namespaces of a report, beyond the project's table.
EARL, PTR = "http://www.w3.org/ns/earl#", "http://www.w3.org/2009/pointers#"
_OWN = {"earl": EARL, "ptr": PTR}
_TYPE = NamedNode(expand("rdf:type"))


def render(report: Report) -> str:
    """Write a report as Turtle."""
    found = list(_report(report))
    try:
        return turtle.write(found, prefixes=_OWN)
    except LimitError:  # nodes without a name that are too alike to be put in order
        body = pyoxigraph.serialize(found, format=RdfFormat.TURTLE, prefixes=PREFIXES | _OWN)
        return (body or b"").decode()


def _report(report: Report) -> Iterator[Triple]:
    node = BlankNode()
    yield Triple(node, _TYPE, _sh("ValidationReport"))
    yield Triple(node, _sh("conforms"), Literal(not report.findings))
    for finding in report.findings:
        result = BlankNode()
        yield Triple(node, _sh("result"), result)
        yield Triple(result, _TYPE, _sh("ValidationResult"))
        yield from _said(result, finding)
        if finding.where is not None:
            yield from _pointer(result, finding.where)


def _said(node: BlankNode, finding: Finding) -> Iterator[Triple]:
    result = finding.result
    if result is None:
        yield Triple(node, _sh("focusNode"), _focus(finding))
        shape = NamedNode(address(finding.rule) or SYNTAX.iri)
        yield Triple(node, _sh("sourceShape"), shape)
        yield Triple(node, _sh("sourceConstraintComponent"), shape)
        yield Triple(node, _sh("resultSeverity"), _sh(finding.severity.capitalize()))
        yield Triple(node, _sh("resultMessage"), Literal(_text(finding.message), language="en"))
        return
    yield Triple(node, _sh("focusNode"), result.focus)
    yield Triple(node, _sh("sourceShape"), result.shape)
    yield Triple(node, _sh("sourceConstraintComponent"), result.component)
    yield Triple(node, _sh("resultSeverity"), result.severity)
    for message in result.messages:
        yield Triple(node, _sh("resultMessage"), message)
    if result.value is not None:
        yield Triple(node, _sh("value"), result.value)
    if result.path is not None:
        yield from _path(node, result.path)


def _path(node: BlankNode, path: str) -> Iterator[Triple]:
    """Give a path, written in Turtle, as triples."""
    for triple in turtle.parse(f"<urn:x> <{PREFIXES['sh']}resultPath> {path} ."):
        yield triple if isinstance(triple.subject, BlankNode) else Triple(node, triple.predicate, triple.object)


def _pointer(result: BlankNode, where: Position) -> Iterator[Triple]:
    pointer = BlankNode()
    yield Triple(result, NamedNode(f"{EARL}pointer"), pointer)
    yield Triple(pointer, _TYPE, NamedNode(f"{PTR}LineCharPointer"))
    if where.path is not None:
        yield Triple(pointer, NamedNode(f"{PTR}reference"), NamedNode(absolute_uri(where.path)))
    yield Triple(pointer, NamedNode(f"{PTR}lineNumber"), _positive(where.line))
    yield Triple(pointer, NamedNode(f"{PTR}charNumber"), _positive(where.column))


def _focus(finding: Finding) -> Term:
    if is_prefixed(finding.subject):
        return NamedNode(expand(finding.subject))
    if finding.where is not None and finding.where.path is not None:
        return NamedNode(absolute_uri(finding.where.path))
    return BlankNode()


def _positive(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(expand("xsd:positiveInteger")))


def _sh(name: str) -> NamedNode:
    return NamedNode(PREFIXES["sh"] + name)


def _text(message: str) -> str:
    return message.encode("utf-8", "replace").decode()
