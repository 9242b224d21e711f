"""Stores on disk, in numbered versions: each is built aside and takes its place at once, while others still read.

    DIR/store.json            which version counts, and what it was made of; replaced as a whole
    DIR/versions/000003/      Oxigraph's own files, which nobody writes to any more
    DIR/lock                  held by who builds

A process that is killed while it builds leaves a folder that the next one clears away; what is read stays as it was.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyoxigraph
from pyoxigraph import RdfFormat

from kobe_kg import files
from kobe_kg.errors import DataError, KobeError, LimitError, Position

#: Suffixes of what can be loaded, each also with ``.gz`` behind it.
SUFFIXES: dict[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
}
#: Told what is being done, how much of it is done, and of how much.
Tell = Callable[[str, int, int], None]

_MANIFEST, _VERSIONS, _LOCK = "store.json", "versions", "lock"
_FORM = 1
# Counts the triples in a way that reads every term of them.
_EVERYTHING = """SELECT (COUNT(?length) AS ?n) {
    { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } BIND(COALESCE(STRLEN(STR(?o)), 0) AS ?length)
}"""
# Finds triple terms.
_NEWER = "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER isTRIPLE(?o) }"
# Triple terms within each other: Oxigraph's parser nests as deep as they do, and ends the process far beyond this.
_DEEP = 1000
# A smaller file is not worth files of its own in the store.
_SMALL = 4_000_000
# A larger file is not read twice to explain an error better.
_EXPLAINED = 50_000_000


class Part(NamedTuple):
    """A file that was loaded."""

    path: str
    bytes: int
    sha256: str


class Manifest(NamedTuple):
    """What a store holds."""

    #: Number of the version, from 1.
    version: int
    #: When it was made, UTC.
    made: str
    triples: int
    #: Property to its number of triples, by which a damaged store is told.
    properties: dict[str, int]
    #: What it was made of.
    parts: list[Part]

    @property
    def digest(self) -> str:
        """SHA-256 over those of the files, in their order."""
        return sha256("\n".join(part.sha256 for part in self.parts).encode()).hexdigest()


def _tell(tell: Tell, before: int, whole: int, read: int) -> None:
    tell("bytes read", before + read, whole)


def _silent(_what: str, _done: int, _of: int) -> None:
    pass


def is_store(folder: Path) -> bool:
    """Tell whether a folder is a store that was built here."""
    return (folder / _MANIFEST).is_file()


def manifest(folder: Path) -> Manifest:
    """Read what a store holds.

    :raises DataError: when the folder is no store, or its list cannot be read.
    """
    try:
        found: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if found.pop("form") != _FORM:
            raise DataError(f"the store in {folder} was made by another version of kobe", hint="load it anew")
        return Manifest(**{**found, "parts": [Part(**part) for part in found["parts"]]})
    except FileNotFoundError as error:
        raise DataError(f"there is no store in {folder}", hint=f"kobe load PATH --store {folder} makes one") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, KobeError):
            raise
        raise DataError(f"{folder / _MANIFEST} cannot be read: {error}") from error


def place(folder: Path) -> Path:
    """Give the folder of Oxigraph's files: the version that counts, or the folder itself if Oxigraph made it alone.

    :raises DataError: when there is no store.
    """
    if is_store(folder):
        return _version(folder, manifest(folder).version)
    if (folder / "CURRENT").is_file():
        return folder
    raise DataError(f"there is no store in {folder}", hint=f"kobe load PATH --store {folder} makes one")


def build(folder: Path, paths: Sequence[Path], *, keep: int = 1, tell: Tell = _silent) -> Manifest:
    """Load files into a new version of a store, which then takes the place of the one there was.

    :param folder: the store; made if it is not there.
    :param paths: files of Turtle, N-Triples, N-Quads or TriG, perhaps compressed by gzip.
    :param keep: how many earlier versions stay, for processes that still read them.
    :raises DataError: when a file cannot be read, or the folder holds something else; the store is then as it was.
    :raises LimitError: when another process is building it.
    """
    parts: list[Part] = []
    with _building(folder) as made, _open(made) as opened:
        whole = sum(path.stat().st_size for path in paths)
        done = 0
        for path in paths:
            parts.append(_load(opened, path, partial(_tell, tell, done, whole)))
            done += parts[-1].bytes
        return _publish(folder, made, opened, parts, keep, tell)


def optimize(folder: Path, *, keep: int = 1, tell: Tell = _silent) -> Manifest:
    """Write a store's files anew, in fewer and larger ones, as a new version.

    :raises DataError: when there is no store.
    :raises LimitError: when another process is building it.
    """
    now = manifest(folder)
    with _building(folder) as made:
        _copy(_version(folder, now.version), made, link=True)
        with _open(made) as opened:
            return _publish(folder, made, opened, now.parts, keep, tell)


def verify(folder: Path) -> list[str]:
    """Read a whole store and tell what is wrong with it; nothing, if it is as it was made.

    Every block is read, and its checksum with it; counts by property are held against those of the day it was made.

    :raises DataError: when there is no store.
    """
    known = manifest(folder)
    try:
        store = pyoxigraph.Store.read_only(str(_version(folder, known.version)))
        counted: Any = store.query(_EVERYTHING)
        found, read = _properties(store), int(next(iter(counted))["n"].value)
    except (OSError, RuntimeError) as error:
        return [f"it cannot be read: {error}"]
    wrong = [f"{read} triples are there, of {known.triples}"] if read != known.triples else []
    for name in sorted(found.keys() | known.properties.keys()):
        now, then = found.get(name, 0), known.properties.get(name, 0)
        if now != then:
            wrong.append(f"{now} triples of {name} are there, of {then}")
    return wrong


def backup(folder: Path, target: Path) -> Manifest:
    """Copy the version that counts into a store of its own, whole or not at all.

    :raises DataError: when there is no store, or something at the target.
    """
    known = manifest(folder)
    if target.exists():
        raise DataError(f"{target} is there already", hint="name a folder that is not")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with files.temporary_folder(f".{target.name}.", target.absolute()) as made:
            _copy(_version(folder, known.version), _version(made, known.version), link=False)
            shutil.copy2(folder / _MANIFEST, made / _MANIFEST)
            if wrong := verify(made):
                raise DataError(f"the copy is not as the store: {wrong[0]}", hint=f"kobe store verify --store {folder}")
            made.chmod(0o755)
            made.rename(target)
    except OSError as error:
        raise DataError(f"cannot write {target}: {error.strerror or error}") from error
    return known


@contextmanager
def _building(folder: Path) -> Iterator[Path]:
    """Give an empty folder to build in, while nobody else builds; what comes to nothing leaves nothing."""
    if folder.exists() and not is_store(folder) and not (folder / _LOCK).exists() and any(folder.iterdir()):
        raise DataError(f"{folder} holds something that is no store of kobe", hint="name another folder")
    absent = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with _locked(folder):
            try:
                for left in (folder / _VERSIONS).glob(".*.tmp"):
                    shutil.rmtree(left, ignore_errors=True)
                with files.temporary_folder(".", folder / _VERSIONS / "x") as made:
                    yield made
            finally:
                if not is_store(folder):
                    _clear(folder, absent)
    except OSError as error:
        raise DataError(f"cannot write the store in {folder}: {error.strerror or error}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a store, whose folders are made if they are not there.

    :raises LimitError: when another process holds it.
    """
    import fcntl  # not on Windows, where stores can be read all the same

    while True:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LimitError(f"another process is building the store in {folder}", hint="wait for it") from error
            if _is_at(lock, folder / _LOCK):  # or who held it before has just cleared it away
                (folder / _VERSIONS).mkdir(exist_ok=True)
                yield
                return


def _is_at(opened: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(opened.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _clear(folder: Path, absent: Iterable[Path]) -> None:
    """Take away what was made for a store that did not come to be, while its lock is held.

    :param absent: folders that were not there before, the innermost first.
    """
    with suppress(OSError):  # whatever somebody else has put there stays
        (folder / _VERSIONS).rmdir()
        (folder / _LOCK).unlink()
        for path in absent:
            path.rmdir()


@contextmanager
def _open(folder: Path) -> Iterator[list[pyoxigraph.Store]]:
    """Open a store to write to it; it is closed once the list is empty, and no error's traceback keeps it open."""
    opened = [pyoxigraph.Store(str(folder))]
    try:
        yield opened
    finally:
        opened.clear()


def _load(opened: list[pyoxigraph.Store], path: Path, tell: Callable[[int], None]) -> Part:
    name = path.name.removesuffix(".gz")
    form = SUFFIXES.get(Path(name).suffix)
    if form is None:
        raise DataError(f"{path} is of no kind that can be loaded", hint=f"known: {', '.join(SUFFIXES)}, also with .gz")
    with path.open("rb") as raw:
        counted = _Counted(raw, tell, path, zipped=path.suffix == ".gz")
        try:
            if path.stat().st_size < _SMALL:
                opened[0].load(counted, format=form)  # type: ignore[arg-type]
            else:
                opened[0].bulk_load(counted, format=form)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise _unreadable(path, error) from error
        except (OSError, EOFError, ValueError) as error:
            raise counted.refused or DataError(f"cannot read {path}: {error}") from error
        if counted.newer and opened[0].query(
            "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER isTRIPLE(?o) }"
        ):
            raise DataError(f"{path} has triple terms of RDF 1.2", hint="the project keeps to RDF 1.1")
        return Part(os.path.abspath(path), counted.size, counted.sum.hexdigest())


def _unreadable(path: Path, error: SyntaxError) -> DataError:
    if path.suffix in (".ttl", ".nt") and path.stat().st_size < _EXPLAINED:
        from kobe_kg import turtle  # reads the file again, to say more

        try:
            turtle.read(path)
        except DataError as told:
            return told
    what = re.sub(r"^Parser error .*?: ", "", error.msg or str(error))
    return DataError(what, where=Position(error.lineno or 1, error.offset or 1, path=path))


class _Counted(RawIOBase):
    """A file that is summed and counted while it is read."""

    def __init__(self, raw: IO[bytes], tell: Callable[[int], None], path: Path, *, zipped: bool) -> None:
        self.sum, self.size, self.newer = sha256(), 0, False
        self.refused: DataError | None = None
        self._raw, self._tell, self._path, self._depth = raw, tell, path, 0
        self._text: Any = gzip.GzipFile(fileobj=_Sums(self)) if zipped else _Sums(self)  # type: ignore[call-overload]

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._text.read(1 << 16 if size < 0 else size)
        if b"<<" in block:
            self.newer = True
            self._depth = max(0, self._depth + block.count(b"<<(") - block.count(b")>>"))
            if self._depth > _DEEP:
                self.refused = DataError(f"{self._path} has triple terms of RDF 1.2, nested too deep to be read")
                raise self.refused
        return block


class _Sums:
    """The bytes of a file as they lie on the disk, on their way to :class:`_Counted`."""

    def __init__(self, counted: _Counted) -> None:
        self._counted = counted

    def read(self, size: int = -1) -> bytes:
        block = self._counted._raw.read(size)
        self._counted.sum.update(block)
        self._counted.size += len(block)
        self._counted._tell(self._counted.size)
        return block


def _publish(
    folder: Path, made: Path, opened: list[pyoxigraph.Store], parts: Sequence[Part], keep: int, tell: Tell
) -> Manifest:
    tell("put in order", 0, 0)
    opened[0].optimize()
    opened[0].flush()
    properties = _properties(opened[0])
    last = manifest(folder).version if is_store(folder) else 0
    made_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    new = Manifest(last + 1, made_at, len(opened[0]), properties, list(parts))
    opened.clear()
    made.chmod(0o755)
    target = _version(folder, new.version)
    shutil.rmtree(target, ignore_errors=True)  # of a process that was killed between these two lines
    made.rename(target)
    with files.replacing(folder / _MANIFEST) as output:
        told = {"form": _FORM, **new._asdict(), "parts": [part._asdict() for part in parts]}
        output.write(json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n")
    for old in _numbered(folder):
        if old < new.version - keep or old > new.version:
            shutil.rmtree(_version(folder, old), ignore_errors=True)
    return new


def _properties(store: pyoxigraph.Store) -> dict[str, int]:
    found: Any = store.query(
        "SELECT ?p (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?p ORDER BY ?p"
    )
    return {row["p"].value: int(row["n"].value) for row in found}


def _version(folder: Path, number: int) -> Path:
    return folder / _VERSIONS / f"{number:06}"


def _numbered(folder: Path) -> Iterable[int]:
    return [int(path.name) for path in (folder / _VERSIONS).iterdir() if path.name.isdecimal()]


def _copy(version: Path, target: Path, *, link: bool) -> None:
    """Copy Oxigraph's files; those that hold data are never written to again, and may be linked."""
    target.mkdir(parents=True, exist_ok=True)
    for path in version.iterdir():
        if path.name == "LOCK":
            continue
        if link and path.suffix == ".sst":
            os.link(path, target / path.name)
        else:
            shutil.copy2(path, target / path.name)
