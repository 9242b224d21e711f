"""Big files of two versions, compared line by line: only what differs is ever parsed.

A release of a data set says most of the last one again. In N-Triples without blank nodes a statement is a line, so that
what both sides have is known without reading it as RDF. An index on disk holds a digest of what each resource says and
where; texts stay in their files.
"""

from __future__ import annotations

import gzip
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple, cast

from pyoxigraph import Literal, Quad, RdfFormat, Triple, parse

from kobe_kg.errors import DataError, Position
from kobe_kg.namespaces import expand

#: How files are called that may be compared so.
SUFFIXES = (".nt", ".nt.gz")

_IRI = rb"<[A-Za-z][^\x00-\x20<>\"{}|^`\\]*+>"
_ESCAPE = rb"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_OBJECT = rb"(?:%b|\"(?:[^\"\\\r\n]++|%b)*+\"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|\^\^%b)?)" % (_IRI, _ESCAPE, _IRI)
# The lines of one resource that stand together, or a remark.
_RUN = re.compile(rb"(%b) %b %b \.\n(?:\1 %b %b \.\n)*+|#[^\n]*+\n" % (_IRI, _IRI, _OBJECT, _IRI, _OBJECT))
_LINE = re.compile(rb"%b (%b) (%b) \.\n" % (_IRI, _IRI, _OBJECT))
# A literal that the parser writes as it stands.
_PLAIN = re.compile(r'"[^"\\\x00-\x1f\x7f]*"(?:@[a-z]+|\^\^<[^>]*#(?:date|gYear|integer)>)?')
_BLOCK = 1 << 23
#: Rows of the index written at a time.
_BATCH = 20_000
_SUPERSEDED = re.compile(rb" %b (<[^>]*>) \.\n" % re.escape(f"<{expand('kg:supersedes')}>".encode()))
_REPORTED = f"<{expand('kg:reportedIn')}>".encode()
_REPORT = re.compile(rb" %b (<[^>]*>) \.\n" % re.escape(_REPORTED))

_LABEL = f"<{expand('rdfs:label')}>"
#: Resources whose lines are kept for the next time.
_KEPT = 500

_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -32000;
    CREATE TABLE runs (number INTEGER PRIMARY KEY, side INTEGER, file INTEGER, subject INTEGER, said BLOB,
        reports BLOB, start INTEGER, length INTEGER, line INTEGER);
    CREATE TABLE wanted (subject INTEGER PRIMARY KEY);
"""
_INDEXES = """
    CREATE INDEX subjects ON runs (subject, side);
"""


class Differing(NamedTuple):
    """What two sides do not have in the same lines."""

    #: All that each says of the resources that differ, and of what they supersede.
    old: list[Triple]
    new: list[Triple]
    #: How many more resources are only said again in a report, by the report's IRI.
    again: Counter[str]
    #: How many these resources are.
    number: int


class Lines:
    """The N-Triples files of two sides; close it in the end.

    Sides are 0, the older, and 1, the newer. Resources and other terms are named as in N-Triples.
    """

    def __init__(self) -> None:
        self._index = sqlite3.connect("", isolation_level=None)  # a private file that is gone afterwards
        self._index.executescript(_TABLES)
        self._stack = ExitStack()
        self._stack.callback(self._index.close)
        self._files: list[tuple[str, IO[bytes]]] = []
        self._ready = False
        self._others: set[int] = set()
        self._met: dict[tuple[int, str], list[_Line]] = {}

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __bool__(self) -> bool:
        return bool(self._files)

    def add(self, side: int, place: str, path: Path) -> bool:
        """Look through a file, and tell whether it is nothing but such lines; otherwise it is forgotten.

        :param place: the name that places give it.
        :raises DataError: when it cannot be read.
        """
        number = len(self._files)
        self._index.execute("BEGIN")
        try:
            stream = self._opened(path)
            for batch in _batches(_runs(stream)):
                self._note(side, number, batch)
        except ValueError:
            self._index.execute("COMMIT")
            self._forget(number)
            return False
        except (OSError, EOFError) as error:
            raise DataError(f"cannot read {path}: {error}") from error
        self._index.execute("COMMIT")
        self._files.append((place, stream))
        return True

    @property
    def size(self) -> int:
        """How many bytes the lines of both sides have."""
        (found,) = self._index.execute("SELECT COALESCE(SUM(length), 0) FROM runs").fetchone()
        return int(found)

    def differing(self, beside: Iterable[str], told: int) -> Differing:
        """Give what differs, and what is said elsewhere too.

        :param beside: resources that other files say something about; they are given whole.
        :param told: as many resources that are only said again in a report are given whole too.
        """
        self._finish()
        self._others = others = set(map(_key, beside))
        wanted, few, again, number = set(others), set[int](), Counter[str](), 0
        rows = self._index.execute("SELECT subject, side, said, reports FROM runs ORDER BY subject")
        for subject, group in groupby(rows, key=itemgetter(0)):
            if subject in others:
                continue
            old, new = _parted(group)
            if old == new:
                continue
            more = _more_reports(old, new)
            if not more:
                wanted.add(subject)
                continue
            number += 1
            again.update(more)
            if number <= told:
                few.add(subject)
        if number <= told:
            wanted |= few
            again, number = Counter(), 0
        sides = [list(self._of(side, wanted)) for side in (0, 1)]
        superseded = {
            key for text in sides[1] for target in _SUPERSEDED.findall(text) if (key := hash(target)) not in wanted
        }
        for side in (0, 1):
            sides[side] += self._of(side, superseded)
        return Differing(_parsed(sides[0]), _parsed(sides[1]), again, number)

    def is_said_again(self, subject: str) -> bool:
        """Tell whether a resource is one of those that differ only by more reports."""
        if _key(subject) in self._others:
            return False
        rows = self._index.execute("SELECT subject, side, said, reports FROM runs WHERE subject = ?", (_key(subject),))
        return bool(_more_reports(*_parted(rows)))

    def everything(self, side: int) -> list[Triple]:
        """Give all that a side says."""
        rows = self._index.execute("SELECT file, start, length FROM runs WHERE side = ?", (side,)).fetchall()
        return _parsed(self._read(*row) for row in rows)

    def labels(self, side: int, subject: str) -> list[Literal]:
        """Give the labels that a side has for a resource."""
        terms = [line.term for line in self._lines(side, subject) if line.predicate == _LABEL]
        found = [_read_line(f"{subject} {_LABEL} {term} .").object for term in terms]
        return [term for term in found if isinstance(term, Literal)]

    def find(self, side: int, subject: str, predicate: str | None, term: str | None) -> Position | None:
        """Give the most exact place there is: of the value, else of the property, else of the resource."""
        best: tuple[int, Position] | None = None
        for line in self._lines(side, subject):
            rank = 0 if line.predicate != predicate else 2 if line.term == term else 1
            if best is None or rank > best[0]:
                column = (1, len(subject) + 2, len(subject) + len(line.predicate) + 3)[rank]
                best = rank, Position(line.number, column, path=line.place, text=line.text)
        return best and best[1]

    def _lines(self, side: int, subject: str) -> list[_Line]:
        """Give the lines of a resource; some are kept for the next time."""
        if (side, subject) not in self._met:
            self._finish()
            rows = self._index.execute(
                "SELECT file, start, length, line FROM runs WHERE subject = ? AND side = ? ORDER BY number",
                (_key(subject), side),
            ).fetchall()
            if len(self._met) >= _KEPT:
                self._met.clear()
            self._met[side, subject] = [
                line
                for file, start, length, number in rows
                for line in _lines(self._files[file][0], number, self._read(file, start, length), subject)
            ]
        return self._met[side, subject]

    def _opened(self, path: Path) -> IO[bytes]:
        """Open a file; what is packed, as a copy that is gone afterwards."""
        stream: IO[bytes] = self._stack.enter_context(path.open("rb"))
        if path.suffix != ".gz":
            return stream
        plain = self._stack.enter_context(tempfile.TemporaryFile(prefix="kobe-"))  # noqa: SIM115
        shutil.copyfileobj(cast("IO[bytes]", gzip.GzipFile(fileobj=stream)), plain, _BLOCK)
        plain.seek(0)
        return plain

    def _note(self, side: int, file: int, batch: list[tuple[bytes, bytes, int, int]]) -> None:
        (number,) = self._index.execute("SELECT COALESCE(MAX(number), -1) + 1 FROM runs").fetchone()
        rows = []
        for subject, text, start, line in batch:
            lines = text.splitlines()
            lines.sort()
            found = sorted(_REPORT.findall(text)) if _REPORTED in text else []
            if found:
                lines = [one for one in lines if _REPORTED not in one or not _REPORT.search(one + b"\n")]
            said = blake2b(b"\n".join(lines), digest_size=16).digest()
            reports = b" ".join(found)
            rows.append((number, side, file, hash(subject), said, reports, start, len(text), line))
            number += 1
        self._index.executemany("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _forget(self, file: int) -> None:
        self._index.execute("DELETE FROM runs WHERE file = ?", (file,))

    def _finish(self) -> None:
        if not self._ready:
            self._index.executescript(_INDEXES)
            self._ready = True

    def _want(self, keys: set[int]) -> None:
        self._index.execute("DELETE FROM wanted")
        self._index.execute("BEGIN")
        self._index.executemany("INSERT INTO wanted VALUES (?)", ((key,) for key in keys))
        self._index.execute("COMMIT")

    def _of(self, side: int, keys: set[int]) -> Iterator[bytes]:
        self._want(keys)
        found = self._index.execute(
            "SELECT file, start, length FROM wanted JOIN runs USING (subject) WHERE side = ? ORDER BY file, start",
            (side,),
        )
        for row in found.fetchall():
            yield self._read(*row)

    def _read(self, file: int, start: int, length: int) -> bytes:
        stream = self._files[file][1]
        stream.seek(start)
        return stream.read(length)


class _Line(NamedTuple):
    """One line, and what it says as the parser writes it."""

    place: str
    number: int
    text: str
    predicate: str
    term: str


def _lines(place: str, number: int, text: bytes, subject: str) -> Iterator[_Line]:
    begin = f"{subject} ".encode()
    for at, line in enumerate(text.splitlines(keepends=True)):
        if line.startswith(begin):
            match = _LINE.fullmatch(line)
            assert match is not None
            shown, term = line[:-1].decode(), match[2].decode()
            if term[0] == '"' and not _PLAIN.fullmatch(term):
                term = str(_read_line(shown).object)
            yield _Line(place, number + at, shown, match[1].decode(), term)


def _read_line(line: str) -> Quad:
    quad: Quad = next(iter(parse(line, RdfFormat.N_TRIPLES)))
    return quad


def _runs(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Part a file into runs: resource, lines, where they begin, number of the first line.

    :raises ValueError: at anything else, a blank node too.
    """
    rest, at, line = b"", 0, 1
    while True:
        block = stream.read(_BLOCK)
        text = rest + block
        whole = len(text) if not block else text.rfind(b"\n") + 1
        done, ahead = 0, None
        for match in _RUN.finditer(text, 0, whole):
            if match.start() != done:
                break
            if ahead is not None:
                yield from _run(ahead, at, line)
                line += ahead[0].count(b"\n")
            ahead, done = match, match.end()
        if done != whole:
            raise ValueError("not only lines")
        if not block:
            if ahead is not None:
                yield from _run(ahead, at, line)
            return
        begin = whole if ahead is None else ahead.start()  # its lines may go on
        rest = text[begin:]
        at += begin


def _run(match: re.Match[bytes], at: int, line: int) -> Iterator[tuple[bytes, bytes, int, int]]:
    if match[1] is not None:
        text = match[0]
        text.decode()  # or it is no text
        yield match[1], text, at + match.start(), line


def _batches(
    runs: Iterable[tuple[bytes, bytes, int, int]],
) -> Iterator[list[tuple[bytes, bytes, int, int]]]:
    batch: list[tuple[bytes, bytes, int, int]] = []
    size = 0
    for run in runs:
        batch.append(run)
        size += len(run[1])
        if len(batch) >= _BATCH or size >= _BLOCK:
            yield batch
            batch, size = [], 0
    yield batch


def _parted(rows: Iterable[tuple[int, int, bytes, bytes]]) -> tuple[list[tuple[bytes, bytes]], ...]:
    """Give what each side says, as digests."""
    sides: tuple[list[tuple[bytes, bytes]], ...] = ([], [])
    for _, side, said, reports in rows:
        sides[side].append((said, reports))
    for some in sides:
        some.sort()
    return sides


def _more_reports(old: list[tuple[bytes, bytes]], new: list[tuple[bytes, bytes]]) -> list[str]:
    """Give the reports that a resource is in only now, if nothing else of it differs."""
    if len(old) != 1 or len(new) != 1 or old[0][0] != new[0][0]:
        return []
    before, after = set(old[0][1].split()), set(new[0][1].split())
    return [report[1:-1].decode() for report in after - before] if before <= after else []


def _parsed(texts: Iterable[bytes]) -> list[Triple]:
    return [quad.triple for quad in parse(b"".join(texts), RdfFormat.N_TRIPLES)]


def _key(term: str) -> int:
    return hash(term.encode())
