"""The page of an event begins with what is contested, and counts as the graph does."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.pages.event import overview, sparing
from kobe_kg.pages.site import Site
from kobe_kg.reason.words import number
from tests.pages.markup import Element, faults, read
from tests.pages.written import HOSTILE, graph

EVENT = "https://w3id.org/kobe-kg/id/event/kobe-attack"
IT = "https://w3id.org/kobe-kg/id/event/it"


@cache
def shipped() -> Graph:
    return open_graph()


def site(lang: str = "en", slug: str = "kobe-attack") -> Site:
    return Site(lang=lang, path=f"/event/{slug}", base="http://127.0.0.1:8000")


@cache
def page(lang: str) -> Element:
    return read(overview.page(shipped(), site(lang), event=EVENT))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_is_sound(lang: str) -> None:
    assert faults(page(lang)) == []


def test_what_is_contested_comes_first() -> None:
    found = page("en")
    assert found.one("h1").text == "Kobé attack"
    assert found.all("h2")[0].text == "What is contested"
    cards = found.all("article", class_="multiple")
    assert len(cards) == 6  # five topics, and the way to all of them
    assert cards[0].one("h3").one("a").attrs["href"] == "/compare/kobe-attack#topic-people-killed"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_numbers_are_those_of_the_comparison(lang: str) -> None:
    c = shipped().compare(lang=lang)
    everything = list(c.everything())
    shown = [e.one("span").text for e in page(lang).all("div", class_="number")]
    assert shown == [
        number(n, lang)
        for n in (
            len(everything),
            len({p.speaker for p in everything}),
            sum(p.originality == "Original" for p in everything),
            len(frozenset.union(*(p.reports for p in everything))),
            len(c.topics),
        )
    ]


def test_parties_are_named_with_who_says_so_and_how_sure() -> None:
    c = shipped().compare()
    topic = c.topic("perpetrator")
    assert topic is not None
    table = next(t for t in page("en").all("table", class_="answers") if t.one("caption").text == topic.title)
    for row in table.one("tbody").all("tr"):
        words = row.one("th").text
        same = [q for p in topic.positions for q in (p, *p.relayed) if q.words == words]
        assert row.one("th").one("a").attrs["href"].startswith("/party/")
        assert row.all("td", class_="n")[0].text == str(len({p.speaker for p in same}))
        assert {p.hedge_label.lower() for p in same} == {
            hedge.partition(" ×")[0] for hedge in row.all("td")[1].text.split(", ")
        }


def test_what_nobody_gives_a_number_for_is_listed() -> None:
    unsaid = page("en").one("section", **{"aria-labelledby": "unsaid"}).text
    for silence in shipped().compare().silences:
        assert silence.title in unsaid


def test_the_parts_of_the_event_are_linked() -> None:
    parts = page("en").one("section", **{"aria-labelledby": "parts"})
    assert {a.attrs["href"] for a in parts.all("a")} == {
        "/event/gao-transporters-strike",
        "/event/kobe-pursuit-2025-02-08",
    }


def test_the_event_is_told_to_search_engines() -> None:
    told = json.loads(page("en").one("script", type="application/ld+json").text)["@graph"]
    assert told[0]["@type"] == "Event"
    assert told[0]["startDate"] == "2025-02-07"
    assert {part["@id"].rpartition("/")[2] for part in told[0]["subEvent"]} == {
        "gao-transporters-strike",
        "kobe-pursuit-2025-02-08",
    }
    assert all(node["@type"] == "Claim" for node in told[1:])


@pytest.mark.parametrize("slug", [r.event.rpartition("/")[2] for r in shipped().query("events")])
def test_every_event_of_the_graph_has_a_page(slug: str) -> None:
    for lang in ("en", "fr"):
        iri = f"https://w3id.org/kobe-kg/id/event/{slug}"
        assert faults(read(overview.page(shipped(), site(lang, slug), event=iri))) == []


@pytest.mark.parametrize("count", [0, 1, 3])
def test_events_with_little_said(tmp_path: Path, count: int) -> None:
    claims = [("a", "Exactly", 5, "2025-01-01"), ("b", "AtLeast", 9, "2025-01-01"), ("c", "About", 7, "2025-01-02")]
    found = read(overview.page(graph(tmp_path, claims[:count]), site("en", "it"), event=IT))
    assert faults(found) == []
    assert found.one("p", class_="kicker").text == "at no known date"
    assert len(found.all("article", class_="multiple")) == (2 if count == 3 else 0)


def test_hostile_labels_stay_text(tmp_path: Path) -> None:
    claims = [("a", "Exactly", 5, "2025-01-01"), ("b", "AtLeast", 9, "2025-01-01")]
    text = overview.page(graph(tmp_path, claims, label=HOSTILE), site("fr", "it"), event=IT)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert faults(read(text)) == []


def test_very_many_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparing, "MOST", 10)
    claims = [(f"s{n}", "Exactly", n, "2025-01-01") for n in range(80)]
    found = read(overview.page(graph(tmp_path, claims), site("en", "it"), event=IT))
    assert faults(found) == []
    assert "20 more speakers are left out here." in found.text
    assert "73 more figures, and all who give them" in found.text


def test_a_folder_of_files_links_no_query(tmp_path: Path) -> None:
    found = read(
        overview.page(
            graph(tmp_path, [("a", "Exactly", 5, "2025-01-01")]), site("en", "it")._replace(live=False), event=IT
        )
    )
    assert not any("?" in a.attrs["href"] for a in found.all("a"))
