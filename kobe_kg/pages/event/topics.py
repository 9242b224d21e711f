"""The topics of a comparison as a page shows them: rows with drawings, copies under their origin, what disagrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from kobe_kg.pages.drawing.ranges import Band, Sample, axis, drawing, shared
from kobe_kg.pages.drawing.scale import Scale
from kobe_kg.pages.reading import Names
from kobe_kg.reason.comparison import Comparison, Position, Topic
from kobe_kg.reason.page import Figure, Finding, Row, Section
from kobe_kg.reason.phrases import say

#: Kind of disagreement to the class that gives it its colour and sign.
LOOKS = {
    "disjoint": "contradiction",
    "growth-compatible": "revision",
    "subset-exceeds-superset": "nested",
}
#: Parts of a comparison, by what their topics have in common, in its order.
PARTS = ("contested", "attribution", "absence", "quantity", "occurrence")
# Sentences of a kind that stand open, copies that are named below their origin, and different answers in a summary.
_SHOWN, _COPIES, _SUMMED = 3, 24, 3


class Copies(NamedTuple):
    """What says the same as a row: more reports of its claim, or claims of one speaker that pass it on."""

    #: Whoever passes it on; empty for more reports of the same claim.
    speaker: str
    #: IRI of a report or claim, and label of the report.
    links: Sequence[tuple[str, str]]


class Line(NamedTuple):
    """A row of a topic."""

    row: Row
    #: The drawing; None where nothing is drawn.
    drawn: Markup | None
    #: Whether it is heard here at first hand.
    first_hand: bool
    #: Reports and claims that say the same.
    copies: Sequence[Copies]
    #: How many more there are.
    more: int


class Kind(NamedTuple):
    """All that disagrees in one way."""

    #: Class, and heading with the count.
    look: str
    heading: str
    #: The sentences that stand open, and the rest.
    shown: Sequence[Finding]
    rest: Sequence[Finding]


class Reckoned(NamedTuple):
    """A policy's figure."""

    figure: Figure
    drawn: Markup | None


class Told(NamedTuple):
    """A topic."""

    section: Section
    topic: Topic | None
    #: One of :data:`PARTS`.
    part: str
    #: What is said, in a few words.
    summary: str
    #: How many claims there are, relays included.
    claims: int
    #: The numbers above the drawings, and the number these end at; None where nothing is drawn.
    axis: Markup | None
    end: int
    #: The rows, and how many more there are.
    lines: Sequence[Line]
    more: int
    #: Class and text of each count.
    counts: Sequence[tuple[str, str]]
    kinds: Sequence[Kind]
    figures: Sequence[Reckoned]
    #: Whether the range of the first-hand figures is drawn behind the others.
    banded: bool


def told(sections: Sequence[Section], c: Comparison, names: Names, *, most: int) -> list[Told]:
    """Make ready the topics of a comparison.

    :param names: gives the labels of reports.
    :param most: rows in all; the topics that come after them have none. One of several topics has a sixth of them.
    """
    found, left = [], most
    for section in sections:
        lines = section.rows[: min(left, most // 6 if len(sections) > 1 else most)]
        left -= len(lines)
        found.append(_told(section, lines, c, names))
    return found


def part_of(topic: Topic) -> str:
    """Tell which part of a comparison a topic belongs to."""
    return "contested" if topic.contested else topic.kind


def _told(section: Section, rows: Sequence[Row], c: Comparison, names: Names) -> Told:
    topic = c.topic(section.name)
    everything = [q for p in topic.positions for q in (p, *p.relayed)] if topic else []
    estimates = [f.estimate for f in section.figures if f.estimate]
    on = shared([*everything, *(Sample(e.best, e.min, e.max) for e in estimates)])
    hull = next((e for e in estimates if e.policy == "HullOfOriginals"), None)
    band = Band(hull.min, hull.max) if hull and section.drawn else None
    names.fetch(report for row in rows for p in _members(row) for report in p.reports)
    return Told(
        section=section,
        topic=topic,
        part=part_of(topic) if topic else "contested",
        summary=_summary(topic) if topic else "",
        claims=len(everything),
        axis=axis(on, c.lang) if section.drawn else None,
        end=on.end,
        lines=[_line(row, names, drawing_of(row.position, on, band) if section.drawn else None) for row in rows],
        more=len(section.rows) - len(rows),
        counts=[(LOOKS.get(kind, ""), text) for kind, text in section.counts],
        kinds=list(_kinds(section.findings, c.lang)),
        figures=[_reckoned(f, on, band) for f in section.figures],
        banded=band is not None,
    )


def drawing_of(p: Position, on: Scale, band: Band | None = None, *, look: str = "") -> Markup:
    """Draw a position; what is not first-hand is paler.

    :param look: a class that stands out.
    """
    kinds = [look] if look else []
    if p.originality != "Original":
        kinds.append("passed")
    return drawing(p, on, kind=" ".join(kinds), band=band)


def _reckoned(f: Figure, on: Scale, band: Band | None) -> Reckoned:
    e = f.estimate
    if e is None:
        return Reckoned(f, None)
    range_ = Sample(None, e.min, e.max)
    best = e.best if e.best is not None else e.min if e.min == e.max else None
    return Reckoned(f, drawing(range_, on, kind="reckoned", band=band, best=best))


def _members(row: Row) -> Iterator[Position]:
    """Give the claims that a row stands for: its own, and the relays in the same words."""
    for p in row.same:
        yield p
        if row.level == 0:
            yield from (q for q in p.relayed if q.words == p.words)


def _line(row: Row, names: Names, drawn: Markup | None) -> Line:
    found: dict[str, list[tuple[str, str]]] = {}
    for p in _members(row):
        own = p.claim == row.position.claim
        said = found.setdefault("" if own else p.speaker_label, [])
        said += [] if own else [(p.claim, names(p.report).value)]
        said += [(report, names(report).value) for report in sorted(p.reports - {p.report})]
    copies, left = [], _COPIES
    for speaker, links in found.items():
        if links[:left]:
            copies.append(Copies(speaker, links[:left]))
        left -= len(links[:left])
    more = sum(map(len, found.values())) - sum(len(c.links) for c in copies)
    return Line(row, drawn, row.position.originality == "Original", copies, more)


def _kinds(findings: Sequence[Finding], lang: str) -> Iterator[Kind]:
    for (gone, kind), same in groupby(findings, key=lambda f: (f.change == "gone", f.kind)):
        some = list(same)
        look = "" if gone else LOOKS[kind]
        yield Kind(look, say(lang, f"{kind} count", len(some)), some[:_SHOWN], some[_SHOWN:])


def _summary(topic: Topic) -> str:
    """Say what is said in a few words, where there are only a few answers."""
    words = list(dict.fromkeys(p.words for p in topic.positions))
    return "; ".join(words) if len(words) <= _SUMMED and topic.kind != "occurrence" else ""
