"""`kobe ingest` in parts: on several processes or on Spark, with a report, and taken up again where it ended."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kobe_kg.cli.options import progress, remark
from kobe_kg.errors import ParameterError

if TYPE_CHECKING:
    from kobe_kg.bulk import Report


def arguments(parser: ArgumentParser) -> None:
    """Declare the options; any of them asks for parts."""
    group = parser.add_argument_group("in parts, for tables of any size")
    group.add_argument("--jobs", type=int, metavar="N", help="on so many processes (one for each core)")
    group.add_argument("--parts", type=int, metavar="N", help="in so many files (one for some 2,000 rows)")
    group.add_argument("--validate", action="store_true", help="check what is written against the rules, part by part")
    group.add_argument("--master", metavar="URL", help="on Spark, with --engine spark: its address, or local[2]")


def asked(found: Namespace) -> bool:
    """Tell whether parts are asked for."""
    given = (found.jobs, found.parts, found.master)
    return found.validate or found.engine in ("processes", "spark") or any(value is not None for value in given)


def run(found: Namespace, folder: Path, told: Mapping[str, str], form: str) -> int:
    """Read a table in parts.

    :param told: what else is told, by option.
    :param form: of the account: ``text`` or ``json``.
    """
    from kobe_kg.bulk import ingest

    if found.beside:
        raise ParameterError("--with has no sense in parts")
    try:
        report = ingest(
            found.reader,
            Path(found.file),
            folder,
            event=found.event,
            graph=[Path(name) for name in found.graph or []],
            asked=told,
            parts=found.parts,
            jobs=found.jobs,
            # What all verbs take for files, if nothing else is said.
            engine="processes" if found.engine == "oxigraph" else found.engine,
            master=found.master,
            validate=found.validate,
            tell=progress(found),
        )
    except KeyboardInterrupt:
        remark(found, "note: what is made stays; the same command goes on from there")
        raise
    if form == "json":
        print(json.dumps(report.facts(), indent=2, ensure_ascii=False))
    else:
        print(_told(report, folder))
        remark(found, "\n".join(f"note: {text}" for text in report.notes))
        sys.stdout.flush()
        for refusal in report.refused:  # findings, and no mere remarks
            print(f"refused: {refusal}", file=sys.stderr)
        if (more := report.tally.refused - len(report.refused)) > 0:
            print(f"refused: {more:,} more, in {report.quarantine}", file=sys.stderr)
    return 0 if report.is_clean else 1


def _told(report: Report, folder: Path) -> str:
    tally, spell = report.tally, report.spell
    lines = [
        f"read      {_some(tally.read, 'row')} from {report.order.source}",
        f"kept      {_some(tally.kept, 'row')}",
        f"refused   {tally.refused:,}",
    ]
    if tally.kinds:
        lines += [f"\n{report.heading}", *_numbers(tally.kinds)]
    if report.became:
        lines += ["\nclaims", *_numbers(report.became)]
    if report.order.rules:
        counts = ", ".join(_some(number, severity) for severity, number in report.severities.items())
        lines += [f"\nvalidated {counts or 'nothing found'}"]
        lines += [f"  {number:>7,}  {rule}" for rule, number in report.rules.items()]
    lines.append(
        f"\nwritten   {_some(tally.statements, 'statement')} in {_some(report.order.parts, 'part')} below {folder}"
    )
    taken = f", {_some(report.resumed, 'part')} taken up" if report.resumed else ""
    again = f", {_some(report.retries, 'part')} made again" if report.retries else ""
    lines.append(f"took      {spell.seconds:,.1f} s, {spell.rate:,.0f} rows a second{taken}{again}")
    return "\n".join(lines)


def _numbers(found: Mapping[str, int]) -> list[str]:
    width = max(map(len, found), default=0)
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [f"  {name:<{width}}  {number:>7,}" for name, number in most]


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 or noun == 'info' else 's'}"
