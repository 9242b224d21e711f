"""A request on its way through the pool: its clock, its worker, and how it ends."""

from __future__ import annotations

import asyncio

from kobe_kg.serve.failure import BugError, DiedError, ExceededError
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pool import channel
from kobe_kg.serve.pool.line import LOG, Line, printable

_BUG = "this is a bug of the server, not of yours; its log tells more"


class Asked:
    """A request on its way.

    :param request: what is asked.
    :param future: what its client waits for.
    """

    __slots__ = ("again", "data", "future", "line", "since", "timer", "what")

    def __init__(self, request: Request, future: asyncio.Future[Reply]) -> None:
        #: What the log calls it.
        self.what = printable(f"{request.method} {request.path}")
        #: What is sent to the worker.
        self.data = channel.packed_request(request)
        #: Its reply, when there is one.
        self.future = future
        #: The worker that has it; None while it waits.
        self.line: Line | None = None
        #: Whether a worker before this one has ended without reading it.
        self.again = False
        #: When the worker got it, by the loop's clock.
        self.since = 0.0
        #: What ends it, or its waiting, when it takes too long.
        self.timer: asyncio.TimerHandle | None = None

    def end(self, error: Exception | None = None) -> None:
        """Stop the clock, and tell whoever still waits what went wrong."""
        if self.timer is not None:
            self.timer.cancel()
        if error is not None and not self.future.done():
            self.future.set_exception(error)

    def take(self, message: channel.Message) -> bool:
        """Take what the worker has sent; whether the worker is as good as before."""
        self.end()
        kind, *more = message.head
        try:
            if kind == "reply":
                if not self.future.done():
                    self.future.set_result(channel.reply_of(message))
            elif kind == "memory":
                self.end(out_of_memory())
            else:
                LOG.error("a bug of ours, at %s\n%s", self.what, printable(str(more[1])))
                self.end(BugError(_BUG))
            return more[0] is False
        except (IndexError, TypeError, ValueError):
            LOG.error("a worker has sent what is no reply, at %s", self.what)
            self.end(BugError(_BUG))
            return False


def out_of_memory() -> ExceededError:
    """Say that a request needed too much memory."""
    return ExceededError("memory", "it needed more memory than one request may take, and was stopped")


def broken() -> DiedError:
    """Say that the worker of a request broke down."""
    return DiedError("the process that worked on it broke down")
