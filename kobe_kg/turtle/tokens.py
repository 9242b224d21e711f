"""Cut a Turtle text into tokens, tell where each stands, and what it stands for.

The grammar is that of Turtle 1.1, section 6.5. One compiled expression does the cutting; whether the tokens
make sense together is the parser's business.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from kobe_kg.errors import Position

# What names are made of. Beyond Latin-1 every character counts as a letter: that is enough to cut a text which is
# Turtle, and the classes, said by what is not in them, compile fast.
_LETTER = r"[^\x00-@\[-`{-\xBF]"
_CHAR = r"[^\x00-,./:-@\[-^`{-\xB6\xB8-\xBF]"
_LOCAL_CHAR = r"[^\x00-,./;-@\[-^`{-\xB6\xB8-\xBF]"
# The two parts of a prefixed name: dots stand within them, not at the end.
_PREFIX = rf"(?:{_LETTER}(?:{_CHAR}++|\.++(?={_CHAR}))*)"
_LOCAL_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:{_LOCAL_CHAR}++|%[0-9A-Fa-f]{{2}}|{_LOCAL_ESCAPED}|\.++(?={_LOCAL_CHAR}|[%\\]))*"
_IRI = r"""<[^<>"{}|^`\x00-\x20]*+>"""
# A string goes on to its closing quotes or, where there are none, as far as it could: then it is no string, but nothing
# that stands in it is a token, and nothing in it is looked at twice.
_LONG = r"""%s[^%s\\]*+(?:(?:\\.|%s(?!%s))[^%s\\]*+)*"""
_SHORT = r"""%s(?!%s)[^%s\\\r\n]*+(?:\\.[^%s\\\r\n]*+)*"""
_LONG_DOUBLE, _LONG_SINGLE = (_LONG % (q * 3, q, q, q * 2, q) for q in "\"'")
_SHORT_DOUBLE, _SHORT_SINGLE = (_SHORT % (q, q * 2, q, q) for q in "\"'")

# Possessive quantifiers stand on single characters only: over groups they are wrong before Python 3.11.5 (gh-106052).
#: One token after any white space; the name of the group that matched is its kind. A name without a colon is a word.
TOKEN = re.compile(
    rf"""[ \t\r\n]*+(?:
      (?P<name>{_PREFIX}?:{_LOCAL})
    | (?P<mark>[;,\[\]()]|\.(?![0-9])|\^\^)
    | (?P<string>{_LONG_DOUBLE}\"\"\"|{_SHORT_DOUBLE}"|{_LONG_SINGLE}\'\'\'|{_SHORT_SINGLE}')
    | (?P<iri>{_IRI})
    | (?P<comment>\#[^\r\n]*+)
    | (?P<word>{_PREFIX})
    | (?P<number>[+-]?(?:[0-9]++(?:\.[0-9]*+)?[eE][+-]?[0-9]++
        | \.[0-9]++(?:[eE][+-]?[0-9]++)? | [0-9]++(?:\.[0-9]++)?))
    | (?P<at>@[A-Za-z]++(?:-[A-Za-z0-9]++)*(?:--[A-Za-z]++)?)
    | (?P<blank>_:(?:{_CHAR}++|\.++(?={_CHAR}))+)
    | (?P<newer><<\(?|\)?>>|\{{\||\|\}}|~)
    | (?P<open>{_LONG_DOUBLE}\Z|{_SHORT_DOUBLE}|{_LONG_SINGLE}\Z|{_SHORT_SINGLE})
    | (?P<end>\Z)
    | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED = rf"""{_IRI} | "[^"\\\r\n]++"
    | {_LONG_DOUBLE}(?:\"\"\"|\Z) | {_SHORT_DOUBLE}"? | {_LONG_SINGLE}(?:\'\'\'|\Z) | {_SHORT_SINGLE}'?
    | \#[^\r\n]*+ | {_LOCAL_ESCAPED}"""
#: Some text that has no dot to end a statement in it; the count is bounded, for the engine keeps a note of each step.
STRETCH = re.compile(
    rf"""(?: (?P<plain>[^"'<\#.\\]++) | \.(?=[0-9]) | {_QUOTED} | [<\\] ){{1,1000}}""", re.VERBOSE | re.DOTALL
)
_PASSED = re.compile(
    rf"""(?: [^"'<\#~{{\\]++ | {_QUOTED} | \\ | <(?!<) | {{(?!\|) ){{1,1000}}""", re.VERBOSE | re.DOTALL
)
#: A dot that may be part of a name, and is not for sure the end of a statement.
INNER_DOT = re.compile(rf"\.(?:{_LOCAL_CHAR}|[%\\.])")

_BREAK = re.compile(r"\r\n?|\n")
_STRING_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LOCAL_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Token(NamedTuple):
    """One token: its kind (the group's name in :data:`TOKEN`), its text and the offset it starts at."""

    kind: str
    text: str
    start: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Give the tokens of a text, or of a part of it, comments left out.

    >>> [(token.kind, token.text) for token in tokens("kg:max 34 . # so far")]
    [('name', 'kg:max'), ('number', '34'), ('mark', '.')]
    """
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup or "stray"
        if kind == "end":
            return
        if kind != "comment":
            yield Token(kind, match[kind], match.start(kind))


def has_newer(text: str) -> bool:
    """Tell whether signs of RDF 1.2 stand outside strings, IRIs and comments: triple terms, annotations, reifiers."""
    if not any(sign in text for sign in ("<<", "{|", "~")):
        return False
    place = 0
    while match := _PASSED.match(text, place):
        place = match.end()
    return place < len(text)


def unescape(text: str) -> str:
    r"""Read the escapes of a string or an IRI.

    >>> unescape(r"caf\u00E9\n")
    'café\n'
    """
    if "\\" not in text:
        return text
    return _STRING_ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _CONTROLS.get(match[3], match[3])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else match[0]


def string_value(written: str) -> str:
    """Give the text that a string stands for, in whichever of the four kinds of quotes.

    >>> string_value("'it'")
    'it'
    """
    width = 3 if len(written) >= 6 and written[:3] in ('"""', "'''") else 1
    return unescape(written[width:-width])


class Scope:
    """The prefixes and the base in force at some place of a document.

    :param prefixes: prefix, without colon, to namespace IRI.
    :param base: the IRI that relative ones are resolved against, or None.
    """

    __slots__ = ("_at", "_history", "base")

    def __init__(self, prefixes: dict[str, str], base: str | None) -> None:
        self.base = base
        # All scopes of a document share one history: for each prefix, what it stood for from which directive on.
        self._history = {prefix: [(0, iri)] for prefix, iri in prefixes.items()}
        self._at = 0

    def declaring(self, prefix: str, iri: str) -> Scope:
        """Give the scope after a prefix is declared, the latest one of the document."""
        new = self.based(self.base)
        new._history.setdefault(prefix, []).append((new._at, iri))
        return new

    def based(self, base: str | None) -> Scope:
        """Give the scope after a base is declared, the latest one of the document."""
        new = Scope({}, base)
        new._history = self._history
        new._at = self._at + 1
        return new

    def namespace(self, prefix: str) -> str | None:
        """Give what a prefix stands for."""
        history = self._history.get(prefix)
        if not history or history[-1][0] <= self._at:
            return history[-1][1] if history else None
        known = bisect_right(history, self._at, key=itemgetter(0))
        return history[known - 1][1] if known else None

    def expand(self, written: str) -> str:
        """Give the IRI of ``<…>`` or of a prefixed name; a name whose prefix is unknown stays as it is."""
        if written.startswith("<"):
            iri = unescape(written[1:-1])
            return iri if self.base is None or _SCHEME.match(iri) else _resolve(iri, self.base)
        prefix, _, local = written.partition(":")
        namespace = self.namespace(prefix)
        if namespace is None:
            return written
        return namespace + (_LOCAL_ESCAPE.sub(r"\1", local) if "\\" in local else local)


def _resolve(iri: str, base: str) -> str:
    """Resolve as the parser does, by asking it."""
    try:
        quad = next(pyoxigraph.parse(f"<{iri}> a <>.", pyoxigraph.RdfFormat.TURTLE, base_iri=base))
    except (SyntaxError, ValueError):
        return iri
    return str(quad.subject.value)


class Lines:
    """Offsets of a text as lines and columns, and back.

    :param text: the whole text.
    :param path: the file it came from, to be named in positions.
    """

    def __init__(self, text: str, path: Path | str | None = None) -> None:
        self.text = text
        self.path = path
        self._starts: list[int] = []

    def _index(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
        return self._starts

    def position(self, offset: int) -> Position:
        """Give the place of an offset, with the text of its line.

        >>> str(Lines("a\\nbc", "x.ttl").position(3))
        'x.ttl:2:2'
        """
        starts = self._index()
        line = bisect_right(starts, offset)
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        shown = self.text[start:end].rstrip("\r\n")
        return Position(line, offset - start + 1, path=self.path, text=shown)

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a line and column, both from 1, kept within the text."""
        starts = self._index()
        start = starts[min(line, len(starts)) - 1]
        return min(start + column - 1, len(self.text))
