"""Messages between processes: they come whole, in order, and a false one is known."""

from __future__ import annotations

import socket
import struct

import pytest

from kobe_kg import errors
from kobe_kg.errors import DataError, KobeError, Position, RemoteError, UnknownNameError
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pool import channel

_REQUEST = Request(
    "api-rows",
    method="POST",
    found={"name": "claims"},
    extension="csv",
    args=(("event", "Kobé"), ("event", "half \udc80 of one")),
    accept="text/csv",
    lang="fr",
    base="http://127.0.0.1:8000",
    path="/api/queries/claims/rows.csv",
    content_type="text/plain",
    body=bytes(range(256)),
)


def test_a_request_is_the_same_afterwards() -> None:
    inbox = channel.Inbox()
    inbox.put(channel.packed_request(_REQUEST))
    message = inbox.take()
    assert message is not None
    assert channel.request_of(message) == _REQUEST
    assert inbox.take() is None


@pytest.mark.parametrize("reply", [Reply(b"", "text/plain"), Reply(b"a", "b", 404, (("c", "d"), ("c", "é")), False)])
def test_a_reply_is_the_same_afterwards(reply: Reply) -> None:
    inbox = channel.Inbox()
    inbox.put(channel.packed_reply(reply))
    message = inbox.take()
    assert message is not None
    assert channel.reply_of(message) == reply


@pytest.mark.parametrize(
    "head",
    [
        ["reply", False],
        ["reply", False, "a", "200", [], True],
        ["reply", False, None, 200, [], True],
        ["reply", False, "a", 200, [["b", 1]], True],
        ["reply", False, "a", 200, [["b"]], True],
        ["reply", False, "a", 200, 1, True],
        ["reply", False, "a", 200, [], 1],
    ],
)
def test_what_is_no_reply_is_known(head: list[object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        channel.reply_of(channel.Message(head))


def test_messages_come_whole_however_they_are_cut() -> None:
    data = b"".join(channel.pack(["n", number], b"x" * number) for number in range(5))
    inbox, found = channel.Inbox(), []
    for start in range(0, len(data), 3):
        inbox.put(data[start : start + 3])
        while (message := inbox.take()) is not None:
            found.append(message)
    assert found == [channel.Message(["n", number], b"x" * number) for number in range(5)]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!II", 2**31, 2**31),
        struct.pack("!II", 2, 0) + b"{}",
        struct.pack("!II", 2, 0) + b"[]",
        struct.pack("!II", 2, 0) + b"no",
        struct.pack("!II", 2, 0) + b"\xff\xff",
    ],
)
def test_what_is_no_message_is_known(data: bytes) -> None:
    inbox = channel.Inbox()
    inbox.put(data)
    with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
        inbox.take()


def test_a_socket_travels_with_its_message() -> None:
    ours, theirs = socket.socketpair()
    handed, kept = socket.socketpair()
    with ours, theirs, handed, kept:
        channel.Channel(ours).send(["worker", 1], b"x" * 10, handed=handed)
        data, numbers, _, _ = socket.recv_fds(theirs, 1000, 1)
        with socket.socket(fileno=numbers[0]) as found:
            found.sendall(b"here")
            assert kept.recv(10) == b"here"
        inbox = channel.Inbox()
        inbox.put(data)
        assert inbox.take() == channel.Message(["worker", 1], b"x" * 10)


def test_the_other_side_may_hang_up() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        line = channel.Channel(ours)
        theirs.sendall(channel.pack(["a"]) + channel.pack(["b"]) + b"\x00")
        assert line.arrived() == [channel.Message(["a"]), channel.Message(["b"])]
        theirs.close()
        assert line.receive() is None
        assert line.arrived() is None


@pytest.mark.parametrize(
    "error",
    [
        DataError("unreadable", where=Position(3, 4, path="a.ttl", text="<a> <b>"), hint="mend it"),
        DataError("unreadable", where=Position(3, 4)),
        UnknownNameError("query", "clam", ["claims"]),
        RemoteError("gone", status=502),
        KobeError("so"),
    ],
)
def test_an_error_is_the_same_afterwards(error: KobeError) -> None:
    inbox = channel.Inbox()
    inbox.put(channel.packed_error(error))
    message = inbox.take()
    assert message is not None
    found = channel.error_of(message)
    assert type(found) is type(error)
    assert str(found) == str(error)
    for name in ("kind", "name", "status"):
        assert getattr(found, name, None) == getattr(error, name, None)


def test_every_kind_of_error_passes() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, KobeError)]
    for kind in kinds:
        error = kind("verb", "x") if kind is UnknownNameError else kind("x")
        inbox = channel.Inbox()
        inbox.put(channel.packed_error(error))
        message = inbox.take()
        assert message is not None
        assert type(channel.error_of(message)) is kind
