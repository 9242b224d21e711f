"""What an earlier release said: the files that readings left, and an index on disk that finds a claim in them.

The index holds places, not texts, so that a release of gigabytes is looked through once and then read where it is
needed; it only is read from, by as many processes as like.
"""

from __future__ import annotations

import gzip
import mmap
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse, serialize

from kobe_kg.errors import DataError
from kobe_kg.files import expand, temporary_folder
from kobe_kg.ingest.lines import literal, node
from kobe_kg.ingest.said import Said
from kobe_kg.namespaces import ID, PREFIXES

#: Endings of what readings write.
_SUFFIXES = tuple(f"{syntax}{packed}" for syntax in (".nt", ".nq", ".ttl") for packed in ("", ".gz"))
_LINE = re.compile(r'<[^>]*> (<[^>]*>) (<[^>]*>|"[^"]*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)(?: <[^>]*>)? \.\n?')
_STRING = f"{PREFIXES['xsd']}string"
_SUPERSEDES, _WITHDRAWN = node("kg:supersedes"), node("kg:withdrawnIn")
#: Rows of the index written at a time.
_BATCH = 50_000


class Past(NamedTuple):
    """All that was said under one key, release by release."""

    #: Numbers of its places in the index.
    numbers: Sequence[int]
    #: The claims, by name, from the oldest release on.
    said: dict[str, Said]

    @property
    def live(self) -> str:
        """The name of the claim that nothing takes the place of and that is not withdrawn, or an empty text."""
        if len(self.said) == 1:
            (claim,) = self.said
            return "" if any(name == _WITHDRAWN for name, _ in self.said[claim]) else claim
        gone = {value for said in self.said.values() for name, value in said if name == _SUPERSEDES}
        gone |= {claim for claim, said in self.said.items() if any(name == _WITHDRAWN for name, _ in said)}
        return next((claim for claim in reversed(self.said) if claim not in gone), "")

    @property
    def last(self) -> str:
        """The name of the claim of the newest release."""
        return next(reversed(self.said))


class Earlier:
    """The claims of earlier releases, as :func:`indexed` found them.

    :param folder: where the index is.
    """

    def __init__(self, folder: Path) -> None:
        #: Where the index is.
        self.folder = folder
        self._index = sqlite3.connect(f"{(folder / 'index').resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        self._texts = [_mapped(Path(name)) for (name,) in self._index.execute("SELECT path FROM files ORDER BY number")]
        self._claims = f"<{ID}claim/"
        #: One more than the highest number of a claim's place.
        self.size: int = self._index.execute("SELECT COALESCE(MAX(number), -1) + 1 FROM claims").fetchone()[0]

    def close(self) -> None:
        """Let go of the files."""
        self._index.close()
        for text in self._texts:
            if isinstance(text, mmap.mmap):
                text.close()

    def __enter__(self) -> Earlier:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def claims(self, key: str) -> Past | None:
        """Give what was claimed under a key, ``ROW-WHAT``, or None.

        Said in several files it is put together.
        """
        found = self._index.execute(
            "SELECT number, file, start, length, claim FROM claims WHERE key = ? ORDER BY release, number", (key,)
        ).fetchall()
        if not found:
            return None
        said: dict[str, Said] = {}
        for _, file, start, length, slug in found:
            _join(said.setdefault(f"{self._claims}{slug}>", []), self._read(file, start, length))
        return Past([number for number, *_ in found], said)

    def thing(self, term: str) -> Said:
        """Give what was said of something that is no claim, nothing if it was not described."""
        said: Said = []
        for place in self._index.execute(
            "SELECT file, start, length FROM things WHERE name = ? ORDER BY number", (term[len(ID) + 1 : -1],)
        ):
            _join(said, self._read(*place))
        return said

    def keys(self, touched: bytes | bytearray) -> Iterator[str]:
        """Give the keys of all claims whose numbers are not marked, in order.

        :param touched: a bit for each number.
        """
        last = ""
        for number, key in self._index.execute("SELECT number, key FROM claims ORDER BY key"):
            if key != last and not touched[number >> 3] & (1 << (number & 7)):
                last = key
                yield key

    def _read(self, file: int, start: int, length: int) -> Said:
        text = self._texts[file][start : start + length].decode()
        if "\\" not in text:
            said = _LINE.findall(text)
            if len(said) == text.count("\n") + (not text.endswith("\n")):
                return said
        return [(f"<{quad.predicate.value}>", _term(quad.object)) for quad in parse(text, format=RdfFormat.N_QUADS)]


@contextmanager
def indexed(
    paths: Iterable[Path], *, publisher: str, release: str, own: Callable[[Path], bool] = lambda _: False
) -> Iterator[Path]:
    """Look through the files of earlier readings, and give the folder of the index, which is gone afterwards.

    :param publisher: begins the slugs of the claims.
    :param release: the one that follows. Files of that very release are passed over.
    :param own: tells of a file whether it is going to be written anew; it is passed over too.
    :raises DataError: when there is nothing of the publisher's, or something of a later release.
    """
    with temporary_folder("kobe-earlier-") as folder:
        index = _Index(folder, publisher, release)
        for path in expand(paths, *_SUFFIXES):
            if not own(path):
                index.add(path)
        index.finish()
        yield folder


class _Index:
    """An index that is being made."""

    def __init__(self, folder: Path, publisher: str, release: str) -> None:
        self._folder, self._publisher, self._release = folder, publisher, release
        self._prefix = f"claim/{publisher}-".encode()
        self._paths: list[Path] = []
        self._number = 0
        self._index = sqlite3.connect(folder / "index", isolation_level=None)
        self._index.executescript(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE files (number INTEGER PRIMARY KEY, path TEXT);
            CREATE TABLE claims (number INTEGER PRIMARY KEY, key TEXT, claim TEXT, release INTEGER, file INTEGER,
                start INTEGER, length INTEGER);
            CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT, file INTEGER, start INTEGER, length INTEGER);
            """
        )
        self._releases: dict[str, int] = {}

    def add(self, path: Path) -> None:
        """Look through a file."""
        at = len(self._paths)
        releases: set[str] = set()
        plain = self._plain(path, at)
        self._index.execute("BEGIN")
        claims: list[tuple[object, ...]] = []
        things: list[tuple[object, ...]] = []
        prefix, many = self._prefix, len(self._prefix)
        for name, start, length in _runs(plain):
            if name.startswith(prefix):
                release, _, key = name[many:].decode().partition("-")
                releases.add(release)
                number = self._releases.setdefault(release, len(self._releases))
                claims.append((self._number, key, name[6:].decode(), number, at, start, length))
                self._number += 1
            elif not name.startswith(b"claim/"):
                things.append((name.decode(), at, start, length))
            if len(claims) + len(things) > _BATCH:
                self._write(claims, things)
        self._write(claims, things)
        self._index.execute("COMMIT")
        newest = max(releases, key=order, default="")
        if newest and order(newest) > order(self._release):
            self._index.close()
            raise DataError(
                f"{path} is of release {newest}, which is later than {self._release}",
                hint="--earlier names what was read before; read the older release first",
            )
        if newest == self._release:
            self._index.execute("DELETE FROM claims WHERE file = ?", (at,))
            self._index.execute("DELETE FROM things WHERE file = ?", (at,))
        self._paths.append(plain)

    def finish(self) -> None:
        """Make the index ready to be asked."""
        claims = self._index.execute("SELECT EXISTS (SELECT 1 FROM claims)").fetchone()[0]
        for number, release in enumerate(sorted(self._releases, key=order)):
            if self._releases[release] != number:
                self._index.execute(
                    "UPDATE claims SET release = ? WHERE release = ?", (-number - 1, self._releases[release])
                )
        self._index.executescript(
            """
            UPDATE claims SET release = -release - 1 WHERE release < 0;
            CREATE INDEX keys ON claims (key);
            CREATE INDEX names ON things (name);
            """
        )
        self._index.executemany("INSERT INTO files VALUES (?, ?)", enumerate(map(str, self._paths)))
        self._index.close()
        if not claims:
            raise DataError(
                f"nothing of an earlier release of {self._publisher} is there",
                hint="--earlier names what an earlier kobe ingest wrote: a file or its folder",
            )

    def _write(self, claims: list[tuple[object, ...]], things: list[tuple[object, ...]]) -> None:
        self._index.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?)", claims)
        self._index.executemany("INSERT INTO things VALUES (NULL, ?, ?, ?, ?)", things)
        claims.clear()
        things.clear()

    def _plain(self, path: Path, number: int) -> Path:
        """Give a file of lines with the same statements: itself, or a copy."""
        packed, suffix = path.suffix == ".gz", path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
        if suffix != ".ttl" and not packed:
            return path
        copy = self._folder / f"{number}.nt"
        try:
            with ExitStack() as opened:
                text: IO[bytes] = opened.enter_context(path.open("rb"))
                if packed:
                    text = cast("IO[bytes]", opened.enter_context(gzip.GzipFile(fileobj=text)))
                lines = opened.enter_context(copy.open("wb"))
                if suffix == ".ttl":
                    serialize((q.triple for q in parse(text, format=RdfFormat.TURTLE)), lines, RdfFormat.N_TRIPLES)
                else:
                    shutil.copyfileobj(text, lines)
        except (OSError, EOFError, SyntaxError) as error:
            raise DataError(f"cannot read {path}: {error}") from error
        return copy


def order(release: str) -> tuple[int, ...]:
    """Give what releases are sorted by.

    >>> sorted(["24.1", "24.0.10", "24.0.3", "9.1"], key=order)
    ['9.1', '24.0.3', '24.0.10', '24.1']
    """
    return tuple(int(number) for number in re.findall(r"\d+", release))


def _runs(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Part a file into runs of lines of one subject: its name below :data:`ID`, where it begins, how long it is."""
    begin = f"<{ID}".encode()
    subject, start, at = b"\0", 0, 0
    with path.open("rb") as lines:
        for line in lines:
            if not line.startswith(subject):
                if subject.startswith(begin):
                    yield subject[len(begin) : subject.index(b">")], start, at - start
                subject = line[: line.find(b">") + 2] if line[:1] == b"<" else b"\0"
                start = at
            at += len(line)
    if subject.startswith(begin):
        yield subject[len(begin) : subject.index(b">")], start, at - start


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def _join(said: Said, more: Said) -> None:
    said += [pair for pair in more if pair not in said] if said else more


def _term(term: NamedNode | BlankNode | Literal | object) -> str:
    """Write a term as readers do."""
    if isinstance(term, Literal):
        kind = f"@{term.language}" if term.language else ""
        text = literal(term.value, kind)
        return text if kind or term.datatype.value == _STRING else f"{text}^^<{term.datatype.value}>"
    return str(term)
