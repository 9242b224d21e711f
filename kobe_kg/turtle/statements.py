"""Understand a Turtle text as far as needed to say what stands where: its statements, and what they mention.

Nothing is checked: a text with errors is understood as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kobe_kg.namespaces import PREFIXES
from kobe_kg.turtle.tokens import INNER_DOT, STRETCH, TOKEN, Scope, Token, string_value, tokens

_RDF = PREFIXES["rdf"]
_XSD = PREFIXES["xsd"]
#: The words that begin a directive, in lower case.
DIRECTIVES = ("prefix", "base", "@prefix", "@base")

# What most often follows the dot of a statement: white space, or nothing.
_GAPS = " \n\r\t"

#: A term to look up: an IRI, a blank node's label with its ``_:``, or a literal's text, datatype and language.
#: A blank node without a label is called by its place, as no label can be: ``_:[120``, or ``_:(120`` for a list's cell.
Key = str | tuple[str, str, str]

#: The subject of a statement that begins with brackets, and what all names of blank nodes begin with.
UNLABELLED = "_:"


class Statement(NamedTuple):
    """A stretch of text from a subject to its dot; statements of one subject in a row may be put together."""

    #: The IRI or the label; :data:`UNLABELLED` for brackets.
    subject: str
    #: Where it begins and ends, as offsets.
    start: int
    end: int
    #: The prefixes and the base in force.
    scope: Scope


class Piece(NamedTuple):
    """A statement or a directive, not looked into."""

    #: Where it begins and ends, as offsets.
    start: int
    end: int
    #: The kind and the text of its first token.
    kind: str
    written: str
    #: The tokens of a directive, or None.
    directive: list[str] | None


class Mention(NamedTuple):
    """A subject, a predicate and an object, as they stand in a statement."""

    #: The statement's subject, or the blank node or list cell within it.
    subject: str
    #: The predicate's IRI and offset.
    predicate: str
    predicate_at: int
    #: The object and its offset.
    object: Key
    object_at: int
    #: Whether the object is an item of the list that the predicate leads to.
    item: bool = False


def is_blank(key: Key) -> bool:
    """Tell whether a term is a blank node."""
    return key[:2] == UNLABELLED


def statements(text: str, scope: Scope, *, together: bool = False) -> Iterator[Statement]:
    """Find where each statement begins and ends, whatever its inside.

    :param scope: what holds before the first directive.
    :param together: to give statements that follow each other and have the same subject as one.

    >>> text = "PREFIX kg: <https://w3id.org/kobe-kg/ns#> kg:a a kg:Claim ; kg:max 34 . [] kg:max 12 ."
    >>> [(s.subject, text[s.start : s.end]) for s in statements(text, Scope({}, None))]
    [('https://w3id.org/kobe-kg/ns#a', 'kg:a a kg:Claim ; kg:max 34 .'), ('_:', '[] kg:max 12 .')]
    """
    written = subject = ""
    begin = finish = 0
    for start, end, kind, first, directive in pieces(text):
        if first == written and together and subject != UNLABELLED:
            finish = end
            continue
        if subject:
            yield Statement(subject, begin, finish, scope)
        if directive:
            scope = _declared(scope, directive)
            written = subject = ""
            continue
        if first != written:
            written, subject = first, UNLABELLED
            if kind in ("iri", "name", "blank"):
                subject = first if kind == "blank" else scope.expand(first)
        begin, finish = start, end
    if subject:
        yield Statement(subject, begin, finish, scope)


def pieces(text: str) -> Iterator[Piece]:
    """Cut a text into statements and directives; comments and dots between them are left out."""
    place = start = 0
    directive: list[str] = []
    while match := TOKEN.match(text, place):
        kind = match.lastgroup or "stray"
        place = match.end()
        if kind == "end":
            break
        if kind == "comment":
            continue
        written = match[kind]
        if directive:
            directive.append(written)
            if kind == "iri" or written == ".":
                yield Piece(start, place, kind, directive[0], directive)
                directive = []
        elif written != ".":
            start = match.start(kind)
            if kind in ("word", "at") and written.lower() in DIRECTIVES:
                directive = [written]
            else:
                place = end_of(text, place)
                yield Piece(start, place, kind, written, None)
    if directive:
        yield Piece(start, len(text), kind, directive[0], directive)


def end_of(text: str, place: int) -> int:
    """Give where a statement ends: after its dot, or with the text.

    :param place: the end of some token of the statement.
    """
    start = place
    between_tokens = True
    while place < len(text):
        match = STRETCH.match(text, place)
        if match:
            begin, place = match.span()
            if text[place : place + 1] != ".":
                between_tokens = False
                continue
        else:
            begin = place
        if text[place + 1 : place + 2] in _GAPS or not INNER_DOT.match(text, place):
            return place + 1
        # The dot may belong to a name: cut what stands around it into tokens, from where one is known to begin.
        space = max(text.rfind(" ", *match.span("plain")), text.rfind("\n", *match.span("plain"))) if match else -1
        begin = space if space >= 0 else begin if between_tokens else start
        for token in TOKEN.finditer(text, begin):
            if token.end() > place:
                place = token.end()
                if token.lastgroup == "mark":
                    return place
                break
        between_tokens = True
    return len(text)


def _declared(scope: Scope, directive: list[str]) -> Scope:
    """Give the scope after a directive; one that is not whole changes nothing."""
    match directive:
        case [_, name, iri] if iri.startswith("<"):
            return scope.declaring(name.rstrip(":"), scope.expand(iri))
        case [_, iri] if iri.startswith("<"):
            return scope.based(scope.expand(iri))
    return scope


class _Frame:
    """What is being read: a statement, the inside of a blank node, or a list."""

    __slots__ = ("leading", "predicate", "subject")

    def __init__(self, subject: str, leading: tuple[str, str, int] | None = None, at: int = 0) -> None:
        #: The subject in force; of a list, the latest cell.
        self.subject = subject
        #: The predicate in force and its offset, or None where one is expected.
        self.predicate = None if leading is None else (f"{_RDF}first", at)
        #: For a list, the subject and the predicate that lead to it.
        self.leading = leading


def mentions(text: str, statement: Statement) -> list[Mention]:
    """Read the subjects, predicates and objects of one statement, in the order they stand.

    An item of a list is mentioned twice: under rdf:first and under the predicate that leads to the list.
    """
    return _Reader(text, statement).read()


class _Reader:
    """One statement being read."""

    def __init__(self, text: str, statement: Statement) -> None:
        self._scope = statement.scope
        self._tokens = list(tokens(text, statement.start, statement.end))
        self._tokens += (Token("end", "", statement.end),) * 2
        self._found: list[Mention] = []
        named = self._tokens[0].kind in ("iri", "name", "blank")
        self._place = 1 if named else 0
        self._stack = [_Frame(statement.subject if named else self._node(self._tokens[0].text, 0))]

    def read(self) -> list[Mention]:
        """Give what the statement mentions."""
        while self._tokens[self._place].kind != "end":
            kind, written, at = self._tokens[self._place]
            frame = self._stack[-1]
            self._place += 1
            if kind == "mark":
                self._mark(written, at)
            elif frame.predicate is None:
                if kind in ("iri", "name"):
                    frame.predicate = self._scope.expand(written), at
                elif written == "a":
                    frame.predicate = f"{_RDF}type", at
            elif kind == "string":
                self._mention(self._literal(written), at)
            elif kind in ("iri", "name"):
                self._mention(self._scope.expand(written), at)
            elif kind == "blank":
                self._mention(written, at)
            elif kind == "number" or written in ("true", "false"):
                self._mention((written, _XSD + _bare_type(written), ""), at)
        return self._found

    def _mark(self, written: str, at: int) -> None:
        frame = self._stack[-1]
        if written in ("[", "("):
            node = self._node(written, self._place - 1)
            self._mention(node, at)
            if node == f"{_RDF}nil":
                self._place += 1
            elif written == "[":
                self._stack.append(_Frame(node))
            else:
                self._stack.append(_Frame("", frame.leading or (frame.subject, *(frame.predicate or ("", at))), at))
        elif written in ("]", ")") and len(self._stack) > 1:
            if frame.leading is not None and frame.subject:
                self._found.append(Mention(frame.subject, f"{_RDF}rest", at, f"{_RDF}nil", at))
            self._stack.pop()
        elif written == ";":
            frame.predicate = None
        elif written == ".":  # another statement of the same subject
            self._stack = [_Frame(self._stack[0].subject)]
            self._place += self._tokens[self._place].kind != "end"

    def _node(self, written: str, place: int) -> str:
        """Name the node that begins with an opening bracket."""
        if written == "[":
            return f"{UNLABELLED}[{self._tokens[place].start}"
        after = self._tokens[place + 1]
        return f"{_RDF}nil" if after.text == ")" else f"{UNLABELLED}({after.start}"

    def _mention(self, key: Key, at: int) -> None:
        frame = self._stack[-1]
        if frame.leading is not None:
            cell = f"{UNLABELLED}({at}"
            if frame.subject:
                self._found.append(Mention(frame.subject, f"{_RDF}rest", at, cell, at))
            frame.subject = cell
        if frame.predicate is not None:
            self._found.append(Mention(frame.subject, *frame.predicate, key, at))
        if frame.leading is not None:
            self._found.append(Mention(*frame.leading, key, at, item=True))

    def _literal(self, written: str) -> Key:
        """Read a string with the language or datatype after it."""
        value = string_value(written)
        first, second = self._tokens[self._place : self._place + 2]
        if first.kind == "at":
            self._place += 1
            return value, f"{_RDF}langString", first.text[1:].lower()
        if first.text == "^^" and second.kind in ("iri", "name"):
            self._place += 2
            return value, self._scope.expand(second.text), ""
        return value, f"{_XSD}string", ""


def _bare_type(written: str) -> str:
    if written in ("true", "false"):
        return "boolean"
    if "e" in written.lower():
        return "double"
    return "decimal" if "." in written else "integer"
