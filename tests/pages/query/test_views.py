"""An answer is drawn as its query says, and left to its table where that says more."""

from __future__ import annotations

import pytest

from kobe_kg.answer import Answer
from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.pages.query import views
from kobe_kg.pages.site import Site
from tests.pages.markup import read

GRAPH: Graph = open_graph()


def drawn(name: str, text: str, view: str, lang: str = "en") -> str:
    answer = GRAPH.sparql(text)
    assert isinstance(answer, Answer)
    query = GRAPH.queries[name]._replace(view=view)
    return str(views.drawing(query, answer, GRAPH, Site(lang=lang)) or "")


def test_a_matrix_lays_like_beside_like() -> None:
    for lang, word in (("en", "at least 19"), ("fr", "au moins 19")):
        found = read(str(views.drawing(GRAPH.queries["convoy"], GRAPH.query("convoy"), GRAPH, Site(lang=lang))))
        heads = [e.text for e in found.one("thead").all("th")]
        assert len(heads) == len(set(heads))
        assert word in found.text
        for row in found.one("tbody").all("tr"):
            assert len(row.all("td")) == len(heads) - 1


def test_what_is_not_said_is_no_number() -> None:
    rows = "(kg:Buses source:afp 6) (kg:Trucks source:rfi 8)"
    text = f"SELECT ?population ?speaker ?n WHERE {{ VALUES (?population ?speaker ?n) {{ {rows} }} }}"
    found = read(drawn("convoy", text, "matrix"))
    assert [e.text for e in found.one("tbody").all("td")] == ["6", "·nothing said", "·nothing said", "8"]


def test_a_matrix_too_wide_to_read_is_left_to_the_table() -> None:
    rows = " ".join(f"(kg:P{n} source:s{m} 1)" for n in range(40) for m in range(40))
    text = f"SELECT ?population ?speaker ?n WHERE {{ VALUES (?population ?speaker ?n) {{ {rows} }} }}"
    assert drawn("convoy", text, "matrix") == ""


def test_a_tree_hangs_copies_below_what_they_copy() -> None:
    text = """SELECT ?report ?relaysReport WHERE { VALUES (?report ?relaysReport) {
        (report:a UNDEF) (report:b report:a) (report:c report:b) (report:d UNDEF) } }"""
    found = read(drawn("relays", text, "tree"))
    trees = found.all("ul", class_="tree")
    assert [e.text for e in trees[0].all("a")] == ["report:a", "report:b", "report:c"]
    assert [e.text for e in trees[1].all("a")] == ["report:d"]
    assert "1 that stands alone" in found.text


@pytest.mark.parametrize(
    "rows",
    [
        "(report:a report:b) (report:b report:a)",
        "(report:a report:a) (report:b report:a)",
        "(report:a report:b) (report:a report:c) (report:b UNDEF) (report:c UNDEF)",
        "(report:a report:gone) (report:b report:a)",
    ],
)
def test_a_tree_holds_each_report_once_even_in_a_ring(rows: str) -> None:
    text = f"SELECT ?report ?relaysReport WHERE {{ VALUES (?report ?relaysReport) {{ {rows} }} }}"
    found = [e.text for e in read(drawn("relays", text, "tree")).all("a")]
    assert sorted(found) == sorted(set(found))
    assert {"report:a", "report:b"} <= set(found)


def test_one_number_stands_large() -> None:
    found = read(drawn("claims", "SELECT (12345 AS ?claims) WHERE {}", "number", "fr"))
    assert found.one("div", class_="number").text == "12\u202f345 Affirmations"
    assert drawn("claims", 'SELECT ("x" AS ?claims) WHERE {}', "number") == ""


@pytest.mark.parametrize("view", ["matrix", "tree", "number", "map", "timeline", "table"])
def test_an_answer_that_does_not_fit_its_view_is_left_to_the_table(view: str) -> None:
    assert drawn("claims", "SELECT ?x WHERE { VALUES ?x { UNDEF } }", view) == ""
    assert drawn("claims", 'SELECT ("<b>" AS ?x) ("&" AS ?wkt) ("soon" AS ?statedOn) WHERE {}', view).count("<b>") == 0


def test_labels_of_resources_are_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = views.labels
    monkeypatch.setattr(views, "labels", lambda iris, store, lang: asked.append(lang) or real(iris, store, lang))
    views.drawing(GRAPH.queries["convoy"], GRAPH.query("convoy"), GRAPH, Site())
    assert asked == ["en"]
