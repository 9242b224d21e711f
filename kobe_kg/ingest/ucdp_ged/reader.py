"""The reader of UCDP GED: from a file to claims, with every row accounted for."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kobe_kg.errors import ParameterError, Position, suggestion
from kobe_kg.ingest.base import Page, Reading, Refusal, Stream, header
from kobe_kg.ingest.rows import Raw, Rows
from kobe_kg.ingest.ucdp_ged.layout import columns, release
from kobe_kg.ingest.ucdp_ged.row import Flaw, Row, check
from kobe_kg.ingest.ucdp_ged.writing import Writer
from kobe_kg.namespaces import ID

#: The first line of the files of what is refused and what is remarked on.
FLAWS = ("file", "row", "line", "column", "value", "reason")
#: How the claims are written: N-Triples or N-Quads, as the rows are read, or Turtle pages, made in memory.
SYNTAXES = ("nt", "nq", "ttl")

_TITLE = "Events of UCDP GED {release} (CC BY 4.0) as claims of its coders."
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
_VIOLENCE = {1: "state-based", 2: "non-state", 3: "one-sided"}


class UcdpGedReader:
    """Reads UCDP GED: the table of docs/reference/ucdp-ged.md."""

    name = "ucdp-ged"
    title = "UCDP's Georeferenced Event Dataset (CSV, also with .gz)"
    takes = ("release", "issued", "syntax")

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
        """Read a table; see :class:`kobe_kg.ingest.base.Reader`.

        :param asked: ``release``, where the file's name does not tell; ``issued``, the day it came out; ``syntax``.
        """
        for option, given in (("--event", event), ("--with", beside), ("--graph", list(graph))):
            if given:
                raise ParameterError(f"{self.name} takes no {option}")
        return _Work(path, asked).reading(self.name)


class _Work:
    """One file on its way to claims, and the count of its rows."""

    def __init__(self, path: Path, asked: Mapping[str, str]) -> None:
        self.release = release(path, asked.get("release"))
        self.syntax = asked.get("syntax", SYNTAXES[0])
        if self.syntax not in SYNTAXES:
            raise ParameterError(f"there is no syntax {self.syntax!r}", hint=suggestion(self.syntax, SYNTAXES))
        self.rows = Rows(path)
        self.pick, self.strange = columns(self.rows.names, path)
        self.writer = Writer(self.release, _issued(asked.get("issued")), named=self.syntax == "nq")
        self.path = path
        self.read: Counter[str] = Counter(rows=0)
        self.kept: Counter[str] = Counter(rows=0)
        self.violence: Counter[str] = Counter()
        self.refused: list[Refusal] = []
        self.remarks: list[str] = []
        # What refuses rows and what is only remarked on, each with its row and line.
        self.flaws: list[tuple[int, int, Flaw]] = []
        self.noted: list[tuple[int, int, Flaw]] = []
        # The first row of each id.
        self.seen: dict[int, int] = {}

    def reading(self, reader: str) -> Reading:
        """Give everything that is made, and what makes it."""
        stem = self.path.name.removesuffix(".gz").removesuffix(".csv")
        title = _TITLE.format(release=self.release)
        quarantine = f"{stem}.quarantine.csv"
        pages: list[Page] = []
        streams: list[Stream] = []
        if self.syntax == "ttl":
            pages = self._pages(stem, title)
        else:
            mark = header(title, reader, [self.path.name]) + "\n"
            streams = [Stream(f"{stem}.{self.syntax}", mark, self._claims())]
        streams += [
            Stream(quarantine, _line(FLAWS), self._listed(self.flaws)),
            Stream(f"{stem}.remarks.csv", _line(FLAWS), self._listed(self.noted)),
        ]
        return Reading(
            reader=reader,
            inputs=[self.path.name],
            pages=pages,
            read=self.read,
            kept=self.kept,
            tallies={"violence": self.violence},
            refused=self.refused,
            remarks=self.remarks,
            streams=streams,
            quarantine=quarantine,
            progress=self.rows.progress,
        )

    def _claims(self) -> Iterator[str]:
        """Give the statements, row by row, and count."""
        yield self.writer.head()
        for raw in self.rows:
            self.read["rows"] += 1
            row = self._check(raw)
            if row is not None:
                self.kept["rows"] += 1
                self.violence[_VIOLENCE[row.violence]] += 1
                yield self.writer.row(row)
        assert self.read["rows"] == self.kept["rows"] + len(self.refused), "a row is lost"
        self._remark()

    def _check(self, raw: Raw) -> Row | None:
        row, flaws = self._cut(raw)
        if row is None:
            self.flaws += [(raw.number, raw.line, flaw) for flaw in flaws]
            why = "; ".join(f"{flaw.column}: {flaw.why}" if flaw.column else flaw.why for flaw in flaws)
            self.refused.append(Refusal(f"row {raw.number}", why, Position(raw.line, 1, path=self.path)))
            return None
        self.noted += [(raw.number, raw.line, flaw) for flaw in flaws]
        return row

    def _cut(self, raw: Raw) -> tuple[Row | None, list[Flaw]]:
        """Cut a row into its cells and check them; UCDP's own exports have an empty one behind the last."""
        cells, many = raw.cells, len(self.rows.names)
        if raw.why:
            return None, [Flaw("", "", raw.why)]
        if len(cells) != many and not (len(cells) == many + 1 and not cells[-1].strip()):
            return None, [Flaw("", str(len(cells)), f"it has {len(cells)} cells, and the header {many}")]
        row, flaws = check(self.pick([*cells[:many], ""]))
        if row is not None:
            first = self.seen.setdefault(row.id, raw.number)
            if first != raw.number:
                return None, [Flaw("id", str(row.id), f"row {first} has the same")]
        return row, flaws

    def _remark(self) -> None:
        """Say once what holds for many rows."""
        kinds: dict[str, list[int]] = defaultdict(list)
        for number, _, flaw in self.noted:
            kinds[flaw.why].append(number)
        for why, numbers in sorted(kinds.items()):
            many = "1 row" if len(numbers) == 1 else f"{len(numbers):,} rows"
            self.remarks.append(f"{many}: {why}; the first is row {numbers[0]}")
        for actor, names in sorted(self.writer.renamed.items()):
            self.remarks.append(f"actor {actor} is also called {' and '.join(sorted(names))}")
        if self.strange:
            self.remarks.append(f"no release has these columns, and they are left out: {', '.join(self.strange)}")
        if self.rows.encoding not in ("utf-8", "utf-8-sig"):
            self.remarks.append(f"the file is no UTF-8, and was read as {self.rows.encoding}")

    def _pages(self, stem: str, title: str) -> list[Page]:
        sheets: dict[str, list[Triple]] = defaultdict(list)
        for piece in self._claims():
            for quad in parse(piece, format=RdfFormat.N_TRIPLES):
                assert isinstance(quad.subject, NamedNode)
                kind = quad.subject.value.removeprefix(ID).partition("/")[0]
                sheets[_PAGES[kind]].append(quad.triple)
        return [Page(f"{stem}/{name}.ttl", title, triples) for name, triples in sorted(sheets.items())]

    def _listed(self, flaws: list[tuple[int, int, Flaw]]) -> Iterator[str]:
        for number, line, flaw in flaws:
            yield _line((self.path.name, number, line, *flaw))


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _issued(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise ParameterError(f"{text!r} is no day", hint="write it as 2024-06-15") from error
