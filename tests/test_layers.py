"""Imports look down: the package's layers, and who may import what from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kobe_kg

PACKAGE = Path(kobe_kg.__file__).parent

#: The package from bottom to top; a module imports only what stands before it.
LAYERS = (
    "errors",
    "namespaces",
    "paths",
    "files",
    "revision",
    "scaffold",
    "tabular",
    "kept",
    "parameter",
    "model",
    "answer",
    "sparql",
    "turtle",
    "catalog",
    "store",
    "load",
    "query",
    "show",
    "reason",
    "difference",
    "matching",
    "validate",
    "export",
    "ingest",
    "bulk",
    "graph",
    "testing",
    "pages",
    "serve",
    "cli",
)
#: These stand beside one another.
SIBLINGS = {"validate", "export", "ingest"}
#: What ingestion ends before.
NEVER_INGESTED = {"answer", "catalog", "store", "load", "query", "show", "reason", "difference", "matching"}
#: Heavy or optional packages, and the only files that may import them.
HEAVY = {
    "SPARQLWrapper": {"store/remote.py"},
    "argcomplete": {"cli/__init__.py", "cli/completion.py"},
    "duckdb": {"matching/join.py"},
    "jinja2": {"pages/templating.py"},
    "nanopub": {"export/signing.py"},
    "openpyxl": {"ingest/table/template.py", "ingest/table/workbook.py"},
    "pandas": {"answer.py"},
    "pyarrow": {"export/parquet.py", "ingest/table/columnar.py"},
    "pyshacl": {"validate/reference.py"},
    "pytest": {"testing.py"},
    "rdflib": {"store/rdflib.py", "validate/reference.py"},
    "uvicorn": {"serve/front/connection.py"},
    "uvloop": {"serve/front/listening.py"},
}

FILES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Give the full names of what a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> str:
    """Give the layer of a module of ours, or an empty text for the package's own door."""
    return name.partition(".")[2].partition(".")[0]


def ours(path: Path) -> set[str]:
    return {layer(name) for name in imported(path) if name.split(".")[0] == "kobe_kg"}


def test_every_module_has_its_layer() -> None:
    present = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()}
    assert present - {"__init__", "__main__"} <= set(LAYERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_look_down(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if here in ("__init__", "__main__"):
        return  # the two doors
    allowed = {*LAYERS[: LAYERS.index(here) + 1]} - (SIBLINGS - {here} if here in SIBLINGS else set())
    if here == "ingest":
        allowed -= NEVER_INGESTED
    assert ours(path) - allowed == set()


def test_nothing_imports_the_command_but_its_door() -> None:
    found = {path.relative_to(PACKAGE).as_posix() for path in FILES if "cli" in ours(path)}
    assert {name for name in found if not name.startswith("cli/")} == {"__main__.py"}


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_have_one_place(package: str) -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        if any(name.split(".")[0] == package for name in imported(path))
    }
    assert users == HEAVY[package]
