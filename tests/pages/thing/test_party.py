"""The pages of parties, convoys and places: who names them, for what, and nobody left out."""

from __future__ import annotations

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.convoy import convoy
from kobe_kg.pages.thing.party import party
from kobe_kg.pages.thing.place import place
from tests.pages.markup import Element, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def claims(found: Element) -> set[str]:
    return {e.attrs["href"] for e in found.all("a") if e.attrs["href"].startswith("/claim/")}


def addresses(rows: object, name: str = "claim") -> set[str]:
    return {f"/claim/{getattr(row, name).rpartition('/')[2]}" for row in rows}  # type: ignore[attr-defined]


@pytest.mark.parametrize("slug", ["is-sahel", "malian-armed-forces", "wagner-group", "unidentified-attackers"])
def test_every_claim_that_names_a_party_is_there_with_its_role(kobe: Graph, slug: str) -> None:
    iri = PREFIXES["party"] + slug
    rows = [row for row in kobe.query("attributions") if row.party == iri]
    assert rows
    found = read(party(kobe, Site(path=f"/party/{slug}"), iri))
    assert addresses(rows) <= claims(found)
    for row in rows:
        assert str(kobe.show(f"<{row.role}>").label) in found.text


def test_a_belligerent_tells_of_losses(kobe: Graph) -> None:
    iri = PREFIXES["party"] + "malian-armed-forces"
    rows = [row for row in kobe.query("own-losses") if row.party == iri]
    assert rows
    found = read(party(kobe, Site(), iri))
    assert addresses(rows) <= claims(found)
    assert "Its enemy’s losses" in found.text


def test_a_convoy_is_told_of_by_all_who_do(kobe: Graph) -> None:
    iri = PREFIXES["convoy"] + "gao-ansongo-2025-02-07"
    rows = kobe.query("convoy")
    pages = [read(convoy(kobe, Site(path="/convoy/x"), iri, page=n)) for n in (1, 2)]
    assert addresses(rows) <= claims(pages[0]) | claims(pages[1])
    kinds = {row.population for row in rows}
    assert f"{len(kinds)} kinds of vehicles and people" in pages[0].text


@pytest.mark.parametrize("slug", ["kobe", "gao", "mali", "gao-region"])
def test_every_claim_that_names_a_place_is_there(kobe: Graph, slug: str) -> None:
    iri = PREFIXES["place"] + slug
    rows = kobe.sparql(f"SELECT ?claim WHERE {{ ?claim kg:place <{iri}> }}")
    assert addresses(rows) <= claims(read(place(kobe, Site(path=f"/place/{slug}"), iri)))


def test_a_place_is_written_as_it_is_spelt(kobe: Graph) -> None:
    found = read(place(kobe, Site(), PREFIXES["place"] + "kobe"))
    for row in kobe.query("spellings"):
        if row[0] == PREFIXES["place"] + "kobe":
            assert str(row[1]) in found.text
    assert "16.05056° N, 0.10972° E" in found.text
