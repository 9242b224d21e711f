"""The command, run inside this process where that will do, and as a process of its own where it will not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from kobe_kg.cli import main, options
from tests import ROOT, SAMPLE


class Ran(NamedTuple):
    """What a run of the command left."""

    code: int
    out: str
    err: str


Kobe: TypeAlias = Callable[..., Ran]


def on(paths: Sequence[Path]) -> list[str]:
    """Name the files of a graph on a command line."""
    return [f"--graph={path}" for path in paths]


@pytest.fixture
def kobe(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Kobe:
    """Run the command in this process, over the sample graph unless told otherwise."""
    # It would end the process, and leave a thread behind each run.
    monkeypatch.setattr(options, "watch", lambda timeout: None)

    def run(*argv: str, graph: Sequence[Path] = SAMPLE) -> Ran:
        capfdbinary.readouterr()
        code = main([*argv, *on(graph)])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command as a process of its own, which does not outlive the test."""
    begun: list[subprocess.Popen[bytes]] = []
    # What a shell starts in the background ignores Ctrl-C, and so would what that starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def started(*argv: str, **more: Any) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "kobe_kg", *argv]
        env = {**os.environ, **more.pop("env", {})}
        begun.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, **more))
        return begun[-1]

    yield started
    signal.signal(signal.SIGINT, before)
    for process in begun:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture
def command(start: Callable[..., subprocess.Popen[bytes]]) -> Kobe:
    """Run the command as a process of its own, to its end."""

    def run(*argv: str, **more: Any) -> Ran:
        process = start(*argv, **more)
        out, err = process.communicate(timeout=30)
        return Ran(process.returncode, out.decode(), err.decode())

    return run
