"""One shape for all that goes wrong, and the same as a page."""

from __future__ import annotations

import json

import pytest

from kobe_kg.errors import (
    DataError,
    KobeError,
    LimitError,
    ParameterError,
    Position,
    QueryError,
    RemoteError,
    UnknownNameError,
)
from kobe_kg.pages.site import french
from kobe_kg.serve.failure import BusyError
from kobe_kg.serve.message import NotAcceptable, Request
from kobe_kg.serve.problem import _KINDS, TITLES, Refusal, TooMuch, members, reply

REQUEST = Request("api-rows", path="/api/queries/claims/rows", found={"name": "claims"})


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (ParameterError("x"), 400, "parameter"),
        (NotAcceptable(["text/csv"]), 406, "not-acceptable"),
        (UnknownNameError("event", "nowhere"), 400, "unknown-name"),
        (UnknownNameError("saved query", "claims"), 404, "not-found"),
        (QueryError("x"), 400, "query"),
        (DataError("x"), 500, "data"),
        (LimitError("x"), 503, "limit"),
        (BusyError("x", retry_after=2), 503, "busy"),
        (TooMuch("x"), 422, "too-much"),
        (RemoteError("x"), 502, "remote"),
        (Refusal(413, "too-large", "x"), 413, "too-large"),
        (KobeError("x"), 500, "bug"),
    ],
)
def test_each_error_has_its_status(error: KobeError, status: int, kind: str) -> None:
    found = reply(error, REQUEST)
    told = json.loads(found.body)
    assert (found.status, told["status"], told["type"].rpartition("/")[2]) == (status, status, kind)
    assert set(told) >= {"type", "title", "status", "detail", "instance"}
    assert told["instance"] == REQUEST.path
    assert found.content_type == "application/problem+json"
    assert not found.lasting


def test_it_says_where_and_what_would_help() -> None:
    where = Position(2, 5, text="WHRE { ?s ?p ?o }")
    told = members(QueryError("no such word", where=where, hint="did you mean WHERE?"), REQUEST)
    assert (told["line"], told["column"], told["hint"]) == (2, 5, "did you mean WHERE?")
    assert "WHRE" in str(told["excerpt"])


@pytest.mark.parametrize(
    ("what", "parameter"),
    [
        ("'as_of' wants a date, not 'soon'", "as_of"),
        ("'event': there is no event 'x' in this graph", "event"),
        ("the query 'claims' has no parameter 'evnt'", "evnt"),
        ("the query 'toll' needs 'population'", "population"),
        ("a graph is opened from files", None),
    ],
)
def test_it_names_the_parameter(what: str, parameter: str | None) -> None:
    assert members(ParameterError(what), REQUEST).get("parameter") == parameter


def test_it_lists_what_is_allowed() -> None:
    assert members(NotAcceptable(["text/csv", "text/html"]), REQUEST)["allowed"] == ["text/csv", "text/html"]
    assert members(ParameterError("'x' is one of a, b, not 'c'"), REQUEST)["allowed"] == ["a", "b"]
    assert members(ParameterError("x", hint="known: a, b"), REQUEST)["allowed"] == ["a", "b"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_people_get_a_page_in_which_nothing_is_run(lang: str) -> None:
    where = Position(1, 1, text="<script>alert(1)</script>")
    error = QueryError("<img src=x onerror=alert(1)>", where=where, hint="<b>")
    found = reply(error, REQUEST._replace(accept="text/html", lang=lang, path='/"><script>'))
    assert found.content_type == "text/html; charset=utf-8"
    assert found.status == 400
    page = found.body.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert "<img src=x" not in page


def test_programs_get_json_whatever_they_take() -> None:
    for accept in ("", "*/*", "text/csv", "application/json", "image/png", "text/html;q=0.1, application/json"):
        assert reply(ParameterError("x"), REQUEST._replace(accept=accept)).content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Refusal(404, "not-found", "the graph says nothing of this resource"), ">Le graphe ne dit rien de cette"),
        (UnknownNameError("event", "kobe", ["kobe-attack"]), ">Il n’y a rien ici du nom de &#39;kobe&#39;."),
        (UnknownNameError("event", "kobe-atack", ["kobe-attack"]), "vouliez-vous dire &#39;kobe-attack&#39;"),
        (ParameterError("'n' is odd", hint="take another"), ' lang="en">&#39;n&#39; is odd.'),
        (ParameterError("'n' is odd", hint="take another"), '<span lang="en">take another</span>'),
    ],
)
def test_a_page_in_french_tells_in_french_what_is_wrong_or_says_that_it_is_english(error: KobeError, told: str) -> None:
    page = reply(error, REQUEST._replace(accept="text/html", lang="fr")).body.decode()
    assert told in page
    assert told not in reply(error, REQUEST._replace(accept="text/html")).body.decode()


def test_every_title_has_its_french() -> None:
    titles = {kind.title for _, kind in _KINDS} | set(TITLES.values())
    assert titles - french().keys() == set()


def test_a_lone_surrogate_ends_no_answer() -> None:
    assert reply(ParameterError("no text: \ud800"), REQUEST).status == 400
