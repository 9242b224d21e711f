"""Find a triple's place in a Turtle text again, so that a finding can name line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kobe_kg.errors import Position
from kobe_kg.turtle.matching import DEPTH, Content, Surroundings, key_of, normal
from kobe_kg.turtle.statements import UNLABELLED, Key, Mention, Statement, is_blank, mentions, statements
from kobe_kg.turtle.tokens import Lines, Scope

#: The name under which the blank nodes that begin statements are read together.
_ROOTS = UNLABELLED
# Stands for whatever leads from a node to another.
_ANYWHERE = ""
# How many statements of labelled blank nodes are read with a subject, and how much below a blank node is looked at.
_LABELLED = 2000
_BELOW = 10_000
# How many blank nodes that are wholly alike are told apart.
_ALIKE = 1000


def locate(
    text: str,
    subject: NamedNode | BlankNode,
    predicate: NamedNode | None = None,
    object: NamedNode | BlankNode | Literal | None = None,  # noqa: A002 - the third part of a triple
    *,
    around: Iterable[Triple] = (),
    path: Path | str | None = None,
) -> Position | None:
    """Find one triple in a text; for several, keep a :class:`Locator`.

    :returns: as :meth:`Locator.find`.
    """
    return Locator(text, path).find(subject, predicate, object, around=around)


class Locator:
    """The places of a text's triples.

    The text is cut into statements once, when the first place is asked for, and a subject's statements are
    read once, when that subject is asked for. A text with errors is understood as far as possible.

    :param text: the whole Turtle or N-Triples document.
    :param path: the file it came from, to be named in positions.
    :param base: the base IRI that the text was parsed with.
    """

    def __init__(self, text: str, path: Path | str | None = None, *, base: str | None = None) -> None:
        self._text = text
        self._base = base
        self._lines = Lines(text, path)
        self._statements: dict[str, list[Statement]] | None = None
        self._blocks: dict[str, _Block] = {}
        self._only: dict[tuple[str | None, Key], set[int]] | None = None
        # Which node of the text stands for a blank node of the data, and the reverse.
        self._nodes: dict[str, str] = {}
        self._taken: dict[str, str] = {}

    def find(
        self,
        subject: NamedNode | BlankNode,
        predicate: NamedNode | None = None,
        object: NamedNode | BlankNode | Literal | None = None,  # noqa: A002 - the third part of a triple
        *,
        around: Iterable[Triple] = (),
        exact: bool = False,
    ) -> Position | None:
        """Give the place of a triple's object; failing that of its predicate, failing that of its subject.

        What stands in blank nodes and lists is found under the subject they belong to, after what the subject
        says itself; an item of a list under rdf:first or under the predicate that leads to the list. A literal
        is found by its lexical form or, where a store has changed that, by its value.

        The labels of blank nodes do not survive reading. Which one is meant is known by ``around``: it is looked up
        by what it says and by the way that leads to it. Of several that are wholly alike each stands for one.

        :param subject: an IRI or a blank node. A blank node with nothing around it is found if its label stands in
            the text, or if predicate and object occur just once in all the text's blank nodes.
        :param object: a blank node with nothing around it is found as the first one of the predicate.
        :param around: triples about the blank nodes, as :func:`surroundings` collects them.
        :param exact: to give None rather than the place of the predicate or the subject.
        :returns: the place, or None when the text has no such subject.

        >>> text = "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\\nkg:a\\n    kg:max 034 ;\\n."
        >>> a, most = NamedNode("https://w3id.org/kobe-kg/ns#a"), NamedNode("https://w3id.org/kobe-kg/ns#max")
        >>> str(Locator(text, "a.ttl").find(a, most))
        'a.ttl:3:5'
        """
        name = None if predicate is None else predicate.value
        sought = _Sought(name, None if object is None else key_of(object), exact)
        if isinstance(subject, BlankNode) or isinstance(object, BlankNode):
            nodes = Surroundings(around)
            for owner, steps in nodes.ways(str(key_of(subject))):
                if (offset := self._offset_along(owner, steps, nodes, sought)) is not None:
                    return self.position(offset)
        offset = self._offset(subject, sought)
        return None if offset is None else self.position(offset)

    def position(self, offset: int) -> Position:
        """Give line and column of an offset in code points."""
        return self._lines.position(offset)

    def _index(self) -> dict[str, list[Statement]]:
        """Give the statements of each subject, those that follow each other put together."""
        if self._statements is None:
            self._statements = {}
            for statement in statements(self._text, Scope({}, self._base), together=True):
                self._statements.setdefault(statement.subject, []).append(statement)
        return self._statements

    def _block(self, subject: str) -> _Block:
        """Give all that a subject says, or all that the blank nodes say which begin a statement."""
        block = self._blocks.get(subject)
        if block is None:
            block = self._blocks[subject] = _Block(subject, self._read(subject))
        return block

    def _read(self, subject: str) -> list[Mention]:
        """Read a subject's statements, then those of the labelled blank nodes they lead to."""
        index = self._index()
        names = dict.fromkeys([subject] if subject != _ROOTS else filter(is_blank, index))
        found: list[Mention] = []
        todo = list(names)
        for name in todo:  # grows as labels turn up
            for statement in index.get(name, ()):
                for mention in mentions(self._text, statement):
                    found.append(mention)
                    label = mention.object
                    if isinstance(label, str) and label in index and is_blank(label) and label not in names:
                        if len(names) >= _LABELLED and subject != _ROOTS:
                            continue
                        names[label] = None
                        todo.append(label)
        return found

    def _offset(self, subject: NamedNode | BlankNode, sought: _Sought) -> int | None:
        """Find a triple by its subject's name or, without one in the text, by its object."""
        name = key_of(subject)
        assert isinstance(name, str)
        if name in self._index():
            return self._block(name).find(sought, self._index()[name][0].start)
        if isinstance(subject, BlankNode) and sought.object is not None:
            return self._only_offset(sought.predicate, sought.object)
        return None

    def _only_offset(self, predicate: str | None, key: Key) -> int | None:
        """Give the one place in all the blank nodes that mentions an object, or None if there are more."""
        if self._only is None:
            self._only = {}
            for own in self._index().values():
                for statement in own:
                    for mention in mentions(self._text, statement):
                        if mention.item or is_blank(mention.subject):
                            for name in (mention.predicate, None):
                                self._only.setdefault((name, mention.object), set()).add(mention.object_at)
        offsets = self._only.get((predicate, key), set())
        return min(offsets) if len(offsets) == 1 else None

    def _offset_along(
        self, owner: str | None, steps: list[tuple[str | None, str]], around: Surroundings, sought: _Sought
    ) -> int | None:
        """Find a triple by the way to its subject; None where the text has no such way."""
        if owner is not None and owner not in self._index():
            return None
        block = self._block(_ROOTS if owner is None else owner)
        node = owner
        at = -1 if owner is None else self._index()[owner][0].start
        for leading, label in steps:
            found = self._pick(label, leading, node, around, block)
            if found is None:
                return None
            node, at = found
        assert node is not None
        if node in self._index():
            at = self._index()[node][0].start
        term = sought.object
        if isinstance(term, str) and term in around:
            found = self._pick(term, sought.predicate, node, around, block)
            found = found or self._pick(term, _ANYWHERE, node, around, block)
            if found:
                return found[1]
            if sought.exact:
                return None
        return block.below(node).find(sought, at)

    def _pick(
        self, label: str, leading: str | None, node: str | None, around: Surroundings, block: _Block
    ) -> tuple[str, int] | None:
        """Choose the node of the text that a blank node of the data stands for, among those that a node leads to."""
        nodes: dict[str, int] = {}
        for depth in range(1, DEPTH + 1):
            alike = block.led_to(node, leading, depth, around.content.colour(label, depth))
            if not alike:  # what lies deeper may have been cut off by a limit; what the node itself says was not
                break
            nodes = alike
            if len(nodes) == 1:
                break
        if not nodes:
            return None
        known = self._nodes.get(label)
        if known is None or known not in nodes:
            some = list(islice(nodes, _ALIKE))
            known = next((other for other in some if self._taken.get(other, label) == label), some[0])
            self._nodes[label] = known
            self._taken[known] = label
        return known, nodes[known]


class _Sought(NamedTuple):
    """What is sought of a subject."""

    predicate: str | None
    object: Key | None
    #: Whether nothing less will do.
    exact: bool


class _Block:
    """What a subject says, itself and through blank nodes, and where.

    :param mentions: of the subject and of all that it leads to.
    """

    def __init__(self, subject: str, mentions: list[Mention]) -> None:
        self._subject = subject
        self._mentions: dict[str, list[Mention]] = {}
        self._predicates: dict[str, int] = {}
        self._objects: dict[tuple[str | None, Key], int] = {}
        self._values: dict[tuple[str | None, Key], int] = {}
        self._led: dict[tuple[str | None, str | None, int], dict[int, dict[str, int]]] = {}
        for mention in mentions:
            self._mentions.setdefault(mention.subject, []).append(mention)
        for own in (True, False):  # what the subject says itself comes first
            for mention in mentions:
                if own == (mention.subject == subject and not mention.item):
                    self._add(mention)

    def _add(self, mention: Mention) -> None:
        """Note where a mention's predicate and object stand, unless an earlier one says the same."""
        self._predicates.setdefault(mention.predicate, mention.predicate_at)
        for key in (mention.object, UNLABELLED) if is_blank(mention.object) else (mention.object,):
            self._objects.setdefault((mention.predicate, key), mention.object_at)
            self._objects.setdefault((None, key), mention.object_at)

    def find(self, sought: _Sought, at: int) -> int | None:
        """Give the place of an object, failing that of its predicate, failing that of the subject.

        :param at: where the subject stands.
        """
        offset: int | None = at
        if sought.predicate is not None:
            offset = self._predicates.get(sought.predicate, None if sought.exact else at)
        if sought.object is not None:
            found = self._object_at(sought.predicate, sought.object)
            offset = found if found is not None or sought.exact else offset
        return offset

    def _object_at(self, predicate: str | None, key: Key) -> int | None:
        offset = self._objects.get((predicate, key))
        if offset is None and is_blank(key):
            offset = self._objects.get((predicate, UNLABELLED))
        if offset is None and not isinstance(key, str):
            if not self._values:
                for (name, other), at in self._objects.items():
                    self._values.setdefault((name, normal(other)), at)
            offset = self._values.get((predicate, normal(key)))
        return offset

    @cached_property
    def content(self) -> Content:
        """What each blank node says."""
        return Content(
            {
                node: [(m.predicate, m.object) for m in said if not m.item]
                for node, said in self._mentions.items()
                if is_blank(node)
            }
        )

    def led_to(self, node: str | None, predicate: str | None, depth: int, colour: int) -> dict[str, int]:
        """Give the blank nodes of a colour that a predicate, or any, leads to, and where they stand.

        An item of a list is also led to by the predicate that leads to the list.

        :param node: None for the blank nodes that begin statements.
        :param predicate: a predicate, :data:`_ANYWHERE`, or None for any.
        """
        led = self._led.get((node, predicate, depth))
        if led is None:
            led = self._led[node, predicate, depth] = {}
            for other, at in self._leads(node, predicate):
                led.setdefault(self.content.colour(other, depth), {}).setdefault(other, at)
        return led.get(colour, {})

    def _leads(self, node: str | None, predicate: str | None) -> Iterator[tuple[str, int]]:
        if node is None:
            inner = {m.object for said in self._mentions.values() for m in said}
            for other, said in self._mentions.items():
                if is_blank(other) and (other not in inner or other[2] not in "[("):
                    yield other, int(other[3:]) if other[2] == "[" else said[0].predicate_at
            return
        for m in self._walk(node) if predicate == _ANYWHERE else self._mentions.get(node, ()):
            if isinstance(m.object, str) and is_blank(m.object) and predicate in (None, _ANYWHERE, m.predicate):
                yield m.object, m.object_at

    def below(self, node: str) -> _Block:
        """Give what a node says, itself and through blank nodes."""
        return self if node == self._subject else _Block(node, list(islice(self._walk(node), _BELOW)))

    def _walk(self, node: str) -> Iterator[Mention]:
        seen = {node}
        todo = [node]
        for name in todo:  # grows as it goes
            for mention in self._mentions.get(name, ()):
                yield mention
                other = mention.object
                if isinstance(other, str) and is_blank(other) and other not in seen:
                    seen.add(other)
                    todo.append(other)
