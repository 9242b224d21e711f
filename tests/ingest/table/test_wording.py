"""Numbers are read as people word them, in English and French, and never as more than was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.ingest.dossier.sense import Unread
from kobe_kg.ingest.dossier.vocabulary import code_lists
from kobe_kg.ingest.table.wording import QUALIFIERS, between, measured, parse, worded

ONE = {
    "34": ("Exactly", 34, 34, 34),
    "34.0": ("Exactly", 34, 34, 34),
    "1,200": ("Exactly", 1200, 1200, 1200),
    "1\u202f200": ("Exactly", 1200, 1200, 1200),
    "only 4": ("Exactly", 4, 4, 4),
    "vingt et un": ("Exactly", 21, 21, 21),
    "seize": ("Exactly", 16, 16, 16),
    "At least 34": ("AtLeast", 34, 34, None),
    "no fewer than twelve": ("AtLeast", 12, 12, None),
    "34+": ("AtLeast", 34, 34, None),
    "34 or more": ("AtLeast", 34, 34, None),
    "au moins 34": ("AtLeast", 34, 34, None),
    "pas moins de 34": ("AtLeast", 34, 34, None),
    "≥ 34": ("AtLeast", 34, 34, None),
    "more than fifty": ("MoreThan", 50, 51, None),
    "plus d’une dizaine": ("MoreThan", 10, 11, None),
    "> 50": ("MoreThan", 50, 51, None),
    "up to 56": ("UpTo", 56, 0, 56),
    "jusqu’à 56": ("UpTo", 56, 0, 56),
    "at most 9": ("AtMost", 9, 0, 9),
    "au plus 9": ("AtMost", 9, 0, 9),
    "moins de 10": ("AtMost", 9, 0, 9),
    "fewer than 10": ("AtMost", 9, 0, 9),
    "about 30": ("About", 30, None, None),
    "some twenty": ("About", 20, None, None),
    "a dozen": ("About", 12, None, None),
    "environ 30": ("About", 30, None, None),
    "une vingtaine": ("About", 20, None, None),
    "~30": ("About", 30, None, None),
    "30 environ": ("About", 30, None, None),
    "several": ("Several", None, 2, None),
    "plusieurs": ("Several", None, 2, None),
    "some": ("Some", None, 1, None),
    "la plupart": ("Majority", None, None, None),
}


@pytest.mark.parametrize("text", ONE)
def test_a_wording_has_its_qualifier_and_bounds(text: str) -> None:
    (part,) = parse(text)
    assert tuple(part.figure) == ONE[text]
    assert part.name == ""


@pytest.mark.parametrize("text", ["25-30", "25–30", "25 to 30", "between 25 and 30", "entre 25 et 30", "de 25 à 30"])
def test_a_range_is_two_claims_and_no_sum(text: str) -> None:
    low, high = parse(text)
    assert (low.name, *low.figure) == ("low", "AtLeast", 25, 25, None)
    assert (high.name, *high.figure) == ("high", "AtMost", 30, 0, 30)
    assert low.note == high.note == "Given as a range, 25 to 30."


@pytest.mark.parametrize(
    "text", ["many", "-5", "34.5", "dizaines", "over 50 killed", "about 25-30", "at least", "", "1.200"]
)
def test_what_is_no_number_is_refused_with_what_would_help(text: str) -> None:
    with pytest.raises(Unread) as raised:
        parse(text)
    assert raised.value.hint


def test_less_than_keeps_its_number_in_a_note() -> None:
    assert parse("less than 10")[0].note == "Worded as less than 10."
    with pytest.raises(Unread, match="nothing is less than 0"):
        parse("less than 0")


def test_a_best_figure_stands_between_the_ends_of_its_range() -> None:
    assert [(part.name, part.figure.value) for part in between(4, 9, 6)] == [("low", 4), ("best", 6), ("high", 9)]
    assert [part.figure.qualifier for part in between(4, 4, 4)] == ["Exactly"]
    with pytest.raises(Unread, match="above"):
        between(9, 4)


def test_every_qualifier_of_the_list_can_be_chosen() -> None:
    assert set(QUALIFIERS) == set(code_lists()["Qualifier"])
    without = {"Majority", "Several", "SimilarTo", "Some"}
    for name in QUALIFIERS:
        (part,) = worded(name, None if name in without else 7)
        assert part.figure.qualifier == name
    with pytest.raises(Unread, match="carries no number"):
        worded("Several", 7)
    with pytest.raises(Unread, match="needs a number"):
        worded("AtLeast", None)


def test_a_measure_keeps_its_wording() -> None:
    assert measured("about 30") == ("About", "30")
    assert measured("au moins 30,5") == ("AtLeast", "30,5")
    assert measured("less than 30")[0] == ""


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    try:
        parts = parse(text)
    except Unread:
        return
    assert all(part.figure.min is None or part.figure.min >= 0 for part in parts)
