"""`kobe serve`: the graph over HTTP."""

from __future__ import annotations

import logging
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from kobe_kg.cli.options import named, remark
from kobe_kg.errors import ParameterError
from kobe_kg.serve.settings import Settings

#: What the extra `serve` brings.
NEEDED = ("uvicorn", "httptools", "jinja2")
_USUAL = Settings()


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add("--host", default=_USUAL.host, help="address to listen on; without it only this machine is answered")
    add("--port", type=_port, default=_USUAL.port, help=f"port to listen on, 0 for any ({_USUAL.port})")
    add("--public", metavar="URL", help="address that people use, where a proxy stands before")
    add("--root-path", metavar="PATH", default="", help="path under which a proxy passes requests on")
    add(
        "--trust",
        action="append",
        metavar="PROXY",
        default=[],
        help="proxy whose X-Forwarded headers count; repeatable",
    )
    add("--workers", type=_from(1), default=_workers(), metavar="N", help="processes that answer (one a core)")
    add("--queue", type=_from(0), default=_USUAL.queue, metavar="N", help=f"requests that may wait ({_USUAL.queue})")
    memory = f"MiB a request may take beside the graph ({_USUAL.memory})"
    add("--memory", type=_from(16), default=_USUAL.memory, metavar="MIB", help=memory)
    add("--rows", type=_from(1), default=_USUAL.rows, metavar="N", help=f"rows or triples of an answer ({_USUAL.rows})")
    size = _USUAL.answer_bytes // 2**20
    add("--answer-size", type=_from(1), default=size, metavar="MIB", help=f"size of an answer ({size})")
    add("--answers", type=Path, metavar="DIR", help="where cited answers are kept (in the user's data folder)")
    add("--no-answers", action="store_true", help="keep no answers to be cited")
    add("--reload", action="store_true", help="take up changed files by itself")
    add("--access-log", type=Path, metavar="FILE", help="write the line for each request there, not to stderr")


def run(found: Namespace) -> int:
    """Run the verb."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        hint = "pip install 'kobe-kg[serve]'"
        raise ParameterError(f"serving needs what is not installed: {', '.join(missing)}", hint=hint)
    if not hasattr(os, "fork"):
        raise ParameterError(
            "this system cannot serve: it makes no process of a running one", hint="use Linux or macOS"
        )
    if found.engine != "oxigraph":
        raise ParameterError(f"a graph is not served by {found.engine}")
    from kobe_kg.serve.front import listening
    from kobe_kg.serve.front.app import create
    from kobe_kg.serve.front.logbook import Logbook

    if found.verbose:
        logging.basicConfig(level=logging.INFO, format="kobe: %(message)s")
    chosen = settings(found)
    stream = None if found.quiet else sys.stderr
    front = create(chosen, logbook=Logbook(chosen.access_log, stream))
    with listening.bound(chosen.host, chosen.port) as held:
        if not listening.is_local(held):
            what = "everyone who reaches this machine can ask; let a proxy that speaks TLS stand before it"
            remark(found, f"kobe: {chosen.host} is open to other machines: {what}")

        def told() -> None:
            triples = front.workers.version.triples
            print(f"kobe: {triples:,} triples at {listening.address(held)}", flush=True)

        listening.run(front, held, told)
    return 0


def settings(found: Namespace) -> Settings:
    """Turn options into the settings of a server."""
    place = named(found)
    queries = found.queries or [q for q in os.environ.get("KOBE_QUERIES", "").split(os.pathsep) if q]
    return Settings(
        graph=tuple(map(Path, place["graph"] or ())),
        store=place["store"] and Path(place["store"]),
        endpoint=place["endpoint"],
        queries=tuple(map(Path, queries)),
        host=found.host,
        port=found.port,
        public=found.public,
        root_path=found.root_path,
        trusted=tuple(found.trust),
        workers=found.workers,
        queue=found.queue,
        timeout=found.timeout or _USUAL.timeout,
        memory=found.memory,
        rows=found.rows,
        answer_bytes=found.answer_size * 2**20,
        answers=None if found.no_answers else found.answers or _answers(),
        access_log=found.access_log,
        reload=found.reload,
    )


def _answers() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return Path(home) / "kobe-kg" / "answers"


def _workers() -> int:
    return min(8, max(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2))


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(f"{text} is no port")
    return int(text)


def _from(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) < 10**9:
            raise ArgumentTypeError(f"{text} is no number from {least} on")
        return int(text)

    return read
