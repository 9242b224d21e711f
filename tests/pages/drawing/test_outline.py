"""The outline of the world: whole, small, with its licence beside it, and right where it can be checked."""

from __future__ import annotations

import pytest

from kobe_kg.pages.drawing.outline import FILE, outline
from kobe_kg.pages.site import STATIC


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (0.11, 16.05, "Mali"),
        (2.1, 13.5, "Niger"),
        (28.0, -29.5, "Lesotho"),
        (25.0, -29.0, "South Africa"),
        (178.0, -17.8, "Fiji"),
        (-175.0, 66.5, "Russia"),
        (175.0, 68.0, "Russia"),
        (100.0, -85.0, "Antarctica"),
    ],
)
def test_positions_lie_in_their_countries(lon: float, lat: float, name: str) -> None:
    assert [c.name for c in outline().countries if c.has(lon, lat)] == [name]


@pytest.mark.parametrize(("lon", "lat"), [(-30.0, 0.0), (179.9, 0.0), (50.0, 42.0)])
def test_the_sea_is_in_no_country(lon: float, lat: float) -> None:
    assert not [c.name for c in outline().countries if c.has(lon, lat)]


def test_every_country_has_both_names_and_a_closed_outline() -> None:
    assert len(outline().countries) > 220
    for country in outline().countries:
        assert country.name
        assert country.name_fr
        assert all(len(ring.points) > 3 for ring in country.rings)
    names = {c.name: c.name_fr for c in outline().countries}
    assert names["Germany"] == "Allemagne"
    assert names["Côte d'Ivoire"] == "Côte d’Ivoire"


def test_nothing_is_drawn_where_the_data_was_cut_open() -> None:
    for line in (*outline().borders, *outline().coasts):
        for (west, south), (east, north) in zip(line.points, line.points[1:], strict=False):
            assert abs(east - west) < 90
            assert not (abs(west) == abs(east) == 180 and south != north)
            assert not (south < -89.9 and north < -89.9)


def test_the_file_is_small_and_says_where_it_is_from() -> None:
    path = STATIC / FILE
    assert path.stat().st_size < 600_000
    assert "public domain" in (path.parent / "README.md").read_text(encoding="utf-8")
    assert "public domain" in (path.parent / "LICENSE").read_text(encoding="utf-8")
    assert (STATIC / "vendor/leaflet-1.9.4/LICENSE").is_file()
