"""Time along a line: every day as long as any other, and a break where a long empty time is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from kobe_kg.pages.drawing import svg
from kobe_kg.pages.drawing.lettering import width
from kobe_kg.pages.site import Site
from kobe_kg.reason.words import day

#: How wide a break is.
BREAK = 30.0
# A time without anything is left out where it is longer than this part of what is shown, and than so many days; at
# most so often.
_PART, _LEAST, _BREAKS = 0.25, 12, 2
_SIZE = 12.0
#: How many days a column of time may hold, by its name.
LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365}
_FIRST: dict[str, Callable[[date], date]] = {
    "day": lambda d: d,
    "week": lambda d: _earlier(d, d.weekday()),
    "month": lambda d: d.replace(day=1),
    "year": lambda d: d.replace(month=1, day=1),
}
# No column is narrower.
_NARROW = 4.0


class Part(NamedTuple):
    """A run of days: the first, and the one after the last, with where they are."""

    start: date
    end: date
    left: float
    right: float
    #: The first day that has anything.
    first: date


class Tick(NamedTuple):
    """A day that is named on the line."""

    x: float
    text: str
    #: The year, where it is to be named.
    year: str


class Axis(NamedTuple):
    """A line of time."""

    parts: tuple[Part, ...]
    #: How long a day is, everywhere.
    scale: float

    def at(self, when: date) -> float:
        """Give where a day begins; what was left out lies in the middle of its break."""
        for number, part in enumerate(self.parts):
            if when < part.start:
                return part.left if number == 0 else (self.parts[number - 1].right + part.left) / 2
            if when <= part.end:
                return part.left + (when - part.start).days * self.scale
        return self.parts[-1].right

    def middle(self, when: date) -> float:
        """Give where the middle of a day is."""
        return self.at(when) + self.scale / 2

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.parts[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.parts[-1].right

    def breaks(self) -> Iterator[tuple[float, float, int]]:
        """Give where each break begins and ends, and how many days it leaves out."""
        for a, b in pairwise(self.parts):
            yield a.right, b.left, (b.start - a.end).days


def axis(spans: Iterable[tuple[date, date]], left: float, right: float) -> Axis:
    """Lay out a line on which all spans are shown.

    :param spans: first and last day of each; at least one.
    :param left: where the line begins.
    :param right: where it ends.

    >>> found = axis([(date(2025, 2, 7), date(2025, 2, 9)), (date(2025, 6, 1), date(2025, 6, 1))], 0, 330)
    >>> [(p.start.isoformat(), p.end.isoformat()) for p in found.parts]
    [('2025-02-06', '2025-02-11'), ('2025-05-31', '2025-06-03')]
    """
    runs = _merged(spans)
    gaps = [(b[0] - a[1]).days - 1 for a, b in pairwise(runs)]
    shown = (runs[-1][1] - runs[0][0]).days + 1
    broken: set[int] = set()
    for length, number in sorted(((length, n) for n, length in enumerate(gaps)), reverse=True)[:_BREAKS]:
        if length <= _LEAST or length <= _PART * shown:
            break
        broken.add(number)
        shown -= length
    pad = max(1, round(shown * 0.03))
    firsts = [runs[0][0], *(runs[number + 1][0] for number in sorted(broken))]
    bounds: list[list[date]] = [[_earlier(runs[0][0], pad), runs[0][1]]]
    for number, run in enumerate(runs[1:]):
        if number in broken:
            bounds[-1][1] = _later(bounds[-1][1], pad)
            bounds.append([_earlier(run[0], pad), run[1]])
        else:
            bounds[-1][1] = run[1]
    bounds[-1][1] = _later(bounds[-1][1], pad)
    days = [(end - start).days + 1 for start, end in bounds]
    scale = (right - left - BREAK * (len(bounds) - 1)) / sum(days)
    parts, at = [], left
    for (start, end), count, first in zip(bounds, days, firsts, strict=True):
        parts.append(Part(start, _later(end, 1), at, at + count * scale, first))
        at += count * scale + BREAK
    return Axis(tuple(parts), scale)


def ticks(line: Axis, lang: str) -> list[Tick]:
    """Name days along a line, as many as have room: days, else months, else years."""
    room = width("28 Feb" if lang == "en" else "28 févr.", _SIZE) + 8
    found: list[Tick] = []
    for part in line.parts:
        last = found[-1].x + room if found else float("-inf")
        year = ""
        for when, text in _named(part, line.scale, room, lang):
            x = line.at(when) + (line.scale / 2 if line.scale * 1.2 > 8 and text[0].isdigit() and " " in text else 0)
            if x < last:
                continue
            plain = text == str(when.year)
            found.append(Tick(x, text, "" if plain or str(when.year) == year else str(when.year)))
            year, last = str(when.year), x + room
    return found


def bins(line: Axis, days: Iterable[date]) -> tuple[str, dict[date, date]]:
    """Choose how days are put together so that each column can be seen: ``day``, ``week``, ``month`` or ``year``.

    :returns: the name, and the first day of its column for each day.
    """
    name = next((n for n, length in LENGTHS.items() if line.scale * length >= _NARROW), "year")
    return name, {d: _FIRST[name](d) for d in set(days)}


def drawn(line: Axis, y: float, top: float, foot: float, said: float, site: Site) -> Iterator[Markup]:
    """Draw a line of time, and its breaks as bands that say how long a time they leave out.

    :param y: where the line is.
    :param top: where bands begin.
    :param foot: where they end.
    :param said: where their words begin, upwards.
    """
    for part in line.parts:
        yield svg.tag("path", class_="time", d=f"M{svg.figure(part.left)},{svg.figure(y)}H{svg.figure(part.right)}")
    for left, right, days in line.breaks():
        yield svg.tag("rect", class_="break", x=left, y=top, width=right - left, height=foot - top)
        strokes = (f"M{svg.figure(x - 3)},{svg.figure(y + 6)}l6,-12" for x in (left, right))
        yield svg.tag("path", class_="time", d="".join(strokes))
        at = f"translate({svg.figure((left + right) / 2 + 4)},{svg.figure(said)}) rotate(-90)"
        yield svg.tag("text", left_out(days, site), class_="small muted", transform=at)


def left_out(days: int, site: Site) -> str:
    """Say how long a time is that is left out, in years, months or days.

    >>> left_out(40, Site()), left_out(800, Site())
    ('40 days', '2 years')
    """
    if days >= 700:
        return site.counted(round(days / 365.25), "{n} year", "{n} years")
    if days >= 90:
        return site.counted(round(days / 30.44), "{n} month", "{n} months")
    return site.counted(days, "{n} day", "{n} days")


def _named(part: Part, scale: float, room: float, lang: str) -> Iterator[tuple[date, str]]:
    """Give the days of a part that may be named, with what they are called there."""
    if part.right - part.left < 2 * room:
        yield part.first, day(part.first, lang).rpartition(" ")[0]
        return
    step = next((n for n in (1, 2, 5, 7, 10, 14) if n * scale >= room), None)
    if step is not None:
        when = part.first
        while when < part.end:
            yield when, day(when, lang).rpartition(" ")[0]
            when = _later(when, step)
            if when == date.max:
                return
        return
    if 31 * scale >= room / 3:
        months = next((n for n in (1, 2, 3, 6) if n * 30 * scale >= room), 6)
        for when in _months(part, months):
            yield when, day(when, lang).split(" ")[1]
        return
    years = next((n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) if n * 365 * scale >= room), 1000)
    starts = [y for y in range(part.start.year, part.end.year + 1) if y % years == 0 and part.start <= date(y, 1, 1)]
    if not starts:
        yield part.start, str(part.start.year)
    for y in starts:
        if date(y, 1, 1) < part.end:
            yield date(y, 1, 1), str(y)


def _months(part: Part, step: int) -> Iterator[date]:
    firsts = [
        date(y, m, 1)
        for y in range(part.start.year, part.end.year + 1)
        for m in range(1, 13, step)
        if part.start <= date(y, m, 1) < part.end
    ]
    yield from firsts or [part.start]


def _merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for start, end in sorted((min(s), max(s)) for s in spans):
        if found and start <= _later(found[-1][1], 1):
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _earlier(when: date, days: int) -> date:
    return date.fromordinal(max(1, when.toordinal() - days))


def _later(when: date, days: int) -> date:
    return date.fromordinal(min(date.max.toordinal(), when.toordinal() + days))
