"""A report as annotations: GitHub Actions reads them from a job's log and shows them beside the lines of a change.

Workflow commands of GitHub Actions, ``error``, ``warning`` and ``notice``.
"""

from __future__ import annotations

from kobe_kg.errors import Position
from kobe_kg.tabular import clean
from kobe_kg.validate.addresses import relative, root
from kobe_kg.validate.report import Finding, Report
from kobe_kg.validate.text import summary

_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
# What would end a command's message or one of its properties.
_OF_DATA = {ord(c): f"%{ord(c):02X}" for c in "%\r\n"}
_OF_PROPERTIES = _OF_DATA | {ord(c): f"%{ord(c):02X}" for c in ":,"}


def render(report: Report) -> str:
    """Write a report as one command a finding, and a summary for those who read the log."""
    return "".join(_command(finding) for finding in report.findings) + summary(report) + "\n"


def _command(finding: Finding) -> str:
    named = {**_place(finding.where), "title": clean(finding.rule)}
    properties = ",".join(f"{key}={text.translate(_OF_PROPERTIES)}" for key, text in named.items())
    lines = [f"{finding.subject}: {finding.message}" if finding.subject else finding.message]
    lines += [f"See {other.subject} at {_shown(other.where)}" for other in finding.related if other.where is not None]
    message = "\n".join(map(clean, lines))
    return f"::{_COMMANDS[finding.severity]} {properties}::{message.translate(_OF_DATA)}\n"


def _place(where: Position | None) -> dict[str, str]:
    if where is None or where.path is None:
        return {}
    return {"file": relative(where.path, to=root()), "line": str(where.line), "col": str(where.column)}


def _shown(where: Position) -> str:
    return f"{'<text>' if where.path is None else relative(where.path, to=root())}:{where.line}:{where.column}"
