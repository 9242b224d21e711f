"""The two versions that are compared: files, folders, or what stood in them at a revision."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kobe_kg import files, paths
from kobe_kg.difference.lines import SUFFIXES as LINES
from kobe_kg.errors import DataError, ParameterError, UnknownNameError
from kobe_kg.revision import Repository, decode, present, read

_SUFFIXES = (".ttl", ".nt")
_NOW = (".ttl", *LINES)
#: How the files as they are now are called.
WORKING_TREE = "working tree"
# A revision, a colon and a path; a colon in braces belongs to the revision, as in HEAD@{10:00}.
_REVISION_PATH = re.compile(r"((?:[^:{}]|\{[^}]*\})+):(.*)", re.DOTALL)
_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)", re.DOTALL)


class Version(NamedTuple):
    """The files of one side."""

    #: What a reader calls it: ``HEAD~3``, ``graph``, ``working tree``.
    name: str
    #: Text of Turtle files by the name that places give them: a path, or ``REV:path``.
    texts: dict[str, str]
    #: The files as paths of the working tree, links followed.
    paths: frozenset[str]
    #: Id of the commit it was read from, or None.
    commit: str | None = None
    #: Files of N-Triples, which may be big and are not read yet, by the name that places give them.
    lines: dict[str, Path] = {}  # noqa: RUF012

    @property
    def number(self) -> int:
        """How many files there are."""
        return len(self.texts) + len(self.lines)

    def __repr__(self) -> str:
        number = self.number
        return f"<Version {self.name}: {number} file{'' if number == 1 else 's'}>"


def versions(a: str | Path | None, b: str | Path | None, graph: Sequence[Path] = ()) -> tuple[Version, Version]:
    """Read the two sides.

    :param a: the older: a Turtle file, a folder, a revision, or ``REV:PATH``; also ``A..B`` and ``A...B`` if `b` is
        None. None is ``HEAD``. What exists as a file or folder is meant before a revision of that name.
    :param b: the newer; None is the working tree.
    :param graph: the files or folders that a revision without a path is about; none is the project's own.
    :raises DataError: when files cannot be read, or there is no repository to look for a revision in.
    :raises UnknownNameError: when a name is no file, folder or revision.
    """
    reader = _Reader(graph)
    if b is not None:
        return reader.version("HEAD" if a is None else a), reader.version(b)
    name = "HEAD" if a is None else str(a)
    if isinstance(a, Path) or _exists(name):
        hint = "name a second one, or a revision such as HEAD"
        raise ParameterError(f"{name} is compared with nothing", hint=hint)
    match = _RANGE.fullmatch(name)
    if match and ":" not in name:
        return reader.span(match[1] or "HEAD", match[3] or "HEAD", forked=match[2] == "...")
    old, path = _parted(name)
    return reader.version(name), reader.now(old, path)


class _Reader:
    """Reads versions, each repository opened once."""

    def __init__(self, graph: Sequence[Path]) -> None:
        home = paths.project()
        self._graph = list(graph) or [home.root / "ontology", home.graph]
        self._left_out = None if graph else home.root / "ontology" / "examples"

    def version(self, given: str | Path) -> Version:
        """Read what a name means."""
        name = str(given)
        if isinstance(given, Path) or _exists(name):
            return _read(name, files.expand([Path(given)], *_NOW))
        revision, path = _parted(name)
        repository = self._repository(name, path)
        commit = self._commit(repository, revision, name)
        return self._at(repository, commit, name, self._wanted(repository, path))

    def now(self, revision: str, path: str | None) -> Version:
        """Read the working tree's twin of a revision."""
        wanted = self._wanted(self._repository(revision, path), path)
        return _read(WORKING_TREE, [p for p in present(wanted, *_NOW) if not self._omitted(p)])

    def span(self, old: str, new: str, *, forked: bool) -> tuple[Version, Version]:
        """Read the two ends of a range; of one with three dots the old end is where the two parted."""
        repository = self._repository(f"{old}..{new}", None)
        one, other = repository.commit(old), repository.commit(new)
        start = repository.fork(one, other) if forked else one
        wanted = self._wanted(repository, None)
        name = start[:9] if forked else old
        return self._at(repository, start, name, wanted), self._at(repository, other, new, wanted)

    def _at(self, repository: Repository, commit: str, name: str, wanted: list[Path]) -> Version:
        revision, path = _parted(name)
        listed = repository.files(commit, wanted, *_SUFFIXES)
        found = repository.texts({p: content for p, content in listed.items() if not self._omitted(p)})
        if not found:
            shown = " or ".join(map(_shown, wanted))
            hint = "paths after the colon begin at the top of the repository, or here with ./" if path else None
            raise DataError(f"there is no {' or '.join(_SUFFIXES)} file in {shown} at {revision}", hint=hint)
        texts = {f"{revision}:{_shown(p)}": data for p, data in found.items()}
        decoded = {place: decode(data, place) for place, data in texts.items()}
        return Version(name, decoded, frozenset(map(os.path.realpath, found)), commit)

    def _repository(self, name: str, path: str | None) -> Repository:
        try:
            return Repository(self._graph[0] if path is None else Path())
        except DataError as error:
            hint = error.what + (f": {error.hint}" if error.hint else "")
            raise DataError(
                f"there is no file or folder {name!r}, and no revision can be looked up", hint=hint
            ) from None

    @staticmethod
    def _commit(repository: Repository, revision: str, name: str) -> str:
        try:
            return repository.commit(revision)
        except UnknownNameError as error:
            if revision == name:
                raise UnknownNameError("file, folder or revision", name, hint=error.hint) from None
            raise

    def _wanted(self, repository: Repository, path: str | None) -> list[Path]:
        """Give the paths of the working tree that a version is about."""
        if path is None:
            return self._graph
        here = path.startswith(("./", "../")) or path in (".", "..")  # else from the top, as git has it
        return [Path(os.path.relpath(Path(path) if here else repository.root / path))]

    def _omitted(self, path: Path) -> bool:
        """Tell whether a file is an example of the ontology: its claims are nobody's."""
        return self._left_out is not None and path.is_relative_to(self._left_out)


def _read(name: str, found: Sequence[Path]) -> Version:
    lines = {_shown(path): path for path in found if path.name.endswith(LINES)}
    texts = {_shown(path): decode(read(path), path) for path in found if _shown(path) not in lines}
    return Version(name, texts, frozenset(map(os.path.realpath, found)), lines=lines)


def _exists(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def _parted(name: str) -> tuple[str, str | None]:
    """Part ``REV:PATH``.

    >>> _parted("HEAD~1:graph"), _parted("main"), _parted(":/a message")
    (('HEAD~1', 'graph'), ('main', None), (':/a message', None))
    """
    match = _REVISION_PATH.fullmatch(name)
    return (match[1], match[2]) if match else (name, None)


def _shown(path: Path) -> str:
    """Name a file from the current folder where it lies below it."""
    try:
        below = os.path.relpath(path)
    except (OSError, ValueError):
        return str(path)
    return str(path) if below.startswith("..") else below
