"""GeoJSON, read by shapely."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from math import asin, cos, radians, sin, sqrt
from typing import Any

import pytest
from shapely.geometry import Polygon, shape

import kobe_kg
from kobe_kg.export import Losses, export
from kobe_kg.export.geometry import circle, read
from tests.export.tables import HOSTILE, ID, RECORD, left, source


def exported(path: Any) -> tuple[list[dict[str, Any]], Losses, bytes]:
    out = BytesIO()
    losses = export(source(path), "geojson", out)
    found = json.loads(out.getvalue())
    assert found["type"] == "FeatureCollection"
    return found["features"], losses, out.getvalue()


@pytest.fixture(scope="module")
def record() -> tuple[list[dict[str, Any]], Losses, bytes]:
    return exported(RECORD)


@pytest.fixture(scope="module")
def hostile() -> tuple[dict[str, dict[str, Any]], Losses]:
    features, losses, _ = exported(HOSTILE)
    return {f["id"].replace(ID, ""): f for f in features}, losses


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Give the kilometres between two points, by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = [(radians(x), radians(y)) for x, y in (a, b)]
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(half))


def test_every_feature_is_one_shapely_reads(record: tuple[list[dict[str, Any]], Losses, bytes]) -> None:
    features, _, _ = record
    assert len({f["id"] for f in features}) == len(features)
    for feature in features:
        assert feature["type"] == "Feature"
        if feature["geometry"]:
            assert shape(feature["geometry"]).is_valid
            assert shape(feature["geometry"]).bounds != (0, 0, 0, 0)
        if feature["properties"]["uncertainty"]:
            polygon = shape(feature["properties"]["uncertainty"])
            assert polygon.is_valid
            assert polygon.exterior.is_ccw
            assert polygon.contains(shape(feature["geometry"]))


def test_places_are_those_of_the_saved_query(record: tuple[list[dict[str, Any]], Losses, bytes]) -> None:
    features, _, _ = record
    graph = kobe_kg.open()
    ns = "https://w3id.org/kobe-kg/ns#"
    for event in graph.query("events"):
        found = Counter(
            (p["place"], p["place_label"], p["aspect"], p["precision"])
            for p in (feature["properties"] for feature in features)
            if event.event in p["event"]
        )
        asked = {
            (
                row.place,
                row.label,
                row.role.removeprefix(ns),
                row.precision and row.precision.removeprefix(ns),
            ): row.claims
            for row in graph.query("places", event=event.event)
        }
        assert found == asked


def test_a_point_is_the_place_as_the_graph_has_it(record: tuple[list[dict[str, Any]], Losses, bytes]) -> None:
    positions = {row.place: row.wkt for row in kobe_kg.open().query("places")}
    for feature in record[0]:
        if feature["properties"]["drawn"] == "place" and feature["properties"]["place"] in positions:
            x, y = feature["geometry"]["coordinates"]
            assert positions[feature["properties"]["place"]] == f"POINT({x} {y})"


def test_what_has_no_coordinates_has_no_geometry(record: tuple[list[dict[str, Any]], Losses, bytes]) -> None:
    features, losses, _ = record
    without = {f["properties"]["claim"].rpartition("/")[2] for f in features if f["geometry"] is None}
    assert {f"claim:{slug}" for slug in without} == set(left(losses, "resource"))


def test_a_distance_is_a_ring(record: tuple[list[dict[str, Any]], Losses, bytes]) -> None:
    rings = [f for f in record[0] if f["properties"]["drawn"] == "distance"]
    assert {f["properties"]["kilometres"] for f in rings} >= {30.0, 35.0}
    for feature in rings:
        ring = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        for point in ring:
            assert distance((-0.04472, 16.27167), point) == pytest.approx(
                feature["properties"]["kilometres"], abs=0.001
            )


def test_each_kind_of_position_is_drawn_or_refused(hostile: tuple[dict[str, dict[str, Any]], Losses]) -> None:
    features, losses = hostile
    assert len(features) == 7
    town = features["claim/elsewhere place/town"]
    assert town["geometry"] == {"type": "Point", "coordinates": [-0.04472, 16.27167]}
    assert (town["properties"]["uncertainty_m"], town["properties"]["ucdp_where_prec"]) == (25_000, 2)
    assert town["properties"]["reports"] == [f"{ID}report/one"]
    for place in ("null-island", "off-the-globe", "swapped"):
        assert features[f"claim/elsewhere place/{place}"]["geometry"] is None
        assert left(losses, "resource")[f"place:{place}"] == 1
    assert features["claim/far place/town"]["geometry"]["type"] == "LineString"
    assert features["claim/farther place/fiji"]["geometry"] is None
    assert left(losses, "resource")["claim:farther"] == 1


def test_outer_rings_turn_left_and_holes_right(hostile: tuple[dict[str, dict[str, Any]], Losses]) -> None:
    area = shape(hostile[0]["claim/elsewhere place/area"]["geometry"])
    assert area.exterior.is_ccw
    assert [ring.is_ccw for ring in area.interiors] == [False]
    assert area.is_valid


def test_the_same_graph_gives_the_same_bytes(record: tuple[list[dict[str, Any]], Losses, bytes]) -> None:
    assert exported(RECORD)[2] == record[2]


@pytest.mark.parametrize(
    ("wkt", "kind"),
    [
        ("POINT Z(1 2 3)", None),
        ("POINT(1 2 3)", "Point"),
        ("point (1 2)", "Point"),
        ("LINESTRING(1 2, 3 4)", "LineString"),
        ("MULTIPOINT(1 2, 3 4)", "MultiPoint"),
        ("MULTIPOINT((1 2), (3 4))", "MultiPoint"),
        ("MULTILINESTRING((1 2, 3 4), (5 6, 7 8))", "MultiLineString"),
        ("MULTIPOLYGON(((1 1, 2 1, 2 2, 1 1)))", "MultiPolygon"),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(1 2)", "Point"),
        ("POLYGON((1 1, 2 1, 2 2))", None),
        ("POINT(1)", None),
        ("POINT(1 2, 3 4)", None),
        ("POINT((1 2))", None),
        ("POINT(1 2))", None),
        ("POINT(nan 2)", None),
        ("POINT(1e999 2)", None),
        ("CIRCULARSTRING(1 2, 3 4)", None),
        ("", None),
    ],
)
def test_well_known_text(wkt: str, kind: str | None) -> None:
    found = read(wkt)
    assert (found and found["type"]) == kind
    if found:
        assert not shape(found).is_empty


@pytest.mark.parametrize(
    ("centre", "metres"), [((179.9, 0), 50_000), ((0, 89.9), 50_000), ((0, -89.9), 50_000), ((0, 0), 0)]
)
def test_no_circle_where_one_ring_cannot_be(centre: tuple[float, float], metres: float) -> None:
    assert circle(centre, metres) is None


def test_a_circle_is_round() -> None:
    ring = circle((10.0, 60.0), 100_000)
    assert ring is not None
    assert Polygon(ring).exterior.is_ccw
    assert all(distance((10.0, 60.0), (x, y)) == pytest.approx(100, abs=0.001) for x, y in ring)
