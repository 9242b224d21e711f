"""The most contested topics of an event: a sentence each, and its different figures on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from kobe_kg.pages.drawing.ranges import axis, shared
from kobe_kg.pages.drawing.scale import Scale
from kobe_kg.pages.event.topics import LOOKS, drawing_of
from kobe_kg.pages.site import Site
from kobe_kg.reason.comparison import Comparison, Disagreement, Position, Topic
from kobe_kg.reason.page import gathered
from kobe_kg.reason.phrases import say
from kobe_kg.reason.words import day

#: How many topics are shown, and different figures of each.
TOPICS, FIGURES = 5, 7


_SENTENCES = {
    "disjoint": "{x} according to {a}; {y} according to {b}. Both cannot be true.",
    "growth-compatible": "{x} according to {a} on {day}; {y} according to {b} on {later}. Such a figure can only grow: "
    "it is revised upward, not contradicted.",
    "subset-exceeds-superset": "{x} according to {a} ({whole}); {y} according to {b} ({part}), a part of it. A part "
    "cannot be more than the whole.",
}


class Stand(NamedTuple):
    """A figure, and who gives it."""

    position: Position
    #: The first of those who give it, and how many others.
    who: str
    #: What it counts, where that is not the topic.
    other: str
    #: Class of the disagreement told, for the two figures that it is about.
    look: str
    drawn: Markup


class Card(NamedTuple):
    """A topic."""

    topic: Topic
    #: What disagrees: class, how many times in which way, one of them in a plain sentence.
    look: str
    tally: str
    sentence: str
    axis: Markup
    end: int
    stands: Sequence[Stand]
    #: How many more figures there are.
    more: int


def contested(c: Comparison, site: Site, *, most: int = TOPICS) -> list[Card]:
    """Choose the topics that set most speakers against one another; those in which nothing disagrees come after."""
    found = []
    for topic in c.topics:
        if topic.contested:
            told = gathered((d for d in c.disagreements if d.topic == topic.name), c)
            found.append((topic, told))
    found.sort(key=lambda item: not item[1])
    return [_card(topic, told, c, site) for topic, told in found[:most]]


def _card(topic: Topic, told: dict[tuple[str, ...], list[Disagreement]], c: Comparison, site: Site) -> Card:
    first = next(iter(told.values()))[0] if told else None
    kind = first.kind if first else ""
    pair = (first.one, first.other) if first else ()
    look = LOOKS.get(kind, "")
    on = shared([*topic.positions, *pair])
    stands = [_stand(some, topic, pair, look, on, c) for some in _different(topic.positions, pair)]
    stands.sort(key=lambda s: _order(s.position))
    return Card(
        topic=topic,
        look=look,
        tally=say(c.lang, f"{kind} count", sum(key[0] == kind for key in told)) if kind else "",
        sentence=_sentence(first, c, site) if first else "",
        axis=axis(on, c.lang),
        end=on.end,
        stands=stands,
        more=topic.stands - len({s.position.words for s in stands if not s.other}),
    )


def _different(positions: Iterable[Position], pair: Sequence[Position]) -> list[list[Position]]:
    """Gather positions in the same words: first the two that disagree, then what most say at first hand."""
    found: dict[tuple[str, int | None, int | None], list[Position]] = {}
    for p in (*pair, *positions):
        found.setdefault((p.words, p.min, p.max), []).append(p)
    some = list(found.values())
    rest = sorted(some[len(pair) :], key=lambda same: (-_first_hand(same), -len({p.speaker for p in same})))
    return [*some[: len(pair)], *rest][:FIGURES]


def _first_hand(some: Iterable[Position]) -> int:
    return len({p.speaker for p in some if p.originality == "Original"})


def _stand(same: list[Position], topic: Topic, pair: Sequence[Position], look: str, on: Scale, c: Comparison) -> Stand:
    named = [p for p in pair if p in same]
    chosen = named[0] if named else min(same, key=lambda p: p.originality != "Original")
    others = len({p.speaker for p in same} - {chosen.speaker})
    title = c.titled(chosen.claim)
    return Stand(
        position=chosen,
        who=chosen.speaker_label + (say(c.lang, "and others", others) if others else ""),
        other=title if title != topic.title else "",
        look=look if named else "",
        drawn=drawing_of(chosen, on, look=look if named else ""),
    )


def _order(p: Position) -> tuple[int, int]:
    low = p.min if p.min is not None else p.value if p.max is None and p.value is not None else 0
    high = p.max if p.max is not None else p.value if p.min is None and p.value is not None else 10**12
    return low, high


def _sentence(d: Disagreement, c: Comparison, site: Site) -> str:
    """Say a disagreement plainly."""
    one, other = d.one, d.other
    if d.kind == "subset-exceeds-superset" and one.min is not None and other.max is not None and one.min > other.max:
        one, other = other, one
    values = {
        "a": one.speaker_label,
        "x": one.words,
        "b": other.speaker_label,
        "y": other.words,
        "day": day(one.stated_on, c.lang),
        "later": day(other.stated_on, c.lang),
        "whole": c.titled(one.claim),
        "part": c.titled(other.claim),
    }
    told = site.say(_SENTENCES[d.kind], **values)
    return told[0].upper() + told[1:]
