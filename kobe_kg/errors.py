"""What can go wrong, as one tree, each leaf also the fitting built-in.

    KobeError
    ├── DataError (ValueError)           a file or a result that cannot be read
    ├── QueryError (ValueError)          SPARQL that does not parse or cannot be evaluated
    ├── ParameterError (ValueError)      a value a saved query or a call does not take
    ├── UnknownNameError (LookupError)   a query, resource or term nobody has declared
    ├── LimitError (RuntimeError)        a limit on time, rows or size was reached
    └── RemoteError (ConnectionError)    an endpoint that does not answer as it should

An error keeps its facts as attributes and builds its text from them: what, where, and what would help.

Beside it stands EngineWarning (UserWarning): an answer came, and not in the way it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class Position:
    """A place in a text, for people: lines and columns count from 1, columns in Unicode code points."""

    __slots__ = ("column", "line", "path", "text")

    def __init__(self, line: int, column: int, *, path: Path | str | None = None, text: str | None = None) -> None:
        #: Line, from 1.
        self.line = line
        #: Column, from 1.
        self.column = column
        #: The file, or None for a text given directly.
        self.path = path
        #: The whole line as it stands, or None when it is not at hand.
        self.text = text

    def __str__(self) -> str:
        return f"{self.path or '<text>'}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """Give the line with its number and a caret under the column, or nothing when the line is unknown.

        Control characters are replaced: they would reach the terminal.
        """
        if self.text is None:
            return ""
        number = str(self.line)
        shown, column = self.text, self.column
        if len(shown) > 160:  # a minified line: keep the neighbourhood
            start = max(0, column - 80)
            shown, column = shown[start : start + 160], column - start
        shown = "".join(c if c.isprintable() or c in "\t\u00a0\u202f" else "\N{REPLACEMENT CHARACTER}" for c in shown)
        gap = "".join("\t" if c == "\t" else " " for c in shown[: column - 1])
        return f"{number} | {shown}\n{' ' * len(number)} | {gap}^"


class KobeError(Exception):
    """Something the caller can act on.

    :param what: one sentence: what is wrong.
    :param where: the place in a file or text, if there is one.
    :param hint: what would help: the nearest known name, the allowed values, the next command.
    """

    def __init__(self, what: str, *, where: Position | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        #: What is wrong, one sentence.
        self.what = what
        #: Where, or None.
        self.where = where
        #: What would help, or None.
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.what if self.where is None else f"{self.where}: {self.what}"]
        if self.where is not None and (excerpt := self.where.excerpt()):
            lines += ["  " + line for line in excerpt.split("\n")]
        if self.hint:
            lines += ["  " + line for line in self.hint.split("\n")]
        return "\n".join(lines)


class DataError(KobeError, ValueError):
    """A file or a result that cannot be read as what it should be."""


class QueryError(KobeError, ValueError):
    """A query that does not parse, breaks a rule of saved queries, or cannot be evaluated."""


class ParameterError(KobeError, ValueError):
    """A value that a parameter does not take, a missing one, or one nobody asked for."""


class UnknownNameError(KobeError, LookupError):
    """A name that nothing known carries.

    :param kind: what was looked for, e.g. ``"saved query"``.
    :param name: the name as given.
    :param known: the names there are; the nearest are offered.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), *, hint: str | None = None) -> None:
        #: What was looked for.
        self.kind = kind
        #: The name as given.
        self.name = name
        super().__init__(f"there is no {kind} {name!r}", hint=hint or suggestion(name, known))


class LimitError(KobeError, RuntimeError):
    """A limit on time, rows or size was reached before the work was done."""


class RemoteError(KobeError, ConnectionError):
    """An endpoint that cannot be reached, refuses, or answers something else.

    :param status: the HTTP status, when there was an answer.
    """

    def __init__(self, what: str, *, status: int | None = None, hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        #: The HTTP status, or None.
        self.status = status


class EngineWarning(UserWarning):
    """An engine is known to err: its answer comes from a copy of its graph, or has to be checked."""


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """Name what the caller may have meant: near names, or else all of a short list.

    >>> suggestion("clams", ["claims", "toll"])
    "did you mean 'claims'?"
    >>> suggestion("zzz", ["claims", "toll"])
    'known: claims, toll'
    """
    import difflib  # only when something is wrong already

    names = sorted(set(known))
    folded = {n.casefold(): n for n in names}
    near = [folded[n] for n in difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.6)]
    if near:
        return f"did you mean {' or '.join(repr(n) for n in near)}?"
    if names and len(names) <= 20:
        return f"known: {', '.join(names)}"
    return None
