"""Tolls: numbers stand on their day and at their height, open ends stay open, and the table tells the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import toll
from kobe_kg.pages.site import Site
from tests.pages.drawings import EVENT, KOBE, drawing, figure, graph, numbers, overlapping
from tests.pages.markup import Element, faults, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(found: object) -> Element:
    assert found is not None
    return read(str(found))


def drawn(folder: Path, text: str) -> Element:
    return page(toll.drawing(graph(folder, text), Site(), EVENT))


def dots(svg: Element) -> list[tuple[float, float]]:
    return sorted((float(c.attrs["cx"]), float(c.attrs["cy"])) for c in svg.all("circle"))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_no_label_covers_another(kobe: Graph, lang: str, size: str) -> None:
    assert overlapping(drawing(page(toll.drawing(kobe, Site(lang=lang), KOBE)), size)) == []


def test_numbers_stand_to_scale_from_zero(tmp_path: Path) -> None:
    text = figure(1, "2020-05-01", 10) + figure(2, "2020-05-03", 20) + figure(3, "2020-05-04", 40)
    svg = drawing(drawn(tmp_path, text))
    (x, ten), (later, twenty), (last, forty) = dots(svg)
    zero = numbers(svg.all("path", class_="grid")[0].attrs["d"])[1]
    assert (zero - twenty) / (zero - ten) == pytest.approx(2, rel=0.01)
    assert (zero - forty) / (zero - ten) == pytest.approx(4, rel=0.01)
    assert (later - x) / (last - later) == pytest.approx(2, rel=0.01)


def test_bounds_are_drawn_as_they_are(tmp_path: Path) -> None:
    text = (
        figure(1, "2020-05-01", 10, "kg:min 10 ;", qualifier="AtLeast")
        + figure(2, "2020-05-03", 20, " ", qualifier="About").replace("kg:value 20 ;  ", "kg:value 20 ; ")
        + figure(3, "2020-05-05", 30, "kg:min 0 ; kg:max 30 ;", qualifier="UpTo")
        + figure(4, "2020-05-07", 40)
    )
    svg = drawing(drawn(tmp_path, text))
    by_words = {t.text.partition("A")[0].strip(): t for t in svg.all("text", class_="words")}
    assert {"at least 10", "about 20", "up to 30", "40"} <= set(by_words)
    least, rough, most, exact = svg.all("g", class_="figure")
    assert "v-26" in least.one("path").attrs["d"]
    assert rough.all("circle", class_="ring")
    span = numbers(most.one("path").attrs["d"])
    assert span[1] > float(most.one("circle").attrs["cy"])  # from zero up to thirty
    assert not exact.all("path")


def test_who_was_first_to_say_is_in_bold_and_told(kobe: Graph) -> None:
    found = page(toll.drawing(kobe, Site(), KOBE))
    first = {t.text for t in drawing(found).all("text", class_="first")}
    assert any(text.startswith("25") for text in first)
    assert any(text.startswith("at least 34") for text in first)
    rows = list(kobe.query("toll", event=KOBE))
    assert sum(int(tr.all("td")[2].text) for tr in found.one("tbody").all("tr")) == len({r.claim for r in rows})
    undated = sum(row.statedOn is None for row in rows)
    assert f"{undated} more claims name no day" in found.one("figcaption").text


def test_a_speakers_figures_are_one_line_of_steps(tmp_path: Path) -> None:
    text = figure(1, "2020-05-01", 10) + figure(2, "2020-05-03", 20) + figure(3, "2020-05-03", 12, speaker="b")
    steps = [numbers(p.attrs["d"]) for p in drawing(drawn(tmp_path, text)).all("path", class_="step")]
    (long,) = [s for s in steps if len(s) > 4]
    xs, ys = long[::2], long[1::2]
    assert xs == sorted(xs)
    assert all(xs[n] == xs[n + 1] or ys[n] == ys[n + 1] for n in range(len(xs) - 1))


def test_the_topic_may_be_chosen(kobe: Graph) -> None:
    ns = "https://w3id.org/kobe-kg/ns#"
    found = page(toll.drawing(kobe, Site(), KOBE, ns + "People", ns + "Killed"))
    assert found.one("p", class_="topic").text == "People, killed"
    assert overlapping(drawing(found)) == []


def test_no_figure_with_a_day_is_no_drawing(tmp_path: Path) -> None:
    assert toll.drawing(graph(tmp_path, ""), Site(), EVENT) is None
    small = graph(tmp_path, figure(1, "", 10))
    assert toll.drawing(small, Site(), EVENT) is None
    assert toll.rows(small, Site(), small.query("toll", event=EVENT)) is None


def test_one_figure_and_none_killed_are_drawn(tmp_path: Path) -> None:
    assert len(dots(drawing(drawn(tmp_path, figure(1, "2020-05-01", 0))))) == 1


def test_hostile_labels_stay_texts(tmp_path: Path) -> None:
    text = figure(1, "2020-05-01", 10) + 'source:a rdfs:label "<b onclick=x>"@fr .'
    shown = str(toll.drawing(graph(tmp_path, text), Site(lang="fr"), EVENT))
    assert "<b onclick" not in shown
    assert {f.what for f in faults(read(shown))} <= {"not one h1 first"}
