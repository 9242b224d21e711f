"""Understand a Turtle text as far as needed to say what stands where: its statements, and what they mention.

Nothing is checked: a text with errors is understood as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kobe_kg.namespaces import PREFIXES
from kobe_kg.turtle.tokens import TOKEN, Scope, Token, string_value, tokens

_RDF = PREFIXES["rdf"]
_XSD = PREFIXES["xsd"]
_DIRECTIVES = ("prefix", "base", "@prefix", "@base")

#: A term to look up: an IRI, a blank node label with its ``_:``, or a literal's text, datatype and language.
Key = str | tuple[str, str, str]

#: A blank node without a label.
UNLABELLED = "_:"


class Statement(NamedTuple):
    """A stretch of text from a subject to its dot."""

    #: The IRI or the label; :data:`UNLABELLED` for brackets.
    subject: str
    #: Where it begins and ends, as offsets.
    start: int
    end: int
    #: The prefixes and the base in force.
    scope: Scope


class Mention(NamedTuple):
    """A predicate and one of its objects, as they stand in a statement."""

    #: Whether they stand inside a blank node or a list.
    nested: bool
    #: The predicate's IRI and offset.
    predicate: str
    predicate_at: int
    #: The object and its offset.
    object: Key
    object_at: int


def statements(text: str, scope: Scope) -> Iterator[Statement]:
    """Find where each statement begins and ends, whatever its inside.

    :param scope: what holds before the first directive.

    >>> text = "PREFIX kg: <https://w3id.org/kobe-kg/ns#> kg:a a kg:Claim ; kg:max 34 . [] kg:max 12 ."
    >>> [(s.subject, text[s.start : s.end]) for s in statements(text, Scope({}, None))]
    [('https://w3id.org/kobe-kg/ns#a', 'kg:a a kg:Claim ; kg:max 34 .'), ('_:', '[] kg:max 12 .')]
    """
    subject = ""
    start = 0
    directive: list[str] = []
    for match in TOKEN.finditer(text):  # not tokens(): most tokens are passed over
        kind = match.lastgroup or "stray"
        if subject:
            if (kind == "mark" and match["mark"] == ".") or kind == "end":
                yield Statement(subject, start, match.end(), scope)
                subject = ""
            continue
        if kind in ("comment", "end"):
            continue
        written = match[kind]
        if directive:
            directive.append(written)
            if kind == "iri" or written == ".":
                scope = _declared(scope, directive)
                directive = []
        elif written.lower() in _DIRECTIVES:
            directive = [written]
        elif written != ".":
            start = match.start(kind)
            subject = UNLABELLED
            if kind in ("iri", "name", "blank"):
                subject = written if kind == "blank" else scope.expand(written)


def _declared(scope: Scope, directive: list[str]) -> Scope:
    """Give the scope after a directive; one that is not whole changes nothing."""
    match directive:
        case [_, name, iri] if iri.startswith("<"):
            return Scope({**scope.prefixes, name.rstrip(":"): scope.expand(iri)}, scope.base)
        case [_, iri] if iri.startswith("<"):
            return Scope(scope.prefixes, scope.expand(iri))
    return scope


class _Frame:
    """What is being read: a statement, the inside of a blank node, or a list."""

    __slots__ = ("leading", "predicate")

    def __init__(self, predicate: tuple[str, int] | None, leading: tuple[str, int] | None = None) -> None:
        #: The predicate in force and its offset, or None where one is expected.
        self.predicate = predicate
        #: For a list, the predicate that leads to it.
        self.leading = leading


def mentions(text: str, statement: Statement) -> list[Mention]:
    """Read the predicates and objects of one statement, in the order they stand.

    An item of a list is mentioned twice: under rdf:first and under the predicate that leads to the list.
    """
    found: list[Mention] = []
    stack = [_Frame(None)]
    scope = statement.scope
    items = list(tokens(text, statement.start, statement.end))
    items += (Token("end", "", statement.end),) * 2

    def mention(key: Key, at: int) -> None:
        frame = stack[-1]
        if frame.predicate is not None:
            found.append(Mention(len(stack) > 1, *frame.predicate, key, at))
        if frame.leading is not None:
            found.append(Mention(True, *frame.leading, key, at))

    place = 1 if items[0].kind in ("iri", "name", "blank") else 0
    while items[place].kind != "end":
        kind, written, at = items[place]
        frame = stack[-1]
        place += 1
        if kind == "mark":
            if written == "(" and items[place].text == ")":
                mention(f"{_RDF}nil", at)
                place += 1
            elif written == "(":
                mention(UNLABELLED, at)
                stack.append(_Frame((f"{_RDF}first", at), frame.leading or frame.predicate))
            elif written == "[":
                mention(UNLABELLED, at)
                stack.append(_Frame(None))
            elif written in ")]" and len(stack) > 1:
                stack.pop()
            elif written == ";":
                frame.predicate = None
        elif frame.predicate is None:
            if kind in ("iri", "name"):
                frame.predicate = scope.expand(written), at
            elif written == "a":
                frame.predicate = f"{_RDF}type", at
        elif kind == "string":
            key, place = _literal(items, place - 1, scope)
            mention(key, at)
        elif kind in ("iri", "name"):
            mention(scope.expand(written), at)
        elif kind == "blank":
            mention(written, at)
        elif kind == "number" or written in ("true", "false"):
            mention((written, _XSD + _bare_type(written), ""), at)
    return found


def _literal(items: list[Token], place: int, scope: Scope) -> tuple[Key, int]:
    """Read a string with the language or datatype after it, and give the place that follows."""
    value = string_value(items[place].text)
    kind, written, _ = items[place + 1]
    if kind == "at":
        return (value, f"{_RDF}langString", written[1:].lower()), place + 2
    datatype = items[place + 2]
    if written == "^^" and datatype.kind in ("iri", "name"):
        return (value, scope.expand(datatype.text), ""), place + 3
    return (value, f"{_XSD}string", ""), place + 1


def _bare_type(written: str) -> str:
    if written in ("true", "false"):
        return "boolean"
    if "e" in written.lower():
        return "double"
    return "decimal" if "." in written else "integer"
