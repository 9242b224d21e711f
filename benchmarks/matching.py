"""Measure how events of two data sets are found in one another: the time it takes, and how many are found.

Events are made up: in twenty countries over thirty years, thick in some weeks and districts, by few parties. Another
data set has most of them too, and its own besides: its days are off by one now and then, its places by as much as their
precision says, and its parties go by other names.

    python benchmarks/matching.py --events 10000 100000 400000
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from datetime import date

from kobe_kg.matching import Facts, candidates
from kobe_kg.matching.facts import RADIUS, SLACK, Event, Party, Place

_COUNTRIES = 20
_SHARED, _OFF_A_DAY, _UNPLACED = 0.8, 0.15, 0.05
_PRECISIONS = ["ExactPlace"] * 5 + ["NearPlace"] * 3 + ["WithinDistrict", "WithinRegion"]
_DAYS = ["ExactDay"] * 8 + ["WithinWeek", "WithinMonth"]
_LENGTH = {"ExactDay": 0, "WithinWeek": 6, "WithinMonth": 29}


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000], help="in each data set")
    parser.add_argument("--seed", type=int, default=7)
    found = parser.parse_args(argv)
    print("   events  candidates   CPU s   memory  found  found first  of the first, right")
    for many in found.events:
        first, second, same = pair(many, random.Random(found.seed))  # noqa: S311
        start = time.process_time()
        told = list(candidates(first, second))
        spent = time.process_time() - start
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        hits = [row for row in told if same.get(row.event) == row.other]
        best = [row for row in told if row.rank == 1]
        right = sum(same.get(row.event) == row.other for row in best)
        print(
            f"{many:9,}  {len(told):10,}  {spent:6.1f}  {held:4.1f} GB  {len(hits) / len(same):5.1%}"
            f"  {right / len(same):11.1%}  {right / max(1, len(best)):20.1%}"
        )
    return 0


def pair(many: int, draw: random.Random) -> tuple[Facts, Facts, dict[str, str]]:
    """Make two data sets, and tell which events are the same."""
    first, second, same = _empty("a"), _empty("b"), {}
    for number in range(many):
        event = _drawn(draw)
        _add(first, f"urn:a:{number}", event, draw, "a")
        if draw.random() < _SHARED:
            same[f"urn:a:{number}"] = f"urn:b:{number}"
        else:
            event = _drawn(draw)
        _add(second, f"urn:b:{number}", event, draw, "b")
    return first, second, same


class _Drawn(tuple[int, int, float, float, tuple[int, int]]):
    """Country, day, longitude, latitude and parties of an event."""


def _drawn(draw: random.Random) -> _Drawn:
    country = min(int(draw.expovariate(0.2)), _COUNTRIES - 1)
    day = date(1995, 1, 1).toordinal() + int(draw.betavariate(3, 1.5) * 365.25 * 30)
    district = draw.randrange(60)
    where = random.Random(country * 100 + district)  # noqa: S311
    longitude = country * 8 + where.random() * 7 + draw.gauss(0, 0.2)
    latitude = where.random() * 10 + draw.gauss(0, 0.2)
    return _Drawn((country, day, longitude, latitude, (0, draw.randrange(1, 6))))


def _add(facts: Facts, iri: str, event: _Drawn, draw: random.Random, letter: str) -> None:
    country, day, longitude, latitude, parties = event
    days, place = draw.choice(_DAYS), draw.choice(_PRECISIONS)
    first = day - draw.randrange(_LENGTH[days] + 1)
    if days == "ExactDay" and draw.random() < _OFF_A_DAY:
        first += draw.choice([-1, 1])
    off = RADIUS[place] / 2 / 111
    point = (longitude + draw.uniform(-off, off), latitude + draw.uniform(-off, off))
    if draw.random() < _UNPLACED:
        point = (None, None)
    dead = draw.randrange(40)
    facts.events.append(Event(iri, iri, first, first + _LENGTH[days], SLACK[days], f"urn:{letter}", dead, dead))
    facts.places.append(Place(iri, *point, RADIUS[place]))
    facts.countries.append((iri, f"country {country}"))
    facts.sides.extend((iri, f"urn:{letter}:{country}:{party}") for party in parties)


def _empty(letter: str) -> Facts:
    """Give a data set with its parties: in the second each goes by a longer name."""
    parties = []
    for country in range(_COUNTRIES):
        for number in range(6):
            name = f"party{country}x{number}"
            called = name if letter == "a" else f"{name} front"
            iri = f"urn:{letter}:{country}:{number}"
            parties.append(Party(iri, called, "group", frozenset({iri, called})))
    return Facts([], 0, [], [], [], parties)


if __name__ == "__main__":
    sys.exit(main())
