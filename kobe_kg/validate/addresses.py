"""How a report names a file: for a person and another machine alike, relative to where the command was run."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote


def relative(path: Path | str, *, to: Path | str | None = None) -> str:
    """Name a file relative to a folder if it lies in it, with slashes; else in full.

    :param to: the folder; None is the current one.

    >>> relative(Path.cwd() / "graph" / "event.ttl"), relative(Path("graph/../graph/event.ttl"))
    ('graph/event.ttl', 'graph/event.ttl')
    """
    return _relative(path, to or here(), here())


def uri(path: Path | str, *, to: Path | str | None = None) -> str:
    """Give the URI of a file: relative to a folder if it lies in it, else absolute.

    :param to: the folder; None is the current one.

    >>> uri("a b/é.ttl")
    'a%20b/%C3%A9.ttl'
    """
    return _uri(path, to or here(), here())


def absolute_uri(path: Path | str) -> str:
    """Give the absolute URI of a file.

    >>> absolute_uri("/a b.ttl")
    'file:///a%20b.ttl'
    """
    return Path(_whole(path, here())).as_uri()


def root() -> str:
    """Give the folder that GitHub names files from, when a job there runs the command in it; else the current one."""
    checkout, current = os.environ.get("GITHUB_WORKSPACE"), here()
    return checkout if checkout and Path(current).is_relative_to(checkout) else current


def here() -> str:
    """Give the current folder; when it has been deleted, the root."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return os.path.abspath(os.sep)


# A report names few files many times.
@lru_cache(maxsize=1000)
def _relative(path: Path | str, to: Path | str, current: str) -> str:
    name = _nearest(path, to, current).as_posix()
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@lru_cache(maxsize=1000)
def _uri(path: Path | str, to: Path | str, current: str) -> str:
    found = _nearest(path, to, current)
    return found.as_uri() if found.is_absolute() else quote(os.fsencode(found.as_posix()), safe="/-._~")


def _nearest(path: Path | str, to: Path | str, current: str) -> Path:
    whole, folder = Path(_whole(path, current)), Path(_whole(to, current))
    return whole.relative_to(folder) if whole.is_relative_to(folder) else whole


def _whole(path: Path | str, current: str) -> str:
    return os.path.normpath(os.path.join(current, path))
