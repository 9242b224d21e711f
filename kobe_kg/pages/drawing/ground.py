"""The ground of a map: land, borders, the names of countries, a scale, and where in the world it lies."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import floor, log10

from markupsafe import Markup

from kobe_kg.pages.drawing import svg
from kobe_kg.pages.drawing.lettering import Box, Sheet, width
from kobe_kg.pages.drawing.outline import Country, Line, outline
from kobe_kg.pages.drawing.projection import View, cut, runs, seen, thinned
from kobe_kg.pages.site import Site

# Of how many views the ground is kept: both languages of a page, in both widths, stand on the same.
_VIEWS = 12
# How far apart the lines are in which a country is looked through for the place of its name.
_STEP = 9.0
#: From so many degrees of latitude on a map has a grid instead of a scale, since none holds for all of it.
WIDE = 30.0
#: From so many degrees on it needs no second map that shows where it lies.
WORLD = 70.0


def ground(view: View, here: Country | None = None) -> Markup:
    """Draw sea, land and borders.

    :param here: the country that stands out from its neighbours.
    """
    others: list[str] = []
    own: list[str] = []
    for country, shape in _land(view):
        (own if country is here else others).append(shape)
    return svg.join(
        svg.tag("path", class_=kind, d="".join(shapes), fill_rule="evenodd")
        for kind, shapes in (("land", others), ("land here", own))
        if shapes
    ) + _edges(view)


@lru_cache(_VIEWS)
def _land(view: View) -> list[tuple[Country, str]]:
    """Give the countries on the paper, with their shapes."""
    paper = _wider(view.paper, 4)
    drawn = ((country, rings(view, country, paper)) for country in outline().countries)
    return [(country, "".join(svg.path(ring, closed=True) for ring in found)) for country, found in drawn if found]


@lru_cache(_VIEWS)
def _edges(view: View) -> Markup:
    """Draw coasts and borders."""
    found, paper = outline(), _wider(view.paper, 4)
    return svg.join(
        svg.tag("path", class_=kind, d=d)
        for kind, lines in (("coast", found.coasts), ("border", found.borders))
        if (d := "".join(svg.path(run) for run in _strokes(view, lines, paper)))
    )


def rings(view: View, country: Country, paper: Box) -> list[list[tuple[float, float]]]:
    """Give the rings of a country as far as they are on the paper."""
    found = []
    for points, box in _outlined(view).get(country.name, ()):
        kept = points if box.within(paper) else cut(points, paper)
        if len(kept) > 2:
            found.append(kept)
    return found


@lru_cache(_VIEWS)
def _outlined(view: View) -> dict[str, list[tuple[list[tuple[float, float]], Box]]]:
    """Give the rings that can be seen, of each country by its name, and where on the paper each is."""
    found: dict[str, list[tuple[list[tuple[float, float]], Box]]] = {}
    fine = _fine(view)
    for country in outline().countries:
        for ring, turn in seen(view, country.rings):
            box = _box(view, ring, turn)
            if box.right - box.left >= 1 or box.bottom - box.top >= 1:
                found.setdefault(country.name, []).append((thinned(view.placed(ring.points, turn), fine), box))
    return found


def _box(view: View, line: Line, turn: float) -> Box:
    west, south, east, north = line.box
    left, foot = view.place(west + turn, south)
    right, top = view.place(east + turn, north)
    return Box(left, top, right, foot)


@lru_cache(_VIEWS)
def country_at(lon: float, lat: float) -> Country | None:
    """Give the country a position lies in."""
    return next((c for c in outline().countries if c.has(lon, lat)), None)


def country_names(view: View, sheet: Sheet, lang: str, size: float = 11.5) -> list[Markup]:
    """Write the names of countries where they have room, the largest first."""
    candidates = [
        (spans[0][0] - spans[0][1], (country.name_fr if lang == "fr" else country.name).upper(), spans)
        for country, spans in _rooms(view)
    ]
    found = []
    for _, name, spans in sorted(candidates, key=lambda c: c[:2]):
        long = width(name, size) + 0.09 * size * len(name)
        for start, end, y in spans[:12]:
            if end - start < long + 12:
                break
            spots = [((start + end) / 2 + part * (end - start - long - 12) / 2, y) for part in (0, 0.6, -0.6, 1, -1)]
            boxes = [(x, Box(x - long / 2, y - size * 0.7, x + long / 2, y + size * 0.7)) for x, y in spots]
            free = next(((x, box) for x, box in boxes if sheet.free(box)), None)
            if free:
                sheet.take(free[1])
                found.append(svg.tag("text", name, class_="country", x=free[0], y=y + size * 0.36))
                break
    return found


@lru_cache(_VIEWS)
def _rooms(view: View) -> list[tuple[Country, list[tuple[float, float, float]]]]:
    """Give the countries on the paper that have room for a name, with where that is, the widest room first."""
    drawn = ((country, rings(view, country, view.paper)) for country in outline().countries)
    found = ((country, sorted(_spans(shapes, view.height), key=lambda s: s[0] - s[1])) for country, shapes in drawn)
    return [(country, spans) for country, spans in found if spans]


def scale_bar(view: View, sheet: Sheet, site: Site) -> Markup:
    """Draw how long so many kilometres are, at the foot of the map; nothing where no length holds for all of it."""
    _, south, _, north = view.degrees
    if north - south > WIDE:
        return Markup()
    kilometres = round_number(view.width / 4 / view.length(1))
    long, x, y = view.length(kilometres), 14.0, view.height - 14
    text = f"{site.counted(int(kilometres), '{n} km', '{n} km') if kilometres >= 1 else kilometres}"
    sheet.take(Box(0, y - 26, x + max(long, width(text, 12)) + 8, view.height))
    return svg.group(
        svg.tag("path", class_="ruler", d=f"M{svg.figure(x)},{svg.figure(y - 5)}v5h{svg.figure(long)}v-5"),
        svg.tag("text", text, x=x, y=y - 10, class_="small"),
    )


def grid(view: View, sheet: Sheet, site: Site) -> Markup:
    """Draw meridians and parallels with their degrees, where there is no scale."""
    west, south, east, north = view.degrees
    if north - south <= WIDE:
        return Markup()
    step = round_number((north - south) / 4)
    parts: list[Markup] = []
    for lat in _steps(south, north, step):
        _, y = view.place(view.lon, lat)
        text = f"{abs(lat):g}°" + (f" {site.say('N' if lat > 0 else 'S')}" if lat else "")
        parts.append(svg.tag("path", class_="graticule", d=f"M0,{svg.figure(y)}H{svg.figure(view.width)}"))
        if 16 < y < view.height - 6:
            sheet.take(Box(0, y - 16, 8 + width(text, 11.5), y))
            parts.append(svg.tag("text", text, x=5, y=y - 4, class_="small muted"))
    for lon in _steps(west, east, step):
        x, _ = view.place(lon, view.lat)
        parts.append(svg.tag("path", class_="graticule", d=f"M{svg.figure(x)},0V{svg.figure(view.height)}"))
    return svg.group(*parts)


def inset(view: View, sheet: Sheet, site: Site, here: Country | None) -> Markup:
    """Draw where in the world the map lies, in the corner with most room; nothing where it shows much of the world."""
    west, south, east, north = view.degrees
    if north - south > WORLD or east - west > 2 * WORLD:
        return Markup()
    wide, high = (180.0, 138.0) if view.width > 500 else (112.0, 90.0)
    span = max((north - south) * 9, 22.0)
    scale = high / min(span, 150)
    up = high / 2 / scale
    small = View(wide, high, view.lon, max(min(view.lat, 88 - up), up - 88), scale, view.narrowing)
    corner = _corner(view, sheet, wide, high)
    if corner is None:
        return Markup()
    left, top = corner
    sheet.take(Box(left - 4, top - 4, left + wide + 4, top + high + 4))
    x, y = small.place(west, north)
    right, foot = small.place(east, south)
    broad, tall = max(right - x, 4), max(foot - y, 4)
    mark = svg.tag("rect", class_="spot", x=(x + right - broad) / 2, y=(y + foot - tall) / 2, width=broad, height=tall)
    names = Sheet(small.paper)
    names.take(Box(x - 3, y - 3, right + 3, foot + 3))
    return svg.tag(
        "svg",
        svg.tag("rect", class_="sea", width=wide, height=high),
        ground(small, here),
        *country_names(small, names, site.lang),
        mark,
        svg.tag("rect", class_="neat", x=0.5, y=0.5, width=wide - 1, height=high - 1),
        class_="locator",
        x=left,
        y=top,
        width=wide,
        height=high,
        viewBox=f"0 0 {svg.figure(wide)} {svg.figure(high)}",
    )


def round_number(most: float) -> float:
    """Give the greatest round number that is no more than another.

    >>> round_number(38), round_number(7), round_number(0.3)
    (25, 5, 0.25)
    """
    power = 10 ** floor(log10(most))
    found = next(n for n in (5, 2.5, 2, 1) if n * power <= most) * power
    return round(found, 6) if found < 1 or found % 1 else int(found)


def _corner(view: View, sheet: Sheet, wide: float, high: float) -> tuple[float, float] | None:
    """Give the corner where a box of that size covers least; None when it would cover a mark in each."""
    gap = 10.0
    spots = [
        (view.width - wide - gap, gap),
        (gap, gap),
        (view.width - wide - gap, view.height - high - gap),
        (gap, view.height - high - gap),
    ]
    boxes = [(x, y, Box(x, y, x + wide, y + high)) for x, y in spots]
    free = [found for found in boxes if not any(found[2].meets(t) for t in sheet.taken)]
    if not free:
        return None
    x, y, _ = min(free, key=lambda found: sum(found[2].meets(other) for other in sheet.spared))
    return x, y


def _strokes(view: View, lines: Iterable[Line], paper: Box) -> Iterable[list[tuple[float, float]]]:
    fine = _fine(view)
    for line, turn in seen(view, lines):
        points = view.placed(line.points, turn)
        for run in [points] if _box(view, line, turn).within(paper) else runs(points, paper):
            kept = thinned(run, fine)
            if len(kept) > 2 or abs(kept[0][0] - kept[-1][0]) + abs(kept[0][1] - kept[-1][1]) > 1:
                yield kept


def _spans(shapes: Iterable[list[tuple[float, float]]], height: float) -> Iterable[tuple[float, float, float]]:
    """Give where lines across the paper run through a country: start, end and height of each."""
    crossings: dict[int, list[float]] = {}
    for ring in shapes:
        for (x, y), (over, down) in zip(ring, [*ring[1:], ring[0]], strict=True):
            low, high = min(y, down), max(y, down)
            for n in range(int(low // _STEP) + 1, int(high // _STEP) + 1):
                at = n * _STEP
                if low < at <= high:
                    crossings.setdefault(n, []).append(x + (at - y) / (down - y) * (over - x))
    for n, found in crossings.items():
        xs = sorted(found)
        if _STEP < n * _STEP < height - _STEP:
            yield from ((a, b, n * _STEP) for a, b in zip(xs[::2], xs[1::2], strict=False))


def _steps(low: float, high: float, step: float) -> list[float]:
    first = floor(low / step) + 1
    return [n * step for n in range(first, floor(high / step) + 1)]


def _fine(view: View) -> float:
    """Give how near to one another points are still told apart; on a map of half the world that is less fine."""
    return 0.6 if view.degrees[3] - view.degrees[1] < WIDE and view.width > 200 else 1.3


def _wider(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)
