"""What a worker may take of the machine, and what a stranger's query may touch while it runs in one."""

from __future__ import annotations

import ctypes
import difflib
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kobe_kg.serve.pool import channel
from kobe_kg.serve.settings import Settings
from kobe_kg.sparql import explain

# A parser goes as deep as its query; the system would give 8 MiB.
_STACK = 96 * 1024 * 1024
# <linux/prctl.h>
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
# Processor to its number in <linux/audit.h>, and to that of the system call `socket`.
_SOCKETS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
# What explains an error is read before: inside `sealed`, no module can be.
_AT_HAND = (difflib, explain)


@contextmanager
def sealed(settings: Settings) -> Iterator[None]:
    """Let no file and no socket be opened by what runs inside: no query reaches anything but the graph.

    It counts for a graph in memory; a store on disk reads its files as it goes, and an endpoint is asked over the net.
    An answer is worked out as it is read, so it is written inside too. Nothing inside can import a module.

    >>> with sealed(Settings()):
    ...     open("/dev/null")
    Traceback (most recent call last):
    OSError: [Errno 24] Too many open files: '/dev/null'
    """
    if settings.store is not None or settings.endpoint is not None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def offline() -> None:
    """Let this process make no socket any more, where the system can be told so: Linux, on the usual processors.

    It counts for good. What is read of a query before it runs may be read amiss; a call to another machine then fails.
    """
    known = _SOCKETS.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return
    kind, number = known
    steps = (  # <linux/filter.h>: the processor, the number of the call; then let it be done, or fail
        (0x20, 0, 0, 4),
        (0x15, 0, 3, kind),
        (0x20, 0, 0, 0),
        (0x15, 0, 1, number),
        (0x06, 0, 0, 0x00050000 | errno.EACCES),
        (0x06, 0, 0, 0x7FFF0000),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    library = ctypes.CDLL(None)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def confine(memory: int) -> None:
    """Limit this process for good: its memory, its stack, no core dump. A system short of memory may end it first.

    :param memory: MiB beyond what it has taken so far. What asks for more gets a MemoryError in Python, and is ended by
        SIGABRT in the engine. Memory is not limited where the system does not tell how much is taken.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("500")
    if before := taken():
        most = _within(resource.RLIMIT_DATA, before + memory * 1024 * 1024)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        _, hard = resource.getrlimit(resource.RLIMIT_STACK)
        resource.setrlimit(resource.RLIMIT_STACK, (_within(resource.RLIMIT_STACK, _STACK), hard))


def _within(kind: int, wanted: int) -> int:
    _, hard = resource.getrlimit(kind)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def taken() -> int:
    """Give how much memory of its own this process has asked for, in bytes; 0 where the system does not tell."""
    return _statm(5)


def held() -> int:
    """Give how much memory of its own this process holds, in bytes; 0 where the system does not tell."""
    return _statm(1) - _statm(2)


def peak() -> int:
    """Give the most memory this process has held at once, in bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def starved(code: int, most: int, before: int, memory: int) -> bool:
    """Tell by how a process ended whether it was stopped by its limits, or broke down.

    :param code: its exit code, or a signal's number below zero.
    :param most: bytes it has held at once.
    :param before: bytes it held when it was made.
    :param memory: MiB it was allowed beyond these.
    """
    grown = most - before
    if code == -signal.SIGABRT:  # what grows doubles, so a third of what is allowed was there before
        return grown >= memory * 1024 * 1024 // 4
    if code == -signal.SIGSEGV:  # out of stack
        return grown >= _STACK * 3 // 4
    # SIGKILL comes from the system, when it has no more; what the front has killed does not ask.
    return code in (-signal.SIGKILL, channel.FULL)


def _statm(column: int) -> int:
    try:
        with open("/proc/self/statm", "rb") as told:
            return int(told.read().split()[column]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0


def die_with(parent: int) -> None:
    """Have this process killed when its parent ends, however that ends.

    :param parent: its process number; if it has ended already, this process ends now.
    """
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
