"""What rows of several parts name: kept apart, so that it is described once in the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from kobe_kg.ingest.lines import Lines, literal, node
from kobe_kg.ingest.scribe import Scribe

_ALT = node("skos:altLabel")


class Described(NamedTuple):
    """What some rows say of a thing that others may name too."""

    #: The thing, written as a term.
    subject: str
    #: Number of the first row that names it.
    row: int
    #: What that row calls it.
    called: str
    #: Its statements, as that row has them.
    text: str
    #: What later rows call it.
    others: list[str]

    def written(self, graph: str) -> str:
        """Write its statements and its other names."""
        lines = Lines(graph)
        for name in self.others:
            lines.say(self.subject, _ALT, literal(name))
        return self.text + lines.take()


class PartScribe(Scribe):
    """A scribe who keeps what several rows name apart from what they say of their own."""

    def __init__(self, publisher: str, release: str, *, graph: str = "") -> None:
        super().__init__(publisher, release, graph=graph)
        self._aside = Lines(graph)
        self._found: dict[str, Described] = {}

    def describe(self, subject: str, called: str, *said: str) -> None:
        """Keep what the first row says, and what later ones call it."""
        known = self._found.get(subject)
        if known is None:
            first = called
            if self._past:
                said = tuple(self._past.described(subject, said))
                first = self._past.called(subject) or called
            self._aside.say(subject, *said)
            self._found[subject] = known = Described(subject, self.row, first, self._aside.take(), [])
        if called != known.called and called not in known.others:
            known.others.append(called)

    def knows(self, subject: str) -> bool:
        """Tell whether something is described already."""
        return subject in self._found

    def described(self) -> list[Described]:
        """Give all of it, sorted by subject."""
        return [self._found[subject] for subject in sorted(self._found)]


def united(found: Iterable[Described]) -> Iterator[Described]:
    """Describe each thing once: the first row of all is heard, and all other names become more labels.

    :param found: what parts have, sorted by subject.
    """
    for _, group in groupby(found, key=lambda one: one.subject):
        same = sorted(group, key=lambda one: one.row)
        first = same[0]
        names = {name for one in same for name in (one.called, *one.others)} - {first.called}
        yield first._replace(others=sorted(names))
