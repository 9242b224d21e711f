"""What a validation found: findings in the order of files and lines, and what was looked at."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.errors import Position

#: Severities, the gravest first.
SEVERITIES = ("violation", "warning", "info")


#: A term of the data.
Term = NamedNode | BlankNode | Literal


class Result(NamedTuple):
    """One validation result of SHACL (section 3.6), as an engine gives it."""

    #: The shape that was not met.
    shape: NamedNode | BlankNode
    #: The constraint component, e.g. ``sh:MinCountConstraintComponent``.
    component: NamedNode
    #: The severity, ``sh:Violation`` where the shape names none.
    severity: NamedNode
    #: The messages, one a language.
    messages: tuple[Literal, ...]
    #: The focus node.
    focus: Term
    #: The path as written in Turtle with full IRIs, e.g. ``<https://example.org/p>``; None for a node shape.
    path: str | None
    #: The offending value, or None.
    value: Term | None
    #: Other resources the finding rests on, as a SPARQL constraint names them.
    involved: tuple[NamedNode | BlankNode, ...] = ()


class Related(NamedTuple):
    """Another resource that a finding rests on, and where it stands."""

    #: The resource in short form.
    subject: str
    #: Where it is described; None when no file that was checked does so.
    where: Position | None


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
    #: Other places involved, for a rule over several resources.
    related: tuple[Related, ...] = ()
    #: What the engine said; None when a file does not parse.
    result: Result | None = None


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
    #: How many findings were left out because a baseline has them.
    known: int = 0
    #: Findings of the baseline that are no more.
    gone: tuple[Finding, ...] = ()
    #: What the shapes ask for and was not checked, e.g. shapes that they import from the web.
    unchecked: tuple[str, ...] = ()
    #: Remarks on how it was checked, e.g. which shapes were left to the reference engine.
    notes: tuple[str, ...] = ()

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return Counter(f.severity for f in self.findings)[severity]

    def conforms(self, *, fail_on: str = "violation") -> bool:
        """Tell whether nothing was found of this severity or a graver one."""
        grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return not any(f.severity in grave for f in self.findings)
