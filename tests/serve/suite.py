"""The W3C's tests of the SPARQL 1.1 Protocol, its part on queries, and of service descriptions, on a running server.

    python -m tests.serve.suite FOLDER

prints the score. The folder is the suite's own ``sparql/sparql11``. The suite is not part of this project: clone
https://github.com/w3c/rdf-tests beside it, and name the folder in KOBE_SPARQL_SUITE for the tests.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
SD = "http://www.w3.org/ns/sparql-service-description#"
_PREFIXES = f"""PREFIX mf: <{MF}> PREFIX ht: <{HT}> PREFIX cnt: <{CNT}> PREFIX ut: <{UT}>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> """

#: The tests of updates, by the beginning of their names; those of bad updates are passed by refusing them all.
UPDATES = ("update_",)
ROWS = {f.media_type: f for f in (QueryResultsFormat.JSON, QueryResultsFormat.XML)}


class Sent(NamedTuple):
    """A request, and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    #: First figures of the statuses it may have.
    statuses: frozenset[str]
    form: str | None
    truth: bool | None


class Case(NamedTuple):
    """A test: requests one after another."""

    name: str
    requests: tuple[Sent, ...]


def folder() -> Path | None:
    """Give the folder of the suite, if it is here."""
    named = os.environ.get("KOBE_SPARQL_SUITE")
    beside = Path(__file__).parents[3] / "shared" / "suites" / "sparql" / "sparql11"
    found = Path(named) if named else beside
    return found if found.is_dir() else None


def manifest(root: Path, topic: str) -> Store:
    """Read a manifest."""
    path = root / topic / "manifest.ttl"
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE, base_iri=path.as_uri())
    return store


def data(root: Path) -> bytes:
    """Give the graphs that the tests need, under the names they call them by, as N-Quads."""
    store = manifest(root, "protocol")
    lines = []
    for row in store.query(_PREFIXES + "SELECT DISTINCT ?file ?name { ?x ut:graph ?file ; rdfs:label ?name }"):
        text = Path(row["file"].value.removeprefix("file://")).read_text(encoding="utf-8")
        lines += [f"{quad.triple} <{row['name'].value}> .\n" for quad in parse(text, RdfFormat.N_TRIPLES)]
    return "".join(sorted(lines)).encode()


def cases(root: Path) -> Iterator[Case]:
    """Read the tests of the protocol, those of updates too."""
    store = manifest(root, "protocol")
    listed = "SELECT ?test { ?manifest mf:entries/rdf:rest*/rdf:first ?test . ?test a mf:ProtocolTest }"
    for row in store.query(_PREFIXES + listed):
        test = row["test"]
        steps = f"SELECT ?request {{ {test} mf:action/ht:requests/rdf:rest*/rdf:first ?request }}"
        requests = [_request(store, found["request"]) for found in store.query(_PREFIXES + steps)]
        yield Case(test.value.rpartition("#")[2], tuple(requests))


def is_update(case: Case) -> bool:
    """Tell whether a test is one of updates."""
    return case.name.startswith(UPDATES)


def _request(store: Store, node: object) -> Sent:
    def value(subject: object, name: str) -> object:
        return next((q.object for q in store.quads_for_pattern(subject, NamedNode(name), None)), None)  # type: ignore[arg-type]

    def items(head: object) -> Iterator[object]:
        while head is not None and head != NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"):
            yield value(head, "http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
            head = value(head, "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")

    def text(subject: object, name: str) -> str:
        found = value(subject, name)
        return found.value if isinstance(found, Literal) else ""

    headers = {text(h, f"{HT}fieldName"): text(h, f"{HT}fieldValue") for h in items(value(node, f"{HT}headers"))}
    content, wanted = value(node, f"{HT}body"), value(node, f"{HT}resp")
    body = text(content, f"{CNT}chars").encode(text(content, f"{CNT}characterEncoding")) if content else b""
    statuses = store.quads_for_pattern(wanted, NamedNode(f"{MF}expectedStatus"), None)  # type: ignore[arg-type]
    truth = text(wanted, f"{MF}expectedBoolean")
    return Sent(
        text(node, f"{HT}methodName"),
        text(node, f"{HT}absolutePath").replace("/sparql/", "/sparql", 1),
        headers,
        body,
        frozenset(q.object.value.rpartition("StatusCode")[2][0] for q in statuses),
        text(wanted, f"{MF}expectedFormat") or None,
        truth == "true" if truth else None,
    )


def wrong(case: Case, endpoint: str) -> str:
    """Run a test; say what is wrong, or nothing.

    :param endpoint: the address of the endpoint, without a query string.
    """
    for sent in case.requests:
        status, media, body = asked(endpoint, sent)
        if str(status)[0] not in sent.statuses:
            return f"status {status}: {body[:200]!r}"
        if sent.form == "boolean" and media not in ROWS:
            return f"a truth came as {media}"
        if sent.form == "tabular" and media not in (*ROWS, "text/csv", "text/tab-separated-values"):
            return f"rows came as {media}"
        if sent.form == "RDF" and RdfFormat.from_media_type(media) is None:
            return f"a graph came as {media}"
        if sent.truth is not None:
            found = parse_query_results(body, format=ROWS[media])
            if not isinstance(found, QueryBoolean) or bool(found) is not sent.truth:
                return f"the answer is {body!r}"
    return ""


def asked(endpoint: str, sent: Sent) -> tuple[int, str, bytes]:
    """Send a request; give status, media type and body."""
    parts = urlsplit(endpoint)
    connection = HTTPConnection(parts.netloc, timeout=30)
    try:
        path = sent.path.replace("/sparql", parts.path, 1)
        connection.putrequest(sent.method, path, skip_accept_encoding=True)
        for name, value in sent.headers.items():
            connection.putheader(name, value)
        if sent.body:
            connection.putheader("Content-Length", str(len(sent.body)))
        connection.endheaders(sent.body or None)
        response = connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read()
    finally:
        connection.close()


def described(endpoint: str) -> list[Triple]:
    """Give the description of a service."""
    sent = Sent("GET", "/sparql", {"Accept": "text/turtle"}, b"", frozenset("2"), None, None)
    status, media, body = asked(endpoint, sent)
    form = RdfFormat.from_media_type(media)
    assert status == 200, body
    assert form is not None, media
    return [quad.triple for quad in parse(body, form, base_iri=endpoint)]


def main() -> None:
    """Print the score."""
    from tests.serve.conftest import serving

    root = Path(sys.argv[1]) if len(sys.argv) > 1 else folder()
    assert root is not None, "name the folder of the suite"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "data.nq"
        path.write_bytes(data(root))
        with serving(f"--graph={path}") as server:
            tests = [case for case in cases(root) if not is_update(case)]
            found = {case.name: wrong(case, f"{server.address}sparql") for case in tests}
    failed = {name: told for name, told in found.items() if told}
    print(f"{len(found) - len(failed)} of {len(found)} right")
    print("".join(f"- {name}: {told}\n" for name, told in failed.items()), end="")


if __name__ == "__main__":
    main()
