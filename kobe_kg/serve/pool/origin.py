"""The files that what is served comes from: whether they have changed, and which state of them this is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from kobe_kg import files, paths
from kobe_kg.errors import DataError
from kobe_kg.load import SUFFIXES
from kobe_kg.serve.settings import Settings
from kobe_kg.store import disk

# Files of a store that say nothing of what it holds, and those that are told by name and size: they never change.
_ASIDE = ("LOCK", "LOG", "OPTIONS")
_LASTING = (".sst", ".blob")


def state(settings: Settings) -> tuple[tuple[str, int, int], ...]:
    """Give every file's path, time and size: another value when one is changed, added or removed.

    Nothing is read, and nothing raised: what cannot be found is left out.
    """
    found = []
    for path in (*_graph(settings), *_queries(settings)):
        try:
            told = path.stat()
        except OSError:
            continue
        found.append((str(path), told.st_mtime_ns, told.st_size))
    return tuple(found)


def digest(settings: Settings) -> str:
    """Give the SHA-256 of all that is read, in hexadecimal: the same for the same files, wherever they lie.

    :raises DataError: when a file cannot be read.
    """
    parts = [settings.endpoint.encode()] if settings.endpoint else []
    store = settings.store
    built = store is not None and disk.is_store(store)
    if store is not None and built:
        parts.append(disk.manifest(store).digest.encode())
    for path in (*(() if built else _graph(settings)), *_queries(settings)):
        try:
            told = str(path.stat().st_size).encode() if path.suffix in _LASTING else path.read_bytes()
        except OSError as error:
            raise DataError(f"cannot read {path}: {error.strerror}") from error
        parts.append(path.name.encode("utf-8", "surrogateescape") + b"\n" + told)
    return sha256(b"".join(sorted(sha256(part).digest() for part in parts))).hexdigest()


def _graph(settings: Settings) -> Iterator[Path]:
    home = paths.project()
    if settings.store is not None:
        if disk.is_store(settings.store):
            yield settings.store / "store.json"  # replaced as a whole
        else:
            yield from (p for p in _inside(settings.store) if not p.name.startswith(_ASIDE))
    elif settings.endpoint is None:
        for given in (*home.vocabulary, *(settings.graph or (home.graph,))):
            try:
                yield from files.expand([given], *SUFFIXES)
            except DataError:
                continue


def _queries(settings: Settings) -> Iterator[Path]:
    for folder in (*paths.project().queries, *settings.queries):
        yield from (p for p in _inside(folder) if p.suffix == ".rq")


def _inside(folder: Path) -> list[Path]:
    return sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)
