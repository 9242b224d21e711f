"""A shell completes verbs, options, query names, and the keys and values of their parameters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kobe_kg.cli import VERBS
from tests import QUERIES, ROOT, SAMPLE
from tests.cli.conftest import Kobe


def complete(line: str, tmp_path: Path, **more: str) -> list[str]:
    """Ask as the shell's script does."""
    answer = tmp_path / "answer"
    env = {
        **os.environ,
        "KOBE_GRAPH": os.pathsep.join(map(str, SAMPLE)),
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SHELL": "fish",  # the one that wants its answers as they are
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line.encode())),
        "COMP_TYPE": "9",
        **more,
    }
    run = [sys.executable, "-m", "kobe_kg"]
    done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    return [found.partition("\t")[0].strip() for found in answer.read_text(encoding="utf-8").split("\n") if found]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(kobe: Kobe, shell: str) -> None:
    ran = kobe("completion", shell, graph=[])
    assert (ran.code, ran.err) == (0, "")
    assert "kobe" in ran.out
    assert "_ARGCOMPLETE" in ran.out


def test_bash_reads_its_script(kobe: Kobe, tmp_path: Path) -> None:
    script = tmp_path / "kobe.bash"
    assert kobe("completion", "bash", "-o", str(script), "--graph", "x", graph=[]).code == 0
    done = subprocess.run(["/bin/bash", "-n", str(script)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_verbs(tmp_path: Path) -> None:
    assert set(VERBS) <= set(complete("kobe ", tmp_path))
    assert complete("kobe comp", tmp_path) == ["compare", "completion"]


def test_options(tmp_path: Path) -> None:
    assert complete("kobe compare --as", tmp_path) == ["--as-of"]
    assert complete("kobe compare --lang ", tmp_path) == ["en", "fr"]


def test_query_names(tmp_path: Path) -> None:
    assert complete("kobe query abs", tmp_path) == ["absences"]
    names = {path.stem for path in QUERIES.rglob("*.rq")}
    assert names <= set(complete("kobe query ", tmp_path))


def test_own_query_names(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    text = (QUERIES / "claims" / "absences.rq").read_text(encoding="utf-8")
    (folder / "my-absences.rq").write_text(text, encoding="utf-8")
    assert complete("kobe query my", tmp_path, KOBE_QUERIES=str(folder)) == ["my-absences"]
    assert complete(f"kobe query --queries {folder} my", tmp_path) == ["my-absences"]


def test_keys(tmp_path: Path) -> None:
    assert complete("kobe query claims -p ev", tmp_path) == ["event="]
    assert {"event=", "population=", "as_of="} <= set(complete("kobe query claims -p ", tmp_path))


def test_values(tmp_path: Path) -> None:
    assert complete("kobe query claims -p event=kobe-a", tmp_path) == ["event=kobe-attack"]
    assert complete("kobe query claims -p event=example-rel", tmp_path) == ["event=example-relay-ambush"]
    assert complete("kobe query disagreements -p kind=gr", tmp_path) == ["kind=growth-compatible"]
    assert complete("kobe query claims -p nothing=x", tmp_path) == []
    assert complete("kobe query nothing -p ", tmp_path) == []
