"""The front: what it takes for a request, what it keeps, and what it sends with every answer."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path

import pytest

from kobe_kg.errors import ParameterError
from kobe_kg.serve.answering import Context
from kobe_kg.serve.failure import BusyError, ExceededError
from kobe_kg.serve.front import app
from kobe_kg.serve.front.logbook import Logbook
from kobe_kg.serve.front.sending import POLICY
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.settings import Settings
from tests.serve.here import Client, Here

ASK = "/sparql?query=ASK%7B%7D"


@pytest.fixture
def client(context: Context) -> Client:
    return Client(Here(context))


def told(request: Request, _: Context) -> Reply:
    """Say what arrives, so that a test can see it."""
    found = {"path": request.path, "base": request.base, "lang": request.lang, "args": request.args}
    return Reply(json.dumps({**found, "accept": request.accept, "route": request.route}).encode(), "application/json")


@pytest.fixture
def echo(context: Context) -> Client:
    return Client(Here(context, told))


def test_every_answer_carries_the_same_safety(client: Client) -> None:
    for target in (ASK, "/nowhere", "/health", "/sparql?query=x", "/static/0/kobe.css"):
        headers = client("GET", target).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
        assert "server" not in headers


@pytest.mark.parametrize(
    "target",
    [
        "/../etc/passwd",
        "/event/../sparql",
        "/event/%2e%2e/sparql",
        "/event%2fkobe-attack",
        "//example.org/",
        "/event//kobe-attack",
        "/static/0/../../site.py",
        "/static/0/%2e%2e/%2e%2e/site.py",
        "/static/0/",
        "/event/a\\b",
        "/.env",
    ],
)
def test_no_path_leads_out(client: Client, target: str) -> None:
    assert client("GET", target).status == 404
    assert client.workers.asked == []


@pytest.mark.parametrize("target", ["/event/%ff", "/event/%00", "/event/a%0ab", "/sparql?query=%ff", "/search?q=%00"])
def test_what_is_no_text_is_refused(client: Client, target: str) -> None:
    got = client("GET", target)
    assert got.status == 400
    assert json.loads(got.body)["type"].endswith("/address")
    assert client.workers.asked == []


def test_an_overlong_address_is_refused(client: Client) -> None:
    assert client("GET", "/event/" + "x" * 3000).status == 414
    assert client("GET", "/sparql?query=" + "x" * 70_000).status == 414


def test_a_slash_too_many_leads_to_the_address_without(client: Client) -> None:
    got = client("GET", "/event/kobe-attack/?lang=fr")
    assert got.status == 308
    assert got.headers["location"] == "http://localhost:8000/event/kobe-attack?lang=fr"
    assert client("GET", "/nowhere/").status == 404


def test_other_methods_are_told_which_there_are(client: Client) -> None:
    got = client("DELETE", "/sparql")
    assert got.status == 405
    assert got.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    assert client("POST", "/health").headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_browser_may_ask_from_anywhere(client: Client) -> None:
    got = client("OPTIONS", "/sparql", origin="https://example.org", access_control_request_method="POST")
    assert (got.status, got.body) == (204, b"")
    assert got.headers["access-control-allow-methods"] == "GET, POST, HEAD, OPTIONS"
    assert "Content-Type" in got.headers["access-control-allow-headers"]


def test_head_gives_the_headers_of_get(client: Client) -> None:
    got, head = client("GET", ASK), client("HEAD", ASK)
    assert head.body == b""
    assert head.headers == got.headers
    assert head.headers["content-length"] == str(len(got.body))


def test_what_a_client_has_is_not_sent_again(client: Client) -> None:
    etag = client("GET", ASK).headers["etag"]
    assert not etag.startswith("W/")
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        got = client("GET", ASK, if_none_match=condition)
        assert (got.status, got.body) == (304, b"")
        assert got.headers["etag"] == etag
        assert got.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
        assert "content-length" not in got.headers
    assert client("GET", ASK, if_none_match='"other"').status == 200
    assert (
        client("POST", "/sparql", b"ASK {}", content_type="application/sparql-query", if_none_match="*").status == 200
    )


def test_equal_requests_ask_a_worker_once(client: Client) -> None:
    for accept in ("application/sparql-results+json, text/csv;q=0.5", "text/csv;q=0.5,application/sparql-results+json"):
        assert client("GET", ASK, accept=accept).status == 200
    assert len(client.workers.asked) == 1
    client("GET", ASK, accept="text/csv")
    assert len(client.workers.asked) == 2


def test_what_is_kept_goes_with_the_graph(client: Client) -> None:
    client("GET", ASK)
    asyncio.run(client.workers.reload())
    client("GET", ASK)
    assert len(client.workers.asked) == 2


def test_what_would_differ_the_next_time_is_not_kept(client: Client) -> None:
    for _ in range(2):
        got = client("GET", "/sparql?query=SELECT%20(RAND()%20AS%20?x)%20%7B%7D")
        assert got.headers["cache-control"] == "no-store"
        assert "etag" not in got.headers
    assert len(client.workers.asked) == 2
    for _ in range(2):
        assert client("GET", "/sparql?query=nonsense").status == 400
    assert len(client.workers.asked) == 4


def test_a_long_answer_is_compressed_for_who_takes_it(client: Client) -> None:
    target = "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%2050"
    plain, packed = client("GET", target), client("GET", target, accept_encoding="br;q=1, gzip;q=0.8")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] not in ("", plain.headers["etag"])
    assert "content-encoding" not in client("GET", target, accept_encoding="gzip;q=0").headers
    assert client("GET", target, accept_encoding="gzip", if_none_match=packed.headers["etag"]).status == 304
    assert len(client.workers.asked) == 1


def test_the_language_is_the_one_asked_for_or_the_one_preferred(echo: Client) -> None:
    def lang(target: str, **headers: str) -> str:
        return json.loads(echo("GET", target, **headers).body)["lang"]  # type: ignore[no-any-return]

    assert lang("/") == "en"
    assert lang("/", accept_language="de, fr-CA;q=0.9, en;q=0.8") == "fr"
    assert lang("/?lang=en", accept_language="fr") == "en"
    got = echo("GET", "/?lang=de")
    assert got.status == 400
    assert json.loads(got.body)["allowed"] == ["en", "fr"]


@pytest.mark.parametrize("host", ["", "a b", "example.org/evil", "<script>", "x" * 300, "[::1", "user@example.org"])
def test_a_host_that_is_none_is_refused_and_not_repeated(echo: Client, host: str) -> None:
    got = echo("GET", "/", host=host)
    assert got.status == 400
    assert len(host) < 2 or host.encode() not in got.body


def test_a_proxy_is_believed_if_it_is_trusted(context: Context) -> None:
    said = {"x_forwarded_proto": "https", "x_forwarded_host": "kobe.example", "x_forwarded_prefix": "/kg"}
    settings = context.settings._replace(trusted=("10.0.0.0/8",))
    trusting = Client(Here(context, told), settings)
    assert json.loads(trusting("GET", "/kg/", peer="10.1.2.3", **said).body)["base"] == "https://kobe.example/kg"
    assert trusting("GET", "/", peer="192.0.2.1", **said).status == 200
    assert json.loads(trusting("GET", "/", peer="192.0.2.1", **said).body)["base"] == "http://localhost:8000"


def test_it_stands_under_a_path(context: Context) -> None:
    client = Client(Here(context, told), context.settings._replace(root_path="/kobe"))
    for target in ("/kobe/event/x", "/event/x"):  # a proxy may take the path away, or not
        found = json.loads(client("GET", target).body)
        assert (found["base"], found["path"]) == ("http://localhost:8000/kobe", "/event/x")
    mounted = Client(Here(context, told))
    assert json.loads(mounted("GET", "/at/event/x", root="/at").body)["path"] == "/event/x"


def test_its_public_address_counts_before_all_others(context: Context) -> None:
    client = Client(Here(context, told), context.settings._replace(public="https://kobe.example/kg/"))
    assert json.loads(client("GET", "/", host="evil.example").body)["base"] == "https://kobe.example/kg"


@pytest.mark.parametrize(
    "wrong", [{"trusted": ("proxy",)}, {"root_path": "kobe kg"}, {"public": "kobe.example"}, {"public": "file:///x"}]
)
def test_settings_that_make_no_sense_are_refused(context: Context, wrong: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        Client(Here(context), context.settings._replace(**wrong))  # type: ignore[arg-type]


def test_a_body_has_its_limits(client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    got = client("POST", "/sparql", b"query=" + b"x" * 2_000_000, content_type=form)
    assert got.status == 413
    assert "connection" not in got.headers  # it was read to its end, and the next request may follow
    got = client("POST", "/sparql", b"x" * 2_000_000, content_type=form, expect="100-continue")
    assert (got.status, got.headers["connection"]) == (413, "close")
    assert client("POST", "/sparql", b"x", content_type=form, content_encoding="gzip").status == 415
    assert client.workers.asked == []


def test_a_body_without_a_length_is_counted_as_it_comes(client: Client) -> None:
    got = client("POST", "/sparql", b"x" * 2_000_000, content_length="", transfer_encoding="chunked")
    assert got.status == 413


def test_what_slow_clients_hold_together_is_bounded(context: Context) -> None:
    def large(request: Request, _: Context) -> Reply:
        return Reply(bytes(3_000_000), "application/octet-stream", lasting=False)

    client = Client(Here(context, large), Settings(answer_bytes=4_000_000, body_bytes=1000))

    async def together() -> list[int]:
        one = await client.ask("GET", ASK)
        client.front._held += (before := 31_000_000)  # as if others read theirs slowly
        two, three = await client.ask("GET", ASK), await client.ask("GET", "/health")
        client.front._held -= before
        return [one.status, two.status, three.status]

    assert asyncio.run(together()) == [200, 503, 200]
    assert client.front._held == 0
    sent = b"query=ASK%7B%7D"
    assert client("POST", "/sparql", sent, content_type="application/x-www-form-urlencoded").status == 200
    client("POST", "/sparql", bytes(2000), content_type="application/x-www-form-urlencoded")
    assert client.front._held == 0


def test_a_body_has_to_come_in_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "PATIENCE", 0.05)

    async def slow() -> int:
        statuses = []

        async def receive() -> app.Message:
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message: app.Message) -> None:
            statuses.append(message.get("status"))

        headers = [(b"host", b"localhost"), (b"transfer-encoding", b"chunked")]
        scope = {"type": "http", "method": "POST", "path": "/sparql", "query_string": b"", "headers": headers}
        await client.front(scope, receive, send)
        return statuses[0] or 0

    assert asyncio.run(slow()) == 408


def test_who_leaves_is_not_answered(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_WATCHED", 0.01)
    client = Client(Here(context))
    ended = []

    async def ask(_: Request) -> Reply:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append(True)
            raise
        raise AssertionError("nobody waited")

    client.workers.ask = ask  # type: ignore[method-assign]

    async def leave() -> list[app.Message]:
        sent: list[app.Message] = []

        async def receive() -> app.Message:
            return {"type": "http.disconnect"}

        async def send(message: app.Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        await client.front(scope, receive, send)
        return sent

    assert asyncio.run(leave()) == []
    assert ended == [True]


def test_a_full_queue_and_a_limit_are_told_apart(context: Context) -> None:
    def busy(*_: object) -> Reply:
        raise BusyError("too many requests wait already", retry_after=3)

    def slow(*_: object) -> Reply:
        raise ExceededError("time", "the answer took more than 30 seconds")

    got = Client(Here(context, busy))("GET", "/")
    assert (got.status, got.headers["retry-after"]) == (503, "3")
    assert json.loads(got.body)["type"].endswith("/busy")
    got = Client(Here(context, slow))("GET", "/")
    assert got.status == 503
    assert json.loads(got.body)["type"].endswith("/limit")


def test_a_bug_is_owned_up_to_and_kept_for_the_log(context: Context, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> Reply:
        raise RuntimeError("secret path /home/x")

    got = Client(Here(context, broken))("GET", "/", accept="text/html")
    assert got.status == 500
    assert b"secret" not in got.body
    assert "secret" in caplog.text


def test_doubled_headers_are_refused(client: Client) -> None:
    from kobe_kg.serve.front.app import headers_of
    from kobe_kg.serve.problem import Refusal

    assert headers_of([(b"accept", b"a/b"), (b"accept", b"c/d")]) == {b"accept": b"a/b, c/d"}
    with pytest.raises(Refusal):
        headers_of([(b"host", b"a"), (b"host", b"b")])


def test_it_tells_how_it_is(client: Client, context: Context) -> None:
    assert json.loads(client("GET", "/health").body) == {"status": "ok", "generation": 1, "version": "0.1.0"}
    found = json.loads(client("GET", "/version").body)
    assert found["triples"] == context.version.triples
    client.workers.ready = False
    assert client("GET", "/health").status == 503


def test_it_counts_what_it_does(client: Client) -> None:
    for target in (ASK, ASK, "/nowhere", "/<script>"):
        client("GET", target)
    text = client("GET", "/metrics").body.decode()
    assert 'kobe_requests_total{route="sparql",method="GET",status="200"} 2' in text
    assert 'kobe_requests_total{route="none",method="GET",status="404"} 2' in text
    assert 'kobe_request_seconds_bucket{route="sparql",le="+Inf"} 2' in text
    assert "kobe_kept_hits_total 1" in text
    assert "script" not in text


def test_a_request_is_one_line_whatever_is_in_it(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    client = Client(Here(context), Settings(access_log=path))
    client("GET", '/a\x1b[2J"b?c\n127.0.0.1 GET /forged')
    client("GET", ASK)
    asyncio.run(client.front.close())
    first, second = path.read_text(encoding="utf-8").splitlines()
    assert first.split()[2:5] == ["GET", "/a%1B[2J%22b?c%0A127.0.0.1%20GET%20/forged", "400"]
    assert second.split()[2:6] == ["GET", ASK, "200", "26"]


def test_a_log_that_was_moved_away_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    book = Logbook(path)
    path.rename(tmp_path / "old.log")
    book.reopen()
    book.write("-", "GET", b"/", 200, 1, 0.001, "front")
    book.close()
    assert path.read_text(encoding="utf-8").endswith(" - GET / 200 1 1.0ms front\n")


def test_assets_last_under_their_digest_and_not_under_another(client: Client) -> None:
    from kobe_kg.pages.site import digest

    for name, kept in ((digest(), "public, max-age=31536000, immutable"), ("00000000", "no-cache")):
        got = client("GET", f"/static/{name}/kobe.css")
        assert got.headers["cache-control"] == kept
        assert got.headers["content-type"] == "text/css; charset=utf-8"
    assert client("GET", "/static/0/nothing.css").status == 404
