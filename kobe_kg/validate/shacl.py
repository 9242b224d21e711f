"""The reference engine: pyshacl over rdflib. Its verdict is the verdict."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyoxigraph
import pyshacl
from pyoxigraph import RdfFormat, Triple
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kobe_kg.errors import DataError

_ORDERED = (SH.lessThan, SH.lessThanOrEquals)
_ORDER_COMPONENTS = (SH.LessThanConstraintComponent, SH.LessThanOrEqualsConstraintComponent)


class Result(NamedTuple):
    """One validation result of SHACL (section 3.6), its blank nodes traced to the resource they belong to."""

    #: IRI of the shape that was not met.
    shape: str
    #: Local name of the severity, lower case.
    severity: str
    #: The shape's message, English where there is a choice.
    message: str
    #: IRI of the focus node, or of the resource whose blank node it is.
    owner: str
    #: The path where it is a single property, or None.
    predicate: str | None
    #: The offending value, or None.
    value: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | None


def graph(triples: Iterable[Triple]) -> Graph:
    """Give triples as an rdflib graph, lexical forms untouched by any store."""
    found = Graph()
    body = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    with _quiet():
        found.parse(data=body or b"", format="nt")
    return found


def check(data: Graph, shapes: Graph) -> Iterator[Result]:
    """Validate a graph against SHACL shapes.

    :param data: data and vocabulary together: targets reach instances of subclasses only if both are there.
    :param shapes: the shapes; not changed.
    :raises DataError: when the shapes themselves are broken.
    """
    # pyshacl 0.40 stops with a TypeError when it orders values that have no order, such as an ill-typed number. Such
    # data is checked twice: whole but for the order, then for its order but without those values.
    shapes_ordering = {shape for q in _ORDERED for shape in shapes.subjects(q)}
    ordered = {other for q in _ORDERED for other in shapes.objects(None, q)}
    ordered |= {path for shape in shapes_ordering for path in shapes.objects(shape, SH.path)}
    disordered = [t for p in ordered for t in data.triples((None, p, None)) if getattr(t[2], "value", None) is None]
    if not disordered:
        yield from _run(data, shapes)
        return
    yield from _run(data, _without(shapes, [t for q in _ORDERED for t in shapes.triples((None, q, None))]))
    for component, result in _results(_without(data, disordered), shapes):
        if component in _ORDER_COMPONENTS:
            yield result


def _run(data: Graph, shapes: Graph) -> Iterator[Result]:
    return (result for _, result in _results(data, shapes))


def _results(data: Graph, shapes: Graph) -> Iterator[tuple[Node | None, Result]]:
    with _quiet():
        try:
            # pyshacl adds to the shapes graph it is given.
            _, report, _ = pyshacl.validate(data, shacl_graph=_without(shapes, ()), inference="none", advanced=False)
        except pyshacl.errors.ShapeLoadError as error:
            raise DataError(f"the shapes cannot be used: {error}") from error
    if not isinstance(report, Graph):
        raise DataError(f"the shapes cannot be used: {report}")
    for node in set(report.objects(None, SH.result)):
        focus, path, value = (report.value(node, p) for p in (SH.focusNode, SH.resultPath, SH.value))
        messages = sorted(
            report.objects(node, SH.resultMessage), key=lambda m: (getattr(m, "language", "") != "en", str(m))
        )
        assert focus is not None
        yield (
            report.value(node, SH.sourceConstraintComponent),
            Result(
                shape=str(report.value(node, SH.sourceShape)),
                severity=str(report.value(node, SH.resultSeverity)).rpartition("#")[2].lower(),
                message=str(messages[0]) if messages else "",
                owner=_owner(focus, data),
                predicate=str(path) if isinstance(path, URIRef) else None,
                value=None if value is None or value == focus else _term(value),
            ),
        )


def _owner(node: Node, data: Graph) -> str:
    """Follow a blank node up to the resource it belongs to."""
    seen: set[Node] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        node = next(iter(data.subjects(None, node)), node)
    return str(node)


def _term(node: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    if isinstance(node, Literal):
        if node.language:
            return pyoxigraph.Literal(str(node), language=node.language)
        return pyoxigraph.Literal(
            str(node), datatype=pyoxigraph.NamedNode(str(node.datatype)) if node.datatype else None
        )
    return pyoxigraph.BlankNode(str(node)) if isinstance(node, BNode) else pyoxigraph.NamedNode(str(node))


def _without(whole: Graph, left_out: Iterable[tuple[Node, Node, Node]]) -> Graph:
    copy = Graph()
    copy += whole
    for triple in left_out:
        copy.remove(triple)
    return copy


def rules(shapes: Graph) -> int:
    """Count the shapes that have a severity of their own, which is what this project calls a rule."""
    return len(set(shapes.subjects(SH.severity))) or len(set(shapes.subjects(RDF.type, SH.NodeShape)))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each ill-typed literal: the shapes say it better."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
