"""The reader of tables of claims: the header of docs/reference/table.md."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from kobe_kg import files
from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.ingest.account import COLUMNS, Account, written
from kobe_kg.ingest.base import Errand, Page, Reading, Stream, header
from kobe_kg.ingest.dossier import vocabulary
from kobe_kg.ingest.recipe import PartReader, stem
from kobe_kg.ingest.table import mapping, words
from kobe_kg.ingest.table.body import Body
from kobe_kg.ingest.table.cast import Cast
from kobe_kg.ingest.table.claims import Claim
from kobe_kg.ingest.table.columns import COLUMNS as HEADER
from kobe_kg.ingest.table.known import Known
from kobe_kg.ingest.table.mapping import Plan
from kobe_kg.ingest.table.release import TableRelease
from kobe_kg.ingest.table.sheet import Sheet, part
from kobe_kg.ingest.table.writing import pages

#: How the claims are written: Turtle pages to be read and reviewed, or one file of N-Triples.
SYNTAXES = ("ttl", "nt")


class TableReader(PartReader):
    """Reads tables of claims; see :class:`kobe_kg.ingest.base.Reader`."""

    name = "table"
    title = "a table of claims (CSV, XLSX, Parquet)"
    takes = ("event", "graph", "mapping", "sheet", "syntax")
    part = 400_000

    def run(self, errand: Errand) -> Reading:
        """Read a table; see :class:`kobe_kg.ingest.base.Reader`."""
        path, asked = errand.path, errand.asked
        syntax = asked.get("syntax", SYNTAXES[0])
        if syntax not in SYNTAXES:
            raise ParameterError(f"there is no syntax {syntax!r} here", hint=suggestion(syntax, SYNTAXES))
        sheet = self._sheet(path, asked, whole=True)
        plan = _plan(path, sheet.names, asked)
        cast = Cast(Known(errand.described(self.name)))
        body = Body(sheet, plan, cast, errand.event)
        inputs = [path.name, *([Path(asked["mapping"]).name] if "mapping" in asked else [])]
        return _reading(sheet, plan, cast, body, syntax, inputs)

    def rows(self, path: Path, asked: Mapping[str, str]) -> Sheet:
        """Open the rows of a table; see :class:`kobe_kg.ingest.recipe.PartReader`."""
        return self._sheet(path, asked, whole=False)

    def recipe(self, path: Path, names: Sequence[str], asked: Mapping[str, str]) -> TableRelease:
        """Say how the rows become claims; see :class:`kobe_kg.ingest.recipe.PartReader`."""
        if asked.get("syntax", "nt") != "nt":
            raise ParameterError("the parts of a table are written as nt", hint="leave --syntax out")
        known = [Path(name) for name in asked.get("graph", "").split(os.pathsep) if name]
        return TableRelease(_title(path), _plan(path, names, asked), asked.get("event", ""), known)

    def _sheet(self, path: Path, asked: Mapping[str, str], *, whole: bool) -> Sheet:
        vocabulary.renew()
        words.renew()
        found = mapping.load(Path(asked["mapping"]))[0] if "mapping" in asked else mapping.Mapping()
        return Sheet(path, name=asked.get("sheet") or found.sheet, header=found.header, whole=whole)

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


def _plan(path: Path, names: Sequence[str], asked: Mapping[str, str]) -> Plan:
    told = Path(asked["mapping"]) if "mapping" in asked else None
    found, tree = mapping.load(told) if told else (None, None)
    return Plan(names, found, (told, tree) if told and tree else None, path)


def _title(path: Path) -> str:
    return f"Claims of the table {path.name}."


def _reading(sheet: Sheet, plan: Plan, cast: Cast, body: Body, syntax: str, inputs: list[str]) -> Reading:
    """Give everything that was made."""
    account = Account(sheet.path)
    body.count(account)
    title = _title(sheet.path)
    base = stem(sheet.path)
    claims, things = list(body.claims), body.things()
    fresh = [claim for claim in claims if claim.name not in cast.known]
    sheets = pages(fresh, things, cast)
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
        remarks=[*account.remarks(), *sheet.notes, *plan.notes, *_remarks(claims, things, cast)],
        streams=streams,
        quarantine=f"{base}.quarantine.csv",
    )


def _remarks(claims: Sequence[Claim], things: Sequence[str], cast: Cast) -> Iterator[str]:
    """Say what holds for the rows as a whole."""
    for thing in things:
        facts = cast.facts.look(thing)
        if facts.get("access") == "Consulted" and not facts.get("url"):
            yield f"{thing} counts as known by mention: a document that was read has a report_url"
    if open_ := sum(claim.originality == "Undetermined" for claim in claims):
        many = "1 claim does" if open_ == 1 else f"{open_:,} claims do"
        yield f"{many} not say whose finding it is: only originality Original counts as first-hand"
    for event in sorted(thing for thing in things if thing.startswith("event:")):
        lacking = cast.lacks(event)
        if labels := [column for column in lacking if column != "event_date"]:
            yield f"{event} has no {' and no '.join(labels)}"
        if "event_date" in lacking:
            yield f"{event} has no event_date"
