"""The SPARQL 1.1 Protocol as this endpoint speaks it: forms, graphs, limits, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat

from kobe_kg.graph import open as open_graph
from kobe_kg.serve.answering import Context
from kobe_kg.serve.message import Reply
from kobe_kg.serve.sparql.protocol import DIRECT, FORM
from tests.serve.conftest import ask

ROWS = "SELECT ?label WHERE { event:kobe-attack rdfs:label ?label } ORDER BY ?label"
GRAPH = "DESCRIBE event:kobe-attack"
TRIG = """
    PREFIX : <http://example.org/>
    :here :is :default .
    :one { :a :is :one }
    :two { :b :is :two }
"""


def query(context: Context, text: str, *args: tuple[str, str], accept: str = "") -> Reply:
    """Ask by GET."""
    return ask(context, "/sparql", ("query", text), *args, accept=accept)


def problem(reply: Reply) -> dict[str, object]:
    """Read a problem."""
    assert reply.content_type == "application/problem+json", reply.body
    found: dict[str, object] = json.loads(reply.body)
    assert found["status"] == reply.status
    return found


@pytest.fixture(scope="module")
def graphs(context: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A graph in TriG, with two named graphs."""
    path = tmp_path_factory.mktemp("graphs") / "some.trig"
    path.write_text(TRIG, encoding="utf-8")
    return context._replace(graph=open_graph(path))


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml; charset=utf-8"),
        ("text/csv, */*;q=0.1", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_rows_come_as_they_are_asked_for(context: Context, accept: str, media: str) -> None:
    reply = query(context, ROWS, accept=accept)
    assert (reply.status, reply.content_type) == (200, media)
    assert "Kobé".encode() in reply.body


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_graphs_come_as_they_are_asked_for(context: Context, accept: str, form: RdfFormat) -> None:
    reply = query(context, GRAPH, accept=accept)
    assert reply.content_type.partition(";")[0] == form.media_type
    found = {quad.triple for quad in pyoxigraph.parse(reply.body, form)}
    assert found == set(context.graph.sparql(GRAPH))  # type: ignore[arg-type]


def test_the_forms_are_the_ones_of_the_w3c(context: Context) -> None:
    body = query(context, ROWS).body
    assert json.loads(body)["results"]["bindings"][0]["label"]["xml:lang"] == "fr"
    found = pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    assert query(context, ROWS, accept="text/csv").body == b"label\r\n" + b"".join(
        f"{row[0].value}\r\n".encode() for row in found
    )
    assert query(context, "ASK {}").body == b'{"head":{},"boolean":true}'


def test_rows_come_in_forms_of_this_project_too(context: Context) -> None:
    lines = query(context, ROWS, ("format", "jsonl"), accept="text/html")
    assert lines.content_type == "application/jsonl"
    assert [json.loads(line)["label"] for line in lines.body.splitlines()] == ["Attaque de Kobé", "Kobé attack"]
    assert query(context, ROWS, accept="text/markdown").body.startswith(b"| label |")
    assert query(context, "ASK {}", accept="application/jsonl").status == 406


def test_a_form_there_is_not_is_told_with_those_there_are(context: Context) -> None:
    reply = query(context, ROWS, accept="application/pdf")
    assert reply.status == 406
    assert "text/csv" in problem(reply)["allowed"]  # type: ignore[operator]
    assert query(context, GRAPH, accept="text/csv").status == 406


def test_without_a_query_it_describes_itself(context: Context) -> None:
    reply = ask(context, "/sparql", accept="text/turtle")
    assert b"sd:endpoint <http://127.0.0.1:8000/sparql>" in reply.body
    assert f"void:triples {context.version.triples} ".encode() in reply.body
    assert ask(context, "/sparql", accept="text/html").content_type.startswith("text/html")


def test_a_query_is_sent_in_three_ways(context: Context) -> None:
    direct = ask(context, "/sparql", method="POST", content_type=f"{DIRECT}; charset=UTF-8", body=ROWS.encode())
    form = ask(context, "/sparql", method="POST", content_type=FORM, body=f"query={quote(ROWS)}".encode())
    assert query(context, ROWS).body == direct.body == form.body


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        (FORM, b"", 400),
        (FORM, b"quer=ASK%7B%7D", 400),
        (FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
        (FORM, b"query=%ff", 400),
        (FORM, b"\xff", 400),
        (DIRECT, b"ASK { \xff }", 400),
        (DIRECT, b"", 400),
        (f"{DIRECT}; charset=utf-16", "ASK {}".encode("utf-16"), 415),
        ("text/plain", b"ASK {}", 415),
        ("", b"ASK {}", 415),
        (FORM, b"update=CLEAR%20ALL", 403),
        (FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL", 403),
        ("application/sparql-update", b"CLEAR ALL", 403),
    ],
)
def test_what_is_no_query_is_refused(context: Context, media: str, body: bytes, status: int) -> None:
    reply = ask(context, "/sparql", method="POST", content_type=media, body=body)
    assert problem(reply)["status"] == status


def test_a_query_twice_is_none(context: Context) -> None:
    reply = query(context, "ASK {}", ("query", "ASK {}"))
    assert problem(reply)["parameter"] == "query"
    both = ask(context, "/sparql", ("query", "ASK {}"), method="POST", content_type=DIRECT, body=b"ASK {}")
    assert both.status == 400


def test_where_a_query_breaks_off_is_told(context: Context) -> None:
    found = problem(query(context, "SELECT *\nWHERE { ?s ?p }"))
    assert (found["line"], found["column"]) == (2, 16)
    assert "WHERE { ?s ?p }" in str(found["excerpt"])
    assert problem(query(context, ""))["status"] == 400


@pytest.mark.parametrize("text", ["INSERT DATA { <a:b> <a:b> 1 }", "LOAD <http://x/>", "PREFIX a: <a:> CLEAR ALL"])
def test_an_update_is_refused(context: Context, text: str) -> None:
    assert problem(query(context, text))["type"] == "https://w3id.org/kobe-kg/problem/read-only"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE # here\n ?x { ?s ?p ?o } } } } }",
        "ASK { VALUES ?x { <http://127.0.0.1:9/> } BIND(EXISTS { SERVICE ?x {} } AS ?y) }",
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        r"SELECT * { S\U00000045RVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'a\\'' . SERVICE <http://127.0.0.1:9/> { ?s ?p 'b' } }",
        "SELECT * { ?s ?p '''a''b''' SERVICE <http://127.0.0.1:9/> { } }",
        "DESCRIBE ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX SERVICE: <a:> ASK { SERVICE:x ?p ?o . SERVICE SERVICE:x {} }",
        "SELECT * { SERVICESILENT<http://127.0.0.1:9/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?o<'x>' ) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } # '\n }",
    ],
)
def test_no_other_machine_is_called(context: Context, text: str) -> None:
    assert problem(query(context, text))["status"] == 400


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }",
        "BASE <http://127.0.0.1:9/> SELECT * FROM <x> { ?s ?p ?o }",
        "PREFIX x: <http://127.0.0.1:9/> SELECT * from named x:y { ?s ?p ?o }",
        "SELECT * FROM kg:x { ?s ?p ?o }",
        "ASK FROM <http://127.0.0.1:9/> {}",
    ],
)
def test_no_foreign_graph_is_asked(context: Context, text: str) -> None:
    assert "no such graph" in str(problem(query(context, text))["detail"])


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["http://127.0.0.1:9/", "file:///etc/passwd", "nonsense", ""])
def test_nor_is_one_that_a_parameter_names(context: Context, name: str, graph: str) -> None:
    assert query(context, "ASK { ?s ?p ?o }", (name, graph)).status == 400


def test_a_word_in_a_string_or_a_comment_is_no_service(context: Context) -> None:
    text = 'ASK { FILTER("SERVICE <x> {}" != "from") } # SERVICE <x> FROM <y>'
    assert json.loads(query(context, text).body)["boolean"] is True


def test_an_address_may_be_written_by_codepoints(context: Context) -> None:
    text = (
        r"ASK { <https://w3id.org/kobe-kg/id/event/kobe\u002Dattack> a <https://w3id.org/kobe-kg/ns#\U00000045vent> }"
    )
    assert json.loads(query(context, text).body)["boolean"] is True
    assert query(context, r"ASK FROM <http://127.0.0.1/\u0061> { ?s ?p ?o }").status == 400


def one(context: Context, text: str, *args: tuple[str, str]) -> list[str]:
    """Give the values of a query's only column, without what their IRIs begin with."""
    found = json.loads(query(context, text, *args).body)["results"]["bindings"]
    return sorted(row["x"]["value"].rpartition("/")[2] for row in found)


def test_the_graphs_asked_are_those_that_are_named(graphs: Context) -> None:
    default = "SELECT ?x { ?s <http://example.org/is> ?x }"
    named = "SELECT ?x { GRAPH ?g { ?s <http://example.org/is> ?x } }"
    first, second = "http://example.org/one", "http://example.org/two"
    assert one(graphs, default) == ["default"]
    assert one(graphs, named) == ["one", "two"]
    assert one(graphs, default.replace("{", f"FROM <{first}> {{", 1)) == ["one"]
    assert one(graphs, default, ("default-graph-uri", first), ("default-graph-uri", second)) == ["one", "two"]
    assert one(graphs, named, ("default-graph-uri", first)) == []
    assert one(graphs, default, ("named-graph-uri", first)) == []
    assert one(graphs, named, ("named-graph-uri", first)) == ["one"]
    both = default.replace("{", f"FROM <{first}> {{", 1)  # the protocol's parameters count before the query's own
    assert one(graphs, both, ("default-graph-uri", second)) == ["two"]


def test_named_graphs_are_described(graphs: Context) -> None:
    body = ask(graphs, "/sparql", accept="text/turtle").body.decode()
    assert body.count("sd:NamedGraph") == 2
    assert "sd:name <http://example.org/one>" in body


def test_relative_addresses_start_from_the_endpoint(context: Context) -> None:
    body = query(context, "CONSTRUCT { <s> <p> <> } WHERE {}", accept="application/n-triples").body
    base = "http://127.0.0.1:8000/"
    assert body.decode() == f"<{base}s> <{base}p> <{base}sparql> .\n"


@pytest.mark.parametrize(
    "accept", ["application/sparql-results+json", "text/csv", "text/tab-separated-values", "text/xml"]
)
def test_rows_beyond_the_limit_are_refused_not_cut(context: Context, accept: str) -> None:
    tight = context._replace(settings=context.settings._replace(rows=100))
    text = "SELECT * {{ ?s rdfs:label ?o }} LIMIT {}"
    assert query(tight, text.format(100), accept=accept).status == 200
    reply = query(tight, text.format(101), accept=accept)
    assert reply.status == 422
    assert "LIMIT" in str(problem(reply)["hint"])


@pytest.mark.parametrize(
    "accept", ["application/sparql-results+json", "text/csv", "text/tab-separated-values", "text/xml"]
)
@pytest.mark.parametrize("odd", ["},{", "[{,{,{", '"\\n"', '\\\\\\"},{\\\\', "a\\nb\\r\\nc", "<result>", ","])
def test_what_stands_in_a_row_is_not_counted_as_one(context: Context, accept: str, odd: str) -> None:
    tight = context._replace(settings=context.settings._replace(rows=300))
    literal = '"' + odd.replace('"', '\\"').replace('\\\\"', '\\"') * 7 + '"'
    text = f"SELECT * {{ {{ SELECT * {{ ?s a ?o }} LIMIT %d }} BIND({literal} AS ?x) BIND({literal} AS ?y) }}"
    assert query(tight, text % 300, accept=accept).status == 200
    assert query(tight, text % 301, accept=accept).status == 422


def test_triples_and_bytes_have_limits_too(context: Context) -> None:
    tight = context._replace(settings=context.settings._replace(rows=100, answer_bytes=10_000))
    assert query(tight, "CONSTRUCT WHERE { ?s rdfs:label ?o } LIMIT 101").status == 422
    assert query(tight, "CONSTRUCT WHERE { ?s skos:definition ?o } LIMIT 100").status == 422
    assert query(tight, "SELECT * { ?s skos:definition ?o } LIMIT 100").status == 422


@pytest.mark.parametrize("call", ["RAND()", "NOW()", "UUID()", "STRUUID()", "rand ( )"])
def test_an_answer_of_the_moment_does_not_last(context: Context, call: str) -> None:
    assert not query(context, f"SELECT ({call} AS ?x) {{}}").lasting
    assert query(context, 'SELECT ("NOW()" AS ?x) {}').lasting


def test_a_graph_file_of_quads_that_breaks_off_says_where(tmp_path: Path) -> None:
    from kobe_kg.errors import DataError

    path = tmp_path / "bad.trig"
    path.write_text("<a:b> { <a:b> <a:b> }", encoding="utf-8")
    with pytest.raises(DataError, match="TriG") as caught:
        open_graph(path)
    assert caught.value.where is not None
    assert caught.value.where.line == 1
