"""The graph as a worker has it, asked in this process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.serve.answering import Context, Version, answer
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.routes import match
from kobe_kg.serve.settings import Settings
from tests import ROOT

#: Where the server of these tests says that it is.
BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def context() -> Context:
    """The shipped graph, with the settings a server has by default."""
    graph = open_graph()
    triples = int(graph.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0].n)  # type: ignore[index]
    return Context(graph, Version("0.1.0", "0" * 64, triples, "2026-11-23T02:00:00Z"), Settings())


def request_of(path: str, *args: tuple[str, str], accept: str = "", **more: object) -> Request:
    """Make the request of an address: its route, what the pattern finds, its extension."""
    found = match(path)
    assert found is not None, f"no route fits {path}"
    return Request(
        found.route.name, found=found.found, extension=found.extension, args=args, accept=accept, base=BASE, path=path,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def ask(context: Context, path: str, *args: tuple[str, str], accept: str = "", **more: object) -> Reply:
    """Answer an address without a server."""
    return answer(request_of(path, *args, accept=accept, **more), context)


class Server(NamedTuple):
    """A server that runs."""

    #: Where it is reached, with a slash at the end.
    address: str
    process: subprocess.Popen[str]


@contextmanager
def serving(*argv: str) -> Iterator[Server]:
    """Run `kobe serve` on a free port of the loopback interface, and always stop it."""
    command = [sys.executable, "-m", "kobe_kg", "serve", "--port=0", "--no-answers", *argv]
    pipe = subprocess.PIPE
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=errors, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if "http://" not in line:
                process.wait(30)
                errors.seek(0)
                raise RuntimeError(f"kobe serve did not start: {line}{errors.read()}")
            yield Server(line.split()[-1], process)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server over the shipped graph."""
    with serving() as found:
        yield found
