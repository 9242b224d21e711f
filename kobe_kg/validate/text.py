"""A report for people: findings by file, with the line and a caret, and a summary last."""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from kobe_kg.errors import Position
from kobe_kg.tabular import clean
from kobe_kg.validate.report import SEVERITIES, Finding, Report

_COLOURS = {"violation": "31", "warning": "33", "info": "36"}
_BOLD, _FAINT, _GONE = "1", "2", "32"


def render(report: Report, *, columns: int = 0, coloured: bool = False) -> str:
    """Write a report as text.

    :param columns: the terminal's width; 0 is 100.
    :param coloured: whether severities and places stand out by ANSI codes.
    """
    page = _Page(columns or 100, coloured)
    blocks = [page.finding(finding) for finding in report.findings]
    gone = [page.gone(finding) for finding in report.gone]
    return "".join(block + "\n" for block in blocks) + "".join(gone) + "\n" * bool(gone) + summary(report) + "\n"


def summary(report: Report) -> str:
    """Say in one line what was found and what was looked at.

    >>> summary(Report([], [], [], 1234, 1))
    'Nothing found: 1,234 triples in 0 files, 1 rule.'
    """
    triples, files, rules = report.triples, len(report.files), report.rules
    looked = f"{_some(triples, 'triple')} in {_some(files, 'file')}, {_some(rules, 'rule')}"
    counts = [_some(report.count(s), s) for s in SEVERITIES if report.count(s)]
    if report.unreadable:
        counts.append(f"{_some(len(report.unreadable), 'file')} unreadable")
    if not counts:
        counts = ["Nothing new" if report.known or report.gone else "Nothing found"]
    counts += [f"{report.known:,} known"] if report.known else []
    counts += [f"{len(report.gone):,} gone"] if report.gone else []
    return f"{', '.join(counts)}: {looked}."


class _Page:
    """How wide and how colourful."""

    def __init__(self, columns: int, coloured: bool) -> None:
        self._columns = columns
        self._coloured = coloured

    def finding(self, finding: Finding) -> str:
        """Write one finding with the places involved."""
        colour = _COLOURS[finding.severity]
        said = f"{self._ink(finding.severity, colour)} [{clean(finding.rule)}] {clean(finding.subject)}".rstrip()
        lines = [f"{self._place(finding.where)}: {said}", *self._excerpt(finding.where, colour)]
        lines.append(_indented(clean(finding.message), self._columns))
        for other in finding.related:
            if other.where is None:
                lines.append(f"  see {clean(other.subject)}, which no file describes")
            else:
                lines.append(f"  see {clean(other.subject)} at {self._place(other.where)}")
                lines += self._excerpt(other.where, _FAINT)
        return "\n".join(lines) + "\n"

    def gone(self, finding: Finding) -> str:
        """Tell a finding of the baseline that is no more."""
        return f"{self._ink('gone', _GONE)}: [{clean(finding.rule)}] {clean(finding.subject)}".rstrip() + "\n"

    def _place(self, where: Position | None) -> str:
        return "<data>" if where is None else self._ink(clean(str(where)), _BOLD)

    def _excerpt(self, where: Position | None, colour: str) -> list[str]:
        if where is None or not (excerpt := where.excerpt()):
            return []
        line, caret = excerpt.split("\n")
        number, bar, shown = line.partition(" | ")
        blank, _, pointing = caret.partition(" | ")
        return [
            "  " + self._ink(number + bar, _FAINT) + shown,
            "  " + self._ink(blank + bar, _FAINT) + pointing.removesuffix("^") + self._ink("^", colour),
        ]

    def _ink(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured and text else text


@lru_cache(maxsize=1000)
def _indented(text: str, columns: int) -> str:
    return fill(text, columns, initial_indent="  ", subsequent_indent="  ")


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 or noun == 'info' else 's'}"
