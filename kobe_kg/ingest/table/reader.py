"""The reader of tables of claims: the header of docs/reference/table.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import RdfFormat, serialize

from kobe_kg import files
from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.ingest.account import COLUMNS, Account, Flaw, written
from kobe_kg.ingest.base import Page, Reading, Stream, header, is_read
from kobe_kg.ingest.dossier import vocabulary
from kobe_kg.ingest.recipe import stem
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.table import mapping, words
from kobe_kg.ingest.table.cast import Cast
from kobe_kg.ingest.table.claims import Entry, Linker, name
from kobe_kg.ingest.table.columns import COLUMNS as HEADER
from kobe_kg.ingest.table.columns import near
from kobe_kg.ingest.table.known import Known
from kobe_kg.ingest.table.mapping import Plan
from kobe_kg.ingest.table.row import check
from kobe_kg.ingest.table.sheet import MOST_COLUMNS, Sheet, part
from kobe_kg.ingest.table.writing import pages

#: How the claims are written: Turtle pages to be read and reviewed, or one file of N-Triples.
SYNTAXES = ("ttl", "nt")


class TableReader:
    """Reads tables of claims; see :class:`kobe_kg.ingest.base.Reader`."""

    name = "table"
    title = "a table of claims (CSV, XLSX, Parquet)"
    takes = ("mapping", "sheet", "syntax")

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
        if beside:
            raise ParameterError("table takes no --with")
        syntax = asked.get("syntax", SYNTAXES[0])
        if syntax not in SYNTAXES:
            raise ParameterError(f"there is no syntax {syntax!r} here", hint=suggestion(syntax, SYNTAXES))
        vocabulary.renew()
        words.renew()
        told = Path(asked["mapping"]) if "mapping" in asked else None
        found, tree = mapping.load(told) if told else (None, None)
        sheet = Sheet(
            path, name=asked.get("sheet") or (found.sheet if found else ""), header=found.header if found else 0
        )
        plan = Plan(sheet.heads, found, (told, tree) if told and tree else None, path)
        described = files.expand(graph, ".ttl") if (graph := list(graph)) else []
        known = Known(
            file
            for file in described
            if not (file.resolve().is_relative_to(out.resolve()) and is_read(file, self.name, path.name))
        )
        return _Work(sheet, plan, Cast(known), event or "").reading(syntax, [path.name, *([told.name] if told else [])])

    def template(self, path: Path | None) -> str:
        """Write the header to begin with: a workbook with the words that each column takes, or CSV.

        :param path: a file ending in .xlsx or .csv; None gives the header as CSV.
        :raises DataError: when the file cannot be written.
        :raises ParameterError: when it has another ending, or there is a file already.
        """
        if path is None:
            return written(HEADER)
        if path.exists():
            raise ParameterError(f"there is a file {path} already", hint="a template is never written over one")
        if path.suffix.casefold() == ".xlsx":
            part("template", "ingest").write(path)
        elif path.suffix.casefold() == ".csv":
            with files.replacing(path) as stream:
                stream.write(written(HEADER).encode("utf-8-sig"))
        else:
            raise ParameterError(f"{path.name} ends in neither .xlsx nor .csv")
        return ""


class _Work:
    """One table on its way to pages."""

    def __init__(self, sheet: Sheet, plan: Plan, cast: Cast, event: str) -> None:
        self._sheet, self._plan, self._cast, self._event = sheet, plan, cast, event
        self._account = Account(sheet.path)
        self._raws: dict[int, Raw] = {}
        # What stands against each row, and what is remarked on it.
        self._wrong: dict[int, list[Flaw]] = {}
        self._noted: dict[int, list[Flaw]] = {}
        self._entries: list[Entry] = []
        self._read()
        self._join()
        self._count()

    def reading(self, syntax: str, inputs: list[str]) -> Reading:
        """Give everything that was made."""
        account, cast = self._account, self._cast
        title = f"Claims of the table {self._sheet.path.name}."
        base = stem(self._sheet.path)
        claims = [claim for entry in self._entries for claim in entry.claims]
        fresh = [claim for claim in claims if claim.name not in cast.known]
        sheets = pages(fresh, cast)
        remarks = [*account.remarks(), *self._remarks()]
        streams = [
            Stream(f"{base}.quarantine.csv", written(COLUMNS), account.listed(account.flaws)),
            Stream(f"{base}.remarks.csv", written(COLUMNS), account.listed(account.noted)),
        ]
        made: list[Page] = []
        if syntax == "ttl":
            made = [Page(f"{base}/{page}.ttl", title, sheet.triples) for page, sheet in sorted(sheets.items())]
        else:
            lines = serialize((t for s in sheets.values() for t in s.triples), format=RdfFormat.N_TRIPLES)
            assert lines is not None
            streams.insert(0, Stream(f"{base}.nt", header(title, "table", inputs) + "\n", [lines.decode()]))
        return Reading(
            reader="table",
            inputs=inputs,
            pages=made,
            read=account.read,
            kept=account.kept,
            known={"claims": len(claims) - len(fresh)},
            tallies={
                "claims": Counter(claim.row.kind for claim in fresh),
                "originality": Counter(claim.originality for claim in fresh),
            },
            refused=account.refused,
            remarks=remarks,
            streams=streams,
            quarantine=f"{base}.quarantine.csv",
        )

    def _read(self) -> None:
        """Check each row by itself."""
        many = len(self._sheet.heads)
        for raw in self._sheet:
            self._raws[raw.number] = raw
            if raw.why or any(cell.strip() for cell in raw.cells[many:]):
                over = f"it has {len(raw.cells)} cells, and the header {many}"
                self._wrong[raw.number] = [Flaw("", "" if raw.why else str(len(raw.cells)), raw.why or over)]
                continue
            cuts = self._plan.cut(raw.number, raw.cells[:MOST_COLUMNS])
            if not cuts:
                self._wrong[raw.number] = [Flaw("", "", "it makes none of the claims of the mapping")]
            for cut in cuts:
                row, flaws = check(raw, cut, self._plan, self._event)
                (self._noted if row else self._wrong).setdefault(raw.number, []).extend(flaws)
                if row is None:
                    continue
                roles, flaws = self._cast.add(row)
                (self._noted if roles else self._wrong).setdefault(raw.number, []).extend(flaws)
                if roles is not None:
                    self._entries.append(Entry(row, roles, name(row, roles)))

    def _join(self) -> None:
        """Refuse rows that stand twice or point to none, until those that stay hold together."""
        first: dict[str, int] = {}
        for entry in self._entries:
            row = entry.row
            before = first.setdefault(entry.base, row.raw.number)
            if before != row.raw.number:
                self._wrong.setdefault(row.raw.number, []).append(
                    row.flaw("id", f"row {before} has the same")
                    if row.get("id")
                    else Flaw("", "", f"row {before} says the same; if it was said twice, give each an id")
                )
            elif why := self._early(entry):
                self._wrong.setdefault(row.raw.number, []).append(why)
        while True:
            kept = [entry for entry in self._entries if not self._wrong.get(entry.row.raw.number)]
            linker, count = Linker(kept, self._cast), len(kept)
            for entry in kept:
                for claim in entry.claims:
                    claim.relays, claim.supersedes, claim.compared_to = [], [], []
                if flaws := linker.link(entry):
                    self._wrong.setdefault(entry.row.raw.number, []).extend(flaws)
                    count -= 1
            if count == len(kept):
                self._entries = kept
                return

    def _early(self, entry: Entry) -> Flaw | None:
        """Say that a claim was stated before its event began."""
        event, stated = entry.roles.event, entry.claims[0].stated
        span = self._cast.spans.get(event)
        first = span.first if span else self._cast.known.earliest.get(event, "")
        if not stated or not first or stated >= first:
            return None
        column = "said_on" if "said_on" in entry.row.spans else "report_date"
        return entry.row.flaw(column, f"{stated} is before the first day of the event, {first}", stated)

    def _count(self) -> None:
        for number, raw in self._raws.items():
            if wrong := self._wrong.get(number):
                self._account.refuse(raw, wrong)
            else:
                self._account.keep(raw, "", self._noted.get(number, ()))
        named = {name for entry in self._entries for name in _names(entry)}
        facts = self._cast.facts
        named |= {facts[name].get("publisher", "") for name in named if name in facts}
        for thing in [thing for thing in facts if thing not in named]:
            del facts[thing]

    def _remarks(self) -> list[str]:
        plan, cast, told = self._plan, self._cast, list(self._sheet.notes)
        for head in plan.strange:
            hint = near(head) if plan.is_ours else None
            told.append(f"the column {head!r} is not known, and is left out{f'; {hint}' if hint else ''}")
        for head, before in plan.twice:
            told.append(f"the column {head!r} is left out: {before!r} is the same")
        for report, facts in cast.facts.items():
            if facts.get("access") == "Consulted" and not facts.get("url"):
                told.append(f"{report} counts as known by mention: a document that was read has a report_url")
        open_ = sum(claim.originality == "Undetermined" for entry in self._entries for claim in entry.claims)
        if open_:
            many = "1 claim does" if open_ == 1 else f"{open_:,} claims do"
            told.append(f"{many} not say whose finding it is: only originality Original counts as first-hand")
        for event in sorted(thing for thing in cast.facts if thing.startswith("event:")):
            called = (("event_label", "en"), ("event_label_fr", "fr"))
            missing = [column for column, fact in called if not cast.facts[event].get(fact)]
            if missing:
                told.append(f"{event} has no {' and no '.join(missing)}")
            if event not in cast.spans:
                told.append(f"{event} has no event_date")
        return told


def _names(entry: Entry) -> set[str]:
    roles = entry.roles
    return {roles.event, roles.speaker, *roles.reports, *roles.cites, roles.party, *roles.places} - {""}
