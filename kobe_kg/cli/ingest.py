"""`kobe ingest`: read a source of reports into claims."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kobe_kg.cli import parts
from kobe_kg.cli.options import output_format, progress, remark
from kobe_kg.errors import ParameterError

if TYPE_CHECKING:
    from kobe_kg.ingest import Reading

#: Options that only some readers take.
_ASKED = ("release", "issued", "syntax", "earlier", "complete", "mapping", "sheet")
#: As many refused rows are told one by one where a file holds them all.
_TOLD = 20


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    reader: Any = parser.add_argument(
        "reader", metavar="READER", help="what kind of source it is: acled, dossier, table, ucdp-ged"
    )
    reader.completer = _readers
    parser.add_argument("file", metavar="FILE", nargs="?", help="the source")
    parser.add_argument("--event", metavar="SLUG", help="the event it is about, if it does not say so itself")
    parser.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="FILE",
        help="a file that says more about what stands in the source; repeatable",
    )
    parser.add_argument("--release", metavar="NUMBER", help="of a data set, if its file is not named so: 24.1")
    parser.add_argument("--issued", metavar="DATE", help="the day a release came out: its claims were stated then")
    parser.add_argument(
        "--earlier",
        action="append",
        metavar="PATH",
        help="what was written of an earlier release, a file or folder: the claims follow it; repeatable",
    )
    parser.add_argument(
        "--complete",
        action="store_const",
        const="yes",
        help="the file has all that its release has on its countries and years: what is missing is withdrawn",
    )
    parser.add_argument(
        "--syntax",
        metavar="NAME",
        help="of the claims: nt, nq or ttl; a data set is nt if nothing is said, a table ttl",
    )
    parser.add_argument("--mapping", metavar="FILE", help="how another header becomes that of a table (YAML)")
    parser.add_argument("--sheet", metavar="NAME", help="of a workbook, if several are filled in")
    parser.add_argument(
        "--template", action="store_true", help="write the header to begin with, to a file .xlsx or .csv named with -o"
    )
    parser.add_argument("-f", "--format", metavar="FORMAT", help="of the account: text or json")
    parts.arguments(parser)
    parser.epilog = (
        "-o names the folder for the files. A table is CSV, XLSX or Parquet; --template -o claims.xlsx begins one. "
        "What --graph describes is not described again. "
        "Exit code 1: the rest was written, and some rows were refused; 3: the source cannot be read."
    )


def run(found: Namespace) -> int:
    """Run the verb."""
    from kobe_kg.ingest import open_reader, save

    reader = open_reader(found.reader)
    if found.template:
        return _write_template(reader, found)
    if found.file is None:
        raise ParameterError("it needs a file to read", hint="kobe ingest READER FILE -o FOLDER")
    if found.output is None:
        raise ParameterError("it needs a folder to write to", hint="name it with -o")
    folder = Path(found.output)
    if folder.exists() and not folder.is_dir():
        raise ParameterError(f"{folder} is a file, and the claims go to a folder")
    found.output = None  # the account goes to standard output
    form = output_format(found, ("text", "json"), terminal="text", piped="text")
    if found.complete and not found.earlier:
        raise ParameterError("--complete has no sense without --earlier")
    found.earlier = os.pathsep.join(found.earlier) if found.earlier else None
    asked = {name: value for name in _ASKED if (value := getattr(found, name)) is not None}
    if foreign := [name for name in asked if name not in reader.takes]:
        raise ParameterError(f"{reader.name} takes no --{foreign[0]}")
    if parts.asked(found):
        return parts.run(found, folder, asked, form)
    reading = reader.read(
        Path(found.file),
        event=found.event,
        beside=[Path(name) for name in found.beside],
        graph=[Path(name) for name in found.graph or []],
        out=folder,
        asked=asked,
    )
    left = save(reading, folder, tell=progress(found))
    notes = [*reading.remarks, *(f"{name} is of an earlier reading, and was not made this time" for name in left)]
    if form == "json":
        import json

        print(json.dumps(_facts(reading, notes), indent=2, ensure_ascii=False))
    else:
        print(_told(reading, folder))
        remark(found, "\n".join(f"note: {text}" for text in notes))
        sys.stdout.flush()
        shown = reading.refused[:_TOLD] if reading.quarantine else reading.refused
        for refusal in shown:  # findings, and no mere remarks
            print(f"refused: {refusal}", file=sys.stderr)
        if len(shown) < len(reading.refused):
            print(f"refused: {len(reading.refused) - len(shown):,} more, in {reading.quarantine}", file=sys.stderr)
    return 1 if reading.refused else 0


def _write_template(reader: Any, found: Namespace) -> int:
    if not hasattr(reader, "template"):
        raise ParameterError(f"{reader.name} has no template", hint="table has one")
    path = None if found.output is None else Path(found.output)
    found.output = None
    print(reader.template(path), end="")
    if path is not None:
        remark(found, f"note: {path} is written; fill it in, then kobe ingest {reader.name} {path} -o FOLDER")
    return 0


def _told(reading: Reading, folder: Path) -> str:
    lines = [f"read      {_counts(reading.read)} from {' and '.join(reading.inputs)}"]
    lines.append(f"kept      {_counts(reading.kept)}")
    if any(reading.known.values()):
        lines.append(f"known     {_counts(reading.known)} that the graph has already")
    lines.append(f"refused   {len(reading.refused)}")
    for heading, tally in reading.tallies.items():
        if not tally:
            continue
        lines.append(f"\n{heading}")
        width = max(map(len, tally), default=0)
        most = sorted(tally.items(), key=lambda item: (-item[1], item[0]))
        lines += [f"  {name:<{width}}  {number:>7,}" for name, number in most]
    files = len(reading.pages) + len(reading.streams)
    lines.append(f"\nwritten   {files} file{'' if files == 1 else 's'} below {folder}")
    return "\n".join(lines)


def _counts(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {kind[:-1] if number == 1 else kind}" for kind, number in numbers.items())


def _facts(reading: Reading, notes: list[str]) -> dict[str, Any]:
    return {
        "reader": reading.reader,
        "inputs": list(reading.inputs),
        "read": dict(reading.read),
        "kept": dict(reading.kept),
        "known": dict(reading.known),
        **{heading: dict(tally) for heading, tally in reading.tallies.items()},
        "refused": [
            {"what": r.what, "why": r.why, "path": str(r.where.path), "line": r.where.line, "hint": r.hint}
            for r in reading.refused
        ],
        "notes": notes,
        "quarantine": reading.quarantine,
        "files": [*(page.name for page in reading.pages), *(stream.name for stream in reading.streams)],
    }


def _readers(prefix: str, **_: Any) -> list[str]:
    from kobe_kg.ingest.base import READERS

    return [name for name in READERS if name.startswith(prefix)]
