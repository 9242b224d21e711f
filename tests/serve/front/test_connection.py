"""What a stranger can do to a connection before there is a request."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from urllib.parse import quote, urlsplit

import pytest

from tests.serve.conftest import Server


def spoken(server: Server, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and read until the server closes."""
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as held:
        got = b""
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough
            held.sendall(data)
        with suppress(ConnectionResetError):
            while piece := held.recv(65536):
                got += piece
    if not got:
        return 0, {}, b""
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT example.org:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}",
    ],
)
def test_what_is_no_request_is_refused_like_all_else(server: Server, data: bytes) -> None:
    status, headers, body = spoken(server, data)
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["connection"] == "close"
    assert json.loads(body)["status"] == 400


@pytest.mark.parametrize("data", [b"X: " + b"a" * 1_000_000, b"X: a\r\n" * 100_000])
def test_a_head_without_end_is_not_read_to_it(server: Server, data: bytes) -> None:
    status, _, _ = spoken(server, b"GET / HTTP/1.1\r\nHost: x\r\n" + data)
    assert status in (431, 0)  # a reset may be faster than what was said before it


def test_what_comes_behind_a_body_is_no_header(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    sent = b"Content-Type: application/sparql-query\r\n\r\n6\r\nASK {}\r\n0\r\n"
    status, _, _ = spoken(server, head + sent + b"Content-Type: text/plain\r\nHost: y\r\n" * 1000 + b"\r\n")
    assert status == 200


def test_requests_may_follow_at_once(server: Server) -> None:
    one = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    _, _, rest = spoken(server, one * 3 + last)
    assert rest.count(b"HTTP/1.1 200 OK") == 3


def test_an_answer_without_a_body_is_sent_too(server: Server) -> None:
    status, headers, body = spoken(server, b"HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_who_waits_to_be_asked_for_a_body_is_asked(server: Server) -> None:
    parts = urlsplit(server.address)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as held:
        held.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert held.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        held.sendall(b"ASK {}")
        assert held.recv(100).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    "query", ["SELECT * WHRE { ?s ?p ?o }", "ASK { ?s x:y ?o }", "SELECT (STRX(?s) AS ?x) {}", '"']
)
def test_what_is_wrong_with_a_query_is_explained_where_no_file_can_be_read(server: Server, query: str) -> None:
    head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    status, _, body = spoken(server, head.encode())
    assert status == 400
    assert json.loads(body)["line"] == 1
