"""The interface described by OpenAPI: valid, complete, and true, as schemathesis finds out by asking."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kobe_kg.serve.answering import Context
from kobe_kg.serve.routes import match
from tests.serve.conftest import BASE, ask
from tests.serve.here import Client, Here

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    positive_data_acceptance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def document(context: Context) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(context, "/api/openapi.json").body)
    return found


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Path, method and operation by the operation's name."""
    found = [(p, m, o) for p, methods in document["paths"].items() for m, o in methods.items()]
    assert len({o["operationId"] for _, _, o in found}) == len(found)
    return {o["operationId"]: (p, m, o) for p, m, o in found}


def test_it_is_openapi_3_1_and_its_schemas_are_schemas(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": BASE}]
    assert document["info"]["version"] == "0.1.0"
    assert document["info"]["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in re.findall(r'"\$ref": "#/components/(\w+)/([^"]+)"', json.dumps(document)):
        assert reference[1] in document["components"][reference[0]]


def test_every_saved_query_is_an_operation_with_its_parameters(context: Context, document: dict[str, Any]) -> None:
    found = operations(document)
    for name, query in context.graph.queries.items():
        path, method, operation = found[name]
        assert (path, method) == (f"/api/queries/{name}/rows", "get")
        assert operation["summary"] == query.title
        assert set(query.tags) == set(operation["tags"])
        assert {p["name"] for p in operation["parameters"]} == {*query.params, "limit", "offset", "lang"}
        for told in operation["parameters"]:
            if told["name"] in query.params:
                assert told["required"] == query.params[told["name"]].required
                assert (told["schema"].get("type") == "array") == query.params[told["name"]].many


def test_every_path_is_a_route(document: dict[str, Any]) -> None:
    own = {"/health", "/version"}
    for path, methods in document["paths"].items():
        found = match(re.sub(r"\{\w+\}", "x", path))
        assert path in own or found is not None
        assert path in own or {m.upper() for m in methods} == set(found.route.methods)  # type: ignore[union-attr]


def test_every_example_works(context: Context, document: dict[str, Any]) -> None:
    for name in context.graph.queries:
        _, _, operation = operations(document)[name]
        for told in operation["parameters"]:
            if "example" not in told:
                continue
            values = told["example"] if told["schema"].get("type") == "array" else [told["example"]]
            reply = ask(context, f"/api/queries/{name}.rq", *((told["name"], str(value)) for value in values))
            assert reply.status == 200, (name, told["name"])


def test_rows_fit_the_schema_of_their_query(context: Context, document: dict[str, Any]) -> None:
    for name in context.graph.queries:
        schema = document["components"]["schemas"][f"{name}-rows"]
        Draft202012Validator(schema).validate(json.loads(ask(context, f"/api/queries/{name}/rows").body))
    columns = document["components"]["schemas"]["toll-rows"]["properties"]["head"]["properties"]["vars"]["const"]
    assert columns == list(context.graph.queries["toll"].columns)


def test_the_data_set_need_not_say_anything_of_itself(context: Context, tmp_path: Path) -> None:
    from kobe_kg.graph import open as open_graph

    file = tmp_path / "empty.ttl"
    file.write_text("<urn:a> <urn:b> <urn:c> .\n")
    found = json.loads(ask(context._replace(graph=open_graph(file)), "/api/openapi.json").body)
    assert found["info"]["title"]
    assert "license" not in found["info"]
    claims = next(p for p in found["paths"]["/api/queries/claims/rows"]["get"]["parameters"] if p["name"] == "event")
    assert claims["required"], "there is no event to fall back on"


# schemathesis

#: What cannot be told apart by a schema, or needs something to be there first.
LEFT_OUT = ("/sparql", "/answer/{hash}", "/compare/{slug}", "/doc/{type}/{slug}", "/health", "/version")


@pytest.fixture(scope="module")
def front(context: Context, tmp_path_factory: pytest.TempPathFactory) -> Any:
    answers = tmp_path_factory.mktemp("answers")
    return Client(Here(context._replace(settings=context.settings._replace(answers=answers)))).front


@pytest.mark.parametrize("mode", GenerationMode)
def test_schemathesis_finds_no_fault(front: Any, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", front)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in LEFT_OUT:
            continue

        @settings(
            max_examples=3,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def attempt(case: schemathesis.Case) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(checks=CHECKS)

        attempt()
    assert tried > 80


@pytest.mark.parametrize(
    "value", ["\x00", "’" * 500, "../../etc/passwd", "http://127.0.0.1:9/", "<a b>", "urn:\\", "1" * 500]
)
def test_no_value_of_any_parameter_brings_a_fault(context: Context, document: dict[str, Any], value: str) -> None:
    client = Client(Here(context))
    for name in ("claims", "disagreements", "spellings", "support", "events"):
        for told in operations(document)[name][2]["parameters"]:
            got = client("GET", f"/api/queries/{name}/rows?{urlencode({told['name']: value})}")
            assert got.status in (200, 400), (name, told["name"])
        assert client("GET", f"/api/queries/{name}/rows?{quote(value)}=1").status == 400
        assert client("GET", f"/api/queries/{quote(value)}/rows").status in (400, 404, 414)
