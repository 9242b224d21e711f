"""What a validation found: findings in the order of files and lines, and what was looked at."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from kobe_kg.errors import Position

#: Severities, the gravest first.
SEVERITIES = ("violation", "warning", "info")


class Finding(NamedTuple):
    """One thing wrong, or worth a look."""

    #: Id of the rule, e.g. ``claim-speaker``; ``turtle`` when a file does not parse.
    rule: str
    #: One of :data:`SEVERITIES`.
    severity: str
    #: What is wrong and what would mend it, for a person.
    message: str
    #: The resource it is about, in short form; empty when a file does not parse.
    subject: str
    #: The property concerned, in short form, or empty.
    predicate: str
    #: The value concerned, in short form, or empty.
    value: str
    #: Where it stands; None only for data that came from no file.
    where: Position | None


class Report(NamedTuple):
    """The outcome of a validation."""

    #: What was found, by file and line.
    findings: list[Finding]
    #: The files that were checked.
    files: list[Path]
    #: Files that could not be read, so that nothing is known of them but that.
    unreadable: list[Path]
    #: Triples checked, without the vocabulary they were read with.
    triples: int
    #: Rules applied.
    rules: int

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return Counter(f.severity for f in self.findings)[severity]

    def conforms(self, *, fail_on: str = "violation") -> bool:
        """Tell whether nothing was found of this severity or a graver one."""
        grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return not any(f.severity in grave for f in self.findings)
