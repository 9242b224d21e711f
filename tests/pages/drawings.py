"""What the tests of maps, timelines and tolls share: small graphs, and what is in a drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.drawing.lettering import Box, width
from tests.pages.markup import Element

ID = "https://w3id.org/kobe-kg/id/"
KOBE = ID + "event/kobe-attack"
#: The event of the small graphs.
EVENT = ID + "event/fire"
#: Sizes of letters by the classes a text may have.
SIZES = {"small": 12.0, "note": 12.0, "country": 11.5, "row": 13.0, "words": 13.0}

_NAMES = ("claim", "event", "geo", "kg", "place", "rdfs", "source", "xsd")
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _NAMES)


def graph(folder: Path, text: str) -> Graph:
    """Open a graph of one event and what a test says about it."""
    path = folder / "graph.ttl"
    head = _HEAD + 'event:fire a kg:Event ; rdfs:label "Fire"@en .\nsource:a a kg:Source ; rdfs:label "A"@en .\n'
    path.write_text(head + text, encoding="utf-8")
    return kobe_kg.open(path)


def place(name: str, wkt: str, role: str = "Location", precision: str = "", more: str = "", speaker: str = "a") -> str:
    """Write a place, and the claim that names it."""
    near = f"kg:placePrecision kg:{precision} ; " if precision else ""
    where = f'; geo:asWKT "{wkt}"^^geo:wktLiteral' if wkt else ""
    return (
        f'place:{name} a kg:Place ; rdfs:label "{name.title()}"@en {where} .\n'
        f"claim:{name}-{role.lower()} a kg:OccurrenceClaim ; kg:about event:fire ; kg:aspect kg:{role} ; {near}{more}"
        f"kg:place place:{name} ; kg:speaker source:{speaker} .\n"
    )


def figure(n: int, day: str, value: int, bounds: str = "", speaker: str = "a", qualifier: str = "Exactly") -> str:
    """Write a claim of how many were killed."""
    bounds = bounds or f"kg:min {value} ; kg:max {value} ;"
    dated = f'kg:statedOn "{day}"^^xsd:date ;' if day else ""
    return (
        f"claim:f{n} a kg:QuantityClaim ; kg:about event:fire ; kg:population kg:Civilians ; kg:outcome kg:Killed ; "
        f"kg:value {value} ; {bounds} kg:qualifier kg:{qualifier} ; {dated} kg:originality kg:Original ; "
        f"kg:speaker source:{speaker} .\n"
    )


def happened(n: int, earliest: str, latest: str, precision: str = "ExactDay") -> str:
    """Write a claim of when it was."""
    start = f'kg:earliest "{earliest}"^^xsd:date ;' if earliest else ""
    end = f'kg:latest "{latest}"^^xsd:date ;' if latest else ""
    return (
        f"claim:h{n} a kg:OccurrenceClaim ; kg:about event:fire ; kg:aspect kg:Date ; {start} {end} "
        f"kg:datePrecision kg:{precision} ; kg:originality kg:Original ; kg:speaker source:a .\n"
    )


def drawing(page: Element, name: str = "wide") -> Element:
    """Give the drawing for wide or narrow screens."""
    return page.one("svg", class_=name)


def numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text)]


def extent(path: str) -> Box:
    """Give the box of a path of straight lines between absolute points."""
    points = numbers(path)
    xs, ys = points[::2], points[1::2]
    return Box(min(xs), min(ys), max(xs), max(ys))


def boxes(svg: Element) -> Iterator[tuple[str, Box]]:
    """Give each upright text of a drawing, with about the paper it takes; those of a map within the map apart."""
    inner = {id(e) for nested in svg.walk() if nested is not svg and nested.tag == "svg" for e in nested.walk()}
    for text in svg.all("text"):
        if id(text) in inner or "transform" in text.attrs:
            continue
        lines = text.all("tspan") or [text]
        x, y = float(text.attrs["x"]), float(text.attrs["y"])
        for line in lines:
            classes = [*text.attrs.get("class", "").split(), *line.attrs.get("class", "").split()]
            size = next((SIZES[c] for c in reversed(classes) if c in SIZES), 14.0)
            y += float(line.attrs.get("dy", 0))
            long = width(line.text, size) * 0.94
            anchor = text.attrs.get("text-anchor", "middle" if "country" in classes else "start")
            left = x - {"start": 0.0, "middle": long / 2, "end": long}[anchor]
            yield line.text, Box(left, y - size * 0.72, left + long, y + size * 0.12)


def overlapping(svg: Element) -> list[tuple[str, str]]:
    """Give the texts of a drawing that cover one another."""
    found = list(boxes(svg))
    return [(a, b) for n, (a, box) in enumerate(found) for b, other in found[n + 1 :] if box.meets(other)]
