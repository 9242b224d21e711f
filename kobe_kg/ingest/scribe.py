"""Writes what rows say: claims and events of their own, and what many rows name, which is described once."""

from __future__ import annotations

from hashlib import sha256

from kobe_kg.ingest.lines import Lines, literal, node

_ALT = node("skos:altLabel")


class Scribe:
    """Statements under way, of rows in their order.

    :param publisher: begins the slug of everything that is named after a publisher's key, e.g. ``ucdp``.
    :param release: stands in the slug of every claim, e.g. ``24.1``: another release may say another.
    :param graph: what names the graph the statements are in, written as a term; an empty text is none.
    """

    def __init__(self, publisher: str, release: str, *, graph: str = "") -> None:
        self.publisher, self.release = publisher, release
        self._lines = Lines(graph)
        # What is described, written as a term, and what it is called there.
        self._described: dict[str, str] = {}
        #: What rows call by several names: its term to the names after the first.
        self.renamed: dict[str, set[str]] = {}

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
        self._lines.say(subject, *said)

    def claim(self, row: str, what: str, *said: str) -> str:
        """State a claim, whole, and give its name.

        :param row: the key of the row it is made of.
        :param what: which of the row's claims it is, e.g. ``best``.
        :param said: property and value in turn, each written as a term.
        """
        name = self.name("claim", f"{self.release}-{row}-{what}")
        self._lines.say(name, *said)
        return name

    def describe(self, subject: str, called: str, *said: str) -> bool:
        """Describe what other rows may name too; the first of them is heard, and later names become more labels.

        :param called: what this row calls it, or an empty text.
        :param said: property and value in turn, each written as a term.
        :returns: whether this row is the first.
        """
        known = self._described.get(subject)
        if known is None:
            self._described[subject] = called
            self._lines.say(subject, *said)
            return True
        if called != known and called not in self.renamed.setdefault(subject, set()):
            self.renamed[subject].add(called)
            self._lines.say(subject, _ALT, literal(called))
        return False

    def take(self) -> str:
        """Give the text of what was said since this was last asked."""
        return self._lines.take()


def named(kind: str, slug: str) -> str:
    """Write the IRI of a resource; unlike :func:`~kobe_kg.ingest.lines.node` it keeps none, as each is used once."""
    return f"{node(f'{kind}:')[:-1]}{slug}>"


def digest(key: str) -> str:
    """Give a slug for a key that is no slug: the beginning of its SHA-256, 16 hexadecimal digits."""
    return sha256(key.encode(errors="replace")).hexdigest()[:16]
