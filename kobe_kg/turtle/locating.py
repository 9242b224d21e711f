"""Find a triple's place in a Turtle text again, so that a finding can name line and column."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.errors import Position
from kobe_kg.turtle.statements import UNLABELLED, Key, Mention, Statement, mentions, statements
from kobe_kg.turtle.tokens import Lines, Scope


def locate(
    text: str,
    subject: NamedNode | BlankNode,
    predicate: NamedNode | None = None,
    object: NamedNode | BlankNode | Literal | None = None,  # noqa: A002 - the third part of a triple
    *,
    path: Path | str | None = None,
) -> Position | None:
    """Find one triple in a text; for several, keep a :class:`Locator`.

    :returns: as :meth:`Locator.find`.
    """
    return Locator(text, path).find(subject, predicate, object)


class Locator:
    """The places of a text's triples.

    The text is cut into statements once, when the first place is asked for, and a subject's statements are
    read once, when that subject is asked for. A text with errors is understood as far as possible.

    :param text: the whole Turtle document.
    :param path: the file it came from, to be named in positions.
    :param base: the base IRI that the text was parsed with.
    """

    def __init__(self, text: str, path: Path | str | None = None, *, base: str | None = None) -> None:
        self._text = text
        self._base = base
        self._lines = Lines(text, path)
        self._statements: dict[str, list[Statement]] | None = None
        self._places: dict[str, _Places] = {}
        self._in_blank_nodes: dict[tuple[str | None, Key], set[int]] | None = None

    def find(
        self,
        subject: NamedNode | BlankNode,
        predicate: NamedNode | None = None,
        object: NamedNode | BlankNode | Literal | None = None,  # noqa: A002 - the third part of a triple
    ) -> Position | None:
        """Give the place of a triple's object; failing that of its predicate, failing that of its subject.

        What stands in blank nodes and lists is found under the subject they belong to, after what the subject
        says itself; an item of a list under rdf:first or under the predicate that leads to the list. A blank
        node as object is found as the first blank node of that predicate.

        :param subject: an IRI. A blank node is found if its label stands in the text, or if predicate and
            object occur just once in all the text's blank nodes.
        :returns: the place, or None when the text has no such subject.

        >>> text = "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\\nkg:a\\n    kg:max 034 ;\\n."
        >>> a, most = NamedNode("https://w3id.org/kobe-kg/ns#a"), NamedNode("https://w3id.org/kobe-kg/ns#max")
        >>> str(Locator(text, "a.ttl").find(a, most))
        'a.ttl:3:5'
        """
        name = None if predicate is None else predicate.value
        key = None if object is None else _key(object)
        if isinstance(subject, NamedNode):
            offset = self._offset(subject.value, name, key)
        elif (label := f"_:{subject.value}") in self._index():
            offset = self._offset(label, name, key)
        else:
            offset = None if key is None else self._only_offset(name, key)
        return None if offset is None else self.position(offset)

    def position(self, offset: int) -> Position:
        """Give line and column of an offset in code points."""
        return self._lines.position(offset)

    def _index(self) -> dict[str, list[Statement]]:
        """Give the statements of each subject."""
        if self._statements is None:
            self._statements = {}
            for statement in statements(self._text, Scope({}, self._base)):
                self._statements.setdefault(statement.subject, []).append(statement)
        return self._statements

    def _offset(self, subject: str, predicate: str | None, key: Key | None) -> int | None:
        own = self._index().get(subject)
        if own is None:
            return None
        places = self._places.get(subject)
        if places is None:
            places = self._places[subject] = self._read(subject)
        offset = None if key is None else places.of_object(predicate, key)
        if offset is None and predicate is not None:
            offset = places.predicates.get(predicate)
        return own[0].start if offset is None else offset

    def _read(self, subject: str) -> _Places:
        """Collect the places of one subject: what it says itself, then what its blank nodes say."""
        places = _Places()
        later: list[Mention] = []
        names = [subject]
        for name in names:  # grows as labels turn up
            for statement in self._index().get(name, ()):
                for mention in mentions(self._text, statement):
                    if mention.nested or name != subject:
                        later.append(mention)
                    else:
                        places.add(mention)
                    label = mention.object
                    if isinstance(label, str) and _is_blank(label) and label != UNLABELLED and label not in names:
                        names.append(label)
        for mention in later:
            places.add(mention)
        return places

    def _only_offset(self, predicate: str | None, key: Key) -> int | None:
        """Give the one place in all the blank nodes that mentions an object, or None if there are more."""
        if self._in_blank_nodes is None:
            self._in_blank_nodes = {}
            for statement in chain.from_iterable(self._index().values()):
                for mention in mentions(self._text, statement):
                    if mention.nested or _is_blank(statement.subject):
                        for name in (mention.predicate, None):
                            self._in_blank_nodes.setdefault((name, mention.object), set()).add(mention.object_at)
        offsets = self._in_blank_nodes.get((predicate, key), set())
        return min(offsets) if len(offsets) == 1 else None


class _Places:
    """Where a subject's predicates and objects stand, the first place of each."""

    def __init__(self) -> None:
        #: Predicate to offset.
        self.predicates: dict[str, int] = {}
        self._objects: dict[tuple[str | None, Key], int] = {}

    def add(self, mention: Mention) -> None:
        """Note a mention, unless an earlier one says the same."""
        self.predicates.setdefault(mention.predicate, mention.predicate_at)
        keys = {mention.object, UNLABELLED} if _is_blank(mention.object) else {mention.object}
        for key in keys:
            self._objects.setdefault((mention.predicate, key), mention.object_at)
            self._objects.setdefault((None, key), mention.object_at)

    def of_object(self, predicate: str | None, key: Key) -> int | None:
        """Give the offset of an object, under a predicate or under any."""
        offset = self._objects.get((predicate, key))
        if offset is None and _is_blank(key):
            offset = self._objects.get((predicate, UNLABELLED))
        return offset


def _key(term: NamedNode | BlankNode | Literal) -> Key:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return term.value, term.datatype.value, (term.language or "").lower()


def _is_blank(key: Key) -> bool:
    return key[:2] == UNLABELLED
