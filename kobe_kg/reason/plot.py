"""Ranges drawn to one scale: what a figure says, and what it leaves open."""

from __future__ import annotations

from kobe_kg.reason.comparison import Position


def bar(position: Position, top: int, width: int) -> str:
    """Draw a figure as text on an axis from zero to `top`.

    A point is a dot, a range a line; an open end is an arrow, and a figure that is only roughly given a ring.

    >>> from kobe_kg.reason.comparison import Position
    >>> blank = Position("", "", "", "", None, None, None, None, None, "", "", "", "", (), "", "", frozenset())
    >>> bar(blank._replace(value=5, min=5, max=5), 10, 11)
    '     ●     '
    >>> bar(blank._replace(value=5, min=5), 10, 11)
    '     ├────▶'
    >>> bar(blank._replace(value=10, min=0, max=10), 10, 11)
    '├─────────┤'
    >>> bar(blank._replace(value=5), 10, 11)
    '     ○     '
    """
    if not top or width < 2:
        return " " * width
    cells = [" "] * width

    def at(number: int) -> int:
        return min(width - 1, round(number * (width - 1) / top))

    if position.min is None and position.max is None:
        if position.value is not None:
            cells[at(position.value)] = "○"
    elif position.min == position.max and position.min is not None:
        cells[at(position.min)] = "●"
    else:
        start = 0 if position.min is None else at(position.min)
        end = width - 1 if position.max is None else at(position.max)
        cells[start : end + 1] = "─" * (end - start + 1)
        cells[end] = "▶" if position.max is None else "┤"
        if start < end or position.max is not None:
            cells[start] = "◀" if position.min is None else "├"
    return "".join(cells)
