"""The page of a claim: what it is at odds with, where it came from, and why it counts."""

from __future__ import annotations

import pytest
from markupsafe import Markup

import kobe_kg
from kobe_kg import paths
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.event import compared
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.claim import claim, linked
from tests.pages.markup import Element, read

CLAIM = PREFIXES["claim"]


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, slug: str, lang: str = "en") -> Element:
    return read(claim(graph, Site(lang=lang, path=f"/claim/{slug}"), CLAIM + slug))


def below(found: Element, anchor: str) -> list[str]:
    """Give the addresses of a page's links between a heading and the next."""
    hrefs: list[str] = []
    inside = False
    for e in found.walk():
        if e.tag == "h2":
            inside = e.attrs.get("id") == anchor
        elif inside and e.tag == "a":
            hrefs.append(e.attrs["href"])
    return hrefs


def test_it_differs_from_what_the_query_says(kobe: Graph) -> None:
    mine = CLAIM + "hrw-0220-c01"
    kinds = ["disjoint", "growth-compatible", "subset-exceeds-superset"]
    rows = kobe.query("disagreements", kind=kinds)
    others = {row.b if row.a == mine else row.a for row in rows if mine in (row.a, row.b)}
    found = page(kobe, "hrw-0220-c01")
    told = {href for href in below(found, "against") if href.startswith("/claim/")}
    assert told == {f"/claim/{iri.rpartition('/')[2]}" for iri in others}
    assert len(others) > 3


def test_it_says_why_it_counts(kobe: Graph) -> None:
    found = page(kobe, "wikipedia-civilians-killed").text
    for sentence in kobe.explain("wikipedia-civilians-killed")[1:]:
        assert sentence in found
    assert "Il" not in found
    gallic = page(kobe, "wikipedia-civilians-killed", "fr").text
    assert kobe.explain("wikipedia-civilians-killed", lang="fr")[1] in gallic


@pytest.mark.parametrize(
    ("lang", "mark", "label"), [("en", "withdrawn", "Withdrawn in"), ("fr", "retirée", "Retirée dans")]
)
def test_a_withdrawn_one_says_so_and_where(lang: str, mark: str, label: str) -> None:
    graph = kobe_kg.open(paths.ONTOLOGY / "examples" / "withdrawal.ttl")
    found = page(graph, "example-withdrawal-toll", lang)
    assert mark in [e.text for e in found.one("p", class_="marks").all("span")]
    (row,) = [e for e in found.one("dl", class_="facts").all("div") if e.one("dt").text == label]
    assert row.one("a").attrs["href"] == "/report/example-withdrawal-second-edition"


def test_it_stands_below_its_origin_with_what_changed(kobe: Graph) -> None:
    found = page(kobe, "wikipedia-civilians-killed").one("ul", class_="tree")
    nodes = [e.text for e in found.all("div", class_="node")]
    assert [text.partition(" civilians")[0] for text in nodes[:3]] == ["at least 34", "34", "34"]
    assert "“at least 34” → “34”" in nodes[1]
    assert found.one("div", class_="at").text == nodes[2]


def test_a_passage_tells_where(kobe: Graph) -> None:
    row = kobe.query("passages", claim="wikipedia-civilians-killed")[0]
    assert f"characters {row.start} to {row.end}" in page(kobe, "wikipedia-civilians-killed").text


def test_each_report_that_prints_it_is_linked(kobe: Graph) -> None:
    printed = kobe.sparql("SELECT ?r WHERE { claim:hrw-0220-c01 kg:reportedIn ?r }")
    hrefs = {e.attrs["href"] for e in page(kobe, "hrw-0220-c01").one("aside", class_="aside").all("a")}
    assert {f"/report/{row.r.rpartition('/')[2]}" for row in printed} <= hrefs  # type: ignore[union-attr]


def test_a_sentence_leads_on() -> None:
    told = linked(
        "Its root is claim:a-b.c: <b> (kobe query estimates -p population=Civilians -p outcome=Killed).", Site()
    )
    assert told == Markup(
        'Its root is <a href="/resource?iri=https%3A%2F%2Fw3id.org%2Fkobe-kg%2Fid%2Fclaim%2Fa-b.c">'
        "<code>claim:a-b.c</code></a>: &lt;b&gt; ("
        '<a href="/query/estimates?population=Civilians&amp;outcome=Killed"><code>kobe query estimates '
        "-p population=Civilians -p outcome=Killed</code></a>)."
    )


def test_an_event_too_large_is_not_weighed_here(kobe: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "MOST", 1)
    monkeypatch.setattr(compared, "_kept", type(compared._kept)())
    found = page(kobe, "hrw-0220-c01")
    assert "So much is said about this event" in found.text
    assert not below(found, "against")


def test_a_comparison_is_made_once(kobe: Graph) -> None:
    event = PREFIXES["event"] + "kobe-attack"
    assert compared.comparison(kobe, event, "en") is compared.comparison(kobe, event, "en")
    assert compared.comparison(kobe, event, "fr") is not compared.comparison(kobe, event, "en")
