"""What workers answer with in the tests of the pool: the path of a request says how it goes."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import stat
import sys
import time
from functools import partial
from typing import NoReturn

from pyoxigraph import QueryResultsFormat, QuerySolutions

from kobe_kg.errors import ParameterError
from kobe_kg.serve import problem
from kobe_kg.serve.answering import Context
from kobe_kg.serve.message import Reply, Request, text
from kobe_kg.serve.pool import channel

#: A query that is never done, and one that takes ever more memory.
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i && ?b = ?f && ?d = ?h) }"
GREEDY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f"


#: What a worker may send that is no reply.
LIES = {
    "huge": b"\xff" * 8 + b"x" * 100,
    "deep": b"\x00\x03\x0d\x40\x00\x00\x00\x00" + b"[" * 200_000,
    "short": channel.pack(["reply"]),
    "wrong": channel.pack(["reply", False, "text/plain", "200", None, None]),
    "strange": channel.pack([None, False]),
}


def own_line() -> int:
    """Give the number of the socket to the front, the only one a worker has."""
    numbers = [int(name) for name in os.listdir("/proc/self/fd")]
    return next(n for n in numbers if n > 2 and stat.S_ISSOCK(os.fstat(n).st_mode))


def fail(kind: str, *_: object) -> NoReturn:
    """Raise an error of the kind, where nobody expects one."""
    raise MemoryError if kind == "memory" else ZeroDivisionError("beside any answer")


def answer(request: Request, context: Context) -> Reply:
    """Do as the path says."""
    what, _, more = request.path.removeprefix("/").partition("/")
    match what:
        case "echo":
            return text(f"{request.args} {request.body!r} {request.found} {request.lang}", "text/plain")
        case "process":
            return text(str(os.getpid()), "text/plain")
        case "keeper":
            return text(str(os.getppid()), "text/plain")
        case "large":
            return Reply(b"x" * int(more), "application/octet-stream")
        case "sleep":
            time.sleep(float(more))
            return text(str(os.getpid()), "text/plain")
        case "count":
            return text(str(context.version.triples), "text/plain", headers=(("X-Name", context.version.name),))
        case "query":
            found = context.graph.store.query(request.body.decode())
            assert isinstance(found, QuerySolutions)
            return Reply(found.serialize(format=QueryResultsFormat.JSON) or b"", "application/sparql-results+json")
        case "call":
            try:
                socket.socket().close()
            except PermissionError:
                return text("it may not", "text/plain")
            return text("it may", "text/plain")
        case "hold":
            globals()["held"] = b"x" * (int(more) * 1024 * 1024)
            return text(str(os.getpid()), "text/plain")
        case "allocate":
            return text(str(len(b"x" * (int(more) * 1024 * 1024))), "text/plain")
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.kill(os.getpid(), signal.SIGABRT)
        case "exit":
            os._exit(3)
        case "fail":
            setattr(socket.socket, "sendall", partial(fail, more))  # noqa: B010 - this process is no one else's
            return text("unsent", "text/plain")
        case "raise":
            raise ZeroDivisionError(f"secret of {more}\x1b[2J")
        case "panic":
            raise KeyboardInterrupt
        case "wrong":
            return problem.reply(ParameterError("'n' is no number"), request)
        case "lie":
            os.write(own_line(), LIES[more])
            time.sleep(60)
        case "print":
            print("to stdout")
            print("to stderr\x1b[2J", file=sys.stderr, flush=True)
            return text("done", "text/plain")
    raise AssertionError(what)
