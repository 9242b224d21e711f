"""The matrix holds each speaker's figures where they belong."""

from __future__ import annotations

from kobe_kg.graph import open as open_graph
from kobe_kg.pages.drawing.matrix import COLUMNS, ROWS, matrix
from kobe_kg.reason.comparison import Comparison


def compared(lang: str = "en") -> Comparison:
    return open_graph().compare(lang=lang)


def test_cells_are_what_the_speaker_says_of_the_topic() -> None:
    c = compared()
    found = matrix(c.topics, "en")
    army = next(row for row in found.rows if row.speaker.endswith("malian-army-general-staff"))
    cells = dict(zip([column.topic.name for column in found.columns], army.cells, strict=True))
    cell = cells["civilians-killed"]
    assert cell is not None
    assert cell.positions[0].words == "25"
    assert cell.positions[0].originality == "Original"
    assert {p.speaker for row in found.rows for x in row.cells if x for p in x.positions} == {
        r.speaker for r in found.rows
    }


def test_outcomes_stand_together_and_are_counted() -> None:
    found = matrix(compared("fr").topics, "fr")
    assert sum(n for _, n in found.groups) == len(found.columns)
    assert len({outcome for outcome, _ in found.groups}) == len(found.groups)
    assert found.columns[0].population == "Personnes"
    assert found.columns[0].outcome == "tués"


def test_what_is_left_out_is_counted() -> None:
    c = compared()
    found = matrix(c.topics, "en")
    quantities = [t for t in c.topics if t.kind == "quantity"]
    assert len(found.columns) == min(COLUMNS, len(quantities))
    assert found.more_columns == len(quantities) - len(found.columns)
    assert len(found.rows) <= ROWS


def test_only_some_claims() -> None:
    c = compared()
    topic = c.topic("civilians-killed")
    assert topic is not None
    claim = topic.positions[0].claim
    found = matrix(c.topics, "en", only={claim})
    assert [column.topic.name for column in found.columns] == ["civilians-killed"]
    assert len(found.rows) == 1
    assert not matrix(c.topics, "en", only=set()).rows
