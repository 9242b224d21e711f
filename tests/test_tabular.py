"""Tables keep to their width, and what stands in a cell stays in it: for a terminal, Markdown and HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg import tabular

HOSTILE = "\x1b[31mred\x9b0m\x07\u202e|*<b>\r\n"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Kobé 日本 👍", "Kobé 日本 👍"),
        ("1\u202f000\u00a0civils", "1\u202f000\u00a0civils"),
        ("two\r\n\tlines\u2028more", "two lines more"),
        ("\x1b]0;title\x07", "\ufffd]0;title\ufffd"),
        ("\x9b31m", "\ufffd31m"),
        ("abc\u202edef\u200b", "abc\ufffddef\ufffd"),
        ("\x00\x7f\ud800", "\ufffd\ufffd\ufffd"),
    ],
)
def test_control_characters_do_not_reach_a_terminal(text: str, cleaned: str) -> None:
    assert tabular.clean(text) == cleaned


@given(TEXTS)
def test_cleaned_text_is_one_line_that_commands_nothing(text: str) -> None:
    cleaned = tabular.clean(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", cleaned)
    assert tabular.clean(cleaned) == cleaned


@given(TEXTS.map(tabular.clean), st.integers(2, 30))
def test_wrapping_keeps_every_character_and_the_width(text: str, columns: int) -> None:
    lines = tabular.wrap(text, columns)
    assert all(tabular.width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_columns_stand_under_their_headers_and_numbers_to_the_right() -> None:
    shown = tabular.table(["who", "how many"], [["AFP", "9"], ["Kobé 日本", "1234"]], numeric=[False, True])
    assert shown.splitlines() == [
        "who        how many",
        "─────────  ────────",
        "AFP               9",
        "Kobé 日本      1234",
    ]


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=4), st.integers(25, 80))
def test_a_table_keeps_to_the_terminal(rows: list[list[str]], columns: int) -> None:
    shown = tabular.table(["claim", "speaker", "value"], rows, columns=columns)
    assert all(tabular.width(line) <= columns for line in shown.splitlines())


def test_where_a_table_does_not_fit_each_record_is_a_block() -> None:
    shown = tabular.table(["claim", "speaker"], [["hrw-killed", "HRW"], ["army-killed", "army"]], columns=15)
    assert shown == "claim    hrw-\n         killed\nspeaker  HRW\n\nclaim    army-\n         killed\nspeaker  army\n"
    assert tabular.table(["claim", "speaker"], [], columns=10) == "claim  speaker\n"


def test_a_table_of_nothing_is_nothing() -> None:
    assert tabular.table([], []) == ""
    assert tabular.table(["a"], []) == "a\n─\n"


@pytest.mark.parametrize("columns", [0, 30, 8])
def test_a_hostile_cell_stays_in_its_cell(columns: int) -> None:
    shown = tabular.table(["a\x1b", "b"], [[HOSTILE, "1"]], columns=columns)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert tabular.pairs([(HOSTILE, HOSTILE)]).count("\n") == 1


def test_headers_stand_out_only_when_asked() -> None:
    assert "\x1b[1ma\x1b[0m" in tabular.table(["a"], [["x"]], bold=True)
    assert "\x1b" not in tabular.table(["a"], [["x"]])


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=3))
def test_markdown_has_a_line_a_row_and_a_bar_a_cell(rows: list[list[str]]) -> None:
    lines = tabular.markdown(["a|b", "c"], rows).split("\n")
    assert lines[-1] == ""
    assert len(lines) == len(rows) + 3
    for line in lines[:-1]:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3


def test_markdown_markup_is_text() -> None:
    shown = tabular.markdown(["h"], [["<script>_x_ `y` [z](u) \\|"]], numeric=[True])
    assert shown == "| h |\n| ---: |\n| \\<script\\>\\_x\\_ \\`y\\` \\[z\\](u) \\\\\\| |\n"


class _Reader(HTMLParser):
    """What an HTML table holds: the tags with their attributes, and the cells' texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")
        self.links += [value for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "scope", "style"}

    def handle_data(self, data: str) -> None:
        if self.cells and data != "\n":
            self.cells[-1] += data


@pytest.mark.parametrize(
    "cell",
    [
        "<script>alert(1)</script>",
        'https://example.org/"onclick="x',
        "javascript:alert(1)",
        "https://example.org/?a=1&b=<2>",
        "https://example.org/ and more",
    ],
)
def test_html_holds_the_text_and_links_only_the_web(cell: str) -> None:
    read = _Reader(tabular.html_table(["<b>"], [[cell]]))
    assert read.cells == [cell]
    assert set(read.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "a"}
    assert read.links == ([cell] if re.fullmatch(r"https?://\S+", cell) else [])


def test_pairs_wrap_under_themselves() -> None:
    shown = tabular.pairs([("kg:about", "event:kobe-attack  Kobé attack, 7 February"), ("a", "")], columns=36)
    assert shown == "  kg:about  event:kobe-attack  Kobé\n            attack, 7 February\n  a\n"
