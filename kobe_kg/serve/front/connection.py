"""uvicorn, kept to what a stranger may do: so long a head, so many connections, and no time to waste."""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle, Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import socket
from typing import Any

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kobe_kg.serve import problem
from kobe_kg.serve.front.sending import answer_of, prepared
from kobe_kg.serve.message import Request
from kobe_kg.serve.problem import Refusal

#: Seconds a client has for the head of a request.
PATIENCE = 10.0
#: Bytes of a head, at most.
LONGEST_HEAD = 96 * 1024


class _Joined:
    """A transport that sends the head of an answer with what follows it, at one go instead of two."""

    def __init__(self, transport: Transport) -> None:
        self._transport, self._head = transport, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send bytes, or keep them for a moment if an answer begins with them."""
        if self._head:
            self._transport.writelines((self._head, data))
            self._head = b""
        elif data.startswith(b"HTTP/1.1 ") and data != b"HTTP/1.1 100 Continue\r\n\r\n":
            self._head = data
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Send what is kept."""
        if self._head:
            self._transport.write(self._head)
            self._head = b""

    def close(self) -> None:
        """Close, once everything is sent."""
        self.flush()
        self._transport.close()


class Connection(HttpToolsProtocol):
    """A connection that is closed when the head of a request is too long or too long in coming."""

    #: How many connections there may be.
    most = 900

    _waiting: TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin, and wait for the first request."""
        super().connection_made(_Joined(transport))  # type: ignore[arg-type]
        self._wait()
        if len(self.connections) > self.most:
            self.refuse(Refusal(503, "busy", "there are too many connections", headers=(("Retry-After", "5"),)))

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._heard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        self._head += len(data)
        super().data_received(data)
        if self._waiting is not None and self._head > LONGEST_HEAD and not self.transport.is_closing():
            self.refuse(Refusal(431, "too-long", "the head of the request is too long"))

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["kobe_kg.abort"] = self.transport.abort  # type: ignore[typeddict-unknown-key]
        self._head = 0
        self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what comes behind a body is left, as it may be without end."""
        if self._waiting is not None:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Answer a request, its head being there."""
        self._heard()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        self.transport.flush()  # type: ignore[attr-defined]
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self.refuse(Refusal(400, "header", "this is no request of HTTP/1.1"))

    def refuse(self, told: Refusal) -> None:
        """Answer by a problem, and end."""
        status, headers, body = answer_of(prepared(problem.reply(told, Request("none"))))
        lines = [b"%s: %s\r\n" % header for header in (*headers, (b"connection", b"close"))]
        self.transport.write(STATUS_LINE[status] + b"".join(lines) + b"\r\n" + body)
        self.transport.close()

    def _wait(self) -> None:
        self._heard()
        self._waiting = self.loop.call_later(PATIENCE, self.transport.abort)

    def _heard(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _Server(Server):
    """uvicorn's server, which tells when it listens and leaves signals to others."""

    def __init__(self, config: Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self._told()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: Any, *, told: Callable[[], None], idle: int, grace: int) -> Server:
    """Make the server of an application.

    :param told: called once it listens.
    :param idle: seconds after which a connection without a request is closed.
    :param grace: seconds that running requests get to finish.
    """
    return _Server(
        Config(
            app,
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=idle,
            timeout_graceful_shutdown=grace,
        ),
        told,
    )
