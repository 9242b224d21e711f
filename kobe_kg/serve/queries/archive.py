"""A folder of answers that are kept for good, each under the SHA-256 of its own text.

Nothing in it is ever changed: the same answer has the same address, and a file that is no longer what its name says is
refused. How much it takes is bounded, as anyone may keep an answer.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from kobe_kg import files
from kobe_kg.errors import DataError, UnknownNameError
from kobe_kg.serve.problem import Refusal, TooMuch

#: Bytes of one answer, bytes of all, and how many there may be.
LARGEST, ROOM, MOST = 4 * 1024 * 1024, 1024 * 1024 * 1024, 20_000

_HASH = re.compile(r"[0-9a-f]{64}")


class Kept(NamedTuple):
    """An answer that is kept."""

    #: SHA-256 of its text, in hexadecimal.
    hash: str
    #: Its text, as it lies there.
    body: bytes
    #: The day it was kept, UTC, as ``2026-11-23``.
    dated: str
    #: Whether it has been kept just now.
    new: bool = False

    @property
    def document(self) -> dict[str, Any]:
        """What the text says."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def canonical(document: dict[str, Any]) -> bytes:
    """Write a document so that the same always gives the same bytes: names sorted, no spaces, UTF-8.

    >>> canonical({"b": "é", "a": [1]}).decode()
    '{"a":[1],"b":"é"}'
    """
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def keep(document: dict[str, Any], folder: Path) -> Kept:
    """Keep an answer; one that is there already stays as it is.

    :raises TooMuch: when it is too large.
    :raises Refusal: when there is no more room.
    :raises DataError: when the folder cannot be written, or holds something else under that name.
    """
    body = canonical(document)
    if len(body) > LARGEST:
        what = f"the answer takes {len(body):,} bytes, and {LARGEST:,} are the most kept of one"
        raise TooMuch(what, hint="ask for less of it")
    name = sha256(body).hexdigest()
    place = _place(name, folder)
    if place.exists():
        return read(name, folder)
    number, size = _taken(folder)
    if number >= MOST or size + len(body) > ROOM:
        what = f"there is no more room: {number:,} answers with {size:,} bytes are kept"
        raise Refusal(507, "no-room", what, hint="whoever runs this server can move some of them elsewhere")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"cannot write {place.parent}: {error.strerror}") from error
    with files.replacing(place) as output:
        output.write(body)
    return read(name, folder)._replace(new=True)


def read(name: str, folder: Path) -> Kept:
    """Read a kept answer, and make sure that it is what its name says.

    :param name: SHA-256 of its text.
    :raises UnknownNameError: when there is none.
    :raises DataError: when the file cannot be read, or has been changed.
    """
    place = _place(name, folder)
    try:
        body = place.read_bytes()
        dated = datetime.fromtimestamp(place.stat().st_mtime, UTC).date().isoformat()
    except (FileNotFoundError, NotADirectoryError):
        raise UnknownNameError("kept answer", name) from None
    except OSError as error:
        raise DataError(f"cannot read the kept answer {name}: {error.strerror}") from error
    if sha256(body).hexdigest() != name:
        raise DataError(f"the kept answer {name} has been changed, so it is not shown")
    return Kept(name, body, dated)


def _place(name: str, folder: Path) -> Path:
    if not _HASH.fullmatch(name):
        raise UnknownNameError("kept answer", name, hint="its address ends in 64 figures from 0 to f")
    return folder / name[:2] / f"{name}.json"


def _taken(folder: Path) -> tuple[int, int]:
    """Count the answers and their bytes."""
    number = size = 0
    try:
        for inner in os.scandir(folder):
            for entry in os.scandir(inner) if inner.is_dir() else ():
                number, size = number + 1, size + entry.stat().st_size
    except FileNotFoundError:
        return number, size
    except OSError as error:
        raise DataError(f"cannot read {folder}: {error.strerror}") from error
    return number, size
