"""Where a graph is held while an export asks it: in memory, or on disk when it would fill too much of that."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pyoxigraph

from kobe_kg import files

#: Bytes of memory that a triple takes; and a byte of a file, by its suffix.
TRIPLE, BYTE = 420, {".nt": 3, ".ttl": 11}
#: The part of the machine's memory that a graph may take, and how many bytes it may take on any machine.
PART, MOST = 0.5, 700_000_000
# Quads that are put on disk at a time: the engine holds them all until they are sorted.
_AT_ONCE = 200_000


def needed(paths: Iterable[Path]) -> int:
    """Estimate the bytes of memory that files take as a graph."""
    return sum(path.stat().st_size * BYTE.get(path.suffix, BYTE[".ttl"]) for path in paths)


def fits(number: int) -> bool:
    """Tell whether a graph of so many bytes may be held in memory."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # a system that does not tell
        memory = 8_000_000_000
    return number <= min(memory * PART, MOST)


def folder(stack: ExitStack) -> Path:
    """Make a folder for a store on disk, which is gone when the stack is closed."""
    return stack.enter_context(files.temporary_folder())


def fill(place: Path | None, quads: Iterable[pyoxigraph.Quad]) -> pyoxigraph.Store:
    """Put quads into a store.

    :param place: an empty folder; None is memory.
    """
    store = pyoxigraph.Store() if place is None else pyoxigraph.Store(str(place))
    try:
        if place is None:
            store.bulk_extend(quads)
            return store
        rest = iter(quads)
        while some := list(islice(rest, _AT_ONCE)):
            store.bulk_extend(some)
        store.optimize()
        store.flush()
    except BaseException:
        del store  # a store that is still open when its files go would write some of them again
        raise
    return store
