"""Make tables of claims for `kobe ingest table`: events that several speakers tell of, and no name in them real.

A key is that of a row within its event; some rows relay another, ranges make two claims, and what is told of an event
or a speaker stands in one of many rows. Event ``n`` of a seed is the same whatever the number of rows.

    python benchmarks/claims.py --rows 100000 -o claims.csv
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random

#: The columns.
COLUMNS = tuple(
    """id event event_label event_label_fr event_date speaker speaker_kind publisher report_date report_url originality
    relays population outcome number party role place happened_on""".split()
)
#: How many of each kind all rows share.
SPEAKERS, PAPERS, GROUPS, TOWNS = 800, 300, 100, 3000

_SYLLABLES = "ba be da do fa ga go ka ki la lo ma mi na no ra ri sa so ta ti wa yo za".split()
_NUMBERS = ("4", "7", "at least 6", "up to 30", "environ 20", "25-30", "several")
_FIRST_DAY = date(2010, 1, 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Write a table."""
    parser = argparse.ArgumentParser(description="Write a table of claims of any size, the same for the same seed.")
    parser.add_argument("--rows", type=int, default=1000, help="how many claims (1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another table (1)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write")
    found = parser.parse_args(argv)
    with found.output.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(islice(rows(found.seed), found.rows))
    return 0


def rows(seed: int = 1) -> Iterator[dict[str, str]]:
    """Give rows, event by event, without end."""
    for number in count(1):
        yield from event(number, seed)


def event(number: int, seed: int) -> Iterator[dict[str, str]]:
    """Give the rows about one event."""
    chance = Random(f"event {seed} {number}")  # noqa: S311 - the same for the same seed
    town = _name(f"town {chance.randrange(TOWNS)}")
    day = _FIRST_DAY + timedelta(chance.randrange(5000))
    labels = {"event_label": f"Clash at {town} {number}", "event_label_fr": f"Accrochage à {town} {number}"}
    counted: list[str] = []
    for at in range(chance.randint(2, 8)):
        speaker, paper = chance.randrange(SPEAKERS), (number + at % 3) % PAPERS
        row = {"id": f"r{at}", "event": f"e{number}", "event_date": day.isoformat(), **({} if at else labels)}
        row["speaker"] = f"{_name(f'speaker {speaker}')} Office {speaker}"
        row["speaker_kind"] = "StateBody" if chance.random() < 0.1 else ""
        row["publisher"] = f"The {_name(f'paper {paper}')} {paper}"
        row["report_date"] = (day + timedelta(at % 3)).isoformat()
        row["report_url"] = f"https://example.org/{number}/{at % 3}"
        kind = chance.random()
        if kind < 0.7:
            what = {"population": chance.choice(("People", "Civilians", "Soldiers")), "outcome": "Killed"}
            row |= {**what, "number": chance.choice(_NUMBERS)}
            counted.append(row["id"])
        elif kind < 0.85:
            row |= {"party": f"{_name(f'group {chance.randrange(GROUPS)}')} Front", "role": "Perpetrator"}
        else:
            row |= {"place": town, "happened_on": day.isoformat()}
        if chance.random() < 0.5:
            row["originality"] = "Original"
        elif kind < 0.7 and at % 3 == 2 and counted[0] != row["id"]:
            row["relays"] = counted[0]
        yield row


def _name(key: str) -> str:
    chance = Random(key)  # noqa: S311 - the same for the same key
    return "".join(chance.choice(_SYLLABLES) for _ in range(3)).title()


if __name__ == "__main__":
    sys.exit(main())
