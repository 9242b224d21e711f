"""The documentation: every command, example and link in it works, and everything there is stands in it."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from types import ModuleType

import pytest

import kobe_kg
from kobe_kg import cli, errors
from kobe_kg.cli.compare import FORMATS
from kobe_kg.cli.results import GRAPHS, ROWS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"


def load(name: str) -> ModuleType:
    """Import a script of docs/."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


examples = load("examples")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [page for page in examples.PAGES if examples.blocks(page)], ids=named)
def test_examples_work(page: Path, tmp_path: Path) -> None:
    examples.follow(page, tmp_path)


def test_commands_are_read_as_a_shell_shows_them() -> None:
    found = examples.commands("$ one '\n>   two'\n1\n\n> 2\n$ three\n")
    assert found == [("one '\n  two'", ["1", "", "> 2"]), ("three", [])]


def test_an_ellipsis_stands_for_what_is_left_out_and_for_nothing_else() -> None:
    assert examples.agrees(["a", "…", "d"], ["a", "b", "c", "d"])
    assert examples.agrees(["a", "…"], ["a"])
    assert not examples.agrees(["a", "…", "d"], ["a", "b", "c"])
    assert examples.agrees(["a…d"], ["abcd"])
    assert not examples.agrees(["a…d"], ["ab", "cd"])
    assert not examples.agrees(["a"], ["a", "b"])


@pytest.mark.parametrize(
    "block",
    [
        "```console\n$ echo 1\n2\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ false\n$ echo $?\n0\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "```sparql\nSELECT * WHERE { ?s ?p }\n```\n",
        "```turtle\nclaim:a kg:min .\n```\n",
    ],
)
def test_a_wrong_example_is_told(block: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(block)
    with pytest.raises((examples.Disagreement, SyntaxError, errors.QueryError)):
        examples.follow(page, tmp_path)


def test_output_is_renewed_as_it_was_trimmed() -> None:
    assert examples.renewed(["a", "…", "z"], ["1", "2", "3", "4"]) == ["1", "…", "4"]
    assert examples.renewed(["a"], ["1", "2"]) == ["1", "2"]


# Links


def anchors(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def links(page: Path) -> list[tuple[Path, str]]:
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    parts = [link.partition("#") for link in found if not link.startswith(("https://", "http://"))]
    return [((page.parent / path).resolve() if path else page, anchor) for path, _, anchor in parts]


@pytest.mark.parametrize("page", [*examples.PAGES, ROOT / "CHANGELOG.md"], ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in links(page):
        assert path.exists(), f"{named(page)} links to {path}"
        assert not anchor or anchor in anchors(path), f"{named(page)} links to {named(path)}#{anchor}"


def test_every_page_can_be_reached_from_the_index() -> None:
    reached, ahead = set(), [DOCS / "README.md"]
    while ahead:
        page = ahead.pop()
        if page.suffix == ".md" and page not in reached:
            reached.add(page)
            ahead += [path for path, _ in links(page)]
    lost = set(DOCS.rglob("*.md")) - reached
    assert not lost, f"no page links to {sorted(map(named, lost))}"


# The README's commands


def readme_commands() -> list[str]:
    """The README's two commands, the first without the clone that a checkout has behind it."""
    first, second = (b.text.strip() for b in examples.blocks(ROOT / "README.md") if b.language == "sh")
    clone, _, rest = first.partition(" && cd kobe-kg && ")
    assert clone.startswith("git clone https://")
    return [rest, second]


def test_the_checks_start_and_end_with_the_commands_of_the_readme() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    first, second = (f"({command})" for command in readme_commands())
    steps = [line for line in lines if "/bin/" in line and not line.startswith("#")]
    assert steps[0] == first
    assert steps[-1] == second


def test_every_check_is_run_in_both_places() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    for check in ("ruff check", "ruff format --check", "mypy", "kobe format --check", "kobe validate", "pytest"):
        assert f".venv/bin/{check}" in script
    assert "set -euo pipefail" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "run: .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text()


# Everything there is


def section(page: str, heading: str) -> str:
    text = (REFERENCE / page).read_text()
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {heading!r}"
    return found[1]


def test_pages_made_from_the_project_are_up_to_date() -> None:
    for name, text in load("generate").pages().items():
        assert (REFERENCE / name).read_text() == text, f"{name} is out of date: run python docs/generate.py"


def options(verb: str) -> set[str]:
    """The long options of a verb, or its arguments' names, beyond what all verbs share."""
    actions = cli.parser([verb])._subparsers._group_actions[0].choices[verb]._actions  # type: ignore[union-attr,call-overload,index]
    return {option for a in actions for option in a.option_strings if option.startswith("--")} - {"--help"}


def common_options() -> set[str]:
    return set.intersection(*(options(verb) for verb in cli.VERBS))


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_is_documented(verb: str) -> None:
    text = section("cli.md", f"kobe {verb}")
    assert f"$ kobe {verb}" in text, "a verb has an example"
    missing = {option for option in options(verb) - common_options() if f"`{option}" not in text}
    assert not missing


def test_every_common_option_is_documented() -> None:
    text = section("cli.md", "Common options")
    assert {option for option in common_options() if f"`{option}" not in text} == set()


def test_every_environment_variable_is_documented() -> None:
    source = "".join(path.read_text() for path in (ROOT / "kobe_kg").rglob("*.py"))
    names = set(re.findall(r"\bKOBE_[A-Z]+(?:_[A-Z]+)*\b", source)) | {"KOBE_GRAPH", "KOBE_STORE", "KOBE_ENDPOINT"}
    text = section("cli.md", "Environment")
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_every_format_is_documented() -> None:
    text = (REFERENCE / "cli.md").read_text()
    assert {form for form in (*ROWS, *GRAPHS, *FORMATS) if f"`{form}`" not in text} == set()


def error_classes() -> list[type]:
    return [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.KobeError)]


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_is_documented(kind: type) -> None:
    text = (REFERENCE / "errors.md").read_text()
    assert f"`{kind.__name__}`" in text
    assert kind is errors.KobeError or kind in cli.EXIT, "every error has its exit code"


def test_every_exit_code_is_documented() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*)$", (REFERENCE / "errors.md").read_text(), re.MULTILINE)
    told = {int(code): text for code, text in rows}
    assert set(told) == {0, 1, 70, 130, *cli.EXIT.values()}
    for kind, code in cli.EXIT.items():
        assert f"`{kind.__name__}`" in told[code]


def test_every_public_name_is_documented() -> None:
    text = (REFERENCE / "python.md").read_text()
    assert {name for name in kobe_kg.__all__ if f"`{name}`" not in text and f"`kobe_kg.{name}" not in text} == set()


@pytest.mark.parametrize("name", list(kobe_kg.open().queries))
def test_every_saved_query_is_documented(name: str) -> None:
    text = section("queries.md", name)
    query = kobe_kg.open().queries[name]
    assert query.title in text
    assert {word for word in (*query.params, *query.columns) if f"`{word}`" not in text} == set()
