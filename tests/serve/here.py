"""The front without processes or sockets: a worker in its place, and a client that speaks ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kobe_kg.serve.answering import Context, Version, answer
from kobe_kg.serve.front.app import Front, Message, create
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.settings import Settings


class Here:
    """A worker in this process; it counts what it was asked."""

    def __init__(self, context: Context, answered: Callable[[Request, Context], Reply] = answer) -> None:
        self.context, self.answered = context, answered
        self.generation, self.ready = 1, True
        self.asked: list[Request] = []

    @property
    def version(self) -> Version:
        return self.context.version

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def reload(self) -> Version:
        self.generation += 1
        return self.version

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return self.answered(request, self.context)


class Got(NamedTuple):
    """An answer as a client sees it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Asks a front."""

    def __init__(self, workers: Here, settings: Settings | None = None) -> None:
        self.workers = workers
        self.front: Front = create(settings or workers.context.settings, workers=workers)

    def __call__(
        self, method: str, target: str, body: bytes = b"", *, peer: str = "127.0.0.1", root: str = "", **headers: str
    ) -> Got:
        """Ask, and wait for the answer.

        :param target: path and query string as they go over the wire.
        :param headers: their names with underscores for hyphens; ``host`` is there unless it is given.
        """
        return asyncio.run(self.ask(method, target, body, peer=peer, root=root, **headers))

    async def ask(
        self, method: str, target: str, body: bytes = b"", *, peer: str = "127.0.0.1", root: str = "", **headers: str
    ) -> Got:
        """Ask, inside a loop that runs."""
        path, _, query = target.partition("?")
        given = {"host": "localhost:8000", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body:
            given.setdefault("content-length", str(len(body)))
        scope: Message = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": root,
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items() if value],
            "client": (peer, 1234),
        }
        parts = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Message] = []

        async def receive() -> Message:
            if parts:
                return parts.pop()
            await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.front(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Got(sent[0]["status"], found, b"".join(m["body"] for m in sent[1:]))
