"""A generation: one keeper and its workers, as the front sees them. A reload brings the next one."""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import subprocess
import sys
from collections import deque
from typing import Protocol

from kobe_kg.serve.answering import Version
from kobe_kg.serve.pool import channel
from kobe_kg.serve.pool.line import LOG, Line, printable
from kobe_kg.serve.settings import Settings

_PIECE = 1 << 16
# Bytes a reply may have beside its body.
_HEAD = 1 << 20
# Longest line of a log, in characters, and how many are kept for the error when a keeper breaks off.
_LINE = 2000
_KEPT = 20
# Seconds for a keeper to end by itself.
_PATIENCE = 3.0
# Seconds before another try when there is no room for a process.
_PAUSE = 0.5


class Owner(Protocol):
    """Who is told what happens to the workers."""

    def joined(self, line: Line) -> None:
        """Take a new worker."""

    def replied(self, line: Line, message: channel.Message) -> None:
        """Take a worker's reply."""

    def left(self, line: Line, code: int, starved: bool) -> None:
        """Do without a worker.

        :param code: its exit code, or a signal's number below zero.
        :param starved: whether a limit has stopped it.
        """

    def lost(self, generation: Generation) -> None:
        """Do without a generation whose keeper has ended unasked."""


class Generation:
    """One keeper and its workers.

    :param settings: what it reads, and its limits.
    :param answer: what answers in the workers, ``module:function``.
    :param owner: who is told what happens.
    """

    def __init__(self, settings: Settings, answer: str, owner: Owner) -> None:
        #: Who is told.
        self.owner = owner
        #: The workers there are.
        self.lines: dict[int, Line] = {}
        #: Which state of the graph it has; once it is ready.
        self.version: Version
        #: Whether another has taken its place.
        self.retired = False
        #: Whether it has been told to end, or has ended.
        self.closed = False
        self._settings, self._answer = settings, answer
        self._loop = asyncio.get_running_loop()
        self._inbox = channel.Inbox()
        self._handed: deque[int] = deque()
        self._numbers = 0
        self._spoken: deque[str] = deque(maxlen=_KEPT)
        self._partial = b""
        self._ready: asyncio.Future[Version] = self._loop.create_future()
        self._staffed: asyncio.Future[None] = self._loop.create_future()
        self._start()

    def _start(self) -> None:
        """Start the keeper with this interpreter and its path, from the thread that will outlive it."""
        self._socket, theirs = socket.socketpair()
        heard, spoken = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kobe_kg.serve.pool.keeper", str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=spoken,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"},
                process_group=0,  # what is typed at a terminal is for the front
            )
        except BaseException:
            self._socket.close()
            os.close(heard)
            raise
        finally:
            theirs.close()
            os.close(spoken)
        self._heard = heard
        self._socket.setblocking(False)
        os.set_blocking(heard, False)
        self._loop.add_reader(self._socket, self._told)
        self._loop.add_reader(heard, self._listen)
        self._say(channel.pack(["read"], pickle.dumps((self._settings, self._answer))))

    async def ready(self) -> Version:
        """Wait until the graph is read and the workers are there.

        :raises KobeError: when the graph cannot be read or served.
        :raises RuntimeError: when the keeper breaks off.
        """
        self.version = await self._ready
        for _ in range(self._settings.workers):
            self.spawn()
        await self._staffed
        return self.version

    def spawn(self) -> None:
        """Have another worker made."""
        self._numbers += 1
        self._say(channel.pack(["spawn", self._numbers]))

    def arrived(self, line: Line) -> None:
        """Take a worker that is ready."""
        if sum(line.here for line in self.lines.values()) >= self._settings.workers and not self._staffed.done():
            self._staffed.set_result(None)
        self.owner.joined(line)

    def kill(self, line: Line) -> None:
        """Have a worker killed, whatever it does."""
        self._say(channel.pack(["end", line.number]))

    async def close(self) -> None:
        """End all its processes, and wait until they have ended."""
        if not self.closed:
            self._close()
        until = self._loop.time() + _PATIENCE
        while self._process.poll() is None:
            if self._loop.time() > until:
                self._process.kill()
                self._process.wait()
            await asyncio.sleep(0.005)
        if self._heard >= 0:
            self._listen()
            self._loop.remove_reader(self._heard)
            os.close(self._heard)
            self._heard = -1

    def _close(self) -> None:
        self.closed = True
        self._loop.remove_reader(self._socket)
        self._socket.close()
        for number in self._handed:
            os.close(number)
        self._handed.clear()
        for line in self.lines.values():
            line.close()
        for awaited in (self._ready, self._staffed):
            if not awaited.done():
                said = "\n".join(self._spoken)
                awaited.set_exception(RuntimeError(f"the process that reads the graph has ended\n{said}".rstrip()))
                awaited.exception()  # it may be that nobody waits any more

    def _say(self, data: bytes) -> None:
        """Tell the keeper; what is told is short, and always fits."""
        if not self.closed:
            try:
                self._socket.send(data)
            except OSError:  # it has ended, which is noticed by itself
                return

    def _told(self) -> None:
        """Take what the keeper has to say."""
        try:
            data, handed, _, _ = socket.recv_fds(self._socket, _PIECE, 64)
        except BlockingIOError:
            return
        except OSError:
            data, handed = b"", []
        for number in handed:
            os.set_inheritable(number, False)
        self._handed.extend(handed)
        if not data:
            self._close()
            self.owner.lost(self)
            return
        self._inbox.put(data)
        while not self.closed and (message := self._inbox.take()) is not None:
            self._heed(message)

    def _heed(self, message: channel.Message) -> None:
        what, *more = message.head
        if what == "worker":
            sock = socket.socket(fileno=self._handed.popleft())
            line = Line(more[0], sock, self, most=self._settings.answer_bytes + _HEAD)
            self.lines[line.number] = line
        elif what == "ended":
            number, code, starved = more
            left = self.lines.pop(number, None)
            if not self._staffed.done():
                self._staffed.set_exception(RuntimeError(f"a worker has ended at once, with {code}"))
            elif left is None:  # it could not be made
                self._loop.call_later(_PAUSE, self.spawn)
            if left is not None:
                left.finish()
                self.owner.left(left, code, starved)
        elif not self._ready.done():
            if what == "ready":
                self._ready.set_result(Version(*more))
            else:
                error = channel.error_of(message) if what == "failed" else RuntimeError(more[0])
                self._ready.set_exception(error)

    def _listen(self) -> None:
        """Log what the keeper and its workers write to stderr, line by line."""
        while True:
            try:
                data = os.read(self._heard, _PIECE)
            except BlockingIOError:
                return
            if not data:
                self._loop.remove_reader(self._heard)
                return
            *lines, self._partial = (self._partial + data).split(b"\n")
            self._partial = self._partial[-_LINE:]
            for line in lines:
                text = printable(line.decode("utf-8", "replace")[:_LINE])
                self._spoken.append(text)
                LOG.warning("%s", text)
