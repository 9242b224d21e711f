"""Values kept in files while work is under way: one as JSON, or one a line and sorted, to be merged without memory."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

#: So many files are read at a time.
_OPEN = 200


def read_value(path: Path) -> Any:
    """Read a value."""
    return json.loads(path.read_bytes())


def write_value(path: Path, value: Any) -> None:
    """Write a value, whole or not at all."""
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(json.dumps(value), encoding="utf-8")
    aside.replace(path)


def read(path: Path) -> Iterator[Any]:
    """Read values line by line."""
    with path.open("rb") as lines:
        yield from map(json.loads, lines)


def write(path: Path, values: Iterable[Any]) -> None:
    """Write values line by line."""
    with path.open("w", encoding="ascii") as out:
        out.writelines(line(value) for value in values)


def pretty(value: Any) -> str:
    """Write a value for people too."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def line(value: Any) -> str:
    r"""Write a value as a line, in ASCII.

    >>> line(["é", 1])
    '["\\u00e9", 1]\n'
    """
    return json.dumps(value) + "\n"


def merge(paths: Sequence[Path], key: Callable[[Any], Any], scratch: Path) -> Iterator[Any]:
    """Give the values of files that are sorted by a key, sorted by it, those of earlier files first.

    :param scratch: a folder for what is too much to be read at a time.
    """
    while len(paths) > _OPEN:
        paths = [_joined(paths[at : at + _OPEN], key, scratch) for at in range(0, len(paths), _OPEN)]
    with ExitStack() as opened:
        found = [opened.enter_context(path.open("rb")) for path in paths]
        yield from heapq.merge(*(map(json.loads, lines) for lines in found), key=key)


def _joined(paths: Sequence[Path], key: Callable[[Any], Any], scratch: Path) -> Path:
    with tempfile.NamedTemporaryFile(dir=scratch, suffix=".jsonl", delete=False) as made:
        path = Path(made.name)
    write(path, merge(paths, key, scratch))
    return path
