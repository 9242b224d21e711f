"""The seed article is in the graph whole: each of its 66 facts is carried, and no claim that it does not make."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from kobe_kg.namespaces import compact, expand

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
ARTICLE = "report:wikipedia-en"
#: Code points of the article's NFC text.
LENGTH = 2712
FACTS = [f"F{number:02}" for number in range(1, 67)]

Term = NamedNode | BlankNode | Literal | Triple


def read_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_graph() -> Store:
    store = Store()
    for path in sorted((ROOT / "graph").rglob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE)
    return store


GRAPH = read_graph()
CARRIERS = read_rows("seed-facts.csv")
QUANTITIES = read_rows("seed-quantities.csv")
ORIGINS = read_rows("seed-origins.csv")
#: Statements of the article's infobox, by the record's own keys: no part of the text that was hashed.
INFOBOX = {f"claim:wikipedia-en-c{number:02}" for number in (1, 2, 3, 5, 6, 8)}


def node(name: str) -> NamedNode:
    return NamedNode(expand(name))


def short(term: Term) -> str:
    """Give the prefixed name of a term, or its text when it is a literal."""
    if isinstance(term, Literal):
        return term.value
    assert isinstance(term, NamedNode)
    return compact(term.value) or term.value


def values(subject: str, predicate: str) -> set[str]:
    return {short(quad.object) for quad in GRAPH.quads_for_pattern(node(subject), node(predicate), None)}


def value(subject: str, predicate: str) -> str:
    """Give the only value of a property, or an empty text when there is none."""
    found = values(subject, predicate)
    assert len(found) <= 1, f"{subject} has several {predicate}: {sorted(found)}"
    return next(iter(found), "")


def subjects(predicate: str, of: str) -> set[str]:
    return {short(quad.subject) for quad in GRAPH.quads_for_pattern(None, node(predicate), node(of))}


def containers(place: str) -> set[str]:
    """Give every place that holds a place, however far up."""
    direct = values(place, "schema:containedInPlace")
    return direct.union(*map(containers, direct))


def span(passage: str) -> tuple[int, int]:
    """Give the offsets of a passage: its first code point, and the one after its last."""
    (selector,) = (quad.object for quad in GRAPH.quads_for_pattern(node(passage), node("oa:hasSelector"), None))
    assert isinstance(selector, BlankNode)
    ends = {
        short(quad.predicate): int(quad.object.value)
        for quad in GRAPH.quads_for_pattern(selector, None, None)
        if isinstance(quad.object, Literal)
    }
    return ends["oa:start"], ends["oa:end"]


def carriers(fact: str) -> list[str]:
    return [row["resource"] for row in CARRIERS if row["fact"] == fact]


PASSAGES = sorted(subjects("oa:hasSource", ARTICLE))
#: Claims of the article's prose.
PROSE = sorted(subjects("kg:reportedIn", ARTICLE) - INFOBOX)


def test_no_fact_is_missing_or_unknown() -> None:
    assert sorted({row["fact"] for row in CARRIERS}) == FACTS


def test_no_row_stands_twice() -> None:
    pairs = [(row["fact"], row["resource"]) for row in CARRIERS]
    assert pairs == sorted(set(pairs))


@pytest.mark.parametrize("resource", sorted({row["resource"] for row in CARRIERS}))
def test_every_carrier_is_described_and_labelled_in_both_languages(resource: str) -> None:
    assert values(resource, "rdf:type")
    languages = [
        quad.object.language
        for quad in GRAPH.quads_for_pattern(node(resource), node("rdfs:label"), None)
        if isinstance(quad.object, Literal)
    ]
    assert sorted(map(str, languages)) == ["en", "fr"]


def test_no_claim_is_invented() -> None:
    listed = {row["resource"] for row in CARRIERS if row["resource"].startswith("claim:")}
    assert set(PROSE) == listed


def test_the_infobox_has_claims_of_its_own_and_no_passage() -> None:
    assert subjects("kg:reportedIn", ARTICLE) >= INFOBOX
    for claim in INFOBOX:
        assert value(claim, "kg:speaker") == "source:wikipedia-en"
        assert not values(claim, "kg:evidence")


@pytest.mark.parametrize("claim", PROSE)
def test_every_claim_names_its_speaker_wording_and_passage(claim: str) -> None:
    for predicate in ("kg:speaker", "kg:hedge", "kg:originality"):
        assert value(claim, predicate), predicate
    passages = values(claim, "kg:evidence")
    assert passages
    assert passages <= set(PASSAGES)
    assert values(claim, "kg:cites") <= values(ARTICLE, "dct:references")


@pytest.mark.parametrize("row", QUANTITIES, ids=lambda row: f"{row['fact']}-{row['speaker']}")
def test_every_figure_is_as_printed(row: dict[str, str]) -> None:
    speaker = f"source:{row['speaker']}"
    (claim,) = (resource for resource in carriers(row["fact"]) if value(resource, "kg:speaker") == speaker)
    assert value(claim, "rdf:type") == "kg:QuantityClaim"
    for column in ("population", "outcome", "qualifier"):
        assert value(claim, f"kg:{column}") == f"kg:{row[column]}", column
    for column in ("value", "min", "max"):
        assert value(claim, f"kg:{column}") == row[column], column


def test_no_figure_is_added() -> None:
    counted = subjects("rdf:type", "kg:QuantityClaim") & set(PROSE)
    assert len(counted) == len(QUANTITIES)


@pytest.mark.parametrize("word", ["killed", "injured"])
def test_both_counts_by_nationality_are_complete(word: str) -> None:
    breakdown = value(f"claim:hrw-civilians-{word}", "kg:breakdown")
    parts = values(breakdown, "kg:part")
    assert value(breakdown, "kg:dimension") == "kg:Nationality"
    assert value(breakdown, "kg:exhaustive") == "true"
    assert parts == {f"claim:hrw-{whose}-civilians-{word}" for whose in ("malian", "foreign")}
    assert sum(int(value(part, "kg:value")) for part in parts) == int(value(f"claim:hrw-civilians-{word}", "kg:value"))


def test_facts_that_no_claim_carries_stand_on_the_things_themselves() -> None:
    assert value("event:kobe-attack", "kg:earliest") == value("event:kobe-attack", "kg:latest") == "2025-02-07"
    assert "Kobé attack" in values("event:kobe-attack", "rdfs:label")
    assert "place:mali" in containers("place:kobe")
    assert "place:gao-region" in containers("place:gao") & containers("place:ansongo")
    assert value("report:fama-communique-1", "dct:issued") == "2025-02-08"
    assert value("report:fama-communique-1", "kg:publisher") == "source:malian-army-general-staff"


def test_relays_are_those_of_the_lead_and_those_whose_origin_was_read() -> None:
    relays = {
        (short(quad.subject), short(quad.object))
        for quad in GRAPH.quads_for_pattern(None, node("kg:relays"), None)
        if short(quad.subject) in PROSE
    }
    assert relays == {
        ("claim:wikipedia-civilians-killed", "claim:hrw-civilians-killed"),
        ("claim:wikipedia-soldiers-killed-or-injured", "claim:rfi-soldiers-killed-or-injured"),
        *((f"claim:{row['claim']}", f"claim:{row['origin']}") for row in ORIGINS),
    }


@pytest.mark.parametrize("row", ORIGINS, ids=lambda row: row["claim"])
def test_the_wording_of_the_article_never_overwrites_that_of_the_origin(row: dict[str, str]) -> None:
    claim, origin = f"claim:{row['claim']}", f"claim:{row['origin']}"
    kept = ("speaker", "population", "outcome", "qualifier", "value", "attributedTo", "role", "hedge", "aspect")
    assert [name for name in kept if values(claim, f"kg:{name}") != values(origin, f"kg:{name}")] == row[
        "differs"
    ].split()
    assert ARTICLE not in values(origin, "kg:reportedIn")


def test_what_no_origin_was_read_of_stays_undetermined() -> None:
    unread = {claim for claim in PROSE if value(claim, "kg:originality") == "kg:Undetermined"}
    assert unread == {
        "claim:afp-people-killed",
        "claim:hrw-foreign-civilians-injured",
        "claim:hrw-malian-civilians-injured",
        "claim:hrw-nigerien-civilians-injured",
        "claim:rfi-people-killed",
    }


def test_the_nineteen_passages_follow_one_another_within_the_text() -> None:
    assert [f"passage:wikipedia-en-s{number:02}" for number in range(1, 20)] == PASSAGES
    spans = [span(passage) for passage in PASSAGES]
    edges = [edge for pair in spans for edge in pair]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= LENGTH for start, end in spans)


def test_the_graph_keeps_no_long_text() -> None:
    texts = {quad.object.value for quad in GRAPH if isinstance(quad.object, Literal)}
    assert [text for text in texts if len(text) > 240] == []


# The article and its list of facts are no part of the repository. Where copies lie beside the checkout, the graph is
# held against them too.
DOSSIER = ROOT.parent / "shared" / "dossier"

if (DOSSIER / "seed-article.txt").is_file():
    TEXT = unicodedata.normalize("NFC", (DOSSIER / "seed-article.txt").read_bytes().decode())
    NUMERALS = {3: "three", 5: "five", 6: "six", 8: "eight", 10: "ten", 100: "hundred"}

    def test_the_text_is_the_one_the_offsets_count_in() -> None:
        assert len(TEXT) == LENGTH
        assert value(ARTICLE, "kg:contentHash") == hashlib.sha256(TEXT.encode()).hexdigest()

    @pytest.mark.parametrize("passage", PASSAGES)
    def test_each_slice_is_one_whole_sentence(passage: str) -> None:
        start, end = span(passage)
        assert re.fullmatch(r"[A-Z0-9][^.]*\.(\[\d\])*", TEXT[start:end])

    def test_nothing_but_title_and_headings_is_left_out() -> None:
        edges = [0, *(edge for passage in PASSAGES for edge in span(passage)), LENGTH]
        between = [TEXT[left:right].strip() for left, right in zip(edges[::2], edges[1::2], strict=True)]
        assert " ".join(filter(None, between)) == "Kobé attack Background Attack Aftermath References\n|"

    @pytest.mark.parametrize("row", [row for row in QUANTITIES if row["value"]], ids=lambda row: row["fact"])
    def test_each_figure_stands_in_its_passage(row: dict[str, str]) -> None:
        figure = int(row["value"])
        for claim in carriers(row["fact"]):
            for passage in values(claim, "kg:evidence"):
                start, end = span(passage)
                words = re.findall(r"\w+", re.sub(r"\[\d\]", "", TEXT[start:end]))
                assert {str(figure), NUMERALS.get(figure)} & set(words), claim


if (DOSSIER / "kobe-reports.yaml").is_file():
    FOOTNOTES = {4: "report:hrw-0220", 7: "report:rfi-0210"}
    LIST = (DOSSIER / "kobe-reports.yaml").read_text(encoding="utf-8").partition("\nseed_facts:\n")[2]
    SEED: list[dict[str, Any]] = yaml.safe_load(LIST.partition("\nseed_disagreements:\n")[0])

    @pytest.mark.parametrize("fact", SEED, ids=lambda fact: str(fact["id"]))
    def test_each_claim_points_to_its_sentence_and_footnotes(fact: dict[str, Any]) -> None:
        cited = {FOOTNOTES.get(number, f"report:wikipedia-en-ref-{number}") for number in fact["citations"]}
        for claim in carriers(fact["id"]):
            if claim.startswith("claim:"):
                assert f"passage:wikipedia-en-s{fact['sentence']:02}" in values(claim, "kg:evidence")
                assert values(claim, "kg:cites") == cited
