"""A pushed graph takes the place of the old one, or leaves it whole, on engines of two makes and by both protocols."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import QueryBoolean

from kobe_kg.errors import DataError, LimitError, ParameterError, RemoteError
from kobe_kg.store import push
from kobe_kg.store.push import Place, aside, batches, count, find
from kobe_kg.store.remote import RemoteStore
from tests.conftest import free_port, serving
from tests.store.conftest import Said, Server

OLD = [f'<urn:old{n}> <urn:p> "{n}" .\n' for n in range(50)]
NEW = [
    *(f'<urn:new{n}> <urn:p> "é \\"{n}\\"\\n"@fr .\n' for n in range(2500)),
    '<urn:t> <urn:p> "14:00:00"^^<http://www.w3.org/2001/XMLSchema#time> .\n',
    "<urn:s> <urn:p> _:b1 .\n",
    '_:b1 <urn:q> "x" .\n',
    "_:b1 <urn:r> _:b2 .\n",
    "_:b2 <urn:q> <urn:s> .\n",
]
PROTOCOLS = ("gsp", "update")


def silent(_what: str, _done: int, _of: int) -> None:
    pass


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of an Oxigraph server of our own."""
    with serving([], tmp_path_factory.mktemp("push") / "log") as address:
        yield address


@pytest.fixture(params=["oxigraph", "virtuoso"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Each of two engines in turn, with credentials where it wants them."""
    if request.param == "oxigraph":
        return find(request.getfixturevalue("empty"))
    monkeypatch.setenv("KOBE_ENDPOINT_USER", "dba")
    monkeypatch.setenv("KOBE_ENDPOINT_PASSWORD", "dba")
    return find(f"{request.getfixturevalue('virtuoso')}/sparql")


def put(place: Place, graph: str, lines: Iterable[str], protocol: str = "gsp") -> push.Pushed:
    given = list(lines)
    return push.push(place, graph, lambda: given, protocol=protocol, tell=silent)


def asked(place: Place, graph: str, pattern: str) -> bool:
    found = RemoteStore(place.endpoint).query(f"ASK {{ GRAPH <{graph}> {{ {pattern} }} }}")
    assert isinstance(found, QueryBoolean)
    return bool(found)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_graph_takes_the_place_of_the_old_one(place: Place, protocol: str) -> None:
    graph = f"urn:replaced:{protocol}"
    put(place, graph, OLD, protocol)
    pushed = put(place, graph, NEW, protocol)
    assert (pushed.sent, pushed.held, pushed.blank) == (len(NEW), len(NEW), 4)
    assert pushed.requests == (6 if protocol == "update" else 1 if place.whole else 3)
    assert not asked(place, graph, "<urn:old1> ?p ?o")
    assert asked(place, graph, '<urn:s> <urn:p> ?b . ?b <urn:q> "x" ; <urn:r>/<urn:q> <urn:s>')
    assert asked(place, graph, '<urn:new7> ?p "é \\"7\\"\\n"@fr')
    assert count(place.endpoint, aside(graph)) == 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_other_graphs_stay_as_they_are(place: Place, protocol: str) -> None:
    put(place, f"urn:one:{protocol}", OLD[:3])
    put(place, f"urn:two:{protocol}", OLD[:5], protocol)
    assert count(place.endpoint, f"urn:one:{protocol}") == 3


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_engine_that_refuses_keeps_the_old_graph(place: Place, protocol: str) -> None:
    graph = f"urn:refused:{protocol}"
    put(place, graph, OLD)
    with pytest.raises(RemoteError, match=r"answered [45]\d\d"):
        put(place, graph, [*NEW[:1500], "<urn:broken> <urn:p> <no iri> .\n"], protocol)
    assert count(place.endpoint, graph) == len(OLD)
    assert count(place.endpoint, aside(graph)) == 0


KILLED = """
import os, sys
from kobe_kg.store import push, transport
endpoint, graph, protocol = sys.argv[1:]
place = push.find(endpoint)
class Half:
    left = 3
    def read(self, size=-1):
        self.left -= 1
        return b"<urn:half> <urn:p> <urn:o> . " if self.left > 0 else os._exit(9)
def lines():
    for n in range(1500):
        yield f"<urn:half{n}> <urn:p> <urn:o> .\\n"
    os._exit(9)
if protocol == "update":
    push.push(place, graph, lines, protocol=protocol, tell=lambda *_: None)
url = f"{place.store}?graph={graph if place.whole else push.aside(graph)}"
transport.send("PUT", url, Half(), timeout=20, Content_Type="text/turtle", Content_Length="100000")
"""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_push_that_is_killed_leaves_the_old_graph_and_the_next_clears_up(place: Place, protocol: str) -> None:
    graph = f"urn:killed:{protocol}"
    put(place, graph, OLD)
    command = [sys.executable, "-c", KILLED, place.endpoint, graph, protocol]
    assert subprocess.run(command, timeout=60).returncode == 9
    assert count(place.endpoint, graph) == len(OLD)
    assert count(place.endpoint, aside(graph)) in ((1000,) if protocol == "update" else (0, 1))
    put(place, graph, NEW[:20], protocol)
    assert count(place.endpoint, graph) == 20
    assert count(place.endpoint, aside(graph)) == 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_default_graph_where_there_is_one(empty: str, protocol: str) -> None:
    place = find(empty)
    for lines in (OLD, NEW):
        pushed = push.push(place, None, lambda given=lines: given, protocol=protocol, tell=silent)  # type: ignore[misc]
        assert pushed.held == len(lines)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_virtuoso_has_no_default_graph(protocol: str) -> None:
    place = Place("http://h/sparql", "http://h/crud", "http://h/auth", "Virtuoso/07")
    with pytest.raises(ParameterError, match="no default graph") as caught:
        push.push(place, None, lambda: OLD, protocol=protocol, tell=silent)
    assert caught.value.hint == "name a graph with --into IRI"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_without_credentials_nothing_is_changed(virtuoso: str, monkeypatch: pytest.MonkeyPatch, protocol: str) -> None:
    for password in ("", "wrong"):
        monkeypatch.setenv("KOBE_ENDPOINT_USER", "dba")
        monkeypatch.setenv("KOBE_ENDPOINT_PASSWORD", password)
        with pytest.raises(RemoteError) as caught:
            put(find(f"{virtuoso}/sparql"), "urn:nobody", OLD, protocol)
        assert caught.value.status == 401
    assert count(f"{virtuoso}/sparql", "urn:nobody") == 0


def test_a_count_that_does_not_fit_is_told(empty: str, server: Server) -> None:
    place = find(empty)._replace(store=server.address)
    with pytest.raises(RemoteError, match=r"50 triples were sent, and the graph <urn:lost> now holds 0"):
        put(place, "urn:lost", OLD)
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("PUT", "/sparql?graph=urn%3Alost")
    assert heard.body.decode() == "".join(OLD)
    assert heard.headers["Content-Type"] == "text/turtle"


def test_an_engine_that_stalls_is_a_limit(empty: str, server: Server) -> None:
    server.answers = [Said(stalls=True)]
    with pytest.raises(LimitError, match=r"no answer in 0\.2 seconds"):
        push.push(find(empty)._replace(store=server.address), "urn:g", lambda: OLD, tell=silent, timeout=0.2)


def test_a_redirect_is_not_followed(empty: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOBE_ENDPOINT_TOKEN", "secret")
    server.answers = [Said(308, b"", headers=(("Location", "http://localhost/new"),))]
    with pytest.raises(RemoteError, match="answered 308") as caught:
        put(find(empty)._replace(store=server.address), "urn:g", OLD)
    assert "http://localhost/new" in str(caught.value.hint)
    assert [heard.headers["Authorization"] for heard in server.heard] == ["Bearer secret"]


def test_where_nobody_listens() -> None:
    with pytest.raises(RemoteError, match="cannot be reached"):
        find(f"http://127.0.0.1:{free_port()}/query")


@pytest.mark.parametrize(
    ("endpoint", "engine", "store", "update"),
    [
        ("http://h/query", "", "http://h/store", "http://h/update"),
        ("http://h/x/query", "Oxigraph/0.5", "http://h/x/store", "http://h/x/update"),
        ("http://h/sparql?default-graph-uri=urn:g", "Virtuoso/07", "http://h/sparql-graph-crud-auth", "http://h/sparql-auth"),
        ("http://h/ds/query", "", "http://h/ds/data", "http://h/ds/update"),
        ("http://h/ds/sparql", "", "http://h/ds/data", "http://h/ds/update"),
        ("http://h/repositories/r", "", "http://h/repositories/r/rdf-graphs/service", "http://h/repositories/r/statements"),
        ("https://c.neptune.amazonaws.com:8182/sparql", "", "https://c.neptune.amazonaws.com:8182/sparql/gsp/", "https://c.neptune.amazonaws.com:8182/sparql"),
        ("http://h/sparql", "", None, None),
    ],
)  # fmt: skip
def test_addresses_follow_from_the_endpoint(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, engine: str, store: str | None, update: str | None
) -> None:
    monkeypatch.setattr(push, "_engine", lambda *_: engine)
    assert find(endpoint) == Place(endpoint, store, update, engine)
    assert find(endpoint, store="http://h/s") == Place(endpoint, "http://h/s", update, engine)
    assert find(endpoint, update="http://h/u") == Place(endpoint, store, "http://h/u", engine)


@pytest.mark.parametrize(("protocol", "option"), [("gsp", "--graph-store"), ("update", "--update")])
def test_an_engine_nobody_knows_is_asked_for(protocol: str, option: str) -> None:
    with pytest.raises(ParameterError, match="it is not known where") as caught:
        push.push(Place("http://h/sparql", None, None), "urn:g", lambda: OLD, protocol=protocol, tell=silent)
    assert caught.value.hint == f"tell the address with {option} URL"


def test_lines_that_share_a_blank_node_stay_together() -> None:
    found = [list(batch) for batch in batches(NEW, 1000)]
    assert [len(batch) for batch in found] == [1000, 1000, 501, 4]
    assert sorted(line for batch in found for line in batch) == sorted(NEW)
    chain = [f"_:a{n} <urn:p> _:a{n + 1} .\n" for n in range(20)]
    assert [len(batch) for batch in batches([*chain, *OLD], 10)] == [10, 10, 10, 10, 10, 20]
    with pytest.raises(DataError, match="hang together by blank nodes"):
        list(batches([f"_:a{n} <urn:p> _:a{n + 1} .\n" for n in range(101)], 10))


def test_a_text_that_looks_like_a_blank_node_is_none() -> None:
    assert [len(batch) for batch in batches(['<urn:s> <urn:p> "_:b1" .\n'] * 3, 2)] == [2, 1]
