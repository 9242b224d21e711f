"""Each way to fail has its code, says what would help, and shows no traceback."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kobe_kg.cli import query
from tests import SAMPLE
from tests.cli.conftest import Kobe, on
from tests.conftest import free_port

#: A query no engine finishes while anybody waits.
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) < STR(?i)) }"
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.mark.parametrize(
    ("argv", "code", "told", "help_"),
    [
        (["comapre"], 2, "no verb 'comapre'", "did you mean 'compare'?"),
        (["query", "clams"], 2, "no saved query 'clams'", "did you mean 'claims'?"),
        (["query", "claims", "--formt", "csv"], 2, "--formt", "did you mean '--format'?"),
        (["query", "claims", "--formt=csv"], 2, "--formt", "did you mean '--format'?"),
        (["compare", "--topik", "x"], 2, "--topik", "did you mean '--topic'?"),
        (["--verion"], 2, "--verion", "--version"),
        (["compare", "kobe-atack"], 2, "no event 'kobe-atack'", "did you mean 'kobe-attack'?"),
        (["compare", "--topic", "civilans-killed"], 2, "no topic 'civilans-killed'", "'civilians-killed'"),
        (["compare", "--leave-out", "human-right-watch"], 2, "no source 'human-right-watch'", "'human-rights-watch'"),
        (["compare", "--as-of", "8 Feb"], 2, "'8 Feb'", None),
        (["compare", "-f", "tabel"], 2, "no format 'tabel'", "did you mean 'table'?"),
        (["compare", "--explain", "hrw-civilians-kiled"], 2, "hrw-civilians-kiled", "hrw-civilians-killed"),
        (["show", "human-right-watch"], 2, "human-right-watch", "'human-rights-watch'"),
        (["query", "claims", "-p", "evnt=kobe-attack"], 2, "evnt", "'event'"),
        (["query", "claims", "-p", "event=kobe-atack"], 2, "no event 'kobe-atack'", "'kobe-attack'"),
        (["query", "claims", "-p", "event"], 2, "KEY=VALUE", None),
        (["query", "claims", "-f", "cvs"], 2, "no format 'cvs'", "did you mean 'csv'?"),
        (["sparql", " "], 2, "empty", None),
        (["sparql", "SELECT *"], 4, "<query>:1:", None),
        (["sparql", "SELECT * WHERE { ?s ?p"], 4, "<query>:1:16", "^"),
        (["query", "events", "--endpoint", "http://u:secret@localhost/"], 2, "one of them", None),
        (["query", "events", "--timeout", "nan"], 2, "nan", "kobe query --help"),
        (["query", "events", "--timeout", "-1"], 2, "--timeout", None),
        (["sparql", "no-such-file.rq"], 3, "no-such-file.rq", None),
        (["completion", "tcsh"], 2, "tcsh", "bash"),
    ],
)
def test_errors(kobe: Kobe, argv: list[str], code: int, told: str, help_: str | None) -> None:
    ran = kobe(*argv)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("kobe: ")
    assert told in ran.err
    assert help_ is None or help_ in ran.err
    assert "Traceback" not in ran.err


def test_no_rows_are_no_error(kobe: Kobe) -> None:
    assert kobe("sparql", "SELECT ?x WHERE { ?x a kg:Nothing }").code == 0


def test_broken_turtle_is_told_with_its_place(kobe: Kobe, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("PREFIX a: <urn:a>\n\na:b a:c 'd' a:e .\n", encoding="utf-8")
    ran = kobe("query", "events", graph=[path])
    assert ran.code == 3
    assert f"{path}:3:" in ran.err
    assert "^" in ran.err


def test_a_graph_that_is_not_there(kobe: Kobe, tmp_path: Path) -> None:
    assert kobe("query", "events", graph=[tmp_path / "none.ttl"]).code == 3
    assert kobe("query", "events", "--store", str(tmp_path / "none"), graph=[]).code == 3


def test_a_query_file_is_named_in_its_error(kobe: Kobe, tmp_path: Path) -> None:
    path = tmp_path / "broken.rq"
    path.write_text("SELECT *\nWHERE { ?s ?p ; }}\n", encoding="utf-8")
    ran = kobe("sparql", str(path))
    assert ran.code == 4
    assert f"{path}:2:" in ran.err


def test_a_query_file_that_is_no_text(kobe: Kobe, tmp_path: Path) -> None:
    path = tmp_path / "bytes.rq"
    path.write_bytes(b"SELECT * { ?s ?p '\xff' }")
    ran = kobe("sparql", str(path))
    assert ran.code == 3
    assert "not UTF-8" in ran.err


def test_nobody_listens(kobe: Kobe) -> None:
    ran = kobe("query", "events", "--endpoint", f"http://127.0.0.1:{free_port()}/query", graph=[])
    assert ran.code == 6
    assert "cannot be reached" in ran.err
    assert "check the address" in ran.err


class _Hostile(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(403)
        self.end_headers()
        self.wfile.write("\x1b[2J\x9b31mgo away".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hostile() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Hostile) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/query"
        server.shutdown()
        thread.join()


def test_what_an_endpoint_says_does_not_steer_the_terminal(kobe: Kobe, hostile: str) -> None:
    ran = kobe("query", "events", "--endpoint", hostile, graph=[])
    assert ran.code == 6
    assert "go away" in ran.err
    assert ran.err.replace("\n", "").isprintable()


def test_a_bug_is_called_one(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(query, "run", fail)
    ran = kobe("query", "events")
    assert ran.code == 70
    assert "a bug of kobe" in ran.err
    assert "ZeroDivisionError: nothing to divide by" in ran.err
    assert "-vv" in ran.err
    assert "Traceback" not in ran.err
    for loud in (["-vv"], ["-v", "-v"], ["--verbose", "--verbose"]):
        with pytest.raises(ZeroDivisionError):
            kobe("query", "events", *loud)
    assert kobe("query", "events", "-v").code == 70


def test_loud_errors_are_raised(kobe: Kobe) -> None:
    with pytest.raises(LookupError):
        kobe("query", "clams", "-vv")


def test_an_interrupt_that_python_sees(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(query, "run", interrupt)
    assert kobe("query", "events") == (130, "", "kobe: interrupted\n")


def test_time_is_up_while_the_engine_is_busy(command: Kobe, tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_text("old", encoding="utf-8")
    began = time.monotonic()
    ran = command("sparql", HEAVY, "--timeout", "1", "-o", str(old), *on(SAMPLE))
    assert (ran.code, ran.out) == (5, "")
    assert "no answer in 1 seconds" in ran.err
    assert "Traceback" not in ran.err
    assert time.monotonic() - began < 10
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("old.csv", "old")]


def test_an_interrupt_while_the_engine_is_busy(start: Start, tmp_path: Path) -> None:
    process = start("sparql", HEAVY, "-o", str(tmp_path / "rows.csv"), *on(SAMPLE))
    time.sleep(1.5)  # nothing tells from outside when it has begun
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - sent < 2
    assert (process.returncode, out, err) == (130, b"", b"kobe: interrupted\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["csv", "nt"])
def test_a_broken_pipe_is_quiet(start: Start, form: str) -> None:
    text = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }" if form == "csv" else "CONSTRUCT WHERE { ?s ?p ?o }"
    process = start("sparql", text, "-f", form, *on(SAMPLE))
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    with process.stderr:
        told = process.stderr.read()
    process.wait(20)
    assert (process.returncode, told) == (0, b"")
