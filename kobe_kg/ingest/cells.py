"""Cells of data sets, read as what they should be; what cannot be read gives nothing, and its reader says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kobe_kg.errors import DataError, Position
from kobe_kg.ingest.account import Flaw

_WHOLE = re.compile(r"([0-9]{1,12})(?:\.0+)?\Z")
_DEGREES = re.compile(r"-?(0|[1-9][0-9]{0,2})(\.[0-9]+)?\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]0?0:00(?::00(?:\.0+)?)?)?\Z")
_US = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: 0?0:00(?::00)?| 12:00:00 AM)?\Z")
_NAMED = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -]([0-9]{4})\Z")
_MONTHS = "january february march april may june july august september october november december".split()
_NUMBERS = {name[:size]: number for number, name in enumerate(_MONTHS, 1) for size in (3, 4, len(name))}


class Header(NamedTuple):
    """Where the columns of a layout stand in a file."""

    #: Picks the cells of a row, in the layout's order, from its cells and one empty text behind them.
    pick: Callable[[Sequence[str]], tuple[str, ...]]
    #: Names in the header that the layout does not have.
    strange: list[str]


class Layout(NamedTuple):
    """The columns of a data set, by their names in small letters."""

    #: What the data set is called.
    title: str
    #: What a row is read from; a file without one of them is no file of the data set.
    needed: tuple[str, ...]
    #: What may be missing.
    optional: tuple[str, ...]
    #: What is not read.
    left: Iterable[str]
    #: Other names of the columns.
    other: Mapping[str, str]
    #: How to know the first line of a file.
    hint: str

    def find(self, names: Sequence[str], path: Path) -> Header:
        """Find the columns by their header, in any order.

        :raises DataError: when a needed column is missing or stands twice.
        """
        found: dict[str, int] = {}
        twice = []
        for at, name in enumerate(names):
            known = self.other.get(name.casefold(), name.casefold())
            twice += [name] if known in found else []
            found.setdefault(known, at)
        missing = [name for name in self.needed if name not in found]
        if missing or twice:
            why = f"no column {', '.join(missing)}" if missing else f"two columns {', '.join(twice)}"
            where = Position(1, 1, path=path)
            raise DataError(f"this is no file of {self.title}: {why}", where=where, hint=self.hint)
        known_names = {*self.needed, *self.optional, *self.left}
        strange = [name for name in found if name and name not in known_names]
        return Header(itemgetter(*(found.get(name, -1) for name in (*self.needed, *self.optional))), strange)


class Cells:
    """The cells of a row, and all that is wrong with them.

    :param cells: in the order of `at`.
    :param at: column to its place.
    """

    def __init__(self, cells: Sequence[str], at: Mapping[str, int]) -> None:
        self._cells, self._at = cells, at
        #: What refuses the row.
        self.wrong: list[Flaw] = []

    def raw(self, name: str) -> str:
        """Give a cell as it stands."""
        return self._cells[self._at[name]]

    def text(self, name: str) -> str:
        """Give a text with single blanks; one that is missing is empty."""
        return " ".join(self.raw(name).split())

    def named(self, name: str, why: str) -> str:
        """Give a text that may not be empty."""
        found = self.text(name)
        if not found:
            self.wrong.append(Flaw(name, "", why))
        return found

    def number(self, name: str, allowed: range | None = None) -> int:
        """Read a whole number of zero or more; 0 where it is none."""
        found = number(self.raw(name))
        if found is None:
            self.wrong.append(Flaw(name, self.raw(name), "it is no whole number of zero or more"))
            return 0
        if allowed is not None and found not in allowed:
            self.wrong.append(Flaw(name, self.raw(name), f"it is no code from {allowed[0]} to {allowed[-1]}"))
        return found

    def day(self, name: str, written: str) -> str:
        """Read a day, as ISO writes it; an empty text where it is none.

        :param written: how it may be written.
        """
        found = day(self.raw(name))
        if not found:
            self.wrong.append(Flaw(name, self.raw(name), f"it is no day that exists, written as {written}"))
        return found

    def point(self) -> tuple[str, str] | None:
        """Read longitude and latitude, in degrees as they stand; None is not given."""
        longitude, latitude = self.text("longitude"), self.text("latitude")
        if not longitude and not latitude:
            return None
        for name, text, most in (("longitude", longitude, 180), ("latitude", latitude, 90)):
            if not _DEGREES.match(text) or abs(float(text)) > most:
                self.wrong.append(Flaw(name, text, f"it is no decimal number of degrees from -{most} to {most}"))
        return longitude, latitude


@lru_cache(10_000)
def number(text: str) -> int | None:
    """Read a whole number of zero or more, or give None.

    >>> number("12"), number("12.0"), number("-1"), number("many")
    (12, 12, None, None)
    """
    match = _WHOLE.match(text.strip())
    return int(match[1]) if match else None


@lru_cache(50_000)
def day(text: str) -> str:
    """Write a day as ISO does, or give an empty text; with slashes the month comes first.

    >>> day("2031-03-05 00:00:00.000"), day("3/5/2031 0:00"), day("05 March 2031"), day("30 February 2031")
    ('2031-03-05', '2031-03-05', '2031-03-05', '')
    """
    text = text.strip()
    if match := _ISO.match(text):
        year, month, number = (int(part) for part in match.groups())
    elif match := _US.match(text):
        month, number, year = (int(part) for part in match.groups())
    elif match := _NAMED.match(text):
        number, month, year = int(match[1]), _NUMBERS.get(match[2].casefold(), 0), int(match[3])
    else:
        return ""
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return ""
