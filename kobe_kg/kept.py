"""What was read and checked before, kept as Python keeps its bytecode: importing YAML takes longer than most answers.

Each saved query that was found good leaves one JSON file in the user's cache folder (``$XDG_CACHE_HOME/kobe-kg``, or
``~/.cache/kobe-kg``). It counts only for the very text it was made from and the very code that checked it; where the
folder cannot be written, queries are read anew each time.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

from kobe_kg import files
from kobe_kg.errors import DataError


def recall(path: Path, text: str, *, code: str) -> Any:
    """Give what was kept for a file, or None.

    :param path: the file.
    :param text: what stands in it now.
    :param code: file of the code that made what is kept; a newer one makes it void.
    """
    try:
        kept = json.loads(_place(path).read_bytes())
        return kept["facts"] if kept["text"] == text and kept["code"] == _stamp(code) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(path: Path, text: str, facts: Any, *, code: str) -> None:
    """Keep what was made of a file's text; nothing happens where the cache cannot be written."""
    place = _place(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with files.replacing(place) as output:
            output.write(json.dumps({"text": text, "code": _stamp(code), "facts": facts}).encode())
    except (OSError, DataError):
        return


def folder() -> Path:
    """Give the folder for what is kept; it need not exist."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(home, "kobe-kg")


def _place(path: Path) -> Path:
    return folder() / f"{path.stem}-{zlib.crc32(str(path.absolute()).encode()):08x}.json"


def _stamp(code: str) -> list[object]:
    return [code, os.stat(code).st_mtime_ns]
