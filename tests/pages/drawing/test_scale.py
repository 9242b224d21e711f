"""Scales begin at zero, end at a round number, and have room for what is open."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.pages.drawing.scale import scale


@given(st.lists(st.integers(0, 10**12)), st.booleans())
def test_every_figure_has_room(figures: list[int], beyond: bool) -> None:
    on = scale(figures, beyond=beyond)
    assert on.ticks[0] == 0
    assert on.ticks[-1] == on.end
    assert 2 <= len(on.ticks) <= 8
    assert len({b - a for a, b in zip(on.ticks, on.ticks[1:], strict=False)}) == 1
    top = max(figures, default=0)
    assert on.end > top if beyond else on.end >= top
    assert all(0 <= float(on.at(n).rstrip("%")) <= 100 for n in figures)


def test_places_are_shares_of_the_whole() -> None:
    on = scale([34])
    assert [on.at(n) for n in (0, 10, 34, 40)] == ["0%", "25%", "85%", "100%"]
    assert scale([3]).at(1) == "33.33%"
