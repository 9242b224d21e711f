"""The rules over several resources: one query each, that gives the same once over a graph as node by node."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyshacl
import pytest
import yaml
from pyoxigraph import Quad, QuerySolutions, RdfFormat, Store
from rdflib import OWL, RDF, SH, Graph, URIRef

from kobe_kg import turtle
from kobe_kg.namespaces import KG, PREFIXES, RULE, compact
from kobe_kg.sparql import significant
from kobe_kg.sparql.layout import layout
from kobe_kg.validate.compiled.scope import is_free
from tests import DATA, GRAPH, ONTOLOGY

FIXTURES = DATA / "shapes"
SHAPES = Graph().parse(ONTOLOGY / "shapes" / "sets.ttl", format="turtle")
#: Rule to its query.
QUERIES = {
    str(shape).removeprefix(RULE): str(query)
    for shape, constraint in SHAPES.subject_objects(SH.sparql)
    for query in SHAPES.objects(constraint, SH.select)
}
#: Prefix to namespace, as declared for the queries.
DECLARED = {
    str(SHAPES.value(node, SH.prefix)): str(SHAPES.value(node, SH.namespace))
    for node in SHAPES.objects(URIRef(RULE.removesuffix("#")), SH.declare)
}
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(DECLARED.items()))
#: A finding: focus node, property and value.
Found = tuple[str, str, str]

TERMS = [triple for path in sorted(ONTOLOGY.glob("*.ttl")) for triple in turtle.read(path)]
VOCABULARY = Graph()
for path in ONTOLOGY.glob("*.ttl"):
    VOCABULARY.parse(path, format="turtle")


def store(*texts: str) -> Store:
    """Load the vocabulary and some Turtle."""
    found = Store()
    found.bulk_extend(Quad(*triple) for triple in TERMS)
    for text in texts:
        found.load(input=text.encode(), format=RdfFormat.TURTLE)
    return found


def fixture(name: str, kind: str = "invalid") -> str:
    return (FIXTURES / name / f"{kind}.ttl").read_text(encoding="utf-8")


def once(name: str, data: Store) -> set[Found]:
    """Ask the query of a rule once, of everything there is."""
    rows = data.query(PROLOGUE + QUERIES[name])
    assert isinstance(rows, QuerySolutions)
    names = [variable.value for variable in rows.variables]
    found = set()
    for row in rows:
        given = {key: term.value for key, term in zip(names, row, strict=True) if term is not None}
        found.add((given["this"], given.get("path", ""), given.get("value", given["this"])))
    return found


def by_reference(name: str, text: str) -> set[Found]:
    """Ask it through the reference engine, focus node by focus node."""
    data = VOCABULARY + Graph().parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=alone(name), advanced=False, inference="none")
    assert isinstance(report, Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {
        (
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.resultPath) or ""),
            str(report.value(result, SH.value)),
        )
        for result in results
    }


def alone(name: str) -> Graph:
    """Take one rule out of the shapes."""
    others = set(SHAPES.subjects(SH.sparql)) - {URIRef(RULE + name)}
    found = Graph()
    found += (triple for triple in SHAPES if triple[0] not in others)
    return found


def shown(found: set[Found]) -> set[tuple[str, ...]]:
    return {tuple(compact(part) or part for part in one) for one in found}


@pytest.mark.parametrize("name", sorted(QUERIES))
@pytest.mark.parametrize("kind", ["invalid", "valid"])
def test_a_query_gives_the_same_once_as_node_by_node(name: str, kind: str) -> None:
    text = fixture(name, kind)
    found = once(name, store(text))
    assert bool(found) == (kind == "invalid")
    assert found == by_reference(name, text)


def cases() -> Iterator[tuple[str, str, str]]:
    """Give rule, data and the local names of what is found, for each row of the table."""
    table = yaml.safe_load((DATA / "sets.yaml").read_text(encoding="utf-8"))
    for group in table["rules"]:
        for row in group["rows"]:
            words = {**table["words"], **row}
            data = group["data"]
            while "{" in data:
                data = data.format_map(words)
            yield group["rule"], data, row["found"]


@pytest.mark.parametrize(("name", "data", "found"), list(cases()))
def test_a_query_finds_these_and_no_others(name: str, data: str, found: str) -> None:
    rows = once(name, store("".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + data))
    assert {this.rpartition("/")[2] for this, _, _ in rows} == set(found.split())


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_may_be_asked_of_any_engine(name: str) -> None:
    text = QUERIES[name]
    assert layout(PROLOGUE + text).endswith(text), "not as kobe format would lay it out"
    assert not re.search(r"\b(MINUS|SERVICE|VALUES)\b", text), "not for a query that is bound beforehand"
    assert is_free(significant(text)), "would be asked anew for each focus node"
    selects = re.findall(r"\bSELECT\s+(?:DISTINCT\s+)?(\S+)", text)
    assert set(selects) == {"$this"}, "each part of it must be about the focus node"
    assert {name for name, _ in re.findall(r"\b(\w+):(\w+)", text)} <= set(DECLARED) | {"https"}


def test_only_prefixes_in_use_are_declared() -> None:
    used = {prefix for text in QUERIES.values() for prefix, _ in re.findall(r"\b(\w+):(\w+)", text)}
    assert used - {"https"} == set(DECLARED)


def test_terms_in_queries_are_declared() -> None:
    named = {term for text in QUERIES.values() for term in re.findall(r"\bkg:(\w+)", text)}
    assert {term for term in named if (URIRef(KG + term), None, None) not in VOCABULARY} == set()


def test_whatever_is_said_in_our_terms_is_looked_at() -> None:
    ours = {term for kind in (OWL.DatatypeProperty, OWL.ObjectProperty) for term in VOCABULARY.subjects(RDF.type, kind)}
    assert set(SHAPES.objects(URIRef(RULE + "subject-typed"), SH.targetSubjectsOf)) == ours


@pytest.fixture(scope="module")
def record() -> Store:
    return store(*(path.read_text(encoding="utf-8") for path in sorted(GRAPH.rglob("*.ttl"))))


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_graph_passes(record: Store, name: str) -> None:
    assert shown(once(name, record)) == set()
