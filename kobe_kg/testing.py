"""For projects that keep Turtle: their files as tests, and assertions on what the rules find.

With ``pytest -p kobe_kg.testing``, which a ``pytest.ini`` may say once for all, pytest makes a test of

- each Turtle file of the project's graph and terms: checked all together, nothing is found in it;
- each one in a folder ``valid`` below ``tests``: seen with the graph, nothing is found in it;
- each one in a folder ``invalid`` below ``tests``: seen with the graph, the rule it is named after finds something;
  where a rule has several files, they lie in a folder named after it.

and there is the fixture :func:`graph`. The project is the one around the file (:func:`kobe_kg.paths.project`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kobe_kg import files, paths
from kobe_kg.errors import KobeError
from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.validate import Finding, Report, validate

_REPORTS = pytest.StashKey[dict[Path, Report]]()


@pytest.fixture(scope="module")
def graph(request: pytest.FixtureRequest) -> Graph:
    """The graph of the project around the test, with its own saved queries beside Kobé's."""
    home = paths.project(request.path.parent)
    return open_graph(home.checked, queries=home.queries)


def assert_valid(path: Path | str, *, fail_on: str = "violation") -> None:
    """Require that nothing is found in a file, seen with the graph of the project around it.

    :param path: the file.
    :param fail_on: the least severity that counts.
    """
    __tracebackhide__ = True
    report = check(Path(path))
    if not report.conforms(fail_on=fail_on):
        raise AssertionError("\n".join(map(told, report.findings)))


def assert_finds(path: Path | str, rule: str, *, line: int | None = None) -> None:
    """Require that a rule finds something in a file, seen with the graph of the project around it.

    :param path: the file.
    :param rule: id of the rule; of a shape of your own, the part of its IRI behind the last ``#`` or ``/``.
    :param line: where, if that matters.
    """
    __tracebackhide__ = True
    found = check(Path(path)).findings
    if any(named(f) == rule and line in (None, f.where and f.where.line) for f in found):
        return
    missing = f"{_near(Path(path))}{f':{line}' if line else ''}: nothing is found by [{rule}]"
    raise AssertionError("\n".join([missing, *(["but this is:"] if found else []), *map(told, found)]))


def check(path: Path) -> Report:
    """Validate a file by the rules of the project around it, with its terms and its graph in view."""
    home = paths.project(path.parent)
    around = [p for p in files.expand(home.checked, ".ttl", ".nt") if not p.samefile(path)]
    return validate([_near(path)], context=around, shapes=home.shapes)


def told(finding: Finding) -> str:
    """Write a finding on a few lines: place, rule, the line with a caret, and what would mend it."""
    lines = [f"{finding.where or '<data>'}: {finding.severity} [{named(finding)}] {finding.subject}".rstrip()]
    if finding.where is not None and (excerpt := finding.where.excerpt()):
        lines += excerpt.split("\n")
    return "\n  ".join([*lines, finding.message])


def named(finding: Finding) -> str:
    """Give the id of the rule that a finding is of, whosever rule it is."""
    return finding.rule.replace("/", "#").rpartition("#")[2]


def _near(path: Path) -> Path:
    """Name a file as seen from the current folder, as the command does."""
    return Path(os.path.relpath(path))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the Turtle files that say something about the project."""
    if file_path.suffix != ".ttl":
        return None
    home = paths.project(file_path.parent)
    inside = file_path.relative_to(home.root).parts if file_path.is_relative_to(home.root) else file_path.parts
    *folders, _ = inside
    kind: type[_Check]
    if file_path in home.terms or folders[:1] == ["graph"]:
        kind = _Part
    elif "tests" in folders and "valid" in folders:
        kind = _Valid
    elif "tests" in folders and "invalid" in folders:
        kind = _Invalid
    else:
        return None
    found: _File = _File.from_parent(parent, path=file_path)
    found.kind = kind
    return found


class _File(pytest.File):
    """A Turtle file, which is one test."""

    kind: type[_Check]

    def collect(self) -> Iterator[pytest.Item]:
        yield self.kind.from_parent(self, name=self.kind.title)


class _Check(pytest.Item):
    """A test of a file; how it fails is told without a traceback."""

    title: str

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, (AssertionError, KobeError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{_near(self.path)}: {self.title}"


class _Part(_Check):
    """A part of the graph: the whole is checked once, and each file tells what was found in it."""

    title = "valid"

    def runtest(self) -> None:
        reports = self.config.stash.setdefault(_REPORTS, {})
        home = paths.project(self.path.parent)
        if home.root not in reports:
            reports[home.root] = validate([_near(path) for path in home.checked], shapes=home.shapes)
        here = [f for f in reports[home.root].findings if f.where and Path(str(f.where.path)) == _near(self.path)]
        if any(finding.severity == "violation" for finding in here):
            raise AssertionError("\n".join(map(told, here)))


class _Valid(_Check):
    """A file that must pass."""

    title = "valid"

    def runtest(self) -> None:
        assert_valid(self.path)


class _Invalid(_Check):
    """A file that must fail, by the rule that it or a folder of its is named after."""

    title = "must fail"

    def runtest(self) -> None:
        folder = self.path.parent.name
        assert_finds(self.path, self.path.stem if folder == "invalid" else folder)
