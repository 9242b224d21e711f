"""Parties are compared by what they are called."""

from __future__ import annotations

import pytest

from kobe_kg.matching.facts import Party
from kobe_kg.matching.names import alike, called


def party(name: str, kind: str = "group", *more: str) -> Party:
    names = frozenset({f"urn:{name}"}.union(*(called(text) for text in (name, *more))))
    return Party(f"urn:{name}", name, kind, names)


@pytest.mark.parametrize(
    ("a", "b", "degree"),
    [
        (party("River Front"), party("The River Front"), 1.0),
        (party("Front de la Rivière", "group", "River Front"), party("River front (RF)"), 1.0),
        (party("River Front (RF)"), party("RF: Front of the River Peoples"), 1.0),
        (party("Government of Northland", "state"), party("Military Forces of Northland (2021-)", "state"), 1.0),
        (party("Government of Northland", "state"), party("Northland Liberation Army"), None),
        (party("Hill Watch East"), party("Hill Watch West"), 0.5),
        (party("Hill Watch"), party("River Front"), None),
        (party("Armed group"), party("Armed forces"), None),
        (party("Unidentified Armed Group (Northland)"), party("Police of Northland", "state"), None),
        (party("A", "x", "https://example.org/1"), party("B", "y", "https://example.org/1"), 1.0),
    ],
)
def test_names_agree_by_their_telling_words(a: Party, b: Party, degree: float | None) -> None:
    assert [found for *_, found in alike([a], [b])] == ([] if degree is None else [degree])
    assert [found for *_, found in alike([b], [a])] == ([] if degree is None else [degree])
