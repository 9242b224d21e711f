"""Readers of tables: a recipe says what one row claims; cutting, counting and writing are the same for all."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.ingest.account import COLUMNS, Account, Flaw, written
from kobe_kg.ingest.base import Page, Reading, Stream, header, is_read
from kobe_kg.ingest.rows import Raw, Rows
from kobe_kg.ingest.scribe import Scribe
from kobe_kg.namespaces import ID, compact

#: How the claims are written: N-Triples or N-Quads, as the rows are read, or Turtle pages, made in memory.
SYNTAXES = ("nt", "nq", "ttl")

_PAGES = {
    "breakdown": "claims",
    "claim": "claims",
    "dataset": "dataset",
    "event": "events",
    "party": "parties",
    "place": "places",
    "report": "reports",
    "source": "sources",
}
_PACKED = (".gz",)


class Recipe(Protocol):
    """How the rows of one file become claims.

    It is made of the file's header and of what was asked, and keeps nothing of a row, so that rows may be given to
    several at a time.
    """

    #: The first line of what is written.
    title: str
    #: Heading of the tally of :meth:`kind`.
    heading: str
    #: Who publishes the rows, as it begins slugs, and which release they are of.
    publisher: str
    release: str
    #: The graph the statements are in, where they name one, written as a term.
    graph: str
    #: Columns that are not known, and are left out.
    strange: Sequence[str]

    def key(self, cells: Sequence[str]) -> str:
        """Give the key of the event a row is about: rows of one event stay together."""
        ...

    def check(self, cells: Sequence[str]) -> tuple[Any, list[Flaw]]:
        """Read the cells of a row.

        :param cells: as many as the header has names.
        :returns: the row and what to remark on; or None and all that is wrong.
        """
        ...

    def once(self, row: Any) -> tuple[str, str] | None:
        """Give the column and the key that no second row may have, or None."""
        ...

    def kind(self, row: Any) -> str:
        """Give the kind of a row, for the tally."""
        ...

    def head(self, scribe: Scribe) -> None:
        """Describe the release as a whole: whose it is, under which licence, and how to cite it."""
        ...

    def write(self, row: Any, scribe: Scribe) -> None:
        """Write all that a row says."""
        ...


class RowReader(ABC):
    """A reader of tables: see :class:`kobe_kg.ingest.base.Reader`."""

    #: The name it is called by.
    name: str
    #: What it reads, a few words.
    title: str
    #: What it may be told.
    takes: Sequence[str] = ("syntax", "earlier", "complete")

    @abstractmethod
    def recipe(self, path: Path, names: Sequence[str], asked: Mapping[str, str]) -> Recipe:
        """Make the recipe of a file.

        :param path: the file; only its name is looked at.
        :param names: the names in its header.
        :param asked: what else is told, by option.
        :raises DataError: when the header is of no file that can be read.
        :raises ParameterError: when what is asked has no sense, or is missing.
        """

    def rows(self, path: Path, asked: Mapping[str, str]) -> Rows:
        """Open the rows of a file.

        :raises DataError: when it cannot be read.
        """
        return Rows(path)

    def read(
        self,
        path: Path,
        *,
        event: str | None = None,
        beside: Sequence[Path] = (),
        graph: Iterable[Path] = (),
        out: Path,
        asked: Mapping[str, str] = MappingProxyType({}),
    ) -> Reading:
        """Read a table; see :class:`kobe_kg.ingest.base.Reader`."""
        for option, given in (("--event", event), ("--with", beside), ("--graph", list(graph))):
            if given:
                raise ParameterError(f"{self.name} takes no {option}")
        syntax = asked.get("syntax", SYNTAXES[0])
        if syntax not in SYNTAXES:
            raise ParameterError(f"there is no syntax {syntax!r}", hint=suggestion(syntax, SYNTAXES))
        rows = self.rows(path, asked)
        recipe = self.recipe(path, rows.names, asked)
        scribe = Scribe(recipe.publisher, recipe.release, graph=recipe.graph if syntax == "nq" else "")
        work = Work(rows, recipe, scribe)
        if "earlier" not in asked:
            return _reading(self.name, rows, work, work.pieces(), syntax)
        pieces = self._following(work, scribe, path.name, asked)
        reading = _reading(self.name, rows, work, pieces, syntax)
        return replace(reading, tallies={**reading.tallies, "claims": work.became})

    def _following(self, work: Work, scribe: Scribe, source: str, asked: Mapping[str, str]) -> Iterator[str]:
        """Give the statements of a release that follows others."""
        from kobe_kg.ingest.earlier import Earlier, indexed

        paths = [Path(name) for name in asked["earlier"].split(os.pathsep)]
        release = {"publisher": scribe.publisher, "release": scribe.release}
        own = partial(is_read, reader=self.name, source=source)
        with indexed(paths, **release, own=own) as folder, Earlier(folder) as earlier:
            scribe.follow(earlier, complete="complete" in asked)
            yield from work.pieces()


class Source(Protocol):
    """Where the rows of a file come from: the file itself, or a part of it."""

    @property
    def path(self) -> Path:
        """The file."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """The names in its header."""
        ...

    @property
    def encoding(self) -> str:
        """What its text is written in."""
        ...

    def __iter__(self) -> Iterator[Raw]:
        """Give the rows in their order, from the first each time."""
        ...


class Work:
    """Rows on their way to claims, and the count of them."""

    def __init__(self, rows: Source, recipe: Recipe, scribe: Scribe) -> None:
        self.account = Account(rows.path)
        #: The first line of what is written.
        self.title = recipe.title
        #: Heading of the tally of kinds.
        self.heading = recipe.heading
        #: What is said once for many rows; whole when all are read.
        self.remarks: list[str] = []
        #: The first row of each key that may stand once.
        self.seen: dict[str, int] = {}
        #: Claims by what became of them since earlier releases; whole when all rows are read.
        self.became: Counter[str] = Counter()
        self._rows, self._recipe, self._scribe = rows, recipe, scribe

    def pieces(self) -> Iterator[str]:
        """Give the statements, the release's own and then row by row, and count."""
        self._recipe.head(self._scribe)
        yield self._scribe.take()
        yield from self.statements()
        yield from self._scribe.tail()
        if self._scribe.heard:
            self.became.update(self._scribe.heard.tally)
        self.remarks += self._scribe.remarks()
        self.remarks += [*self.account.remarks(), *general(self._scribe.renamed, self._recipe, self._rows)]

    def statements(self) -> Iterator[str]:
        """Give the statements row by row, and count."""
        recipe, scribe, account = self._recipe, self._scribe, self.account
        for raw in self._rows:
            row, flaws = self._read(raw)
            if row is None:
                account.refuse(raw, flaws)
                if len(raw.cells) >= len(self._rows.names):
                    scribe.spare(recipe.key(raw.cells))
                continue
            account.keep(raw, recipe.kind(row), flaws)
            scribe.row = raw.number
            recipe.write(row, scribe)
            yield scribe.take()
        assert account.read["rows"] == account.kept["rows"] + len(account.refused), "a row is lost"

    def _read(self, raw: Raw) -> tuple[Any, list[Flaw]]:
        cells, flaw = cut(raw, len(self._rows.names))
        if flaw:
            return None, [flaw]
        row, flaws = self._recipe.check(cells)
        if row is not None and (once := self._recipe.once(row)):
            first = self.seen.setdefault(once[1], raw.number)
            if first != raw.number:
                return None, [Flaw(*once, f"row {first} has the same")]
        return row, flaws


def cut(raw: Raw, many: int) -> tuple[Sequence[str], Flaw | None]:
    """Give as many cells as the header has names, or why there are not; some exports have an empty one too many."""
    cells = raw.cells
    if raw.why:
        return (), Flaw("", "", raw.why)
    if len(cells) != many and not (len(cells) == many + 1 and not cells[-1].strip()):
        return (), Flaw("", str(len(cells)), f"it has {len(cells)} cells, and the header {many}")
    return cells[:many], None


def general(renamed: Mapping[str, Iterable[str]], recipe: Recipe, rows: Source) -> Iterator[str]:
    """Say what holds for a file as a whole.

    :param renamed: what rows call by several names: its term to the names after the first.
    """
    for term, names in sorted(renamed.items()):
        yield f"{compact(term[1:-1])} is also called {' and '.join(sorted(names))}"
    if recipe.strange:
        yield f"these columns are not known, and are left out: {', '.join(recipe.strange)}"
    if rows.encoding not in ("utf-8", "utf-8-sig"):
        yield f"the file is no UTF-8, and was read as {rows.encoding}"


def stem(path: Path) -> str:
    """Give the name of a file without its endings.

    >>> stem(Path("GEDEvent_v25.1.csv.gz"))
    'GEDEvent_v25.1'
    """
    return path.with_suffix("").stem if path.suffix in _PACKED else path.stem


def day(text: str | None) -> str:
    """Check a day that was asked for; without one, give an empty text.

    :raises ParameterError: when it is none.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise ParameterError(f"{text!r} is no day", hint="write it as 2024-06-15") from error


def _reading(reader: str, rows: Rows, work: Work, said: Iterable[str], syntax: str) -> Reading:
    name, account = stem(rows.path), work.account
    quarantine = f"{name}.quarantine.csv"
    pages: list[Page] = []
    streams: list[Stream] = []
    if syntax == "ttl":
        pages = _pages(name, work.title, said)
    else:
        mark = header(work.title, reader, [rows.path.name]) + "\n"
        streams = [Stream(f"{name}.{syntax}", mark, said)]
    streams += [
        Stream(quarantine, written(COLUMNS), account.listed(account.flaws)),
        Stream(f"{name}.remarks.csv", written(COLUMNS), account.listed(account.noted)),
    ]
    return Reading(
        reader=reader,
        inputs=[rows.path.name],
        pages=pages,
        read=account.read,
        kept=account.kept,
        tallies={work.heading: account.kinds},
        refused=account.refused,
        remarks=work.remarks,
        streams=streams,
        quarantine=quarantine,
        progress=rows.progress,
    )


def _pages(name: str, title: str, said: Iterable[str]) -> list[Page]:
    sheets: dict[str, list[Triple]] = defaultdict(list)
    for piece in said:
        for quad in parse(piece, format=RdfFormat.N_TRIPLES):
            assert isinstance(quad.subject, NamedNode)
            kind = quad.subject.value.removeprefix(ID).partition("/")[0]
            sheets[_PAGES[kind]].append(quad.triple)
    return [Page(f"{name}/{sheet}.ttl", title, triples) for sheet, triples in sorted(sheets.items())]
