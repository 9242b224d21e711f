"""Pages of single things, home and search, over HTTP's terms: forms, addresses, what is refused."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kobe_kg.serve.answering import Context
from tests.pages.markup import faults, read
from tests.serve.conftest import ask


@pytest.mark.parametrize(
    "path",
    """/ /claim/hrw-0220-c01 /source/afp /report/hrw-0220 /party/wagner-group /convoy/gao-ansongo-2025-02-07 /place/gao
    /search /doc/passage/wikipedia-en-s17 /doc/claim/hrw-0220-c01 /doc/breakdown/hrw-0220-c01""".split(),
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_browser_gets_a_page(context: Context, path: str, lang: str) -> None:
    reply = ask(context, path, accept="text/html,application/xhtml+xml,*/*;q=0.8", lang=lang)
    assert (reply.status, reply.content_type) == (200, "text/html; charset=utf-8")
    assert reply.lasting
    found = read(reply.body.decode())
    assert faults(found) == []
    assert found.one("html").attrs["lang"] == lang


@pytest.mark.parametrize(
    ("extension", "media"),
    [("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("nt", "application/n-triples")],
)
def test_an_address_has_other_forms(context: Context, extension: str, media: str) -> None:
    by_name = ask(context, f"/claim/hrw-0220-c01.{extension}")
    by_accept = ask(context, "/claim/hrw-0220-c01", accept=media)
    assert by_name.status == by_accept.status == 200
    assert by_name.content_type.startswith(media)
    assert by_name.body == by_accept.body
    assert b"hrw-0220-c01" in by_name.body


def test_an_unknown_thing_is_not_found_and_the_nearest_named(context: Context) -> None:
    reply = ask(context, "/claim/hrw-0220-c011", accept="application/json")
    told = json.loads(reply.body)
    assert (reply.status, told["status"]) == (404, 404)
    assert "hrw-0220-c01" in told["hint"]


@pytest.mark.parametrize("page", ["0", "x", "99", "-1", "1e3", "٣", "9" * 30])
def test_a_page_there_is_not_is_refused(context: Context, page: str) -> None:
    for path in ("/", "/source/afp", "/search"):
        reply = ask(context, path, ("page", page), accept="text/html")
        assert reply.status == 400, path
        assert "page" in read(reply.body.decode()).text


def test_a_search_as_rows(context: Context) -> None:
    reply = ask(context, "/search.csv", ("q", "wagner"), ("type", "party"))
    rows = list(csv.reader(io.StringIO(reply.body.decode())))
    assert rows == [
        ["thing", "type", "label"],
        ["https://w3id.org/kobe-kg/id/party/wagner-group", "party", "Wagner Group"],
    ]
    assert ("Kobe-Complete", "true") in reply.headers
    told = json.loads(ask(context, "/search.json", ("q", "wagner"), ("type", "party")).body)
    assert told["head"]["vars"] == rows[0]
    assert [b["thing"]["value"] for b in told["results"]["bindings"]] == [rows[1][0]]


def test_rows_of_a_search_are_limited_and_say_so(context: Context) -> None:
    first = ask(context, "/search.csv", ("q", "civilians"), ("limit", "2"))
    second = ask(context, "/search.csv", ("q", "civilians"), ("limit", "2"), ("offset", "2"))
    assert ("Kobe-Complete", "false") in first.headers
    assert len(first.body.splitlines()) == len(second.body.splitlines()) == 3
    assert first.body != second.body
    assert ask(context, "/search.csv", ("limit", "many")).status == 400


@pytest.mark.parametrize("args", [(("type", "x"),), (("from", "1"),), (("q", "a"), ("q", "b")), (("q", "x" * 300),)])
def test_a_search_that_cannot_be_is_refused(context: Context, args: tuple[tuple[str, str], ...]) -> None:
    assert ask(context, "/search", *args, accept="text/html").status == 400


@pytest.mark.parametrize("text", ['"', "\\", "<b>", "a\0b", "\ud800", "%", "(", "’", "🚚", " ", "\n"])
def test_any_text_can_be_searched(context: Context, text: str) -> None:
    for path in ("/search", "/search.csv"):
        assert ask(context, path, ("q", text), accept="*/*").status in (200, 400), path


def test_a_resource_has_a_page_by_its_iri(context: Context) -> None:
    reply = ask(context, "/resource", ("iri", "https://w3id.org/kobe-kg/ns#Civilians"), accept="text/html")
    assert reply.status == 200
    assert "Claims that count it" in reply.body.decode()
    listed = ask(
        context,
        "/resource",
        ("iri", "https://w3id.org/kobe-kg/ns#Civilians"),
        ("list", "kg:population"),
        accept="text/html",
    )
    assert listed.status == 200
