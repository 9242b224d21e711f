"""Processes that are started, waited for and accounted: what the other benchmarks measure with.

CPU time is that of a process and of all it has waited for; memory is the most that one of them held.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Spent(NamedTuple):
    """What a process took."""

    #: CPU seconds, of the system too.
    cpu: float
    #: Seconds on the clock.
    wall: float
    #: Bytes held at most.
    memory: int
    #: What it printed.
    printed: str
    #: Why it has not done its work, or an empty text.
    failure: str = ""


def spend(
    command: Sequence[object], said: Path, *, limit: float, most: float, more: Mapping[str, str] | None = None
) -> Spent:
    """Run a command to its end.

    :param said: the file that what it prints on either stream goes to.
    :param limit: seconds on the clock after which it is killed.
    :param most: bytes above which it is killed.
    :param more: variables for its environment.
    """
    start = time.perf_counter()
    with said.open("wb") as out, said.with_suffix(".err").open("wb") as err:
        environment = {**os.environ, **(more or {})}
        child = subprocess.Popen(list(map(str, command)), stdout=out, stderr=err, env=environment)
        failure, peak = "", 0
        while True:
            done, status, used = os.wait4(child.pid, os.WNOHANG)
            if done:
                break
            peak = max(peak, held(child.pid, peak=True))
            if not failure:
                late = time.perf_counter() - start > limit
                large = held(child.pid) > most
                failure = f"not done after {limit:.0f} s" if late else f"over {most / 1e9:.0f} GB" if large else ""
                if failure:
                    child.kill()
            time.sleep(0.05)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    told = said.with_suffix(".err").read_text(errors="replace").strip().splitlines()
    if child.returncode and not failure:
        failure = told[-1][:160] if told else f"exit code {child.returncode}"
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    if memory <= held(os.getpid(), peak=True):  # of this process, which the system counts to what it starts
        memory = peak
    return Spent(cpu, wall, memory, said.read_text(errors="replace"), failure)


def held(pid: int, *, peak: bool = False) -> int:
    """Give the bytes of memory that a process holds, or has held at most; 0 if it has ended."""
    wanted = "VmHWM:" if peak else "VmRSS:"
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(wanted)), 0)


def cpu_of(pid: int) -> float:
    """Give the CPU seconds of a process that runs, all its threads included."""
    return time.clock_gettime(((~pid) << 3) | 2)  # as the C library makes the clock of a process


def size(folder: Path) -> int:
    """Give the bytes that the files below a folder take on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def forget(folder: Path) -> None:
    """Let the machine forget what it has read of the files below a folder, so that they come from the disk again."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def end(process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """End a server, at first in good order."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def environment(folder: Path, name: str, *packages: str) -> Path:
    """Give the Python of an environment that has packages; it is made and filled if it is not there."""
    home = folder / name
    if not home.exists():
        venv.create(home, with_pip=True)
        command = [home / "bin/python", "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(command, check=False)
    return home / "bin/python"
