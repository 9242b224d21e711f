"""The formats of a report by name; each is a module of that name, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from kobe_kg.errors import UnknownNameError
from kobe_kg.validate.report import Report
from kobe_kg.validate.rules import Rule

#: Format to what it is for.
FORMATS = {
    "text": "for people",
    "json": "for other programs, and as a baseline",
    "sarif": "SARIF 2.1.0, for code scanning and editors",
    "junit": "JUnit XML, for test reports",
    "github": "annotations of GitHub Actions",
    "ttl": "a SHACL validation report",
    "md": "the summary of a job",
}
#: Suffix of a file's name to the format it tells, where it is not the format's own name.
SUFFIXES = {"txt": "text", "xml": "junit"}
#: What a format's ``render`` takes beside the report.
_TAKEN = {"junit": ("fail_on",), "sarif": ("rules",), "text": ("columns", "coloured")}


def render(
    report: Report,
    form: str = "text",
    *,
    rules: Mapping[str, Rule] | None = None,
    fail_on: str = "violation",
    columns: int = 0,
    coloured: bool = False,
) -> str:
    """Write a report in one of the formats.

    :param form: one of :data:`FORMATS`.
    :param rules: what :func:`kobe_kg.validate.rules.read` gives for the shapes used; None reads those of the project.
    :param fail_on: the least severity that is a failure, where a format knows failures.
    :param columns: the terminal's width, for text; 0 is 100.
    :param coloured: whether ANSI codes colour the text.
    :raises UnknownNameError: when there is no such format.

    >>> print(render(Report([], [], [], 12, 3)), end="")
    Nothing found: 12 triples in 0 files, 3 rules.
    """
    if form not in FORMATS:
        raise UnknownNameError("format", form, FORMATS)
    module: Any = import_module(f"kobe_kg.validate.{form}")
    options = {"rules": rules, "fail_on": fail_on, "columns": columns, "coloured": coloured}
    text: str = module.render(report, **{name: options[name] for name in _TAKEN.get(form, ())})
    return text
