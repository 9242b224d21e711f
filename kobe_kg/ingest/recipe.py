"""Readers of tables: a recipe says what one row claims; cutting, counting and writing are the same for all."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.ingest.account import COLUMNS, Flaw, written
from kobe_kg.ingest.base import Errand, Page, Reader, Reading, Stream, header, is_read
from kobe_kg.ingest.cells import Header
from kobe_kg.ingest.lines import node
from kobe_kg.ingest.rows import Rows
from kobe_kg.ingest.scribe import Scribe
from kobe_kg.ingest.work import RowWork, Source, Work
from kobe_kg.namespaces import ID

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


class Release(Protocol):
    """What holds for a file as a whole, and how its rows become claims, all together or a part of them.

    It is made of the file's header and of what was asked, and keeps nothing of a row, so that rows may be given to
    several at a time.
    """

    #: The first line of what is written.
    title: str
    #: Heading of the tally of kinds of rows.
    heading: str
    #: Who publishes the rows, as it begins slugs, and which release they are of.
    publisher: str
    release: str
    #: The graph the statements are in, where they name one, written as a term.
    graph: str
    #: What a person may want to know, a sentence each.
    notes: Sequence[str]
    #: Files of what the statements may refer to, beside the project's own terms.
    known: Sequence[Path]

    def key(self, cells: Sequence[str]) -> str:
        """Give the key of the event a row is about: rows of one event stay together."""
        ...

    def head(self, scribe: Scribe) -> None:
        """Describe the release as a whole: whose it is, under which licence, and how to cite it."""
        ...

    def gather(self, rows: Source, folder: Path, tell: Callable[[int], None]) -> None:
        """Look at all rows before they are cut into parts, and leave in a folder what a part needs of the others.

        After it :meth:`key` knows which events stay together, too.

        :param tell: is told, now and then, how many rows have been looked at.
        """
        ...

    def work(self, rows: Source, scribe: Scribe, folder: Path) -> Work:
        """Begin with some rows.

        :param folder: where :meth:`gather` left what they need of the others.
        """
        ...


class Writer(Protocol):
    """Writes what a release and its rows say."""

    def head(self, scribe: Scribe) -> None:
        """Describe the release as a whole."""
        ...

    def row(self, row: Any, scribe: Scribe) -> None:
        """Write all that a row says."""
        ...


class Recipe(ABC):
    """How the rows of a data set become claims one by one, none of which needs another; see :class:`Release`.

    :param header: where the columns stand; the first is the key of the event.
    :param release: of the data set.
    :param issued: the day it came out, or an empty text.
    :param title: the first line of what is written.
    :param dataset: slug of what is made of the release.
    """

    heading: str
    publisher: str
    notes: Sequence[str]
    known: Sequence[Path] = ()

    def __init__(self, header: Header, writer: Writer, *, release: str, issued: str, title: str, dataset: str) -> None:
        self._pick, self._writer, self._issued = header.pick, writer, issued
        self.release, self.title, self.graph = release, title, node(f"dataset:{dataset}")
        left_out = f"these columns are not known, and are left out: {', '.join(header.strange)}"
        self.notes = (left_out,) if header.strange else ()

    @abstractmethod
    def read(self, cells: Sequence[str]) -> tuple[Any, list[Flaw]]:
        """Read the cells of a row.

        :param cells: those of the layout, in its order.
        :returns: the row and what to remark on; or None and all that is wrong.
        """

    @abstractmethod
    def once(self, row: Any) -> tuple[str, str] | None:
        """Give the column and the key that no second row may have, or None."""

    @abstractmethod
    def kind(self, row: Any) -> str:
        """Give the kind of a row, for the tally."""

    def key(self, cells: Sequence[str]) -> str:
        """Give the key of the event a row is about."""
        return self._pick([*cells, ""])[0].strip()

    def check(self, cells: Sequence[str]) -> tuple[Any, list[Flaw]]:
        """Read a row.

        :param cells: as many as the header has names.
        :returns: as :meth:`read` does.
        """
        return self.read(self._pick([*cells, ""]))

    def head(self, scribe: Scribe) -> None:
        """Describe the release as a whole."""
        self._writer.head(scribe)

    def write(self, row: Any, scribe: Scribe) -> None:
        """Write all that a row says."""
        self._writer.row(row, scribe)

    def gather(self, rows: Source, folder: Path, tell: Callable[[int], None]) -> None:  # noqa: B027 - nothing to do
        """Look at nothing: no row needs another."""

    def work(self, rows: Source, scribe: Scribe, folder: Path) -> RowWork:
        """Begin with some rows."""
        return RowWork(rows, self, scribe)


class PartReader(Reader):
    """A reader of tables, which may be read in parts."""

    #: Bytes of a source that make a part: some 2,000 rows.
    part = 1_200_000

    @abstractmethod
    def recipe(self, path: Path, names: Sequence[str], asked: Mapping[str, str]) -> Release:
        """Make the recipe of a file.

        :param path: the file; only its name is looked at.
        :param names: the names in its header.
        :param asked: what else is told, by option.
        :raises DataError: when the header is of no file that can be read.
        :raises ParameterError: when what is asked has no sense, or is missing.
        """

    @abstractmethod
    def rows(self, path: Path, asked: Mapping[str, str]) -> Source:
        """Open the rows of a file.

        :raises DataError: when it cannot be read.
        """


class RowReader(PartReader):
    """A reader of tables whose rows become claims one by one: see :class:`kobe_kg.ingest.base.Reader`."""

    takes: Sequence[str] = ("syntax", "earlier", "complete")

    @abstractmethod
    def recipe(self, path: Path, names: Sequence[str], asked: Mapping[str, str]) -> Recipe:
        """Make the recipe of a file; see :class:`PartReader`."""

    def rows(self, path: Path, asked: Mapping[str, str]) -> Rows:
        """Open the rows of a file; see :class:`PartReader`."""
        return Rows(path)

    def run(self, errand: Errand) -> Reading:
        """Read a table; see :class:`kobe_kg.ingest.base.Reader`."""
        path, asked = errand.path, errand.asked
        syntax = asked.get("syntax", SYNTAXES[0])
        if syntax not in SYNTAXES:
            raise ParameterError(f"there is no syntax {syntax!r}", hint=suggestion(syntax, SYNTAXES))
        rows = self.rows(path, asked)
        recipe = self.recipe(path, rows.names, asked)
        scribe = Scribe(recipe.publisher, recipe.release, graph=recipe.graph if syntax == "nq" else "")
        work = RowWork(rows, recipe, scribe)
        if "earlier" not in asked:
            return _reading(self.name, rows, work, work.pieces(), syntax)
        pieces = self._following(work, scribe, path.name, asked)
        reading = _reading(self.name, rows, work, pieces, syntax)
        return replace(reading, tallies={**reading.tallies, "claims": work.became})

    def _following(self, work: RowWork, scribe: Scribe, source: str, asked: Mapping[str, str]) -> Iterator[str]:
        """Give the statements of a release that follows others."""
        from kobe_kg.ingest.earlier import Earlier, indexed

        paths = [Path(name) for name in asked["earlier"].split(os.pathsep)]
        release = {"publisher": scribe.publisher, "release": scribe.release}
        own = partial(is_read, reader=self.name, source=source)
        with indexed(paths, **release, own=own) as folder, Earlier(folder) as earlier:
            scribe.follow(earlier, complete="complete" in asked)
            yield from work.pieces()


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


def _reading(reader: str, rows: Rows, work: RowWork, said: Iterable[str], syntax: str) -> Reading:
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
