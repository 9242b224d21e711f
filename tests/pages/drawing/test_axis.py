"""The line of time: in order, to one scale, and no break unmarked."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.pages.drawing.axis import BREAK, axis, bins, ticks
from kobe_kg.pages.drawing.lettering import width

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=8))
def test_later_days_stand_further_right_and_all_are_on_the_line(spans: list[tuple[date, date]]) -> None:
    line = axis(spans, 10, 600)
    days = sorted({day for span in spans for day in span})
    xs = [line.at(day) for day in days]
    assert xs == sorted(xs)
    assert line.left - 0.01 <= xs[0]
    assert xs[-1] <= line.right + 0.01
    assert abs(line.right - 600) < 0.01


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=8))
def test_every_day_is_as_long_as_any_other_and_breaks_tell_what_they_leave_out(spans: list[tuple[date, date]]) -> None:
    line = axis(spans, 0, 600)
    for part in line.parts:
        assert abs((part.right - part.left) - (part.end - part.start).days * line.scale) < 0.01
    for (left, right, days), after in zip(line.breaks(), line.parts[1:], strict=True):
        assert right - left == BREAK
        assert days > 0
        assert line.at(after.start - timedelta(days=1)) < line.at(after.start)
    shown = sum((p.end - p.start).days for p in line.parts) + sum(days for *_, days in line.breaks())
    assert shown == (line.parts[-1].end - line.parts[0].start).days


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=4), st.sampled_from(["en", "fr"]))
def test_days_that_are_named_do_not_collide(spans: list[tuple[date, date]], lang: str) -> None:
    found = ticks(axis(spans, 0, 640), lang)
    assert found
    for a, b in pairwise(found):
        assert b.x - a.x >= (width(a.text, 12) + width(b.text, 12)) / 2


@pytest.mark.parametrize(
    ("days", "name"), [(20, "day"), (300, "week"), (3000, "month"), (30_000, "year"), (300_000, "year")]
)
def test_columns_are_as_fine_as_can_be_seen(days: int, name: str) -> None:
    first = date(1000, 6, 15)
    found, columns = bins(axis([(first, first + timedelta(days=days))], 0, 640), [first])
    assert found == name
    assert columns[first] <= first
