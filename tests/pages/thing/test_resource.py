"""The page of any resource: lists of what names it, none cut in silence."""

from __future__ import annotations

import pytest

import kobe_kg
from kobe_kg.errors import ParameterError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import KG, PREFIXES
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.resource import resource
from tests.pages.markup import Element, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, iri: str, *, number: int = 1, listed: str | None = None) -> Element:
    site = Site(path="/resource", args=(("iri", iri),))
    return read(resource(graph, site, iri, page=number, listed=listed))


def test_a_long_list_has_pages_of_its_own(kobe: Graph) -> None:
    rows = kobe.sparql("SELECT ?c WHERE { ?c kg:hedge kg:Stated }")
    wanted = {f"/claim/{row.c.rpartition('/')[2]}" for row in rows}  # type: ignore[union-attr]
    assert len(wanted) > 300
    first = page(kobe, KG + "Stated")
    assert any("list=kg%3Ahedge" in e.attrs["href"] and e.text == f"All {len(wanted)}" for e in first.all("a"))
    pages = [page(kobe, KG + "Stated", number=n, listed="kg:hedge") for n in range(1, 1 + -(-len(wanted) // 100))]
    assert wanted == {e.attrs["href"] for found in pages for e in found.all("a")} & wanted


def test_what_is_listed_is_what_show_tells(kobe: Graph) -> None:
    for name in ("passage:wikipedia-en-s17", "kg:Minibuses", "breakdown:hrw-0220-c01"):
        prefix, _, local = name.partition(":")
        reached = {e.attrs["href"] for e in page(kobe, PREFIXES[prefix] + local).all("a")}
        for section in kobe.show(name).sections:
            for member, _ in section.members:
                if member.startswith("claim:"):
                    assert f"/claim/{member.removeprefix('claim:')}" in reached, (name, member)


def test_a_list_nobody_is_in_is_refused(kobe: Graph) -> None:
    with pytest.raises(ParameterError, match="'list' is a property") as refused:
        page(kobe, KG + "Stated", listed="kg:place")
    assert refused.value.hint is not None
    assert "kg:hedge" in refused.value.hint
