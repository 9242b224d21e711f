"""The strip of days counts what was said on each, and knows where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.pages.event.days import days
from tests.pages.written import graph

EVENT = "https://w3id.org/kobe-kg/id/event/kobe-attack"


def test_counts_are_those_of_the_claims() -> None:
    g = open_graph()
    found = days(g, EVENT, as_of=None)
    said = {row.claim: row.statedOn for row in g.query("positions", event="kobe-attack")}
    live = {day: sum(d == day for d in said.values()) for day in said.values() if day}
    counted = {d.day: d.claims for d in found.days}
    assert list(counted) == sorted(counted)
    assert all(counted[day] >= n for day, n in live.items())  # superseded claims were said, too
    assert found.days[-1].known == sum(counted.values())
    assert found.undated > 0
    assert {d.state for d in found.days} == {"known"}


def test_a_day_between_stands_at_the_last_before_it(tmp_path: Path) -> None:
    g = graph(
        tmp_path,
        [("a", "Exactly", 1, "2025-01-01"), ("b", "Exactly", 2, "2025-01-05"), ("c", "Exactly", 3, "2025-01-09")],
    )
    found = days(g, "https://w3id.org/kobe-kg/id/event/it", as_of=date(2025, 1, 6))
    assert [d.state for d in found.days] == ["known", "current", "later"]
    assert (found.before, found.after) == (date(2025, 1, 1), date(2025, 1, 9))
    early = days(g, "https://w3id.org/kobe-kg/id/event/it", as_of=date(2024, 1, 1))
    assert (early.before, early.after) == (None, date(2025, 1, 1))


def test_of_many_days_the_busiest_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kobe_kg.pages.event.days.MOST", 2)
    said = [1, 2, 2, 3, 4, 4, 5]
    g = graph(tmp_path, [(f"s{n}", "Exactly", n, f"2025-01-0{day}") for n, day in enumerate(said)])
    found = days(g, "https://w3id.org/kobe-kg/id/event/it", as_of=date(2025, 1, 3))
    assert [(d.day.day, d.claims, d.known, d.state) for d in found.days] == [
        (2, 2, 3, "known"),
        (3, 1, 4, "current"),
        (4, 2, 6, "later"),
    ]
    assert found.more == 2
    assert (found.before, found.after) == (date(2025, 1, 2), date(2025, 1, 4))


def test_no_claim_is_no_day(tmp_path: Path) -> None:
    found = days(graph(tmp_path), "https://w3id.org/kobe-kg/id/event/it", as_of=None)
    assert (list(found.days), found.undated, found.before, found.after) == ([], 0, None, None)
