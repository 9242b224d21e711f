"""A row of UCDP GED, checked: cells that cannot be read refuse it, what its publisher breaks is only remarked on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.cells import Cells
from kobe_kg.ingest.ucdp_ged.articles import Article, cut
from kobe_kg.ingest.ucdp_ged.layout import NEEDED, OPTIONAL

#: State-based, non-state and one-sided.
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3

_DAYS = "2016-05-26 or 05/26/2016"
_AT = {name: at for at, name in enumerate((*NEEDED, *OPTIONAL))}


class Side(NamedTuple):
    """One of the two sides of a dyad."""

    #: UCDP's number of the actor.
    id: int
    name: str
    #: Whether it is a state.
    state: bool


class Row(NamedTuple):
    """One event as UCDP codes it. Days are written ``YYYY-MM-DD``; a text that is missing is empty."""

    id: int
    #: UCDP's older key, which says the country, year, type and dyad.
    relid: str
    #: 1 state-based, 2 non-state, 3 one-sided.
    violence: int
    conflict: int
    conflict_name: str
    dyad: int
    dyad_name: str
    side_a: Side
    side_b: Side
    articles: Sequence[Article]
    #: UCDP's codes of how exactly place and day are known.
    where_prec: int
    date_prec: int
    where: str
    adm_1: str
    adm_2: str
    country: str
    country_id: int
    #: Degrees as they stand, longitude first; None is not given.
    point: tuple[str, str] | None
    start: str
    end: str
    deaths_a: int
    deaths_b: int
    deaths_civilians: int
    deaths_unknown: int
    best: int
    high: int
    low: int


def check(cells: Sequence[str]) -> tuple[Row | None, list[Flaw]]:
    """Read the cells of a row.

    :param cells: those of :data:`~kobe_kg.ingest.ucdp_ged.layout.NEEDED` and the optional ones, in order.
    :returns: the row and what to remark on; or None and all that is wrong.
    """
    read = Cells(cells, _AT)
    number, text = read.number, read.text
    sides = []
    for name, state in (("side_a", "gwnoa"), ("side_b", "gwnob")):
        named = read.named(name, "it names nobody")
        sides.append(Side(number(f"{name}_new_id"), named, bool(text(state)) or named.startswith("Government of")))
    row = Row(
        id=number("id"),
        relid=text("relid"),
        violence=number("type_of_violence", range(1, 4)),
        conflict=number("conflict_new_id"),
        conflict_name=text("conflict_name"),
        dyad=number("dyad_new_id"),
        dyad_name=text("dyad_name") or f"{sides[0].name} - {sides[1].name}",
        side_a=sides[0],
        side_b=sides[1],
        articles=cut(read.raw("source_article")),
        where_prec=number("where_prec", range(1, 8)),
        date_prec=number("date_prec", range(1, 6)),
        where=text("where_coordinates"),
        adm_1=text("adm_1"),
        adm_2=text("adm_2"),
        country=text("country") or f"country {text('country_id')}",
        country_id=number("country_id"),
        point=read.point(),
        start=read.day("date_start", _DAYS),
        end=read.day("date_end", _DAYS),
        deaths_a=number("deaths_a"),
        deaths_b=number("deaths_b"),
        deaths_civilians=number("deaths_civilians"),
        deaths_unknown=number("deaths_unknown"),
        best=number("best"),
        high=number("high"),
        low=number("low"),
    )
    if row.start and row.end and row.end < row.start:
        read.wrong.append(Flaw("date_end", cells[_AT["date_end"]], "it is before date_start"))
    return (None, read.wrong) if read.wrong else (row, _remarks(row, cells))


def parts(row: Row) -> int:
    """Add the dead up, part by part."""
    return row.deaths_a + row.deaths_b + row.deaths_civilians + row.deaths_unknown


def _remarks(row: Row, cells: Sequence[str]) -> list[Flaw]:
    """Find what the publisher breaks of its own order, or leaves open."""
    found = []
    if row.low > row.best:
        found.append(Flaw("low", str(row.low), "low is above best"))
    if row.best > row.high:
        found.append(Flaw("best", str(row.best), "best is above high"))
    if parts(row) != row.best:
        found.append(Flaw("best", str(row.best), "the four parts do not add up to best"))
    if row.point is None:
        found.append(Flaw("latitude", "", "no coordinates are given"))
    if row.where_prec == 7:
        found.append(Flaw("where_prec", "7", "on international waters or in the air: no precision of ours"))
    year = cells[_AT["year"]].strip()
    if not row.start[:4] <= year <= row.end[:4]:
        found.append(Flaw("year", year, "the days are of another year"))
    said = cells[_AT["number_of_sources"]].strip()
    if said == "-1":
        found.append(Flaw("number_of_sources", said, "the articles stand in free text, and are not read"))
    elif said != str(len(row.articles)):
        found.append(Flaw("number_of_sources", said, "source_article names another number of articles"))
    if any(not article.publisher or not article.issued for article in row.articles):
        found.append(Flaw("source_article", "", "an article has no publisher or no day that exists"))
    return found
