"""Days are read as they are written; one that may be two is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.ingest.dossier.sense import Unread
from kobe_kg.ingest.table.days import day, span

FOUND = {
    "2025-02-07": "2025-02-07",
    "2025-02-07 00:00:00": "2025-02-07",
    "2025-02-07T14:30:00Z": "2025-02-07",
    "2025/2/7": "2025-02-07",
    "02/21/2025": "2025-02-21",
    "21/02/2025": "2025-02-21",
    "03/03/2025": "2025-03-03",
    "3.4.2025": "2025-04-03",
    "7 Feb 2025": "2025-02-07",
    "7th February 2025": "2025-02-07",
    "Friday, 7 February 2025": "2025-02-07",
    "Feb. 7, 2025": "2025-02-07",
    "7-Feb-2025": "2025-02-07",
    "1er août 2025": "2025-08-01",
    "vendredi 7 février 2025": "2025-02-07",
    "14 juil. 2025": "2025-07-14",
}


@pytest.mark.parametrize("text", FOUND)
def test_a_day_is_read(text: str) -> None:
    assert day(text) == FOUND[text]


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2025", "2025-01-01", "2025-12-31", "WithinYear"),
        ("2024-02", "2024-02-01", "2024-02-29", "WithinMonth"),
        ("2/2025", "2025-02-01", "2025-02-28", "WithinMonth"),
        ("février 2025", "2025-02-01", "2025-02-28", "WithinMonth"),
    ],
)
def test_a_month_or_a_year_is_a_span(text: str, first: str, last: str, precision: str) -> None:
    assert tuple(span(text)) == (first, last, precision)
    with pytest.raises(Unread, match="no single day"):
        day(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("04/05/2025", "may be 2025-05-04 or 2025-04-05"),
        ("45695", "a day as spreadsheets count them, 2025-02-07"),
        ("45695.0", "a day as spreadsheets count them, 2025-02-07"),
        ("2025-02-30", "no day that exists"),
        ("13/13/2025", "no day that exists"),
        ("7 Fevrembre 2025", "is no day"),
        ("soon", "is no day"),
        ("0000-01", "is no day"),
    ],
)
def test_what_is_no_day_says_why(text: str, why: str) -> None:
    with pytest.raises(Unread, match=why) as raised:
        span(text)
    assert raised.value.hint


def test_an_order_that_is_told_decides() -> None:
    assert day("04/05/2025", "day-first") == "2025-05-04"
    assert day("04/05/2025", "month-first") == "2025-04-05"
    with pytest.raises(Unread):
        day("21/02/2025", "month-first")


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    try:
        found = span(text)
    except Unread:
        return
    assert found.first <= found.last
