"""A comparison says who says what: copies confirm nothing, growth is no contradiction, all forms tell the same."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kobe_kg
from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import expand
from kobe_kg.reason.compare import Comparison, Disagreement, Estimate, Position, Topic
from kobe_kg.reason.page import page, sentence, span
from kobe_kg.reason.plot import bar
from kobe_kg.reason.render import FORMATS, render
from kobe_kg.tabular import width
from tests import DATA, SAMPLE

BLANK = Position("", "", "", "", None, None, None, None, None, "", "", "", "", (), "", "", frozenset())


@cache
def graph(name: str) -> Graph:
    """Open one of the small graphs."""
    return kobe_kg.open(DATA / "compare" / f"{name}.ttl")


@cache
def compared(name: str, **more: Any) -> Comparison:
    """Compare the event of one of the small graphs."""
    return graph(name).compare(f"example-{name}", **more)


def topic(name: str, c: Comparison) -> Topic:
    """Give a topic by its name."""
    return next(t for t in c.topics if t.name == name)


def claim(slug: str) -> str:
    """Give the IRI of a claim of the bridge."""
    return expand(f"claim:example-bridge-{slug}")


def test_relays_fold_under_their_origin() -> None:
    killed = topic("civilians-killed", compared("bridge"))
    assert [p.claim for p in killed.positions] == [claim(f"{s}-killed") for s in ("army", "witness", "ngo")]
    army, witness, ngo = killed.positions
    assert [p.claim for p in army.relayed] == [claim("agency-killed"), claim("daily-killed")]
    assert (witness.relayed, ngo.relayed) == ((), ())
    assert [p.copies for p in (army, *army.relayed, witness, ngo)] == [3, 1, 0, 0, 0]
    assert [p.relays for p in army.relayed] == [("Example army",), ("Example agency",)]


def test_copies_are_no_further_voices() -> None:
    killed = topic("civilians-killed", compared("bridge"))
    assert (killed.stands, killed.speakers, killed.originals, killed.printed) == (3, 3, 3, 6)
    assert killed.contested


def test_a_relay_in_other_words_has_a_row_of_its_own() -> None:
    section = next(s for s in page(compared("bridge")).sections if s.name == "civilians-killed")
    assert [(r.level, r.words, r.who) for r in section.rows] == [
        (0, "10", "Example army"),
        (1, "at least 10", "Example daily"),
        (0, "8", "Example witness"),
        (0, "14", "Example observers"),
    ]
    assert section.rows[0].known == "first-hand, passed on by Example agency, ×3 copies"
    assert section.rows[1].known == "relays it in other words"
    assert section.note == "3 figures from 3 speakers, 3 first-hand"


def test_what_is_contested_comes_first() -> None:
    names = [t.name for t in compared("bridge").topics]
    assert names[:2] == ["civilians-killed", "perpetrator"]
    assert sorted(names[2:]) == ["civilians-injured", "foreign-civilians-killed", "soldiers-injured", "trucks-present"]
    contested = [t.contested for t in kobe_kg.open(SAMPLE).compare().topics]
    assert contested == sorted(contested, reverse=True)


def test_as_of_a_day() -> None:
    c = compared("bridge", as_of="2030-03-05")
    assert c.as_of == date(2030, 3, 5)
    assert [p.words for p in topic("civilians-killed", c).positions] == ["10", "8"]
    assert "foreign-civilians-killed" not in [t.name for t in c.topics]
    assert page(c).counts.startswith("As known on 5 Mar 2030. ")
    assert all(p.stated_on and p.stated_on <= c.as_of for t in c.topics for p in t.positions)
    assert not any("14" in remark for s in page(c).sections for remark in s.remarks)


def test_before_anybody_spoke() -> None:
    c = compared("bridge", as_of="2030-03-01")
    assert c.topics == []
    assert "Nobody in the graph says anything about this." in render(c, "table")
    for form in FORMATS:
        assert render(c, form)


def test_superseded_claims_are_gone() -> None:
    injured = topic("civilians-injured", compared("bridge"))
    assert [p.claim for p in injured.positions] == [claim("army-injured-later")]
    assert not injured.contested


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("foreign", ["foreign-civilians-killed"]),
        ("civilians-killed", ["civilians-killed", "foreign-civilians-killed"]),
        ("TRUCKS", ["trucks-present"]),
        ("nothing", []),
    ],
)
def test_the_filter_of_topics(text: str, names: list[str]) -> None:
    assert [t.name for t in compared("bridge", topic=text).topics] == names


def test_each_kind_of_disagreement() -> None:
    c = compared("bridge")
    found = {(d.kind, d.one.claim, d.other.claim) for d in c.disagreements}
    assert ("disjoint", claim("army-killed"), claim("witness-killed")) in found
    assert ("growth-compatible", claim("army-killed"), claim("ngo-killed")) in found
    assert ("growth-compatible", claim("witness-killed"), claim("ngo-killed")) in found
    assert ("subset-exceeds-superset", claim("army-killed"), claim("ngo-foreign-killed")) in found
    assert ("disjoint", claim("army-killed"), claim("ngo-killed")) not in found


def told(kind: str, *slugs: str, lang: str = "en") -> str:
    """Say a disagreement of the bridge."""
    c = compared("bridge", lang=lang)
    ends = tuple(claim(slug) for slug in slugs)
    d = next(d for d in c.disagreements if (d.kind, d.one.claim, d.other.claim) == (kind, *ends))
    return sentence(d, topic("civilians-killed", c), c)


def test_growth_is_told_as_revision() -> None:
    said = told("growth-compatible", "army-killed", "ngo-killed")
    assert said == (
        "14 (Example observers, 10 Mar 2030) revises 10 (Example army, 2 Mar 2030) upward: such a figure can only grow."
    )


def test_a_contradiction_is_told_as_one() -> None:
    said = told("disjoint", "army-killed", "witness-killed")
    assert said == "10 (Example army, 2 Mar 2030) cannot hold together with 8 (Example witness, 5 Mar 2030)."


def test_a_part_larger_than_the_whole_is_named_first() -> None:
    said = told("subset-exceeds-superset", "army-killed", "ngo-foreign-killed")
    assert said.startswith("12 (Example observers, 10 Mar 2030; Foreign civilians: killed) is more than 10 (Example")
    assert told("subset-exceeds-superset", "army-killed", "ngo-foreign-killed", lang="fr").startswith("12 (")


def test_the_part_is_named_first_even_if_it_was_said_first() -> None:
    c = compared("bridge")
    high = BLANK._replace(claim="a", words="12", value=12, min=12, max=12, speaker_label="A")
    low = BLANK._replace(claim="b", words="at most 10", value=10, max=10, speaker_label="B")
    here = topic("civilians-killed", c)
    for d in (
        Disagreement("subset-exceeds-superset", "foreign-civilians-killed", here.name, high, low),
        Disagreement("subset-exceeds-superset", here.name, "foreign-civilians-killed", low, high),
    ):
        assert sentence(d, here, c).startswith("12 (A; Foreign civilians: killed) is more than at most 10 (B)")


def test_many_of_a_kind_are_counted() -> None:
    c = compared("bridge")
    d = next(d for d in c.disagreements if d.kind == "disjoint")
    many = c._replace(disagreements=[d] * 7)
    section = page(many).sections[0]
    assert sum("cannot hold together" in remark for remark in section.remarks) == 3
    assert "… and 4 more of this kind." in section.remarks


def test_french() -> None:
    found = page(compared("bridge", lang="fr"))
    assert found.title == "Attaque du pont d’exemple : qui dit quoi"
    headings = [s.heading for s in found.sections]
    assert headings[0].startswith("Civils : ")
    assert not {s.heading for s in page(compared("bridge")).sections} & set(headings)
    assert found.sections[0].note == "3 chiffres de 3 sources, 3 de première main"
    assert "| quoi | qui | quand |" in render(compared("bridge", lang="fr"), "md")
    assert '<html lang="fr">' in render(compared("bridge", lang="fr"), "html")


def test_one_report_is_noted_and_several_are_named() -> None:
    alone, several = page(compared("hostile")), page(compared("bridge"))
    assert not alone.reports
    assert alone.notes[0].startswith("All as printed in: Page ")
    assert several.reports
    assert not any("All as printed" in note for note in several.notes)


def test_drift_and_unread_origins_are_noted() -> None:
    notes = page(compared("bridge")).notes
    assert any("changed the wording: qualifier" in note for note in notes)
    assert any("origin that was not read" in note for note in notes)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("army-killed", ["It counts: Example army", "Passed on by other claims, 2 in all", "Printed in 4 reports"]),
        ("agency-killed", ["It does not count by itself: it passes on what Example army says", "Printed in 2 reports"]),
        ("daily-killed", ["it passes on what Example agency says", "the qualifier changes from kg:Exactly"]),
        ("daily-soldiers", ["It does not count by itself: Example daily puts together what others say."]),
        ("agency-trucks", ["It is listed and does not count"]),
        ("army-raiders", ["“Example raiders” (Perpetrator)", "It is said with reserve: suspected."]),
        ("ngo-killed", ["revises 10", "revises 8"]),
    ],
)
def test_explain(slug: str, said: list[str]) -> None:
    sentences = "\n".join(graph("bridge").explain(f"example-bridge-{slug}", event="example-bridge"))
    for expected in said:
        assert expected.replace("kg:", "") in sentences.replace("https://w3id.org/kobe-kg/ns#", "").replace("kg:", "")


def test_explain_in_french() -> None:
    sentences = graph("bridge").explain("example-bridge-army-killed", event="example-bridge", lang="fr")
    assert sentences[0].startswith("Armée d’exemple dit « 10 » (Civils : ")
    assert sentences[1].startswith("Elle compte : ")


def test_explain_what_is_not_compared() -> None:
    with pytest.raises(ParameterError, match="superseded by claim:example-bridge-army-injured-later"):
        graph("bridge").explain("example-bridge-army-injured", event="example-bridge")
    with pytest.raises(ParameterError, match="kobe show"):
        graph("bridge").explain("example-bridge-ngo-killed", event="example-bridge", as_of="2030-03-05")
    with pytest.raises(UnknownNameError, match="example-bridge-army-killed"):
        graph("bridge").explain("example-bridge-army-kiled", event="example-bridge")


class _Rows(HTMLParser):
    """First cell of each row of the body, and every tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.first: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self._within = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._within = tag == "th" and ("scope", "row") in attrs
        self.first += [""] if self._within else []
        self.ids += [str(value) for name, value in attrs if name == "id"]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "th"

    def handle_data(self, data: str) -> None:
        if self._within:
            self.first[-1] += data


@pytest.mark.parametrize("name", ["bridge", "hostile"])
def test_every_form_tells_the_same(name: str) -> None:
    c = compared(name)
    body = json.loads(render(c, "json"))
    flat = [(t["name"], q) for t in body["topics"] for p in t["positions"] for q in (p, *p["relayed"])]
    rows = list(csv.DictReader(io.StringIO(render(c, "csv"))))
    columns = ("claim", "words", "value", "min", "max", "qualifier", "statedOn", "copies")
    assert [(r["topic"], *(r[k] for k in columns)) for r in rows] == [
        (t, *("" if q[k] is None else str(q[k]) for k in columns)) for t, q in flat
    ]
    wanted = [row for s in page(c).sections for row in s.rows]
    html = _Rows(render(c, "html"))
    assert html.first == [("↳ " if r.level else "") + r.words for r in wanted]
    assert html.ids == [t["name"] for t in body["topics"]]
    lines = [line for line in render(c, "md").splitlines() if line.startswith("| ") and "---" not in line]
    cells = [line.split(" | ")[0].removeprefix("| ") for line in lines if not line.startswith("| what")]
    assert [cell.split(" ")[:2] for cell in cells] == [h.split(" ")[:2] for h in html.first]
    text = render(c, "table", columns=400)
    for row in wanted:
        assert row.words.split()[0] in text
    assert [t["figures"] for t in body["topics"]] == [t.stands for t in c.topics]


def test_html_is_whole_and_escaped() -> None:
    text = render(compared("hostile"), "html")
    assert text.startswith("<!DOCTYPE html>")
    assert _Rows(text).tags.isdisjoint({"script", "link", "img", "iframe"})
    assert "&lt;script&gt;" in text
    assert "http" not in text  # nothing is fetched


def test_hostile_labels_stay_in_their_cells() -> None:
    c = compared("hostile")
    for form in ("table", "md"):
        text = render(c, form)
        assert all(ch.isprintable() or ch == "\n" for ch in text)
    markdown = render(c, "md")
    assert "<script>" not in markdown
    assert "\nnext" not in markdown


def test_estimates_are_written_alike() -> None:
    made = [Estimate("LowestReported", 8, 8, 8, (claim("witness-killed"),)), Estimate("UcdpStyle", 8, 10, None, ())]
    c = compared("bridge")._replace(estimates={"civilians-killed": made})
    assert page(c).sections[0].remarks[-1] == "Policies: lowest reported 8; UCDP style 10 (8 or more)."
    assert json.loads(render(c, "json"))["topics"][0]["estimates"][0]["claims"] == [claim("witness-killed")]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((8, 8, 8), "8"),
        ((8, None, 14), "8–14"),
        ((8, 10, 14), "10 (8–14)"),
        ((8, None, None), "8 or more"),
        ((None, 8, None), "8"),
        ((1000, None, 2500), "1,000–2,500"),
    ],
)
def test_spans(ends: tuple[int | None, int | None, int | None], said: str) -> None:
    assert span(Estimate("UcdpStyle", *ends, ()), "en") == said


def test_lines_keep_to_the_width() -> None:
    for name in ("bridge", "hostile"):
        for columns in (70, 99, 100, 140):
            assert max(map(width, render(compared(name), "table", columns=columns).splitlines())) <= columns


_NUMBER = st.none() | st.integers(0, 10**6)


@given(_NUMBER, _NUMBER, _NUMBER, st.integers(0, 10**6), st.integers(0, 60))
def test_bars_keep_their_width(value: int | None, low: int | None, high: int | None, top: int, columns: int) -> None:
    if low is not None and high is not None:
        low, high = sorted((low, high))
    drawn = bar(BLANK._replace(value=value, min=low, max=high), top, columns)
    assert len(drawn) == columns
    assert set(drawn) <= set(" ●○─├┤▶◀")


@given(st.integers(0, 500), st.integers(0, 500), st.integers(500, 1000), st.integers(2, 60))
def test_bars_keep_their_order(first: int, second: int, top: int, columns: int) -> None:
    low, high = sorted((first, second))
    dots = [bar(BLANK._replace(value=n, min=n, max=n), top, columns).index("●") for n in (low, high)]
    assert dots == sorted(dots)
