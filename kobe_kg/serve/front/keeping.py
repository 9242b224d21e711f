"""Replies kept for whoever asks the same again, up to so many bytes."""

from __future__ import annotations

from collections import OrderedDict

from kobe_kg.serve.front.sending import Sent
from kobe_kg.serve.message import Request


def key(request: Request) -> Request:
    """Give what equal requests have in common, and can be looked up: what a route has found stands in the path."""
    return request._replace(found=())  # type: ignore[arg-type]


def taken(name: Request, sent: Sent) -> int:
    """Tell how many bytes a reply takes with the request it is kept under, about."""
    asked = len(name.body) + len(name.path) + sum(len(k) + len(v) + 100 for k, v in name.args)
    return len(sent.body) + len(sent.gzipped) + asked + 1500


class Kept:
    """Replies by request, the least recently asked for going first when room is short.

    :param room: bytes to hold, at most; an eighth of it for one reply.
    """

    def __init__(self, room: int = 64 * 1024 * 1024) -> None:
        self._room = room
        self._held: OrderedDict[Request, Sent] = OrderedDict()
        #: Bytes held.
        self.size = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, name: Request) -> Sent | None:
        """Give a reply, if it is still there."""
        found = self._held.get(name)
        if found is not None:
            self._held.move_to_end(name)
        return found

    def put(self, name: Request, sent: Sent) -> None:
        """Keep a reply, unless it is one of a kind or too large."""
        size = taken(name, sent)
        if not sent.lasting or sent.status != 200 or size > self._room // 8:
            return
        before = self._held.pop(name, None)
        self.size += size - (taken(name, before) if before else 0)
        self._held[name] = sent
        while self.size > self._room:
            self.size -= taken(*self._held.popitem(last=False))

    def clear(self) -> None:
        """Forget all of them: the graph has changed."""
        self._held.clear()
        self.size = 0
