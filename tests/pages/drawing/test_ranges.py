"""Drawings put each figure where its scale says, and tell exact, rough, bounded and open ones apart."""

from __future__ import annotations

import pytest

from kobe_kg.pages.drawing.ranges import Band, Sample, axis, drawing, samples, shared
from tests.pages.markup import Element, read


def drawn(value: int | None, low: int | None, high: int | None, **more: object) -> Element:
    figure = Sample(value, low, high)
    on = shared([Sample(40, 40, 40)])
    return read(drawing(figure, on, **more)).one("svg", class_="ruled")  # type: ignore[arg-type]


def test_an_exact_figure_is_a_dot() -> None:
    (dot,) = drawn(10, 10, 10).all("circle")
    assert (dot.attrs["class"], dot.attrs["cx"]) == ("exact", "25%")


def test_a_rough_figure_is_a_ring() -> None:
    (ring,) = drawn(30, None, None).all("circle")
    assert (ring.attrs["class"], ring.attrs["cx"]) == ("rough", "75%")


def test_zero_is_drawn_at_zero() -> None:
    assert drawn(0, 0, 0).one("circle").attrs["cx"] == "0%"


@pytest.mark.parametrize(
    ("low", "high", "start", "end", "ends"),
    [(10, 20, "25%", "50%", ["end", "end"]), (10, None, "25%", "100%", ["end", "open"]), (None, 20, "0%", "50%", 2)],
)
def test_a_range_goes_from_bound_to_bound(
    low: int | None, high: int | None, start: str, end: str, ends: list[str] | int
) -> None:
    svg = drawn(None, low, high)
    span = svg.one("line", class_="span")
    assert (span.attrs["x1"], span.attrs["x2"]) == (start, end)
    marks = [path.attrs["class"] for path in svg.all("path")]
    assert marks == ends if isinstance(ends, list) else len(marks) == ends
    assert [place.attrs["x"] for place in svg.all("svg", class_="at")] == [start, end]


def test_no_figure_is_no_mark() -> None:
    svg = drawn(None, None, None)
    assert not svg.all("circle")
    assert not svg.all("path")


def test_the_band_lies_behind_at_its_own_bounds() -> None:
    svg = drawn(10, 10, 10, band=Band(20, 30))
    band = svg.one("rect", class_="hull")
    assert (band.attrs["x"], band.attrs["width"]) == ("50%", "25%")
    assert svg.children[0] is band
    assert drawn(10, 10, 10, band=Band(20, None)).one("rect").attrs["width"] == "50%"
    assert not drawn(10, 10, 10, band=Band(None, None)).all("rect")


def test_the_axis_names_its_ticks_and_stays_legible() -> None:
    on = shared([Sample(56, 56, None)])
    assert [t.text for t in read(axis(on, "en")).all("text")] == ["0", "10", "20", "30", "40", "50", "60"]
    far = shared([Sample(10**7, 10**7, None)])
    assert read(axis(far, "fr")).all("text")[-1].text == "12\u202f000\u202f000"
    assert len(read(axis(far, "fr")).all("text")) < len(far.ticks) == len(read(axis(far, "fr")).all("line"))
    assert next(t.attrs["x"] for t in read(axis(on, "en")).all("text")) == "0%"


def test_one_scale_holds_all_figures_of_a_topic() -> None:
    assert shared([Sample(5, 5, 5), Sample(34, 34, None)]).end == 40
    assert shared([Sample(40, 40, None)]).end > 40


def test_the_legend_has_one_of_each_form() -> None:
    made = samples()
    assert set(made) == {"exact", "span", "open", "rough", "passed", "band", "best"}
    assert read(made["best"]).one("path").attrs["class"] == "best"
