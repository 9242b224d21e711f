"""The distribution: wheel and sdist carry what they must, and an installed wheel answers as the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import pytest

import kobe_kg

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
#: Folders that a wheel holds inside the package and a checkout beside it, and their names there.
CARRIED = {"graph": "graph", "ontology": "ontology", "queries": "queries", "tests/data/shapes": "cases"}
#: The checkout's own command, from whatever folder.
CHECKOUT = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from kobe_kg.cli import main; sys.exit(main())"


def build(source: Path, target: Path, kind: str) -> Path:
    """Build a wheel or an sdist with hatchling."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    found = [path for path in target.iterdir() if path.name.endswith({"wheel": ".whl", "sdist": ".tar.gz"}[kind])]
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `kobe` of a fresh environment that holds the wheel, and borrows its dependencies from this one."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    # Lines of a .pth file come last on the path, and those of the borrowed folder are not followed.
    Path(own, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "kobe"


def run(command: list[str], folder: Path) -> bytes:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("KOBE_")}
    kept["XDG_CACHE_HOME"] = str(folder / "cache")
    return subprocess.run(command, cwd=folder, env=kept, check=True, capture_output=True).stdout


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_carries_the_folders_and_the_code(wheel: Path) -> None:
    carried = {
        f"kobe_kg/data/{name}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, name in CARRIED.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    code = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kobe_kg").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = {name for name in names(wheel) if ".dist-info/" in name}
    assert names(wheel) - about == carried | code
    assert "kobe_kg/py.typed" in code


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    found = zipfile.ZipFile(wheel)
    told = HeaderParser().parsestr(found.read(f"kobe_kg-{PROJECT['version']}.dist-info/METADATA").decode())
    assert told["Name"] == "kobe-kg"
    assert told["Requires-Python"] == ">=3.11"
    assert told["License-Expression"] == "Apache-2.0 AND CC-BY-4.0"
    assert told.get_all("License-File") == ["LICENSE", "LICENSE-DATA"]
    assert set(told.get_all("Provides-Extra", [])) == set(PROJECT["optional-dependencies"])
    assert told.get_payload() == (ROOT / "README.md").read_text()
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert "https://creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-DATA").read_text()


def test_every_dependency_is_bounded() -> None:
    required = PROJECT["dependencies"] + [d for extra in PROJECT["optional-dependencies"].values() for d in extra]
    stubs = {d for d in required if d.startswith("types-")}  # their versions are dates
    assert {d for d in required if ">=" not in d or "," not in d} <= stubs


def test_versions_agree() -> None:
    version = PROJECT["version"]
    assert kobe_kg.__version__ == version
    assert f"## {version} - " in (ROOT / "CHANGELOG.md").read_text()
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()


def test_pythons_are_those_the_checks_run_on() -> None:
    prefix = "Programming Language :: Python :: 3."
    minors = [c.removeprefix(prefix) for c in PROJECT["classifiers"] if c.startswith(prefix)]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    assert "python: [" + ", ".join(f'"3.{minor}"' for minor in minors) + "]" in workflow
    assert PROJECT["requires-python"] == f">=3.{minors[0]}"


@pytest.mark.parametrize(
    "asked",
    [
        "query claims -f csv",
        "compare -f json",
        "query -f csv",
        "show claim:hrw-civilians-killed",
        "rules max-number -f md",
    ],
)
def test_an_installed_wheel_answers_as_the_checkout_does(asked: str, installed: Path, tmp_path: Path) -> None:
    arguments = asked.split()
    from_wheel = run([str(installed), *arguments], tmp_path)
    from_checkout = run([sys.executable, "-c", CHECKOUT, *arguments], tmp_path)
    assert from_wheel
    assert from_wheel == from_checkout


def test_an_installed_wheel_reads_nothing_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    ask = "from kobe_kg import paths; print(paths.__file__, paths.CASES, paths.GRAPH, paths.ONTOLOGY, paths.QUERIES)"
    told = run([str(installed.with_name("python")), "-c", ask], tmp_path).decode().split()
    assert len(told) == 5
    assert all(Path(place).is_relative_to(installed.parents[1]) for place in told)


def test_an_installed_wheel_validates_its_own_data(installed: Path, tmp_path: Path) -> None:
    assert b"Nothing found" in run([str(installed), "validate"], tmp_path)


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # since Python 3.11.4
        archive.extractall(tmp_path, **safely)  # noqa: S202 - made a moment ago, by this test
    (source,) = tmp_path.iterdir()
    again = build(source, tmp_path / "again", "wheel")
    before, after = zipfile.ZipFile(wheel), zipfile.ZipFile(again)
    assert names(again) == names(wheel)
    assert [n for n in names(wheel) if before.read(n) != after.read(n)] == []


def test_the_sdist_can_be_tested(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("pyproject.toml", ".ci/run", "tests/test_packaging.py", "docs/examples.py", "CITATION.cff"):
        assert name in inside
    assert not [name for name in inside if "__pycache__" in name or name.startswith((".git/", ".venv"))]


def test_heavy_packages_are_imported_only_where_they_are_used(tmp_path: Path) -> None:
    ask = "main(['query', 'claims', '-o', 'claims.csv']); main(['compare', '-o', 'compare.json']); print(*sys.modules)"
    told = run([sys.executable, "-c", CHECKOUT.replace("sys.exit(main())", ask)], tmp_path)
    loaded = set(told.decode().split())
    assert "pyoxigraph" in loaded
    assert loaded & {"SPARQLWrapper", "argcomplete", "pandas", "pyshacl", "rdflib"} == set()
