"""The pool: requests to workers that are free, within limits on time, on memory and on how many may wait.

It runs in the front's event loop, asyncio's own or uvloop, and never touches the graph.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Coroutine
from typing import Any, Self

from kobe_kg.errors import KobeError
from kobe_kg.serve.answering import Version
from kobe_kg.serve.failure import BugError, BusyError, DiedError, ExceededError
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pool import channel
from kobe_kg.serve.pool.asked import Asked, broken, out_of_memory
from kobe_kg.serve.pool.generation import Generation
from kobe_kg.serve.pool.line import LOG, Line, printable
from kobe_kg.serve.settings import Settings

__all__ = ["BugError", "BusyError", "DiedError", "ExceededError", "Pool"]

# Seconds a worker may still take when its client has gone: less than a fresh worker would cost, with some to spare.
_GRACE = 0.1
# Seconds between attempts to mend what fails at once: the first, and the longest.
_SHORT, _LONG = 0.1, 5.0


class Pool:
    """Workers over one graph, and who waits for them.

    :param settings: what is served, and within which limits.
    :param answer: what answers in the workers, ``module:function``.
    :param poll: seconds between looks at the files, where ``settings.reload`` is set.
    """

    def __init__(
        self, settings: Settings, *, answer: str = "kobe_kg.serve.answering:answer", poll: float = 1.0
    ) -> None:
        #: How often the graph has been read; what was kept of replies is void when it changes.
        self.generation = 0
        #: How many workers ended before their time, by reason: ``time``, ``memory``, ``gone`` (the client), ``died``.
        self.ended: Counter[str] = Counter()
        self._settings, self._answer, self._poll = settings, answer, poll
        self._current: Generation | None = None
        self._dead: Generation | None = None
        self._generations: set[Generation] = set()
        self._free: list[Line] = []
        self._busy: dict[Line, Asked] = {}
        self._waiting: deque[Asked] = deque()
        self._took = 0.1  # seconds a request takes, by those of late
        self._pause = _SHORT
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def version(self) -> Version:
        """The state of the graph that new requests are asked of."""
        assert self._current is not None, "the pool is not started"
        return self._current.version

    @property
    def ready(self) -> bool:
        """Whether requests are taken and answered."""
        return self._current is not None and not self._current.closed and not self._closing

    @property
    def running(self) -> int:
        """How many requests are being answered."""
        return len(self._busy)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return len(self._waiting)

    async def start(self) -> None:
        """Read the graph and make the workers.

        :raises KobeError: when the graph cannot be read or served.
        """
        self._loop = asyncio.get_running_loop()
        self._reading = asyncio.Lock()
        seen = _files(self._settings) if self._settings.reload else ()
        await self.reload()
        if self._settings.reload:
            self._do(self._watch(seen))

    async def reload(self) -> Version:
        """Read the graph anew, and ask new requests of it; those that run end as they began.

        :raises KobeError: when it cannot be read or served; everything then stays as it was.
        :raises RuntimeError: when reading it broke off.
        """
        async with self._reading:
            if self._closing:
                raise _stopping()
            fresh = Generation(self._settings, self._answer, self)
            self._generations.add(fresh)
            try:
                version = await fresh.ready()
                if self._closing:
                    raise _stopping()
            except BaseException as error:
                await self._end(fresh)
                if self._closing and isinstance(error, RuntimeError):
                    raise _stopping() from None
                raise
            self._change(fresh)
        LOG.info("serving %d triples, version %s, SHA-256 %s", version.triples, version.name or "?", version.digest)
        return version

    async def ask(self, request: Request) -> Reply:
        """Have a request answered.

        When the task that awaits this is cancelled, the request is taken back; where it runs on, its worker is killed.

        :raises BusyError: when too many wait already, or it has waited too long.
        :raises ExceededError: when it took too much time or memory.
        :raises BugError: when a defect of ours kept it from its reply.
        """
        if self._closing:
            raise _stopping()
        asked = Asked(request, self._loop.create_future())
        if not self._free and len(self._waiting) >= self._settings.queue:
            raise self._too_busy()
        self._admit(asked)
        try:
            return await asked.future
        except asyncio.CancelledError:
            self._take_back(asked)
            raise

    async def close(self, patience: float = 5.0) -> None:
        """Take no more requests, wait for those there are, and end all processes.

        :param patience: seconds to wait.
        """
        self._closing = True
        until = time.monotonic() + patience
        while (self._busy or self._waiting) and time.monotonic() < until:
            await asyncio.sleep(0.01)
        for asked in (*self._busy.values(), *self._waiting):
            asked.end(_stopping())
        self._busy.clear()
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*map(self._end, self._generations))

    # What a generation tells.

    def joined(self, line: Line) -> None:
        """Take a new worker."""
        if line.generation is self._current or line.generation.retired:
            self._freed(line)

    def replied(self, line: Line, message: channel.Message) -> None:
        """Take a worker's reply, and give it the next request."""
        asked = self._busy.pop(line, None)
        if asked is None:
            return  # too late: it is being killed
        self._learn(asked)
        self._pause = _SHORT
        if message.head[0] == "memory":
            self.ended["memory"] += 1
        if asked.take(message):
            self._freed(line)
        else:
            line.generation.kill(line)  # it ends by itself, if it tells the truth
            self._replace(line)

    def left(self, line: Line, code: int, starved: bool) -> None:
        """Do without a worker that has ended."""
        asked = self._busy.pop(line, None)
        if line in self._free:
            self._free.remove(line)
        if code == channel.STALE and line.generation is self._current and not self._closing:
            LOG.warning("the store is not what it was, and is read anew")
            self._do(self._revive(line.generation))
            return
        if asked is not None and line.deaf and not asked.again:
            self._ask_again(asked)
            asked = None
        starved = starved and not line.false
        if not line.retired:
            self.ended["memory" if starved else "died"] += 1
            LOG.error("a worker ended with %d, at %s", code, asked.what if asked else "no request")
        if asked is not None:
            asked.end(out_of_memory() if starved else broken())
        if line.generation is self._current:
            if asked is not None:
                self._replace(line)
            elif not line.retired:  # it may happen again at once
                self._loop.call_later(self._pause, self._replace, line)
                self._pause = min(2 * self._pause, _LONG)
        elif line.generation.retired and not line.generation.lines:
            self._do(self._end(line.generation))

    def lost(self, generation: Generation) -> None:
        """Do without a generation whose keeper has ended unasked."""
        for line in generation.lines.values():
            if asked := self._busy.pop(line, None):
                asked.end(broken())
        self._free = [line for line in self._free if line.generation is not generation]
        if generation is self._current and not self._closing:
            LOG.error("the process that keeps the graph has ended; another is started")
            self._do(self._revive(generation))
        elif generation.retired:
            self._do(self._end(generation))

    # What happens to a request.

    def _admit(self, asked: Asked) -> None:
        if self._free:
            self._hand(self._free.pop(), asked)
        else:
            asked.timer = self._loop.call_later(self._settings.timeout, self._give_up, asked)
            self._waiting.append(asked)

    def _ask_again(self, asked: Asked) -> None:
        """Ask another worker what one has not read: it had ended while it was idle."""
        asked.end()
        asked.again, asked.line = True, None
        if not asked.future.done():
            self._admit(asked)

    def _hand(self, line: Line, asked: Asked) -> None:
        asked.end()
        asked.line, asked.since = line, self._loop.time()
        asked.timer = self._loop.call_later(self._settings.timeout, self._overdue, asked)
        self._busy[line] = asked
        line.send(asked.data)

    def _overdue(self, asked: Asked) -> None:
        self._learn(asked)
        self._stop(asked, "time")
        asked.end(ExceededError("time", f"it took longer than {self._settings.timeout:g} s, and was stopped"))

    def _stop(self, asked: Asked, reason: str) -> None:
        line = asked.line
        if line is not None and self._busy.get(line) is asked:
            del self._busy[line]
            self.ended[reason] += 1
            line.generation.kill(line)
            self._replace(line)

    def _give_up(self, asked: Asked) -> None:
        self._waiting.remove(asked)
        asked.end(self._too_busy())

    def _take_back(self, asked: Asked) -> None:
        asked.end()
        if asked in self._waiting:
            self._waiting.remove(asked)
        elif asked.line is not None and self._busy.get(asked.line) is asked:
            asked.timer = self._loop.call_later(_GRACE, self._stop, asked, "gone")

    def _too_busy(self) -> BusyError:
        there = len(self._busy) + len(self._waiting) + 1
        wait = math.ceil(there * self._took / max(1, self._settings.workers))
        return BusyError("too many requests wait already", retry_after=min(wait, math.ceil(self._settings.timeout)))

    def _learn(self, asked: Asked) -> None:
        self._took += (self._loop.time() - asked.since - self._took) / 8

    # What happens to a worker.

    def _freed(self, line: Line) -> None:
        if line.gone:
            return
        if line.generation is not self._current:
            line.retired = True
            line.close()
        elif self._waiting:
            self._hand(line, self._waiting.popleft())
        else:
            self._free.append(line)

    def _replace(self, line: Line) -> None:
        line.retired = True
        if line.generation is self._current:
            line.generation.spawn()

    def _change(self, fresh: Generation) -> None:
        old, self._current = self._current, fresh
        self.generation += 1
        idle, self._free = self._free, []
        for line in (*idle, *(line for line in fresh.lines.values() if line.here)):
            self._freed(line)
        for _ in range(self._settings.workers - len(fresh.lines)):
            fresh.spawn()
        if old is not None:
            old.retired = True
            if old.closed or not old.lines:
                self._do(self._end(old))

    async def _end(self, generation: Generation) -> None:
        await generation.close()
        self._generations.discard(generation)

    async def _revive(self, dead: Generation) -> None:
        if self._dead is dead:
            return  # it is being done
        self._dead = dead
        pause = _SHORT
        while self._current is dead:
            try:
                await self.reload()
            except (KobeError, RuntimeError, OSError) as error:
                LOG.error("the graph cannot be read: %s", printable(str(error)))
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONG)

    async def _watch(self, seen: object) -> None:
        """Take up files that have changed, once they change no more."""
        last = seen
        while True:
            await asyncio.sleep(self._poll)
            now = await asyncio.to_thread(_files, self._settings)
            if now == last and now != seen:
                seen = now
                try:
                    await self.reload()
                except (KobeError, RuntimeError, OSError) as error:
                    LOG.error("the changed files are not taken up: %s", printable(str(error)))
            last = now

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _files(settings: Settings) -> object:
    from kobe_kg.serve.pool import origin

    return origin.state(settings)


def _stopping() -> BusyError:
    return BusyError("the server is stopping", retry_after=math.ceil(_LONG))
