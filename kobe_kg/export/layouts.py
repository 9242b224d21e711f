"""Rows as another data set writes events, with the claims that their numbers rest on."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from math import floor
from pathlib import Path
from typing import IO, Any, NamedTuple

from kobe_kg.export.codings import Coding, Codings, Figure
from kobe_kg.export.losses import Losses
from kobe_kg.export.records import Tally, record
from kobe_kg.export.source import Source
from kobe_kg.tabular import guard

#: Columns of the list of claims that stands beside the rows.
RESTS = ("event", "column", "number", "policy", "claim", "speaker", "stated_on", "reports")
#: Columns at the end of a row where that list is not written.
EXTRA = ("kobe_event", "kobe_policy", "kobe_claims")


class Row(NamedTuple):
    """One row of another data set."""

    #: Column to what is written; what is missing or None is left empty.
    cells: Mapping[str, Any]
    #: Column to its number and the figure it is of.
    numbers: Mapping[str, tuple[int, Figure]]


class Layout(NamedTuple):
    """How a data set writes events."""

    #: Name of the format.
    form: str
    #: Its columns, in its order.
    columns: Sequence[str]
    #: How an event is written; None is not at all.
    row: Callable[[Coding], Row | None]
    #: Why an event is not written.
    unwritten: str
    #: The properties of an event that its columns hold.
    held: tuple[str, ...]
    #: Column to why it is left empty; other columns are when the graph does not say.
    empty: Mapping[str, str]
    #: The figures that its columns hold.
    topics: Collection[str]

    #: What makes one number of the claims, unless another policy is named.
    policy: str

    def write(self, source: Source, stream: IO[bytes], *, policy: str | None = None) -> Losses:
        """Write one file; after the columns of the data set come :data:`EXTRA`.

        :param policy: what makes one number of the claims.
        :returns: what has no column, and which columns are left empty.
        :raises ParameterError: when there is no such policy.
        """
        with _text(stream) as text:
            return self._write(source, self._codings(source, policy), text, None)

    def write_folder(self, source: Source, folder: Path, *, policy: str | None = None) -> Losses:
        """Write ``events.csv``, with the data set's columns and no others, and ``claims.csv`` with :data:`RESTS`."""
        codings = self._codings(source, policy)
        with (
            (folder / "events.csv").open("w", encoding="utf-8", newline="") as text,
            (folder / "claims.csv").open("w", encoding="utf-8", newline="") as rests,
        ):
            return self._write(source, codings, text, rests)

    def _codings(self, source: Source, policy: str | None) -> Codings:
        return Codings(source, self.policy if policy is None else policy, self.topics)

    def _write(self, source: Source, codings: Codings, text: IO[str], rests: IO[str] | None) -> Losses:
        tally, losses = Tally(), Losses(self.form)
        empty: Counter[str] = Counter()
        out = csv.writer(text, lineterminator="\n")
        beside = csv.writer(rests, lineterminator="\n") if rests else None
        out.writerow([*self.columns, *(() if beside else EXTRA)])
        if beside:
            beside.writerow(RESTS)
        for coding in codings:
            row = self.row(coding)
            if row is None:
                losses.add_resource(coding.event, self.unwritten)
                continue
            cells = [_cell(row.cells.get(name)) for name in self.columns]
            empty.update(name for name, cell in zip(self.columns, cells, strict=True) if not cell)
            out.writerow([*cells, *(() if beside else _extra(coding, codings.policy, row))])
            if beside:
                beside.writerows(_rests(source, coding, codings.policy, row))
            _count(source, coding, self, tally)
        for name in self.columns:
            losses.add_value(name, f"left empty: {self.empty.get(name, 'the graph does not say')}", empty[name])
        tally.settle(
            source,
            losses,
            absent="a row tells of an event, and of claims only the number that the policy makes of them",
            elsewhere="a row has no column for what it is said of",
            why="a row has no column for it",
        )
        return losses


def _rests(source: Source, coding: Coding, policy: str, row: Row) -> Iterator[list[str]]:
    """Give what stands in :data:`RESTS`: a row for each claim that a number rests on."""
    for column, (number, figure) in row.numbers.items():
        for claim in figure.claims:
            said = record(source, claim).said
            given = (
                [*said.get("kg:speaker", ())][:1],
                [*said.get("kg:statedOn", ())][:1],
                said.get("kg:reportedIn", ()),
            )
            texts = (" ".join(term.value for term in terms) for terms in given)
            yield [coding.event, column, str(number), policy, claim, *texts]


def _extra(coding: Coding, policy: str, row: Row) -> list[str]:
    """Give what stands in :data:`EXTRA`."""
    claims = [f"{column}: {' '.join(figure.claims)}" for column, (_, figure) in row.numbers.items()]
    return [coding.event, policy, "; ".join(claims)]


def _count(source: Source, coding: Coding, layout: Layout, tally: Tally) -> None:
    """Count what a row holds of an event."""
    event = record(source, coding.event)
    for name in layout.held:
        event.take(name, lambda term: term if getattr(term, "language", None) in ("en", None) else None)
    tally.add(event)


def _cell(found: Any) -> str:
    return "" if found is None else guard(found) if isinstance(found, str) else str(found)


@contextmanager
def _text(stream: IO[bytes]) -> Iterator[TextIOWrapper]:
    wrapped = TextIOWrapper(stream, encoding="utf-8", newline="")
    yield wrapped
    wrapped.flush()
    wrapped.detach()


def grid(longitude: float, latitude: float) -> int:
    """Give the cell of PRIO-GRID that a point lies in: half a degree wide, counted from the south-west.

    >>> grid(0.780081, 15.736902)
    152282
    """
    row, column = floor((latitude + 90) * 2), floor((longitude + 180) * 2)
    return min(row, 359) * 720 + min(column, 719) + 1
