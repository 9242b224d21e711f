"""A server with enemies: it calls nobody, reads no file, falls to no query, and answers others meanwhile."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from kobe_kg.serve.routes import ROUTES
from tests.serve.conftest import serving

#: A query that no machine finishes.
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: One whose rows would fill any memory.
GREEDY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a ?d"
#: What breaks out of a text, if anything lets it.
HOSTILE = (
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP ALL; #",
    '"} UNION { ?s ?p ?o } #',
    "a\\u0022b",
    "> . ?x ?y ?z . <",
    "\r\nSet-Cookie: a=b",
    "{{ 7 * 7 }}",
    "${7*7}",
    "\u202eevil",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "javascript:alert(1)",
    "x" * 7000,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
)


class Answer:
    """What came back, whatever it was."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


def ask(address: str, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers=named)
        found = connection.getresponse()
        return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
    finally:
        connection.close()


def sparql(address: str, query: str, **more: str) -> Answer:
    return ask(address, f"/sparql?{urlencode({'query': query, **more})}", Accept="application/sparql-results+json")


@pytest.fixture(scope="module")
def strict() -> Iterator[str]:
    """A server with narrow limits and one worker more than a single enemy can hold."""
    with serving("--timeout=2", "--memory=200", "--workers=2", "--queue=4", "--rows=5000", "--answer-size=4") as server:
        yield server.address.rstrip("/")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine that nobody should call, and what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.05)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    caller, _ = trap.accept()
                except TimeoutError:
                    continue
                heard.append(b"called")
                caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{trap.getsockname()[1]}/data.ttl", heard
        done.set()
        thread.join()


def addresses() -> list[str]:
    return [route.pattern for route in ROUTES if "GET" in route.methods]


@pytest.mark.parametrize("pattern", addresses())
def test_a_hostile_part_of_an_address_is_an_ordinary_mistake(address: str, pattern: str) -> None:
    for text in HOSTILE:
        path = pattern
        while "{" in path:
            start, end = path.index("{"), path.index("}")
            path = path[:start] + quote(text, safe="") + path[end + 1 :]
        found = ask(
            address, f"{path}?{urlencode({'event': text, 'q': text, 'lang': 'en', 'iri': text, 'topic': text})}"
        )
        assert found.status < 500, (path[:90], found.body[:300])
        unharmed(found)


def test_hostile_values_of_every_saved_query_are_refused_or_found_to_be_nothing(address: str) -> None:
    listed = json.loads(ask(address, "/api/queries", Accept="application/json").body)
    names = [query["name"] for query in (listed["queries"] if isinstance(listed, dict) else listed)]
    assert len(names) > 25
    for name in names:
        told = json.loads(ask(address, f"/api/queries/{name}", Accept="application/json").body)
        params = told["params"] if "params" in told else told["parameters"]
        for parameter in params:
            key = parameter if isinstance(parameter, str) else parameter["name"]
            for text in HOSTILE[1:12:2]:
                found = ask(address, f"/api/queries/{name}/rows?{urlencode({key: text})}", Accept="text/csv")
                assert found.status in (200, 400), (name, key, text, found.status)
                unharmed(found)
                page = ask(address, f"/query/{name}?{urlencode({key: text})}", Accept="text/html")
                assert page.status in (200, 400), (name, key, text, page.status)
                unharmed(page)


def unharmed(found: Answer) -> None:
    """Require that nothing was carried out, given away or let through."""
    assert b"root:x:0" not in found.body
    if found.headers["content-type"].startswith("text/html"):
        for harm in (b"<script>alert", b"<img src=x", b'href="javascript:'):
            assert harm not in found.body.lower()
    assert b"Traceback" not in found.body
    assert "set-cookie" not in found.headers
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert found.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
        "SELECT * WHERE {{ {{ SELECT ?s WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
        "SELECT * WHERE {{ BIND(<{0}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ #\nsErViCe#\n<{0}> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <{0}> WHERE {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{0}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROMNAMED<{0}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <file:///etc/passwd> WHERE {{ ?s ?p ?o }}",
        "LOAD <{0}>",
        "INSERT DATA {{ <x:a> <x:b> <{0}> }}",
        "DELETE WHERE {{ ?s ?p ?o }}",
        "CLEAR ALL",
    ],
)
@pytest.mark.parametrize("way", ["get", "form", "direct", "update"])
def test_no_query_reaches_out_or_writes(address: str, listener: tuple[str, list[bytes]], query: str, way: str) -> None:
    trap, heard = listener
    text = query.format(trap)
    if way == "get":
        found = sparql(address, text)
    elif way == "direct":
        found = ask(address, "/sparql", method="POST", body=text.encode(), Content_Type="application/sparql-query")
    else:
        body = urlencode({"query" if way == "form" else "update": text}).encode()
        found = ask(address, "/sparql", method="POST", body=body, Content_Type="application/x-www-form-urlencoded")
    assert 400 <= found.status < 500, found.body[:200]
    assert found.headers["content-type"].startswith("application/problem+json")
    assert heard == []


def test_a_graph_named_by_the_protocol_is_not_fetched(address: str, listener: tuple[str, list[bytes]]) -> None:
    trap, heard = listener
    for name in ("default-graph-uri", "named-graph-uri"):
        for graph in (trap, "file:///etc/passwd"):
            assert 400 <= sparql(address, "ASK { ?s ?p ?o }", **{name: graph}).status < 500
    assert heard == []


def test_an_endless_query_is_ended_while_others_are_answered(strict: str) -> None:
    with ThreadPoolExecutor(4) as together:
        begun = time.monotonic()
        endless = together.submit(sparql, strict, ENDLESS)
        time.sleep(0.2)
        assert [sparql(strict, "ASK { ?s ?p ?o }").status for _ in range(5)] == [200] * 5
        found = endless.result()
        took = time.monotonic() - begun
    assert found.status == 503
    assert json.loads(found.body)["status"] == 503
    assert 1.9 < took < 20
    assert sparql(strict, "ASK { ?s ?p ?o }").status == 200


def test_a_greedy_query_is_ended_and_the_server_lives(strict: str) -> None:
    for query in (GREEDY, "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }", "SELECT * WHERE { ?a ?b ?c }"):
        assert sparql(strict, query).status in (422, 503)
        assert sparql(strict, "ASK { ?s ?p ?o }").status == 200


def test_more_than_it_can_do_is_told_when_to_come_back(strict: str) -> None:
    with ThreadPoolExecutor(12) as together:
        found = list(together.map(lambda n: sparql(strict, f"{ENDLESS} # {n}"), range(10)))
    assert {answer.status for answer in found} == {503}
    assert any(int(answer.headers.get("retry-after", 0)) > 0 for answer in found)
    assert sparql(strict, "ASK { ?s ?p ?o }").status == 200


@pytest.mark.parametrize("path", ["/sparql", "/cite", "/", "/api/queries/claims/rows"])
def test_a_large_body_is_refused(strict: str, path: str) -> None:
    try:
        found = ask(strict, path, method="POST", body=b"x" * 3_000_000, Content_Type="application/sparql-query")
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before it was all sent
    else:
        assert found.status in (404, 405, 413)
    assert ask(strict, "/health").status == 200


def test_a_large_query_is_read_or_refused(strict: str) -> None:
    body = ("ASK { VALUES ?x { " + "1 " * 400_000 + "} }").encode()
    found = ask(strict, "/sparql", method="POST", body=body, Content_Type="application/sparql-query")
    assert found.status in (200, 400, 413, 503)
    deep = ("ASK { " + "{" * 50_000 + "}" * 50_000 + "}").encode()
    found = ask(strict, "/sparql", method="POST", body=deep, Content_Type="application/sparql-query")
    assert found.status in (400, 413, 503)
    assert sparql(strict, "ASK { ?s ?p ?o }").status == 200


def test_slow_clients_do_not_hold_up_others(strict: str) -> None:
    parts = urlsplit(strict)
    slow = [socket.create_connection((parts.hostname or "", parts.port or 80)) for _ in range(60)]
    try:
        for one in slow:
            one.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n")
            one.sendall(b"Content-Length: 900\r\n\r\nASK")
        assert [sparql(strict, "ASK { ?s ?p ?o }").status for _ in range(5)] == [200] * 5
    finally:
        for one in slow:
            one.close()


@pytest.mark.parametrize(
    "sent",
    [
        b'GET / HTTP/1.1\r\nHost: evil.example/"><script>\r\n\r\n',
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n\r\n",
        b"GET //evil.example/%2f.. HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /id/claim/x%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"BREW /sparql HTTP/1.1\r\nHost: a\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nAccept: " + b"a/b;q=0.1," * 900 + b"\r\n\r\n",
    ],
)
def test_a_strange_request_gives_nothing_away(address: str, sent: bytes) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as line:
        line.sendall(sent.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        body = b""
        while block := line.recv(65536):
            body += block
    status = int(body.split()[1]) if body.startswith(b"HTTP/") else 400
    assert status < 500
    head = body.partition(b"\r\n\r\n")[0]
    assert b"evil.example" not in head
    assert b"http://evil.example" not in body
    assert b"Set-Cookie" not in head
    assert b"Traceback" not in body


def test_no_file_beside_the_assets_can_be_had(address: str) -> None:
    for path in (
        "../site.py",
        "..%2fsite.py",
        "%2e%2e/site.py",
        "....//site.py",
        "/etc/passwd",
        "vendor/../../site.py",
    ):
        found = ask(address, f"/static/00000000/{path}")
        assert found.status in (308, 400, 404), path
        assert b"PackageLoader" not in found.body


def test_nothing_is_left_in_the_folder_it_was_started_in(address: str) -> None:
    assert not list(Path().glob(".*.tmp"))
