"""Labels in a drawing: how wide a text is, and where it stands so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple
from unicodedata import east_asian_width

# Widths in Source Sans, as parts of the size, a little generous: other faces may stand in for it.
_NARROW, _WIDE = frozenset("iljtfI.,;:'’|!()[] ·-"), frozenset("mwMW—%@…")


class Box(NamedTuple):
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles share any of the paper."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Tell whether it lies wholly in another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


class Label(NamedTuple):
    """A text that has its place: one or more lines, the first baseline at `y`."""

    x: float
    y: float
    #: ``start``, ``middle`` or ``end``.
    anchor: str
    box: Box


def width(text: str, size: float) -> float:
    """Estimate how wide a text is.

    >>> round(width("Kobé", 10), 1), width("", 10)
    (22.6, 0)
    """
    return sum(_part(letter) for letter in text) * size


def cut(text: str, size: float, room: float) -> str:
    """Cut a text short so that it fits, with an ellipsis.

    >>> cut("Gao–Ansongo road", 10, 60)
    'Gao–Anson…'
    """
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip(" ,-–") + "…" if text else ""


class Sheet:
    """A drawing's paper, and what of it is taken.

    :param whole: where labels may stand.
    """

    def __init__(self, whole: Box) -> None:
        self.whole = whole
        #: What is taken, labels included.
        self.taken: list[Box] = []
        #: What a label covers only where it has no better place, such as a line.
        self.spared: list[Box] = []

    def take(self, box: Box) -> None:
        """Keep a rectangle free of labels."""
        self.taken.append(box)

    def spare(self, points: Iterable[tuple[float, float]], step: float = 7) -> None:
        """Keep a line free of labels, as far as they have room elsewhere."""
        found = list(points)
        for (x, y), (right, down) in pairwise(found):
            parts = max(1, int(max(abs(right - x), abs(down - y)) / step))
            for n in range(parts + 1):
                over, under = x + (right - x) * n / parts, y + (down - y) * n / parts
                self.spared.append(Box(over - 2, under - 2, over + 2, under + 2))

    def free(self, box: Box) -> bool:
        """Tell whether a rectangle is on the paper, and nothing else there."""
        return box.within(self.whole) and not any(box.meets(other) for other in self.taken)

    def put(
        self, lines: Iterable[tuple[str, float]], spots: Iterable[tuple[float, float, str]], *, clean: bool = False
    ) -> Label | None:
        """Put a label at the first spot that is free, and take its place; None when there is none.

        :param lines: each text with its size.
        :param spots: the middle of the label's height, at its left, middle or right end, with the anchor's name.
        :param clean: whether it may cover nothing that is spared either.
        """
        kept = list(lines)
        wide, high = max(width(text, size) for text, size in kept), sum(size * 1.2 for _, size in kept)
        found = None
        for x, y, anchor in spots:
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
            box = Box(left, y - high / 2, left + wide, y + high / 2)
            if self.free(box):
                label = Label(x, box.top + kept[0][1] * 0.95, anchor, box)
                covered = sum(box.meets(other) for other in self.spared)
                if found is None or covered < found[0]:
                    found = covered, label
                if not covered:
                    break
        if found is None or (clean and found[0]):
            return None
        self.take(found[1].box)
        return found[1]


def around(x: float, y: float, radius: float) -> Iterable[tuple[float, float, str]]:
    """Give the spots of a label round a mark, the best first: right, left, below, above, and between."""
    gap = radius + 5
    yield x + gap, y, "start"
    yield x - gap, y, "end"
    for down in (1, -1):
        yield x, y + down * (gap + 14), "middle"
    for down in (1, -1):
        yield x + gap * 0.8, y + down * (gap + 9), "start"
        yield x - gap * 0.8, y + down * (gap + 9), "end"
    for down in (28, -28, 44, -44):
        yield x + gap, y + down, "start"
        yield x - gap, y + down, "end"


def _part(letter: str) -> float:
    if letter in _NARROW:
        return 0.32
    if letter in _WIDE:
        return 0.86
    if east_asian_width(letter) in "WF":
        return 1.02
    return 0.64 if letter.isupper() else 0.54
