"""Where writing goes wrong it is told, and what the command does not know it leaves alone."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from kobe_kg.cli import main
from tests import SAMPLE
from tests.cli.conftest import Kobe, on

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="a device that is always full is of Linux")
@pytest.mark.parametrize(
    "argv",
    [
        ["query", "claims"],
        ["query", "claims", "-f", "table"],
        ["compare"],
        ["show", "kobe-attack"],
        ["sparql", "CONSTRUCT WHERE { ?s ?p ?o }"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_no_bug(argv: list[str]) -> None:
    with FULL.open("wb") as full:
        command = [sys.executable, "-m", "kobe_kg", *argv, *on(SAMPLE)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "kobe: cannot write to standard output: No space left on device\n")


@pytest.mark.parametrize("name", ["notes.txt", "rows.csv", "graph.nt"])
def test_format_leaves_other_files_alone(kobe: Kobe, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<urn:a>   <urn:b>   1 .\n")
    ran = kobe("format", str(path), graph=[])
    assert (ran.code, ran.out) == (2, "")
    assert f"{path} is left as it is: only .ttl and .rq files have a canonical form" in ran.err
    assert path.read_text() == "<urn:a>   <urn:b>   1 .\n"


def test_what_is_no_regular_file_is_written_to(command: Kobe) -> None:
    ran = command("query", "absences", "-f", "csv", "-o", "/dev/stdout", *on(SAMPLE))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("claim,absenceOf,")
    assert command("query", "absences", "-f", "csv", "-o", "/dev/null", *on(SAMPLE)) == (0, "", "")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["query", "events", "-f", "csv"], "event,label,"),
        (["compare"], "Kobé attack: who says what"),
        (["show", "kobe-attack"], "Kobé attack"),
        (["sparql", "ASK {}"], "true"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_stream_of_text_may_stand_in_for_standard_output(argv: list[str], said: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as stream:
        assert main([*argv, *on(SAMPLE)]) == 0
    assert said in stream.getvalue()
