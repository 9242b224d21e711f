"""CI for others: the action, the hooks and the recipes are well formed, safe, and do what the command does."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
import yaml

from kobe_kg import cli, scaffold
from tests import ROOT
from tests.repositories import Repo

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
RECIPES = ROOT / "docs" / "howto" / "ci.md"
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
#: An expression of GitHub Actions, which is pasted into the text it stands in.
EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)


class Job(NamedTuple):
    """What the step that validates left."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


@pytest.fixture
def kobe(tmp_path: Path) -> Path:
    """A folder that holds the command alone, as the action puts it on the path."""
    command = tmp_path / "bin" / "kobe"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kobe_kg "$@"\n')
    command.chmod(0o755)
    return command.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository as `kobe init` makes it."""
    folder = tmp_path / "project"
    scaffold.create(folder)
    return folder


@pytest.fixture
def spoilt(project: Path) -> Path:
    """The same, where one claim lost its hedge, on line 11."""
    path = project / "graph" / "harbour-fire" / "claims" / "example-daily.ttl"
    path.write_text(path.read_text().replace("    kg:hedge kg:Stated ;\n", ""))
    return project


@pytest.fixture
def step(kobe: Path, tmp_path: Path) -> Callable[..., Job]:
    """Run the step that validates as a runner does: inputs by environment, `bash -eo pipefail`."""
    (found,) = [s for s in STEPS if s.get("id") == "validate"]
    bash = shutil.which("bash")
    assert bash is not None

    def run(folder: Path, **inputs: str) -> Job:
        values = {name: str(about["default"]) for name, about in ACTION["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(values) == set(ACTION["inputs"])
        outputs, summary = tmp_path / "outputs", tmp_path / "summary"
        script = tmp_path / "step.sh"
        script.write_text(found["run"])
        env = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "KOBE_"))}
        env |= {name: values[re.sub(r"\W*inputs\.|\W*$", "", value)] for name, value in found["env"].items()}
        env |= {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
        env |= {"PATH": os.pathsep.join([str(kobe), os.environ["PATH"]]), "PYTHONPATH": str(ROOT)}
        command = [bash, "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
        told = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
        return Job(done.returncode, done.stdout + done.stderr, told, summary.read_text() if summary.exists() else "")

    return run


# The action


def test_no_input_is_pasted_into_a_script() -> None:
    assert [s["run"] for s in STEPS if EXPRESSION.search(s.get("run", ""))] == []
    assert all(s["shell"] == "bash" for s in STEPS if "run" in s)


def test_other_actions_are_pinned_to_a_commit() -> None:
    used = [s["uses"] for s in STEPS if "uses" in s]
    assert used
    assert [u for u in used if not re.fullmatch(r"[\w-]+(/[\w-]+)+@[0-9a-f]{40}", u)] == []


def test_every_input_is_used_and_described() -> None:
    text = str(STEPS)
    for name, about in ACTION["inputs"].items():
        assert f"inputs.{name}" in text
        assert about["description"].endswith(".")
        assert isinstance(about["default"], str)
    named = {name for expression in EXPRESSION.findall(text) for name in re.findall(r"inputs\.([\w-]+)", expression)}
    assert named == set(ACTION["inputs"])


def test_every_input_is_documented() -> None:
    text = RECIPES.read_text()
    assert {name for name in ACTION["inputs"] if f"| `{name}` |" not in text} == set()


def test_a_good_graph_passes(step: Callable[..., Job], project: Path) -> None:
    job = step(project)
    assert (job.code, job.outputs) == (0, {"exit-code": "0"}), job.log
    assert "::error" not in job.log
    assert "Nothing found" in job.summary


def test_a_finding_fails_and_is_shown_at_its_line(step: Callable[..., Job], spoilt: Path) -> None:
    job = step(spoilt, sarif="findings.sarif")
    assert (job.code, job.outputs) == (1, {"exit-code": "1"}), job.log
    place = "graph/harbour-fire/claims/example-daily.ttl"
    assert re.search(rf"^::error file={place},line=11,col=1,title=claim-hedge::", job.log, re.MULTILINE)
    assert "claim-hedge" in job.summary
    (run,) = json.loads((spoilt / "findings.sarif").read_text())["runs"]
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == place


def test_annotations_and_summary_can_be_left_out(step: Callable[..., Job], spoilt: Path) -> None:
    job = step(spoilt, annotations="false", summary="false")
    assert job.code == 1
    assert "::error" not in job.log
    assert "violation [claim-hedge] claim:daily-people-killed" in job.log
    assert job.summary == ""


def test_severity_paths_and_shapes_reach_the_command(step: Callable[..., Job], spoilt: Path) -> None:
    assert step(spoilt, paths="graph/harbour-fire/sources.ttl\ngraph/harbour-fire/places.ttl").code == 0
    assert step(spoilt, shapes="ontology/shapes").code == 0
    assert step(spoilt, fail_on="never").code == 2


def test_a_revision_reaches_the_command(step: Callable[..., Job], spoilt: Path) -> None:
    repo = Repo(spoilt)
    repo.commit()
    assert step(spoilt, changed_since="HEAD").code == 0
    assert step(spoilt, changed_since="no-such-branch").code == 2


@pytest.mark.parametrize("hostile", ["$(touch pwned)", '" && touch pwned #', "--version"])
@pytest.mark.parametrize("name", ["paths", "shapes", "fail_on", "sarif", "changed_since"])
def test_a_hostile_input_stays_a_value(step: Callable[..., Job], project: Path, name: str, hostile: str) -> None:
    job = step(project, **{name: hostile})
    assert not list(project.rglob("pwned"))
    assert job.code == (0 if name == "sarif" else {"fail_on": 2}.get(name, 3))


# The hooks


def test_hooks_run_verbs_there_are() -> None:
    assert [h["id"] for h in HOOKS] == ["kobe-format", "kobe-format-check", "kobe-validate"]
    for hook in HOOKS:
        program, verb, *options = shlex.split(hook["entry"])
        assert (program, hook["language"]) == ("kobe", "python")
        cli.parser([verb]).parse_args([verb, *options])
        assert re.search(hook["files"], "graph/a.ttl")
        assert not re.search(hook["files"], "README.md")


def test_validation_sees_the_whole_project_whatever_file_changed() -> None:
    assert [h.get("pass_filenames", True) for h in HOOKS] == [True, True, False]


@pytest.mark.parametrize(("hook", "code"), [("kobe-format", 0), ("kobe-format-check", 1), ("kobe-validate", 1)])
def test_a_hook_tells_by_its_exit_code(hook: str, code: int, spoilt: Path, kobe: Path) -> None:
    (found,) = [h for h in HOOKS if h["id"] == hook]
    changed = spoilt / "graph" / "harbour-fire" / "event.ttl"
    changed.write_text(changed.read_text() + "\n\n")
    before = changed.read_text()
    names = [str(changed.relative_to(spoilt))] if found.get("pass_filenames", True) else []
    env = os.environ | {"PATH": os.pathsep.join([str(kobe), os.environ["PATH"]]), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*shlex.split(found["entry"]), *names], cwd=spoilt, env=env, capture_output=True, timeout=120)
    assert done.returncode == code, done.stderr.decode()
    assert (changed.read_text() == before) is (hook != "kobe-format")


# The recipes


def recipes() -> Iterator[Any]:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", RECIPES.read_text(), re.MULTILINE | re.DOTALL)
    for block in blocks:
        yield yaml.safe_load(textwrap.dedent(block))


def scripts(found: Any) -> Iterator[str]:
    """Give the commands of a recipe, whosever it is."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key in ("run", "script", "after_script"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from scripts(value)
    elif isinstance(found, list):
        for value in found:
            yield from scripts(value)


def written(ci: str) -> str:
    (path,) = scaffold.contents("x", ci=ci).keys() - scaffold.contents("x", ci=None).keys()
    return scaffold.contents("x", ci=ci)[path]


@pytest.mark.parametrize("recipe", [*recipes(), *(yaml.safe_load(written(ci)) for ci in scaffold.SERVICES)], ids=str)
def test_a_recipe_runs_commands_there_are(recipe: Any) -> None:
    for line in "\n".join(scripts(recipe)).splitlines():
        for part in re.split(r"&&|\|\|", line):
            program, *arguments = shlex.split(part) or [""]
            if program == "kobe":
                cli.parser([arguments[0]]).parse_args(arguments)


def test_the_recipe_for_gitlab_leaves_a_report_for_the_review(spoilt: Path, kobe: Path) -> None:
    job = yaml.safe_load(written("gitlab"))["check"]
    env = os.environ | {"PATH": os.pathsep.join([str(kobe), os.environ["PATH"]]), "PYTHONPATH": str(ROOT)}
    for line in job["after_script"]:
        subprocess.run(shlex.split(line), cwd=spoilt, env=env, capture_output=True, timeout=120)
    report = job["artifacts"]["reports"]["junit"][0]
    (failure,) = ElementTree.parse(spoilt / report).iterfind(".//failure")  # noqa: S314 - written by us
    assert "graph/harbour-fire/claims/example-daily.ttl:11:1" in str(failure.text)


def used(found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(found, dict):
        if "uses" in found:
            yield found["uses"], found.get("with", {})
        for value in found.values():
            yield from used(value)
    elif isinstance(found, list):
        for value in found:
            yield from used(value)


def test_recipes_give_the_action_inputs_it_has() -> None:
    for recipe in [*recipes(), yaml.safe_load(written("github"))]:
        for name, given in used(recipe):
            if name.startswith("kobe-kg/kobe-kg@"):
                assert set(given) <= set(ACTION["inputs"])


def test_recipes_name_hooks_there_are() -> None:
    texts = [RECIPES.read_text(), scaffold.contents("x")[Path(".pre-commit-config.yaml")]]
    named = {hook for text in texts for hook in re.findall(r"- id: (kobe-\S+)", text)}
    assert named
    assert named <= {h["id"] for h in HOOKS}
