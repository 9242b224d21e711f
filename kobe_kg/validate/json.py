"""A report for other programs, and to be a baseline: all that is known of each finding.

The structure is described by ``docs/reference/report.schema.json``. Names are those of :class:`Finding`; RDF terms are
written as in N-Triples.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kobe_kg.errors import Position
from kobe_kg.validate.addresses import relative
from kobe_kg.validate.baseline import fingerprint
from kobe_kg.validate.report import SEVERITIES, Finding, Report, Result

#: What the structure is described by.
SCHEMA = "https://w3id.org/kobe-kg/report.schema.json"

# Characters that would steer a terminal or end a line; they stand in texts only, where JSON can escape them.
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def render(report: Report) -> str:
    """Write a report as JSON. The same findings give the same text: blank nodes are numbered as they come."""
    write = _Writer()
    return dump(
        {
            "$schema": SCHEMA,
            "version": 1,
            "summary": {
                **{severity: report.count(severity) for severity in SEVERITIES},
                "known": report.known,
                "gone": len(report.gone),
                "files": len(report.files),
                "unreadable": len(report.unreadable),
                "triples": report.triples,
                "rules": report.rules,
            },
            "findings": [write.finding(finding) for finding in report.findings],
            "gone": [write.finding(finding) for finding in report.gone],
            "files": [relative(path) for path in report.files],
            "unreadable": [relative(path) for path in report.unreadable],
        }
    )


def dump(value: Any) -> str:
    """Write JSON for people and programs alike: indented, readable, and without characters nobody can see."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


class _Writer:
    """Findings as plain values; an engine names blank nodes differently each time, so they get names of their own."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {
            **finding._asdict(),
            "subject": self._stable(finding.subject),
            "value": self._stable(finding.value),
            "where": _where(finding.where),
            "related": [
                {"subject": self._stable(other.subject), "where": _where(other.where)} for other in finding.related
            ],
            "result": None if finding.result is None else self._result(finding.result),
            "fingerprint": fingerprint(finding),
        }

    def _result(self, result: Result) -> dict[str, Any]:
        return {
            "shape": self._stable(str(result.shape)),
            "component": str(result.component),
            "severity": str(result.severity),
            "messages": [str(message) for message in result.messages],
            "focus": self._stable(str(result.focus)),
            "path": result.path,
            "value": None if result.value is None else self._stable(str(result.value)),
            "involved": [self._stable(str(term)) for term in result.involved],
        }

    def _stable(self, name: str) -> str:
        return self._labels.setdefault(name, f"_:b{len(self._labels)}") if name.startswith("_:") else name


def _where(position: Position | None) -> dict[str, Any] | None:
    if position is None:
        return None
    return {
        "path": None if position.path is None else relative(position.path),
        "line": position.line,
        "column": position.column,
        "text": position.text,
    }
