"""The first page: every event is reached, and its numbers are those of the queries."""

from __future__ import annotations

from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.errors import ParameterError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.home import events, home
from kobe_kg.pages.site import Site
from tests.pages import written
from tests.pages.markup import Element, faults, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, lang: str = "en", **args: object) -> Element:
    found = read(home(graph, Site(lang=lang), **args))  # type: ignore[arg-type]
    assert faults(found) == []
    return found


def hrefs(found: Element) -> list[str]:
    return [e.attrs["href"] for e in found.all("a")]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_event_is_linked(kobe: Graph, lang: str) -> None:
    for row in kobe.query("events"):
        assert f"/event/{row.event.rpartition('/')[2]}" in hrefs(page(kobe, lang)), row.event


def test_claims_are_counted_as_the_query_does(kobe: Graph) -> None:
    assert {e.iri: e.claims for e in events(kobe)} == {row.event: row.claims for row in kobe.query("events")}


def test_the_event_most_is_said_of_leads_with_what_is_most_contested(kobe: Graph) -> None:
    found = page(kobe)
    lead = found.one("section", class_="lead-event")
    assert lead.one("h2").text == "Kobé attack"
    assert kobe.compare().topics[0].title in lead.text
    figures = {(p.value, p.min, p.max) for p in kobe.compare().topics[0].positions if p.originality != "Relayed"}
    assert f"{len(figures)} different figures" in lead.text
    assert lead.one("svg", role="img").attrs["aria-label"].startswith("People: killed, from")


def test_numbers_are_those_of_the_graph(kobe: Graph) -> None:
    numbers = [e.text for e in page(kobe).all("div", class_="number")]
    rows = kobe.sparql("SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c kg:speaker ?s }")
    assert numbers[0] == f"{rows[0].n} claims"  # type: ignore[index, union-attr]


def test_country_and_year_narrow_the_list(kobe: Graph) -> None:
    mali = {row.event for row in kobe.query("events", country="mali")}
    shown = [href for href in hrefs(page(kobe, country="mali")) if href.startswith("/event/")]
    assert {f"/event/{iri.rpartition('/')[2]}" for iri in mali} == set(shown)
    assert "/event/tabango-ambush-2024-07-30" in hrefs(page(kobe, year="2024"))
    assert "/event/kobe-attack" not in hrefs(page(kobe, year="2024"))
    assert "No event on record fits." in page(kobe, year="1999").text
    with pytest.raises(ParameterError, match="'year'"):
        page(kobe, year="last")


def test_one_event_alone_leads_straight_to_it(tmp_path: Path) -> None:
    graph = written.graph(tmp_path, [("a", "Exactly", 25, "2025-02-08"), ("b", "AtLeast", 34, "2025-02-09")])
    found = page(graph)
    assert found.one("section", class_="lead-event").one("h2").all("a")[0].attrs["href"] == "/event/it"
    assert "25 – 34+" in found.text
    assert not found.all("aside", class_="facets")


def test_many_events_are_paged(tmp_path: Path) -> None:
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    text += "".join(f'event:e{n} a kg:Event ; rdfs:label "Event {n}"@en .\n' for n in range(60))
    (tmp_path / "many.ttl").write_text(text, encoding="utf-8")
    graph = kobe_kg.open(tmp_path / "many.ttl")
    seen = [href for n in (1, 2, 3) for href in hrefs(page(graph, page=n)) if href.startswith("/event/")]
    assert sorted(seen) == sorted(f"/event/e{n}" for n in range(60))
    with pytest.raises(ParameterError, match="from 1 to 3"):
        page(graph, page=4)


def test_a_graph_without_events_has_a_first_page(tmp_path: Path) -> None:
    (tmp_path / "none.ttl").write_text("<urn:x> <urn:p> 1 .", encoding="utf-8")
    assert page(kobe_kg.open(tmp_path / "none.ttl")).one("h1").text
