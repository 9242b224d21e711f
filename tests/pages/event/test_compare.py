"""The page that compares says what the comparison says, draws it to scale, and works as links alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.pages.event import compare, sparing
from kobe_kg.pages.event.compare import anchor
from kobe_kg.pages.site import Site
from kobe_kg.reason.page import page as in_words
from tests.pages.markup import Element, faults, read
from tests.pages.written import HOSTILE, graph

EVENT = "https://w3id.org/kobe-kg/id/event/kobe-attack"
IT = "https://w3id.org/kobe-kg/id/event/it"
DAYS = [("a", "Exactly", 5, "2025-01-01"), ("b", "Exactly", 9, "2025-01-01"), ("c", "AtLeast", 12, "2025-01-03")]


@cache
def shipped() -> Graph:
    return open_graph()


def site(lang: str = "en", slug: str = "kobe-attack", *args: tuple[str, str]) -> Site:
    return Site(lang=lang, path=f"/compare/{slug}", args=args, base="http://127.0.0.1:8000")


@cache
def whole(lang: str) -> Element:
    return read(compare.page(shipped(), site(lang), event=EVENT))


def rows(topic: Element) -> Iterator[Element]:
    for body in topic.all("tbody"):
        if "policies" not in body.attrs.get("class", ""):
            yield from body.all("tr")


def topics(page: Element) -> dict[str, Element]:
    found = [*page.all("article", class_="topic"), *page.all("details", class_="topic")]
    return {next(e.attrs["id"] for e in t.walk() if "id" in e.attrs): t for t in found}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_is_sound(lang: str) -> None:
    assert faults(whole(lang)) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_says_what_the_command_says(lang: str) -> None:
    words = in_words(shipped().compare(lang=lang))
    page = whole(lang)
    assert page.one("h1").text == words.title
    assert page.one("p", class_="standfirst").text == words.counts
    shown = topics(page)
    assert set(shown) == {anchor(s.name) for s in words.sections}
    for section in words.sections:
        topic = shown[anchor(section.name)]
        assert section.heading in topic.text
        said = [(row.one("th").text.removeprefix("↳"), row.one("td", class_="who").text) for row in rows(topic)]
        assert said == [(row.words.strip(), row.who) for row in section.rows]
        assert [row.one("td", class_="when").text for row in rows(topic)] == [row.when for row in section.rows]
        assert all(row.known in r.text for row, r in zip(section.rows, rows(topic), strict=True))
        for finding in section.findings:
            assert finding.text in topic.text
        for figure in section.figures:
            assert f"{figure.told} {figure.name}" in re.sub(
                r" +", " ", " ".join(e.text for e in topic.all("tr"))
            ) or any(figure.told in r.text and figure.name in r.text for r in topic.all("tr"))
    told = page.text
    assert all(note.text in told for note in words.notes)


def test_kinds_of_disagreement_are_told_apart() -> None:
    topic = topics(whole("en"))["topic-people-killed"]
    kinds = {next(iter(set(e.attrs["class"].split()) - {"kind"})): e for e in topic.all("div", class_="kind")}
    assert set(kinds) == {"contradiction", "revision", "nested"}
    c = shipped().compare()
    mine = in_words(c).sections[0].findings
    for look, kind in (
        ("contradiction", "disjoint"),
        ("revision", "growth-compatible"),
        ("nested", "subset-exceeds-superset"),
    ):
        assert len(kinds[look].all("li")) == sum(f.kind == kind for f in mine)
        assert kinds[look].one("span", class_="tag").text.split()[0] == str(sum(f.kind == kind for f in mine))


def test_figures_are_drawn_where_the_topic_has_them() -> None:
    c = shipped().compare()
    topic = next(t for t in c.topics if t.name == "civilians-killed")
    drawn = topics(whole("en"))["topic-civilians-killed"]
    ticks = [t.text for t in drawn.one("thead").all("text")]
    assert (ticks[0], ticks[-1]) == ("0", "40")
    for row, told in zip(in_words(c).sections[c.topics.index(topic)].rows, rows(drawn), strict=True):
        p = row.position
        if p.min is not None and p.min == p.max:
            assert told.one("circle").attrs["cx"] == f"{100 * p.min / 40:g}%"
        elif p.min is not None:
            span = told.one("line", class_="span")
            assert span.attrs["x1"] == f"{100 * p.min / 40:g}%"
            assert span.attrs["x2"] == ("100%" if p.max is None else f"{100 * p.max / 40:g}%")
    hull = next(e for e in c.estimates["civilians-killed"] if e.policy == "HullOfOriginals")
    assert {r.attrs["x"] for r in drawn.all("rect", class_="hull")} == {f"{100 * (hull.min or 0) / 40:g}%"}
    assert len(drawn.all("path", class_="best")) >= 3


def test_copies_are_folded_under_their_origin() -> None:
    topic = topics(whole("en"))["topic-civilians-killed"]
    army = next(iter(rows(topic)))
    listed = army.one("ul", class_="copies").all("a")
    assert sum("/claim/" in a.attrs["href"] for a in listed) >= 3
    assert sum("/report/" in a.attrs["href"] for a in listed) >= 5
    assert "×36 copies" in army.one("summary").text


def test_each_row_leads_to_its_claim_speaker_and_report() -> None:
    for topic in topics(whole("en")).values():
        for row in rows(topic):
            assert row.one("th").one("a").attrs["href"].startswith("/claim/")
            assert row.one("p", class_="report").one("a").attrs["href"].startswith("/report/")


def test_days_are_links_and_the_current_one_is_marked() -> None:
    args = (("as_of", "2025-02-10"), ("leave_out", "human-rights-watch"))
    page = read(
        compare.page(
            shipped(),
            site("en", "kobe-attack", *args),
            event=EVENT,
            as_of=date(2025, 2, 10),
            leave_out=["human-rights-watch"],
        )
    )
    assert faults(page) == []
    days = page.one("ol", class_="days").all("a")
    assert all("leave_out=human-rights-watch" in a.attrs["href"] for a in days)
    assert [a.attrs["href"].split("as_of=")[1][:10] for a in days if "aria-current" in a.attrs] == ["2025-02-10"]
    assert "as_of=2025-02-09" in page.one("a", rel="prev").attrs["href"]
    assert "as_of=2025-02-11" in page.one("a", rel="next").attrs["href"]
    words = in_words(shipped().compare(as_of="2025-02-10", leave_out="human-rights-watch"))
    assert words.counts in page.text
    assert words.moved in page.text
    (chosen,) = [i for i in page.all("input", name="leave_out") if "checked" in i.attrs]
    assert chosen.attrs["value"] == "human-rights-watch"
    assert page.one("input", name="as_of").attrs["value"] == "2025-02-10"


def test_sources_left_out_show_what_changes() -> None:
    page = read(compare.page(shipped(), site(), event=EVENT, leave_out=["malian-army-general-staff"]))
    assert faults(page) == []
    words = in_words(shipped().compare(leave_out="malian-army-general-staff"))
    assert words.moved in page.text
    for section in words.sections:
        topic = topics(page)[anchor(section.name)]
        assert all(text in topic.text for _, text in section.counts)
        assert section.left_out in topic.text
        assert all(f.text in topic.text for f in section.findings)


def test_one_topic_alone() -> None:
    page = read(compare.page(shipped(), site(), event=EVENT, topic="trucks-destroyed"))
    assert faults(page) == []
    assert set(topics(page)) == {"topic-trucks-destroyed"}
    assert not page.all("nav", class_="contents")


def test_names_in_the_page_are_told_to_search_engines() -> None:
    told = json.loads(whole("en").one("script", type="application/ld+json").text)
    page, *claims = told["@graph"]
    assert page["about"]["@id"] == EVENT
    assert claims[0]["@type"] == "Claim"
    assert claims[0]["author"]["@id"].startswith("https://w3id.org/kobe-kg/id/source/")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_hostile_labels_stay_text(tmp_path: Path, lang: str) -> None:
    text = compare.page(graph(tmp_path, DAYS, label=HOSTILE), site(lang, "it"), event=IT)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert faults(read(text)) == []


def test_an_event_without_claims(tmp_path: Path) -> None:
    page = read(compare.page(graph(tmp_path), site("en", "it"), event=IT))
    assert faults(page) == []
    assert "Nobody in the graph says anything about this." in page.text


def test_a_folder_of_files_has_no_forms_and_no_days(tmp_path: Path) -> None:
    page = read(compare.page(graph(tmp_path, DAYS), site("en", "it")._replace(live=False), event=IT))
    assert not page.all("form", action="/compare/it")
    assert not page.all("ol", class_="days")
    assert not any("?" in a.attrs["href"] for a in page.all("a"))


def test_what_is_cut_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "ROWS_OF_ONE", 2)
    page = read(compare.page(graph(tmp_path, DAYS), site("en", "it"), event=IT))
    assert "1 more row is left out here." in page.text
    assert len(page.one("article").all("th", scope="row")) >= 2


def test_very_many_claims_are_laid_out_without_setting_each_against_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparing, "MOST", 2)
    page = read(compare.page(graph(tmp_path, DAYS), site("en", "it"), event=IT))
    assert faults(page) == []
    assert "There are so many claims that what disagrees is not reckoned here" in page.text
    assert not page.all("div", class_="kind")
    assert [row.one("th").text for row in rows(page.one("article"))] == ["5", "9", "at least 12"]
