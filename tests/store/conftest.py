"""A real server on loopback that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest

BODY = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "found"}}]}}
FOUND = json.dumps(BODY).encode()


class Said(NamedTuple):
    """One answer of the server."""

    status: int = 200
    body: bytes = FOUND
    media: str = "application/sparql-results+json"
    headers: tuple[tuple[str, str], ...] = ()
    #: Bytes that are announced and never sent.
    missing: int = 0
    #: Whether the server falls silent in front of the body, until the test is over.
    stalls: bool = False


class Heard(NamedTuple):
    """One request to the server."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Server:
    """A real server on loopback that answers as it is told; the last answer is repeated."""

    def __init__(self) -> None:
        self.answers: list[Said] = [Said()]
        self.heard: list[Heard] = []
        self.over = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server.answer(self)

            do_GET = do_HEAD = do_PUT = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}/sparql"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length", 0))
        self.heard.append(
            Heard(request.command, request.path, dict(request.headers.items()), request.rfile.read(length))
        )
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        request.send_response(said.status)
        request.send_header("Content-Type", said.media)
        request.send_header("Content-Length", str(len(said.body) + said.missing))
        for name, value in said.headers:
            request.send_header(name, value)
        request.end_headers()
        if said.stalls:
            self.over.wait(30)
        request.wfile.write(said.body)


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    thread = threading.Thread(target=found.http.serve_forever, kwargs={"poll_interval": 0.02})
    gc.disable()  # pyoxigraph's objects must be freed by the thread that made them, which is not the server's
    thread.start()
    try:
        yield found
    finally:
        found.over.set()
        found.http.shutdown()
        found.http.server_close()
        thread.join()
        gc.enable()
