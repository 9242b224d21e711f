"""The access log: one line a request, which no client can break or steer."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from pathlib import Path
from typing import IO

from kobe_kg.errors import DataError

_PLAIN = re.compile(rb"[!#-~]*")


class Logbook:
    """Writes a line for each request; to a file, to a stream, or nowhere.

    :param path: a file to append to.
    :param stream: where to write if there is no file; None writes nothing.
    :raises DataError: when the file cannot be opened.
    """

    def __init__(self, path: Path | None = None, stream: IO[str] | None = None) -> None:
        self._path, self._stream = path, stream
        self._file: IO[str] | None = None
        self.reopen()

    def reopen(self) -> None:
        """Open the file anew, after somebody has moved it away."""
        if self._path is None:
            return
        self.close()
        try:
            self._stream = self._file = self._path.open("a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise DataError(f"cannot write {self._path}: {error.strerror}") from error

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._stream = self._file = None

    def write(self, client: str, method: str, target: bytes, status: int, size: int, seconds: float, how: str) -> None:
        """Write one line.

        :param target: path and query string as sent.
        :param size: bytes of the body sent.
        :param how: what gave the answer: ``worker``, ``kept`` or ``front``.
        """
        if self._stream is None:
            return
        moment = _moment(int(time.time()))
        line = f"{moment} {client} {method} {escaped(target)} {status} {size} {seconds * 1000:.1f}ms {how}\n"
        try:
            self._stream.write(line)
        except (OSError, ValueError):  # a full disk or a closed terminal ends no request
            self._stream = None


@lru_cache(maxsize=1)
def _moment(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def escaped(target: bytes, longest: int = 1000) -> str:
    """Write what a client has sent so that it stays one word of one line.

    >>> escaped(b"/a\\nb c\\x1b[2J")
    '/a%0Ab%20c%1B[2J'
    """
    begun = target[:longest]
    if _PLAIN.fullmatch(begun):
        shown = begun.decode()
    else:
        shown = "".join(chr(b) if 0x21 <= b <= 0x7E and b != 0x22 else f"%{b:02X}" for b in begun)
    return shown + ("..." if len(target) > longest else "")
