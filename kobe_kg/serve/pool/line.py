"""The line from the front to one worker, and what both sides of the pool write to the log."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING

from kobe_kg.serve.pool import channel

if TYPE_CHECKING:
    from kobe_kg.serve.pool.generation import Generation

#: Where all that workers have to say is logged.
LOG = logging.getLogger("kobe_kg.serve")

_PIECE = 1 << 16


class Line:
    """The front's end of the line to one worker.

    :param most: bytes of the largest message it may send.
    """

    def __init__(self, number: int, sock: socket.socket, generation: Generation, *, most: int) -> None:
        #: The worker's number, of its generation.
        self.number = number
        #: Its generation.
        self.generation = generation
        #: Whether another has taken its place, or is about to.
        self.retired = False
        #: Whether its worker is ready to answer.
        self.here = False
        #: Whether its worker has ended.
        self.gone = False
        #: Whether it has sent what is no message.
        self.false = False
        #: Whether it has ended before it read what it was sent last.
        self.deaf = False
        self._socket, self._inbox, self._rest = sock, channel.Inbox(most), b""
        self._loop = asyncio.get_running_loop()
        sock.setblocking(False)
        self._loop.add_reader(sock, self.drain)

    def send(self, data: bytes) -> None:
        """Send a message; what the socket does not take at once follows."""
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.deaf = True
            return  # it has ended, which the keeper will tell
        if sent < len(data):
            self._rest = data[sent:]
            self._loop.add_writer(self._socket, self._follow)

    def _follow(self) -> None:
        self._loop.remove_writer(self._socket)
        self.send(self._rest)

    def drain(self) -> bool:
        """Take what has come in; whether there may be more."""
        try:
            data = self._socket.recv(_PIECE)
        except BlockingIOError:
            return False
        except OSError as error:
            self.deaf = self.deaf or isinstance(error, ConnectionResetError)
            data = b""
        if not data:
            self._loop.remove_reader(self._socket)
            return False
        self._inbox.put(data)
        try:
            message = self._inbox.take()
        except (ValueError, RecursionError):
            self.false = True
            self._loop.remove_reader(self._socket)
            self.generation.kill(self)
            return False
        if message is not None and self.here:
            self.generation.owner.replied(self, message)
        elif message is not None:
            self.here = True
            self.generation.arrived(self)
        return True

    def finish(self) -> None:
        """Take what a worker has sent before it ended, and hang up."""
        self.gone = True
        while self._socket.fileno() >= 0 and self.drain():
            pass
        self.close()

    def close(self) -> None:
        """Hang up: an idle worker ends."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket.close()


def printable(text: str) -> str:
    r"""Replace what would steer a terminal.

    >>> printable("a\x1bb")
    'a\ufffdb'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
