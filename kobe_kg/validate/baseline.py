"""Findings that are known already: told apart from new ones by what they say, not by where they stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from kobe_kg.errors import DataError, Position
from kobe_kg.turtle import read_text
from kobe_kg.validate.addresses import relative
from kobe_kg.validate.report import SEVERITIES, Finding, Related, Report
from kobe_kg.validate.rules import SYNTAX

_HINT = "a baseline is written by kobe validate -f json -o FILE"


def fingerprint(finding: Finding) -> str:
    """Give a text that stays the same when lines move, a file is renamed or a message is reworded.

    It follows from the rule, the resource, the property, the value and the other resources involved; where the resource
    has no name of its own, also from the file.
    """
    subject = _named(finding.subject)
    path = finding.where.path if finding.where else None
    parts = [finding.rule, subject, finding.predicate, _named(finding.value)]
    parts += sorted(_named(other.subject) for other in finding.related)
    if subject in ("", "_:") and path is not None:
        parts.append(relative(path))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def since(report: Report, baseline: Iterable[Finding], *, counts: Callable[[str], bool] = lambda rule: True) -> Report:
    """Keep the findings that a baseline does not have, and tell those of its that are no more.

    A finding of the baseline is gone if its file was checked or is no longer there. That a file is not Turtle is told
    each time: nothing else is known of it.

    :param baseline: what :func:`read` gives.
    :param counts: the test that says of a rule whether it counts; findings of others are not missed.
    """
    before = [finding for finding in baseline if counts(finding.rule) and finding.rule != SYNTAX.id]
    left = Counter(map(fingerprint, before))
    new = []
    for finding in report.findings:
        if finding.rule != SYNTAX.id and left[mark := fingerprint(finding)]:
            left[mark] -= 1
        else:
            new.append(finding)
    gone = []
    unread = {relative(path) for path in report.unreadable}
    checked = {relative(path) for path in report.files} - unread
    for finding in reversed(before):
        if left[mark := fingerprint(finding)] and _looked_at(finding, checked):
            left[mark] -= 1
            gone.append(finding)
    known = len(report.findings) - len(new)
    return report._replace(findings=new, known=known, gone=tuple(reversed(gone)))


def read(path: Path) -> list[Finding]:
    """Read the findings of a report that was written as JSON.

    :raises DataError: when the file cannot be read or is no such report.
    """
    text = read_text(path)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1].rstrip("\r")
        where = Position(error.lineno, error.colno, path=path, text=line)
        raise DataError("this is not JSON", where=where, hint=_HINT) from None
    except RecursionError:
        raise DataError(f"{path} nests too deep to be a report", hint=_HINT) from None
    try:
        if found["version"] != 1:
            raise DataError(f"{path} is a report of version {found['version']!r}, and only 1 is known", hint=_HINT)
        return [_finding(one) for one in found["findings"]]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} is no report of findings", hint=_HINT) from None


def _finding(one: dict[str, Any]) -> Finding:
    rule, severity, message, subject, predicate, value = texts = [one[name] for name in Finding._fields[:6]]
    if not all(isinstance(text, str) for text in texts) or severity not in SEVERITIES:
        raise ValueError
    related = tuple(Related(str(other["subject"]), _where(other["where"])) for other in one["related"])
    return Finding(rule, severity, message, subject, predicate, value, _where(one["where"]), related)


def _where(found: dict[str, Any] | None) -> Position | None:
    if found is None:
        return None
    path = found["path"]
    return Position(int(found["line"]), int(found["column"]), path=None if path is None else Path(path))


def _named(name: str) -> str:
    """Leave the label of a blank node out: it is another one each time."""
    return "_:" if name.startswith("_:") else name


def _looked_at(finding: Finding, checked: set[str]) -> bool:
    path = finding.where.path if finding.where else None
    return path is None or relative(path) in checked or not Path(path).exists()
