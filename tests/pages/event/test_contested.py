"""The cards show what most speakers disagree on, with the two figures of their sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.pages.event.contested import FIGURES, TOPICS, contested
from kobe_kg.pages.site import Site
from tests.pages.written import graph


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_most_contested_come_first(lang: str) -> None:
    c = open_graph().compare(lang=lang)
    cards = contested(c, Site(lang=lang))
    assert [card.topic.name for card in cards] == [t.name for t in c.topics[:TOPICS]]
    for card in cards:
        assert card.sentence
        assert len(card.stands) <= FIGURES
        assert sum(bool(s.look) for s in card.stands) == 2
        assert all(s.position.words.casefold() in card.sentence.casefold() for s in card.stands if s.look)


def test_a_later_higher_figure_is_revised_and_no_contradiction() -> None:
    c = open_graph().compare()
    card = next(card for card in contested(c, Site()) if card.topic.name == "civilians-killed")
    assert card.look == "revision"
    assert card.sentence == (
        "25 according to General Staff of the Malian Armies on 8 Feb 2025; at least 34 according to Human Rights Watch "
        "on 20 Feb 2025. Such a figure can only grow: it is revised upward, not contradicted."
    )


def test_two_figures_of_a_day_contradict(tmp_path: Path) -> None:
    claims = [(who, "Exactly", 5, "2025-01-01") for who in "ac"]
    g = graph(tmp_path, [*claims, ("b", "AtLeast", 9, "2025-01-01")])
    (card,) = contested(g.compare("it"), Site())
    assert (card.look, card.tally) == ("contradiction", "1 contradiction")
    assert card.sentence.endswith("Both cannot be true.")
    assert [(s.position.words, s.look) for s in card.stands] == [
        ("5", "contradiction"),
        ("at least 9", "contradiction"),
    ]
    assert card.stands[0].who == "An event, and 1 other"
    assert card.more == 0


def test_figures_that_may_both_hold_come_without_a_sentence(tmp_path: Path) -> None:
    g = graph(tmp_path, [("a", "AtLeast", 5, "2025-01-01"), ("b", "AtLeast", 9, "2025-01-01")])
    (card,) = contested(g.compare("it"), Site())
    assert (card.look, card.sentence, len(card.stands)) == ("", "", 2)


def test_nothing_contested_is_no_card(tmp_path: Path) -> None:
    assert contested(graph(tmp_path, [("a", "Exactly", 5, "2025-01-01")]).compare("it"), Site()) == []
