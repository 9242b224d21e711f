"""The process that listens: a socket, uvicorn on it, and the signals that end it or have the graph read again."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from kobe_kg.errors import KobeError, ParameterError
from kobe_kg.serve.front.app import Front

#: Seconds that an idle connection stays open.
IDLE = 15
#: Seconds that running requests get to finish when the server ends.
GRACE = 30

_log = logging.getLogger("kobe_kg.serve")


def bound(host: str, port: int) -> socket.socket:
    """Give a socket that holds an address; nobody is let in yet.

    :raises ParameterError: when the address is taken, or none of this machine's.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind)
    except (OSError, OverflowError, UnicodeError) as error:
        raise ParameterError(f"{host!r} is no address to listen on", hint="such as 127.0.0.1") from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.setblocking(False)
    except OSError as error:
        found.close()
        hint = "--port names another; with --port 0 it is one that is free"
        raise ParameterError(f"cannot listen on port {port} of {host}: {error.strerror}", hint=hint) from error
    return found


def address(found: socket.socket) -> str:
    """Give the address of the server on a socket, as one types it into a browser."""
    host, port, *_ = found.getsockname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_local(found: socket.socket) -> bool:
    """Tell whether only this machine reaches a socket."""
    return ip_address(found.getsockname()[0].partition("%")[0]).is_loopback


def run(front: Front, held: socket.socket, told: Callable[[], None]) -> None:
    """Serve until a signal ends it: SIGINT or SIGTERM; running requests finish. SIGHUP has the graph read again.

    :param told: called once requests are answered.
    :raises KobeError: when the graph cannot be read.
    """
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(_run(front, held, told))


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # there is none for this system; asyncio's own will do
        return None
    made: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return made


async def _run(front: Front, held: socket.socket, told: Callable[[], None]) -> None:
    loop, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()
    starting = loop.create_task(front.start())
    await asyncio.sleep(0.005)  # the graph is being read by now, and meanwhile
    from kobe_kg.serve.front.connection import server

    serving = server(front, told=told, idle=IDLE, grace=GRACE)

    def end() -> None:
        serving.force_exit = serving.should_exit  # who asks twice cannot wait
        serving.should_exit = True
        starting.cancel()

    def reload() -> None:
        tasks.add(task := loop.create_task(_reload(front)))
        task.add_done_callback(tasks.discard)

    with _signals(loop, {signal.SIGINT: end, signal.SIGTERM: end, signal.SIGHUP: reload}):
        try:
            await starting
            await serving.serve(sockets=[held])
        except asyncio.CancelledError:
            pass
        finally:
            await front.close()


async def _reload(front: Front) -> None:
    front.logbook.reopen()
    try:
        await front.workers.reload()
    except KobeError as error:
        _log.error("the graph is not read again, and served as it was: %s", error)


@contextmanager
def _signals(loop: asyncio.AbstractEventLoop, handlers: dict[int, Callable[[], Any]]) -> Iterator[None]:
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)
