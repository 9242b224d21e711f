"""Events that may be one are found by days, places and parties, and others are not."""

from __future__ import annotations

import random
from datetime import date
from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kobe_kg.matching import Candidate, Facts, candidates
from kobe_kg.matching.facts import RADIUS, Event, Party, Place

DAY = date(2031, 3, 6).toordinal()
ARMY = Party("urn:army", "Army of Northland", "state", frozenset({"urn:army", "army of northland"}))
FRONT = Party("urn:front", "River Front", "group", frozenset({"urn:front", "river front"}))


def one(
    iri: str,
    *,
    first: int = DAY,
    last: int | None = None,
    slack: int = 1,
    owner: str = "",
    point: tuple[float, float] | None = (12.5, -3.25),
    radius: float = RADIUS["ExactPlace"],
    country: str = "northland",
    parties: tuple[Party, ...] = (ARMY, FRONT),
) -> Facts:
    """Give a data set of one event."""
    return Facts(
        [Event(iri, iri, first, first if last is None else last, slack, owner or iri[:5], 3, 9)],
        0,
        [Place(iri, *(point or (None, None)), radius)],
        [(iri, country)] if country else [],
        [(iri, party.iri) for party in parties],
        list(parties),
    )


def matched(a: Facts, b: Facts, least: float = 0.0) -> list[Candidate]:
    return list(candidates(a, b, least=least))


def test_the_same_attack_has_the_highest_score() -> None:
    (found,) = matched(one("urn:a"), one("urn:b"))
    assert found == Candidate(
        "urn:a",
        "urn:a",
        "urn:b",
        "urn:b",
        1.0,
        1,
        0,
        0.0,
        10.0,
        "Army of Northland; River Front",
        "3–9",
        "3–9",
        1,
        1,
        1,
    )


@pytest.mark.parametrize(("apart", "found"), [(0, 1), (2, 1), (3, 0), (-2, 1), (-3, 0)])
def test_days_may_be_as_far_apart_as_their_precision_says(apart: int, found: int) -> None:
    assert len(matched(one("urn:a"), one("urn:b", first=DAY + apart))) == found


@pytest.mark.parametrize("shift", range(9))
def test_no_border_between_spans_of_days_hides_a_pair(shift: int) -> None:
    (found,) = matched(one("urn:a", first=DAY + shift), one("urn:b", first=DAY + shift + 1))
    assert (found.days, found.when) == (1, 0.75)


def test_a_long_window_is_found_once_and_counts_less() -> None:
    year = one("urn:b", first=DAY - 100, last=DAY + 264)
    (found,) = matched(one("urn:a"), year)
    assert found.days == 0
    assert found.when < 0.1


@pytest.mark.parametrize(("km", "found"), [(9.9, 1), (10.1, 0), (30, 0)])
def test_two_attacks_of_a_day_some_way_apart_are_two(km: float, found: int) -> None:
    assert len(matched(one("urn:a"), one("urn:b", point=(12.5, -3.25 + km / 111.195)))) == found


@pytest.mark.parametrize(
    ("a", "b"), [((179.99, 10.0), (-179.99, 10.0)), ((0.0, 89.99), (180.0, 89.99)), ((12.0, -89.99), (-168.0, -89.99))]
)
def test_the_date_line_and_the_poles_are_no_border(a: tuple[float, float], b: tuple[float, float]) -> None:
    (found,) = matched(one("urn:a", point=a), one("urn:b", point=b))
    assert found.km is not None
    assert found.km < 3


def test_a_place_of_the_same_name_elsewhere_is_not_taken_for_it() -> None:
    assert matched(one("urn:a"), one("urn:b", country="southland")) == []


def test_without_a_country_the_places_have_to_tell() -> None:
    assert len(matched(one("urn:a"), one("urn:b", country=""))) == 1
    assert len(matched(one("urn:a", country=""), one("urn:b", country=""))) == 1
    assert matched(one("urn:a"), one("urn:b", country="", point=None)) == []


def test_without_coordinates_a_country_is_enough_and_counts_less() -> None:
    (found,) = matched(one("urn:a"), one("urn:b", point=None))
    assert (found.km, found.allowed, found.where) == (None, None, 0.333)


def test_other_parties_count_less_than_none_named() -> None:
    (strangers,) = matched(one("urn:a", parties=(ARMY,)), one("urn:b", parties=(FRONT,)))
    (unknown,) = matched(one("urn:a", parties=(ARMY,)), one("urn:b", parties=()))
    (half,) = matched(one("urn:a", parties=(ARMY,)), one("urn:b"))
    assert strangers.score < unknown.score < half.score < 1
    assert (strangers.parties, half.parties) == ("", "Army of Northland")


def test_what_is_decided_is_not_told_again() -> None:
    assert list(candidates(one("urn:a"), one("urn:b"), known=[("urn:b", "urn:a")])) == []


def joined(*parts: Facts) -> Facts:
    """Put data sets together."""
    return Facts(
        [event for part in parts for event in part.events],
        0,
        [place for part in parts for place in part.places],
        [country for part in parts for country in part.countries],
        [side for part in parts for side in part.sides],
        [ARMY, FRONT],
    )


def test_one_graph_is_compared_with_itself_but_no_speaker_with_themself() -> None:
    graph = joined(one("urn:a", owner="x"), one("urn:b", owner="x"), one("urn:c", owner="y"))
    pairs = {(found.event, found.other) for found in candidates(graph)}
    assert pairs == {("urn:a", "urn:c"), ("urn:b", "urn:c")}
    assert len(list(candidates(graph, within=True))) == 3


def test_the_best_of_both_is_first() -> None:
    near = one("urn:b", point=(12.51, -3.25))
    far = one("urn:c", point=(12.56, -3.25))
    found = matched(one("urn:a"), joined(near, far))
    assert [(pair.other, pair.rank) for pair in found] == [("urn:b", 1), ("urn:c", 2)]


def kilometres(a: Place, b: Place) -> float:
    (_, west, south, _), (_, east, north, _) = a, b
    assert None not in (west, south, east, north)
    up, across = radians(north - south), radians(east - west)  # type: ignore[operator]
    h = sin(up / 2) ** 2 + cos(radians(south)) * cos(radians(north)) * sin(across / 2) ** 2  # type: ignore[arg-type]
    return 12742 * asin(min(1, sqrt(h)))


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_every_pair_that_the_rules_allow_is_found_and_no_other(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a seed from Hypothesis

    def some(letter: str) -> Facts:
        return joined(
            *(
                one(
                    f"urn:{letter}{number}",
                    first=(first := DAY + draw.randrange(12)),
                    last=first + draw.choice([0, 0, 6, 30]),
                    slack=draw.choice([1, 3, 8]),
                    point=(12.5 + draw.random() / 4, draw.random() / 4),
                    radius=draw.choice([5.0, 25.0]),
                    country=draw.choice(["northland", "southland", ""]),
                )
                for number in range(6)
            )
        )

    a, b = some("a"), some("b")
    at = {place.event: place for place in (*a.places, *b.places)}
    land = dict((*a.countries, *b.countries))
    expected = {
        (one.iri, other.iri)
        for one in a.events
        for other in b.events
        if one.first - one.slack <= other.last + other.slack
        and other.first - other.slack <= one.last + one.slack
        and land.get(one.iri, land.get(other.iri)) == land.get(other.iri, land.get(one.iri))
        and kilometres(at[one.iri], at[other.iri]) <= at[one.iri].radius + at[other.iri].radius
    }
    found = matched(a, b)
    assert {(pair.event, pair.other) for pair in found} == expected
    assert {(pair.other, pair.event, pair.score) for pair in matched(b, a)} == {
        (pair.event, pair.other, pair.score) for pair in found
    }
    assert found == sorted(found, key=lambda pair: (-pair.score, pair.event, pair.other))
    assert all(0 < pair.score <= 1 for pair in found)
