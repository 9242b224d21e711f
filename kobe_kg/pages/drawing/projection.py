"""From degrees to paper: equirectangular, true in the middle of what is shown, on either side of the antimeridian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple

from kobe_kg.export.geometry import Point, circle
from kobe_kg.pages.drawing.lettering import Box
from kobe_kg.pages.drawing.outline import Line

#: Kilometres in a degree of latitude, on the sphere the other measures use.
DEGREE = 111.195
# No map shows less than so many kilometres from side to side, nor what is beyond these latitudes.
_LEAST, _FAR = 120.0, 84.0


class View(NamedTuple):
    """A part of the globe on a piece of paper."""

    #: The paper, in the units of the drawing.
    width: float
    height: float
    #: The position in the middle.
    lon: float
    lat: float
    #: Units of the drawing for a degree of latitude; and how much shorter a degree of longitude is.
    scale: float
    narrowing: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give where a position is on the paper; longitudes are taken the short way round."""
        return self.place(turned(lon, self.lon), lat)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Give where a position is on the paper, its longitude as it is."""
        return (
            self.width / 2 + (lon - self.lon) * self.scale * self.narrowing,
            self.height / 2 - (lat - self.lat) * self.scale,
        )

    def placed(self, points: Iterable[Point], turn: float = 0) -> list[tuple[float, float]]:
        """Give where positions are on the paper, moved by so many degrees."""
        (width, height, middle, lat, scale, narrowing) = self
        return [
            (width / 2 + (over + turn - middle) * scale * narrowing, height / 2 - (up - lat) * scale)
            for over, up in points
        ]

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the paper; the longitudes may lie beyond 180."""
        over, up = self.width / 2 / self.scale / self.narrowing, self.height / 2 / self.scale
        return self.lon - over, self.lat - up, self.lon + over, self.lat + up

    @property
    def paper(self) -> Box:
        """The whole paper."""
        return Box(0, 0, self.width, self.height)

    def length(self, kilometres: float) -> float:
        """Give how long so many kilometres are on the paper, in its middle."""
        return kilometres / DEGREE * self.scale


def fit(points: Sequence[Point], *, width: float, heights: tuple[float, float], pad: float = 0.14) -> View:
    """Choose the view that shows all points with room around them.

    :param heights: the least and the greatest height of the paper.
    :param pad: how much of the paper is left free on each side.
    """
    west, east = _span([lon for lon, _ in points])
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    south, north = max(south, -_FAR), min(north, _FAR)
    lat = (south + north) / 2
    narrowing = max(0.1, cos(radians(lat)))
    room = 1 - 2 * pad
    wide = max((east - west) * narrowing, _LEAST / DEGREE) / room
    high = max(north - south, _LEAST / DEGREE / 2) / room
    height = min(max(width * high / wide, heights[0]), heights[1])
    scale = max(min(width / wide, height / high), width / 360 / narrowing)
    height = min(height, scale * 2 * _FAR)
    up = height / 2 / scale  # keep the paper on the globe
    return View(width, height, turned((west + east) / 2, 0), max(min(lat, 88 - up), up - 88), scale, narrowing)


def ring(view: View, lon: float, lat: float, metres: float) -> list[tuple[float, float]] | None:
    """Give the points of the paper at a distance from a position; None when they go round a pole."""
    found = circle((0.0, lat), metres)
    middle = turned(lon, view.lon)
    return None if found is None else [view.place(middle + over, up) for over, up in found]


def turned(lon: float, middle: float) -> float:
    """Give a longitude within half a turn of another.

    >>> turned(-179, 178), turned(10, 0)
    (181, 10)
    """
    while lon - middle > 180:
        lon -= 360
    while lon - middle < -180:
        lon += 360
    return lon


def seen(view: View, lines: Iterable[Line], margin: float = 0.02) -> Iterator[tuple[Line, int]]:
    """Give the shapes of the outline that can be seen, and by how many turns each has to be moved for that."""
    west, south, east, north = _limits(view, margin)
    for line in lines:
        left, low, right, high = line.box
        if high >= south and low <= north:
            for turn in (-360, 0, 360):
                if right + turn >= west and left + turn <= east:
                    yield line, turn


@lru_cache(1)
def _limits(view: View, margin: float) -> tuple[float, float, float, float]:
    west, south, east, north = view.degrees
    over, up = (east - west) * margin, (north - south) * margin
    return west - over, south - up, east + over, north + up


def cut(points: Iterable[tuple[float, float]], paper: Box) -> list[tuple[float, float]]:
    """Cut a closed ring to the paper (Sutherland and Hodgman); edges follow the paper's own."""
    found = list(points)
    for axis, edge, sign in ((0, paper.left, 1), (0, paper.right, -1), (1, paper.top, 1), (1, paper.bottom, -1)):
        if not found:
            return []
        kept: list[tuple[float, float]] = []
        for a, b in zip(found, [*found[1:], found[0]], strict=True):
            inside, next_inside = (a[axis] - edge) * sign >= 0, (b[axis] - edge) * sign >= 0
            if inside:
                kept.append(a)
            if inside != next_inside:
                part = (edge - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
        found = kept
    return found


def runs(points: Iterable[tuple[float, float]], paper: Box) -> list[list[tuple[float, float]]]:
    """Part a line into the runs that come near the paper."""
    found: list[list[tuple[float, float]]] = []
    last: tuple[float, float] | None = None
    for point in points:
        if last is not None and _near(last, point, paper):
            if not found or found[-1][-1] != last:
                found.append([last])
            found[-1].append(point)
        last = point
    return found


def thinned(points: Sequence[tuple[float, float]], least: float = 0.6) -> list[tuple[float, float]]:
    """Leave out points too near the last one kept to be seen apart."""
    kept = list(points[:1])
    x, y = kept[0] if kept else (0.0, 0.0)
    for over, down in points[1:-1]:
        if abs(over - x) + abs(down - y) >= least:
            x, y = over, down
            kept.append((x, y))
    return [*kept, *points[-1:]] if len(points) > 1 else kept


def _near(a: tuple[float, float], b: tuple[float, float], paper: Box) -> bool:
    return (
        max(a[0], b[0]) >= paper.left
        and min(a[0], b[0]) <= paper.right
        and max(a[1], b[1]) >= paper.top
        and min(a[1], b[1]) <= paper.bottom
    )


def _span(lons: Sequence[float]) -> tuple[float, float]:
    """Give west and east of longitudes the short way round: the widest gap between them is left out.

    >>> _span([179, -179]), _span([10, 20]), _span([5])
    ((179, 181), (10, 20), (5, 5))
    """
    found = sorted({turned(lon, 0) for lon in lons})
    if len(found) == 1:
        return found[0], found[0]
    gaps = [b - a for a, b in pairwise([*found, found[0] + 360])]
    first = (gaps.index(max(gaps)) + 1) % len(found)
    west = found[first]
    return west, found[first - 1] + (360 if first else 0)
