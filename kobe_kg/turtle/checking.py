"""Find what is wrong with a Turtle text, all of it at once and not just the first.

After an error it goes on with the next statement, if it is sure where that begins: what only follows from an error is
no error. So each is real, but there may be more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from kobe_kg.errors import DataError
from kobe_kg.turtle.explaining import UNDECLARED, explain_at, plain
from kobe_kg.turtle.newer import may_be_deep
from kobe_kg.turtle.reading import parse
from kobe_kg.turtle.statements import DIRECTIVES, Piece, pieces
from kobe_kg.turtle.tokens import Lines, Token, tokens

# How many errors are told, and how often a statement after one is tried in search of a sound one.
_MOST = 20
_TRIES = 100

_RELATIVE = re.compile(r"^No scheme found")
_HALF = re.compile("[\ud800-\udfff]")
# What stands for a namespace that is not known, and for a base.
_SOME = "<x:>"


def problems(text: str, *, path: Path | str | None = None, base: str | None = None) -> list[DataError]:
    """Find the errors of a Turtle 1.1 text, in the order they stand, 20 at most.

    A prefix that is not declared is told where it is first used, with how often it is used again.

    :param text: the whole document.
    :param path: the file it came from, to be named in the errors.
    :param base: the IRI to resolve relative IRIs against until the text declares one.
    :returns: what :func:`parse` would raise and more of its kind; nothing for a text that can be read.
    :raises ParameterError: when the base is not an absolute IRI.

    >>> for error in problems("<x:a> <x:p> kg:b .\\n<x:b> <x:p> 34 civilians .\\n"):
    ...     print(error.where, error.what)
    <text>:1:13 the prefix 'kg:' is not declared
    <text>:2:15 a '.', ';' or ',' is missing before 'civilians'
    """
    try:
        parse(text, path=path, base=base)
    except DataError as error:
        first = error
    else:
        return []
    if may_be_deep(text) or _HALF.search(text):  # then the parser sees it from the beginning or not at all
        return [first]
    return _Check(text, path, base).errors() or [first]


class _Check:
    """A text that has an error, and what is known by the place where the parser begins again."""

    def __init__(self, text: str, path: Path | str | None, base: str | None) -> None:
        self._text = text
        self._base = base
        self._lines = Lines(text, path)
        self._pieces = list(pieces(text))
        self._starts = [piece.start for piece in self._pieces]
        #: The first piece whose directives are not yet known.
        self._next = 0
        self._prefixes: dict[str, None] = {}
        self._has_base = False
        self._tries = _TRIES

    def errors(self) -> list[DataError]:
        """Give the parser's errors; none where there are just those it does not know."""
        found: list[DataError] = []
        undeclared: dict[str, int] = {}
        start = 0
        while len(found) < _MOST and (stopped := self._parse(start)):
            offset, message = stopped
            before = bisect_left(self._starts, offset)
            at = max(0, bisect_right(self._starts, offset) - 1)
            self._pass(at)
            found.append(explain_at(self._lines, offset, message, self._starts[before - 1] if before else 0))
            if match := UNDECLARED.search(message):
                undeclared[match[1]] = len(found) - 1
                again = self._declare(match[1])
            else:
                again = bool(_RELATIVE.search(message)) and not self._has_base
                self._has_base |= again
            start = self._starts[at] if again and self._starts else self._resume(at)
        self._count(undeclared, found)
        return found

    def _parse(self, start: int) -> tuple[int, str] | None:
        """Give the place and the message of the first error from a place on."""
        if start >= len(self._text):
            return None
        header = self._header(self._prefixes)
        stopped = self._stopped(header + self._text[start:])
        if stopped is None:
            return None
        line, column, message = stopped
        if line == 1:
            return max(start, start + column - 1 - len(header)), message
        return self._lines.offset(self._lines.position(start).line + line - 1, column), message

    def _stopped(self, text: str) -> tuple[int, int, str] | None:
        """Give line, column and message of a text's first error."""
        try:
            for _ in pyoxigraph.parse(text.encode(), RdfFormat.TURTLE, base_iri=self._base):
                pass
        except SyntaxError as error:
            return error.lineno or 1, error.offset or 1, plain(error)
        return None

    def _header(self, prefixes: Iterable[str]) -> str:
        """Write what has been declared, on one line; to what IRIs makes no difference here."""
        base = f"BASE {_SOME} " if self._has_base else ""
        return base + "".join(f"PREFIX {prefix}: {_SOME} " for prefix in prefixes if prefix in self._prefixes)

    def _declare(self, prefix: str) -> bool:
        """Take a prefix for declared, if it can be."""
        if prefix in self._prefixes or self._stopped(f"PREFIX {prefix}: {_SOME}"):
            return False
        self._prefixes[prefix] = None
        return True

    def _pass(self, until: int) -> None:
        """Take note of the directives in the pieces before one."""
        for piece in self._pieces[self._next : until]:
            if piece.directive:
                self._note(piece)
        self._next = max(self._next, until)

    def _note(self, piece: Piece) -> None:
        """Take for declared what a piece declares or was meant to."""
        for token, after in pairwise(self._tokens(piece)):
            if token.kind in ("word", "at") and token.text.lower() in DIRECTIVES:
                if token.text.lower().endswith("base"):
                    self._has_base = True
                else:
                    self._declare(after.text.partition(":")[0])
            elif token.kind == "name" and token.text[-1] == ":" and after.kind == "iri":
                self._declare(token.text[:-1])

    def _tokens(self, piece: Piece) -> Iterator[Token]:
        return tokens(self._text, piece.start, piece.end)

    def _resume(self, at: int) -> int:
        """Give where to begin again after an error in a piece: a place where surely a statement begins."""
        for place in range(at, len(self._pieces) - 1):
            piece, after = self._pieces[place : place + 2]
            self._note(piece)
            self._next = place + 1
            if (place == at and self._is_closed(piece) and self._stands_out(after)) or self._is_sound(after):
                return after.start
        return len(self._text)

    def _is_closed(self, piece: Piece) -> bool:
        """Tell whether no quote of a piece can have turned inside out what follows it."""
        return not any(
            token.kind in ("string", "open") and ("\n" in token.text or "\r" in token.text)
            for token in self._tokens(piece)
        )

    def _stands_out(self, piece: Piece) -> bool:
        """Tell whether a piece begins on a line of its own and as pieces do."""
        begins = piece.directive or piece.kind in ("iri", "name", "blank") or piece.written == "["
        return bool(begins) and self._text[piece.start - 1] in "\r\n"

    def _is_sound(self, piece: Piece) -> bool:
        """Tell whether a piece is without errors, but for names that are not declared."""
        self._tries -= 1
        if self._tries < 0:
            return False
        names = dict.fromkeys(t.text.partition(":")[0] for t in self._tokens(piece) if t.kind == "name")
        stopped = self._stopped(self._header(names) + self._text[piece.start : piece.end])
        return stopped is None or bool(UNDECLARED.search(stopped[2]) or _RELATIVE.search(stopped[2]))

    def _count(self, undeclared: dict[str, int], found: list[DataError]) -> None:
        """Say of each prefix that is not declared how often it is used again before it is."""
        uses = {prefix: -1 for prefix in undeclared if self._text.count(f"{prefix}:") > 1}
        counted = set(uses)
        last = ""
        for token in tokens(self._text) if uses else ():
            prefix = token.text.partition(":")[0] if token.kind == "name" else None
            if prefix in counted:
                if last.lower() in DIRECTIVES:
                    counted.remove(prefix)
                else:
                    uses[prefix] += 1
            last = token.text
        for prefix, more in uses.items():
            error = found[undeclared[prefix]]
            if more > 0:
                again = "once more" if more == 1 else f"{more} times more"
                error.hint = f"{error.hint}\nthe prefix is used {again}"
