"""The reference engine: pyshacl over rdflib. Its verdict is the verdict."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph
import pyshacl
from pyoxigraph import Triple
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kobe_kg.errors import DataError
from kobe_kg.validate.report import Result, Term
from kobe_kg.validate.shapes import Path, Shapes

_ORDERED = (SH.lessThan, SH.lessThanOrEquals)
_ORDER_COMPONENTS = (SH.LessThanConstraintComponent, SH.LessThanOrEqualsConstraintComponent)


def check(triples: Iterable[Triple], shapes: Iterable[Triple], *, only: Iterable[str] = ()) -> list[Result]:
    """Validate a graph against SHACL shapes.

    :param triples: data and vocabulary together: targets reach instances of subclasses only if both are there.
    :param shapes: the shapes.
    :param only: IRIs of the shapes whose targets are checked; none checks those of all.
    :raises DataError: when the shapes themselves are broken.
    """
    data, rules = _graph(triples), _graph(shapes)
    use = list(only)
    # pyshacl 0.40 stops with a TypeError when it orders values that have no order, such as an ill-typed number. Such
    # data is checked twice: whole but for the order, then for its order but without those values.
    shapes_ordering = {shape for q in _ORDERED for shape in rules.subjects(q)}
    ordered = {other for q in _ORDERED for other in rules.objects(None, q)}
    ordered |= {path for shape in shapes_ordering for path in rules.objects(shape, SH.path)}
    disordered = [t for p in ordered for t in data.triples((None, p, None)) if getattr(t[2], "value", None) is None]
    if not disordered:
        return list(_results(data, rules, use))
    unordered = _without(rules, [t for q in _ORDERED for t in rules.triples((None, q, None))])
    of_order = {str(component) for component in _ORDER_COMPONENTS}
    found = list(_results(data, unordered, use))
    return found + [r for r in _results(_without(data, disordered), rules, use) if r.component.value in of_order]


def _results(data: Graph, rules: Graph, only: list[str]) -> Iterator[Result]:
    with _quiet():
        try:
            # pyshacl adds to the shapes graph it is given.
            _, report, _ = pyshacl.validate(
                data, shacl_graph=_without(rules, ()), inference="none", advanced=False, use_shapes=only or None
            )
        except Exception as error:  # rdflib and pyshacl raise of every kind for what is wrong in shapes
            raise DataError(f"the shapes cannot be used: {error}") from error
    if not isinstance(report, Graph):
        raise DataError(f"the shapes cannot be used: {report}")
    paths = Shapes(Triple(_term(s), _term(p), _term(o)) for s, p, o in report)  # type: ignore[arg-type]
    for node in set(report.objects(None, SH.result)):
        path = report.value(node, SH.resultPath)
        value = report.value(node, SH.value)
        yield Result(
            shape=_term(report.value(node, SH.sourceShape)),  # type: ignore[arg-type]
            component=_term(report.value(node, SH.sourceConstraintComponent)),  # type: ignore[arg-type]
            severity=_term(report.value(node, SH.resultSeverity)),  # type: ignore[arg-type]
            messages=tuple(_term(m) for m in report.objects(node, SH.resultMessage)),  # type: ignore[misc]
            focus=_term(report.value(node, SH.focusNode)),
            path=None if path is None else _path(paths, _term(path)).turtle,
            value=None if value is None else _term(value),
        )


def _path(paths: Shapes, node: Term) -> Path:
    return paths.path(node)


def _graph(triples: Iterable[Triple]) -> Graph:
    """Give triples as an rdflib graph, lexical forms and blank node labels as they are."""
    found = Graph()
    with _quiet():
        for triple in triples:
            found.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return found


def _node(term: object) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    assert isinstance(term, pyoxigraph.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
    return Literal(term.value, datatype=None if plain else URIRef(datatype), normalize=False)


def _term(node: Node | None) -> Term:
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


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging each ill-typed literal, of which the shapes tell, and pyshacl from warning of loops."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pyshacl.errors.ShapeRecursionWarning)
            yield
    finally:
        logger.setLevel(before)
