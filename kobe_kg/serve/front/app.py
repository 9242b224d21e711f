"""The server's front: an ASGI application that reads requests strictly, asks the workers, and sends their replies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from time import perf_counter
from typing import Any, Protocol, TypeAlias

from kobe_kg.errors import KobeError
from kobe_kg.serve import problem
from kobe_kg.serve.answering import Version
from kobe_kg.serve.failure import BugError, BusyError
from kobe_kg.serve.front import own
from kobe_kg.serve.front.address import Origins, below, language, odd, target
from kobe_kg.serve.front.assets import PREFIX, asset
from kobe_kg.serve.front.keeping import Kept, key
from kobe_kg.serve.front.logbook import Logbook
from kobe_kg.serve.front.metrics import Metrics
from kobe_kg.serve.front.sending import LARGE, Headers, Sent, answer_of, compressed, prepared, takes_gzip
from kobe_kg.serve.media import normal
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.problem import Refusal
from kobe_kg.serve.routes import Match, match
from kobe_kg.serve.settings import Settings

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

#: Seconds a client has to send its body.
PATIENCE = 20.0
# Bytes of a refused body that are still read: who is cut off while sending hears no answer.
_DRAINED = 32 * 1024 * 1024
#: Seconds after which it is watched whether the client is still there.
_WATCHED = 0.5
# Bytes of a body handed on at once: a client that does not read holds no more of them.
_PIECE = 128 * 1024
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_LISTS = (b"accept", b"accept-encoding", b"accept-language", b"if-none-match", b"x-forwarded-for")

_log = logging.getLogger("kobe_kg.serve")
_match = lru_cache(maxsize=1024)(match)


class Workers(Protocol):
    """What answers requests; :class:`kobe_kg.serve.pool.pool.Pool` is one."""

    @property
    def generation(self) -> int:
        """Grows whenever the graph has changed."""

    @property
    def version(self) -> Version:
        """The state of the graph that new requests go to."""

    @property
    def ready(self) -> bool:
        """Whether requests can be answered."""

    async def start(self) -> None:
        """Get ready."""

    async def close(self) -> None:
        """Let running requests finish, and end."""

    async def ask(self, request: Request) -> Reply:
        """Answer a request."""

    async def reload(self) -> Version:
        """Read the graph again; if it cannot be read, it stays as it was."""


class Gone(Exception):
    """The client is not there any more."""


class Call:
    """One request while it is answered: what log and counts want to know of it."""

    __slots__ = ("client", "headers", "held", "how", "method", "raw_path", "receive", "request", "unread")

    def __init__(self, scope: Message, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        self.headers: dict[bytes, bytes] = {}
        self.client = scope["client"][0] if scope.get("client") else "-"
        self.receive = receive
        self.how = "front"
        #: Bytes of bodies that are in memory for it alone.
        self.held = 0
        #: Whether there is a body that nobody has read to its end.
        self.unread = False
        #: As much of the request as is known; a problem takes its form from it.
        self.request = Request("none")

    def header(self, name: bytes) -> str:
        """Give a header's value, or an empty text."""
        return self.headers.get(name, b"").decode("latin-1")


def headers_of(given: Headers) -> dict[bytes, bytes]:
    """Give headers by name; of those that are lists, the parts are joined.

    :raises Refusal: when another one is there twice, where two readers could read two things.
    """
    found: dict[bytes, bytes] = {}
    for name, value in given:
        if name not in found:
            found[name] = value
        elif name in _LISTS:
            found[name] += b", " + value
        elif name in (b"host", b"content-type", b"content-length", b"content-encoding"):
            raise Refusal(400, "header", f"the header {name.decode()} is there twice")
    return found


def create(settings: Settings, *, workers: Workers | None = None, logbook: Logbook | None = None) -> Front:
    """Make the application; it can be run by any ASGI server, or mounted under another application's path.

    :param workers: what answers; None is a pool of processes, started with the application.
    :param logbook: where requests are written down; None is nowhere.
    :raises ParameterError: when a setting does not fit.
    """
    if workers is None:
        from kobe_kg.serve.pool.pool import Pool

        workers = Pool(settings)
    return Front(settings, workers, logbook or Logbook(settings.access_log))


class Front:
    """The ASGI application."""

    def __init__(self, settings: Settings, workers: Workers, logbook: Logbook) -> None:
        self.settings, self.workers, self.logbook = settings, workers, logbook
        self.metrics, self.kept = Metrics(), Kept()
        self._origins = Origins(settings)
        self._generation = self._held = 0
        self._room = 8 * (settings.answer_bytes + settings.body_bytes)
        self._started: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection's request, or the application's start and end."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def start(self) -> None:
        """Start the workers, once."""
        if self._started is None:
            self._started = asyncio.ensure_future(self.workers.start())
        await asyncio.shield(self._started)

    async def close(self) -> None:
        """End the workers, once running requests have finished."""
        await self.workers.close()
        self.logbook.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.start()
                except Exception as error:
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    raise
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _renew(self) -> None:
        """Forget what was kept of a graph that has changed."""
        if self._generation != self.workers.generation:
            self.kept.clear()
            self._generation = self.workers.generation

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        began, call = perf_counter(), Call(scope, receive)
        self.metrics.values["kobe_running"] += 1
        route, status, size, how, client = "none", 499, 0, "front", "-"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        try:
            try:
                sent = await self._answer(call, scope)
                if call.how == "worker" and len(sent.body) > LARGE:
                    self._hold(call, len(sent.body))
            except KobeError as error:
                sent = prepared(problem.reply(error, call.request))
            except Gone:
                return
            except Exception as error:
                sent = prepared(_bug(call.request, error))
            finally:
                route, how, client = call.request.route, call.how, call.client
            status, size = await self._send(sent, call, scope, send)
        finally:
            self._held -= call.held
            seconds = perf_counter() - began
            self.metrics.values["kobe_running"] -= 1
            self.metrics.count(route, method, status, seconds, size)
            query = scope["query_string"]
            raw = scope.get("raw_path") or scope["path"].encode()
            self.logbook.write(client, method, raw + (b"?" + query if query else b""), status, size, seconds, how)

    def _hold(self, call: Call, size: int) -> None:
        """Count what is in memory until a reply is sent: those who send or read slowly hold it for long.

        :raises BusyError: when it is too much for all of them.
        """
        if self._held + size > self._room:
            raise BusyError("too much is sent and received at once", retry_after=5)
        self._held += size
        call.held += size

    async def _send(self, sent: Sent, call: Call, scope: Message, send: Send) -> tuple[int, int]:
        """Send a reply; give its status and the bytes of its body."""
        condition = call.header(b"if-none-match") if call.method in ("GET", "HEAD") else ""
        gzipped = sent.compressible and takes_gzip(call.header(b"accept-encoding"))
        status, headers, body = answer_of(sent, condition=condition, gzipped=gzipped)
        if call.unread:
            await _drain(call)
        if call.unread:
            headers = [*headers, (b"connection", b"close")]
        if call.method == "HEAD":
            body = b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        starts = range(0, len(body) or 1, _PIECE)
        try:
            for start in starts:
                piece = body[start : start + _PIECE] if len(starts) > 1 else body
                async with asyncio.timeout(PATIENCE):
                    await send({"type": "http.response.body", "body": piece, "more_body": start != starts[-1]})
        except TimeoutError:  # nobody reads on
            scope.get("kobe_kg.abort", bool)()
        return status, len(body)

    async def _answer(self, call: Call, scope: Message) -> Sent:
        """Find out what a client wants, and give it.

        :raises KobeError: when it cannot have that.
        """
        call.headers = headers_of(scope["headers"])
        call.unread = call.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in call.headers
        lang, accept = call.header(b"accept-language"), call.header(b"accept")
        call.request = Request("none", accept=accept, lang=language((), lang))
        origin = self._origins.read(call.headers, scope.get("scheme", "http"), call.client, scope.get("root_path", ""))
        call.client = origin.client
        path, args = target(call.raw_path, scope["query_string"])
        path = below(path, origin.root)
        call.request = call.request._replace(base=origin.base, path=path, args=args)
        if odd(path, call.raw_path):
            raise Refusal(404, "not-found", "there is nothing at this address")
        if path in own.PAGES or path.startswith(PREFIX):
            return self._own(call, path)
        found = _match(path)
        if found is None:
            return prepared(_elsewhere(path, call.request, scope["query_string"]))
        call.request = call.request._replace(route=found.route.name)
        if call.method != "GET" and (reply := _method(call.method, found.route.methods)) is not None:
            return prepared(reply)
        return await self._graph(call, found)

    def _own(self, call: Call, path: str) -> Sent:
        call.request = call.request._replace(route="static" if path.startswith(PREFIX) else path[1:])
        if (reply := _method(call.method, ("GET",))) is not None:
            return prepared(reply)
        return prepared(asset(path) if path.startswith(PREFIX) else own.PAGES[path](self))

    async def _graph(self, call: Call, found: Match) -> Sent:
        """Answer what the graph is needed for, from what is kept or by a worker."""
        body = await self._body(call) if call.method == "POST" else b""
        call.request = request = call.request._replace(
            method="POST" if call.method == "POST" else "GET",
            found=found.found,
            extension=found.extension,
            accept="" if found.extension else normal(call.header(b"accept")[:2000]),
            lang=language(call.request.args, call.header(b"accept-language")),
            content_type=call.header(b"content-type") if call.method == "POST" else "",
            body=body,
        )
        self._renew()
        name = key(request)
        sent = self.kept.get(name)
        if sent is not None:
            call.how = "kept"
            self.metrics.values["kobe_kept_hits_total"] += 1
        else:
            call.how, generation = "worker", self._generation
            sent = prepared(await self._ask(call, request))
            if generation == self.workers.generation:
                self.kept.put(name, sent)
        if sent.compressible and not sent.gzipped and takes_gzip(call.header(b"accept-encoding")):
            sent = compressed(sent) if len(sent.body) < LARGE else await asyncio.to_thread(compressed, sent)
            self.kept.put(name, sent) if self.kept.get(name) else None
        return sent

    async def _ask(self, call: Call, request: Request) -> Reply:
        """Ask a worker; a client that has gone needs no answer.

        :raises Gone: when it has.
        """
        if self._started is None or not self._started.done():
            await self.start()
        watch = _Watch(call.receive)
        try:
            return await self.workers.ask(request)
        except asyncio.CancelledError:
            if watch.gone and watch.task.uncancel() == 0:
                raise Gone from None
            raise
        finally:
            watch.end()

    async def _body(self, call: Call) -> bytes:
        """Read a body.

        :raises KobeError: when it is too long, comes too slowly, or is compressed.
        """
        limit = self.settings.body_bytes
        large = Refusal(413, "too-large", f"the body is larger than {limit:,} bytes")
        if call.header(b"content-encoding") not in ("", "identity"):
            raise Refusal(415, "media-type", "the body is compressed, and is read as it is")
        said = call.header(b"content-length")
        if said.isdecimal() and int(said) > limit:
            raise large
        body = bytearray()
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    message = await call.receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    self._hold(call, len(message.get("body", b"")))
                    body += message.get("body", b"")
                    call.unread = bool(message.get("more_body"))
                    if len(body) > limit:
                        raise large
                    if not call.unread:
                        return bytes(body)
        except TimeoutError as error:
            what = f"the body did not come within {PATIENCE:g} seconds"
            raise Refusal(408, "too-slow", what) from error


def _bug(request: Request, error: Exception) -> Reply:
    """Own up to a defect of ours, whose traceback is for the log alone."""
    if not isinstance(error, BugError):  # the pool has told of those
        _log.error("no answer to %s", ascii(request.path), exc_info=error)
    what = "this is a bug of the server, not of the request"
    told = Refusal(500, "bug", what, hint="tell whoever runs it what was asked")
    return problem.reply(told, request._replace(accept=""))


async def _drain(call: Call) -> None:
    """Read what is left of a body nobody wants, within reason; who waits to be asked for it is not asked."""
    left = 0 if b"expect" in call.headers else _DRAINED
    try:
        async with asyncio.timeout(min(PATIENCE, 5)):
            while left > 0:
                message = await call.receive()
                left -= len(message.get("body", b"")) + 1
                if not message.get("more_body"):
                    call.unread = False
                    return
    except TimeoutError:
        return


def _method(asked: str, allowed: tuple[str, ...]) -> Reply | None:
    """Answer what a method alone decides: OPTIONS, and methods there are not.

    :raises Refusal: when the method is none of those allowed.
    """
    methods = (*allowed, *(("HEAD",) if "GET" in allowed else ()), "OPTIONS")
    if asked == "OPTIONS":
        preflight = (
            ("Allow", ", ".join(methods)),
            ("Access-Control-Allow-Methods", ", ".join(methods)),
            ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match"),
            ("Access-Control-Max-Age", "86400"),
        )
        return Reply(b"", "text/plain", 204, preflight, lasting=False)
    if asked not in methods:
        what = f"{asked} is not for this address, which is read-only"
        raise Refusal(
            405, "method", what, hint=f"it takes {', '.join(methods)}", headers=(("Allow", ", ".join(methods)),)
        )
    return None


def _elsewhere(path: str, request: Request, query: bytes) -> Reply:
    """Send a client on whose address has a slash too many.

    :raises Refusal: when there is nothing either way.
    """
    if path != "/" and path.endswith("/") and match(path[:-1]) is not None:
        from urllib.parse import quote

        there = request.base + quote(path[:-1]) + (f"?{query.decode()}" if query else "")
        return Reply(b"", "text/plain", 308, (("Location", there),), lasting=False)
    raise Refusal(404, "not-found", "there is nothing at this address", hint=f"start at {request.base}/")


class _Watch:
    """Looks, after a moment, whether the client is still there; if not, what is done for it is cancelled."""

    __slots__ = ("_looking", "_receive", "_timer", "gone", "task")

    def __init__(self, receive: Receive) -> None:
        task = asyncio.current_task()
        assert task is not None
        #: The task that works for the client.
        self.task, self._receive = task, receive
        #: Whether the client has gone.
        self.gone = False
        self._looking: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_WATCHED, self._begin)

    def _begin(self) -> None:
        self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self.task.cancel()

    def end(self) -> None:
        """Look no more."""
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()
