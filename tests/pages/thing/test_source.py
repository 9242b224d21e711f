"""The page of a source: all it said is there, and counted as the queries count it."""

from __future__ import annotations

import pytest

import kobe_kg
from kobe_kg.errors import ParameterError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.source import source
from tests.pages.markup import Element, read

ARMY = PREFIXES["source"] + "malian-army-general-staff"


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, iri: str, number: int = 1) -> Element:
    return read(source(graph, Site(path="/source/x"), iri, page=number))


def hrefs(found: Element) -> set[str]:
    return {e.attrs["href"] for e in found.all("a")}


def test_every_claim_of_the_biggest_is_reached(kobe: Graph) -> None:
    rows = kobe.sparql("SELECT ?c WHERE { ?c kg:speaker source:malian-army-general-staff }")
    wanted = {f"/claim/{row.c.rpartition('/')[2]}" for row in rows}  # type: ignore[union-attr]
    assert len(wanted) > 100
    first, second = page(kobe, ARMY), page(kobe, ARMY, 2)
    assert {"/source/x?page=2"} <= hrefs(first)
    assert {"/source/x"} <= hrefs(second)
    tables = [table for found in (first, second) for table in found.all("table", class_="said")]
    assert wanted == {href for table in tables for href in hrefs(table) if href.startswith("/claim/")}


def test_there_is_no_third_page(kobe: Graph) -> None:
    with pytest.raises(ParameterError, match="from 1 to 2"):
        page(kobe, ARMY, 3)


def test_its_numbers_are_those_of_the_query(kobe: Graph) -> None:
    (row,) = (row for row in kobe.query("sources") if row.source == ARMY)
    numbers = [e.text for e in page(kobe, ARMY).all("div", class_="number")]
    assert f"{row.claims} claims" in numbers
    assert f"{row.originals} first-hand" in numbers
    assert f"{row.relayed} relayed" in numbers


def test_what_was_changed_is_what_the_query_says(kobe: Graph) -> None:
    rows = [row for row in kobe.query("drift") if row.originSpeaker == ARMY]
    found = page(kobe, ARMY)
    for row in rows:
        assert f"/claim/{row.claim.rpartition('/')[2]}" in hrefs(found)
    assert "“25” → “at least 25”" in found.text


def test_its_reports_are_listed(kobe: Graph) -> None:
    rows = kobe.sparql("SELECT ?r WHERE { ?r kg:publisher source:afp }")
    wanted = {f"/report/{row.r.rpartition('/')[2]}" for row in rows}  # type: ignore[union-attr]
    assert wanted <= hrefs(page(kobe, PREFIXES["source"] + "afp"))
