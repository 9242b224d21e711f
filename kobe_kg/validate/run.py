"""From files to a report: read all, check together, and find the place of each finding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kobe_kg import files, paths, turtle
from kobe_kg.answer import label
from kobe_kg.errors import DataError, Position
from kobe_kg.namespaces import RULE, compact
from kobe_kg.validate.report import SEVERITIES, Finding, Report

if TYPE_CHECKING:
    from kobe_kg.validate import shacl


def validate(given: Sequence[Path] = (), *, context: Sequence[Path] = (), shapes: Sequence[Path] = ()) -> Report:
    """Check Turtle files against the rules.

    The terms and code lists are always read with them. A resource that is neither in the files nor in their context is
    unknown, and a reference to it a finding.

    :param given: files or folders to check; none checks the project's own ontology and graph.
    :param context: files or folders that the data may refer to, without being checked themselves.
    :param shapes: files or folders of SHACL shapes; none uses the project's own.
    :raises DataError: when a path is missing, or context or shapes cannot be read.
    """
    own = paths.vocabulary()
    checked = files.expand(given or [*own, paths.GRAPH], ".ttl", ".nt")
    around = [p for p in files.expand([*own, *context], ".ttl", ".nt") if p not in checked]
    found: list[Finding] = []
    triples: dict[Path, list[Triple]] = {}
    for path in checked:
        try:
            triples[path] = turtle.read(path)
        except DataError as error:
            found.append(
                Finding("turtle", "violation", _told(error), "", "", "", error.where or Position(1, 1, path=path))
            )
    unreadable = [path for path in checked if path not in triples]

    from kobe_kg.validate import shacl  # rdflib and pyshacl are slow to import

    rules = shacl.graph([t for p in files.expand(shapes or [paths.SHAPES], ".ttl") for t in turtle.read(p)])
    data = shacl.graph(t for some in triples.values() for t in some)
    for path in around:
        data += shacl.graph(turtle.read(path))
    places = _Places(triples)
    for result in shacl.check(data, rules):
        if result.owner in places:
            found.append(_finding(result, places))
    found.sort(key=_order)
    total = sum(map(len, triples.values()))
    return Report(list(dict.fromkeys(found)), checked, unreadable, total, shacl.rules(rules))


class _Places:
    """Where the subjects of some files stand; a file is only read for its places when a finding asks for them."""

    def __init__(self, triples: dict[Path, list[Triple]]) -> None:
        self._paths: dict[str, list[Path]] = {}
        for path, found in triples.items():
            for subject in {t.subject.value for t in found if isinstance(t.subject, NamedNode)}:
                self._paths.setdefault(subject, []).append(path)
        self._locators: dict[Path, turtle.Locator] = {}

    def __contains__(self, subject: str) -> bool:
        return subject in self._paths

    def find(self, result: shacl.Result) -> Position | None:
        """Give the most exact place there is: of the value, else of the property, else of the subject."""
        subject = NamedNode(result.owner)
        predicate = NamedNode(result.predicate) if result.predicate else None
        for sought in ((predicate, result.value), (predicate, None), (None, None)):
            for path in self._paths[result.owner]:
                if sought == (None, None) or predicate is not None:
                    position = self._locator(path).find(subject, *sought)
                    if position is not None:
                        return position
        return None

    def _locator(self, path: Path) -> turtle.Locator:
        if path not in self._locators:
            self._locators[path] = turtle.Locator(turtle.read_text(path), path=path)
        return self._locators[path]


def _finding(result: shacl.Result, places: _Places) -> Finding:
    severity = result.severity if result.severity in SEVERITIES else "violation"
    return Finding(
        rule=result.shape.removeprefix(RULE),
        severity=severity,
        message=result.message,
        subject=compact(result.owner) or result.owner,
        predicate=(compact(result.predicate) or result.predicate) if result.predicate else "",
        value="" if result.value is None else label(result.value),
        where=places.find(result),
    )


def _told(error: DataError) -> str:
    return error.what + (f" ({error.hint})" if error.hint else "")


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    where = finding.where
    at = (str(where.path), where.line, where.column) if where else ("", 0, 0)
    return (*at, finding.rule, finding.value)
