"""Messages between the server's own processes: a head in JSON and a body of bytes, over a pair of sockets.

To read a message is to run nothing: a worker that a query has got hold of can tell lies, and no more than that.
"""

from __future__ import annotations

import json
import socket
from itertools import chain
from struct import Struct
from typing import Any, NamedTuple

from kobe_kg import errors
from kobe_kg.errors import KobeError, Position
from kobe_kg.serve.message import Reply, Request

_SIZES = Struct("!II")
_PIECE = 1 << 16  # larger ones cost more to make room for than to read
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
#: Exit code of a worker that no longer finds the store on disk its keeper has seen.
STALE = 75
#: Exit codes of a worker that has come to its limit on memory, and of one with a bug, outside of any answer.
FULL, BROKEN = 71, 70
#: Bytes of the largest message there can be.
MOST = 1 << 30


class Message(NamedTuple):
    """What one process tells another."""

    #: A word for what it is, then what belongs to it: whatever JSON holds.
    head: list[Any]
    body: bytes = b""


def pack(head: list[Any], body: bytes = b"") -> bytes:
    """Write a message.

    :raises ValueError: when it is larger than a message can be.
    """
    text = _encode(head).encode()
    if len(text) + len(body) > MOST:
        raise ValueError(f"a message of {len(text) + len(body)} bytes is too large")
    return _SIZES.pack(len(text), len(body)) + text + body


class Inbox:
    """Messages as they come in, piece by piece.

    :param most: bytes of the largest there can be; a larger one is a lie.

    >>> inbox = Inbox()
    >>> inbox.put(pack(["hello"], b"there")[:9]), inbox.take()
    (None, None)
    >>> inbox.put(pack(["hello"], b"there")[9:])
    >>> inbox.take()
    Message(head=['hello'], body=b'there')
    """

    def __init__(self, most: int = MOST) -> None:
        self._data = bytearray()
        self._most = most

    def put(self, data: bytes) -> None:
        """Add what came in."""
        self._data += data

    def take(self) -> Message | None:
        """Give the next whole message; None when there is none yet.

        :raises ValueError: when it is no message.
        :raises RecursionError: when its head is too deep for one.
        """
        data = self._data
        if len(data) < _SIZES.size:
            return None
        first, second = _SIZES.unpack_from(data)
        if first + second > self._most:
            raise ValueError("that is no message")
        middle = _SIZES.size + first
        if len(data) < middle + second:
            return None
        head = json.loads(data[_SIZES.size : middle])
        if not isinstance(head, list) or not head:
            raise ValueError("that is no message")
        with memoryview(data) as view:
            body = bytes(view[middle : middle + second])
        del data[: middle + second]
        return Message(head, body)


class Channel:
    """A socket that messages are waited for at; no event loop is needed."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._inbox = Inbox()

    def fileno(self) -> int:
        """Give the socket's number, for those who wait at several."""
        return self._socket.fileno()

    def send(self, head: list[Any], body: bytes = b"", *, handed: socket.socket | None = None) -> None:
        """Send a message.

        :param handed: a socket that goes with it.
        """
        data = pack(head, body)
        if handed is None:
            self._socket.sendall(data)
        else:  # the number of a socket travels with the first bytes
            sent = socket.send_fds(self._socket, [data], [handed.fileno()])
            self._socket.sendall(data[sent:])

    def receive(self) -> Message | None:
        """Wait for a message; None when the other side has closed."""
        while (message := self._inbox.take()) is None:
            if not self._fill():
                return None
        return message

    def arrived(self) -> list[Message] | None:
        """Wait for bytes, and give the messages that are whole by now; None when the other side has closed."""
        return [*iter(self._inbox.take, None)] if self._fill() else None

    def _fill(self) -> bool:
        try:
            data = self._socket.recv(_PIECE)
        except ConnectionError:
            return False
        self._inbox.put(data)
        return bool(data)


def packed_request(request: Request) -> bytes:
    """Write a request as a message."""
    *head, body = request
    return pack(head, body)


def request_of(message: Message) -> Request:
    """Read a request from a message.

    >>> inbox = Inbox()
    >>> inbox.put(packed_request(Request("sparql", args=(("query", "ASK {}"),))))
    >>> request_of(inbox.take()).args
    (('query', 'ASK {}'),)
    """
    fields = dict(zip(Request._fields, message.head, strict=False))
    fields["args"] = tuple([(name, value) for name, value in fields["args"]])
    return Request(**fields, body=message.body)


def packed_reply(reply: Reply, *, spent: bool = False) -> bytes:
    """Write a reply as a message.

    :param spent: whether this was the last one of its worker.
    """
    body, *head = reply
    return pack(["reply", spent, *head], body)


def reply_of(message: Message) -> Reply:
    """Read a reply from a message.

    :raises ValueError: when it is none, or a TypeError.

    >>> inbox = Inbox()
    >>> inbox.put(packed_reply(Reply(b"yes", "text/plain", headers=(("Link", "<a>"),))))
    >>> reply_of(inbox.take())
    Reply(body=b'yes', content_type='text/plain', status=200, headers=(('Link', '<a>'),), lasting=True)
    """
    content_type, status, headers, lasting = message.head[2:]
    pairs = tuple([(name, value) for name, value in headers])
    texts = [content_type, *chain.from_iterable(pairs)]
    if not (isinstance(status, int) and isinstance(lasting, bool) and all(isinstance(t, str) for t in texts)):
        raise ValueError("that is no reply")
    return Reply(message.body, content_type, status, pairs, lasting)


def packed_error(error: KobeError) -> bytes:
    """Write an error as a message."""
    at = error.where
    where = at and [at.line, at.column, None if at.path is None else str(at.path), at.text]
    more = {name: value for name, value in vars(error).items() if name in ("kind", "name", "status")}
    return pack(["failed", type(error).__name__, error.what, where, error.hint, more])


def error_of(message: Message) -> KobeError:
    """Read an error from a message; one of a kind that is not in :mod:`kobe_kg.errors` comes as its root.

    >>> inbox = Inbox()
    >>> inbox.put(packed_error(errors.UnknownNameError("verb", "clam", ["claims"])))
    >>> error_of(inbox.take())
    UnknownNameError("there is no verb 'clam'")
    """
    _, name, what, where, hint, more = message.head
    kind = getattr(errors, name, KobeError)
    error: KobeError = kind.__new__(kind)
    place = where and Position(where[0], where[1], path=where[2], text=where[3])
    KobeError.__init__(error, what, where=place, hint=hint)
    vars(error).update(more)
    return error
