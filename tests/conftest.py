"""Fixtures of many tests: three stores that hold the same graph, one of them behind a real endpoint."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from hypothesis import settings

from kobe_kg import paths
from kobe_kg.load import load
from kobe_kg.store import Store
from kobe_kg.store.remote import RemoteStore
from tests import SAMPLE

# The same examples each time, so that a change fails by its own fault; a busy machine is no defect. To look for more,
# run with KOBE_SEARCH=1.
settings.register_profile("kobe", deadline=None, derandomize=not os.environ.get("KOBE_SEARCH"), database=None)
settings.load_profile("kobe")

#: Seconds a server gets to start.
_PATIENCE = 30


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the person who runs the tests has set away from them."""
    for name in "GRAPH STORE ENDPOINT QUERIES ENDPOINT_USER ENDPOINT_PASSWORD ENDPOINT_TOKEN".split():
        monkeypatch.delenv(f"KOBE_{name}", raising=False)
    for name in "NO_COLOR FORCE_COLOR COLUMNS http_proxy HTTP_PROXY PYTEST_ADDOPTS".split():
        monkeypatch.delenv(name, raising=False)
    for name in "REPOSITORY SERVER_URL SHA WORKSPACE".split():
        monkeypatch.delenv(f"GITHUB_{name}", raising=False)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is remembered of saved queries out of the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def free_port() -> int:
    """Give a port of the loopback interface that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(paths: list[Path], log: Path) -> Iterator[str]:
    """Run an Oxigraph server that holds some files, give the address of its endpoint, and always stop it."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert program is not None, "the oxigraph package brings the server these tests talk to"
    root = f"http://127.0.0.1:{(port := free_port())}"
    with log.open("wb") as output:
        process = subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}"], stdout=output, stderr=output)
    try:
        _wait(process, f"{root}/query?query=ASK%7B%7D", log)
        for path in paths:
            body = Request(f"{root}/store?default", path.read_bytes(), {"Content-Type": "text/turtle"})
            with urlopen(body, timeout=_PATIENCE):
                pass
        yield f"{root}/query"
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            gone = process.poll() is not None
            if gone or time.monotonic() > until:
                raise RuntimeError(f"oxigraph serve did not start: {log.read_text()}") from None
            time.sleep(0.05)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an endpoint that holds the sample graph with its terms and code lists."""
    log = tmp_path_factory.mktemp("endpoint") / "log"
    with serving([*paths.vocabulary(), *SAMPLE], log) as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The root of the addresses of an empty Virtuoso."""
    from tests.virtuoso import serving

    with serving(tmp_path_factory.mktemp("virtuoso"), free_port(), free_port()) as root:
        yield root


@pytest.fixture(scope="session")
def oxigraph() -> Store:
    """The default store over the sample graph."""
    return load(SAMPLE)


@pytest.fixture(scope="session")
def rdflib() -> Store:
    """The reference store over the sample graph."""
    return load(SAMPLE, engine="rdflib")


@pytest.fixture(scope="session")
def remote(endpoint: str) -> Store:
    """A store behind a real endpoint that holds the sample graph."""
    return RemoteStore(endpoint)


@pytest.fixture(params=["oxigraph", "rdflib", "remote"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the three stores in turn."""
    found: Store = request.getfixturevalue(request.param)
    return found
