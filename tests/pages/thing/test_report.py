"""The page of a report: its claims, and the tree of its copies."""

from __future__ import annotations

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.report import report
from tests.pages.markup import Element, read

REPORT = PREFIXES["report"]


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, slug: str) -> Element:
    return read(report(graph, Site(path="/report/x"), REPORT + slug))


def test_the_tree_holds_every_copy(kobe: Graph) -> None:
    rows = kobe.sparql("SELECT ?r WHERE { ?r (kg:relaysReport|kg:derivedFromReport)+ report:afp-fr-0208-32 }")
    copies = {f"/report/{row.r.rpartition('/')[2]}" for row in rows}  # type: ignore[union-attr]
    assert len(copies) > 10
    tree = page(kobe, "afp-fr-0208-32").one("ul", class_="tree")
    assert copies <= {e.attrs["href"] for e in tree.all("a")}


def test_a_copy_stands_below_its_origin(kobe: Graph) -> None:
    tree = page(kobe, "senenews").one("ul", class_="tree")
    origin = next(e for e in tree.children if not isinstance(e, str))
    assert origin.all("a")[0].attrs["href"] == "/report/afp-fr-0208-32"
    assert tree.one("div", class_="at").all("a")[0].attrs["href"] == "/report/senenews"


def test_what_it_prints_is_there(kobe: Graph) -> None:
    rows = kobe.sparql("SELECT ?c WHERE { ?c kg:reportedIn report:wikipedia-en }")
    wanted = {f"/claim/{row.c.rpartition('/')[2]}" for row in rows}  # type: ignore[union-attr]
    found = {e.attrs["href"] for e in page(kobe, "wikipedia-en").one("table", class_="said").all("a")}
    assert len(wanted) > 50
    assert wanted <= found | {e.attrs["href"] for e in page(kobe, "wikipedia-en").all("a")}
