"""Maps: what is claimed stands where it lies, as large as it is uncertain, and the table tells the same."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import map as maps
from kobe_kg.pages.drawing import places
from kobe_kg.pages.drawing.chart import CROWD, draw, positions
from kobe_kg.pages.drawing.places import Place
from kobe_kg.pages.site import Site
from tests.pages.drawings import EVENT, ID, KOBE, boxes, drawing, extent, graph, numbers, overlapping, place
from tests.pages.markup import Element, faults, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(found: object) -> Element:
    assert found is not None
    return read(str(found))


def mapped(folder: Path, text: str, lang: str = "en") -> Element:
    return page(maps.drawing(graph(folder, text), Site(lang=lang), EVENT))


def marks(svg: Element, kind: str = "spot-location") -> list[tuple[float, float]]:
    return [(float(c.attrs["cx"]), float(c.attrs["cy"])) for c in svg.all("circle", class_=kind)]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_place_of_the_query_is_drawn_or_named_as_unplaced_and_told(kobe: Graph, lang: str, size: str) -> None:
    found = page(maps.drawing(kobe, Site(lang=lang), KOBE))
    rows = list(kobe.query("places", event=KOBE, lang=lang))
    assert len(rows) > 10
    told = found.one("table").text
    drawn = drawing(found, size).text
    caption = found.one("figcaption").text
    for row in rows:
        assert row.label in told
        assert row.label in (drawn if row.wkt else caption)
    links = {a.attrs["href"] for a in found.one("table").all("a")}
    assert {"/place/" + row.place.rpartition("/")[2] for row in rows} <= links


def test_the_table_counts_claims_as_the_query_does(kobe: Graph) -> None:
    found = places.of_event(kobe, KOBE, "en")
    told = {(p.iri, s.role, s.precision): 0 for p in found for s in p.sayings}
    for p in found:
        for s in p.sayings:
            told[p.iri, s.role, s.precision] += s.number

    def name(iri: str | None) -> str:
        return (iri or "").rpartition("#")[2]

    rows = kobe.query("places", event=KOBE)
    assert told == {(r.place, name(r.role), name(r.precision)): r.claims for r in rows}


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_label_covers_another(kobe: Graph, size: str, lang: str) -> None:
    svg = drawing(page(maps.drawing(kobe, Site(lang=lang), KOBE)), size)
    assert len(list(boxes(svg))) > 5
    assert overlapping(svg) == []


def test_marks_stand_where_the_scale_says(tmp_path: Path) -> None:
    text = place("west", "POINT(10 50)") + place("east", "POINT(11 50)") + place("north", "POINT(10 51)")
    found = places.of_event(graph(tmp_path, text), EVENT, "en")
    chart = draw(found, Site(), name="t", width=640, heights=(340, 480))
    svg = read(f"<svg>{chart.inside}</svg>")
    at = {p.label: chart.view.at(*positions_of(p)) for p in found}
    assert sorted(marks(svg)) == sorted((round(x, 1), round(y, 1)) for x, y in at.values())
    (x, y), (east, same), (above, north) = at["West"], at["East"], at["North"]
    assert (same, above) == pytest.approx((y, x))
    assert y - north == pytest.approx(chart.view.length(111.195))
    # a degree of longitude is shorter than one of latitude by the cosine of the latitude in the middle
    assert (east - x) / (y - north) == pytest.approx(0.6361, abs=0.0005)
    for left, top in at.values():
        assert 0 < left < chart.view.width
        assert 0 < top < chart.view.height


def positions_of(found: Place) -> tuple[float, float]:
    assert found.geometry is not None
    ((lon, lat),) = positions(found.geometry)
    return lon, lat


def test_the_scale_bar_is_as_long_as_it_says(tmp_path: Path) -> None:
    text = place("west", "POINT(10 0.5)") + place("east", "POINT(12 0.5)")
    svg = drawing(mapped(tmp_path, text))
    left, right = sorted(x for x, _ in marks(svg))
    long = numbers(svg.one("path", class_="ruler").attrs["d"])[3]
    (words,) = [t.text for t in svg.all("text") if t.text.endswith(" km")]
    assert long / (right - left) == pytest.approx(numbers(words)[0] / (2 * 111.195), rel=0.01)


def test_near_a_place_is_drawn_25_kilometres_wide_and_a_distance_as_its_ring(tmp_path: Path) -> None:
    near = place("here", "POINT(10 0.01)", precision="NearPlace")
    far = place("there", "POINT(10.5 0.01)", role="Distance", more="kg:kilometres 40.0 ; kg:qualifier kg:About ; ")
    svg = drawing(mapped(tmp_path, near + far))
    (here,), (there,) = marks(svg), [extent(p.attrs["d"]) for p in svg.all("path", class_="distance")]
    area = next(extent(p.attrs["d"]) for p in svg.all("path", class_="area"))
    cross = numbers(svg.one("path", class_="from").attrs["d"])
    scale = (cross[0] + 5 - here[0]) / (0.5 * 111.195)
    assert area.right - here[0] == pytest.approx(25 * scale, rel=0.02)
    assert here[1] - area.top == pytest.approx(25 * scale, rel=0.02)
    assert (there.right - there.left) / 2 == pytest.approx(40 * scale, rel=0.02)
    assert "about 40 km" in svg.text


def test_an_exact_place_has_no_area_and_a_region_no_size(tmp_path: Path) -> None:
    svg = drawing(mapped(tmp_path, place("here", "POINT(10 1)", precision="ExactPlace")))
    assert not svg.all("path", class_="area")
    assert not svg.all("circle", class_="vague")
    found = mapped(tmp_path, place("here", "POINT(10 1)", precision="WithinRegion"))
    assert drawing(found).all("circle", class_="vague")
    assert "the area the point stands for" in found.one("ul", class_="key").text


def test_a_location_without_precision_is_not_drawn_as_exact(tmp_path: Path) -> None:
    found = mapped(tmp_path, place("here", "POINT(10 1)"))
    assert drawing(found).all("circle", class_="vague")
    assert "some claims leave open" in found.one("ul", class_="key").text
    assert not drawing(mapped(tmp_path, place("here", "POINT(10 1)", role="Origin"))).all("circle", class_="vague")


def test_where_only_the_country_is_known_the_country_is_hatched(tmp_path: Path) -> None:
    svg = drawing(mapped(tmp_path, place("here", "POINT(29.9 -1.9)", precision="WithinCountry")))
    area = extent(svg.one("path", class_="area").attrs["d"])
    assert area.right - area.left > 300  # Rwanda fills most of the paper
    assert "RWANDA" in svg.text


def test_rival_locations_are_told_apart_with_who_names_how_many(tmp_path: Path) -> None:
    more = "claim:again a kg:OccurrenceClaim ; kg:about event:fire ; kg:aspect kg:Location ; kg:place place:b .\n"
    found = mapped(tmp_path, place("a", "POINT(10 1)") + place("b", "POINT(10.4 1.2)") + more)
    svg = drawing(found)
    assert len(marks(svg)) == 2
    assert "location (1 claim)" in svg.text
    assert "location (2 claims)" in svg.text
    radii = sorted(float(c.attrs["r"]) for c in svg.all("circle", class_="spot-location"))
    assert radii[0] < radii[1]


def test_a_course_is_drawn_only_where_one_speaker_names_both_ends(tmp_path: Path) -> None:
    start = place("start", "POINT(10 1)", role="Origin")
    assert drawing(mapped(tmp_path, start + place("goal", "POINT(11 1)", role="Destination"))).all(
        "path", class_="course"
    )
    other = place("goal", "POINT(11 1)", role="Destination", speaker="b")
    assert not drawing(mapped(tmp_path, start + other)).all("path", class_="course")


def test_across_the_antimeridian_places_stay_neighbours(tmp_path: Path) -> None:
    text = (
        place("west", "POINT(179 -17)", precision="NearPlace")
        + place("east", "POINT(-179 -17)", role="Distance", more="kg:kilometres 200.0 ; ")
        + place("area", "POLYGON((179.5 -18, -179.5 -18, -179.5 -17.5, 179.5 -17.5, 179.5 -18))", role="Aftermath")
        + place("way", "LINESTRING(179 -16, -179 -16.2)", role="Course")
    )
    svg = drawing(mapped(tmp_path, text))
    ((x, _),) = marks(svg)
    cross = numbers(svg.one("path", class_="from").attrs["d"])[0] + 5
    assert 0 < x < cross < 640
    way = extent(svg.one("path", class_="road").attrs["d"])
    assert way.right - way.left == pytest.approx(cross - x, abs=0.2)
    areas = [extent(p.attrs["d"]) for p in svg.all("path", class_="area")]
    assert all(a.left > 0 and a.right < 640 for a in areas)
    assert max(a.right - a.left for a in areas) == pytest.approx((cross - x) / 2, abs=0.2)


def test_one_place_has_room_around_it_and_a_map_of_where_it_lies(tmp_path: Path) -> None:
    svg = drawing(mapped(tmp_path, place("here", "POINT(10 1)", precision="ExactPlace")))
    assert marks(svg) == [(320.0, pytest.approx(float(svg.attrs["height"]) / 2, abs=0.6))]
    assert svg.one("svg", class_="locator").all("rect", class_="spot")
    assert "GABON" in svg.text


def test_five_hundred_places_are_all_marked_and_told(tmp_path: Path) -> None:
    some = random.Random(7)  # noqa: S311 - the same each time
    text = "".join(
        place(f"p{n}", f"POINT({some.uniform(-150, 170):.3f} {some.uniform(-50, 60):.3f})", precision="NearPlace")
        for n in range(500)
    )
    found = mapped(tmp_path, text)
    svg = drawing(found)
    assert len(marks(svg)) == 500 > CROWD
    assert len(found.one("tbody").all("tr")) == 500
    assert "places have no label for want of room" in found.one("figcaption").text
    assert "how near each is known is in the table only" in found.one("figcaption").text
    assert overlapping(svg) == []


def test_what_has_no_coordinates_or_broken_ones_is_in_the_table(tmp_path: Path) -> None:
    found = mapped(tmp_path, place("a", "") + place("b", "POINT(500 1)") + place("c", "POINT(0 0)"))
    assert not found.all("svg")
    assert [tr.one("th").text for tr in found.one("tbody").all("tr")] == ["A", "B", "C"]
    assert found.one("table").text.count("not in the graph") == 3


def test_nothing_named_is_no_map(tmp_path: Path) -> None:
    small = graph(tmp_path, "")
    assert maps.drawing(small, Site(), EVENT) is None
    assert maps.place(small, Site(), ID + "place/none") is None
    assert maps.rows(small, Site(), small.query("places", event=EVENT)) is None
    assert maps.rows(small, Site(), small.query("events")) is None


def test_a_place_has_a_map_whatever_event_names_it(kobe: Graph) -> None:
    found = page(maps.place(kobe, Site(), ID + "place/gao"))
    assert "Gao" in drawing(found).text
    unclaimed = page(maps.place(kobe, Site(), ID + "place/niger"))
    assert len(unclaimed.one("tbody").all("tr")) == 1
    assert maps.place(kobe, Site(), ID + "place/sevare") is None


def test_rows_of_any_query_are_drawn(kobe: Graph) -> None:
    answer = kobe.sparql('SELECT ("Up <there>" AS ?label) ("POINT(25 71)" AS ?wkt) WHERE {}')
    found = page(maps.rows(kobe, Site(), answer))  # type: ignore[arg-type]
    assert "Up <there>" in drawing(found).text
    assert "71° N, 25° E" in found.one("table").text


def test_what_is_no_place_at_all_does_no_harm(tmp_path: Path) -> None:
    text = """<javascript:alert(1)> a kg:Place ; geo:asWKT "POINT(10 1)"^^geo:wktLiteral , "rubbish" .
    claim:a kg:about event:fire ; kg:aspect "text" , [] ; kg:place <javascript:alert(1)> , "a text" , [] ;
        kg:kilometres "lots" , -3 , 1e400 , 900.5 ; kg:qualifier "x" ; kg:placePrecision "y" , kg:NearPlace ;
        kg:speaker "S" , [] ."""
    found = mapped(tmp_path, text)
    assert not [a for a in found.all("a") if a.attrs["href"].startswith("javascript")]
    assert "a text" in found.one("table").text
    assert "nan" not in str(drawing(found).all("path")[0].attrs)


def test_hostile_labels_stay_texts(tmp_path: Path) -> None:
    text = place("x", "POINT(10 1)").replace('"X"', '"<script>alert(1)</script>\\" onload=\\"x"')
    shown = str(maps.drawing(graph(tmp_path, text), Site(), EVENT))
    assert "<script" not in shown
    found = read(shown)
    assert {f.what for f in faults(found)} <= {"not one h1 first"}
    data = json.loads(found.one("figure").attrs["data-map"])
    assert data["spots"][0]["name"].startswith("<script>")


def test_what_the_script_is_given_is_what_is_drawn(kobe: Graph) -> None:
    data = json.loads(page(maps.drawing(kobe, Site(), KOBE)).one("figure").attrs["data-map"])
    assert {s["name"] for s in data["spots"]} == {"Gao", "Kobé", "Ansongo"}
    assert {r["metres"] for r in data["rings"]} == {25_000, 30_000, 35_000}
    assert len(data["courses"]) == 1
    assert all(address.startswith("/static/") for address in (*data["leaflet"], data["world"]))


def test_pages_have_both_widths_and_say_what_they_show(kobe: Graph) -> None:
    found = page(maps.drawing(kobe, Site(), KOBE))
    for name in ("wide", "narrow"):
        svg = drawing(found, name)
        assert svg.attrs["role"] == "img"
        assert "Kobé" in svg.attrs["aria-label"]
        assert not svg.all("a")  # a picture holds nothing to focus
    assert {f.what for f in faults(found)} <= {"not one h1 first"}
