"""The pairs of events that may be one, found by DuckDB: it joins millions within little memory, and on disk beyond."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from kobe_kg.errors import ParameterError
from kobe_kg.matching.candidate import Candidate
from kobe_kg.matching.facts import Event, Facts, Party
from kobe_kg.matching.names import alike

#: The least score that is told, where none is named.
LEAST = 0.5

#: Memory that DuckDB takes before it goes to disk.
_MEMORY = "4GB"
_NOTHING = "\\N"
_TABLES = {
    "event": """event INTEGER, iri TEXT, label TEXT, first INTEGER, last INTEGER, slack INTEGER, owner TEXT, low BIGINT,
        high BIGINT""",
    "place": "event INTEGER, lon DOUBLE, lat DOUBLE, radius DOUBLE",
    "country": "event INTEGER, country TEXT",
    "side": "event INTEGER, party INTEGER",
    "party": "party INTEGER, label TEXT",
}
_READ = """SELECT e.iri, e.label, f.iri, f.label, score, rank, days, round(km, 1), allowed, parties, e.low, e.high,
    f.low, f.high, round(at_time, 3), round(at_place, 3), round(with_whom, 3)
FROM candidate JOIN event_a e ON e.event = a JOIN event_b f ON f.event = b
ORDER BY score DESC, a, b"""


def candidates(
    first: Facts,
    second: Facts | None = None,
    *,
    least: float = LEAST,
    within: bool = False,
    known: Collection[tuple[str, str]] = (),
) -> Iterator[Candidate]:
    """Find the pairs of events that may be one, the likeliest first.

    Events meet where a country and the days that their precision leaves open are shared; where one has no country,
    their places have to be near. Events of which the same single speaker tells are not compared.

    :param first: the events of one data set.
    :param second: those of another; without it, the first is compared with itself.
    :param least: the lowest score that is told, from 0 to 1.
    :param within: compare events of one speaker too, to find what a data set has twice.
    :param known: pairs that are decided, and not told again; the order within a pair does not count.
    :raises ParameterError: when DuckDB is not installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise ParameterError("duckdb is missing", hint='pip install "kobe-kg[match]"') from error
    other = first if second is None else second
    events = [_numbered(facts.events) for facts in (first, other)]
    parties = [_numbered(facts.parties) for facts in (first, other)]
    with (
        tempfile.TemporaryDirectory(prefix="kobe-match-") as folder,
        duckdb.connect(config={"temp_directory": folder, "memory_limit": _MEMORY}) as base,
    ):
        for letter, facts, *numbers in zip("ab", (first, other), events, parties, strict=True):
            for (name, columns), rows in zip(_TABLES.items(), _rows(facts, *numbers), strict=True):
                _fill(base, f"{name}_{letter}", columns, rows, Path(folder))
        degrees = ((parties[0][a], parties[1][b], degree) for a, b, degree in alike(first.parties, other.parties))
        _fill(base, "alike", "a INTEGER, b INTEGER, degree DOUBLE", degrees, Path(folder))
        both = {pair for a, b in known for pair in ((a, b), (b, a))}
        decided = sorted((events[0][a], events[1][b]) for a, b in both if a in events[0] and b in events[1])
        _fill(base, "known", "a INTEGER, b INTEGER", decided, Path(folder))
        for name, told_of in (("least", least), ("within", within), ("one", second is None)):
            base.execute(f"SET VARIABLE {name} = {told_of}")
        base.execute(files("kobe_kg.matching").joinpath("candidates.sql").read_text(encoding="utf-8"))
        found = base.execute(_READ)
        while rows_found := found.fetchmany(10_000):
            yield from map(_candidate, rows_found)


def _numbered(things: Iterable[Event] | Iterable[Party]) -> dict[str, int]:
    """Number things in the order of their names."""
    return {iri: number for number, iri in enumerate(sorted(thing.iri for thing in things))}


def _rows(facts: Facts, events: Mapping[str, int], parties: Mapping[str, int]) -> Iterator[Iterable[Iterable[object]]]:
    """Give the rows of each table."""
    yield ((events[event.iri], *event) for event in facts.events)
    yield ((events[event], *place) for event, *place in facts.places)
    yield ((events[event], country) for event, country in facts.countries)
    yield ((events[event], parties[party]) for event, party in facts.sides)
    yield ((parties[party.iri], party.label) for party in facts.parties)


def _candidate(row: tuple[Any, ...]) -> Candidate:
    low, high, other_low, other_high = row[10:14]
    return Candidate._make((*row[:10], _range(low, high), _range(other_low, other_high), *row[14:]))


def _range(low: int | None, high: int | None) -> str:
    return "" if low is None else f"{low}" if low == high else f"{low}–{high}"


def _fill(base: Any, table: str, columns: str, rows: Iterable[Iterable[object]], folder: Path) -> None:
    """Fill a table through a file, which is many times faster than row by row."""
    path = folder / f"{table}.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([_NOTHING if cell is None else cell for cell in row] for row in rows)
    base.execute(f"CREATE TABLE {table} ({columns})")
    options = f"HEADER false, QUOTE '\"', ESCAPE '\"', NULLSTR '{_NOTHING}', ALLOW_QUOTED_NULLS true, AUTO_DETECT false"
    base.execute(f"COPY {table} FROM '{path}' (FORMAT csv, DELIMITER ',', NEW_LINE '\\n', {options})")
    path.unlink()
