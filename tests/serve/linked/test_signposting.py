"""Links in the head of a reply lead a program from a page to its data, licence and lasting address."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from kobe_kg.namespaces import expand
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import signposting
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Request
from tests.serve.conftest import BASE, ask

CLAIM = expand("claim:hrw-civilians-killed")
REQUEST = Request("doc", base=BASE, path="/doc/claim/hrw-civilians-killed")
_LINK = re.compile(r'<([^<>"\s]*)>; rel="([a-z-]+)"(?:; type="([a-z/+-]+)")?(?:, |\Z)')


def links(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str, str]]:
    """Read a Link header to its end."""
    (value,) = [value for name, value in headers if name == "Link"]
    assert _LINK.sub("", value) == ""
    return _LINK.findall(value)


def test_a_page_is_signposted(context: Context) -> None:
    found = links(signposting.headers(REQUEST, context, CLAIM))
    rels = {rel for _, rel, _ in found}
    assert rels == {"cite-as", "type", "license", "describedby", "alternate", "collection", "linkset"}
    assert [href for href, rel, _ in found if rel == "cite-as"] == [CLAIM]
    assert {href for href, rel, _ in found if rel == "type"} >= {
        "https://schema.org/AboutPage",
        "https://schema.org/Claim",
        expand("kg:QuantityClaim"),
    }
    assert {kind for _, rel, kind in found if rel == "describedby"} == set(GRAPHS)


def test_the_data_set_holds_its_dumps(context: Context) -> None:
    found = links(signposting.headers(REQUEST, context, expand("dataset:kobe-kg")))
    items = [href for href, rel, _ in found if rel == "item"]
    assert [urlsplit(href).path for href in items] == [f"/dump.{e}" for e in "ttl nt nq trig jsonld rdf".split()]
    assert "collection" not in {rel for _, rel, _ in found}


@pytest.mark.parametrize("iri", [CLAIM, expand("dataset:kobe-kg"), expand("kg:Stated")])
def test_every_link_into_the_server_leads_to_what_it_says(context: Context, iri: str) -> None:
    for href, _, kind in links(signposting.headers(REQUEST, context, iri)):
        if href.startswith(f"{BASE}/") and kind != "text/html":
            there = urlsplit(href)
            reply = ask(context, there.path, *parse_qsl(there.query))
            assert (reply.status, reply.content_type.partition(";")[0]) == (200, kind), href


def test_data_points_back_to_its_page(context: Context) -> None:
    found = links(ask(context, f"{REQUEST.path}.ttl").headers)
    assert (f"{BASE}{REQUEST.path}", "describes", "text/html") in found
    assert ("https://creativecommons.org/licenses/by/4.0/", "license", "") in found
    assert {kind for _, rel, kind in found if rel == "alternate"} == {"text/html", *GRAPHS} - {"text/turtle"}


def test_a_linkset_says_the_same(context: Context) -> None:
    reply = ask(context, "/linkset/claim/hrw-civilians-killed")
    assert reply.content_type == "application/linkset+json"
    told: list[dict[str, Any]] = json.loads(reply.body)["linkset"]
    page = next(each for each in told if each["anchor"] == f"{BASE}{REQUEST.path}")
    flat = {
        (target["href"], rel, target.get("type", ""))
        for rel, targets in page.items()
        if rel != "anchor"
        for target in targets
    }
    assert flat == set(links(signposting.headers(REQUEST, context, CLAIM)))
    data = next(each for each in told if each["anchor"].endswith(".ttl"))
    assert data["describes"] == [{"href": f"{BASE}{REQUEST.path}", "type": "text/html"}]


def test_an_iri_cannot_end_the_header() -> None:
    link = signposting.Link('https://example.org/é>; rel="evil"\r\nSet-Cookie: a=b,\t<x', "alternate")
    written = str(link)
    assert written.isascii()
    assert written.isprintable()
    assert written.count("<") == written.count(">") == 1
    assert written.count('"') == 2
