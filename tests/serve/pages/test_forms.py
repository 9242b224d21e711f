"""The pages one asks with: every saved query has its form and answers by it, whatever is written into it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.pages.site import Site
from kobe_kg.serve import problem
from kobe_kg.serve.answering import Context, answer
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pages import forms
from tests.pages.markup import Element, faults, read
from tests.serve.conftest import BASE, ask, request_of

QUERIES = sorted(open_graph().queries)
HOSTILE = """'"><script>alert(1)</script>{{ 7 * 7 }}<img src=x onerror=alert(1)>"""


def page(reply: Reply, status: int = 200) -> Element:
    """Read a page, and require that nothing is wrong with it."""
    assert reply.status == status, reply.body[:300]
    assert reply.content_type == "text/html; charset=utf-8"
    found = read(reply.body.decode())
    assert faults(found) == []
    return found


def shown(context: Context, path: str, *args: tuple[str, str], status: int = 200, **more: Any) -> Element:
    return page(ask(context, path, *args, accept="text/html", **more), status)


def form(found: Element) -> Element:
    return found.one("form", class_="ask")


def names(found: Element) -> set[str]:
    return {e.attrs["name"] for tag in ("input", "select") for e in form(found).all(tag)}


def sparql(context: Context, *args: tuple[str, str], **more: Any) -> Reply:
    return ask(context, "/sparql", *args, accept="text/html", **more)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", QUERIES)
def test_every_query_has_a_form_with_a_field_for_each_parameter(name: str, lang: str, context: Context) -> None:
    found = shown(context, f"/query/{name}", lang=lang)
    assert names(found) == set(context.graph.queries[name].params)
    assert found.one("html").attrs["lang"] == lang


@pytest.mark.parametrize("name", QUERIES)
def test_a_form_that_is_sent_as_it_stands_answers_what_the_query_does(name: str, context: Context) -> None:
    sent = []
    for element in form(shown(context, f"/query/{name}")).walk():
        if element.tag == "select":
            chosen = [o for o in element.all("option") if "selected" in o.attrs] or element.all("option")[:1]
            sent += [(element.attrs["name"], o.attrs["value"]) for o in chosen]
        elif element.tag == "input" and (element.attrs.get("type") != "checkbox" or "checked" in element.attrs):
            sent.append((element.attrs["name"], element.attrs["value"]))
    found = shown(context, f"/query/{name}", *sent, ("limit", "1000"))
    rows = found.one("table", class_="answer").one("tbody").all("tr")
    assert len(rows) == min(1000, len(context.graph.query(name)))


def test_values_are_offered_by_their_labels_in_the_language_of_the_page(context: Context) -> None:
    for lang, label in (("en", "Civilians"), ("fr", "Civils")):
        select = shown(context, "/query/toll", lang=lang).one("select", name="population")
        chosen = [o for o in select.all("option") if "selected" in o.attrs]
        assert [(o.attrs["value"], o.text) for o in chosen] == [("Civilians", label)]


def test_what_is_chosen_stays_chosen(context: Context) -> None:
    found = shown(context, "/query/claims", ("population", "kg:Civilians"), ("population", "Buses"), ("speaker", "afp"))
    ticked = [e.attrs["value"] for e in form(found).all("input", type="checkbox") if "checked" in e.attrs]
    assert sorted(ticked) == ["Buses", "Civilians"]
    assert [e.attrs["value"] for e in form(found).all("input", name="speaker")] == ["afp", ""]


def test_days_and_numbers_are_asked_as_such_with_their_bounds(context: Context) -> None:
    day = form(shown(context, "/query/toll")).one("input", name="as_of")
    assert day.attrs["type"] == "date"
    share = form(shown(context, "/query/disagreements")).one("input", name="tolerance")
    assert [share.attrs[key] for key in ("type", "min", "max", "step")] == ["number", "0", "1", "any"]


@pytest.mark.parametrize(
    ("query", "name", "value", "told"),
    [
        ("toll", "as_of", "soon", "YYYY-MM-DD"),
        ("toll", "as_of", "2025-02-30", "YYYY-MM-DD"),
        ("toll", "event", "kobe", "“kobe”"),
        ("toll", "population", "Civilian", "Civilians"),
        ("support", "at_least", "many", "whole number"),
        ("support", "at_least", "-1", "No less than 0"),
        ("disagreements", "tolerance", "2", "No more than 1"),
        ("disagreements", "kind", "odd", "“odd”"),
        ("spellings", "thing", "no such", "prefixed name"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_value_that_does_not_fit_stays_with_what_is_wrong_beside_it(
    query: str, name: str, value: str, told: str, lang: str, context: Context
) -> None:
    found = shown(context, f"/query/{query}", (name, value), status=400, lang=lang)
    field = next(e for e in form(found).walk() if e.attrs.get("id") == f"p-{name}")
    parent = next(e for e in form(found).walk() if field in e.children)
    around = field if field.tag == "fieldset" else parent
    assert [e.attrs["value"] for e in around.walk() if e.attrs.get("value") == value], "the value is kept"
    problems = around.all("p", class_="problem")
    assert len(problems) == 1
    if lang == "en":
        assert told in problems[0].text
    assert found.all("table", class_="answer") == []


TWO = """
PREFIX ex: <https://example.org/id/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
ex:fire a kg:Event . ex:flood a kg:Event .
"""


@pytest.mark.parametrize("graph", ["", TWO])
def test_a_graph_without_the_usual_event_asks_for_one(graph: str, context: Context, tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(graph, encoding="utf-8")
    own = context._replace(graph=open_graph(tmp_path / "own.ttl"))
    for name in QUERIES:
        found = shown(own, f"/query/{name}")
        assert "kobe-attack" not in [option.attrs["value"] for option in form(found).all("option")], name
        assert sparql(own, ("example", name)).status == 200
    assert "Fill in what is needed" in shown(own, "/query/claims", lang="en").text
    shown(own, "/query/claims", ("event", "kobe-attack"), status=400)


def test_all_that_is_wrong_is_told_at_once(context: Context) -> None:
    found = shown(context, "/query/toll", ("event", "x"), ("as_of", "y"), ("population", "z"), status=400)
    assert len(form(found).all("p", class_="problem")) == 4  # one above, one beside each
    assert [e.attrs["href"] for e in form(found).one("ul").all("a")] == ["#p-event", "#p-population", "#p-as_of"]


@pytest.mark.parametrize(
    "args", [[("evnt", "kobe-attack")], [("limit", "0")], [("offset", "-1")], [("event", "a"), ("event", "b")]]
)
def test_a_call_that_is_wrong_elsewhere_is_told_above_the_form(args: list[tuple[str, str]], context: Context) -> None:
    found = shown(context, "/query/toll", *args, status=400)
    assert form(found).one("div", class_="wrong").text


def test_empty_fields_are_none(context: Context) -> None:
    plain, sent = shown(context, "/query/toll"), shown(context, "/query/toll", ("as_of", ""), ("population", ""))
    assert plain.one("section", class_="told").text == sent.one("section", class_="told").text


@pytest.mark.parametrize("name", QUERIES)
def test_hostile_values_are_only_shown(name: str, context: Context) -> None:
    for parameter in context.graph.queries[name].params:
        if parameter != "lang":  # the front refuses other languages
            reply = ask(context, f"/query/{name}", (parameter, HOSTILE), accept="text/html")
            page(reply, 200 if context.graph.queries[name].params[parameter].type == "string" else 400)
            assert b"<script>alert" not in reply.body
            assert b"<img src=x" not in reply.body


def test_an_answer_with_no_rows_says_what_that_means(context: Context) -> None:
    found = shown(context, "/query/toll", ("as_of", "2020-01-01"))
    assert context.graph.queries["toll"].empty in found.one("section", class_="told").text


def test_long_answers_are_paged(context: Context) -> None:
    first = shown(context, "/query/claims", ("event", "kobe-attack"))
    assert first.one("a", rel="next").attrs["href"] == "/query/claims?event=kobe-attack&lang=en&offset=100"
    last = shown(context, "/query/claims", ("limit", "30"), ("offset", "510"))
    assert len(last.one("table", class_="answer").one("tbody").all("tr")) == 24
    assert last.all("a", rel="next") == []
    assert last.one("a", rel="prev").attrs["href"] == "/query/claims?lang=en&limit=30&offset=480"
    assert "534 rows" in last.text


def test_an_answer_offers_the_same_rows_as_files_and_commands(context: Context) -> None:
    found = shown(context, "/query/toll", ("as_of", "2025-02-09"))
    links = [e.attrs["href"] for e in found.one("p", class_="downloads").all("a")]
    assert "/api/queries/toll/rows.csv?as_of=2025-02-09" in links
    expected = context.graph.query("toll", as_of="2025-02-09")
    reply = ask(context, "/api/queries/toll/rows.csv", ("as_of", "2025-02-09"))
    assert reply.body.decode() == expected.to_csv()
    code = [e.text for e in found.all("code")]
    assert "kobe query toll -p as_of=2025-02-09" in code
    assert f"curl '{BASE}/api/queries/toll/rows.csv?as_of=2025-02-09'" in code
    python = next(str(e.children[0]) for e in found.all("code") if e.text.startswith("import kobe_kg"))
    space: dict[str, Any] = {}
    exec(python, space)  # noqa: S102 - what the page tells people to run
    assert space["rows"] == expected


def test_the_query_as_run_gives_the_rows_of_the_page(context: Context) -> None:
    found = shown(context, "/query/toll", ("as_of", "2025-02-09"))
    text = next(e for e in found.all("code") if "SELECT" in e.text).children[0]
    assert context.graph.sparql(str(text)) == context.graph.query("toll", as_of="2025-02-09")


def test_what_is_cited_is_what_is_shown(context: Context) -> None:
    found = shown(context, "/query/toll", ("as_of", "2025-02-09"), ("population", "Soldiers"))
    cite = found.one("form", class_="cite")
    assert (cite.attrs["method"], cite.attrs["action"]) == ("post", "/cite")
    sent = [(e.attrs["name"], e.attrs["value"]) for e in cite.all("input")]
    assert sent == [("name", "toll"), ("population", "Soldiers"), ("as_of", "2025-02-09")]


def test_a_query_nobody_has_written_is_not_found(context: Context) -> None:
    assert ask(context, "/query/clams", accept="text/html").status == 404


def test_views_stand_beside_the_table(context: Context) -> None:
    for name, mark in (("convoy", "matrix"), ("relays", "tree"), ("places", "drawing"), ("toll", "drawing")):
        found = shown(context, f"/query/{name}")
        view = found.one("div", class_="view")
        assert any(mark in e.attrs.get("class", "").split() for e in view.walk()), name
        assert found.all("table", class_="answer"), name


def test_queries_are_listed_by_topic_and_filtered_by_words_and_tags(context: Context) -> None:
    every = shown(context, "/query")
    listed = every.all("ul", class_="questions")
    assert sorted(e.attrs["href"] for ul in listed for h in ul.all("h3") for e in h.all("a")) == [
        f"/query/{name}" for name in QUERIES
    ]
    found = shown(context, "/query", ("q", "reports COPY"))
    assert {h.one("a").attrs["href"] for h in found.all("h3")} == {"/query/relays"}
    tagged = shown(context, "/query", ("tag", "convoy"))
    assert {h.one("a").attrs["href"] for h in tagged.all("h3")} == {"/query/convoy"}
    french = shown(context, "/query", ("q", "copient"), lang="fr")
    assert {h.one("a").attrs["href"] for h in french.all("h3")} == {"/query/relays"}
    assert shown(context, "/query", ("q", HOSTILE)).one("p", class_="notice").text
    assert ask(context, "/query", ("words", "x"), accept="text/html").status == 400


def test_the_editor_holds_a_query_and_offers_every_other(context: Context) -> None:
    found = page(sparql(context))
    text = found.one("textarea", name="query").text
    assert context.graph.sparql(text)
    examples = [e.attrs["href"] for e in found.all("a") if "data-example" in e.attrs]
    assert sorted(examples) == [f"/sparql?example={name}" for name in QUERIES]
    french = page(sparql(context, lang="fr")).one("textarea", name="query").text
    assert 'LANG(?label) = "fr"' in french


@pytest.mark.parametrize("name", QUERIES)
def test_an_example_runs_as_it_stands_in_the_editor(name: str, context: Context) -> None:
    area = page(sparql(context, ("example", name))).one("textarea", name="query")
    assert context.graph.sparql(str(area.children[0])) == context.graph.query(name)


def test_an_example_takes_values(context: Context) -> None:
    area = page(sparql(context, ("example", "toll"), ("as_of", "2025-02-09"))).one("textarea", name="query")
    assert context.graph.sparql(str(area.children[0])) == context.graph.query("toll", as_of="2025-02-09")
    assert sparql(context, ("example", "toll"), ("as_of", "soon")).status == 400
    assert sparql(context, ("example", "tol")).status in (400, 404)


def test_what_the_editor_completes_is_of_this_graph(context: Context) -> None:
    block = page(sparql(context)).one("script", id="editor-settings")
    told = json.loads(str(block.children[0]))
    assert told["endpoint"] == "/sparql"
    assert "https://w3id.org/kobe-kg/ns#speaker" in told["properties"]
    assert "https://w3id.org/kobe-kg/ns#Claim" not in told["properties"]
    assert "https://w3id.org/kobe-kg/ns#QuantityClaim" in told["classes"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?s ?l WHERE { ?s a kg:Event ; rdfs:label ?l }", "24 rows"),
        ("ASK { ?s a kg:Event }", "yes"),
        ("CONSTRUCT { ?s a kg:Event } WHERE { ?s a kg:Event }", "12 rows"),
        ("SELECT ?s WHERE { ?s a kg:Nothing }", "No rows."),
    ],
)
def test_a_query_of_ones_own_is_answered_as_a_page(query: str, told: str, context: Context) -> None:
    found = page(sparql(context, ("query", query)))
    assert told in found.one("section", class_="told").text
    assert found.one("textarea", name="query").text == query
    for link in found.one("p", class_="downloads").all("a"):
        assert "query=" in link.attrs["href"]


def test_a_query_that_does_not_parse_stays_to_be_mended(context: Context) -> None:
    found = page(sparql(context, ("query", "SELECT ?s WHERE { ?s a kg:Event")), 400)
    assert "never closed" in found.one("section", class_="wrong").text
    assert found.one("textarea", name="query").text.startswith("SELECT ?s")


def test_the_form_of_the_editor_chooses_the_form_of_the_answer(context: Context) -> None:
    query = ("query", "SELECT (1 AS ?n) WHERE {}")
    assert sparql(context, query, ("format", "csv")).content_type.startswith("text/csv")
    assert sparql(context, query, ("format", "html")).content_type.startswith("text/html")
    graph = ("query", "CONSTRUCT { ?s a kg:Event } WHERE { ?s a kg:Event }")
    assert sparql(context, graph, ("format", "ttl")).content_type.startswith("text/turtle")


def test_texts_of_the_graph_are_only_shown(context: Context) -> None:
    text = f"SELECT ({json.dumps(HOSTILE)} AS ?x) (<javascript:alert(1)> AS ?y) WHERE {{}}"
    reply = sparql(context, ("query", text))
    found = page(reply)
    assert b"<script>alert" not in reply.body
    assert not [e for e in found.all("a") if e.attrs["href"].startswith("javascript")]


def test_the_data_page_tells_files_that_are_those_one_gets(context: Context) -> None:
    for lang in ("en", "fr"):
        found = shown(context, "/data", lang=lang)
        for row in found.one("table", class_="dumps").one("tbody").all("tr"):
            body = ask(context, row.one("a").attrs["href"]).body
            assert row.one("code").text == hashlib.sha256(body).hexdigest()
    found = shown(context, "/data")
    assert "0 violations" in found.text
    told = json.loads(str(found.one("script", type="application/ld+json").children[0]))
    assert "Dataset" in json.dumps(told)


def test_a_graph_from_no_files_is_shown_too() -> None:
    from kobe_kg.graph import Graph
    from kobe_kg.pages import data

    graph = open_graph()
    found = read(data.page(Graph(graph.store, graph.queries), Site(), triples=10**7))
    assert faults(found) == []
    assert "kobe validate" in found.text
    assert found.one("table", class_="dumps").all("code") == []


def test_every_link_of_the_api_page_works(context: Context) -> None:
    for lang in ("en", "fr"):
        found = shown(context, "/api", lang=lang)
        for link in found.one("main").all("a"):
            path = link.attrs["href"]
            if path.startswith("/"):
                reply = ask(context, path.partition("?")[0], accept="*/*")
                assert reply.status in (200, 303), path


def test_every_kind_of_problem_has_its_place_on_the_api_page(context: Context) -> None:
    found = {e.attrs["id"] for e in shown(context, "/api").all("tr") if "id" in e.attrs}
    known = {kind.name for _, kind in problem._KINDS} | {*problem.TITLES}
    assert known <= found


def test_pages_hold_under_another_root_and_with_a_language_named(context: Context) -> None:
    for path in ("/query", "/query/claims", "/data", "/api", "/sparql"):
        request = request_of(path, ("lang", "fr"), accept="text/html", lang="fr")
        found = page(answer(request._replace(base="https://example.org/kobe"), context))
        for tag, name in (("a", "href"), ("form", "action"), ("link", "href"), ("script", "src")):
            for element in found.all(tag):
                address = element.attrs.get(name, "/kobe/")
                assert address.startswith(("/kobe/", "#", "https://")), address
        links = [e.attrs["href"] for e in found.one("main").all("a") if e.attrs["href"].startswith("/kobe/query/")]
        assert all("lang=fr" in link for link in links)


def test_a_request_leaves_no_trace_in_the_next(context: Context) -> None:
    first = ask(context, "/query/toll", accept="text/html")
    ask(context, "/query/toll", ("population", "Buses"), accept="text/html")
    assert ask(context, "/query/toll", accept="text/html") == first


def test_rows_that_are_not_all_are_said_to_be_so(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST", 10)
    reply = ask(context, "/query/toll", accept="text/html")
    assert "the first of more" in page(reply).text
    assert dict(reply.headers)["Kobe-Complete"] == "false"


def test_a_required_value_is_asked_for_before_anything_is_wrong(context: Context, tmp_path: Any) -> None:
    (tmp_path / "own.rq").write_text(
        "#+ title: My own\n#+ summary: A sentence.\n#+ params:\n#+   event: {type: iri, class: kg:Event}\n"
        "#+   from: {type: date, optional: true}\n#+ columns: {x: iri}\n"
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\nSELECT ?x WHERE { ?x kg:about $event . "
        "OPTIONAL { ?x kg:statedOn ?d } FILTER(!BOUND($from) || ?d >= $from) }\n"
        "ORDER BY ?x\n"
    )
    own = context._replace(graph=open_graph(queries=[tmp_path]))
    first = shown(own, "/query/own", lang="fr")
    assert form(first).all("p", class_="problem") == []
    assert first.one("h1").one("span").attrs["lang"] == "en"
    assert shown(own, "/query/own", ("from", "2025-02-08"), status=400).all("p", class_="problem")
    answered = shown(own, "/query/own", ("event", "kobe-attack"), ("from", "2025-02-20"))
    assert answered.one("table", class_="answer")
    assert "query('own', **{" in answered.text


def test_the_form_of_a_request_is_unharmed_by_odd_arguments(context: Context) -> None:
    found = forms.read(context.graph.queries["toll"], Request("query", args=(("x\0", "y"),)), context)
    assert found.errors
