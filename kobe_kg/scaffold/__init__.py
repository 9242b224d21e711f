"""A new repository: the files that `kobe init` writes, an invented event among them.

They lie beside this module as they will be, but for their names: a leading ``dot-`` stands for a dot, which keeps them
out of sight of tools here, and an ending ``.in`` is dropped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from kobe_kg.errors import DataError, ParameterError

#: The services a file for CI is there for.
SERVICES = ("github", "gitlab")

_HERE = Path(__file__).parent


def create(folder: Path, *, ci: str | None = "github") -> list[Path]:
    """Write the files of a new repository, all of them or none.

    :param folder: a new folder, or one that holds nothing but ``.git``.
    :param ci: one of :data:`SERVICES`, or None for no such file.
    :returns: the files, in order.
    :raises ParameterError: when the folder is not empty.
    :raises DataError: when it cannot be written.
    """
    target = Path(os.path.abspath(folder))
    try:
        if target.exists():
            _require_empty(target, folder)
            written = _fill(target, ci)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            written = _make(target, ci)
    except OSError as error:
        raise DataError(f"cannot write {folder}: {error.strerror}") from error
    return [folder / path for path in written]


def contents(name: str, *, ci: str | None = "github") -> dict[Path, str]:
    """Give the files of a new repository: path in it to text.

    :param name: what the repository is called.
    :param ci: one of :data:`SERVICES`, or None for no such file.
    """
    from importlib.metadata import version

    values = {"@NAME@": " ".join(name.split()), "@VERSION@": version("kobe-kg")}
    found: dict[Path, str] = {}
    for root in (_HERE / "files", *([_HERE / "ci" / ci] if ci else [])):
        for path in _sources(root):
            text = path.read_text(encoding="utf-8")
            for mark, value in values.items():
                text = text.replace(mark, value)
            found[_named(path.relative_to(root))] = text
    return dict(sorted(found.items()))


def _sources(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _named(path: Path) -> Path:
    parts = [f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part for part in path.parts]
    return Path(*parts[:-1], parts[-1].removesuffix(".in"))


def _require_empty(target: Path, folder: Path) -> None:
    if not target.is_dir():
        raise ParameterError(f"{folder} is a file, and a repository is a folder")
    there = sorted(path.name for path in target.iterdir() if path.name != ".git")
    if there:
        more = f" and {len(there) - 5} more" if len(there) > 5 else ""
        raise ParameterError(f"{folder} is not empty", hint=f"in the way: {', '.join(there[:5])}{more}")


def _make(target: Path, ci: str | None) -> list[Path]:
    """Write a new folder under another name, and rename it when all is there."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        written = _write(temporary, contents(target.name, ci=ci))
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return written


def _fill(target: Path, ci: str | None) -> list[Path]:
    """Write into an empty folder, which keeps its place, and take all out again if anything fails."""
    temporary = target / f".{os.getpid()}.tmp"
    try:
        written = _write(temporary, contents(target.name, ci=ci))
        with ExitStack() as undo:
            for entry in sorted(temporary.iterdir()):
                moved = entry.rename(target / entry.name)
                undo.callback(shutil.rmtree if moved.is_dir() else Path.unlink, moved)
            undo.pop_all()
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return written


def _write(folder: Path, texts: dict[Path, str]) -> list[Path]:
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)
