"""Days as people write them in a sheet: as numbers in the order of their country, or with the month's name."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from kobe_kg.ingest.dossier.sense import Unread
from kobe_kg.ingest.dossier.vocabulary import table
from kobe_kg.ingest.table.columns import fold

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?Z?)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?: 0?0:00(?::00)?)?")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})")
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_HINT = "write it as 2025-02-07"


class Span(NamedTuple):
    """The first and the last day something can be, each written ``YYYY-MM-DD``."""

    first: str
    last: str
    #: Concept of kg:PrecisionScheme.
    precision: str


def span(text: str, order: str = "") -> Span:
    """Read a day, a month or a year.

    :param order: ``day-first``, ``month-first`` or ``year-first``, where the sheet keeps to one.
    :raises Unread: when it is none.

    >>> span("7 février 2025")
    Span(first='2025-02-07', last='2025-02-07', precision='ExactDay')
    >>> span("02/21/2025").first, span("Feb 2025").last, span("2024")[:2]
    ('2025-02-21', '2025-02-28', ('2024-01-01', '2024-12-31'))
    """
    text = " ".join(text.split())
    if found := _numbers(text, order) or _named(text):
        return Span(found, found, "ExactDay")
    if re.fullmatch(r"[12][0-9]{3}", text):
        return Span(f"{text}-01-01", f"{text}-12-31", "WithinYear")
    if of := _month(text):
        year, month = of
        return Span(f"{year}-{month:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]}", "WithinMonth")
    if _SERIAL.fullmatch(text):
        meant = date(1899, 12, 30) + timedelta(days=int(float(text)))
        raise Unread("", f"{text!r} is a day as spreadsheets count them, {meant}", "format the column as a date")
    raise Unread("", f"{text!r} is no day", _HINT)


def day(text: str, order: str = "") -> str:
    """Read a day.

    :raises Unread: when it is none, or a longer time.
    """
    found = span(text, order)
    if found.precision != "ExactDay":
        raise Unread("", f"{text!r} is no single day", _HINT)
    return found.first


def _numbers(text: str, order: str) -> str:
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _day(text, *map(int, match.groups()))
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return ""
    first, sign, second, year = match.groups()
    one, two = int(first), int(second)
    if order == "month-first" or (not order and sign != "." and two > 12):
        return _day(text, int(year), one, two)
    if order == "day-first" or sign == "." or one > 12 or one == two:
        return _day(text, int(year), two, one)
    raise Unread(
        "",
        f"{text!r} may be {year}-{two:02}-{one:02} or {year}-{one:02}-{two:02}",
        "write the one that is meant, or say which comes first with dates: in a mapping",
    )


def _named(text: str) -> str:
    """Read a day with the name of its month, in English or French."""
    match = re.fullmatch(r"(?:[^\W\d]+,? )?([0-9]{1,2})(?:er|st|nd|rd|th)?[ -]([^\W\d]+\.?)[ ,-]+([0-9]{4})", text)
    if match:
        number, name, year = match.groups()
    elif match := re.fullmatch(r"([^\W\d]+\.?) ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", text):
        name, number, year = match.groups()
    else:
        return ""
    month = _months().get(fold(name))
    return "" if month is None else _day(text, int(year), month, int(number))


def _month(text: str) -> tuple[int, int] | None:
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
        return (year, month) if 1 <= month <= 12 and year else None
    match = re.fullmatch(r"([^\W\d]+\.?),? ([0-9]{4})", text)
    found = _months().get(fold(match[1])) if match else None
    return None if match is None or found is None or match[2] == "0000" else (int(match[2]), found)


def _months() -> dict[str, int]:
    """Give the months by their names and their usual short forms."""
    names = {
        fold(name): number for months in table("words")["months"].values() for number, name in enumerate(months, 1)
    }
    short = {name[:size]: number for name, number in names.items() for size in (3, 4) if name[:3] != "jui"}
    return {**short, "juil": 7, "sept": 9, **names}


def _day(text: str, year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise Unread("", f"{text!r} is no day that exists", _HINT) from None
