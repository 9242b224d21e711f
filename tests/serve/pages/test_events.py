"""Addresses of events: pages for people, rows and RDF for programs, and what is wrong said plainly."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kobe_kg.reason.records import to_csv, to_json
from kobe_kg.serve.answering import Context
from tests.serve.conftest import ask


def test_the_comparison_in_each_form(context: Context) -> None:
    c = context.graph.compare("kobe-attack", topic="civilians-killed")
    args = (("topic", "civilians-killed"),)
    page = ask(context, "/compare/kobe-attack", *args, accept="text/html")
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    found = ask(context, "/compare/kobe-attack.json", *args)
    assert (found.content_type, found.body.decode()) == ("application/json; charset=utf-8", to_json(c))
    found = ask(context, "/compare/kobe-attack.csv", *args)
    assert (found.content_type, found.body.decode()) == ("text/csv; charset=utf-8", to_csv(c))
    assert ask(context, "/compare/kobe-attack", *args, accept="text/csv").body == found.body
    assert all(any(name == "Kobe-Dataset" for name, _ in reply.headers) for reply in (page, found))


def test_a_comparison_as_of_a_day_without_some(context: Context) -> None:
    args = (("as_of", "2025-02-10"), ("leave_out", "afp"), ("leave_out", "rfi"))
    found = json.loads(ask(context, "/compare/kobe-attack.json", *args).body)
    assert found["asOf"] == "2025-02-10"
    assert [iri.rpartition("/")[2] for iri in found["leftOut"]] == ["afp", "rfi"]


def test_empty_fields_of_a_form_are_not_given(context: Context) -> None:
    bare = ask(context, "/compare/kobe-attack.csv")
    assert ask(context, "/compare/kobe-attack.csv", ("topic", ""), ("as_of", ""), ("leave_out", "")).body == bare.body


def test_the_claims_of_an_event_as_rows(context: Context) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(context, "/event/kobe-attack.csv").body.decode())))
    assert len(rows) == len(context.graph.query("claims", event="kobe-attack"))
    found = ask(context, "/event/kobe-attack.json")
    assert found.content_type.startswith("application/sparql-results+json")
    assert len(json.loads(found.body)["results"]["bindings"]) == len(rows)
    assert ("Kobe-Complete", "true") in found.headers
    few = context._replace(settings=context.settings._replace(rows=5))
    cut = ask(few, "/event/kobe-attack.json")
    assert len(json.loads(cut.body)["results"]["bindings"]) == 5
    assert ("Kobe-Complete", "false") in cut.headers


@pytest.mark.parametrize(
    ("path", "accept", "media"),
    [
        ("/event/kobe-attack.ttl", "", "text/turtle"),
        ("/event/kobe-attack.jsonld", "", "application/ld+json"),
        ("/event/kobe-attack.nt", "", "application/n-triples"),
        ("/event/kobe-attack.rdf", "", "application/rdf+xml"),
        ("/event/kobe-attack", "text/turtle", "text/turtle"),
    ],
)
def test_the_event_as_rdf(context: Context, path: str, accept: str, media: str) -> None:
    found = ask(context, path, accept=accept)
    assert found.status == 200
    assert found.content_type.startswith(media)
    assert b"kobe-attack" in found.body


@pytest.mark.parametrize("route", ["event", "compare"])
def test_an_unknown_event_is_not_found(context: Context, route: str) -> None:
    for slug in ("kobe-atack", "a b", "<x>", "é", "x" * 5000):
        found = ask(context, f"/{route}/{slug}", accept="application/json")
        assert found.status == 404, slug
    assert "kobe-attack" in json.loads(ask(context, f"/{route}/kobe-atack").body)["hint"]


@pytest.mark.parametrize(
    ("args", "parameter"),
    [
        ((("as_of", "2025-02-30"),), "as_of"),
        ((("as_of", "2025-2-3"),), "as_of"),
        ((("as_of", "٢٠٢٥-٠٢-٠٣"),), "as_of"),
        ((("as_of", "2025-02-08"), ("as_of", "2025-02-09")), "as_of"),
        ((("leave_out", "nobody"),), None),
    ],
)
def test_what_does_not_fit_is_refused(
    context: Context, args: tuple[tuple[str, str], ...], parameter: str | None
) -> None:
    for form in ("", ".csv"):
        found = ask(context, f"/compare/kobe-attack{form}", *args, accept="application/json")
        assert found.status == 400
        assert json.loads(found.body).get("parameter") == parameter


def test_a_stray_argument_harms_no_page_and_stops_a_program(context: Context) -> None:
    args = (("topic", "trucks-destroyed"), ("utm_source", "x"))
    assert ask(context, "/compare/kobe-attack", *args, accept="text/html").status == 200
    assert ask(context, "/compare/kobe-attack.csv", *args).status == 400
    assert ask(context, "/event/kobe-attack.csv", ("as_off", "2025-02-08")).status == 400


def test_forms_there_are_not(context: Context) -> None:
    assert ask(context, "/compare/kobe-attack.ttl").status == 406
    assert ask(context, "/compare/kobe-attack", accept="image/png").status == 406
    assert ask(context, "/event/kobe-attack.geojson").status == 406


def test_pages_in_french(context: Context) -> None:
    assert b'<html lang="fr">' in ask(context, "/event/kobe-attack", accept="text/html", lang="fr").body
    page = ask(context, "/compare/kobe-attack", ("topic", "trucks"), accept="text/html", lang="fr").body.decode()
    assert "Attaque de Kobé\xa0: qui dit quoi" in page
