"""Answers that can be cited: kept once, found again, verified, bounded, and compared with the graph of today."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import QueryResultsFormat

from kobe_kg.graph import open as open_graph
from kobe_kg.query.run import run
from kobe_kg.serve.answering import Context, answer
from kobe_kg.serve.message import Reply
from kobe_kg.serve.queries import archive
from kobe_kg.serve.queries.citation import Citation
from kobe_kg.serve.queries.citing import FORM
from tests.serve.conftest import BASE, ask, request_of

ASKED = (("name", "toll"), ("event", "kobe-attack"), ("as_of", "2025-02-09"))


@pytest.fixture
def citing(context: Context, tmp_path: Path) -> Context:
    return context._replace(settings=context.settings._replace(answers=tmp_path / "answers"))


def cite(context: Context, *form: tuple[str, str], accept: str = "application/json", **more: object) -> Reply:
    given = {"content_type": "application/x-www-form-urlencoded; charset=utf-8", "body": urlencode(form).encode()}
    return ask(context, "/cite", accept=accept, method="POST", **(given | more))


def told(reply: Reply) -> dict[str, object]:
    found: dict[str, object] = json.loads(reply.body)
    return found


def path_of(reply: Reply) -> str:
    address = dict(reply.headers)["Location"]
    assert address.startswith(BASE)
    return address.removeprefix(BASE)


def test_an_answer_is_kept_under_the_hash_of_its_own_text(citing: Context) -> None:
    reply = cite(citing, *ASKED)
    assert reply.status == 201
    assert not reply.lasting
    body = ask(citing, f"{path_of(reply)}.json").body
    assert path_of(reply) == f"/answer/{sha256(body).hexdigest()}"
    found = json.loads(body)
    assert body == archive.canonical(found)
    assert found["kobe"] == FORM
    assert found["complete"] is True
    assert found["query"]["name"] == "toll"
    assert found["query"]["text"] == citing.graph.queries["toll"].text
    assert found["parameters"]["as_of"] == "2025-02-09"
    assert found["parameters"]["population"] == "kg:Civilians", "what counted although it was not given"
    assert found["dataset"]["sha256"] == citing.version.digest
    assert len(found["rows"]) == len(citing.graph.query("toll", as_of="2025-02-09"))


def test_the_same_answer_has_the_same_address(citing: Context) -> None:
    first, second = cite(citing, *ASKED), cite(citing, ASKED[0], ASKED[2], ASKED[1])
    assert path_of(first) == path_of(second)
    assert (first.status, second.status) == (201, 200)
    assert cite(citing, *ASKED[:2]).headers != first.headers


def test_a_browser_is_sent_to_the_page(citing: Context) -> None:
    reply = cite(citing, *ASKED, accept="text/html")
    assert reply.status == 303
    page = ask(citing, path_of(reply), accept="text/html")
    assert page.status == 200
    assert b"The graph gives the same answer today." in page.body
    assert b"@misc{" in page.body
    assert (
        "Le graphe donne aujourd’hui la même réponse.".encode()
        in ask(citing, path_of(reply), accept="text/html", lang="fr").body
    )


def test_rows_come_back_in_every_form(citing: Context) -> None:
    path = path_of(cite(citing, *ASKED))
    found = run(citing.graph.queries["toll"], {"as_of": "2025-02-09"}, citing.graph.store)
    assert ask(citing, f"{path}.csv").body == found.serialize(format=QueryResultsFormat.CSV)
    rows = json.loads(ask(citing, path, accept="application/sparql-results+json").body)["results"]["bindings"]
    assert rows == json.loads(ask(citing, f"{path}.json").body)["rows"]
    assert ask(citing, f"{path}.ttl").status == 406


def test_a_query_of_ones_own_is_cited_too(citing: Context) -> None:
    text = "SELECT ?e WHERE { ?e a kg:Event } ORDER BY ?e"
    reply = cite(citing, ("query", text))
    found = json.loads(ask(citing, f"{path_of(reply)}.json").body)
    assert found["query"] is None
    assert "PREFIX kg:" in found["sparql"]
    assert len(found["rows"]) == 12


def test_nameless_nodes_are_numbered_so_that_the_address_stays(citing: Context, context: Context) -> None:
    text = "SELECT ?s ?p WHERE { ?p oa:hasSelector ?s } ORDER BY ?p LIMIT 5"
    again = citing._replace(graph=open_graph())
    assert path_of(cite(citing, ("query", text))) == path_of(cite(again, ("query", text)))


def test_the_page_says_when_the_graph_says_otherwise(citing: Context, tmp_path: Path) -> None:
    path = path_of(cite(citing, *ASKED))
    file = tmp_path / "other.ttl"
    file.write_text("<https://w3id.org/kobe-kg/id/event/kobe-attack> a <https://w3id.org/kobe-kg/ns#Event> .\n")
    other = citing._replace(graph=open_graph(file))
    page = ask(other, path, accept="text/html").body.decode()
    assert "The graph gives another answer today:" in page
    assert "/query/toll?as_of=2025-02-09&amp;event=kobe-attack" in page


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ((), 400),
        ((("name", "clams"),), 400),
        ((("name", "toll"), ("evnt", "x")), 400),
        ((("name", "toll"), ("limit", "3")), 400),
        ((("query", "ASK {}"),), 400),
        ((("query", "SELECT"),), 400),
        ((("query", "SELECT * { ?s ?p ?o }"), ("query", "SELECT * { ?s ?p ?o }")), 400),
        ((("query", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"),), 400),
        ((("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),), 400),
        ((("query", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"),), 400),
    ],
)
def test_what_cannot_be_cited_is_refused(citing: Context, form: Sequence[tuple[str, str]], status: int) -> None:
    reply = cite(citing, *form)
    assert reply.status == status
    assert reply.content_type == "application/problem+json"
    assert not (citing.settings.answers or Path()).exists()


def test_only_a_form_is_taken(citing: Context) -> None:
    assert cite(citing, *ASKED, content_type="application/json").status == 415
    assert cite(citing, body=b"name=%ff").status == 400


def test_a_changed_file_is_refused(citing: Context) -> None:
    path = path_of(cite(citing, *ASKED))
    assert citing.settings.answers is not None
    (file,) = citing.settings.answers.rglob("*.json")
    file.write_bytes(file.read_bytes().replace(b'"complete":true', b'"complete":null'))
    for form in ("", ".json", ".csv", ".html"):
        assert ask(citing, path + form).status == 500
    assert cite(citing, *ASKED).status == 500, "nor is it taken for the answer when that is cited again"


@pytest.mark.parametrize("name", ["0" * 64, "x", "..", "0" * 63, f"{'0' * 64}\n", "0" * 62 + "%2f"])
def test_there_is_nothing_under_another_name(citing: Context, name: str) -> None:
    reply = answer(request_of("/answer/0", accept="application/json")._replace(found={"hash": name}), citing)
    assert reply.status == 404


def test_room_is_bounded(citing: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST", 1)
    assert cite(citing, *ASKED).status == 201
    assert cite(citing, *ASKED).status == 200, "what is there needs no room"
    reply = cite(citing, *ASKED[:2])
    assert (reply.status, reply.content_type) == (507, "application/problem+json")
    monkeypatch.setattr(archive, "MOST", 9)
    monkeypatch.setattr(archive, "ROOM", 100)
    assert cite(citing, *ASKED[:2]).status == 507
    monkeypatch.setattr(archive, "LARGEST", 100)
    assert cite(citing, *ASKED[:2]).status == 422


def test_an_answer_is_cited_whole_or_not(citing: Context) -> None:
    small = citing._replace(settings=citing.settings._replace(rows=3))
    assert cite(small, *ASKED).status == 422


def test_a_server_that_keeps_nothing_says_how_to_change_that(context: Context) -> None:
    for reply in (cite(context, *ASKED), ask(context, f"/answer/{'0' * 64}")):
        assert reply.status == 404
        assert "kobe serve --answers" in str(told(reply)["hint"])


def test_citations_say_what_and_where(citing: Context) -> None:
    reply = cite(citing, *ASKED)
    found = told(reply)
    address = f"{BASE}{path_of(reply)}"
    assert str(found["text"]).endswith(address)
    assert "version 0.1.0" in str(found["text"])
    csl = found["csl"]
    assert isinstance(csl, dict)
    assert (csl["type"], csl["URL"]) == ("dataset", address)
    assert re.fullmatch(r"@misc\{answer-[0-9a-f]{12},\n(?:  \w+ = \{.*\},?\n)+\}\n", str(found["bibtex"]))


def test_bibtex_escapes_what_tex_would_read() -> None:
    made = Citation("50% of {a} & b_c \\ ~", "D", "", ("A & B",), "2026-11-23", "0" * 64, "https://example.org/a_b")
    assert r"title = {{50\% of \{a\} \& b\_c \textbackslash{} \textasciitilde{}}}" in made.bibtex()
    assert r"author = {{A \& B}}" in made.bibtex()


def test_the_page_writes_out_nothing_that_a_browser_would_run(citing: Context) -> None:
    text = 'SELECT ("<script>alert(1)</script>" AS ?x) (IRI("javascript:alert(1)") AS ?y) WHERE {}'
    page = ask(citing, path_of(cite(citing, ("query", text))), accept="text/html").body.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
