"""What every reader promises, and what it gives back: files of triples, and an account of what was read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

from pyoxigraph import Triple

from kobe_kg import files, turtle
from kobe_kg.errors import DataError, ParameterError, Position, UnknownNameError

#: Reader to the module that has it; a module is imported only when its reader is asked for.
READERS: dict[str, str] = {
    "acled": "kobe_kg.ingest.acled",
    "dossier": "kobe_kg.ingest.dossier",
    "table": "kobe_kg.ingest.table",
    "ucdp-ged": "kobe_kg.ingest.ucdp_ged",
}

#: The second line of every page a reader writes; a file without it is a person's.
_MARK = "# Read from {inputs} by kobe ingest {reader}; change those, not this file."

#: Endings of the files of triples that readers write.
_READ = (".ttl", ".nt", ".nq")


class Refusal(NamedTuple):
    """A row that was read and not kept."""

    #: What was refused, e.g. ``claim reuters-0208-c01``.
    what: str
    #: Why, one clause.
    why: str
    #: The place in the file.
    where: Position
    #: What would help, or None.
    hint: str | None = None

    def __str__(self) -> str:
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{self.where.path}:{self.where.line}: {self.what}: {self.why}{hint}"


class Page(NamedTuple):
    """A Turtle file to be written."""

    #: Path below the output folder, with its suffix.
    name: str
    #: First comment line: what the file holds, without the sign.
    title: str
    #: The statements, in any order.
    triples: Sequence[Triple]


class Stream(NamedTuple):
    """A file to be written while the source is read, so that neither has to fit into memory."""

    #: Path below the output folder, with its suffix.
    name: str
    #: What the file begins with, as no file of a person does: its first line or lines.
    mark: str
    #: The rest of its text, piece by piece, made as it is asked for.
    pieces: Iterable[str]


@dataclass(frozen=True)
class Reading:
    """What a reader made of a file."""

    #: Name of the reader.
    reader: str
    #: Names of the files it read, the source itself first.
    inputs: Sequence[str]
    #: The files to be written.
    pages: Sequence[Page]
    #: What was read, kind to number, e.g. ``{"reports": 103, "claims": 467}``.
    read: Mapping[str, int] = field(default_factory=Counter)
    #: What was written of it, kind to number.
    kept: Mapping[str, int] = field(default_factory=Counter)
    #: What the graph had already, kind to number.
    known: Mapping[str, int] = field(default_factory=Counter)
    #: Kept claims counted by a heading, e.g. ``{"originality": {"Original": 12}}``.
    tallies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: Rows that were not kept.
    refused: Sequence[Refusal] = ()
    #: What a curator may want to look at.
    remarks: Sequence[str] = ()
    #: Files written one after the other, while the source is read; all counts are final only then.
    streams: Sequence[Stream] = ()
    #: Name of the file of all that was refused, cell by cell, or None.
    quarantine: str | None = None
    #: Tells how far reading is: what is done, and of how much.
    progress: Callable[[], tuple[int, int]] | None = None


class Errand(NamedTuple):
    """What is to be read, and how; see :meth:`Reader.read`."""

    path: Path
    event: str
    beside: Sequence[Path]
    graph: Sequence[Path]
    out: Path
    asked: Mapping[str, str]

    def described(self, reader: str) -> list[Path]:
        """Give the Turtle files of the graph, but those that the reader made of the same source before."""
        return described(self.graph, self.out, reader, self.path.name)


class Reader(ABC):
    """A kind of source that can be read."""

    #: The name it is called by.
    name: str
    #: What it reads, a few words.
    title: str
    #: What else it may be told, by the name of the option: a key of `asked`, or ``event``, ``with`` or ``graph``.
    takes: Sequence[str]

    def read(
        self,
        path: Path,
        *,
        event: str | None = None,
        beside: Sequence[Path] = (),
        graph: Iterable[Path] = (),
        out: Path,
        asked: Mapping[str, str] = MappingProxyType({}),
    ) -> Reading:
        """Read a file.

        :param path: the file.
        :param event: slug of the event that the file is about, where it does not say so itself.
        :param beside: files that say more about what stands in the first.
        :param graph: Turtle files or folders; what they describe is not described again.
        :param out: the folder that the pages are meant for: what an earlier reading left there is made anew.
        :param asked: what else is told, by option.
        :raises DataError: when the file cannot be read as what it should be; all that is wrong is named at once.
        :raises ParameterError: when an option has no sense here, or one is missing.
        """
        graph = list(graph)
        self.ask(event=event, beside=beside, graph=graph)
        return self.run(Errand(path, event or "", beside, graph, out, asked))

    def ask(self, *, event: str | None, beside: Sequence[Path] = (), graph: Sequence[Path]) -> None:
        """Make sure that the reader takes what it is told.

        :raises ParameterError: when it does not.
        """
        for option, given in (("event", event), ("with", beside), ("graph", graph)):
            if given and option not in self.takes:
                raise ParameterError(f"{self.name} takes no --{option}")

    @abstractmethod
    def run(self, errand: Errand) -> Reading:
        """Read what is to be read; see :meth:`read`."""


def open_reader(name: str) -> Reader:
    """Give a reader by name.

    :raises UnknownNameError: when there is none of that name.
    :raises ParameterError: when a package that it needs is not installed.
    """
    if name not in READERS:
        raise UnknownNameError("reader", name, READERS)
    try:
        reader: Reader = import_module(READERS[name]).READER
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kobe_kg"):
            raise
        raise ParameterError(f"{error.name} is missing", hint='pip install "kobe-kg[ingest]"') from error
    return reader


def save(reading: Reading, folder: Path, *, tell: Callable[[str, int, int], None] | None = None) -> list[str]:
    """Write the files of a reading below a folder, each whole or not at all, and nothing unless all can be.

    :param tell: is told how far a long reading is.
    :returns: names of files that an earlier reading of the same source left and this one does not make.
    :raises DataError: when a file is in the way that was not read from this source, or a folder cannot be written.
    """
    texts = {page.name: turtle.write(page.triples, header=_header(page, reading)) for page in reading.pages}
    streams = {stream.name: stream for stream in reading.streams}
    for name in [*texts, *streams]:
        path = folder / name
        mark = streams[name].mark if name in streams else None
        if path.exists() and not (begins(path, mark) if mark else is_read(path, reading.reader, reading.inputs[0])):
            raise DataError(
                f"{path} was not read from {reading.inputs[0]}, and would be lost",
                hint="choose another folder, or name the file with --graph so that what it describes is left out",
            )
    for name, text in texts.items():
        with _file(folder / name) as stream:
            stream.write(text.encode())
    for name, made in streams.items():
        with _file(folder / name) as stream:
            stream.write(made.mark.encode())
            for piece in made.pieces:
                stream.write(piece.encode())
                if tell and reading.progress:
                    tell("bytes read", *reading.progress())
    if tell:
        tell("", 0, 0)
    found = sorted(p for p in folder.rglob("*") if p.suffix in _READ) if folder.is_dir() else []
    return [
        str(path.relative_to(folder))
        for path in found
        if path.relative_to(folder).as_posix() not in {*texts, *streams}
        and is_read(path, reading.reader, reading.inputs[0])
    ]


def is_read(path: Path, reader: str, source: str) -> bool:
    """Tell whether a file was made of a source by a reader: the second line of its header says so."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        next(lines, "")
        line = next(lines, "").rstrip("\n")
    before, _, after = _MARK.format(inputs="\0", reader=reader).partition("\0")
    return line.startswith(f"{before}{source} ") and line.endswith(after)


def described(graph: Iterable[Path], out: Path, reader: str, source: str) -> list[Path]:
    """Give the Turtle files of a graph, but those that a reading of the same source left below a folder.

    :param graph: files or folders.
    :param out: the folder.
    """
    found = files.expand(graph, ".ttl") if (graph := list(graph)) else []
    return [
        path for path in found if not (path.resolve().is_relative_to(out.resolve()) and is_read(path, reader, source))
    ]


def header(title: str, reader: str, inputs: Sequence[str]) -> str:
    """Give the two comment lines that a file of triples begins with."""
    return f"# {title}\n{_MARK.format(inputs=' and '.join(inputs), reader=reader)}"


def _header(page: Page, reading: Reading) -> str:
    return header(page.title, reading.reader, reading.inputs)


def begins(path: Path, mark: str) -> bool:
    """Tell whether a file begins with a text."""
    with path.open("rb") as stream:
        return stream.read(len(mark.encode())) == mark.encode()


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"cannot make the folder {path.parent}: {error.strerror}") from error
    with files.replacing(path) as stream:
        yield stream
