"""The rules as their shapes describe them, the project's and anybody's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from kobe_kg import paths, turtle
from kobe_kg.errors import DataError
from kobe_kg.namespaces import RULE
from kobe_kg.validate import rules
from kobe_kg.validate.rules import SYNTAX, Rule
from tests import DATA

OWN = rules.read([paths.SHAPES])

SHAPES = """PREFIX ex: <https://example.org/shapes#>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>

schema:PersonShape a sh:NodeShape ; sh:targetClass schema:Person ; rdfs:label "Personne"@fr , "Person"@en ;
    sh:property [ sh:path schema:name ; sh:minCount 1 ; sh:message "A name, please." ] , ex:born .
ex:born sh:path ( schema:birth [ sh:alternativePath ( schema:date [ sh:inversePath schema:of ] ) ] ) ;
    sh:maxCount 1 ; sh:severity sh:Info ; sh:description "Once." .
ex:Class a sh:NodeShape , owl:Class ; sh:closed true .
ex:off sh:targetNode kg:a ; sh:nodeKind sh:IRI ; sh:deactivated true .
ex:holder a sh:NodeShape ; sh:targetClass schema:Person ; sh:property ex:born .
ex:asked sh:targetObjectsOf schema:of ; sh:severity ex:Odd ;
    sh:sparql [ sh:select "SELECT $this WHERE { }" ; sh:message "Said {$this}."@en ] .
ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:longer ] .
ex:custom sh:targetSubjectsOf schema:of ; ex:longer 4 ; sh:path [ sh:zeroOrMorePath schema:of ] .
[] a sh:NodeShape ; sh:targetNode kg:b ; sh:nodeKind sh:Literal .
"""


@pytest.fixture
def foreign(tmp_path: Path) -> dict[str, Rule]:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, encoding="utf-8")
    return rules.read([path])


def test_the_rules_are_those_with_cases_and_the_one_on_syntax() -> None:
    assert OWN.keys() - {SYNTAX.id} == {path.name for path in (DATA / "shapes").iterdir()}
    assert list(OWN) == sorted(OWN)
    assert rules.read() == OWN


@pytest.mark.parametrize("rule", OWN.values(), ids=OWN.keys())
def test_all_is_known_of_a_rule(rule: Rule) -> None:
    assert rule.iri == RULE + rule.id
    assert rules.identify(rule.iri) == rule.id
    assert rules.address(rule.id) == rule.iri
    assert rule.severity in ("violation", "warning", "info")
    assert rule.name
    assert rule.message.endswith(".")
    assert rule.why.endswith(".")
    assert rule.targets
    assert rule.checks
    assert rule.kind in ("Core", "SPARQL", "Turtle")


def test_a_rule_is_found_where_it_stands() -> None:
    for name in ("claim-speaker", "excludes-both-ways"):
        place = OWN[name].locate()
        assert place is not None
        assert place.text == f"rule:{name}"
        assert place.path == OWN[name].file
    assert SYNTAX.locate() is None


def test_paths_are_written_as_sparql_does(foreign: dict[str, Rule]) -> None:
    assert OWN["excludes-both-ways"].path == "^kg:excludes"
    assert OWN["claim-speaker"].path == "kg:speaker"
    assert foreign["https://example.org/shapes#born"].path == "schema:birth/(schema:date|^schema:of)"
    assert foreign["https://example.org/shapes#custom"].path == "schema:of*"


def test_a_rule_is_asked_of_what_the_shapes_above_it_target(foreign: dict[str, Rule]) -> None:
    assert OWN["claim-speaker"].targets == (
        "kg:AbsenceClaim",
        "kg:AttributionClaim",
        "kg:OccurrenceClaim",
        "kg:QuantityClaim",
    )
    assert foreign["https://example.org/shapes#born"].targets == ("schema:Person",)
    assert foreign["https://example.org/shapes#Class"].targets == ("<https://example.org/shapes#Class>",)
    assert foreign["https://example.org/shapes#asked"].targets == ("values of schema:of",)
    assert foreign["https://example.org/shapes#custom"].targets == ("what has schema:of",)


def test_shapes_of_others_are_rules_when_they_have_a_name_and_check_something(foreign: dict[str, Rule]) -> None:
    local = {name.removeprefix("https://example.org/shapes#") for name in foreign}
    assert local == {"Class", "asked", "born", "custom", "schema:PersonShape", "turtle"}
    person = foreign["schema:PersonShape"]
    assert (person.name, person.message, person.severity) == ("Person", "A name, please.", "violation")
    assert person.checks == ("minCount",)
    born = foreign["https://example.org/shapes#born"]
    assert (born.name, born.message, born.severity, born.why) == ("", "", "info", "Once.")


def test_a_rule_with_a_query_is_of_sparql(foreign: dict[str, Rule]) -> None:
    asked, custom = (foreign[f"https://example.org/shapes#{name}"] for name in ("asked", "custom"))
    assert (asked.kind, asked.message, asked.severity) == ("SPARQL", "Said {$this}.", "violation")
    assert custom.kind == "SPARQL"
    assert foreign["schema:PersonShape"].kind == "Core"
    assert SYNTAX.kind == "Turtle"


def test_nameless_shapes_belong_to_the_nearest_with_a_name() -> None:
    found = rules.owners(triples := turtle.parse(SHAPES))
    by_path = {
        str(t.object): found.get(t.subject)
        for t in triples
        if isinstance(t.subject, BlankNode) and t.predicate.value.endswith("shacl#path")
    }
    assert by_path["<https://schema.org/name>"] == "schema:PersonShape"
    (top,) = {t.subject for t in triples if str(t.object) == "<http://www.w3.org/ns/shacl#Literal>"}
    assert top not in found


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("schema:PersonShape", "https://schema.org/PersonShape"),
        ("https://example.org/a#b", "https://example.org/a#b"),
        ("urn:x", "urn:x"),
        ("MinCount of a nameless shape", None),
        ("https://example.org/a b", None),
        ("", None),
    ],
)
def test_an_id_leads_to_its_shape(name: str, iri: str | None) -> None:
    assert rules.address(name) == iri


def test_shapes_that_go_round_in_circles_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        """PREFIX ex: <urn:x:> PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
ex:a sh:property _:p ; sh:path _:q ; sh:nodeKind sh:IRI . _:p sh:property _:p ; sh:minCount 1 .
_:q sh:inversePath _:q . ex:b sh:node ex:b ; sh:path _:l . _:l rdf:first _:l ; rdf:rest _:l . ex:b sh:property ex:b .
""",
        encoding="utf-8",
    )
    found = rules.read([path])
    assert found["urn:x:a"].checks == ("minCount", "nodeKind")
    assert found["urn:x:a"].path.endswith("^…")
    assert "…" in found["urn:x:b"].path


def test_what_is_no_turtle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(DataError, match=r"shapes\.ttl:1"):
        rules.read([path])


def test_reading_the_rules_loads_no_engine(tmp_path: Path) -> None:
    ask = "import sys; from kobe_kg.cli import main; main(['rules', '-o', sys.argv[1]]); print(*sys.modules)"
    command = [sys.executable, "-c", ask, str(tmp_path / "rules.md")]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "kobe_kg.validate.rules" in loaded
    assert not {"rdflib", "pyshacl", "yaml"} & set(loaded)
