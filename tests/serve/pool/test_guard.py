"""What a worker may take, and what a query in it may touch: tried out in processes of their own."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest

from kobe_kg.serve.pool import channel, guard
from kobe_kg.serve.settings import Settings

_MIB = 1024 * 1024


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """Give the address of a listener on the loopback interface, and what it hears."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    if not (said := connection.recv(1000)):
                        return
                    heard.append(said)
                    connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        yield f"http://127.0.0.1:{port}/sparql", heard
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()


def in_child(work: Callable[[], None]) -> int:
    """Run in a process of its own, and give its exit code, or a signal's number below zero."""
    process = os.fork()
    if not process:
        try:
            faulthandler.disable()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def call(address: str) -> None:
    """Have the engine itself call an address; nothing of ours stands between."""
    solutions = pyoxigraph.Store().query(f"SELECT * WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    list(solutions)


def test_the_engine_calls_nobody_inside() -> None:
    with listening() as (address, heard):
        with pytest.raises(OSError):  # noqa: PT011 - the engine says it in its own words
            call(address)
        assert len(heard) == 1  # outside it does
        with guard.sealed(Settings()), pytest.raises(OSError, match="Too many open files"):
            call(address)
        assert len(heard) == 1


def test_no_name_is_looked_up_inside() -> None:
    with guard.sealed(Settings()), pytest.raises(OSError):  # noqa: PT011
        call("http://localhost:1/sparql")
    with guard.sealed(Settings()), pytest.raises(OSError, match="Too many open files"):
        socket.socket()


def test_files_can_be_opened_again_afterwards(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    file = tmp_path / "file"
    with pytest.raises(OSError, match="Too many"), guard.sealed(Settings()):
        file.touch()
    file.touch()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


@pytest.mark.parametrize("settings", [Settings(store=Path("store")), Settings(endpoint="http://127.0.0.1/")])
def test_what_reads_as_it_goes_is_not_sealed(settings: Settings, tmp_path: Path) -> None:
    with guard.sealed(settings):
        (tmp_path / "file").touch()


def test_python_is_told_when_there_is_no_more_memory() -> None:
    def work() -> None:
        guard.confine(64)
        assert len(b"x" * 32 * _MIB) == 32 * _MIB
        with pytest.raises(MemoryError):
            bytes(2048 * _MIB)  # more than this process may give back meanwhile

    assert in_child(work) == 0


def test_the_engine_is_ended_when_there_is_no_more_memory() -> None:
    def work() -> None:
        guard.confine(64)
        doubled = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
        list(pyoxigraph.Store().query(f"SELECT ?v30 WHERE {{ BIND('0123456789' AS ?v0) {doubled} }}"))  # type: ignore[arg-type]

    assert in_child(work) == -signal.SIGABRT


def test_no_core_is_dumped() -> None:
    def work() -> None:
        guard.confine(64)
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)

    assert in_child(work) == 0


def test_a_deep_query_finds_room() -> None:
    deep = 10_000
    query = f"ASK {{ FILTER({'(' * deep}true{')' * deep}) }}"

    def work() -> None:
        guard.confine(256)
        assert pyoxigraph.Store().query(query)

    assert in_child(work) == 0


@pytest.mark.parametrize(
    ("code", "most", "expected"),
    [
        (0, 900, False),
        (3, 900, False),
        (-signal.SIGABRT, 900, True),
        (-signal.SIGABRT, 110, False),
        (-signal.SIGSEGV, 190, True),
        (-signal.SIGSEGV, 110, False),
        (-signal.SIGKILL, 110, True),
        (channel.FULL, 110, True),
        (channel.BROKEN, 900, False),
        (channel.STALE, 900, False),
    ],
)
def test_a_limit_is_told_from_a_breakdown(code: int, most: int, expected: bool) -> None:
    assert guard.starved(code, most * _MIB, 100 * _MIB, 1024) is expected


def test_what_a_process_holds_is_known() -> None:
    def work() -> None:
        taken, held, peak = guard.taken(), guard.held(), guard.peak()
        kept = b"x" * 100 * _MIB
        assert guard.taken() - taken >= len(kept)
        assert guard.held() - held >= 90 * _MIB
        assert guard.peak() - peak >= 80 * _MIB

    assert in_child(work) == 0


def test_a_process_ends_with_its_parent() -> None:
    told, tells = os.pipe()
    child = "import os, time, sys; from kobe_kg.serve.pool import guard; guard.die_with(int(sys.argv[1])); "
    child += "os.write(1, b'up'); time.sleep(60)"
    parent = "import os, subprocess, sys, time; "
    parent += f"subprocess.Popen([sys.executable, '-c', {child!r}, str(os.getpid())]); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=tells) as process:
        os.close(tells)
        assert os.read(told, 2) == b"up"
        process.kill()
    assert os.read(told, 1) == b""  # its end of the pipe has closed
    os.close(told)


def test_a_process_whose_parent_has_ended_ends_too() -> None:
    assert in_child(lambda: guard.die_with(os.getppid())) == 0

    def work() -> None:
        guard.die_with(1 if os.getppid() != 1 else 2)
        os._exit(5)

    assert in_child(work) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be told so")
def test_a_process_that_is_offline_calls_nobody() -> None:
    with listening() as (address, heard):

        def call() -> None:
            guard.offline()
            ours, theirs = socket.socketpair()  # what is between processes of ours still is
            ours.sendall(b"x")
            assert theirs.recv(1) == b"x"
            with pytest.raises(PermissionError):
                socket.socket()
            with pytest.raises(OSError, match="denied"):
                list(pyoxigraph.Store().query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]

        assert in_child(call) == 0
        assert heard == []
