"""Say what is wrong with a Turtle text: the parser's message made plain, its place, and what would help."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kobe_kg.errors import DataError, suggestion
from kobe_kg.namespaces import PREFIXES
from kobe_kg.turtle.statements import pieces
from kobe_kg.turtle.tokens import Lines, Token, tokens


class _Spot(NamedTuple):
    """Where the parser stopped: the text, the offset, and where the statement begins."""

    text: str
    offset: int
    start: int


# A rule turns the parser's match and the spot into: what, where, hint.
_Problem = tuple[str, int, str | None]
_Rule = Callable[[re.Match[str], _Spot], _Problem]

_HEAD = re.compile(r"Parser error (?:at|between) [^:]*: ")

#: The message at a name whose prefix is not declared.
UNDECLARED = re.compile(r"^The prefix (.*): has not been declared")

_LONG_STRING = 'close it on its line, or put a text of several lines between """ and """'
_OTHER = "with braces it may be TriG or JSON-LD, which are not Turtle"
_NAME = "a name has a prefix (kg:max), an IRI stands in <…>, a text in quotes"


def explain(text: str, error: SyntaxError, path: Path | str | None) -> DataError:
    """Turn the parser's error into ours.

    :param text: the text the parser was given.
    :param error: what it raised, with line and column from 1.
    """
    lines = Lines(text, path)
    offset = lines.offset(error.lineno or 1, error.offset or 1)
    start = 0
    for piece in pieces(text):
        if piece.start >= offset:
            break
        start = piece.start
    return explain_at(lines, offset, plain(error), start)


def plain(error: SyntaxError) -> str:
    """Give the parser's message without the place it names."""
    return _HEAD.sub("", error.msg)


def explain_at(lines: Lines, offset: int, message: str, start: int) -> DataError:
    """Turn the parser's message into an error of ours.

    :param lines: the text.
    :param offset: the place that the parser gave.
    :param start: where the last statement begins before this place.
    """
    what, hint = _sentence(message), None
    spot = _Spot(lines.text, offset, start)
    for pattern, rule in _RULES:
        if match := pattern.search(message):
            what, offset, hint = rule(match, spot)
            break
    return DataError(what, where=lines.position(offset), hint=hint)


def _sentence(message: str) -> str:
    """Begin in lower case, as all our messages do, unless the first word is a name."""
    return message[0].lower() + message[1:] if message[1:2].islower() else message


def _token_at(spot: _Spot) -> Token:
    """Give the token that begins at an offset, its text cut when long."""
    for token in tokens(spot.text, spot.offset):
        return token if len(token.text) <= 40 else token._replace(text=token.text[:39] + "…")
    return Token("end", "the end of the text", spot.offset)


def _before(spot: _Spot, end: int | None = None) -> list[Token]:
    """Give the tokens between the start of the statement and the spot, or another end."""
    found: list[Token] = []
    for token in tokens(spot.text, spot.start, spot.offset if end is None else end):
        if token.kind == "mark" and token.text == ".":
            found = []
        else:
            found.append(token)
            if token.kind == "iri" and found[0].text.upper() in ("PREFIX", "BASE"):
                found = []
    return found


def _undeclared(match: re.Match[str], spot: _Spot) -> _Problem:
    prefix = match[1]
    if prefix in PREFIXES:
        hint: str | None = f"add: PREFIX {prefix}: <{PREFIXES[prefix]}>"
    else:
        hint = suggestion(prefix, PREFIXES) or f"declare it: PREFIX {prefix}: <…>"
    return f"the prefix {prefix + ':'!r} is not declared", spot.offset, hint


def _misplaced(match: re.Match[str], spot: _Spot) -> _Problem:
    """Explain a token where a statement should have ended."""
    token = _token_at(spot)
    before = _before(spot)
    if not before:
        return f"a statement cannot begin with {token.text!r}", spot.offset, _beginning_hint(token)
    if token.text in "])}":
        return f"{token.text!r} closes nothing", spot.offset, None
    last = before[-1]
    end = last.start + len(last.text)
    directive = before[0].text
    if directive in ("@prefix", "@base"):
        hint = f"end it with '.', or write {directive[1:].upper()} without '@' and without a dot"
        return f"the {directive!r} line has no dot at its end", end, hint
    if end == spot.offset and last.kind == "string":
        if token.text == "^":
            return "a datatype is expected here", spot.offset, 'it follows two carets: "34"^^xsd:integer'
        hint = 'inside a string a quote is written \\", or the string stands between """ and """'
        return "text goes on after the string's closing quote", spot.offset, hint
    if end == spot.offset and last.kind == "number":
        date = 'a date is written "2025-02-07"^^xsd:date' if token.text.startswith("-") else None
        return f"the number {last.text} runs into {token.text!r}", spot.offset, date
    return f"a '.', ';' or ',' is missing before {token.text!r}", end, None


def _beginning_hint(token: Token) -> str | None:
    if token.text == ".":
        return "a PREFIX line has no dot at its end, and every statement has just one"
    if token.kind == "at":
        return "directives are written PREFIX and BASE, or @prefix and @base in lower case"
    if token.text == "{":
        return _OTHER
    return _NAME if token.kind == "word" else None


def _no_predicate(match: re.Match[str], spot: _Spot) -> _Problem:
    token = _token_at(spot)
    hint = _NAME if token.kind == "word" else _OTHER if token.text == "{" else None
    return f"a predicate is expected here, not {token.text!r}", spot.offset, hint


def _no_object(match: re.Match[str], spot: _Spot) -> _Problem:
    token = _token_at(spot)
    hint = _NAME if token.kind == "word" else None
    if token.text.lower() in ("true", "false"):
        hint = "booleans are written true and false"
    elif token.kind == "mark" and _is_open("(", ")", _before(spot)):
        hint = "is the closing ')' missing?"
    return f"an object is expected here, not {token.text!r}", spot.offset, hint


def _is_open(opening: str, closing: str, tokens: list[Token]) -> bool:
    marks = [token.text for token in tokens if token.kind == "mark"]
    return marks.count(opening) > marks.count(closing)


def _no_bracket(match: re.Match[str], spot: _Spot) -> _Problem:
    before = _before(spot)[-1]
    what = f"a ']', ';' or ',' is missing before {_token_at(spot).text!r}"
    return what, before.start + len(before.text), None


def _no_datatype(match: re.Match[str], spot: _Spot) -> _Problem:
    return f"a datatype is expected after ^^, not {_token_at(spot).text!r}", spot.offset, None


def _bad_escape(match: re.Match[str], spot: _Spot) -> _Problem:
    return f"'{match[1]}' is no escape", spot.offset, "a backslash itself is written \\\\"


def _bad_unicode(match: re.Match[str], spot: _Spot) -> _Problem:
    return f"'{match[1]}' is no character", spot.offset, "write the character itself, or one \\U with eight digits"


def _bad_tag(match: re.Match[str], spot: _Spot) -> _Problem:
    underscore = "_" in spot.text[max(0, spot.offset - 1) : spot.offset + 1]
    hint = "a language tag has hyphens: @en-GB" if underscore else None
    return f"{match[1]!r} cannot stand here", spot.offset, hint


def _no_end(match: re.Match[str], spot: _Spot) -> _Problem:
    before = _before(spot, len(spot.text))
    end = before[-1].start + len(before[-1].text) if before else len(spot.text)
    return "the text ends inside a statement", end, "end the statement with '.'"


def _open_token(match: re.Match[str], spot: _Spot) -> _Problem:
    first = spot.text[spot.offset : spot.offset + 1]
    if first in ('"', "'"):
        return "the string that begins here is not closed", spot.offset, _LONG_STRING
    if first == "<":
        return "the IRI that begins here is not closed", spot.offset, "close it with '>'"
    return "the text ends inside a statement", spot.offset, None


def _open_line(match: re.Match[str], spot: _Spot) -> _Problem:
    quotes = [token.start for token in tokens(spot.text, spot.start, spot.offset) if token.kind == "open"]
    start = quotes[0] if quotes else spot.offset
    return "the string that begins here is not closed on its line", start, _LONG_STRING


def _relative(match: re.Match[str], spot: _Spot) -> _Problem:
    hint = "write the whole IRI or a prefixed name"
    return f"the IRI {_token_at(spot).text} is relative and no base is declared", spot.offset, hint


def _bad_character(match: re.Match[str], spot: _Spot) -> _Problem:
    character = match[1]
    hint = "is the closing '>' missing? a space within an IRI is written %20" if character.isspace() else None
    return f"an IRI cannot contain {character!r}", spot.offset, hint


_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (UNDECLARED, _undeclared),
    (re.compile(r"^A dot is expected|is not a valid subject or graph name$"), _misplaced),
    (re.compile(r"is not a valid predicate$"), _no_predicate),
    (re.compile(r"is not a valid RDF object$"), _no_object),
    (re.compile(r"should end with a '\]'$"), _no_bracket),
    (re.compile(r"^Expecting a datatype IRI"), _no_datatype),
    (re.compile(r"^Unexpected escape character '(.*)'$"), _bad_escape),
    (re.compile(r"^The escape sequence '(.*)' is encoding"), _bad_unicode),
    (re.compile(r"^Unexpected character '(.)'"), _bad_tag),
    (re.compile(r"^Unexpected end$"), _no_end),
    (re.compile(r"^Unexpected end of file$"), _open_token),
    (re.compile(r"^Line jumps are not allowed"), _open_line),
    (re.compile(r"^No scheme found"), _relative),
    (re.compile(r"^Invalid IRI code point '(.)'", re.DOTALL), _bad_character),
)
