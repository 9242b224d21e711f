"""From a request to its reply, without a connection or a process: what a worker does, and what most tests ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from kobe_kg.errors import KobeError
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pool.shared import Shared
from kobe_kg.serve.routes import ROUTES
from kobe_kg.serve.settings import Settings

if TYPE_CHECKING:  # the front has no graph
    from kobe_kg.graph import Graph


class Version(NamedTuple):
    """Which state of a graph this is."""

    #: The data set's own version, such as ``0.1.0``; empty if it names none.
    name: str
    #: SHA-256 of what was read, in hexadecimal.
    digest: str
    #: How many triples there are.
    triples: int
    #: When it was read, UTC, as ``2026-11-23T02:00:00Z``.
    loaded: str


class Context(NamedTuple):
    """What a request is asked of."""

    graph: Graph
    version: Version
    settings: Settings
    #: Whether a server answers, or pages are made for a folder of files.
    live: bool = True
    #: What the workers of a keeper have in common; None where there are none.
    shared: Shared | None = None


#: What answers at a route.
Handler = Callable[[Request, Context], Reply]


def answer(request: Request, context: Context) -> Reply:
    """Answer a request; what is wrong with it becomes a problem's reply."""
    from kobe_kg.serve import problem

    try:
        return handler(request.route)(request, context)
    except KobeError as error:
        return problem.reply(error, request)


@cache
def handler(route: str) -> Handler:
    """Find the handler of a route."""
    module, _, function = next(r.handler for r in ROUTES if r.name == route).partition(":")
    found: Handler = getattr(import_module(f"kobe_kg.serve.{module}"), function)
    return found
