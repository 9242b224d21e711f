"""The package's door: what is listed is there, and entering costs nothing that is not used."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import kobe_kg
from kobe_kg import errors
from tests import ROOT

#: What no everyday question needs.
HEAVY = {"SPARQLWrapper", "argcomplete", "pandas", "pyshacl", "rdflib"}


def order(name: str) -> tuple[bool, bool, str]:
    """Constants first, then classes, then functions."""
    return not name.isupper(), name[0].islower(), name


def test_the_list_is_sorted_and_each_name_opens() -> None:
    assert kobe_kg.__all__ == sorted(kobe_kg.__all__, key=order)
    for name in kobe_kg.__all__:
        assert getattr(kobe_kg, name) is not None
    assert dir(kobe_kg) == sorted([*kobe_kg.__all__, "__version__"])


def test_a_type_checker_sees_the_same_names() -> None:
    tree = ast.parse(Path(kobe_kg.__file__).read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING")
    seen = {a.asname or a.name: n.module for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert sorted(seen) == sorted(kobe_kg.__all__)
    for name, module in seen.items():
        assert getattr(importlib.import_module(str(module)), name) is getattr(kobe_kg, name)


def test_every_error_is_at_the_door() -> None:
    tree = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert {kind.__name__ for kind in tree} <= set(kobe_kg.__all__)


@pytest.mark.parametrize(
    "name", ["kobe_kg.difference", "kobe_kg.sparql", "kobe_kg.store", "kobe_kg.turtle", "kobe_kg.validate"]
)
def test_the_inner_doors_are_sorted_and_open(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__all__ == sorted(module.__all__, key=order)
    assert all(hasattr(module, member) for member in module.__all__)


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="module 'kobe_kg' has no attribute 'Clam'"):
        kobe_kg.Clam  # type: ignore[attr-defined]  # noqa: B018
    assert kobe_kg.__version__ == version("kobe-kg")


def modules_after(code: str) -> set[str]:
    """Give the packages a fresh process has imported once some code has run."""
    code += "\nimport sys; print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.partition(".")[0] for name in done.stderr.splitlines()}


def test_importing_the_package_imports_nothing_else() -> None:
    assert not modules_after("import kobe_kg") & {*HEAVY, "pyoxigraph", "yaml"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "claims"],
        ["query"],
        ["compare"],
        ["show", "kobe-attack"],
        ["diff", "graph", "ontology/examples"],
        ["sparql", "ASK {}"],
        ["format", "--check", "ontology"],
    ],
    ids=" ".join,
)
def test_an_everyday_command_imports_nothing_heavy(arguments: list[str]) -> None:
    code = f"from kobe_kg.cli import main\nassert main({arguments!r}) == 0"
    found = modules_after(code)
    assert "kobe_kg" in found
    assert not found & HEAVY
