"""A wording around a number gives the bounds that the model says it implies, and no others."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.dossier.numbers import Figure, figure, measure
from kobe_kg.ingest.dossier.sense import Unread


@pytest.mark.parametrize(
    ("wording", "low", "high", "expected"),
    [
        ("exact", 34, 34, Figure("Exactly", 34, 34, 34)),
        ("exact", 0, 0, Figure("Exactly", 0, 0, 0)),
        (None, 34, 34, Figure("Exactly", 34, 34, 34)),
        ("at-least", 34, None, Figure("AtLeast", 34, 34, None)),
        ("more-than", 50, None, Figure("MoreThan", 50, 51, None)),
        ("at-most", None, 9, Figure("AtMost", 9, 0, 9)),
        ("up-to", None, 56, Figure("UpTo", 56, 0, 56)),
        ("up-to", 0, 56, Figure("UpTo", 56, 0, 56)),
        ("less-than", None, 12, Figure("AtMost", 11, 0, 11)),
        ("about", 30, 30, Figure("About", 30, None, None)),
        ("several", None, None, Figure("Several", None, 2, None)),
        ("some", None, None, Figure("Some", None, 1, None)),
        ("majority", None, None, Figure("Majority")),
        ("similar-to", None, None, Figure("SimilarTo")),
    ],
)
def test_bounds_follow_the_wording(
    wording: str | None, low: float | None, high: float | None, expected: Figure
) -> None:
    assert figure(wording, low, high) == expected


@pytest.mark.parametrize(
    ("wording", "low", "high", "key"),
    [
        ("exact", 7, 9, "value_min"),
        (None, 7, None, "value_min"),
        ("at-least", None, 7, "value_min"),
        ("at-least", 7, 9, "value_max"),
        ("more-than", 7, 7, "value_max"),
        ("up-to", 7, None, "value_max"),
        ("up-to", 3, 7, "value_min"),
        ("less-than", None, 0, "value_max"),
        ("several", 3, None, "qualifier"),
        ("exact", 7.5, 7.5, "value_min"),
        ("about", 30, 40, "value_min"),
    ],
)
def test_bounds_that_do_not_fit_are_refused_at_their_key(
    wording: str | None, low: float | None, high: float | None, key: str
) -> None:
    with pytest.raises(Unread) as raised:
        figure(wording, low, high)
    assert raised.value.key == key


def test_a_measure_keeps_its_fraction_and_draws_no_bounds() -> None:
    assert measure("exact", 29.6, 29.6) == Figure("Exactly", 29.6)
    assert measure("at-least", 12.5, None) == Figure("AtLeast", 12.5)
    assert measure(None, 35, 35) == Figure("Exactly", 35)
    for wording, low, high in (("several", None, None), ("less-than", None, 3), ("about", 30.1, 30.9), ("exact", 1, 2)):
        with pytest.raises(Unread):
            measure(wording, low, high)
