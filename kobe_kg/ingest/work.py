"""The rows of a table on their way to claims, and the count of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kobe_kg.ingest.account import Account, Flaw
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.scribe import Scribe
from kobe_kg.namespaces import compact

if TYPE_CHECKING:
    from kobe_kg.ingest.recipe import Recipe, Release


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
    def notes(self) -> Sequence[str]:
        """What a person may want to know of how it is read."""
        ...

    def __iter__(self) -> Iterator[Raw]:
        """Give the rows in their order, from the first each time."""
        ...


class Work(Protocol):
    """The rows of a file, or of a part of it, under way."""

    #: The count of the rows; whole when all are read.
    account: Account
    #: The first row of each key that may stand once.
    seen: dict[str, int]

    def statements(self) -> Iterator[str]:
        """Give the statements piece by piece, in the order of the rows, and count."""
        ...


class RowWork:
    """Rows that become claims one by one."""

    def __init__(self, rows: Source, recipe: Recipe, scribe: Scribe) -> None:
        self.account = Account(rows.path)
        self.seen: dict[str, int] = {}
        #: The first line of what is written.
        self.title = recipe.title
        #: Heading of the tally of kinds.
        self.heading = recipe.heading
        #: What is said once for many rows; whole when all are read.
        self.remarks: list[str] = []
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


def general(renamed: Mapping[str, Iterable[str]], release: Release, rows: Source) -> Iterator[str]:
    """Say what holds for a file as a whole.

    :param renamed: what rows call by several names: its term to the names after the first.
    """
    for term, names in sorted(renamed.items()):
        yield f"{compact(term[1:-1])} is also called {' and '.join(sorted(names))}"
    yield from release.notes
    yield from rows.notes
