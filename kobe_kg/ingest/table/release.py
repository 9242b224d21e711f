"""A table that is read in parts: what its rows need of others is gathered first, from all of them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from kobe_kg.ingest.account import Account, Flaw
from kobe_kg.ingest.dossier.writing import Sheet
from kobe_kg.ingest.scribe import Scribe
from kobe_kg.ingest.table.body import Body, named, understood
from kobe_kg.ingest.table.cast import Cast
from kobe_kg.ingest.table.claims import POINTERS, Entry, full_name
from kobe_kg.ingest.table.known import Known
from kobe_kg.ingest.table.ledger import Ledger
from kobe_kg.ingest.table.mapping import Plan
from kobe_kg.ingest.table.writing import WRITERS, write_claim
from kobe_kg.ingest.work import Source
from kobe_kg.namespaces import expand


class TableRelease:
    """How rows of a table become claims; see :class:`kobe_kg.ingest.recipe.Release`.

    What rows name, their keys, and which of them point to another event is gathered from the whole table. A part then
    has all rows about its events, and about those that these point to; it reads them as the whole would.

    :param event: the event of rows that name none, or an empty text.
    """

    heading = "kind"
    publisher = release = graph = ""

    def __init__(self, title: str, plan: Plan, event: str, known: Sequence[Path]) -> None:
        self.title, self.known, self.notes = title, known, plan.notes
        self._plan, self._event = plan, event
        # The event that each event stays with, where that is another.
        self._with: dict[str, str] = {}
        self._event_of: Callable[[str], str] = str

    def key(self, cells: Sequence[str]) -> str:
        """Give the event of a row, or the first of those that stay together with it."""
        return _root(self._with, self._homes(cells)[0])

    def head(self, scribe: Scribe) -> None:
        """Say nothing: a table has no release."""

    def gather(self, rows: Source, folder: Path, tell: Callable[[int], None]) -> None:
        """Take in what all rows name, and which events stay together."""
        known = Known(self.known)
        (folder / "known").write_bytes(pickle.dumps(known))
        cast, keys = Cast(known, folder, new=True), _Keys(folder / "keys")
        self._event_of = cast.event
        for number, raw in enumerate(rows, 1):
            entries, _, _ = understood(raw, self._plan, cast, self._event)
            keys.add(entries, self._homes(raw.cells) if entries else [])
            if number % 1000 == 0:
                tell(number)
        self._with = keys.close()
        cast.close()

    def work(self, rows: Source, scribe: Scribe, folder: Path) -> TableWork:
        """Begin with the rows of a part."""
        return TableWork(rows, self._plan, self._event, scribe, folder)

    def _homes(self, cells: Sequence[str]) -> list[str]:
        """Give what each claim of a row stays with: its event, or what else it is about."""
        columns = ("event",) if self._event else ("event", "about")
        texts = self._plan.first(cells, *columns)
        return [self._event_of(" ".join((text or self._event).split())) for text in texts] or [""]


class TableWork:
    """The rows of a part of a table; see :class:`kobe_kg.ingest.work.Work`."""

    def __init__(self, rows: Source, plan: Plan, event: str, scribe: Scribe, folder: Path) -> None:
        self.account = Account(rows.path)
        self.seen: dict[str, int] = {}
        self._rows, self._plan, self._event, self._scribe, self._folder = rows, plan, event, scribe, folder

    def statements(self) -> Iterator[str]:
        """Give the statements row by row, and count."""
        path = self._folder / "known"
        cast = Cast(_known(path, path.stat().st_mtime_ns), self._folder)
        body = Body(self._rows, self._plan, cast, self._event)
        dated: set[str] = set()
        for entry in body.entries:
            body.note(entry, _remarks(entry, cast, dated))
            yield self._write(entry, cast)
        body.count(self.account)
        cast.close()

    def _write(self, entry: Entry, cast: Cast) -> str:
        scribe = self._scribe
        scribe.row = entry.row.raw.number
        for claim in entry.claims:
            if claim.name not in cast.known:
                sheet = Sheet()
                write_claim(sheet, claim, cast)
                scribe.write(f"<{expand(claim.name)}>", *_said(sheet))
        for name in named(entry, cast):
            if not scribe.knows(subject := f"<{expand(name)}>"):
                sheet = Sheet()
                WRITERS[name.partition(":")[0]][0](sheet, name, cast)
                scribe.describe(subject, "", *_said(sheet))
        return scribe.take()


class _Keys:
    """The keys of rows, and which events stay together because rows share them or point to another."""

    def __init__(self, path: Path) -> None:
        self._keys = Ledger(path, new=True)
        self._open: list[tuple[str, str]] = []
        self._with: dict[str, str] = {}

    def add(self, entries: Sequence[Entry], homes: Sequence[str]) -> None:
        """Take in the claims of a row.

        :param homes: what they stay with, and what those that cannot be read would.
        """
        for home in homes[1:]:
            self._join(homes[0], home)
        for entry in entries:
            home = entry.home
            for key in entry.keys:
                first = self._keys.of(key).setdefault("home", home)
                if key == entry.base:
                    self._join(first, home)
                elif first != home:
                    self._keys.of(f"{home}\0{key}")["home"] = home
            pointers = (key for column in POINTERS for key in entry.row.many.get(column, ()))
            self._open += [(home, key) for key in pointers if not self._is_own(home, key)]

    def close(self) -> dict[str, str]:
        """Give the event that each event stays with, where that is another."""
        for home, key in self._open:
            full = full_name(key) or key
            if not self._is_own(home, key) and not self._is_own(home, full):
                first = self._keys.look(key).get("home") or self._keys.look(full).get("home")
                self._join(first or home, home)
        self._keys.close()
        return self._with

    def _is_own(self, home: str, key: str) -> bool:
        return home in (self._keys.look(key).get("home"), self._keys.look(f"{home}\0{key}").get("home"))

    def _join(self, one: str, other: str) -> None:
        first, last = sorted((_root(self._with, one), _root(self._with, other)))
        if first != last:
            self._with[last] = first


def _root(found: dict[str, str], event: str) -> str:
    while (above := found.get(event, event)) != event:
        found[event] = found.get(above, above)
        event = above
    return event


def _remarks(entry: Entry, cast: Cast, dated: set[str]) -> Iterable[Flaw]:
    """Say what a row leaves open, and its event, if it is the first about it.

    :param dated: the events that rows before it are about.
    """
    row, event = entry.row, entry.roles.event
    for report in entry.roles.reports if row.get("access") == "Consulted" else ():
        if report not in cast.known and not cast.facts.look(report).get("url"):
            yield row.flaw("access", "it counts as known by mention: a document that was read has a report_url")
    if entry.claims[0].originality == "Undetermined":
        yield row.flaw("originality", "it does not say whose finding it is: only Original counts as first-hand")
    if event and event not in dated:
        dated.add(event)
        yield from (row.flaw(column, f"its event has no {column}") for column in cast.lacks(event))


def _said(sheet: Sheet) -> list[str]:
    return [str(term) for triple in sheet.triples for term in (triple.predicate, triple.object)]


@lru_cache(1)
def _known(path: Path, _written: int) -> Known:
    known: Known = pickle.loads(path.read_bytes())  # noqa: S301, which we wrote
    return known
