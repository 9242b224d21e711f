"""Positions: from well-known text to GeoJSON, and circles on the globe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import asin, atan2, cos, degrees, pi, radians, sin
from typing import Any, TypeAlias

#: Longitude and latitude, in degrees of WGS 84.
Point: TypeAlias = tuple[float, float]
#: A GeoJSON geometry.
Geometry: TypeAlias = dict[str, Any]

_KINDS = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
}
# How deep the positions of each lie in lists.
_DEPTH = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
_WKT = re.compile(r"\s*(?:<([^>]*)>\s*)?([A-Za-z]+)\s*(\(.*\))\s*\Z", re.DOTALL)
_TOKEN = re.compile(r"\s*([(),]|[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
# Longitude first; EPSG:4326 has latitude first and is not taken.
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
# The mean radius of the earth, in metres.
_EARTH = 6_371_008.8
_CORNERS = 64
# A tenth of a metre; and the last digits of sines may differ between machines.
_DIGITS = 6


def read(wkt: str) -> Geometry | None:
    """Read well-known text in longitude and latitude; None when it is no geometry, or not one on this globe.

    Nor is a point at 0 0 taken: no claim is about it, and software writes it for a place it does not know.

    >>> read("POINT(0.109722 16.050556)")
    {'type': 'Point', 'coordinates': [0.109722, 16.050556]}
    >>> read("POINT(16.05 181)"), read("POINT(0 0)"), read("POINT(1 2"), read("POINT EMPTY")
    (None, None, None, None)
    >>> read("POLYGON((0 0, 0 1, 1 1, 0 0))")["coordinates"]
    [[[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
    """
    match = _WKT.match(wkt)
    kind = _KINDS.get(match[2].upper()) if match else None
    if match is None or kind is None or match[1] not in (None, _CRS84):
        return None
    try:
        found = _nested(match[3])
        if kind == "Point":
            (found,) = found
        elif kind == "MultiPoint":
            found = [item[0] if isinstance(item[0], list) else item for item in found]
        positions = list(_positions(found, _DEPTH[kind]))
    except (ValueError, IndexError, TypeError):
        return None
    if not positions or not all(_on_globe(p) for p in positions) or all(p[:2] == [0, 0] for p in positions):
        return None
    if "Polygon" in kind:
        for polygon in found if kind == "MultiPolygon" else [found]:
            if not _turn(polygon):
                return None
    return {"type": kind, "coordinates": found}


def circle(centre: Point, metres: float) -> list[list[float]] | None:
    """Give the closed ring of points at a distance from one, counter-clockwise, as the crow flies.

    None when it would cross the antimeridian or go round a pole, which no single ring can.

    >>> ring = circle((0.0, 16.0), 25_000)
    >>> len(ring), ring[0], ring[0] == ring[-1]
    (65, [0.233891, 15.999874], True)
    """
    arc = metres / _EARTH
    lon, lat = radians(centre[0]), radians(centre[1])
    if arc <= 0 or abs(lat) + arc >= pi / 2:
        return None
    ring = []
    for corner in range(_CORNERS):
        bearing = pi / 2 - 2 * pi * corner / _CORNERS  # from the east, by the north
        high = asin(sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(bearing))
        over = atan2(sin(bearing) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin(high))
        ring.append([round(degrees(lon + over), _DIGITS), round(degrees(high), _DIGITS)])
    if any(abs(x) > 180 for x, _ in ring):
        return None
    return [*ring, ring[0]]


def _nested(text: str) -> list[Any]:
    """Read brackets within brackets; a position is a list of numbers."""
    stack: list[list[Any]] = [[]]
    numbers: list[float] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(text)
        at = token.end()
        if token[1] not in "(),":
            numbers.append(float(token[1]))
            continue
        if numbers:
            stack[-1].append(numbers)
            numbers = []
        if token[1] == "(":
            stack.append([])
        elif token[1] == ")":
            done = stack.pop()
            stack[-1].append(done)
    ((found,),) = stack
    return list(found)


def _positions(found: Any, depth: int) -> list[list[float]]:
    if depth == 0:
        if not all(isinstance(number, float) for number in found) or len(found) not in (2, 3):
            raise ValueError(found)
        return [found]
    return [position for item in found for position in _positions(item, depth - 1)]


def _on_globe(position: Sequence[float]) -> bool:
    return abs(position[0]) <= 180 and abs(position[1]) <= 90


def _turn(polygon: list[list[list[float]]]) -> bool:
    """Turn the outer ring counter-clockwise and the holes clockwise; False when a ring is not closed."""
    for number, ring in enumerate(polygon):
        if len(ring) < 4 or ring[0] != ring[-1]:
            return False
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        if (twice > 0) == (number > 0):
            ring.reverse()
    return True
