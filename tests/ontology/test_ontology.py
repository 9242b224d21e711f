"""The ontology is whole: every term says what it is, is used, and stands where the lists say it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kobe_kg.namespaces import ID, KG

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "ontology" / "examples").glob("*.ttl"))
#: The populations and outcomes that saved queries and users rely on by name.
FIXED_NAMES = """
    People Civilians MalianCivilians ForeignCivilians Soldiers Militants Vehicles CivilianVehicles Minibuses Buses
    Trucks MilitaryVehicles Motorcycles Passengers
    Killed Injured KilledOrInjured Present Hit Destroyed BodiesCounted
""".split()


def read(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def kg(name: str) -> URIRef:
    return URIRef(KG + name)


def ours(nodes: Iterable[Node | None]) -> set[str]:
    """Keep the local names of our own terms."""
    return {str(node).removeprefix(KG) for node in nodes if isinstance(node, URIRef) and node.startswith(KG)}


def of_type(*types: URIRef) -> set[str]:
    return ours(subject for kind in types for subject in TERMS.subjects(RDF.type, kind))


LISTS = read([ROOT / "ontology" / "codelists.ttl"])
TERMS = read([ROOT / "ontology" / "terms.ttl"]) + LISTS
DATA = read([*EXAMPLES, *(ROOT / "graph").rglob("*.ttl")]) + LISTS
CLASSES = of_type(OWL.Class)
PROPERTIES = of_type(OWL.ObjectProperty, OWL.DatatypeProperty)
DATATYPES = of_type(RDFS.Datatype)
CONCEPTS = ours(LISTS.subjects(SKOS.inScheme, None))
POPULATIONS = ours(LISTS.subjects(RDF.type, kg("Population")))
DECLARED = ours(TERMS.subjects(RDF.type, None))


def broader(name: str) -> set[str]:
    """Give a concept and all that it stands under."""
    return ours(LISTS.transitive_objects(kg(name), SKOS.broader))


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition], ids=["label", "definition"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_term_is_told_once_in_both_languages(predicate: URIRef, language: str) -> None:
    def count(name: str) -> int:
        values = TERMS.objects(kg(name), predicate)
        return sum(isinstance(value, Literal) and value.language == language for value in values)

    assert {name for name in DECLARED if count(name) != 1} == set()


def test_every_term_used_in_turtle_is_declared() -> None:
    graph = read([*(ROOT / "ontology").rglob("*.ttl"), *(ROOT / "graph").rglob("*.ttl")])
    nodes = {node for triple in graph for node in triple}
    datatypes = {node.datatype for node in nodes if isinstance(node, Literal) and node.datatype}
    assert ours(nodes | datatypes) - DECLARED == set()


def test_every_term_used_in_a_query_is_declared() -> None:
    queries = sorted((ROOT / "queries").rglob("*.rq"))
    names = {
        (name, query.name) for query in queries for name in re.findall(r"\bkg:(\w+)", query.read_text(encoding="utf-8"))
    }
    assert {(name, query) for name, query in names if name not in DECLARED} == set()


def test_every_class_has_an_instance() -> None:
    types = set(DATA.objects(None, RDF.type))
    used = ours(above for kind in types for above in TERMS.transitive_objects(kind, RDFS.subClassOf))
    assert CLASSES - used == set()


def test_every_property_and_datatype_is_used() -> None:
    assert PROPERTIES - ours(DATA.predicates()) == set()
    datatypes = {node.datatype for node in DATA.objects() if isinstance(node, Literal) and node.datatype}
    assert DATATYPES - ours(datatypes) == set()


def test_ranges_of_numbers_and_days_are_xsd_types() -> None:
    ranges = {TERMS.value(kg(name), RDFS.range) for name in of_type(OWL.DatatypeProperty)}
    assert ranges == {XSD.boolean, XSD.date, XSD.decimal, XSD.integer, XSD.string, XSD.time}


def test_every_concept_is_in_one_declared_list() -> None:
    schemes = ours(LISTS.subjects(RDF.type, SKOS.ConceptScheme))
    assert DECLARED - CLASSES - PROPERTIES - DATATYPES - schemes == CONCEPTS
    for name in CONCEPTS:
        found = ours(LISTS.objects(kg(name), SKOS.inScheme))
        assert len(found) == 1, name
        assert found <= schemes, name


def test_every_concept_reaches_a_top_without_a_cycle() -> None:
    for name in CONCEPTS:
        scheme = LISTS.value(kg(name), SKOS.inScheme)
        above = broader(name)
        assert any((kg(top), SKOS.topConceptOf, scheme) in LISTS for top in above), name
        assert all((kg(other), SKOS.inScheme, scheme) in LISTS for other in above), name
        assert all(name not in broader(other) for other in above - {name}), name
        assert ((kg(name), SKOS.broader, None) in LISTS) != ((kg(name), SKOS.topConceptOf, scheme) in LISTS), name


def test_exclusion_is_written_both_ways_between_populations() -> None:
    pairs = {(str(a), str(b)) for a, b in LISTS.subject_objects(kg("excludes"))}
    assert pairs == {(b, a) for a, b in pairs}
    assert ours(map(URIRef, {a for a, _ in pairs})) <= POPULATIONS


def test_no_population_stands_under_two_that_exclude_one_another() -> None:
    for name in POPULATIONS:
        above = broader(name)
        excluded = {other for one in above for other in ours(LISTS.objects(kg(one), kg("excludes")))}
        assert above & excluded == set(), name


def test_every_outcome_says_whether_it_can_only_grow() -> None:
    outcomes = ours(LISTS.subjects(RDF.type, kg("Outcome")))
    fixed = {name for name in outcomes if LISTS.value(kg(name), kg("cumulative")) != Literal(True)}
    assert fixed == {"Present"}
    assert LISTS.value(kg("Present"), kg("cumulative")) == Literal(False)


def test_fixed_names_exist() -> None:
    assert set(FIXED_NAMES) - CONCEPTS == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_stands_alone(path: Path) -> None:
    graph = read([path])
    named = {str(node) for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(ID)}
    assert named == {str(node) for node in graph.subjects(RDF.type, None) if isinstance(node, URIRef)}
    assert {name for name in named if not name.split("/")[-1].startswith(f"example-{path.stem}-")} == set()


def test_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ontology = URIRef(KG.removesuffix("#"))
    assert TERMS.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{project['version']}")
    assert TERMS.value(ontology, OWL.versionInfo) == Literal(project["version"])
