"""Where it is said to have happened: a map of the places that claims name, and the same as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from kobe_kg.answer import Answer
from kobe_kg.export.geojson import RADIUS
from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import places
from kobe_kg.pages.drawing.chart import CROWD, Chart, draw
from kobe_kg.pages.drawing.outline import FILE
from kobe_kg.pages.drawing.places import Place
from kobe_kg.pages.site import Site, render

#: The widths a map is drawn in, for wide and for narrow screens, with the least and the greatest height of each.
SIZES = {"wide": (640.0, (340.0, 480.0)), "narrow": (340.0, (300.0, 420.0))}
_LEAFLET = "vendor/leaflet-1.9.4/leaflet"


class Line(NamedTuple):
    """A line of the table: what is said of a place."""

    place: Place
    address: str | None
    #: The role, and how near the place is known, or how far from it.
    role: str
    near: str
    #: Who says so: label and address.
    who: list[tuple[str, str | None]]
    #: How many more speakers there are, and how many claims in all.
    more: int
    number: int
    #: Longitude and latitude in words, or empty.
    position: str


def drawing(graph: Graph, site: Site, event: str) -> Markup | None:
    """Draw the places that claims about an event name.

    :param event: its IRI.
    :returns: a figure with its table; None when no claim names a place.
    """
    return _figure(site, places.of_event(graph, event, site.lang))


def place(graph: Graph, site: Site, iri: str) -> Markup | None:
    """Draw one place, with what claims about any event say of it; None when it has no position."""
    found = places.of_place(graph, iri, site.lang)
    return _figure(site, found) if any(p.geometry for p in found) else None


def rows(graph: Graph, site: Site, answer: Answer) -> Markup | None:
    """Draw the places of an answer that has a column ``wkt``; None when it has none, or no rows.

    Columns ``place``, ``label``, ``role``, ``precision``, ``kilometres``, ``qualifier``, ``claim``, ``claims`` and
    ``speaker`` are read where they are there.
    """
    return _figure(site, places.of_answer(graph, answer, site.lang)) if "wkt" in answer.columns else None


def _figure(site: Site, found: Sequence[Place]) -> Markup | None:
    if not found:
        return None
    placed = [p for p in found if p.geometry is not None]
    charts = {
        name: draw(placed, site, name=name, width=width, heights=heights)
        for name, (width, heights) in (SIZES if placed else {}).items()
    }
    # What render gives is escaped in the template.
    return Markup(  # noqa: S704
        render(
            "map.html",
            site,
            charts=charts,
            label=_label(placed, site),
            keys=charts["wide"].keys if placed else [],
            crowded=sum(p.point is not None for p in placed) > CROWD,
            unlabelled=charts["wide"].unlabelled if placed else 0,
            lines=[line for p in found for line in _lines(p, site)],
            counted_claims=any(s.number > 1 or s.claims for p in found for s in p.sayings),
            unplaced=[(p.label, site.thing(p.iri)) for p in found if p.geometry is None],
            data=_data(placed, site, charts["wide"]) if placed else "",
        )
    )


def _label(placed: Sequence[Place], site: Site) -> str:
    """Say what the map shows, for who does not see it."""
    some = ", ".join(p.label for p in placed[:6]) + (" …" if len(placed) > 6 else "")
    return site.counted(len(placed), "Map of {n} place: {some}.", "Map of {n} places: {some}.", some=some)


def _lines(found: Place, site: Site) -> list[Line]:
    address, position = site.thing(found.iri), _position(found, site)
    if not found.sayings:
        return [Line(found, address, "", "", [], 0, 0, position)]
    lines = []
    for saying in found.sayings:
        near = saying.precision_label
        if saying.distance:
            near = site.say("{distance} km from it", distance=saying.distance)
        who = [(label, site.thing(iri)) for iri, label in saying.speakers]
        role = saying.role_label
        lines.append(Line(found, address, role, near, who[:8], max(0, len(who) - 8), saying.number, position))
    return lines


def _position(found: Place, site: Site) -> str:
    if found.point is None:
        return "" if found.geometry is None else site.say("an area or a line")
    lon, lat = found.point
    return f"{_degrees(lat, 'N', 'S', site)}, {_degrees(lon, 'E', 'W', site)}"


def _degrees(value: float, over: str, under: str, site: Site) -> str:
    text = f"{abs(value):.4f}".rstrip("0").rstrip(".")
    text = text.replace(".", ",") if site.lang == "fr" else text
    return f"{text}° {site.say(over if value >= 0 else under)}"


def _data(placed: Sequence[Place], site: Site, chart: Chart) -> str:
    """Give what the script needs to draw the same map so that it can be moved."""
    west, south, east, north = chart.view.degrees
    spots, rings = [], []
    for p in placed:
        said = [
            f"{s.role_label}{', ' + near if near else ''}"
            for s in p.sayings
            for near in [site.say("{distance} km from it", distance=s.distance) if s.distance else s.precision_label]
        ]
        spot: dict[str, Any] = {"name": p.label, "kind": p.kind, "link": site.thing(p.iri), "said": said[:8]}
        spots.append({**spot, "shape": p.geometry})
        if p.point is None:
            continue
        lon, lat = p.point
        for s in p.sayings:
            metres = RADIUS.get(s.precision) if s.kilometres is None else s.kilometres * 1000
            if metres:
                rings.append({"lon": lon, "lat": lat, "metres": metres, "kind": "ring" if s.kilometres else "near"})
    found = {
        "box": [south, west, north, east],
        "middle": chart.view.lon,
        "spots": spots,
        "rings": rings,
        "courses": [[list(a), list(b)] for a, b in chart.courses],
        "lang": site.lang,
        "leaflet": [site.static(_LEAFLET + ".js"), site.static(_LEAFLET + ".css")],
        "world": site.static(FILE),
        "in": site.say("Zoom in"),
        "out": site.say("Zoom out"),
        "label": site.say("Map to move and zoom"),
        "failed": site.say("The map could not be loaded; the drawing stays."),
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
