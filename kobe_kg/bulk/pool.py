"""A pool of processes that make parts: one that is lost costs the part it was at, and that part is made again."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from kobe_kg.bulk.trouble import Trouble
from kobe_kg.errors import LimitError

#: How many workers a part may cost.
_TRIES = 4


class _Worker:
    """A process, and the part it is at."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "kobe_kg.bulk.worker", str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
        self.part = -1

    @property
    def answers(self) -> IO[bytes]:
        """What it answers."""
        assert self._process.stdout is not None
        return self._process.stdout

    def give(self, part: int) -> None:
        """Give it a part to make; if it is gone by now, its answers end."""
        assert self._process.stdin is not None
        self.part = part
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{part}\n".encode())
            self._process.stdin.flush()

    def end(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:  # what it was given and did not read
            pass


def run(folder: Path, parts: Iterable[int], done: Callable[[int], None], *, jobs: int) -> None:
    """Make parts.

    :param folder: the desk's folder.
    :param done: is told each part that is made.
    :param jobs: number of processes.
    :raises DataError: when a part cannot be made.
    :raises LimitError: when a part has cost several workers.
    """
    waiting, lost = deque(parts), Counter[int]()
    busy: dict[IO[bytes], _Worker] = {}
    with selectors.DefaultSelector() as selector:

        def begin(worker: _Worker) -> None:
            busy[worker.answers] = worker
            selector.register(worker.answers, selectors.EVENT_READ)
            worker.give(waiting.popleft())

        try:
            for _ in range(min(jobs, len(waiting))):
                begin(_Worker(folder))
            while busy:
                for key, _ in selector.select():
                    selector.unregister(key.fileobj)
                    worker = busy.pop(key.fileobj)  # type: ignore[call-overload]
                    line = worker.answers.readline()
                    if not line.endswith(b"\n"):
                        worker.end()
                        _mourn(worker.part, lost)
                        waiting.appendleft(worker.part)
                        worker = _Worker(folder)
                    elif told := json.loads(line):
                        worker.end()
                        raise Trouble(*told).error()
                    else:
                        done(worker.part)
                    if waiting:
                        begin(worker)
                    else:
                        worker.end()
        finally:
            for worker in busy.values():
                worker.end()


def _environment() -> dict[str, str]:
    """Give an environment in which a process finds this package, even where it is not installed."""
    home = Path(__file__).parents[2]
    if home.name in ("site-packages", "dist-packages"):
        return dict(os.environ)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(home), os.environ.get("PYTHONPATH")]))}


def _mourn(part: int, lost: Counter[int]) -> None:
    lost[part] += 1
    if lost[part] == _TRIES:
        raise LimitError(
            f"part {part} was given up: each of {_TRIES} workers ended over it",
            hint="if memory ran out, --jobs 1 or a larger number of --parts needs less",
        )
