"""Claims as rows: what changes along a relay is what the query says, and nothing of a claim is lost by folding."""

from __future__ import annotations

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.pages.reading import Names
from kobe_kg.pages.thing.said import Said, changes, claims, folded


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def everything(graph: Graph, lang: str = "en") -> dict[str, Said]:
    rows = graph.sparql("SELECT DISTINCT ?c WHERE { ?c kg:speaker ?s } ORDER BY ?c")
    return claims(graph, Names(graph, lang), [row.c for row in rows], lang=lang)  # type: ignore[union-attr]


def test_changes_are_the_drift_of_the_query(kobe: Graph) -> None:
    told = everything(kobe)
    mine = {(r.claim, o, f) for r in told.values() for o in r.origins for f, _, _ in changes(told[o], r)}
    rows = [row for event in kobe.query("events") for row in kobe.query("drift", event=event.event)]
    assert mine == {(row.claim, row.origin, row.field) for row in rows}
    assert len(mine) > 50


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_words_and_headings_are_those_of_the_comparison(kobe: Graph, lang: str) -> None:
    told, compared = everything(kobe, lang), kobe.compare(lang=lang)
    for topic in compared.topics:
        for position in (q for p in topic.positions for q in (p, *p.relayed)):
            said = told[position.claim]
            assert said.heading == topic.title
            if topic.kind == "quantity":
                assert said.figure == position.words
            elif topic.kind == "absence":
                assert said.words.value == position.words
            assert (said.value, said.min, said.max) == (position.value, position.min, position.max)
            assert said.day == position.stated_on


def test_folding_keeps_every_claim(kobe: Graph) -> None:
    told = list(everything(kobe).values())
    groups = folded(told)
    assert sorted(s.claim for g in groups for s in (g.first, *g.rest)) == sorted(s.claim for s in told)
    assert len(groups) < len(told)
    for group in groups:
        assert {s.speaker for s in group.rest} <= {group.first.speaker}
        if any(s.originality == "kg:Original" for s in group.rest):
            assert group.first.originality == "kg:Original"
