"""A report for people: findings by file, with the line and a caret, and a summary last."""

from __future__ import annotations

from itertools import groupby
from textwrap import fill

from kobe_kg.validate.report import SEVERITIES, Finding, Report

_COLOURS = {"violation": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}


def render(report: Report, *, columns: int = 0, coloured: bool = False) -> str:
    """Write a report as text.

    :param columns: the terminal's width; 0 is 100.
    :param coloured: whether severities stand out by ANSI codes.
    """
    blocks = [_block(f, columns or 100, coloured) for _, found in _by_file(report) for f in found]
    return "".join(block + "\n" for block in blocks) + _summary(report) + "\n"


def _by_file(report: Report) -> list[tuple[str, list[Finding]]]:
    return [
        (name, list(found)) for name, found in groupby(report.findings, key=lambda f: str(f.where and f.where.path))
    ]


def _block(finding: Finding, columns: int, coloured: bool) -> str:
    severity = f"{_COLOURS[finding.severity]}{finding.severity}\x1b[0m" if coloured else finding.severity
    head = f"{finding.where or '<data>'}: {severity} [{finding.rule}] {finding.subject}".rstrip()
    lines = [head]
    if finding.where is not None and (excerpt := finding.where.excerpt()):
        lines += ["  " + line for line in excerpt.split("\n")]
    lines.append(fill(finding.message, columns, initial_indent="  ", subsequent_indent="  "))
    return "\n".join(lines) + "\n"


def _summary(report: Report) -> str:
    looked = f"{report.triples:,} triples in {_some(len(report.files), 'file')}, {_some(report.rules, 'rule')}"
    counts = [_some(report.count(s), s) for s in SEVERITIES if report.count(s)]
    if not counts:
        return f"Nothing found: {looked}."
    if report.unreadable:
        counts.append(f"{_some(len(report.unreadable), 'file')} unreadable")
    return f"{', '.join(counts)}: {looked}."


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 or noun == 'info' else 's'}"
