"""Search: whatever a reader remembers of a claim leads to it."""

from __future__ import annotations

import pytest

import kobe_kg
from kobe_kg.errors import ParameterError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.search import index as indexed
from kobe_kg.pages.search.index import Wanted, fold, index
from kobe_kg.pages.search.results import SIZE, Found, find, search, wanted
from kobe_kg.pages.site import Site
from tests.pages.markup import Element, faults, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, lang: str = "en", number: int = 1, **args: str) -> Element:
    site = Site(lang=lang, path="/search", args=tuple(args.items()))
    found = read(search(graph, site, args, page=number))
    assert faults(found) == []
    return found


def slugs(found: Found) -> list[str]:
    return [hit.iri.rpartition("/")[2].rpartition("#")[2] for hit in found.hits]


def test_every_claim_is_found_by_each_word_of_its_labels(kobe: Graph) -> None:
    known = index(kobe)
    assert known is not None
    rows = kobe.sparql("SELECT ?c ?label WHERE { ?c kg:speaker ?s ; rdfs:label ?label }")
    words: dict[str, set[str]] = {}
    for row in rows:  # type: ignore[union-attr]
        for word in fold(row.label).split():
            words.setdefault(word, set()).add(row.c)
    assert len(words) > 500
    for word, claims in words.items():
        found = {known.hit(n).iri for n in known.find(Wanted((word,)))}
        assert claims <= found, word


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("menaka", "menaka-offensive-2022"),
        ("MÉNAKA offensive", "menaka-offensive-2022"),
        ("l'État islamique", "is-sahel"),
        ("ISGS", "is-sahel"),
        ("hrw 34 civilians", "hrw-0220-c01"),
        ("au moins 34 civils tués", "hrw-0220-c01"),
        ("hrw-0220-c01", "hrw-0220-c01"),
        ("wagn", "wagner-group"),
    ],
)
def test_case_accents_and_word_ends_do_not_matter(kobe: Graph, text: str, slug: str) -> None:
    assert slug in slugs(find(kobe, wanted({"q": text})))


def test_a_number_is_a_whole_one(kobe: Graph) -> None:
    found = find(kobe, wanted({"q": "3", "type": "claim"}))
    labels = [kobe.show(f"<{hit.iri}>").facts for hit in found.hits[:20]]
    assert labels
    for facts in labels:
        assert any(word == "3" for fact in facts for word in fold(f"{fact.value} {fact.label}").split()), facts


def test_the_nearest_comes_first(kobe: Graph) -> None:
    assert slugs(find(kobe, wanted({"q": "Kobé"})))[0] == "kobe"
    assert slugs(find(kobe, wanted({"q": "Kobé attack"})))[0] == "kobe-attack"
    assert slugs(find(kobe, wanted({"q": "rfi"})))[0] != "rfi-0210"


def test_facets_count_what_they_lead_to(kobe: Graph) -> None:
    found = find(kobe, wanted({"q": "civilians"}))
    for name, counts in found.counts.items():
        for value, many in list(counts.items())[:4]:
            assert len(find(kobe, wanted({"q": "civilians", name: value})).hits) == many, (name, value)
    army = find(kobe, wanted({"speaker": "malian-army-general-staff", "outcome": "Killed"}))
    rows = kobe.sparql("SELECT ?c WHERE { ?c kg:speaker source:malian-army-general-staff ; kg:outcome kg:Killed }")
    assert {hit.iri for hit in army.hits} == {row.c for row in rows}  # type: ignore[union-attr]


def test_days_narrow_it(kobe: Graph) -> None:
    found = find(kobe, wanted({"type": "claim", "from": "2025-02-20", "to": "2025-02-24"}))
    rows = kobe.sparql(
        """SELECT ?c WHERE { ?c kg:speaker ?s ; kg:statedOn ?day
           FILTER(?day >= "2025-02-20"^^xsd:date && ?day <= "2025-02-24"^^xsd:date) }"""
    )
    assert {hit.iri for hit in found.hits} == {row.c for row in rows}  # type: ignore[union-attr]
    assert len(found.hits) > 5


def test_a_slip_is_answered_by_what_was_meant(kobe: Graph) -> None:
    found = find(kobe, wanted({"q": "Wagnr group"}))
    assert not found.hits
    assert "wagner" in found.near["wagnr"]
    assert "/search?q=wagner+group" in {e.attrs["href"] for e in page(kobe, q="Wagnr group").all("a")}


def test_pages_hold_all_that_was_found(kobe: Graph) -> None:
    everything = find(kobe, wanted({"q": "civilians"}))
    seen: list[str] = []
    for number in range(1, -(-len(everything.hits) // SIZE) + 1):
        lists = page(kobe, number=number, q="civilians").all("ol", class_="found")
        seen += [e.attrs["href"].rpartition("/")[2].rpartition("#")[2] for e in lists[0].all("a")]
    assert seen == slugs(everything)


def test_words_are_marked_and_nothing_else_is_made_of_them(kobe: Graph) -> None:
    assert page(kobe, q="wagner").all("mark")[0].text == "Wagner"
    hostile = page(kobe, q='"><script>alert(1)</script>')
    assert not [e for e in hostile.all("script") if "json" not in e.attrs.get("type", "")]


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ({"type": "claims"}, "'type' is one of"),
        ({"from": "2025-2-1"}, "YYYY-MM-DD"),
        ({"to": "2025-02-30"}, "YYYY-MM-DD"),
        ({"q": "x" * 201}, "at most 200"),
        ({"speaker": "a b> ?x"}, "'speaker' is a name"),
    ],
)
def test_a_wrong_value_is_told(args: dict[str, str], what: str) -> None:
    with pytest.raises(ParameterError, match=what):
        wanted(args)


def test_a_graph_too_large_for_an_index_is_asked_itself(kobe: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "MOST", 1)
    monkeypatch.setattr(indexed, "_kept", type(indexed._kept)())
    found = find(kobe, wanted({"q": "Wagner", "type": "party"}))
    assert slugs(found) == ["wagner-group"]
    assert found.complete
    text = page(kobe, q="civilians").text
    assert "too large for an index" in text
    monkeypatch.setattr("kobe_kg.pages.search.results._ASKED", 3)
    assert not find(kobe, wanted({"q": "civilians"})).complete
    assert "too large to search whole" in page(kobe, q="civilians").text


def test_the_index_is_made_once(kobe: Graph) -> None:
    assert index(kobe) is index(kobe)


def test_no_words_give_all_there_is(kobe: Graph) -> None:
    assert (
        len(find(kobe, wanted({"type": "claim"})).hits)
        == kobe.sparql("SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c kg:speaker ?s }")[0].n
    )  # type: ignore[index, union-attr]
    assert page(kobe, "fr").one("h1").text == "Rechercher"
    assert PREFIXES["claim"]
