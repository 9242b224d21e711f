"""A worker: a process that answers one request after the other, and can be killed at any time."""

from __future__ import annotations

import socket
import traceback

from pyoxigraph import BlankNode

from kobe_kg.serve import problem, telling
from kobe_kg.serve.answering import Context, Handler
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pool import channel, guard

# So many blank nodes are drawn before the engine asks the system for new chance.
_DRAWN = 4200


def work(sock: socket.socket, context: Context, answer: Handler) -> None:
    """Answer what comes over a socket until it closes, or until this process has grown too large.

    :param answer: what answers, usually :func:`kobe_kg.serve.answering.answer`.
    """
    _draw()
    if context.settings.endpoint is None:
        guard.offline()
    guard.confine(context.settings.memory)
    most = guard.peak() + context.settings.memory * 1024 * 1024 // 2
    line = channel.Channel(sock)
    line.send(["hello"])
    spent = False
    while not spent and (message := line.receive()) is not None:
        data, spent = _answered(message, context, answer, most)
        try:
            sock.sendall(data)
        except ConnectionError:
            return


def _answered(message: channel.Message, context: Context, answer: Handler, most: int) -> tuple[bytes, bool]:
    """Give the reply to a request as a message, and whether it was the last one.

    :param most: bytes; a process that has held more does not give them back, and makes room for a fresh one.
    """
    try:
        reply = _finished(channel.request_of(message), context, answer)
        spent = guard.peak() > most
        return channel.packed_reply(reply, spent=spent), spent
    except MemoryError:
        return channel.pack(["memory", True]), True
    except BaseException as error:  # a panic of the engine is no Exception
        spent = not isinstance(error, Exception)
        return channel.pack(["bug", spent, traceback.format_exc()]), spent


def _finished(request: Request, context: Context, answer: Handler) -> Reply:
    """Answer a request within the limit on size, and name the state of the graph where the handler has not."""
    reply = answer(request, context)
    most = context.settings.answer_bytes
    if len(reply.body) > most:
        error = problem.TooMuch(f"the answer has more than {most} bytes", hint="ask for less of it at a time")
        reply = problem.reply(error, request)
    name, value = telling.dataset(context.version)
    if any(header == name for header, _ in reply.headers):
        return reply
    return reply._replace(headers=(*reply.headers, (name, value)))


def _draw() -> None:
    """Make this process's chance its own: the engine would give the same UUIDs and blank nodes in each worker."""
    for _ in range(_DRAWN):
        BlankNode()
