"""A report in Markdown, for the summary of a job or a comment on a change: counts, then a table with links."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from kobe_kg.errors import Position
from kobe_kg.tabular import escape_markdown
from kobe_kg.validate.addresses import relative, root
from kobe_kg.validate.report import Finding, Report
from kobe_kg.validate.rules import address
from kobe_kg.validate.text import summary

#: Findings shown: the summary of a job holds one mebibyte.
LIMIT = 1000
# What may stand in an address as it is, and does not end a link.
_KEPT = ":/?#@!$&*+,;=%~-._"
_MARKS = {"violation": "❌", "warning": "⚠️", "info": "💬"}


def render(report: Report) -> str:
    """Write a report as Markdown.

    Within GitHub Actions places link to the lines, as of the commit that was checked.
    """
    counts, _, looked = summary(report).partition(": ")
    parts = [f"## {'Validation' if report.findings else '✅ Validation'}: {counts}\n", f"{_capital(looked)}\n"]
    if report.findings:
        lines = ["| | place | rule | what |", "| --- | --- | --- | --- |"]
        lines += [_row(finding) for finding in report.findings[:LIMIT]]
        parts.append("\n".join(lines) + "\n")
    if len(report.findings) > LIMIT:
        parts.append(f"The first {LIMIT:,} of {len(report.findings):,} findings.\n")
    if report.gone:
        gone = [f"- {_rule(finding)} {escape_markdown(finding.subject)}" for finding in report.gone[:LIMIT]]
        parts.append("Gone since the baseline:\n\n" + "\n".join(gone) + "\n")
    return "\n".join(parts)


def _row(finding: Finding) -> str:
    said = [f"**{escape_markdown(finding.subject)}**"] if finding.subject else []
    said.append(escape_markdown(finding.message))
    said += [f"see {escape_markdown(other.subject)} at {_place(other.where)}" for other in finding.related]
    mark = f"{_MARKS[finding.severity]} {finding.severity}"
    return f"| {mark} | {_place(finding.where)} | {_rule(finding)} | {'<br>'.join(said)} |"


def _rule(finding: Finding) -> str:
    name, found = escape_markdown(finding.rule), address(finding.rule) or ""
    return f"[{name}]({quote(found, safe=_KEPT)})" if found.startswith(("https:", "http:")) else name


def _place(where: Position | None) -> str:
    if where is None or where.path is None:
        return "no file"
    shown = escape_markdown(f"{relative(where.path)}:{where.line}:{where.column}")
    link = _link(where.path, where.line)
    return f"[{shown}]({link})" if link else shown


def _link(path: Path | str, line: int) -> str | None:
    """Give the address of a line on GitHub, when a job there runs the check."""
    server, repository, commit = (os.environ.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    inside = relative(path, to=root())
    if not (server and repository and commit) or Path(inside).is_absolute():
        return None
    return f"{server}/{repository}/blob/{commit}/{quote(inside)}?plain=1#L{line}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
