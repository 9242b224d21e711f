"""A row of ACLED, checked: cells that cannot be read refuse it, what is odd is only remarked on."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from kobe_kg.ingest import cells as parts
from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.acled.actors import Actor, cut, inter
from kobe_kg.ingest.acled.layout import NEEDED, OPTIONAL
from kobe_kg.ingest.cells import Cells

#: ACLED's codes of how exactly a day is known.
DAY, WEEK, MONTH = 1, 2, 3

_AT = {name: at for at, name in enumerate((*NEEDED, *OPTIONAL))}
_KEY = re.compile(r"[A-Za-z0-9]+\Z")
_SECONDS = re.compile(r"[0-9]{9,11}(?:\.0+)?\Z")
_DAYS = "07 February 2025, 2025-02-07 or 02/07/2025"


class Row(NamedTuple):
    """One event as ACLED codes it. Days are written ``YYYY-MM-DD``; a text that is missing is empty."""

    #: ACLED's key, e.g. ``MLI1``.
    id: str
    day: str
    #: ACLED's codes of how exactly day and place are known.
    time_precision: int
    geo_precision: int
    #: The first and the last day it can have been, by that precision.
    first: str
    last: str
    disorder: str
    type: str
    sub_type: str
    #: One or two.
    actors: tuple[Actor, ...]
    #: Whether ACLED says that civilians were its main or only target.
    targeting: bool
    #: ISO 3166-1, numeric.
    iso: int
    country: str
    #: The names of its divisions, the largest first.
    divisions: tuple[str, ...]
    location: str
    #: Degrees as they stand, longitude first; None is not given.
    point: tuple[str, str] | None
    outlets: tuple[str, ...]
    fatalities: int
    #: The day on which ACLED last changed the row.
    changed: str


def check(cells: Sequence[str], issued: str = "") -> tuple[Row | None, list[Flaw]]:
    """Read the cells of a row.

    :param cells: those of :data:`~kobe_kg.ingest.acled.layout.NEEDED` and the optional ones, in order.
    :param issued: the day of the download; an empty text is not known.
    :returns: the row and what to remark on; or None and all that is wrong.
    """
    read = Cells(cells, _AT)
    text = read.text
    key, day = text("event_id_cnty"), read.day("event_date", _DAYS)
    if not _KEY.match(key):
        read.wrong.append(Flaw("event_id_cnty", key, "it is no key of letters and digits"))
    precision = read.number("time_precision", range(DAY, MONTH + 1))
    divisions = tuple(name for name in map(text, ("admin1", "admin2", "admin3")) if name)
    country = text("country") or f"country {text('iso')}"
    first, last = _window(day, precision) if day else ("", "")
    stated, noted = _stated(text("timestamp"), first, issued)
    row = Row(
        id=key,
        day=day,
        time_precision=precision,
        geo_precision=read.number("geo_precision", range(1, 4)),
        first=first,
        last=last,
        disorder=text("disorder_type"),
        type=read.named("event_type", "it names no type of event"),
        sub_type=text("sub_event_type"),
        actors=_actors(read),
        targeting=bool(text("civilian_targeting")),
        iso=read.number("iso"),
        country=country,
        divisions=divisions,
        location=text("location") or (divisions[-1] if divisions else country),
        point=read.point(),
        outlets=cut(read.raw("source")),
        fatalities=read.number("fatalities"),
        changed=stated,
    )
    return (None, read.wrong) if read.wrong else (row, [*noted, *_remarks(row, read)])


def _actors(read: Cells) -> tuple[Actor, ...]:
    """Read the two actors; the second may be missing, as in most protests."""
    first = read.named("actor1", "it names nobody")
    named = ((first, "1"), (read.text("actor2"), "2"))
    return tuple(
        Actor(name, inter(read.raw(f"inter{number}")), cut(read.raw(f"assoc_actor_{number}")))
        for name, number in named
        if name
    )


def _remarks(row: Row, read: Cells) -> list[Flaw]:
    """Find what is left open, or cannot all be right."""
    found = []
    year = read.text("year")
    if year and year != row.day[:4]:
        found.append(Flaw("year", year, "the day is of another year"))
    for number, actor in enumerate(row.actors, 1):
        if not actor.inter:
            code = read.text(f"inter{number}")
            found.append(Flaw(f"inter{number}", code, "the type of the actor is not known"))
    if not read.text("actor2") and read.text("assoc_actor_2"):
        why = "associates of no second actor are left out"
        found.append(Flaw("assoc_actor_2", read.text("assoc_actor_2"), why))
    if row.point is None:
        found.append(Flaw("latitude", "", "no coordinates are given"))
    if not row.outlets:
        found.append(Flaw("source", "", "no source is named"))
    return found


@lru_cache(50_000)
def _window(day: str, precision: int) -> tuple[str, str]:
    """Give the first and the last day: ACLED writes the middle of a week, and some day of a month."""
    if precision == WEEK:
        middle, half = date.fromisoformat(day), timedelta(days=3)
        return (middle - half).isoformat(), (middle + half).isoformat()
    if precision == MONTH:
        return f"{day[:8]}01", f"{day[:8]}{monthrange(int(day[:4]), int(day[5:7]))[1]}"
    return day, day


@lru_cache(50_000)
def _stated(text: str, first: str, issued: str) -> tuple[str, tuple[Flaw, ...]]:
    """Give the day a row was last changed, without a clock of ACLED's that of the download; or what is wrong with it.

    :param text: seconds since 1970, or a day.
    """
    if not text:
        return issued, ()
    if _SECONDS.match(text):
        found = datetime.fromtimestamp(int(text.partition(".")[0]), UTC).date().isoformat()
    else:
        found = parts.day(text.partition(" ")[0])
    if not found:
        return issued, (Flaw("timestamp", text, "the time of the last change cannot be read"),)
    if first and found < first:
        return "", (Flaw("timestamp", text, "the last change is before the event"),)
    if issued and found > issued:
        return "", (Flaw("timestamp", text, "the last change is after the day of the download"),)
    return found, ()
