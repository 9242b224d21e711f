"""Files as the commands take and leave them: found in folders, replaced whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kobe_kg.errors import DataError


def expand(paths: Iterable[Path], *suffixes: str) -> list[Path]:
    """Give the files that paths name: a file is itself, a folder all its files with one of the suffixes.

    Hidden files and folders are passed over. Order: as given, then by path.

    :param suffixes: with the dot, e.g. ``".ttl"``.
    :raises DataError: when a path is missing, or a folder holds no such file.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [
                p
                for p in sorted(path.rglob("*"))
                if p.suffix in suffixes
                and p.is_file()
                and not any(part.startswith(".") for part in p.relative_to(path).parts)
            ]
            if not inside:
                raise DataError(f"no {' or '.join(suffixes)} file in {path}")
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise DataError(f"there is no file or folder {path}")
    return list(found)


# Temporary files in use, for a process that has to end at once.
_temporaries: set[Path] = set()


def discard() -> None:
    """Remove the temporary files of an unfinished write, when the process ends without unwinding."""
    for path in _temporaries:
        path.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing so that it appears whole or not at all.

    Bytes go to a temporary file beside it, which takes its place at the end and is removed on any error.

    :raises DataError: when the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        output = temporary.open("wb")
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror}") from error
    _temporaries.add(temporary)
    try:
        with output:
            yield output
        temporary.replace(path)
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
        _temporaries.discard(temporary)
