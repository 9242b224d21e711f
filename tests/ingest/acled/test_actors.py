"""Actors are parties, parties nobody knows, or populations, whatever words their types are in."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.acled.actors import inter, kind, population


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("1", "State Forces", "State forces"), 1),
        (("2", "Rebel Groups", "Rebel group", "2.0"), 2),
        (("3", "Political Militias", "Political militia"), 3),
        (("4", "Identity Militias", "Identity militia"), 4),
        (("5", "Rioters"), 5),
        (("6", "Protesters"), 6),
        (("7", "Civilians"), 7),
        (("8", "External/Other Forces", "Other Forces"), 8),
        (("", "0", "9", "12", "Village guard"), 0),
    ],
)
def test_types_are_read_as_numbers_and_in_words(words: tuple[str, ...], code: int) -> None:
    assert {inter(word) for word in words} == {code}


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("Civilians (Northland)", 0, "Civilians"),
        ("Protesters (International)", 6, "Protesters"),
        ("rioters", 0, "Rioters"),
        ("Pupils of the mill", 6, "Protesters"),
        ("Civilians United Front", 2, ""),
        ("River Front", 2, ""),
    ],
)
def test_populations_are_told_by_name_or_type(name: str, code: int, found: str) -> None:
    assert population(name, code) == found


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("Presidential Guard", 1, "StateForce"),
        ("Police Forces of Northland (2020-)", 0, "StateForce"),
        ("Hill Company", 8, "NonStateGroup"),
        ("Unidentified Military Forces", 1, "UnidentifiedGroup"),
    ],
)
def test_a_party_has_one_kind(name: str, code: int, found: str) -> None:
    assert kind(name, code) == found
