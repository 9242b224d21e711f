"""Files as the commands take and leave them: found in folders, replaced whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kobe_kg.errors import DataError, KobeError


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
                if p.name.endswith(suffixes)
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


# How often a folder is removed: an engine may still be writing into it.
_TRIES = 5
# Temporary files in use, for a process that has to end at once.
_temporaries: set[Path] = set()


def discard() -> None:
    """Remove the temporary files of an unfinished write, when the process ends without unwinding."""
    for path in _temporaries:
        if path.is_dir():
            for _ in range(_TRIES):
                shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def temporary_folder(prefix: str = "kobe-", beside: Path | None = None) -> Iterator[Path]:
    """Give an empty folder that is gone afterwards, unless it has been moved.

    :param beside: a path in whose folder it is made; None is where the system keeps temporary files.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=".tmp", dir=beside and beside.parent))
    _temporaries.add(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _temporaries.discard(folder)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing so that it appears whole or not at all.

    Bytes go to a temporary file beside it, which takes its place at the end and is removed on any error. A link stays a
    link, permissions stay as they were, and what is no regular file, such as a terminal or a pipe, is written to.

    :raises DataError: when the file or its folder cannot be written.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as output:
                yield output
            return
        with temporary.open("wb") as output:
            _temporaries.add(temporary)
            yield output
        if target.exists():
            temporary.chmod(target.stat().st_mode)
        temporary.replace(target)
    except (BrokenPipeError, KobeError):
        raise
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror}") from error
    finally:
        if temporary in _temporaries:
            temporary.unlink(missing_ok=True)
            _temporaries.discard(temporary)
