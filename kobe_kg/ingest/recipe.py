"""Readers of tables: a recipe says what one row claims; cutting, counting and writing are the same for all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.ingest.account import COLUMNS, Account, Flaw, written
from kobe_kg.ingest.base import Page, Reading, Stream, header
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
    takes: Sequence[str] = ("syntax",)

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
        return _reading(self.name, rows, Work(rows, recipe, recipe.graph if syntax == "nq" else ""), syntax)


class Work:
    """Rows on their way to claims, and the count of them.

    :param graph: what names the graph of the claims, written as a term; an empty text is none.
    """

    def __init__(self, rows: Rows, recipe: Recipe, graph: str) -> None:
        self.account = Account(rows.path)
        #: The first line of what is written.
        self.title = recipe.title
        #: Heading of the tally of kinds.
        self.heading = recipe.heading
        #: What is said once for many rows; whole when all are read.
        self.remarks: list[str] = []
        self._rows, self._recipe = rows, recipe
        self._scribe = Scribe(recipe.publisher, recipe.release, graph=graph)
        # The first row of each key that may stand once.
        self._seen: dict[str, int] = {}

    def pieces(self) -> Iterator[str]:
        """Give the statements, row by row, and count."""
        recipe, scribe, account = self._recipe, self._scribe, self.account
        recipe.head(scribe)
        yield scribe.take()
        for raw in self._rows:
            row, flaws = self._read(raw)
            if row is None:
                account.refuse(raw, flaws)
                continue
            account.keep(raw, recipe.kind(row), flaws)
            recipe.write(row, scribe)
            yield scribe.take()
        assert account.read["rows"] == account.kept["rows"] + len(account.refused), "a row is lost"
        self.remarks += [*account.remarks(), *self._general()]

    def _read(self, raw: Raw) -> tuple[Any, list[Flaw]]:
        """Cut a row into its cells and check them; some exports have an empty one behind the last."""
        cells, many = raw.cells, len(self._rows.names)
        if raw.why:
            return None, [Flaw("", "", raw.why)]
        if len(cells) != many and not (len(cells) == many + 1 and not cells[-1].strip()):
            return None, [Flaw("", str(len(cells)), f"it has {len(cells)} cells, and the header {many}")]
        row, flaws = self._recipe.check(cells[:many])
        if row is not None and (once := self._recipe.once(row)):
            first = self._seen.setdefault(once[1], raw.number)
            if first != raw.number:
                return None, [Flaw(*once, f"row {first} has the same")]
        return row, flaws

    def _general(self) -> Iterator[str]:
        for term, names in sorted(self._scribe.renamed.items()):
            yield f"{compact(term[1:-1])} is also called {' and '.join(sorted(names))}"
        if self._recipe.strange:
            yield f"these columns are not known, and are left out: {', '.join(self._recipe.strange)}"
        if self._rows.encoding not in ("utf-8", "utf-8-sig"):
            yield f"the file is no UTF-8, and was read as {self._rows.encoding}"


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


def _reading(reader: str, rows: Rows, work: Work, syntax: str) -> Reading:
    name, account = stem(rows.path), work.account
    quarantine = f"{name}.quarantine.csv"
    pages: list[Page] = []
    streams: list[Stream] = []
    if syntax == "ttl":
        pages = _pages(name, work)
    else:
        mark = header(work.title, reader, [rows.path.name]) + "\n"
        streams = [Stream(f"{name}.{syntax}", mark, work.pieces())]
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


def _pages(name: str, work: Work) -> list[Page]:
    sheets: dict[str, list[Triple]] = defaultdict(list)
    for piece in work.pieces():
        for quad in parse(piece, format=RdfFormat.N_TRIPLES):
            assert isinstance(quad.subject, NamedNode)
            kind = quad.subject.value.removeprefix(ID).partition("/")[0]
            sheets[_PAGES[kind]].append(quad.triple)
    return [Page(f"{name}/{sheet}.ttl", work.title, triples) for sheet, triples in sorted(sheets.items())]
