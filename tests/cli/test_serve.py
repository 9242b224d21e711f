"""`kobe serve` as a process: when it says that it listens, how it ends, and what keeps it from starting."""

from __future__ import annotations

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from kobe_kg.serve.front import listening
from kobe_kg.serve.settings import Settings
from tests.cli.conftest import Kobe
from tests.serve.conftest import serving

# Long enough to be caught at work, whatever the machine.
SLOW = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 2000 } { SELECT * { ?d ?e ?f } LIMIT 2000 } }"


def read(address: str) -> Any:
    with urlopen(address, timeout=60) as response:
        return json.load(response)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_request_finishes_before_it_ends(number: signal.Signals) -> None:
    with serving("--quiet") as server, ThreadPoolExecutor() as threads:
        waiting = threads.submit(read, f"{server.address}sparql?query={quote(SLOW)}")
        while "kobe_workers_running 1" not in urlopen(f"{server.address}metrics").read().decode():
            assert not waiting.done()
            time.sleep(0.02)
        server.process.send_signal(number)
        assert waiting.result()["results"]["bindings"][0]["n"]["value"] == "4000000"
        assert server.process.wait(30) == 0


def test_a_changed_graph_is_read_again_on_sighup_and_a_broken_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "some.ttl"
    path.write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    with serving(f"--graph={path}") as server:
        before = read(f"{server.address}version")
        path.write_text("<a:a> <a:b> 1, 2 .", encoding="utf-8")
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 30
        while (after := read(f"{server.address}version"))["generation"] == 1:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert after["triples"] == before["triples"] + 1
        path.write_text("nonsense", encoding="utf-8")
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert read(f"{server.address}version") == after


def test_a_taken_port_is_told(kobe: Kobe) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = kobe("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 2
    assert "Address already in use" in ran.err
    assert "--port" in ran.err


@pytest.mark.parametrize(
    "option",
    ["--port=99999", "--workers=0", "--host=300.1.1.1", "--trust=proxy", "--root-path=a b", "--public=example.org"],
)
def test_a_wrong_option_is_told(kobe: Kobe, option: str) -> None:
    ran = kobe("serve", "--port=0", option)
    assert ran.code == 2
    assert ran.err.startswith("kobe: ")


def test_a_graph_that_cannot_be_read_is_told(command: Kobe, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text("<a:a> <a:b> ", encoding="utf-8")
    ran = command("serve", "--port=0", "--no-answers", "--graph", str(path))
    assert (ran.code, ran.out) == (3, "")
    assert f"{path}:1:" in ran.err


def test_what_is_not_installed_is_told(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kobe_kg.cli.serve.find_spec", lambda name: None if name == "uvicorn" else name)
    ran = kobe("serve")
    assert ran.code == 2
    assert "uvicorn" in ran.err
    assert "pip install 'kobe-kg[serve]'" in ran.err


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What a server would begin with; none is started."""
    found: list[Settings] = []
    monkeypatch.setattr(listening, "run", lambda front, *_: found.append(front.settings))
    return found


def test_only_this_machine_is_answered_unless_told_otherwise(kobe: Kobe, begun: list[Settings]) -> None:
    assert kobe("serve", "--port=0").err == ""
    ran = kobe("serve", "--port=0", "--host=0.0.0.0")
    assert "open to other machines" in ran.err
    assert [found.host for found in begun] == ["127.0.0.1", "0.0.0.0"]


def test_options_are_settings(kobe: Kobe, begun: list[Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("KOBE_QUERIES", "")
    argv = "--port=0 --workers=3 --queue=5 --timeout=2.5 --memory=100 --rows=10 --answer-size=2"
    proxy = "--trust=::1 --trust=10.0.0.1 --public=https://example.org/kg --root-path=/kg"
    kobe("serve", *argv.split(), *proxy.split(), "--reload")
    found = begun[0]
    assert (found.workers, found.queue, found.timeout, found.memory, found.rows) == (3, 5, 2.5, 100, 10)
    assert found.answer_bytes == 2 * 1024 * 1024
    assert found.trusted == ("::1", "10.0.0.1")
    assert (found.public, found.root_path, found.reload) == ("https://example.org/kg", "/kg", True)
    assert found.answers == Path("/data/kobe-kg/answers")
    kobe("serve", "--port=0", "--no-answers")
    assert begun[1].answers is None
    assert begun[1].timeout == Settings().timeout


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_the_address_can_be_typed_into_a_browser(host: str, address: str) -> None:
    with listening.bound(host, 0) as held:
        assert listening.address(held).startswith(address)
        assert listening.address(held).endswith("/")
        assert listening.is_local(held)
