"""Shapes as they are read: what is ill-formed is refused in a sentence, and nothing in them makes the reader fall."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kobe_kg.errors import KobeError
from kobe_kg.namespaces import PREFIXES
from kobe_kg.validate import compiled
from kobe_kg.validate.data import Data
from kobe_kg.validate.report import Result, Term
from kobe_kg.validate.shapes import _CORE, SH, Shapes

HEAD = (
    "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("rdf", "rdfs", "sh", "xsd"))
    + "PREFIX : <https://example.org/>\n"
)
DATA = ':a a :C ; :p 1 , "x" , [ :q :a ] .'


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(HEAD + text, RdfFormat.TURTLE)]


def run(shapes: list[Triple]) -> list[Result]:
    data = Data()
    data.add(parse(HEAD + DATA, RdfFormat.TURTLE))
    return compiled.check(data, Shapes(shapes), elsewhere=lambda *_: [])[0]


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (":s sh:targetNode :a ; sh:property 5 .", "where a shape must"),
        (":s sh:targetNode :a ; sh:path :p , :q .", "several paths"),
        (':s sh:targetNode :a ; sh:path "p" .', "not a property path"),
        (":s sh:targetNode :a ; sh:path [ :p :q ] .", "not a property path"),
        (":s sh:targetNode :a ; sh:path _:x . _:x sh:inversePath _:x .", "not a property path"),
        (":s sh:targetNode :a ; sh:in 5 .", "is not a list"),
        (":s sh:targetNode :a ; sh:or _:x . _:x rdf:first :t ; rdf:rest _:x .", "is not a list"),
        (":s sh:targetNode :a ; sh:minCount 1 .", "has no path"),
        (':s sh:targetNode :a ; sh:path :p ; sh:minCount "many" .', "is no count"),
        (":s sh:targetNode :a ; sh:path :p ; sh:minCount 1 , 2 .", "several sh:minCount"),
        (":s sh:targetNode :a ; sh:nodeKind :Thing .", "no sh:nodeKind"),
        (':s sh:targetNode :a ; sh:datatype "integer" .', "no IRI"),
        (":s sh:targetNode :a ; sh:sparql [ sh:message 'no query' ] .", "needs one sh:select"),
        (":s sh:targetNode :a ; sh:sparql [ sh:select 'SELECT $this WHERE {' ] .", "cannot be used"),
        (":s sh:targetNode :a ; sh:sparql [ sh:select 'SELECT ?x WHERE { ?x ?p ?o }' ] .", "must give $this"),
        (":s sh:targetNode :a ; sh:sparql [ sh:select 'DROP ALL' ] .", "SELECT or ASK"),
        (":s sh:targetNode :a ; sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x }' ] .", "cannot be used"),
    ],
)
def test_what_is_ill_formed_is_refused(shape: str, said: str) -> None:
    with pytest.raises(KobeError, match=said.replace("$", r"\$")):
        run(triples(shape))


@pytest.mark.parametrize("link", ["sh:not", "sh:node", "sh:property"])
def test_shapes_nested_without_end_do_not_make_it_fall(link: str) -> None:
    path = "sh:path :p ; " if link == "sh:property" else ""
    chain = "\n".join(f":s{i} {path}{link} :s{i + 1} ." for i in range(5000))
    run(triples(f"{chain}\n:s0 sh:targetNode :a ."))


def test_a_path_nested_without_end_is_refused() -> None:
    chain = "\n".join(f"_:p{i} sh:inversePath _:p{i + 1} ." for i in range(5000))
    with pytest.raises(KobeError, match="path"):
        run(triples(f"{chain}\n:s sh:targetNode :a ; sh:path _:p0 ; sh:minCount 1 ."))


#: Whatever may stand in a graph of shapes, right or wrong.
nodes = st.sampled_from([NamedNode(f"https://example.org/{n}") for n in "aCpst"] + [BlankNode(n) for n in "xyz"])
names = (
    *_CORE,
    "path",
    "targetClass",
    "targetNode",
    "targetSubjectsOf",
    "qualifiedValueShape",
    "select",
    "ignoredProperties",
)
predicates = st.sampled_from(
    [NamedNode(SH + name) for name in names] + [NamedNode(PREFIXES["rdf"] + n) for n in ("type", "first", "rest")]
)
literals = st.sampled_from(
    [
        Literal(True),
        Literal(1),
        Literal("["),
        Literal("SELECT $this WHERE { $this ?p ?value }"),
        Literal("x", language="en"),
    ]
)
objects = st.one_of(nodes, literals, st.sampled_from([NamedNode(PREFIXES["rdf"] + "nil"), NamedNode(SH + "NodeShape")]))


def _triple(subject: NamedNode | BlankNode, predicate: NamedNode, term: Term) -> Triple:
    return Triple(subject, predicate, term)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.lists(st.builds(_triple, nodes, predicates, objects), max_size=16))
def test_no_shapes_make_it_fall(shapes: list[Triple]) -> None:
    with suppress(KobeError):
        run([*shapes, *triples(":s sh:targetNode :a .")])
