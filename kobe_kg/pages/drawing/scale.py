"""One scale for figures that are to be read side by side: from zero to a round number, with round steps between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# The steps there are, times a power of ten, and the most of them an axis has.
_STEPS, _MOST = (1, 2, 5), 6


class Scale(NamedTuple):
    """An axis from zero on; places on it are per cent of its length, so that a drawing may have any width."""

    #: The number at its end.
    end: int
    #: The numbers at its ticks; the first is zero.
    ticks: tuple[int, ...]

    def at(self, number: int) -> str:
        """Give the place of a number.

        >>> scale([34]).at(10)
        '25%'
        """
        return f"{round(100 * number / self.end, 2):g}%"


def scale(figures: Iterable[int], *, beyond: bool = False) -> Scale:
    """Make the scale of some figures.

    :param figures: the greatest is what counts.
    :param beyond: whether one of them has no upper end, which needs room behind the greatest.

    >>> scale([25, 34])
    Scale(end=40, ticks=(0, 10, 20, 30, 40))
    >>> scale([5], beyond=True).end, scale([]).ticks
    (6, (0, 1))
    """
    top = max(figures, default=0)
    step = next(s for s in _steps() if top <= s * _MOST)
    end = max(step, -(-top // step) * step)
    if beyond and end == top:
        end += step
    return Scale(end, tuple(range(0, end + 1, step)))


def _steps() -> Iterable[int]:
    power = 1
    while True:
        yield from (s * power for s in _STEPS)
        power *= 10
