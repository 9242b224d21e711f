"""A place in memory that all workers of a keeper see: what one has worked out at length, the others need not."""

from __future__ import annotations

import json
import mmap
from struct import Struct
from typing import Any
from zlib import crc32

_HEAD = Struct("!II")


class Shared:
    """Room for one value that JSON can hold; made before the fork.

    :param room: bytes it may take; a larger value is not kept.

    >>> shared = Shared()
    >>> shared.get() is None
    True
    >>> shared.put([1, "two"])
    >>> shared.get()
    [1, 'two']
    """

    def __init__(self, room: int = 1 << 16) -> None:
        self._memory = mmap.mmap(-1, room)

    def get(self) -> Any:
        """Give the value; None when there is none, or none that is whole."""
        size, check = _HEAD.unpack_from(self._memory)
        text = self._memory[_HEAD.size : _HEAD.size + size]
        if not size or crc32(text) != check:
            return None
        return json.loads(text)

    def put(self, value: object) -> None:
        """Keep a value in place of the one before; who is killed meanwhile leaves none."""
        text = json.dumps(value).encode()
        if len(text) <= len(self._memory) - _HEAD.size:
            self._memory[_HEAD.size : _HEAD.size + len(text)] = text
            _HEAD.pack_into(self._memory, 0, len(text), crc32(text))
