"""What validation found in a part, and on which line of which file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kobe_kg.validate import Finding
from kobe_kg.validate.wording import predicate

#: The columns of the file of findings.
COLUMNS = ("file", "line", "severity", "rule", "subject", "property", "value", "message")


class Found(NamedTuple):
    """A finding."""

    #: The line of the part's own file, from 1; 0 where it is about what parts share.
    line: int
    severity: str
    rule: str
    #: What it is about, its property and its value, in short form; each may be empty.
    subject: str
    predicate: str
    value: str
    message: str
    #: The same three, written as terms.
    terms: tuple[str, ...]
    #: The row by which the part describes it, where parts share it; 0 is the release as a whole.
    row: int = 0


def placed(findings: Iterable[Finding], text: bytes, shared: Mapping[str, int]) -> Iterator[Found]:
    """Find the lines that findings are about.

    :param findings: findings, with what the engine said.
    :param text: the part's own file.
    :param shared: what the part shares, written as a term, with the row that describes it.
    """
    told = [_told(finding, shared) for finding in findings]
    lines = _lines(text, {found.terms[0] for found in told})
    placed = (found._replace(line=exact(found, lines.get(found.terms[0], []))) for found in told)
    yield from sorted(set(placed))


def exact(found: Found, lines: Iterable[tuple[int, str]]) -> int:
    """Give the most exact line there is: with the value, else with the property, else of the subject; or 0.

    :param lines: the lines of the subject, with their numbers.
    """
    subject, path, value = found.terms
    held = list(lines)
    for sought in (f"{subject} {path} {value} ", f"{subject} {path} ", f"{subject} "):
        for number, line in held:
            if line.startswith(sought):
                return number
    return 0


def _told(finding: Finding, shared: Mapping[str, int]) -> Found:
    result = finding.result
    assert result is not None
    terms = (str(result.focus), str(predicate(result) or ""), str(result.value or ""))
    said = (finding.severity, finding.rule, finding.subject, finding.predicate, finding.value, finding.message)
    return Found(0, *said, terms, shared.get(terms[0], 0))


def _lines(text: bytes, terms: set[str]) -> dict[str, list[tuple[int, str]]]:
    """Give the lines that begin with terms, with their numbers."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if terms:
        wanted = {term.encode() for term in terms}
        for number, line in enumerate(text.split(b"\n"), 1):
            if (subject := line.partition(b" ")[0]) in wanted:
                found[subject.decode()].append((number, line.decode()))
    return found
