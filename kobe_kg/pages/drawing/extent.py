"""How far figures reach, in a few signs."""

from __future__ import annotations

from collections.abc import Iterable

from kobe_kg.pages.drawing.ranges import Bounds
from kobe_kg.reason.words import number


def extent(figures: Iterable[Bounds], lang: str) -> str:
    """Write from which to which number some figures reach, and + where the highest is open; empty where none has one.

    A figure without a number of its own, such as several, does not count.

    >>> from kobe_kg.pages.drawing.ranges import Sample
    >>> extent([Sample(25, 25, 25), Sample(34, 34, None)], "en")
    '25 – 34+'
    """
    told = list(figures)
    named = [f.value for f in told if f.value is not None]
    if not named:
        return ""
    low, high = min(named), max(named)
    more = "+" if any(f.value == high and f.min is not None and f.max is None for f in told) else ""
    last = number(high, lang) + more
    return last if low == high else f"{number(low, lang)} – {last}"
