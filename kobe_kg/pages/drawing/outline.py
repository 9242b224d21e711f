"""The countries of the world, coarse: the outline that maps are drawn on, read once."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from kobe_kg.export.geometry import Point
from kobe_kg.pages.site import STATIC

#: Natural Earth's countries as TopoJSON, cut down; how, its README says.
FILE = "vendor/natural-earth-4.1.0/countries.json"
# South of here the outline follows the pole.
_POLE = -89.9


class Line(NamedTuple):
    """A run of points, with its west, south, east and north; longitudes go on beyond 180 where it crosses it."""

    points: tuple[Point, ...]
    box: tuple[float, float, float, float]


class Country(NamedTuple):
    """A country, with its short names."""

    name: str
    name_fr: str
    #: Closed rings: outer ones and holes.
    rings: tuple[Line, ...]

    def has(self, lon: float, lat: float) -> bool:
        """Tell whether a position lies in it."""
        inside = False
        for ring in self.rings:
            west, south, east, north = ring.box
            for over in (lon - 360, lon, lon + 360):
                if west <= over <= east and south <= lat <= north:
                    inside ^= _odd(ring.points, over, lat)
        return inside


class Outline(NamedTuple):
    """The world."""

    countries: tuple[Country, ...]
    #: Where two countries meet, and where one meets the sea; nothing along the antimeridian or at the pole.
    borders: tuple[Line, ...]
    coasts: tuple[Line, ...]


@cache
def outline() -> Outline:
    """Read the outline.

    >>> [c.name for c in outline().countries if c.has(0.109722, 16.050556)]
    ['Mali']
    """
    found = json.loads((STATIC / FILE).read_text(encoding="utf-8"))
    arcs = _arcs(found)
    countries, users = [], [0] * len(arcs)
    for shape in found["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [ring for polygon in polygons for ring in polygon]
        for number in (n for ring in rings for n in ring):
            users[number if number >= 0 else ~number] += 1
        names = shape["properties"]
        kept = tuple(ring for numbers in rings if len((ring := _ring(numbers, arcs)).points) > 3)
        if kept:
            countries.append(Country(names["name"], names["name_fr"], kept))
    runs = [(run, used > 1) for arc, used in zip(arcs, users, strict=True) for run in _runs(arc)]
    return Outline(
        tuple(countries),
        tuple(line(run) for run, shared in runs if shared),
        tuple(line(run) for run, shared in runs if not shared),
    )


def line(points: list[Point]) -> Line:
    """Make a line of points."""
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return Line(tuple(points), (min(lons), min(lats), max(lons), max(lats)))


def _arcs(found: dict[str, Any]) -> list[list[Point]]:
    (wide, high), (west, south) = found["transform"]["scale"], found["transform"]["translate"]
    arcs = []
    for steps in found["arcs"]:
        x = y = 0
        arc = []
        for over, up in steps:
            x, y = x + over, y + up
            arc.append((x * wide + west, y * high + south))
        arcs.append(arc)
    return arcs


def _ring(numbers: list[int], arcs: list[list[Point]]) -> Line:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    points = _unrolled(points)
    (west, _), (east, _) = points[0], points[-1]
    if abs(east - west) > 180:  # it goes round the pole, and is closed there
        points += [(east, -90.0), (west, -90.0), points[0]]
    return line(points)


def _unrolled(points: list[Point]) -> list[Point]:
    """Let longitudes go on where a line crosses the antimeridian; along the pole they stay as they are."""
    found, moved = points[:1], 0.0
    for (west, south), (east, north) in pairwise(points):
        if abs(east - west) > 180 and (south > _POLE or north > _POLE):
            moved += 360 if east < west else -360
        found.append((east + moved, north))
    return found


def _runs(arc: list[Point]) -> list[list[Point]]:
    """Part an arc where it follows the antimeridian or the pole, which no coast does."""
    points = _unrolled(arc)
    runs: list[list[Point]] = [points[:1]]
    for a, b in pairwise(points):
        if (_is_seam(a[0]) and _is_seam(b[0])) or (a[1] < _POLE and b[1] < _POLE):
            runs.append([b])
        else:
            runs[-1].append(b)
    return [run for run in runs if len(run) > 1]


def _is_seam(lon: float) -> bool:
    return abs(abs(lon) - 180) < 0.02


def _odd(ring: tuple[Point, ...], lon: float, lat: float) -> bool:
    odd = False
    for (x, y), (over, up) in pairwise(ring):
        if (y > lat) != (up > lat) and lon < x + (lat - y) * (over - x) / (up - y):
            odd = not odd
    return odd
