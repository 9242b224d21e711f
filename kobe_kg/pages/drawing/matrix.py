"""Who gives which figure: a row for each speaker, a column for each thing that is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from kobe_kg.reason.comparison import Position, Topic
from kobe_kg.reason.phrases import PHRASES

#: Speakers and topics that are shown.
ROWS, COLUMNS = 60, 40
# Different figures of one speaker in one cell.
_FIGURES = 3


class Column(NamedTuple):
    """What is counted."""

    topic: Topic
    #: The population, and the outcome.
    population: str
    outcome: str


class Cell(NamedTuple):
    """What a speaker says of it: different figures, with how many more there are."""

    positions: Sequence[Position]
    more: int


class Row(NamedTuple):
    """A speaker."""

    speaker: str
    label: str
    #: A cell a column; None where the speaker says nothing.
    cells: Sequence[Cell | None]


class Matrix(NamedTuple):
    """The whole."""

    columns: Sequence[Column]
    #: Outcome and how many columns it is above.
    groups: Sequence[tuple[str, int]]
    rows: Sequence[Row]
    #: Speakers and topics that are left out.
    more_rows: int
    more_columns: int


def matrix(topics: Iterable[Topic], lang: str, *, only: Collection[str] | None = None) -> Matrix:
    """Lay out the figures of some topics, who gives most of them first.

    :param topics: in the order wanted; outcomes are kept together.
    :param only: claims that count; None is all.
    """
    kept = [(t, found) for t in topics if t.kind == "quantity" and (found := list(_figures(t, only)))]
    outcomes = list(dict.fromkeys(t.outcome for t, _ in kept))
    shown = sorted(kept[:COLUMNS], key=lambda item: outcomes.index(item[0].outcome))
    columns = [_column(t, lang) for t, _ in shown]
    said: dict[str, dict[str, list[Position]]] = {}
    for t, found in shown:
        for p in found:
            said.setdefault(p.speaker, {}).setdefault(t.name, []).append(p)
    labels = {p.speaker: p.speaker_label for _, found in shown for p in found}
    counts = Counter(p.speaker for _, found in shown for p in found)
    order = sorted(said, key=lambda s: (-len(said[s]), -counts[s], labels[s]))
    rows = [Row(s, labels[s], [_cell(said[s].get(c.topic.name)) for c in columns]) for s in order[:ROWS]]
    groups = [(outcome, len(list(some))) for outcome, some in groupby(c.outcome for c in columns)]
    return Matrix(columns, groups, rows, max(0, len(order) - ROWS), len(kept) - len(shown))


def _figures(topic: Topic, only: Collection[str] | None) -> Iterator[Position]:
    every = (q for p in topic.positions for q in (p, *p.relayed))
    return (p for p in every if only is None or p.claim in only)


def _column(topic: Topic, lang: str) -> Column:
    between = PHRASES[lang]["heading"].format("", "")
    population, found, outcome = topic.title.rpartition(between)
    return Column(topic, population, outcome) if found else Column(topic, topic.title, "")


def _cell(positions: Sequence[Position] | None) -> Cell | None:
    """Give each figure once, as it stands at first hand where it does."""
    if not positions:
        return None
    first = sorted(positions, key=lambda p: p.originality != "Original")
    different = list({p.words: p for p in reversed(first)}.values())[::-1]
    return Cell(different[:_FIGURES], max(0, len(different) - _FIGURES))
