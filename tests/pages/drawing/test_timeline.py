"""Timelines: days stand in order and to scale, breaks are marked, and the table tells the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import timeline
from kobe_kg.pages.site import Site
from tests.pages.drawings import EVENT, ID, KOBE, drawing, figure, graph, happened, overlapping
from tests.pages.markup import Element, faults, read


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(found: object) -> Element:
    assert found is not None
    return read(str(found))


def drawn(folder: Path, text: str) -> Element:
    return page(timeline.drawing(graph(folder, text), Site(), EVENT))


def columns(svg: Element) -> list[tuple[float, float]]:
    """Give the middle and the height of each column, those upon one another together."""
    found: dict[float, float] = {}
    for rect in svg.all("rect", class_="said"):
        x = float(rect.attrs["x"]) + float(rect.attrs["width"]) / 2
        found[round(x, 1)] = found.get(round(x, 1), 0.0) + float(rect.attrs["height"])
    return sorted(found.items())


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_no_label_covers_another(kobe: Graph, lang: str, size: str) -> None:
    assert overlapping(drawing(page(timeline.drawing(kobe, Site(lang=lang), KOBE)), size)) == []


def test_every_dated_claim_is_counted_and_the_others_in_words(kobe: Graph) -> None:
    rows: list[object] = list(
        kobe.sparql(  # type: ignore[arg-type]
            "SELECT ?day (COUNT(DISTINCT ?claim) AS ?claims) WHERE { event:kobe-attack sem:hasSubEvent*/sem:hasActor? "
            "?about . ?claim kg:about ?about ; kg:speaker ?by . OPTIONAL { ?claim kg:statedOn ?day } } GROUP BY ?day"
        )
    )
    counts = {row.day: row.claims for row in rows}  # type: ignore[attr-defined]
    found = page(timeline.drawing(kobe, Site(), KOBE))
    told = found.all("tbody")[1].all("tr")
    assert sum(int(tr.all("td")[0].text) for tr in told[:-1]) == sum(n for day, n in counts.items() if day)
    assert f"{counts[None]} more claims name no day" in found.one("figcaption").text
    columns_of = columns(drawing(found))
    assert len(columns_of) == len(counts) - 1


def test_days_stand_in_order_and_to_scale(tmp_path: Path) -> None:
    days = [0, 1, 3, 7]
    first = date(2020, 5, 1)
    text = "".join(figure(n, str(first + timedelta(days=d)), n) for n, d in enumerate(days))
    for size in ("wide", "narrow"):
        xs = [x for x, _ in columns(drawing(drawn(tmp_path, text), size))]
        scale = (xs[-1] - xs[0]) / 7
        assert [(x - xs[0]) / scale for x in xs] == pytest.approx(days, abs=0.02)


def test_columns_are_as_high_as_they_count(tmp_path: Path) -> None:
    text = "".join(figure(n, "2020-05-01" if n < 6 else "2020-05-03", n) for n in range(8))
    (_, six), (_, two) = columns(drawing(drawn(tmp_path, text)))
    assert six / two == pytest.approx(3, rel=0.02)


def test_a_day_is_a_tick_and_a_span_a_bar_of_its_length(tmp_path: Path) -> None:
    text = happened(1, "2020-05-01", "2020-05-01") + happened(2, "2020-05-03", "2020-05-06", "WithinDays")
    svg = drawing(drawn(tmp_path, text + figure(1, "2020-05-09", 3) + figure(2, "2020-05-01", 3)))
    bar, tick = svg.one("rect", class_="lasting"), svg.one("rect", class_="moment")
    (first, _), (last, _) = columns(svg)
    scale = (last - first) / 8
    assert float(bar.attrs["width"]) == pytest.approx(4 * scale, abs=0.2)
    assert float(bar.attrs["x"]) == pytest.approx(first + 1.5 * scale, abs=0.2)
    assert float(tick.attrs["x"]) + float(tick.attrs["width"]) / 2 == pytest.approx(first, abs=0.2)
    assert float(tick.attrs["width"]) < scale


def test_rival_days_stand_beside_one_another_with_who_gives_them(kobe: Graph) -> None:
    found = page(timeline.drawing(kobe, Site(), KOBE))
    row = next(g for g in drawing(found).all("g") if "Kobé attack" in g.text and "date" in g.text and g.all("rect"))
    assert len(row.all("rect", class_="moment")) == 4
    assert "Human Rights Watch" in found.all("tbody")[0].text


def test_an_open_span_has_an_arrow_and_says_so(tmp_path: Path) -> None:
    found = drawn(tmp_path, happened(1, "2020-05-01", "") + happened(2, "", "2020-05-04"))
    assert len(drawing(found).all("path", class_="open")) == 2
    assert "from 1 May 2020" in found.one("table").text
    assert "until 4 May 2020" in found.one("table").text


def test_a_time_left_out_is_marked_and_said(tmp_path: Path) -> None:
    text = figure(1, "2020-05-01", 1) + figure(2, "2020-05-04", 2) + figure(3, "2021-05-04", 3)
    svg = drawing(drawn(tmp_path, text))
    band = svg.one("rect", class_="break")
    _, (second, _), (last, _) = columns(svg)
    assert second < float(band.attrs["x"]) < float(band.attrs["x"]) + float(band.attrs["width"]) < last
    assert "12 months" in svg.text
    whole = drawing(drawn(tmp_path, figure(1, "2020-05-01", 1) + figure(2, "2020-05-04", 2)))
    assert not whole.all("rect", class_="break")


def test_many_claims_over_ten_years_are_put_together_and_it_says_so(tmp_path: Path) -> None:
    first = date(2010, 1, 1)
    text = "".join(figure(n, str(first + timedelta(days=n * 37 % 3650)), n) for n in range(700))
    found = drawn(tmp_path, text)
    assert "Said: claims a month" in drawing(found).text
    assert "Said: claims a year" in drawing(found, "narrow").text
    assert len(columns(drawing(found))) <= 121
    assert "and 300 more" in found.one("details").text
    assert overlapping(drawing(found)) == []


def test_one_claim_is_a_timeline(tmp_path: Path) -> None:
    found = drawn(tmp_path, figure(1, "2020-05-01", 1))
    assert len(columns(drawing(found))) == 1
    assert "1 May" in drawing(found).text


def test_what_is_long_before_is_named_and_not_drawn(tmp_path: Path) -> None:
    found = drawn(tmp_path, happened(1, "1990-01-01", "1990-12-31", "WithinYear") + figure(1, "2020-05-01", 1))
    assert "not drawn: 1 Jan 1990 – 31 Dec 1990." in found.one("figcaption").text
    assert "1990" not in drawing(found).text
    assert "1 Jan 1990" in found.all("table")[0].text


def test_the_days_at_the_ends_of_the_calendar_do_no_harm(tmp_path: Path) -> None:
    drawn(tmp_path, happened(1, "0001-01-01", "0001-01-01") + happened(2, "9999-12-31", "9999-12-31"))
    drawn(tmp_path, figure(1, "0001-01-01", 1) + figure(2, "9999-12-31", 2))


def test_an_event_with_a_window_and_no_dated_claim_is_drawn(tmp_path: Path) -> None:
    found = drawn(tmp_path, 'event:fire kg:earliest "2020-05-01"^^xsd:date ; kg:latest "2020-05-09"^^xsd:date .')
    assert drawing(found).all("rect", class_="window")
    assert "1 May 2020 – 9 May 2020" in found.one("table").text
    far = 'event:fire kg:earliest "2020-05-01"^^xsd:date .' + happened(1, "1900-01-01", "1900-01-01")
    assert "1 Jan 1900" in drawn(tmp_path, far).one("figcaption").text


def test_every_event_of_the_graph_has_a_drawing(kobe: Graph) -> None:
    for event in kobe.query("events"):
        for lang in ("en", "fr"):
            assert not overlapping(drawing(page(timeline.drawing(kobe, Site(lang=lang), event.event))))


def test_nothing_dated_is_no_timeline(tmp_path: Path) -> None:
    small = graph(tmp_path, "")
    assert timeline.drawing(small, Site(), EVENT) is None
    assert timeline.rows(small, Site(), small.query("occurrences", event=EVENT)) is None


def test_answers_with_dates_are_drawn(kobe: Graph) -> None:
    found = page(timeline.rows(kobe, Site(), kobe.query("events")))
    assert "Kobé attack" in drawing(found).text
    assert overlapping(drawing(found)) == []
    figures = page(timeline.rows(kobe, Site(), kobe.query("toll")))
    assert "at least 34" in drawing(figures).text
    assert timeline.rows(kobe, Site(), kobe.query("spellings")) is None


def test_hostile_labels_stay_texts(tmp_path: Path) -> None:
    small = graph(tmp_path, happened(1, "2020-05-01", "2020-05-01") + 'event:fire rdfs:label "<script>x</script>"@fr .')
    shown = str(timeline.drawing(small, Site(lang="fr"), EVENT))
    assert "<script" not in shown
    assert {f.what for f in faults(read(shown))} <= {"not one h1 first"}
    assert ID + "event/fire" not in shown
