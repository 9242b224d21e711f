"""The days on which something was said about an event, each a link to what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from kobe_kg.graph import Graph

#: Days that are shown; of more, those on which most was said.
MOST = 150
# Height of the tallest bar, in pixels, and of the lowest.
_TALL, _LOW = 44, 3


class Day(NamedTuple):
    """A day on which something was said."""

    day: date
    #: How many claims were made on it, and by its end.
    claims: int
    known: int
    #: Height of its bar in pixels.
    height: int
    #: ``current`` for the day a page is seen from, ``known`` before it, ``later`` after it.
    state: str


class Days(NamedTuple):
    """All of them, oldest first."""

    days: Sequence[Day]
    #: How many days are not shown.
    more: int
    #: How many claims have no day.
    undated: int
    #: The days before and after the one a page is seen from.
    before: date | None
    after: date | None


def days(graph: Graph, event: str, *, as_of: date | None) -> Days:
    """Count the claims about an event and its convoys by the day they were made.

    :param event: its IRI.
    :param as_of: the day the page is seen from; None is the last.
    """
    rows: Any = graph.sparql(
        f"""SELECT ?day (COUNT(DISTINCT ?claim) AS ?claims)
        WHERE {{
            {NamedNode(event)} sem:hasActor? ?about .
            ?claim kg:about ?about ;
                kg:speaker ?speaker .
            OPTIONAL {{ ?claim kg:statedOn ?day . }}
        }}
        GROUP BY ?day"""
    )
    counts = {row.day: row.claims for row in rows if isinstance(row.day, date)}
    dated = sorted(counts)
    current = max((day for day in dated if as_of is not None and day <= as_of), default=None)
    known = accumulate(counts[day] for day in dated)
    tallest = max(counts.values(), default=1)
    busiest = {*sorted(dated, key=lambda day: -counts[day])[:MOST], current}
    return Days(
        [
            Day(day, counts[day], so_far, max(_LOW, round(_TALL * counts[day] / tallest)), _state(day, as_of, current))
            for day, so_far in zip(dated, known, strict=True)
            if day in busiest
        ],
        sum(day not in busiest for day in dated),
        sum(row.claims for row in rows if not isinstance(row.day, date)),
        max((day for day in dated if current and day < current), default=None),
        min((day for day in dated if as_of is not None and day > as_of), default=None),
    )


def _state(day: date, as_of: date | None, current: date | None) -> str:
    if day == current:
        return "current"
    return "known" if as_of is None or day < as_of else "later"
