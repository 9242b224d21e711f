"""Figures as drawings on a shared scale: a dot, a range, an arrow for an open end, a ring for a rough figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from markupsafe import Markup, escape

from kobe_kg.pages.drawing.scale import Scale, scale
from kobe_kg.reason.words import number

# Where the line of a drawing lies, in pixels from above: in the middle of the first line of text beside it.
_LINE = 18
# How far apart the lines of figures drawn together are.
_APART = 13
# The share of an axis that one sign of a number takes, where the axis is short.
_ROOM = 0.022


class Bounds(Protocol):
    """What can be drawn: a position, or an estimate's numbers."""

    @property
    def value(self) -> int | None:
        """The headline number."""

    @property
    def min(self) -> int | None:
        """The least it can be; None is open."""

    @property
    def max(self) -> int | None:
        """The most it can be; None is open."""


class Band(NamedTuple):
    """What lies behind the figures, from one number to another; None is open."""

    min: int | None
    max: int | None


def shared(figures: Iterable[Bounds]) -> Scale:
    """Make the scale on which all of some figures have room."""
    some = list(figures)
    numbers = [n for f in some for n in (f.value, f.min, f.max) if n is not None]
    return scale(numbers, beyond=any(f.max is None and f.min is not None for f in some))


def drawing(figure: Bounds, on: Scale, *, kind: str = "", band: Band | None = None, best: int | None = None) -> Markup:
    """Draw one figure. The text beside it says the same, so it is hidden from who cannot see it.

    :param kind: classes of its marks, such as ``passed`` for what is not first-hand.
    :param band: what lies behind it.
    :param best: a number to mark besides, as policies have one.
    """
    parts = [_behind(on, band), *_shape(figure, on)]
    if best is not None:
        parts.append(_placed(on.at(best), '<path class="best" d="M0 -6L6 0L0 6L-6 0Z"/>'))
    # Markup is made of numbers and of names from this file only.
    return Markup(f'<svg class="ruled {kind}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')  # noqa: S704


def together(figures: Iterable[Bounds], on: Scale, label: str, *, apart: bool = False) -> Markup:
    """Draw several figures on one scale, the lowest first.

    :param label: what the drawing says, for who cannot see it.
    :param apart: whether each has a line of its own, rather than all the same.
    """
    told = sorted({(f.value, f.min, f.max) for f in figures}, key=lambda f: [-1 if n is None else n for n in f])
    step = _APART if apart else 0
    shapes = "".join(
        f'<svg class="at" y="{step * n}" overflow="visible">{"".join(_shape(Sample(*f), on))}</svg>'
        for n, f in enumerate(told)
    )
    tall = 2 * _LINE + step * max(0, len(told) - 1)
    size = f'class="ruled together" height="{tall}" role="img" aria-label="{escape(label)}"'
    return Markup(f"<svg {size}>{_behind(on, None)}{shapes}</svg>")  # noqa: S704 - the label is escaped


def axis(on: Scale, lang: str) -> Markup:
    """Draw the numbers of a scale, as many as have room beside one another, evenly."""
    step = on.ticks[1]
    room = 1.5 * _ROOM * len(number(on.end, lang)) + 0.01
    each = next(k for k in range(1, len(on.ticks) + 1) if k == len(on.ticks) or k * step / on.end >= room)
    parts = []
    for place, n in enumerate(on.ticks):
        parts.append(f'<line class="tick" x1="{on.at(n)}" x2="{on.at(n)}" y1="19" y2="24"/>')
        if place % each == 0:
            anchor = "start" if n == 0 else "end" if n == on.end else "middle"
            parts.append(f'<text x="{on.at(n)}" y="14" text-anchor="{anchor}">{number(n, lang)}</text>')
    return Markup(f'<svg class="scale" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')  # noqa: S704


class Sample(NamedTuple):
    """Numbers that show one form of a drawing."""

    value: int | None
    min: int | None
    max: int | None


def samples() -> dict[str, Markup]:
    """Draw one of each form, for a legend."""
    on, nothing = Scale(10, ()), Sample(None, None, None)
    return {
        "exact": drawing(Sample(5, 5, 5), on, kind="sample"),
        "span": drawing(Sample(8, 2, 8), on, kind="sample"),
        "open": drawing(Sample(2, 2, None), on, kind="sample"),
        "rough": drawing(Sample(5, None, None), on, kind="sample"),
        "passed": drawing(Sample(5, 5, 5), on, kind="sample passed"),
        "band": drawing(nothing, on, kind="sample", band=Band(1, 9)),
        "best": drawing(nothing, on, kind="sample", best=5),
    }


def _behind(on: Scale, band: Band | None) -> str:
    lines = "".join(
        f'<line class="{"zero" if n == 0 else "grid"}" x1="{on.at(n)}" x2="{on.at(n)}" y1="0" y2="100%"/>'
        for n in on.ticks
    )
    if band is None or (band.min, band.max) == (None, None):
        return lines
    start, end = band.min or 0, on.end if band.max is None else band.max
    x, width = on.at(start), on.at(end - start)
    return f'<rect class="hull" x="{x}" y="0" width="{width}" height="100%"/>{lines}'


def _shape(f: Bounds, on: Scale) -> Sequence[str]:
    if f.min is None and f.max is None:
        return [] if f.value is None else [f'<circle class="rough" cx="{on.at(f.value)}" cy="{_LINE}" r="5"/>']
    if f.min == f.max and f.min is not None:
        return [f'<circle class="exact" cx="{on.at(f.min)}" cy="{_LINE}" r="5.5"/>']
    start, end = on.at(f.min or 0), "100%" if f.max is None else on.at(f.max)
    parts = [f'<line class="span" x1="{start}" x2="{end}" y1="{_LINE}" y2="{_LINE}"/>']
    if f.min is not None:
        parts.append(_placed(start, '<path class="end" d="M0 -6.5V6.5"/>'))
    else:
        parts.append(_placed(start, '<path class="end" d="M0 -3V3"/>'))
    parts.append(_placed(end, f'<path class="{"open" if f.max is None else "end"}" d="{_END[f.max is None]}"/>'))
    return parts


#: What a range ends in: a bar, or an arrow where it is open.
_END = {False: "M0 -6.5V6.5", True: "M-8 -6L2 0L-8 6Z"}


def _placed(x: str, shape: str) -> str:
    """Put a shape of pixels at a place that is a share of the width."""
    return f'<svg class="at" x="{x}" y="{_LINE}" width="1" height="1" overflow="visible">{shape}</svg>'
