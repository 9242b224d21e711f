"""The keeper: a process that reads the graph once and makes the workers, which share what it has read.

It has one thread and answers nobody, so that it can be forked at any time. Its one link is a socket to the front; when
that closes, it ends its workers and itself.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from kobe_kg.errors import DataError, KobeError
from kobe_kg.serve import answering
from kobe_kg.serve.answering import Context, Handler
from kobe_kg.serve.pool import channel, guard, reading, worker
from kobe_kg.serve.pool.shared import Shared
from kobe_kg.serve.routes import ROUTES
from kobe_kg.serve.settings import Settings


class Keeper:
    """What makes workers and ends them.

    :param front: the socket to the front.
    :param context: what the workers answer from.
    :param answer: what answers.
    :param folder: of the store on disk that each worker opens, if there is one.
    """

    def __init__(self, front: socket.socket, context: Context, answer: Handler, folder: Path | None) -> None:
        self._front, self._context, self._answer, self._folder = front, context, answer, folder
        #: Process number to the number the front has given.
        self._workers: dict[int, int] = {}
        self._held = guard.held()
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)

    def run(self) -> None:
        """Do what the front says until it has gone."""
        told, front = channel.Channel(self._front), self._front.fileno()
        try:
            while True:
                ready, _, _ = select.select([front, self._wake], [], [])
                if self._wake in ready:
                    os.read(self._wake, 4096)
                    self._reap()
                if front in ready:
                    messages = told.arrived()
                    if messages is None:
                        return
                    for message in messages:
                        self._do(*message.head)
        finally:
            for process in self._workers:
                os.kill(process, signal.SIGKILL)
            for process in self._workers:
                os.waitpid(process, 0)

    def _do(self, what: str, number: int) -> None:
        if what == "spawn":
            self._spawn(number)
        else:
            for process, known in self._workers.items():
                if known == number:
                    os.kill(process, signal.SIGKILL)  # not reaped yet, so the number is still its own

    def _spawn(self, number: int) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            keeper = os.getpid()
            try:
                process = os.fork()
            except OSError as error:
                print(f"no worker can be made: {error.strerror}", file=sys.stderr)
                self._tell("ended", number, 0, False)
                return
            if not process:
                ours.close()
                self._become(theirs, keeper)
            self._workers[process] = number
            channel.Channel(self._front).send(["worker", number], handed=ours)

    def _become(self, sock: socket.socket, keeper: int) -> NoReturn:
        """Be a worker, in a process just made."""
        code = 0
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            guard.die_with(keeper)
            self._front.close()
            os.close(self._wake)
            os.close(self._waker)
            context = self._context
            if self._folder is not None:
                context = context._replace(graph=reading.attach(context.graph, self._folder))
            worker.work(sock, context, self._answer)
        except DataError as error:
            print(error, file=sys.stderr)
            code = channel.STALE
        except MemoryError:
            code = channel.FULL
        except BaseException:
            traceback.print_exc()
            code = channel.BROKEN
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        while self._workers:
            process, status, usage = os.wait4(-1, os.WNOHANG)
            if not process:
                return
            code = os.waitstatus_to_exitcode(status)
            most = usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024
            starved = guard.starved(code, most, self._held, self._context.settings.memory)
            self._tell("ended", self._workers.pop(process), code, starved)

    def _tell(self, what: str, number: int, code: int, starved: bool) -> None:
        channel.Channel(self._front).send([what, number, code, starved])


def main(number: int, front: int) -> None:
    """Read what the front names, tell how that went, and keep workers for it.

    :param number: of the socket to the front.
    :param front: its process number.
    """
    for stop in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)  # the front decides when to end
    guard.die_with(front)
    with socket.socket(fileno=number) as sock, suppress(ConnectionError):  # the front may have gone
        line = channel.Channel(sock)
        message = line.receive()
        if message is None:
            return
        settings, place = pickle.loads(message.body)  # noqa: S301 - from the process that started this one
        try:
            context, answer, folder = _prepared(settings, place)
        except KobeError as error:
            sock.sendall(channel.packed_error(error))
        except Exception:
            line.send(["broken", traceback.format_exc()])
        else:
            keeper = Keeper(sock, context, answer, folder)
            line.send(["ready", *context.version])
            keeper.run()


def _prepared(settings: Settings, place: str) -> tuple[Context, Handler, Path | None]:
    """Read the graph, and bring in all that a worker needs, so that they share it."""
    folder = None
    gc.disable()  # what is read now stays
    if settings.store is None:
        graph, version = reading.read(settings)
    else:
        graph, version, folder = reading.look(settings)
    module, _, name = place.partition(":")
    answer: Handler = getattr(import_module(module), name)
    import_module("kobe_kg.sparql.explain")  # wanted where nothing can be imported any more
    if answer is answering.answer:
        for route in ROUTES:
            with suppress(Exception):  # what is amiss with a handler is told to who asks it
                answering.handler(route.name)
    gc.collect()
    gc.freeze()  # or the collector would write to every page that is shared
    gc.enable()
    return Context(graph, version, settings, shared=Shared()), answer, folder


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
