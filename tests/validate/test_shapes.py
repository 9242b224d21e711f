"""The shapes: each rule finds what it is for, lets the near miss pass, and speaks to a curator."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result
from rdflib.term import Node

from kobe_kg.namespaces import KG, RULE

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
FIXTURES = ROOT / "tests" / "data" / "shapes"
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))
#: The folders, one a rule.
FOLDERS = sorted(path.name for path in FIXTURES.iterdir())
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
#: What may be said of a shape without making it check anything.
SILENT = {
    RDF.type,
    RDFS.comment,
    SH.message,
    SH.name,
    SH.path,
    SH.property,
    SH.severity,
    SH.targetClass,
    SH.targetSubjectsOf,
}
#: What only a shapes engine understands.
JARGON = re.compile(
    r"(?i)\b(blank node|cardinality|conforms?|constraint|datatype|focus|IRI|literal|maxCount|minCount|node|object"
    r"|pattern|predicate|sh:\w+|shape|subject|triple|URI)\b"
)
#: A message asks for something.
ASKED = re.compile(r"\b(Add|Check|Correct|Count|Keep|Remove|Swap|Write)\b")


def read(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


#: pyshacl asks each query anew for each focus node, and to read it takes longer than to answer it.
prepared = lru_cache(maxsize=None)(prepareQuery)


class Patient(Graph):
    """A graph that reads a query once."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Result:
        return super().query(prepared(query_object), *args, **kwargs)


SHAPES = read((ONTOLOGY / "shapes").glob("*.ttl"))
VOCABULARY = read(ONTOLOGY.glob("*.ttl"))
GRAPH = read((ROOT / "graph").rglob("*.ttl"))
ALL = VOCABULARY + GRAPH + read(EXAMPLES)
#: Every shape with a name; the others are parts of one. Read before the engine adds to the graph.
NAMED = {shape for shape in SHAPES.subjects() if isinstance(shape, URIRef) and shape.startswith(RULE)}
RULES = sorted(str(shape).removeprefix(RULE) for shape in SHAPES.subjects(SH.severity, None))
#: The rules that look at several resources at once: each is a query.
SETS = {shape for shape in NAMED if (shape, SH.sparql, None) in SHAPES}
TARGETED = sorted(shape for shape in NAMED if {SH.targetClass, SH.targetSubjectsOf} & set(SHAPES.predicates(shape)))


def rule(name: str) -> URIRef:
    return URIRef(RULE + name)


def text(name: str, predicate: URIRef) -> str:
    """Give the one English text a rule has."""
    values = list(SHAPES.objects(rule(name), predicate))
    assert len(values) == 1, (name, predicate)
    assert isinstance(values[0], Literal), (name, predicate)
    assert values[0].language == "en", (name, predicate)
    return str(values[0])


def with_vocabulary(graph: Graph) -> Graph:
    """Add the terms a graph names, and those they name in turn.

    The rest of the vocabulary could add nothing but time: it is checked once, with everything else.
    """
    merged = graph + Graph()
    todo = graph.all_nodes()
    done: set[Node] = set()
    while todo:
        done.add(term := todo.pop())
        for triple in VOCABULARY.triples((term, None, None)):
            merged.add(triple)
            todo |= {triple[2]} - done
    return merged


def findings(graph: Graph, shapes: Graph = SHAPES) -> set[tuple[str, str, str]]:
    """Validate, and give each finding's rule, severity and message."""
    patient = Patient()
    patient += graph
    _, report, _ = validate(patient, shacl_graph=shapes, advanced=False, inference="none")
    assert isinstance(report, Graph)
    return {
        (
            str(report.value(result, SH.sourceShape)).removeprefix(RULE),
            str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_a_rule_finds_what_it_is_for(name: str) -> None:
    ((found, severity, message),) = findings(with_vocabulary(read([FIXTURES / name / "invalid.ttl"])))
    assert found == name
    assert SH[severity] == SHAPES.value(rule(name), SH.severity)
    # What a query counted stands in the message in place of its name.
    assert re.fullmatch(re.sub(r"\\\{\\\?\w+\\\}", "[0-9]+", re.escape(text(name, SH.message))), message)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_near_miss_passes(name: str) -> None:
    assert findings(with_vocabulary(read([FIXTURES / name / "valid.ttl"]))) == set()


def test_the_graph_passes() -> None:
    """The queries are asked of the whole graph in test_sets.py: here they would take minutes."""
    core = Graph()
    core += (triple for triple in SHAPES if triple[0] not in SETS)
    assert findings(VOCABULARY + GRAPH, core) == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_passes(path: Path) -> None:
    assert findings(VOCABULARY + read([path])) == set()


def test_every_rule_has_its_two_files() -> None:
    assert FOLDERS == RULES
    for name in FOLDERS:
        assert {path.name for path in (FIXTURES / name).iterdir()} == {"invalid.ttl", "valid.ttl"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_says_what_it_is(name: str) -> None:
    for file, opening in ("invalid.ttl", f"# Must fail rule:{name}: "), ("valid.ttl", f"# Near miss of rule:{name}, "):
        first = (FIXTURES / name / file).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(opening)
        assert first.endswith(".")


def test_every_shape_with_a_name_is_a_rule() -> None:
    assert {rule(name) for name in RULES} == NAMED
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_checks_something_and_explains_itself(name: str) -> None:
    assert set(SHAPES.predicates(rule(name))) - SILENT
    assert set(SHAPES.objects(rule(name), SH.severity)) <= SEVERITIES
    assert re.match(r"[A-Z].*[^.]$", text(name, SH.name))
    assert re.match(r"['A-Z].* .*\.$", text(name, RDFS.comment))


@pytest.mark.parametrize("name", RULES)
def test_a_message_speaks_to_a_curator(name: str) -> None:
    message = text(name, SH.message)
    assert re.match(r"[A-Z][^.]* .*\.$", message), "what is wrong is a full sentence"
    assert ASKED.search(message), "and then it says what to do"
    assert not JARGON.search(re.sub(r'".*?"\S*', "", message))
    for term in re.findall(r"kg:(\w+)", message):
        assert (URIRef(KG + term), None, None) in VOCABULARY, f"kg:{term} is no term"


def test_rules_are_of_shacl_core_or_one_query() -> None:
    assert not {SH.js, SH.rule, SH.target, SH.expression} & set(SHAPES.predicates())
    for shape in SETS:
        assert set(SHAPES.predicates(shape)) - SILENT == {SH.sparql}
        (constraint,) = SHAPES.objects(shape, SH.sparql)
        assert set(SHAPES.predicates(constraint)) == {RDF.type, SH.prefixes, SH.select}


def test_rules_are_well_formed() -> None:
    conforms, _, report = validate(Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, report


def targets(shape: Node) -> set[Node]:
    """Give the nodes of everything we have that a shape is checked on."""
    classes = {
        narrower
        for wider in SHAPES.objects(shape, SH.targetClass)
        for narrower in ALL.transitive_subjects(RDFS.subClassOf, wider)
    }
    return {node for kind in classes for node in ALL.subjects(RDF.type, kind)} | {
        node for path in SHAPES.objects(shape, SH.targetSubjectsOf) for node in ALL.subjects(path, None)
    }


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_something_to_check(name: str) -> None:
    shapes = {rule(name), *SHAPES.subjects(SH.property, rule(name))}
    assert any(targets(shape) for shape in shapes)


@pytest.mark.parametrize("shape", TARGETED, ids=lambda shape: shape.removeprefix(RULE))
def test_a_target_has_focus_nodes(shape: URIRef) -> None:
    for target in SHAPES.objects(shape, SH.targetClass):
        narrower = ALL.transitive_subjects(RDFS.subClassOf, target)
        assert any((None, RDF.type, kind) in ALL for kind in narrower), target
    for path in SHAPES.objects(shape, SH.targetSubjectsOf):
        assert (None, path, None) in ALL, path


@pytest.mark.parametrize("name", ["label-once-per-language", "label-tagged", "note-tagged"])
def test_labels_are_checked_on_every_class(name: str) -> None:
    shapes = {rule(name), *SHAPES.subjects(SH.property, rule(name))}
    targeted = {kind for shape in shapes for kind in SHAPES.objects(shape, SH.targetClass)}
    for kind in VOCABULARY.subjects(RDF.type, OWL.Class):
        wider = set(VOCABULARY.transitive_objects(kind, RDFS.subClassOf))
        assert wider & targeted or kind == URIRef(KG + "Claim"), f"{kind} is abstract, or its labels go unchecked"


def test_no_rule_is_checked_twice_on_one_node() -> None:
    for name in RULES:
        seen: set[Node] = set()
        for shape in {rule(name), *SHAPES.subjects(SH.property, rule(name))}:
            nodes = targets(shape)
            assert not nodes & seen, f"{name}: {nodes & seen}"
            seen |= nodes


def test_precisions_of_dates_and_places_are_the_whole_list() -> None:
    lists = [set(Collection(SHAPES, head)) for head in SHAPES.objects(None, SH["in"])]
    assert len(lists) == 2
    assert not lists[0] & lists[1]
    assert lists[0] | lists[1] == set(VOCABULARY.subjects(SKOS.inScheme, URIRef(KG + "PrecisionScheme")))
