"""Replies that are kept, within their room."""

from __future__ import annotations

from kobe_kg.serve.front.keeping import Kept, key, taken
from kobe_kg.serve.front.sending import Sent, prepared
from kobe_kg.serve.message import Reply, Request


def reply(size: int, **more: object) -> Sent:
    return prepared(Reply(b"x" * size, "text/plain", **more))  # type: ignore[arg-type]


def asked(path: str, **more: object) -> Request:
    return key(Request("event", path=path, found={"slug": "x"}, **more))  # type: ignore[arg-type]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(room=10 * taken(asked("/0"), reply(1000)))
    for n in range(10):
        kept.put(asked(f"/{n}"), reply(1000))
    assert kept.get(asked("/0")) is not None
    kept.put(asked("/a"), reply(1000))
    assert kept.get(asked("/0")) is not None
    assert kept.get(asked("/1")) is None
    assert len(kept) == 10


def test_its_size_is_that_of_what_it_holds() -> None:
    kept = Kept(room=100_000)
    for n in range(200):
        kept.put(asked(f"/{n % 50}", body=b"q" * n), reply(n * 7))
        assert 0 < kept.size <= 100_000
    kept.put(asked("/0"), reply(5))
    kept.clear()
    assert (kept.size, len(kept)) == (0, 0)


def test_a_long_request_takes_room_too() -> None:
    kept = Kept(room=100_000)
    kept.put(asked("/x", body=b"q" * 50_000), reply(1))
    assert len(kept) == 0


def test_only_lasting_good_ones_are_kept() -> None:
    kept = Kept()
    for sent in (reply(1, lasting=False), reply(1, status=404), reply(1, status=303)):
        kept.put(asked("/x"), sent)
    assert len(kept) == 0


def test_what_a_reply_may_depend_on_tells_requests_apart() -> None:
    base = Request("event", path="/event/x", found={"slug": "x"})
    others = [
        base._replace(lang="fr"),
        base._replace(accept="text/turtle"),
        base._replace(base="http://other"),
        base._replace(args=(("a", "b"),)),
        base._replace(method="POST"),
        base._replace(body=b"x"),
        base._replace(content_type="a/b"),
        base._replace(extension="ttl"),
    ]
    assert len({key(request) for request in (base, *others)}) == 9
