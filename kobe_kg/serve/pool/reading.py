"""From settings to a graph that can be served, or to a plain word on why it cannot."""

from __future__ import annotations

import os
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kobe_kg import paths
from kobe_kg.catalog import Catalog
from kobe_kg.errors import DataError, KobeError, LimitError
from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.serve.answering import Version
from kobe_kg.serve.pool import channel, origin, withheld
from kobe_kg.serve.queries import calling
from kobe_kg.serve.settings import Settings
from kobe_kg.serve.sparql.dataset import BESIDE, is_beside
from kobe_kg.store import disk
from kobe_kg.store.oxigraph import OxigraphStore

# How often files are read that change meanwhile, and the seconds between.
_ATTEMPTS = 5
_PAUSE = 0.2


def read(settings: Settings) -> tuple[Graph, Version]:
    """Read the graph and its queries, and say which state of them that is.

    What a licence forbids to pass on is left out.

    :raises KobeError: when one of them cannot be read or served.

    >>> graph, version = read(Settings())
    >>> version.name, len(version.digest)
    ('0.1.0', 64)
    """
    for _ in range(_ATTEMPTS):
        before = origin.state(settings)
        graph = open_graph(
            settings.graph,
            store=settings.store,
            endpoint=settings.endpoint,
            queries=settings.queries,
            timeout=settings.timeout if settings.endpoint else None,
        )
        calling.check(graph.queries)  # reads each of them
        withheld.withhold(graph)
        version = Version(_name(graph), origin.digest(settings), _count(graph, settings.store), _now())
        if origin.state(settings) == before:
            if is_beside(graph.store):
                print(f"{BESIDE}; Turtle and N-Triples name none", file=sys.stderr)
            return graph, version
        time.sleep(_PAUSE)
    raise DataError("the files change while they are read", hint="try again when they are written")


def look(settings: Settings) -> tuple[Graph, Version, Path]:
    """Read a store on disk in a process of its own; give a graph without it, and the folder :func:`attach` takes.

    An open store has threads, which a fork would leave behind: it is opened after the fork.

    :raises KobeError: as :func:`read` does.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        try:
            theirs.sendall(_found(settings))
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        message = channel.Channel(ours).receive()
    os.waitpid(child, 0)
    if message is None:
        raise DataError(f"the store in {settings.store} cannot be read: its reader broke off")
    if message.head[0] == "failed":
        raise channel.error_of(message)
    catalog = Catalog([*paths.project().queries, *settings.queries])
    calling.check(catalog)
    _, folder, *version = message.head
    return Graph(OxigraphStore(), catalog), Version(*version), Path(folder)


def attach(graph: Graph, folder: Path) -> Graph:
    """Give a graph its store on disk.

    :raises DataError: when it is there no more.
    """
    try:
        return Graph(OxigraphStore.on_disk(folder), graph.queries)
    except (OSError, RuntimeError) as error:
        raise DataError(f"the store in {folder} cannot be read: {error}") from error


def _found(settings: Settings) -> bytes:
    assert settings.store is not None
    try:
        _, version = read(settings)
        return channel.pack(["ready", str(disk.place(settings.store)), *version])
    except KobeError as error:
        return channel.packed_error(error)


def _name(graph: Graph) -> str:
    rows: Any = graph.sparql("SELECT ?v WHERE { ?set a dcat:Dataset ; owl:versionInfo ?v } ORDER BY ?set ?v LIMIT 1")
    return str(rows[0].v) if rows else ""


def _count(graph: Graph, store: Path | None) -> int:
    if store is not None and disk.is_store(store):
        return disk.manifest(store).triples
    try:
        rows: Any = graph.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    except LimitError:  # an endpoint that takes too long to count
        return 0
    return int(rows[0].n)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
