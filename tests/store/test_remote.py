"""A remote endpoint may fail in every way there is, and each is told shortly, without a secret in it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import md5
from urllib.parse import parse_qs
from urllib.request import parse_http_list, parse_keqv_list

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions

from kobe_kg.errors import EngineWarning, LimitError, QueryError, RemoteError
from kobe_kg.store.remote import COPIED, RemoteStore
from tests.conftest import free_port
from tests.store.conftest import FOUND, Said, Server

QUERY = "SELECT ?x WHERE { BIND(1 AS ?x) }"
RDF_XML = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="urn:">
    <rdf:Description rdf:about="urn:s"><p>o</p></rdf:Description></rdf:RDF>"""


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    found: list[float] = []
    monkeypatch.setattr("kobe_kg.store.remote.time.sleep", found.append)
    return found


def values(store: RemoteStore) -> list[str]:
    found = store.query(QUERY)
    assert isinstance(found, QuerySolutions)
    return [row[0].value for row in found]


@pytest.mark.parametrize("end", ["", "?default-graph-uri=urn:x&key=a%20b"])
def test_the_query_is_posted_as_it_is(server: Server, end: str) -> None:
    text = 'SELECT ?x WHERE { BIND("é # {0} \\u0022" AS ?x) }'
    RemoteStore(server.address + end).query(text)
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("POST", "/sparql" + end)
    assert parse_qs(heard.body.decode()) == {"query": [text]}
    assert heard.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "application/sparql-results+json" in heard.headers["Accept"]
    assert heard.headers["User-Agent"] == "kobe-kg"
    assert "Authorization" not in heard.headers


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_passing_weakness_is_asked_again(server: Server, waits: list[float], status: int) -> None:
    server.answers = [Said(status), Said(status), Said()]
    assert values(RemoteStore(server.address)) == ["found"]
    assert waits == [0.5, 1.0]
    assert len({heard.body for heard in server.heard}) == 1


def test_in_the_end_it_gives_up(server: Server, waits: list[float]) -> None:
    server.answers = [Said(503, b"down for the night\nsorry", "text/plain")]
    with pytest.raises(RemoteError) as caught:
        RemoteStore(server.address, retries=2, pause=1).query(QUERY)
    assert caught.value.status == 503
    assert caught.value.what == f"{server.address} answered 503: down for the night"
    assert (len(server.heard), waits) == (3, [1.0, 2.0])


@pytest.mark.parametrize(
    ("after", "waited"), [("7", 7.0), ("0", 0.5), ("", 0.5), ("soon", 0.5), ("9999", 60.0), ("-3", 0.5)]
)
def test_retry_after_is_heeded_within_reason(server: Server, waits: list[float], after: str, waited: float) -> None:
    server.answers = [Said(503, headers=(("Retry-After", after),)), Said()]
    assert values(RemoteStore(server.address)) == ["found"]
    assert waits == [waited]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_what_patience_cannot_cure_is_asked_once(server: Server, waits: list[float], status: int) -> None:
    server.answers = [Said(status)]
    with pytest.raises((QueryError, RemoteError)):
        RemoteStore(server.address).query(QUERY)
    assert (len(server.heard), waits) == (1, [])


def test_a_bad_query_comes_back_in_the_servers_words(server: Server) -> None:
    server.answers = [Said(400, b"\n error at 1:8: \xc3\xa9 expected\nmore", "text/plain")]
    with pytest.raises(QueryError) as caught:
        RemoteStore(server.address).query(QUERY)
    assert caught.value.what == f"{server.address} refuses the query: error at 1:8: é expected"


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (401, "set KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD, or KOBE_ENDPOINT_TOKEN"),
        (403, "these credentials may not query it"),
        (404, "the server is there, the endpoint is not: check the path"),
        (429, None),
        (500, None),
    ],
)
def test_a_refusal_keeps_its_status_and_says_what_would_help(server: Server, status: int, hint: str | None) -> None:
    server.answers = [Said(status, b"no", "text/plain")]
    with pytest.raises(RemoteError) as caught:
        RemoteStore(server.address).query(QUERY)
    assert (caught.value.status, caught.value.hint) == (status, hint)
    assert caught.value.what == f"{server.address} answered {status}: no"


def test_what_a_page_says_is_told_without_its_tags(server: Server) -> None:
    page = b"<!DOCTYPE html>\n<html><head><title>Failed</title></head>\n<body><h3>Error &lt;7&gt;</h3></body></html>"
    server.answers = [Said(500, page, "text/html")]
    with pytest.raises(RemoteError, match=r"answered 500: Failed Error <7>$"):
        RemoteStore(server.address).query(QUERY)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_followed(server: Server, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setenv("KOBE_ENDPOINT_TOKEN", "secret")
    elsewhere = server.address.replace("127.0.0.1", "localhost") + "/new"
    server.answers = [Said(status, b"", headers=(("Location", elsewhere),)), Said()]
    with pytest.raises(RemoteError) as caught:
        RemoteStore(server.address).query(QUERY)
    assert caught.value.status == status
    assert elsewhere in str(caught.value.hint)
    assert len(server.heard) == 1


@pytest.mark.parametrize("said", [Said(stalls=True), Said(missing=10, stalls=True)])
def test_no_answer_in_time_is_a_limit(server: Server, said: Said) -> None:
    server.answers = [said]
    with pytest.raises(LimitError, match=r"gave no answer in 0\.2 seconds"):
        RemoteStore(server.address, timeout=0.2).query(QUERY)


def test_where_nobody_listens() -> None:
    address = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(RemoteError, match=f"^{address} cannot be reached: Connection refused") as caught:
        RemoteStore(address).query(QUERY)
    assert caught.value.status is None
    assert caught.value.hint == "check the address, and that the endpoint is running"


@pytest.mark.parametrize(
    "said",
    [
        Said(body=b"<!DOCTYPE html><title>Welcome</title>", media="text/html"),
        Said(body=FOUND[:-20]),
        Said(body=b""),
        Said(body=b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "no iri"}}]}}'),
        Said(body=b"\xff\xfe\x00"),
    ],
    ids=["html", "cut", "empty", "no iri", "no text"],
)
def test_what_is_no_result_is_told_before_a_row_is_given(server: Server, said: Said) -> None:
    server.answers = [said]
    with pytest.raises(RemoteError, match="gave an answer that cannot be read") as caught:
        RemoteStore(server.address).query(QUERY)
    assert said.media in caught.value.what
    assert "is this the address of a SPARQL endpoint?" in str(caught.value.hint)


def test_an_answer_that_breaks_off(server: Server) -> None:
    server.answers = [Said(missing=100)]
    with pytest.raises(RemoteError, match=f"^{server.address} "):
        RemoteStore(server.address).query(QUERY)


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("text/turtle; charset=utf-8", b"<urn:s> <urn:p> 'o' ."),
        ("application/n-triples", b'<urn:s> <urn:p> "o" .\n'),
        ("application/rdf+xml", RDF_XML),
    ],
)
def test_triples_are_read_in_the_syntax_they_come_in(server: Server, media: str, body: bytes) -> None:
    server.answers = [Said(body=body, media=media)]
    found = RemoteStore(server.address).query("DESCRIBE <urn:s>")
    assert not isinstance(found, QueryBoolean)
    assert [str(triple) for triple in found] == ['<urn:s> <urn:p> "o"']


@pytest.mark.parametrize(
    "said", [Said(body=b"<p>", media="text/html"), Said(body=b"<urn:s> <urn:p>", media="text/turtle")]
)
def test_what_are_no_triples_is_told(server: Server, said: Said) -> None:
    server.answers = [said]
    with pytest.raises(RemoteError, match="gave an answer that cannot be read"):
        RemoteStore(server.address).query("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("environment", "sent"),
    [
        ({"USER": "ada", "PASSWORD": "pa:ss é"}, "Basic " + b64encode("ada:pa:ss é".encode()).decode()),
        ({"USER": "ada"}, "Basic " + b64encode(b"ada:").decode()),
        ({"TOKEN": "abc.def\n"}, "Bearer abc.def"),
        ({"TOKEN": "abc", "USER": "ada", "PASSWORD": "x"}, "Bearer abc"),
        ({"PASSWORD": "x"}, None),
    ],
)
def test_credentials_come_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], sent: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"KOBE_ENDPOINT_{name}", value)
    RemoteStore(server.address).query(QUERY)
    assert server.heard[0].headers.get("Authorization") == sent


@pytest.mark.parametrize("token", ["se\ncret", "sécret", "secret\x00"])
def test_a_token_that_is_none_is_not_repeated(server: Server, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setattr("os.environ", {"KOBE_ENDPOINT_TOKEN": token})
    with pytest.raises(RemoteError) as caught:
        RemoteStore(server.address).query(QUERY)
    assert token not in str(caught.value)
    assert server.heard == []


@pytest.mark.parametrize(
    "address",
    ["http://ada:secret@host/sparql", "https://:secret@host/", "ada:secret@host/sparql", "ftp://ada:secret@host/"],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(RemoteError, match="carries no user or password") as caught:
        RemoteStore(address)
    assert "secret" not in str(caught.value)
    assert "KOBE_ENDPOINT_PASSWORD" in str(caught.value.hint)


@pytest.mark.parametrize(
    "address",
    ["", "sparql", "ftp://host/", "http://", "http:///sparql", "file:///etc/passwd", "http://[::1/", "http://h:x/"],
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(RemoteError, match="is no address of an endpoint") as caught:
        RemoteStore(address)
    assert caught.value.hint == "it starts with http:// or https://"


DIGEST = 'Digest realm="SPARQL", nonce="abc", opaque="xyz", qop="auth", algorithm="MD5"'


def test_a_challenge_is_answered_without_the_password(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOBE_ENDPOINT_USER", "ada")
    monkeypatch.setenv("KOBE_ENDPOINT_PASSWORD", "secret")
    server.answers = [Said(401, headers=(("WWW-Authenticate", DIGEST),)), Said()]
    assert values(RemoteStore(server.address)) == ["found"]
    said = server.heard[1].headers["Authorization"]
    assert said.startswith("Digest ")
    answer = parse_keqv_list(parse_http_list(said.partition(" ")[2]))
    # MD5 is what the server asked for.
    one = md5(b"ada:SPARQL:secret").hexdigest()  # noqa: S324
    two = md5(b"POST:/sparql").hexdigest()  # noqa: S324
    wanted = md5(f"{one}:abc:{answer['nc']}:{answer['cnonce']}:auth:{two}".encode()).hexdigest()  # noqa: S324
    assert (answer["username"], answer["response"]) == ("ada", wanted)
    assert server.heard[0].body == server.heard[1].body


@pytest.mark.parametrize("challenge", [DIGEST, DIGEST.replace("MD5", "UNHEARD"), 'Basic realm="x"'])
def test_a_password_that_is_wrong_is_told_once(server: Server, monkeypatch: pytest.MonkeyPatch, challenge: str) -> None:
    monkeypatch.setenv("KOBE_ENDPOINT_USER", "ada")
    monkeypatch.setenv("KOBE_ENDPOINT_PASSWORD", "secret")
    server.answers = [Said(401, b"no", headers=(("WWW-Authenticate", challenge),))]
    with pytest.raises(RemoteError, match="answered 401: no") as caught:
        RemoteStore(server.address).query(QUERY)
    assert "secret" not in str(caught.value)
    assert len(server.heard) == (2 if challenge == DIGEST else 1)


COUNT = b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "%d"}}]}}'
TRIPLE = Said(body=b"<urn:s> <urn:p> 1 .", media="text/turtle")


def test_a_copy_is_fetched_once_and_told(server: Server) -> None:
    server.answers = [Said(body=COUNT % 1), TRIPLE]
    told: list[str] = []
    store = RemoteStore(server.address, tell=told.append)
    assert store.copy() is store.copy()
    assert bool(store.copy().query("ASK { <urn:s> <urn:p> 1 }"))
    assert len(server.heard) == 2
    (said,) = told
    assert said.startswith("BaseHTTP/")
    assert said.endswith(
        " is known to err on some saved queries, and these are asked of a copy of its graph: 1 triples"
    )


def test_without_anybody_to_tell_it_is_a_warning(server: Server) -> None:
    server.answers = [Said(body=COUNT % 1), TRIPLE]
    with pytest.warns(EngineWarning, match="asked of a copy of its graph: 1 triples"):
        RemoteStore(server.address).copy()


def test_a_copy_that_is_cut_is_none(server: Server) -> None:
    server.answers = [Said(body=COUNT % 2), TRIPLE]
    with pytest.raises(RemoteError, match="gives 1 of its 2 triples") as caught:
        RemoteStore(server.address, tell=lambda _: None).copy()
    assert "ResultSetMaxRows" in str(caught.value.hint)


def test_a_copy_that_would_be_too_large_is_not_begun(server: Server) -> None:
    server.answers = [Said(body=COUNT % (COPIED + 1))]
    with pytest.raises(LimitError, match=r"it has 500,001 triples, more than 500,000"):
        RemoteStore(server.address).copy()
    assert len(server.heard) == 1
