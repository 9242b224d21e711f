"""The pytest plugin for projects that keep Turtle: run as such a project runs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from kobe_kg import scaffold
from kobe_kg.testing import assert_finds, assert_valid

pytest_plugins = ["pytester"]

Run: TypeAlias = Callable[..., pytest.RunResult]

HEDGE = "    kg:hedge kg:Stated ;\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as `kobe init` makes it, around the current folder."""
    folder = tmp_path / "harbour"
    scaffold.create(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def invalid(project: Path) -> Path:
    """Its file that must fail."""
    return project / "tests" / "invalid" / "claim-dated.ttl"


def valid(path: Path) -> str:
    """The text of the file that must fail, mended."""
    return path.read_text().replace(
        "    kg:value 5 ;", '    kg:statedOn "2026-03-02"^^<http://www.w3.org/2001/XMLSchema#date> ;\n    kg:value 5 ;'
    )


# Assertions


def test_what_must_be_found_is(invalid: Path) -> None:
    assert_finds(invalid, "claim-dated")
    assert_finds(str(invalid), "claim-dated", line=10)


def test_the_wrong_line_and_the_wrong_rule_are_told(invalid: Path) -> None:
    with pytest.raises(AssertionError) as caught:
        assert_finds(invalid, "claim-dated", line=11)
    assert str(caught.value).startswith(
        "tests/invalid/claim-dated.ttl:11: nothing is found by [claim-dated]\n"
        "but this is:\n"
        "tests/invalid/claim-dated.ttl:10:1: violation [claim-dated] claim:agency-people-injured\n"
    )
    with pytest.raises(AssertionError, match=r"nothing is found by \[claim-hedge\]"):
        assert_finds(invalid, "claim-hedge")


def test_a_mended_file_is_valid_and_no_longer_found(invalid: Path) -> None:
    invalid.write_text(valid(invalid))
    assert_valid(invalid)
    with pytest.raises(AssertionError) as caught:
        assert_finds(invalid, "claim-dated")
    assert str(caught.value) == "tests/invalid/claim-dated.ttl: nothing is found by [claim-dated]"


def test_a_file_that_is_not_valid_tells_why(invalid: Path) -> None:
    with pytest.raises(AssertionError, match=r"^tests/invalid/claim-dated\.ttl:10:1: violation \[claim-dated\]"):
        assert_valid(invalid)


def test_a_file_that_is_not_turtle_is_found_too(invalid: Path) -> None:
    invalid.write_text(invalid.read_text().replace(HEDGE, "    kg:hedge kg:Stated\n"))
    assert_finds(invalid, "turtle")


def test_the_file_may_be_part_of_the_graph(project: Path) -> None:
    assert_valid(project / "graph" / "harbour-fire" / "claims" / "example-daily.ttl")


def test_the_current_folder_does_not_matter(invalid: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert_finds(invalid, "claim-dated", line=10)
    invalid.write_text(valid(invalid))
    assert_valid(invalid)


# The plugin


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    return dict(re.findall(r"^(\S+::[\w ]+?) (PASSED|FAILED|ERROR)", result.stdout.str(), re.MULTILINE))


@pytest.fixture
def run(project: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest in the project, in a process of its own."""
    monkeypatch.chdir(project)

    def started(*argv: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider", *argv)

    return started


def test_each_file_is_a_test(run: Run, project: Path) -> None:
    found = outcomes(run())
    parts = [*project.glob("graph/**/*.ttl"), project / "ontology" / "codelists.ttl"]
    assert {name for name in found if name.endswith("::valid")} == {f"{p.relative_to(project)}::valid" for p in parts}
    assert found["tests/invalid/claim-dated.ttl::must fail"] == "PASSED"
    assert not [name for name in found if "shapes" in name]
    assert set(found.values()) == {"PASSED"}


def test_a_finding_fails_the_file_it_stands_in_and_no_other(run: Run, project: Path) -> None:
    path = project / "graph" / "harbour-fire" / "claims" / "example-daily.ttl"
    path.write_text(path.read_text().replace(HEDGE, ""))
    result = run("graph")
    found = outcomes(result)
    name = "graph/harbour-fire/claims/example-daily.ttl"
    assert [n for n, outcome in found.items() if outcome == "FAILED"] == [f"{name}::valid"]
    told = result.stdout.str()
    assert f"\n{name}:11:1: violation [claim-hedge] claim:daily-people-killed\n" in told
    assert "11 | claim:daily-people-killed" in told
    assert "Traceback" not in told
    assert "testing.py" not in told


def test_a_fixture_that_no_longer_fails_fails(run: Run, invalid: Path) -> None:
    invalid.write_text(valid(invalid))
    result = run("tests/invalid")
    assert outcomes(result) == {"tests/invalid/claim-dated.ttl::must fail": "FAILED"}
    assert "\ntests/invalid/claim-dated.ttl: nothing is found by [claim-dated]\n" in result.stdout.str()


def test_a_rule_may_have_a_folder_and_a_near_miss(run: Run, invalid: Path) -> None:
    near = invalid.parent.with_name("valid") / "dated.ttl"
    near.parent.mkdir()
    near.write_text(valid(invalid))
    folder = invalid.with_suffix("")
    folder.mkdir()
    invalid.rename(folder / "no-day.ttl")
    (invalid.parent.with_name("other.ttl")).write_text("no Turtle, and nobody's business")
    assert outcomes(run("tests/valid", "tests/invalid")) == {
        "tests/valid/dated.ttl::valid": "PASSED",
        "tests/invalid/claim-dated/no-day.ttl::must fail": "PASSED",
    }


@pytest.mark.parametrize("below", ["tests", "tests/invalid", "graph/harbour-fire", "queries"])
def test_it_is_on_wherever_pytest_is_called(
    below: str, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test, fixture = str(project / "tests" / "test_rules.py"), str(project / "tests" / "invalid")
    monkeypatch.chdir(project / below)
    assert len(outcomes(run(test, fixture))) == 3


def test_it_can_be_turned_on_for_one_run(run: Run, project: Path) -> None:
    (project / "pytest.ini").unlink()
    assert set(outcomes(run("graph")).values()) == set()
    assert set(outcomes(run("-p", "kobe_kg.testing", "graph")).values()) == {"PASSED"}


def test_the_graph_is_that_of_the_project_around_the_test(run: Run, project: Path) -> None:
    test = project / "tests" / "test_graph.py"
    test.write_text(
        "def test_graph(graph):\n"
        '    assert [row.event.rpartition("/")[2] for row in graph.query("events")] == ["harbour-fire"]\n'
        '    assert len(graph.query("first-figures")) == 2\n'
    )
    assert outcomes(run("tests/test_graph.py")) == {"tests/test_graph.py::test_graph": "PASSED"}
