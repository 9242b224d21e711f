"""`kobe init` writes a repository that is valid as it stands, all of it or none, and never over anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from kobe_kg import files, paths, scaffold, turtle
from kobe_kg.cli import main
from kobe_kg.errors import DataError, ParameterError
from tests import ROOT
from tests.cli.conftest import Kobe


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a new repository, with no graph around it."""
    folder = tmp_path / "harbour"
    scaffold.create(folder)
    monkeypatch.chdir(folder)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def said(kobe: Kobe, *argv: str, code: int = 0) -> str:
    """What the command prints, with no graph named."""
    ran = kobe(*argv, graph=[])
    assert ran.code == code, ran.err
    return ran.out


# What it writes


def test_it_names_what_it_writes_and_what_comes_next(
    kobe: Kobe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = kobe("init", "harbour", graph=[])
    assert ran.code == 0
    assert ran.out.splitlines() == [f"harbour/{name}" for name in sorted(tree(tmp_path / "harbour"))]
    assert ran.err == "Next: cd harbour && kobe compare\n"


@pytest.mark.parametrize(
    ("ci", "written"),
    [("github", {".github/workflows/check.yml"}), ("gitlab", {".gitlab-ci.yml"}), ("none", set())],
)
def test_the_file_for_ci_is_a_choice(kobe: Kobe, tmp_path: Path, ci: str, written: set[str]) -> None:
    said(kobe, "init", str(tmp_path / "x"), "--ci", ci)
    plain = {path.as_posix() for path in scaffold.contents("x", ci=None)}
    assert set(tree(tmp_path / "x")) == plain | written


def test_no_mark_is_left_and_the_version_is_ours(inside: Path) -> None:
    from importlib.metadata import version

    for name, content in tree(inside).items():
        assert b"@NAME@" not in content
        assert b"@VERSION@" not in content, name
    assert f"kobe-kg@v{version('kobe-kg')}\n" in (inside / "requirements.txt").read_text()
    assert (inside / "README.md").read_text().startswith("# harbour\n")
    for path in inside.rglob("*.y*ml"):
        assert yaml.safe_load(path.read_text())


def test_the_example_says_it_is_one(inside: Path) -> None:
    """Nobody may take it for a record of something that happened."""
    for path in inside.glob("graph/**/*.ttl"):
        assert "example" in path.read_text().splitlines()[0].lower(), path


# It is valid as it stands


def test_it_validates(kobe: Kobe, inside: Path) -> None:
    out = said(kobe, "validate", "--fail-on", "info")
    count = len(files.expand([inside / "graph", inside / "ontology" / "codelists.ttl"], ".ttl"))
    assert out.startswith("Nothing found: ")
    assert f" in {count} files, " in out


def test_it_is_in_canonical_form(kobe: Kobe, inside: Path) -> None:
    before = tree(inside)
    assert said(kobe, "format", "--check") == ""
    assert said(kobe, "format", "--check", "tests") == ""
    assert tree(inside) == before


def test_its_tests_pass_with_no_configuration(inside: Path) -> None:
    """In a process of its own, as its owner would; the rule of its own is found where it should."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KOBE_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=inside, env=kept | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120)
    out = done.stdout.decode()
    assert done.returncode == 0, out
    assert "graph/harbour-fire/event.ttl::valid PASSED" in out
    assert "tests/invalid/claim-dated.ttl::must fail PASSED" in out
    assert "test_a_claim_without_its_day_is_found PASSED" in out


def test_it_tells_the_contradiction_and_the_relay(kobe: Kobe, inside: Path) -> None:
    out = said(kobe, "compare")
    assert "Example harbour fire: who says what" in out
    assert "cannot hold together with 4" in out
    assert "relays it in other words" in out


# Its folders count


def test_each_verb_works_on_its_graph_from_wherever_in_it(
    kobe: Kobe, inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (inside, inside / "graph" / "harbour-fire", inside / "queries"):
        monkeypatch.chdir(folder)
        assert "event/harbour-fire" in said(kobe, "query", "events", "-f", "csv")
        assert "kobe-attack" not in said(kobe, "query", "events", "-f", "csv")
        assert said(kobe, "sparql", "ASK { event:harbour-fire a kg:Event }") == "true\n"
        assert "Example harbour office" in said(kobe, "show", "source:harbour-office")


def test_its_terms_its_queries_and_its_rules_stand_beside_ours(kobe: Kobe, inside: Path) -> None:
    own = "https://example.org/ns#DockWorkers"
    assert "agency-dock-workers-injured" in said(kobe, "query", "claims", "-p", f"population={own}", "-f", "csv")
    listed = said(kobe, "query", "-f", "csv")
    assert "\nfirst-figures," in listed
    assert "\ndisagreements," in listed
    claim = inside / "graph" / "harbour-fire" / "claims" / "harbour-office.ttl"
    text = claim.read_text()
    claim.write_text(text.replace('    kg:statedOn "2026-03-03"^^xsd:date ;\n', "", 1))
    assert "violation [https://example.org/ns#claim-dated] claim:office-people-killed" in said(kobe, "validate", code=1)
    claim.write_text(text.replace("kg:hedge kg:Stated", "kg:hedge kg:Sure", 1))
    assert "graph/harbour-fire/claims/harbour-office.ttl:19:14: violation [claim-hedge]" in said(
        kobe, "validate", code=1
    )


def test_a_query_of_the_same_name_counts_before_ours(kobe: Kobe, inside: Path) -> None:
    (inside / "queries" / "first-figures.rq").rename(inside / "queries" / "toll.rq")
    assert said(kobe, "query", "toll", "-f", "csv").startswith("population,outcome,statedOn,")


def test_a_graph_that_is_named_counts_first(kobe: Kobe, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    relay = str(ROOT / "ontology" / "examples" / "relay.ttl")
    assert "example-relay-ambush" in said(kobe, "query", "events", "-f", "csv", "--graph", relay)
    monkeypatch.setenv("KOBE_GRAPH", relay)
    assert "example-relay-ambush" in said(kobe, "query", "events", "-f", "csv")


def test_verbose_says_which_graph_is_read(kobe: Kobe, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inside / "queries")
    assert f"graph: {inside / 'graph'}\n" in kobe("query", "events", "-v", graph=[]).err
    assert kobe("query", "events", graph=[]).err == ""


# The project around a folder


def test_the_nearest_project_counts_up_to_the_top_of_the_repository(inside: Path) -> None:
    inner = inside / "graph" / "inner"
    scaffold.create(inner)
    assert paths.project(inner / "tests").root == inner
    assert paths.project(inside / "tests").root == inside
    (inside / "tests" / ".git").mkdir()
    assert paths.project(inside / "tests").kobe
    assert paths.project(inside / "tests" / "invalid").kobe


def test_the_home_folder_ends_the_search(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(inside / "tests"))
    assert paths.project(inside / "tests" / "invalid").kobe


@pytest.mark.parametrize("missing", ["graph", "ontology queries"])
def test_a_folder_without_the_folders_is_no_project(missing: str, inside: Path) -> None:
    for name in missing.split():
        (inside / name).rename(inside / f"other-{name}")
    assert paths.project(inside) == paths.project(ROOT)


@pytest.mark.parametrize("missing", ["ontology", "queries"])
def test_one_folder_beside_the_graph_is_enough(missing: str, kobe: Kobe, inside: Path) -> None:
    shutil.rmtree(inside / missing)
    assert "event/harbour-fire" in said(kobe, "query", "events", "-f", "csv")
    assert said(kobe, "format", "--check") == ""
    code = 1 if missing == "ontology" else 0  # a population that is no longer described
    assert ("[figure-population]" in said(kobe, "validate", code=code)) is bool(code)


def test_a_graph_without_turtle_is_no_project(inside: Path) -> None:
    for path in inside.glob("graph/**/*.ttl"):
        path.unlink()
    assert paths.project(inside).kobe


def test_a_project_of_ours_is_itself() -> None:
    found = paths.project(ROOT / "docs" / "howto")
    assert (found.root, found.kobe) == (ROOT, True)
    assert found.vocabulary == found.terms == paths.vocabulary()
    assert (found.graph, found.queries) == (paths.GRAPH, [paths.QUERIES])


def test_another_checkout_of_ours_brings_its_own_ontology(inside: Path) -> None:
    (inside / "kobe_kg").mkdir()
    (inside / "kobe_kg" / "paths.py").touch()
    found = paths.project(inside)
    assert found.vocabulary == [inside / "ontology" / "codelists.ttl"]
    assert found.queries == [inside / "queries"]


def test_hidden_files_are_no_terms(inside: Path) -> None:
    (inside / "ontology" / ".#codelists.ttl").symlink_to("nowhere")
    assert [path.name for path in paths.project(inside).terms] == ["codelists.ttl"]


def test_a_current_folder_that_is_gone_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert paths.project().kobe


def test_of_several_events_one_must_be_named(kobe: Kobe, inside: Path) -> None:
    event = (inside / "graph" / "harbour-fire" / "event.ttl").read_text()
    (inside / "graph" / "flood.ttl").write_text(event.replace("harbour-fire", "harbour-flood"))
    ran = kobe("compare", graph=[])
    assert ran.code == 2
    assert ran.err == "kobe: there are several events, so name one\n  known: harbour-fire, harbour-flood\n"
    assert "Example harbour fire" in said(kobe, "compare", "harbour-fire")


def test_a_part_of_the_event_is_not_another(kobe: Kobe, inside: Path) -> None:
    event = inside / "graph" / "harbour-fire" / "event.ttl"
    later = event.read_text().replace("harbour-fire", "harbour-strike")
    (inside / "graph" / "strike.ttl").write_text(later)
    whole = event.read_text().replace(
        "PREFIX rdfs", "PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>\nPREFIX rdfs"
    )
    event.write_text(whole.replace("a kg:Event ;", "a kg:Event ;\n    sem:hasSubEvent event:harbour-strike ;"))
    assert "Example harbour fire: who says what" in said(kobe, "compare")


# All or nothing, and nothing over anything


@pytest.mark.parametrize("there", ["README.md", "notes.txt", ".gitignore", "graph/a.ttl"])
def test_a_folder_that_is_not_empty_is_left_as_it_is(there: str, kobe: Kobe, tmp_path: Path) -> None:
    path = tmp_path / "x" / there
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    ran = kobe("init", str(tmp_path / "x"), graph=[])
    assert ran.code == 2
    assert ran.err == f"kobe: {tmp_path / 'x'} is not empty\n  in the way: {there.split('/')[0]}\n"
    assert tree(tmp_path) == {f"x/{there}": b"mine"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(ParameterError, match="is a file"):
        scaffold.create(tmp_path / "x")


@pytest.mark.parametrize("before", [[], [".git/HEAD"]])
def test_an_empty_folder_is_filled_in_its_place(
    before: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in before:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("ref")
    number = tmp_path.stat().st_ino
    assert main(["init", "."]) == 0
    assert tmp_path.stat().st_ino == number
    written = {path.as_posix(): text.encode() for path, text in scaffold.contents(tmp_path.name).items()}
    assert tree(tmp_path) == written | dict.fromkeys(before, b"ref")


@pytest.fixture(params=["new", "empty"])
def broken(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to write to when the disk is full before the last file, or the last name cannot be given."""
    folder = tmp_path / "x"
    if request.param == "empty":
        folder.mkdir()
    return folder


@pytest.mark.parametrize("method", ["write_text", "rename"])
def test_a_failure_leaves_nothing_behind(
    method: str, broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = broken.exists()
    real = getattr(Path, method)

    def fails(path: Path, *args: object, **kwargs: object) -> object:
        if path.name in ("test_rules.py", "tests") or (method == "rename" and not empty):
            raise OSError(28, "No space left on device")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, method, fails)
    with pytest.raises(DataError, match="No space left on device"):
        scaffold.create(broken)
    assert list(tmp_path.rglob("*")) == ([broken] if empty else [])


def test_a_place_that_cannot_be_written_is_told(kobe: Kobe, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = kobe("init", str(tmp_path / "file" / "x"), graph=[])
    assert ran.code == 3
    assert ran.err.startswith(f"kobe: cannot write {tmp_path / 'file' / 'x'}: ")


def test_every_turtle_file_of_the_template_can_be_read(inside: Path) -> None:
    for path in inside.rglob("*.ttl"):
        assert turtle.read(path)
