"""Make tables of events in the shape of UCDP GED: the official 49 columns, and no name in them real.

They have what makes the real ones hard: newlines, quotes and semicolons inside cells, several articles in one cell,
free text where the number of sources is -1, publishers with commas, every code of precision, parties that are
populations, ranges, and now and then a low figure above the best or a best above the high. Row ``n`` of a seed is the
same whatever the number of rows, so a larger table begins with the smaller.

    python benchmarks/rows.py --rows 400000 -o ged241.csv
    python benchmarks/rows.py --rows 1000 --wrong 0.01 -o ged241.csv

With ``--wrong`` that share of the rows cannot be read, for one reason each; ``ged241.wrong.csv`` says which and why.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

#: The columns, as the official files have them since release 23.1.
COLUMNS = tuple(
    """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
    dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original where_prec
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region
    event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa
    gwnob""".split()
)
#: What a wrong row has in a column instead; an empty name is a cell more than the header has.
WRONG = (
    ("best", "many"),
    ("type_of_violence", "4"),
    ("date_start", "2016-02-30 00:00:00.000"),
    ("date_prec", "0"),
    ("latitude", "91.5"),
    ("deaths_a", "-1"),
    ("side_a", ""),
    ("id", ""),
    ("", "a cell too many"),
)
#: How many of each kind all rows share.
COUNTRIES, GROUPS, DYADS, PUBLISHERS = 40, 160, 500, 1500
#: How many neighbouring rows fall into the same days, and may share articles.
STORY = 5

_CIVILIANS = 1
_SYLLABLES = "ba be da do fa ga go ka ki la lo ma mi na no ra ri sa so ta ti wa yo za".split()
_ENDINGS = "ar el im on ud".split()
_KINDS = "Front,Movement,Brigade,Council,Guard,Union".split(",")
_PAPERS = "Courier,Herald,Monitor,Observer,Gazette,Wire".split(",")
_THINGS = "Shots heard,Convoy stopped,Market closed,Road blocked,Village searched,Clash told of".split(",")
_PRECISIONS = (1,) * 55 + (2,) * 10 + (3,) * 15 + (4,) * 6 + (5,) * 12 + (6,) * 2
_DAYS = (1,) * 86 + (2,) * 8 + (3,) + (4,) * 3 + (5,) * 2
_FIRST_DAY = date(1989, 1, 1)
_ALL_DAYS = (date(2023, 12, 28) - _FIRST_DAY).days


class Side(NamedTuple):
    """One of two sides."""

    id: int
    name: str
    #: Number of its country, if it is a state.
    state: str


class Dyad(NamedTuple):
    """Two sides that fight each other, or one that attacks civilians."""

    id: int
    #: 1 state-based, 2 non-state, 3 one-sided.
    violence: int
    country: int
    a: Side
    b: Side


class Place(NamedTuple):
    """Where something happened."""

    name: str
    adm_1: str
    adm_2: str
    latitude: float
    longitude: float


def main(argv: Sequence[str] | None = None) -> int:
    """Write a table, and its list of wrong rows if it is to have any."""
    parser = argparse.ArgumentParser(description="Write a table of events of any size, the same for the same seed.")
    parser.add_argument("--rows", type=int, default=1000, help="how many events (1000)")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of rows that cannot be read, such as 0.01")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another table (1)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write, named after a release")
    found = parser.parse_args(argv)
    told: list[tuple[int, str, str]] = []
    with found.output.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        chance = Random(f"wrong {found.seed}")  # noqa: S311 - the same for the same seed
        for number, row in enumerate(rows(found.rows, found.seed), 1):
            if chance.random() < found.wrong:
                told.append((number, *spoil(row, chance)))
            writer.writerow(row)
    if found.wrong:
        with found.output.with_suffix(".wrong.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([("row", "column", "value"), *told])
    return 0


def rows(many: int, seed: int = 1) -> Iterator[list[str]]:
    """Give rows, cell by cell in the order of the columns."""
    for number in range(many):
        yield row(number, seed)


def spoil(cells: list[str], chance: Random) -> tuple[str, str]:
    """Make a row wrong, and give the column and what stands there."""
    name, value = chance.choice(WRONG)
    if name:
        cells[COLUMNS.index(name)] = value
    else:
        cells += ["", value]
    return name, value


def row(number: int, seed: int) -> list[str]:
    """Give one row."""
    chance = Random(f"row {seed} {number}")  # noqa: S311 - the same for the same seed
    pick = chance.random
    met = dyad(int(DYADS * pick() ** 2), seed)
    where_prec, date_prec = chance.choice(_PRECISIONS), chance.choice(_DAYS)
    if pick() < 0.0002:
        where_prec = 7
    place = place_of(met.country, int(8 * pick() ** 2), int(10 * pick()), int(12 * pick() ** 2), seed)
    start = _story(number // STORY, seed) + timedelta(int(3 * pick()))
    end = start + timedelta((0, 1 + int(3 * pick()), 6, 29, 364)[date_prec - 1])
    if end.year != start.year:
        end = date(start.year, 12, 31)
    deaths, best, high, low = figures(met.violence, chance)
    sources = cited(number, start, chance, seed)
    name = f"{met.a.name} - {met.b.name}"
    conflict = met.id if met.violence == 2 else 4000 + met.country
    named = name if met.violence == 2 else f"{_country(met.country, seed)}: Government"
    latitude, longitude = f"{place.latitude:.6f}", f"{place.longitude:.6f}"
    told = place.name if pick() < 0.5 else f"{place.name}, some {1 + int(30 * pick())} km off the road"
    if pick() < 0.12:
        told += f'\n\nalso written "{_word(chance).title()}"\r\nin {place.adm_2}'
    grid = int((place.latitude + 90) * 2) * 720 + int((place.longitude + 180) * 2) + 1
    code = _country(met.country, seed)[:3].upper()
    within = (place.adm_1 if where_prec != 6 else "", place.adm_2 if where_prec < 4 else "")
    at = place.name if where_prec < 3 else within[1] or within[0] or _country(met.country, seed)
    return [
        str(100_000 + number),
        f"{code}-{start.year}-{met.violence}-{met.id}-{number % 1000}",
        str(start.year),
        "1" if pick() < 0.97 else "0",
        "Clear",
        str(met.violence),
        *(str(conflict), str(conflict), named),
        *(str(met.id), str(met.id), name),
        *(str(met.a.id), str(met.a.id), met.a.name),
        *("9999" if met.b.id == _CIVILIANS else str(met.b.id), str(met.b.id), met.b.name),
        *sources,
        *(str(where_prec), at, told, *within),
        *(latitude, longitude, f"POINT ({longitude} {latitude})", str(grid)),
        *(_country(met.country, seed), str(9000 + met.country), ("Africa", "Americas", "Asia")[met.country % 3]),
        "1" if pick() < 0.93 else "2",
        str(date_prec),
        f"{start.isoformat()} 00:00:00.000",
        f"{end.isoformat()} 00:00:00.000",
        *map(str, (*deaths, best, high, low)),
        *(met.a.state, met.b.state),
    ]


def figures(violence: int, chance: Random) -> tuple[list[int], int, int, int]:
    """Give the dead by side, and the best, high and low figure."""
    pick = chance.random
    deaths = [0, 0, 0, 0]
    if pick() < 0.9:
        if violence == 3:
            deaths[2] = 1 + int(30 * pick() ** 6)
        else:
            deaths = [int(most * pick() ** power) for most, power in ((8, 3), (20, 3), (6, 6), (6, 5))]
    best = sum(deaths)
    high = low = best
    if pick() < 0.3:
        high, low = best + 1 + int(10 * pick() ** 2), int(best * pick())
    if pick() < 0.002:
        low = best + 2
    if pick() < 0.006:
        high = best - 1 if best else high
    return deaths, best, high, low


def cited(number: int, day: date, chance: Random, seed: int) -> list[str]:
    """Give the number of sources and the five columns that list them."""
    pick = chance.random
    if pick() < 0.12:
        return ["-1", f"{_publisher(int(PUBLISHERS * pick()), seed)} {day.isoformat()}", "", "", "", ""]
    many = 1 if pick() < 0.8 else 2 + int(5 * pick() ** 3)
    first = number // STORY * 2 * STORY
    found = [_article(first + int(2 * STORY * pick() ** 2), seed) for _ in range(many)]
    items = [f'"{",".join(article)}"' for article in found]
    offices, issued, titles = (";".join(part) for part in zip(*found, strict=True))
    return [str(many), ";".join(items), offices, issued, titles, _word(chance).title() if pick() < 0.3 else ""]


@lru_cache(10_000)
def _article(number: int, seed: int) -> tuple[str, str, str]:
    """Give publisher, day and headline of an article, which neighbouring rows may share."""
    chance = Random(f"article {seed} {number}")  # noqa: S311 - the same for the same seed
    day = _story(number // STORY // 2, seed) + timedelta(3 + int(20 * chance.random() ** 2))
    title = f"{chance.choice(_THINGS)} near {_word(chance).title()}, some {chance.randint(1, 40)} km off"
    if chance.random() < 0.04:
        title += f"; {chance.choice(_THINGS).lower()} later"
    if chance.random() < 0.02:
        title += f' ("{_word(chance)}")'
    return _publisher(int(PUBLISHERS * chance.random() ** 3), seed), day.isoformat(), title


@lru_cache(10_000)
def _story(number: int, seed: int) -> date:
    """Give the day on which some neighbouring rows begin."""
    chance = Random(f"story {seed} {number}")  # noqa: S311 - the same for the same seed
    return _FIRST_DAY + timedelta(int(_ALL_DAYS * chance.random() ** 0.5))


@lru_cache(None)
def _publisher(number: int, seed: int) -> str:
    chance = Random(f"publisher {seed} {number}")  # noqa: S311 - the same for the same seed
    name = f"{_word(chance).title()} {chance.choice(_PAPERS)}"
    return f"{name}, Sand and Rain" if number % 50 == 7 else name


@lru_cache(None)
def _country(number: int, seed: int) -> str:
    return _word(Random(f"country {seed} {number}")).title() + "ia"  # noqa: S311 - the same for the same seed


@lru_cache(None)
def dyad(number: int, seed: int) -> Dyad:
    """Give a dyad: a state and a group, two groups, or one of them and civilians."""
    chance = Random(f"dyad {seed} {number}")  # noqa: S311 - the same for the same seed
    country, violence = chance.randrange(COUNTRIES), chance.choice((1, 1, 1, 1, 2, 2, 2, 3, 3))
    state = Side(200 + country, f"Government of {_country(country, seed)}", str(9000 + country))
    first, second = (_group(at, seed) for at in chance.sample(range(GROUPS), 2))
    one = state if violence == 1 or (violence == 3 and chance.random() < 0.4) else first
    other = Side(_CIVILIANS, "Civilians", "") if violence == 3 else second
    return Dyad(10_000 + number, violence, country, one, other)


def _group(number: int, seed: int) -> Side:
    chance = Random(f"group {seed} {number}")  # noqa: S311 - the same for the same seed
    return Side(1000 + number, f"{_word(chance).title()} {chance.choice(_KINDS)}", "")


@lru_cache(100_000)
def place_of(country: int, region: int, district: int, spot: int, seed: int) -> Place:
    """Give a place, and the divisions of its country it lies in."""
    chance = Random(f"place {seed} {country} {region} {district} {spot}")  # noqa: S311 - the same for the same seed
    adm_1 = _word(Random(f"region {seed} {country} {region}")).title()  # noqa: S311
    adm_2 = _word(Random(f"district {seed} {country} {region} {district}")).title()  # noqa: S311
    south, west = -30 + 10 * (country % 7), -100 + 8 * (country % 25)
    latitude, longitude = south + region + chance.random(), west + district * 0.7 + chance.random() * 0.7
    kind = chance.choice(("village", "town", "area"))
    return Place(f"{_word(chance).title()} {kind}", f"{adm_1} region", f"{adm_2} district", latitude, longitude)


def _word(chance: Random) -> str:
    """Make a word up."""
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3))) + chance.choice(_ENDINGS)


if __name__ == "__main__":
    sys.exit(main())
