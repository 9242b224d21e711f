"""The saved queries over HTTP: listed, described, called by their parameters, read part by part."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat

from kobe_kg.catalog import Catalog
from kobe_kg.errors import QueryError
from kobe_kg.graph import open as open_graph
from kobe_kg.namespaces import expand
from kobe_kg.query.run import run
from kobe_kg.serve import telling
from kobe_kg.serve.answering import Context
from kobe_kg.serve.message import Reply
from kobe_kg.serve.queries import calling
from kobe_kg.serve.settings import Settings
from kobe_kg.sparql import splice
from tests.serve.conftest import BASE, ask

QUERIES = list(open_graph().queries)


def header(reply: Reply, name: str) -> str | None:
    found = [value for key, value in reply.headers if key == name]
    assert len(found) <= 1
    return found[0] if found else None


def links(reply: Reply) -> dict[str, str]:
    """The addresses of the header Link by what they are to the reply."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', header(reply, "Link") or "")
    return {rel: address for address, rel in found}


def follow(context: Context, address: str) -> Reply:
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == BASE
    return ask(context, parts.path, *parse_qsl(parts.query, keep_blank_values=True))


def bindings(reply: Reply) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(reply.body)["results"]["bindings"]
    return found


# Rows


@pytest.mark.parametrize("name", QUERIES)
def test_rows_are_byte_for_byte_what_the_engine_writes(context: Context, name: str) -> None:
    found = run(context.graph.queries[name], {}, context.graph.store).serialize(format=QueryResultsFormat.CSV)
    reply = ask(context, f"/api/queries/{name}/rows.csv")
    assert (reply.status, reply.body) == (200, found)
    assert header(reply, "Kobe-Complete") == "true"


@pytest.mark.parametrize("name", ["passages", "places", "spellings"])
def test_each_form_of_the_w3c_is_the_engines_own(context: Context, name: str) -> None:
    query = context.graph.queries[name]
    for form in (QueryResultsFormat.TSV, QueryResultsFormat.JSON, QueryResultsFormat.XML):
        found = run(query, {}, context.graph.store).serialize(format=form)
        assert ask(context, f"/api/queries/{name}/rows", accept=form.media_type).body == found


@pytest.mark.parametrize("name", QUERIES)
def test_parts_put_together_are_the_whole(context: Context, name: str) -> None:
    whole = bindings(ask(context, f"/api/queries/{name}/rows"))
    reply = ask(context, f"/api/queries/{name}/rows", ("limit", str(max(1, len(whole) // 2))))
    found = bindings(reply)
    while "next" in links(reply):
        reply = follow(context, links(reply)["next"])
        assert header(reply, "Kobe-Complete") == "false"
        found += bindings(reply)
        assert len(found) <= len(whole)
    assert found == whole


@pytest.mark.parametrize(
    ("extension", "media"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("json", "application/sparql-results+json"),
        ("jsonl", "application/jsonl"),
        ("xml", "application/sparql-results+xml"),
        ("md", "text/markdown; charset=utf-8"),
        ("geojson", "application/geo+json"),
    ],
)
def test_the_form_goes_by_the_extension_or_else_by_accept(context: Context, extension: str, media: str) -> None:
    by_extension = ask(context, f"/api/queries/places/rows.{extension}", accept="text/html")
    by_accept = ask(context, "/api/queries/places/rows", accept=f"{media.partition(';')[0]}, */*;q=0.1")
    assert by_extension.content_type == by_accept.content_type == media
    assert by_extension.body == by_accept.body


def test_json_is_called_as_it_was_asked_for(context: Context) -> None:
    assert ask(context, "/api/queries/toll/rows", accept="application/json").content_type == "application/json"
    assert ask(context, "/api/queries/toll/rows").content_type == "application/sparql-results+json"


def test_places_become_features(context: Context) -> None:
    found = json.loads(ask(context, "/api/queries/places/rows.geojson").body)
    rows = bindings(ask(context, "/api/queries/places/rows"))
    assert len(found["features"]) == len(rows)
    gao = next(f for f in found["features"] if f["properties"]["label"] == "Gao")
    assert gao["geometry"]["type"] == "Point"
    assert set(gao["properties"]) == set(context.graph.queries["places"].columns) - {"wkt"}


def test_rows_without_a_place_are_no_map(context: Context) -> None:
    reply = ask(context, "/api/queries/toll/rows.geojson")
    assert reply.status == 406
    assert "application/geo+json" not in json.loads(reply.body)["allowed"]
    assert "text/csv" in json.loads(reply.body)["allowed"]


def test_who_wants_html_is_sent_to_the_page_with_the_same_values(context: Context) -> None:
    reply = ask(context, "/api/queries/toll/rows", ("as_of", "2025-02-09"), accept="text/html")
    assert reply.status == 303
    assert header(reply, "Location") == f"{BASE}/query/toll?as_of=2025-02-09"
    assert header(ask(context, "/api/queries/toll.html"), "Location") == f"{BASE}/query/toll"
    assert header(ask(context, "/api/queries", accept="text/html"), "Location") == f"{BASE}/query"


def test_values_are_slugs_prefixed_names_or_iris_and_several_by_repeating(context: Context) -> None:
    names = ("afp", "source:afp", expand("source:afp"))
    replies = [ask(context, "/api/queries/claims/rows", ("speaker", name)) for name in names]
    assert len({reply.body for reply in replies}) == 1
    both = bindings(ask(context, "/api/queries/claims/rows", ("speaker", "afp"), ("speaker", "rfi")))
    assert {row["speaker"]["value"] for row in both} == {expand("source:afp"), expand("source:rfi")}


def test_a_number_may_be_written_as_programs_write_it(context: Context) -> None:
    written = {
        ask(context, "/api/queries/disagreements/rows.csv", ("tolerance", n)).body for n in ("0.1", "1e-1", "1E-01")
    }
    assert len(written) == 1
    assert ask(context, "/api/queries/disagreements/rows", ("tolerance", "2e0")).status == 400


@pytest.mark.parametrize(
    ("args", "parameter", "helps"),
    [
        ([("evnt", "kobe-attack")], "evnt", "did you mean 'event'?"),
        ([("Limit", "3")], "Limit", "did you mean 'limit'?"),
        ([("event", "kobe-atack")], "event", "did you mean 'kobe-attack'?"),
        ([("event", "kobe-attack"), ("event", "kobe-attack")], "event", None),
        ([("event", "")], "event", None),
        ([("as_of", "9 February")], "as_of", None),
        ([("as_of", "")], "as_of", None),
        ([("lang", "de")], "lang", None),
        ([("limit", "0")], "limit", None),
        ([("limit", "100001")], "limit", None),
        ([("limit", "1e3")], "limit", None),
        ([("limit", "1"), ("limit", "2")], "limit", None),
        ([("offset", "-1")], "offset", None),
        ([("offset", "٣")], "offset", None),
        ([("speaker", "afp> } #")], "speaker", None),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_help(
    context: Context, args: list[tuple[str, str]], parameter: str, helps: str | None
) -> None:
    reply = ask(context, "/api/queries/claims/rows", *args)
    told = json.loads(reply.body)
    assert (reply.status, reply.content_type) == (400, "application/problem+json")
    assert told["parameter"] == parameter
    assert helps is None or told["hint"] == helps


def test_an_unknown_query_is_not_found_and_the_nearest_is_named(context: Context) -> None:
    for path in ("/api/queries/clams", "/api/queries/clams/rows", "/api/queries/clams.ttl"):
        reply = ask(context, path)
        assert reply.status == 404
        assert json.loads(reply.body)["hint"] == "did you mean 'claims'?"


def test_an_answer_too_large_is_refused_and_told_how_to_go_on(context: Context) -> None:
    small = context._replace(settings=context.settings._replace(answer_bytes=1000))
    reply = ask(small, "/api/queries/claims/rows.csv")
    assert reply.status == 422
    assert "limit" in json.loads(reply.body)["hint"]
    assert ask(small, "/api/queries/claims/rows.csv", ("limit", "1")).status == 200


def test_no_more_rows_than_the_server_gives_and_it_says_so(context: Context) -> None:
    small = context._replace(settings=context.settings._replace(rows=7))
    reply = ask(small, "/api/queries/claims/rows")
    assert len(bindings(reply)) == 7
    assert header(reply, "Kobe-Complete") == "false"
    assert links(reply)["next"] == f"{BASE}/api/queries/claims/rows?limit=7&offset=7"
    assert ask(small, "/api/queries/claims/rows", ("limit", "8")).status == 400


# What a reply says of itself


def test_headers_name_the_data_the_query_and_what_belongs_to_it(context: Context) -> None:
    reply = ask(context, "/api/queries/toll/rows.csv", ("as_of", "2025-02-09"))
    text = context.graph.queries["toll"].text
    assert header(reply, "Kobe-Dataset") == f"0.1.0; sha256={'0' * 64}"
    assert header(reply, "Kobe-Query") == f"toll; sha256={sha256(text.encode()).hexdigest()}"
    found = links(reply)
    assert found["describedby"] == f"{BASE}/api/queries/toll"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "next" not in found
    assert "first" not in found


def test_links_between_parts_are_true(context: Context) -> None:
    whole = bindings(ask(context, "/api/queries/absences/rows"))
    reply = ask(context, "/api/queries/absences/rows.json", ("limit", "5"), ("offset", "3"))
    found = links(reply)
    assert bindings(reply) == whole[3:8]
    assert bindings(follow(context, found["first"])) == whole[:5]
    assert bindings(follow(context, found["prev"])) == whole[:3]
    assert bindings(follow(context, found["next"])) == whole[8:13]
    assert "last" not in found
    last = ask(context, "/api/queries/absences/rows.json", ("limit", "5"), ("offset", str(len(whole) - 2)))
    assert bindings(follow(context, links(last)["last"])) == whole[-2:]
    assert "next" not in links(last)


def test_a_part_beyond_the_end_is_empty_and_not_called_complete(context: Context) -> None:
    reply = ask(context, "/api/queries/absences/rows", ("offset", "999999999"))
    assert bindings(reply) == []
    assert header(reply, "Kobe-Complete") == "false"
    assert header(reply, "Kobe-Empty") is None


def test_no_rows_say_what_that_means_outside_the_w3c_body(context: Context) -> None:
    reply = ask(context, "/api/queries/claims/rows", ("as_of", "1990-01-01"))
    assert header(reply, "Kobe-Empty") == context.graph.queries["claims"].empty
    assert set(json.loads(reply.body)) == {"head", "results"}
    assert set(json.loads(reply.body)["head"]) == {"vars"}


def test_what_a_header_cannot_hold_is_encoded() -> None:
    assert telling.empty("Silence,\nnot zero.")[1] == "Silence, not zero."
    assert telling.empty("Rien à Kobé\r\nX: 1")[1] == "UTF-8''Rien%20%C3%A0%20Kob%C3%A9%20X%3A%201"


# The SPARQL behind it


@pytest.mark.parametrize("name", QUERIES)
def test_the_text_behind_rows_gives_the_same_rows(context: Context, name: str) -> None:
    reply = ask(context, f"/api/queries/{name}/rows.csv")
    text = follow(context, links(reply)["via"])
    assert text.content_type.startswith("application/sparql-query")
    found = context.graph.store.query(text.body.decode())
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert found.serialize(format=QueryResultsFormat.CSV) == reply.body


def test_the_text_of_a_call_has_its_values_in_it_as_terms(context: Context) -> None:
    text = ask(context, "/api/queries/toll.rq", ("as_of", "2025-02-09")).body.decode()
    assert '"2025-02-09"^^<http://www.w3.org/2001/XMLSchema#date>' in text
    assert "$" not in text
    assert not text.startswith("#+")


def test_the_text_of_a_query_is_its_file(context: Context) -> None:
    assert ask(context, "/api/queries/toll.rq").body.decode() == context.graph.queries["toll"].text


# Descriptions


def test_all_queries_are_listed_as_json(context: Context) -> None:
    found = json.loads(ask(context, "/api/queries").body)
    assert [query["name"] for query in found] == QUERIES
    for query in found:
        assert follow(context, query["rows"]).status == 200


def test_a_query_is_described_with_the_values_this_graph_offers(context: Context) -> None:
    found = json.loads(ask(context, "/api/queries/disagreements.json").body)
    query = context.graph.queries["disagreements"]
    assert found["columns"] == query.columns
    assert found["sparql"] == query.text
    assert found["sha256"] == sha256(query.text.encode()).hexdigest()
    assert "kobe-attack" in found["params"]["event"]["values"]
    assert found["params"]["event"]["default"] == "kobe-attack"
    assert found["params"]["kind"]["enum"] == list(query.params["kind"].enum)
    assert found["params"]["tolerance"]["maximum"] == 1


@pytest.mark.parametrize("name", QUERIES)
def test_every_value_offered_is_taken(context: Context, name: str) -> None:
    for parameter, facts in json.loads(ask(context, f"/api/queries/{name}").body)["params"].items():
        for value in facts.get("values", [])[:3]:
            assert ask(context, f"/api/queries/{name}.rq", (parameter, value)).status == 200


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt", "rdf"])
def test_editors_find_the_queries_in_rdf(context: Context, extension: str) -> None:
    reply = ask(context, f"/api/queries.{extension}")
    store = pyoxigraph.Store()
    store.load(reply.body, format=pyoxigraph.RdfFormat.from_extension(extension))
    # As the SIB's editor asks for examples, and for prefixes.
    examples = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?sq ?comment ?query WHERE {
            ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query
        } ORDER BY ?sq"""
    )
    found = {row["sq"].value.rpartition("/")[2]: row["query"].value for row in examples}  # type: ignore[union-attr]
    assert list(found) == QUERIES
    for text in found.values():
        pyoxigraph.Store().query(text)
    prefixes = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }"""
    )
    assert {row["prefix"].value: row["namespace"].value for row in prefixes}["kg"] == expand("kg:")  # type: ignore[union-attr]


def test_parameters_stand_in_rdf_with_what_they_take(context: Context) -> None:
    store = pyoxigraph.Store()
    store.load(ask(context, "/api/queries/disagreements.ttl").body, format=pyoxigraph.RdfFormat.TURTLE)
    rows = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?name ?class ?datatype ?default ?maximum ?one (COUNT(?item) AS ?items) WHERE {
            ?q sh:parameter ?p . ?p a sh:Parameter ; sh:name ?name
            OPTIONAL { ?p sh:class ?class } OPTIONAL { ?p sh:datatype ?datatype } OPTIONAL { ?p sh:maxCount ?one }
            OPTIONAL { ?p sh:defaultValue ?default } OPTIONAL { ?p sh:maxInclusive ?maximum }
            OPTIONAL { ?p sh:in/rdf:rest*/rdf:first ?item }
        } GROUP BY ?name ?class ?datatype ?default ?maximum ?one"""
    )
    found = {row["name"].value: row for row in rows}  # type: ignore[union-attr]
    assert set(found) == set(context.graph.queries["disagreements"].params)
    assert found["event"]["class"] == NamedNode(expand("kg:Event"))
    assert found["event"]["default"] == NamedNode(expand("event:kobe-attack"))
    assert found["tolerance"]["maximum"] == Literal("1", datatype=NamedNode(expand("xsd:decimal")))
    assert found["kind"]["items"] == Literal(len(context.graph.queries["disagreements"].params["kind"].enum))
    assert found["kind"]["one"] is None, "it takes several"
    assert found["event"]["one"] == Literal(1)


def test_descriptions_take_no_other_names(context: Context) -> None:
    for path in ("/api/queries", "/api/queries/toll", "/api/openapi", "/api"):
        assert ask(context, path, ("event", "kobe-attack")).status == 400
    assert ask(context, "/api/queries", ("lang", "fr")).status == 200


def test_a_program_is_sent_from_the_door_to_openapi(context: Context) -> None:
    reply = ask(context, "/api", accept="application/json")
    assert (reply.status, header(reply, "Location")) == (303, f"{BASE}/api/openapi.json")


# Another graph


def test_the_default_event_gives_way_to_the_only_one(tmp_path: Path, context: Context) -> None:
    file = tmp_path / "event.ttl"
    file.write_text(
        "PREFIX event: <https://w3id.org/kobe-kg/id/event/>\nPREFIX kg: <https://w3id.org/kobe-kg/ns#>\n"
        "event:fire a kg:Event .\n"
    )
    other = context._replace(graph=open_graph(file))
    found = json.loads(ask(other, "/api/queries/claims").body)
    assert found["params"]["event"]["default"] == "fire"
    reply = ask(other, "/api/queries/claims/rows")
    assert reply.status == 200
    assert b"event/fire" in follow(other, links(reply)["via"]).body


def saved(folder: Path, params: str, body: str) -> Catalog:
    (folder / "mine.rq").write_text(
        f"#+ title: Mine\n#+ summary: Mine.\n#+ params:\n#+   {params}\n#+ columns: {{s: iri}}\n{body}\n"
    )
    return Catalog([folder])


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ("limit: {type: integer}", "limit"),
        ("offset: {type: integer}", "offset"),
        ("lang: {type: string}", "lang"),
        ("lang: {type: enum, enum: [en, de]}", "lang"),
    ],
)
def test_a_parameter_that_an_address_cannot_carry_is_refused_at_the_start(
    tmp_path: Path, params: str, name: str
) -> None:
    queries = saved(tmp_path, params, f"SELECT ?s WHERE {{ ?s ?p ?o . FILTER(STR(?o) = STR(${name})) }} ORDER BY ?s")
    with pytest.raises(QueryError, match=f"'{name}'"):
        calling.check(queries)


def test_texts_are_values_and_never_part_of_the_query(tmp_path: Path, context: Context) -> None:
    queries = saved(tmp_path, "word: {type: string}", "SELECT ?s WHERE { ?s rdfs:label ?l FILTER(STR(?l) = $word) }")
    text = (tmp_path / "mine.rq").read_text()
    (tmp_path / "mine.rq").write_text(
        text.replace("SELECT", "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nSELECT", 1)
    )
    calling.check(queries)
    graph = open_graph(queries=[tmp_path])
    other = context._replace(graph=graph, settings=Settings())
    for word in ('" || true || "', "\\u0022", "x') } #", "\n", "", "Kobé attack"):
        reply = ask(other, "/api/queries/mine/rows", ("word", word))
        assert reply.status == 200
        assert len(bindings(reply)) == (1 if word == "Kobé attack" else 0)
    assert ask(other, "/api/queries/mine/rows").status == 400
    assert splice("ASK {}", {}) == "ASK {}"
