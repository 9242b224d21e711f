"""The projection: what is to be seen is on the paper, and places keep their order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.pages.drawing.lettering import Box
from kobe_kg.pages.drawing.projection import DEGREE, cut, fit, ring, turned

LON = st.floats(-180, 180, allow_nan=False)
LAT = st.floats(-80, 80, allow_nan=False)


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=20))
def test_all_points_are_on_the_paper(points: list[tuple[float, float]]) -> None:
    view = fit(points, width=640, heights=(340, 480))
    assert view.height <= 480
    for lon, lat in points:
        x, y = view.at(lon, lat)
        assert -0.01 <= x <= view.width + 0.01
        assert -0.01 <= y <= view.height + 0.01


@given(LON, LAT, LON, LAT)
def test_east_is_right_and_north_is_up(a: float, south: float, b: float, north: float) -> None:
    view = fit([(a, south), (b, north)], width=640, heights=(340, 480))
    (x, y), (right, up) = view.at(a, south), view.at(b, north)
    assert (right - x) * (turned(b, view.lon) - turned(a, view.lon)) >= 0
    assert (up - y) * (north - south) <= 0


def test_one_point_is_in_the_middle_with_room_around_it() -> None:
    view = fit([(179.99, -17.0)], width=640, heights=(340, 480))
    assert view.at(179.99, -17.0) == (320.0, view.height / 2)
    assert view.width / view.length(1) > 100


def test_a_ring_is_as_wide_as_it_says_on_both_sides_of_the_antimeridian() -> None:
    view = fit([(179.9, 0.0), (-179.9, 0.0)], width=640, heights=(340, 480))
    points = ring(view, 180.0, 0.0, 50_000)
    assert points is not None
    xs = [x for x, _ in points]
    assert abs((max(xs) - min(xs)) - 100 / DEGREE * view.scale) < 0.5


@given(st.lists(st.tuples(st.floats(-300, 300), st.floats(-300, 300)), min_size=3, max_size=12))
def test_what_is_cut_to_the_paper_stays_on_it(points: list[tuple[float, float]]) -> None:
    paper = Box(0, 0, 100, 80)
    assert all(-1e-6 <= x <= 100 + 1e-6 and -1e-6 <= y <= 80 + 1e-6 for x, y in cut(points, paper))
