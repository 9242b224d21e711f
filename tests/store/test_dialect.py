"""What an engine makes of values is undone, and nothing else is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kobe_kg.namespaces import expand
from kobe_kg.store.dialect import coordinates, plain, spoken

VIRTUOSO = "Virtuoso/07.20.3229 (Linux)"


def body(value: str, datatype: str = "", kind: str = "typed-literal") -> bytes:
    term = {"type": kind, "value": value} | ({"datatype": expand(datatype)} if datatype else {})
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}).encode()


def term(given: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(given)["results"]["bindings"][0]["x"]
    return found


@pytest.mark.parametrize(
    ("value", "datatype", "columns", "given"),
    [
        ("1", "xsd:boolean", {}, "true"),
        ("0", "xsd:boolean", {}, "false"),
        ("true", "xsd:boolean", {}, "true"),
        ("1", "xsd:integer", {"x": "boolean"}, "true"),
        ("1", "xsd:integer", {"x": "integer"}, "1"),
        ("1", "xsd:integer", {}, "1"),
        ("2", "xsd:integer", {"x": "boolean"}, "2"),
        ("1", "", {"x": "boolean"}, "1"),
        ("POINT(0.50220000743866 15.659700393677)", "", {}, "POINT(0.5022 15.6597)"),
        ("at POINT(0.50220000743866 15.659700393677)", "", {}, "at POINT(0.50220000743866 15.659700393677)"),
    ],
)
def test_values_come_back_as_they_were_put(value: str, datatype: str, columns: dict[str, str], given: str) -> None:
    assert term(plain(body(value, datatype), columns, VIRTUOSO))["value"] == given


def test_other_engines_are_taken_at_their_word() -> None:
    given = body("1", "xsd:boolean")
    assert plain(given, {"x": "boolean"}, "Oxigraph/0.5.13") is given
    assert plain(given, {"x": "boolean"}, "") is given


@pytest.mark.parametrize("given", [b"", b"<html>", b"{", b"[]", b'{"boolean": true}'])
def test_what_is_no_result_is_left_for_who_reads_it(given: bytes) -> None:
    assert plain(given, {}, VIRTUOSO).replace(b" ", b"") == given.replace(b" ", b"")


@pytest.mark.parametrize("text", ["POINT(0.109722 16.050556)", "POINT(-3.5 17)", "POINT(0.123456789 0.5)"])
def test_what_single_precision_does_not_explain_is_kept(text: str) -> None:
    assert coordinates(text) in (text, "POINT(0.12345679 0.5)")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "ASK {\n <urn:e> sem:hasActor? ?a .\n ?c kg:about ?a }",
            "ASK {\n { BIND(<urn:e> AS ?a) } UNION { <urn:e> sem:hasActor ?a }\n ?c kg:about ?a }",
        ),
        (
            "ASK { <e> <p>*/<q>? ?a . ?c ?d ?a }",
            "ASK { { BIND(<e> AS ?a) } UNION { <e> <p>+ ?a } UNION { <e> <q> ?a } UNION { <e> <p>+/<q> ?a } ?c ?d ?a }",
        ),
    ],
)
def test_a_path_that_may_be_of_no_step_is_said_as_a_union(given: str, said: str) -> None:
    assert spoken(given) == said


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?e sem:hasActor? ?a }",
        "ASK { <urn:e> sem:hasActor ?a }",
        "ASK { <urn:e> sem:hasActor? ?a ; kg:x ?b }",
        "ASK { ?a ?p ?o FILTER EXISTS { <urn:e> sem:hasActor? ?a } }",
        'ASK { ?a ?p "{ <urn:e> <urn:p>? ?a }" }',
    ],
)
def test_other_patterns_are_said_as_they_are(text: str) -> None:
    assert spoken(text) == text
