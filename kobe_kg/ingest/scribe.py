"""Writes what rows say: claims and events of their own, and what many rows name, which is described once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from kobe_kg.ingest.lines import Lines, literal, node

if TYPE_CHECKING:
    from kobe_kg.ingest.earlier import Earlier
    from kobe_kg.ingest.succession import Heard, Succession

_ALT, _BREAKDOWN, _PART, _TYPE = (node(name) for name in ("skos:altLabel", "kg:Breakdown", "kg:part", "rdf:type"))


class Scribe:
    """Statements under way, of rows in their order.

    :param publisher: begins the slug of everything that is named after a publisher's key, e.g. ``ucdp``.
    :param release: stands in the slug of every claim, e.g. ``24.1``: another release may say another.
    :param graph: what names the graph the statements are in, written as a term; an empty text is none.
    """

    def __init__(self, publisher: str, release: str, *, graph: str = "") -> None:
        self.publisher, self.release = publisher, release
        #: Number of the row that speaks.
        self.row = 0
        #: The report that the release is, as a term; empty if there is none, and nothing can be withdrawn.
        self.report = ""
        self._lines = Lines(graph)
        # What is described, written as a term, and what it is called there.
        self._described: dict[str, str] = {}
        #: What rows call by several names: its term to the names after the first.
        self.renamed: dict[str, set[str]] = {}
        self._past: Succession | None = None

    def follow(self, earlier: Earlier, *, complete: bool = False) -> None:
        """Let all that is said from now on follow earlier releases.

        :param complete: whether rows that are missing are withdrawn, where the file speaks of their country and year.
        """
        from kobe_kg.ingest.succession import Succession

        self._past = Succession(earlier, self, complete=complete)

    def name(self, kind: str, key: str) -> str:
        """Name a thing after a key of the publisher's.

        >>> Scribe("ucdp", "24.1").name("event", "452618")
        '<https://w3id.org/kobe-kg/id/event/ucdp-452618>'
        """
        return named(kind, f"{self.publisher}-{key}")

    def say(self, subject: str, *said: str) -> None:
        """State what this row alone says.

        :param said: property and value in turn, each written as a term.
        """
        self._lines.say(subject, *(self._past.described(subject, said) if self._past else said))

    def write(self, subject: str, *said: str) -> None:
        """Write statements as they are, whatever an earlier release said."""
        self._lines.say(subject, *said)

    def divide(self, row: str, what: str, parts: Sequence[str], *said: str) -> str:
        """Name a breakdown, which is stated with the claim that has it, and give its name.

        :param parts: the names that :meth:`claim` gave to its parts.
        """
        name = self.name("breakdown", f"{self.release}-{row}-{what}")
        said = (_TYPE, _BREAKDOWN, *said, *(term for part in parts for term in (_PART, part)))
        if self._past:
            self._past.divide(name, said)
        else:
            self._lines.say(name, *said)
        return name

    def claim(self, row: str, what: str, *said: str) -> str:
        """State a claim, whole, and give its name: the one it had, if an earlier release said the same.

        :param row: the key of the row it is made of.
        :param what: which of the row's claims it is, e.g. ``best``.
        :param said: property and value in turn, each written as a term.
        """
        name = self.name("claim", f"{self.release}-{row}-{what}")
        if self._past:
            return self._past.claim(name, row, what, said)
        self._lines.say(name, *said)
        return name

    def describe(self, subject: str, called: str, *said: str) -> None:
        """Describe what other rows may name too; the first of them is heard, and later names become more labels.

        :param called: what this row calls it, or an empty text.
        :param said: property and value in turn, each written as a term: all of it, as rows are told apart only later.
        """
        known = self._described.get(subject)
        if known is None:
            self._described[subject] = called
            if self._past:
                said = tuple(self._past.described(subject, said))
                self._described[subject] = known = self._past.called(subject) or called
                if called != known:
                    self.renamed.setdefault(subject, set()).add(called)
            self._lines.say(subject, *said)
        elif called != known and called not in self.renamed.setdefault(subject, set()):
            self.renamed[subject].add(called)
            self._lines.say(subject, _ALT, literal(called))

    def knows(self, subject: str) -> bool:
        """Tell whether something is described already."""
        return subject in self._described

    def take(self) -> str:
        """Give the text of what was said since this was last asked."""
        if self._past:
            self._past.forget()
        return self._lines.take()

    @property
    def heard(self) -> Heard | None:
        """What rows said of the claims of earlier releases, to be put together with that of others."""
        return self._past.heard if self._past else None

    def spare(self, key: str) -> None:
        """Leave what was said of an event as it was: its row cannot be read.

        :param key: the publisher's key of the event.
        """
        if self._past:
            self._past.heard.spared |= {key, self.name("event", key)}

    def hear(self, heard: Heard) -> None:
        """Add what rows said elsewhere of the claims of earlier releases."""
        if self._past:
            self._past.heard.add(heard)

    def tail(self) -> Iterator[str]:
        """Withdraw what the release no longer says, and give the text of it, piece by piece."""
        if self._past:
            for _ in self._past.tail():
                yield self.take()

    def remarks(self) -> Iterator[str]:
        """Say what holds for what came before."""
        if self._past:
            yield from self._past.remarks()


def named(kind: str, slug: str) -> str:
    """Write the IRI of a resource; unlike :func:`~kobe_kg.ingest.lines.node` it keeps none, as each is used once."""
    return f"{node(f'{kind}:')[:-1]}{slug}>"


def digest(key: str) -> str:
    """Give a slug for a key that is no slug: the beginning of its SHA-256, 16 hexadecimal digits."""
    return sha256(key.encode(errors="replace")).hexdigest()[:16]
