"""A worker that is lost costs the part it was at, and a command that is killed is taken up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kobe_kg.bulk import ingest
from kobe_kg.bulk.trouble import Trouble
from kobe_kg.errors import DataError, LimitError
from tests.bulk.conftest import contents

#: Seconds that something may take.
_PATIENCE = 120


def wrapped(folder: Path, begins: str) -> str:
    """Write a program that a worker is started by, and that first does something once for each part it is given."""
    program = folder / "python"
    program.write_text(
        f"#!{sys.executable}\n"
        "import os, signal, sys, pathlib\n"
        "sys.argv = sys.argv[2:]\n"
        "import kobe_kg.bulk.trouble as trouble\n"
        "made = trouble.make\n"
        "def make(folder, part):\n"
        f"    once = pathlib.Path({str(folder)!r}, f'once-{{part}}')\n"
        f"    {begins}\n"
        "    made(folder, part)\n"
        "trouble.make = make\n"
        "from kobe_kg.bulk.worker import work\n"
        "work(pathlib.Path(sys.argv[-1]))\n"
    )
    program.chmod(0o755)
    return str(program)


def test_a_worker_that_is_killed_costs_its_part_alone(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest("ucdp-ged", source, tmp_path / "whole", parts=6, jobs=2)
    # It is killed when the part is written and not yet committed.
    dying = (
        "if part in (1, 4) and not once.exists():\n"
        "        once.touch()\n"
        "        import kobe_kg.bulk.part as p\n"
        "        p._tally = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    )
    monkeypatch.setattr(sys, "executable", wrapped(tmp_path, dying))
    report = ingest("ucdp-ged", source, tmp_path / "lost", parts=6, jobs=2)
    assert report.retries == 2
    assert contents(tmp_path / "lost") == contents(tmp_path / "whole")


def test_a_part_that_costs_worker_after_worker_is_given_up(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", wrapped(tmp_path, "part == 2 and os.kill(os.getpid(), signal.SIGKILL)"))
    with pytest.raises(LimitError, match="part 2 was given up: each of 4 workers"):
        ingest("ucdp-ged", source, tmp_path / "out", parts=3, jobs=2)
    monkeypatch.undo()
    assert ingest("ucdp-ged", source, tmp_path / "out", parts=3, jobs=2).resumed == 2


def test_what_keeps_a_part_from_being_made_is_told(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "from kobe_kg.errors import DataError; part == 1 and (_ for _ in ()).throw(DataError('no', hint='do'))"
    monkeypatch.setattr(sys, "executable", wrapped(tmp_path, wrong))
    with pytest.raises(DataError) as raised:
        ingest("ucdp-ged", source, tmp_path / "out", parts=3, jobs=1)
    assert str(raised.value) == "no\n  do"


def test_a_bug_is_told_with_where_it_is() -> None:
    assert isinstance(Trouble("oh", bug=True).error(), RuntimeError)


def command(source: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "kobe_kg", "ingest", "ucdp-ged", str(source), "-o", str(out), "--parts", "40", *more]


@pytest.fixture(params=[signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def ended(request: pytest.FixtureRequest, source: Path, tmp_path: Path) -> subprocess.Popen[bytes]:
    """Run the command, and end it when some parts are made."""
    slow = wrapped(tmp_path, "import time; part >= 6 and time.sleep(0.5)")  # or all would be made before it is ended
    heard = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"  # also where it is ignored
    start = f"{heard}; sys.executable = {slow!r}; from kobe_kg.cli import main; sys.exit(main())"
    called = [sys.executable, "-c", start, *command(source, tmp_path / "out", "--jobs", "2")[3:]]
    with subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        parts = tmp_path / "out" / ".river-v24.1.work" / "parts"
        until = time.monotonic() + _PATIENCE
        while len(list(parts.glob("[0-9]*"))) < 3:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
        os.kill(process.pid, request.param)
        process.communicate()
    return process


def test_a_command_that_is_ended_is_taken_up(ended: subprocess.Popen[bytes], source: Path, tmp_path: Path) -> None:
    assert ended.returncode in (-signal.SIGKILL, 130)
    assert not list((tmp_path / "out").glob("[!.]*"))
    done = subprocess.run(command(source, tmp_path / "out", "-f", "json"), capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["resumed"] >= 3
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "river-v24.1",
        "river-v24.1.quarantine.csv",
        "river-v24.1.remarks.csv",
        "river-v24.1.report.json",
    ]
    ingest("ucdp-ged", source, tmp_path / "new", parts=40, jobs=2)
    assert contents(tmp_path / "out") == contents(tmp_path / "new")
