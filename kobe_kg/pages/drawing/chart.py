"""The drawing of a map: what is claimed, on its ground, for one width of paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from typing import NamedTuple

from markupsafe import Markup

from kobe_kg.export.geojson import RADIUS
from kobe_kg.export.geometry import Geometry, Point
from kobe_kg.pages.drawing import svg
from kobe_kg.pages.drawing.ground import WIDE, country_at, country_names, grid, ground, inset, rings, scale_bar
from kobe_kg.pages.drawing.lettering import Box, Sheet, around, cut, width
from kobe_kg.pages.drawing.places import Place
from kobe_kg.pages.drawing.projection import View, fit, ring, turned
from kobe_kg.pages.site import Site

# How large a mark is on paper where it stands for an area whose limits are not in the graph.
_VAGUE = 17.0
#: The precisions of a place that is a part of the area a point stands for.
_AREAS = frozenset({"AlongLine", "WithinDistrict", "WithinRegion"})
_NAME, _SMALL = 14.0, 12.0
#: Of more places than these only the marks are drawn, small; how near each is known, the table tells.
CROWD = 60


class Chart(NamedTuple):
    """A map, drawn."""

    view: View
    #: What stands in the ``svg`` element.
    inside: Markup
    #: What the marks mean: a small drawing, and words.
    keys: list[tuple[Markup, str]]
    #: How many places have no label for want of room.
    unlabelled: int
    #: Lines from an origin to a destination that the same speaker names.
    courses: list[tuple[Point, Point]]


def draw(placed: Sequence[Place], site: Site, *, name: str, width: float, heights: tuple[float, float]) -> Chart:
    """Draw places that have a geometry.

    :param name: what the drawing is told apart by within its page.
    :param width: of the paper, in the units the lettering is measured in.
    :param heights: the least and the greatest height of the paper.
    """
    view = fit(list(_extent(placed)), width=width, heights=heights)
    sheet = Sheet(Box(4, 4, view.width - 4, view.height - 4))
    sites = [p for p in placed if p.point is not None]
    first = next((p.point for p in sites), None)
    here = None if first is None else country_at(turned(first[0], 0), first[1])
    for p in sites:
        _take(sheet, view, p)
    courses = list(_courses(sites))
    scale = scale_bar(view, sheet, site)
    net = grid(view, sheet, site)
    crowded = len(sites) > CROWD
    if not crowded:
        for p in sites:
            for metres in _distances(p):
                sheet.spare((ring(view, *p.point, metres) or [])[::2] if p.point else [])
    locator = inset(view, sheet, site, here)
    circles, notes = _rings(sites, view, sheet)
    for a, b in courses:
        sheet.spare([view.at(*a), view.at(*b)])
    labels, unlabelled = _labels(placed, view, sheet, site)
    written = _ring_notes(notes, view, sheet)
    south, north = view.degrees[1], view.degrees[3]
    hatch = f"map-hatch-{name}"
    inside = svg.join(
        (
            svg.tag("defs", _hatch(hatch)),
            svg.tag("rect", class_="sea", width=view.width, height=view.height),
            ground(view, here if north - south < WIDE else None),
            net,
            svg.group(*_countries([] if crowded else sites, view, hatch)),
            svg.group(*_areas(placed, [] if crowded else sites, view, hatch)),
            svg.group(*circles),
            svg.group(*(_course(a, b, view) for a, b in courses)),
            svg.group(*country_names(view, sheet, site.lang)),
            scale,
            locator,
            svg.group(*written),
            svg.group(*(_mark(p, view, 0.6 if crowded else 1) for p in reversed(sites))),
            svg.group(*labels),
            svg.tag("rect", class_="neat", x=0.5, y=0.5, width=view.width - 1, height=view.height - 1),
        )
    )
    return Chart(view, inside, list(_keys(placed, site, courses)), unlabelled, courses)


def positions(geometry: Geometry) -> Iterator[Point]:
    """Give all positions of a geometry."""
    stack = [geometry["coordinates"]]
    while stack:
        item = stack.pop()
        if item and isinstance(item[0], (int, float)):
            yield item[0], item[1]
        else:
            stack.extend(reversed(item))


def size(place: Place) -> float:
    """Give the radius of a place's mark: that of a location grows with its claims."""
    return min(9.0, 4.5 + sqrt(place.claims)) if place.kind == "location" else 5.0


def _extent(placed: Iterable[Place]) -> Iterator[Point]:
    for p in placed:
        if p.geometry is not None:
            yield from positions(p.geometry)
        if p.point is None:
            continue
        for metres in _distances(p):
            up = metres / 111_195
            yield p.point[0], min(89.0, p.point[1] + up)
            yield p.point[0], max(-89.0, p.point[1] - up)


def _distances(place: Place) -> Iterator[float]:
    """Give the radii drawn round a place, in metres."""
    for saying in place.sayings:
        if saying.kilometres:
            yield saying.kilometres * 1000
        elif saying.precision in RADIUS:
            yield RADIUS[saying.precision]


def _take(sheet: Sheet, view: View, place: Place) -> None:
    assert place.point is not None
    x, y = view.at(*place.point)
    radius = size(place) + 1
    sheet.take(Box(x - radius, y - radius, x + radius, y + radius))


def _courses(sites: Sequence[Place]) -> Iterator[tuple[Point, Point]]:
    """Give origin and destination wherever one speaker names both."""
    ends: dict[str, list[tuple[Place, set[str]]]] = {"Origin": [], "Destination": []}
    for p in sites:
        for role, found in ends.items():
            speakers = {iri for s in p.sayings if s.role == role for iri, _ in s.speakers}
            if speakers:
                found.append((p, speakers))
    for start, some in ends["Origin"]:
        for end, others in ends["Destination"]:
            if some & others and start.point and end.point and start.point != end.point:
                yield start.point, end.point


def _course(a: Point, b: Point, view: View) -> Markup:
    (x, y), (right, down) = view.at(*a), view.at(*b)
    long = max(1.0, sqrt((right - x) ** 2 + (down - y) ** 2))
    over, under = (right - x) / long, (down - y) / long
    x, y, right, down = x + 9 * over, y + 9 * under, right - 11 * over, down - 11 * under
    head = [
        (right - 8 * over + 4 * under, down - 8 * under - 4 * over),
        (right, down),
        (right - 8 * over - 4 * under, down - 8 * under + 4 * over),
    ]
    return svg.tag("path", class_="course", d=svg.path([(x, y), (right, down)])) + svg.tag(
        "path", class_="head", d=svg.path(head)
    )


def _countries(sites: Sequence[Place], view: View, hatch: str) -> Iterator[Markup]:
    """Draw the whole country where no more than it is known."""
    for p in sites:
        if p.point and any(s.precision == "WithinCountry" for s in p.sayings):
            country = country_at(turned(p.point[0], 0), p.point[1])
            if country is not None:
                shapes = "".join(svg.path(r, closed=True) for r in rings(view, country, view.paper))
                yield svg.tag("path", class_="area", d=shapes, fill=f"url(#{hatch})", fill_rule="evenodd")


def _areas(placed: Sequence[Place], sites: Sequence[Place], view: View, hatch: str) -> Iterator[Markup]:
    """Draw what is known to be within an area: round a point, or a shape of the graph's own."""
    for p in sites:
        assert p.point is not None
        for precision in sorted({s.precision for s in p.sayings if not s.kilometres}):
            if precision in RADIUS:
                found = ring(view, *p.point, RADIUS[precision])
                if found:
                    yield svg.tag("path", class_="area", d=svg.path(found, closed=True), fill=f"url(#{hatch})")
            elif precision in _AREAS or (not precision and _unsure(p)):
                x, y = view.at(*p.point)
                yield svg.tag("circle", class_="vague", cx=x, cy=y, r=_VAGUE)
    for p in placed:
        if p.geometry is not None and p.point is None:
            yield from _shape(p.geometry, view, hatch)


def _unsure(place: Place) -> bool:
    """Tell whether claims name it as the location and leave open how near."""
    return any(s.role == "Location" and not s.precision and not s.kilometres for s in place.sayings)


def _shape(geometry: Geometry, view: View, hatch: str) -> Iterator[Markup]:
    kind, found = geometry["type"], geometry["coordinates"]
    if kind == "MultiPoint":
        for lon, lat in positions(geometry):
            x, y = view.at(lon, lat)
            yield svg.tag("circle", class_="spot-other", cx=x, cy=y, r=4.0)
        return
    lines = {"LineString": [found], "MultiLineString": found, "Polygon": found}.get(kind)
    if lines is None:
        lines = [line for polygon in found for line in polygon]
    closed = "Polygon" in kind
    d = "".join(svg.path(_unbroken(line, view), closed=closed) for line in lines)
    if closed:
        yield svg.tag("path", class_="area", d=d, fill=f"url(#{hatch})", fill_rule="evenodd")
    else:
        yield svg.tag("path", class_="road", d=d)


def _unbroken(line: Sequence[Sequence[float]], view: View) -> list[tuple[float, float]]:
    """Place a line, each step taken the short way round, so that the antimeridian does not tear it."""
    found: list[tuple[float, float]] = []
    last = turned(line[0][0], view.lon)
    for lon, lat, *_ in line:
        last = turned(lon, last)
        found.append(view.place(last, lat))
    return found


def _rings(
    sites: Sequence[Place], view: View, sheet: Sheet
) -> tuple[list[Markup], list[tuple[str, list[tuple[float, float]]]]]:
    """Draw the distances that are claimed, and give what is to be written at each."""
    circles, notes = [], []
    for p in sites:
        assert p.point is not None
        seen: dict[float, str] = {}
        for s in p.sayings:
            if s.kilometres and s.kilometres not in seen:
                seen[s.kilometres] = s.distance
        for kilometres, distance in seen.items():
            found = ring(view, *p.point, kilometres * 1000)
            if found:
                circles.append(svg.tag("path", class_="distance", d=svg.path(found, closed=True)))
                notes.append((f"{distance} km", found))
    return circles, notes


def _ring_notes(notes: Iterable[tuple[str, list[tuple[float, float]]]], view: View, sheet: Sheet) -> Iterator[Markup]:
    """Write the distance on each ring, where there is room."""
    for text, points in notes:
        count = len(points) - 1
        spots = [points[(count * n) // 16 % count] for n in (8, 6, 10, 5, 11, 7, 9, 4, 12, 3, 13, 2, 0, 14, 1, 15)]
        label = sheet.put([(text, _SMALL)], [(x, y, "middle") for x, y in spots])
        if label:
            yield svg.tag("text", text, class_="note", x=label.x, y=label.y, text_anchor="middle")


def _labels(placed: Sequence[Place], view: View, sheet: Sheet, site: Site) -> tuple[list[Markup], int]:
    """Write the names of places, those that matter most first, and count those without room."""
    found, missing = [], 0
    several = sum(p.kind == "location" for p in placed) > 1
    for p in placed:
        assert p.geometry is not None
        x, y = view.at(*(p.point or _middle(p.geometry, view)))
        title = cut(p.label, _NAME, view.width * 0.42)
        roles = cut(
            _roles(p, site, several),
            _SMALL,
            max(width(title, _NAME), view.width * (0.34 if view.width > 500 else 0.52)),
        )
        both = [(title, _NAME), (roles, _SMALL)] if roles else [(title, _NAME)]
        crowded = len(placed) > CROWD
        vague = not crowded and (_unsure(p) or any(s.precision in _AREAS for s in p.sayings))
        spots = list(around(x, y, _VAGUE - 3 if vague else size(p)))[: 4 if crowded else None]
        label = sheet.put(both, spots)
        lines = both
        if label is None and roles:
            label, lines = sheet.put(both[:1], spots), both[:1]
        if label is None:
            missing += 1
            continue
        spans = [
            svg.tag(
                "tspan", text, x=label.x, dy=None if n == 0 else _SMALL * 1.22, class_=None if n == 0 else "small muted"
            )
            for n, (text, _) in enumerate(lines)
        ]
        kind = "place first" if p.kind == "location" else "place"
        found.append(svg.tag("text", *spans, class_=kind, x=label.x, y=label.y, text_anchor=label.anchor))
    return found, missing


def _roles(place: Place, site: Site, counted: bool) -> str:
    """Say what a place is said to be, in its most important role; by how many claims, where places rival."""
    if not place.sayings:
        return ""
    best = min(s.rank for s in place.sayings)
    told = [s for s in place.sayings if s.role_label and (s.rank == best or s.rank < 3)]
    roles = list(dict.fromkeys(s.role_label[:1].lower() + s.role_label[1:] for s in told))
    if roles and place.kind == "location" and counted:
        roles[0] += f" ({site.counted(place.claims, '{n} claim', '{n} claims')})"
    return ", ".join(roles)


def _middle(geometry: Geometry, view: View) -> Point:
    if geometry["type"].startswith("Multi"):
        geometry = {"type": geometry["type"].removeprefix("Multi"), "coordinates": geometry["coordinates"][0]}
    points = [(turned(lon, view.lon), lat) for lon, lat in positions(geometry)]
    if "Line" in geometry["type"]:
        return points[len(points) // 2]
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _mark(place: Place, view: View, part: float) -> Markup:
    assert place.point is not None
    x, y = view.at(*place.point)
    return symbol(place.kind, x, y, size(place) * part)


def symbol(kind: str, x: float, y: float, radius: float) -> Markup:
    """Draw the mark of a kind of place."""
    if kind == "distance":
        return svg.tag("path", class_="from", d=f"M{svg.figure(x - 5)},{svg.figure(y)}h10m-5,-5v10")
    if kind == "other":
        return svg.tag("circle", class_="spot-other", cx=x, cy=y, r=4.0)
    if kind == "origin":
        return svg.tag("circle", class_="spot-origin", cx=x, cy=y, r=5.0)
    if kind == "destination":
        ends = svg.tag("circle", class_="spot-origin", cx=x, cy=y, r=5.5)
        return svg.tag("g", ends, svg.tag("circle", class_="spot-end", cx=x, cy=y, r=2.2))
    return svg.tag("circle", class_="spot-location", cx=x, cy=y, r=radius)


def _hatch(name: str) -> Markup:
    line = svg.tag("path", class_="hatch", d="M0,0V6")
    attributes = {"width": 6, "height": 6, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    return svg.tag("pattern", line, id=name, **attributes)


def _keys(placed: Sequence[Place], site: Site, courses: Sequence[tuple[Point, Point]]) -> Iterator[tuple[Markup, str]]:
    """Give the marks in use and what they mean."""
    kinds = {p.kind for p in placed if p.point}
    names = {
        "location": "named as where it happened; the larger, the more claims",
        "origin": "said to have started here",
        "destination": "said to have been going here",
        "other": "named for something else",
        "distance": "named to measure from",
    }
    for kind, text in names.items():
        if kind in kinds:
            yield symbol(kind, 13, 8, 6), site.say(text)
    sites = [p for p in placed if p.point]
    sayings = [s for p in sites for s in p.sayings] if len(sites) <= CROWD else []
    if any(s.precision in RADIUS and not s.kilometres for s in sayings):
        yield (
            svg.tag("rect", class_="area key", x=2, y=1, width=22, height=14),
            site.say("near the place, within 25 km"),
        )
    if any(s.kilometres for s in sayings):
        yield svg.tag("path", class_="distance", d="M2,14Q13,-4 24,14"), site.say("at this distance, as claims have it")
    if courses:
        yield (
            svg.tag("path", class_="course", d="M1,8H25"),
            site.say("from start to goal, as one speaker has it; not the road"),
        )
    if any(s.precision in _AREAS for s in sayings):
        yield (
            svg.tag("circle", class_="vague", cx=13, cy=8, r=6),
            site.say("somewhere in the area the point stands for"),
        )
    if sayings and any(_unsure(p) for p in sites):
        yield svg.tag("circle", class_="vague", cx=13, cy=8, r=6), site.say("how near to it, some claims leave open")
    if any(s.precision == "WithinCountry" for s in sayings):
        yield svg.tag("rect", class_="area key", x=2, y=1, width=22, height=14), site.say("somewhere in this country")
    shapes = {p.geometry["type"] for p in placed if p.geometry is not None and p.point is None}
    if any("Polygon" in kind for kind in shapes):
        yield svg.tag("rect", class_="area key", x=2, y=1, width=22, height=14), site.say("somewhere in this area")
    if any("Line" in kind for kind in shapes):
        yield svg.tag("path", class_="road", d="M1,8H25"), site.say("along this line")
