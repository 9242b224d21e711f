"""Files as they stood at a revision of a git repository, read without touching its working tree.

git is called by its plumbing commands and never through a shell. What a person names reaches it on standard input,
where nothing is an option; its arguments are ours, object ids, and paths behind ``--``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from hashlib import new as new_hash
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kobe_kg import files
from kobe_kg.errors import DataError, ParameterError, UnknownNameError

# Set by git for its hooks, and true only of the folder they start in.
_LOCAL = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE")
# Nothing is locked, asked or fetched, and messages are those known here.
_CALM = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_COMMIT = re.compile(rf"({_OBJECT.pattern}) commit [0-9]+\n")
_LINK, _MODULE = "120000", "160000"


class FileChange(NamedTuple):
    """A file that is not what it was."""

    #: The file, named as :func:`kobe_kg.files.expand` names it.
    path: Path
    #: What stood in it; None when it is new.
    before: bytes | None
    #: What stands in it; None when it is gone.
    after: bytes | None


class Repository:
    """A git repository.

    :param folder: any folder in its working tree, or a file in one.
    :raises DataError: when there is no repository, or no git to ask.
    """

    def __init__(self, folder: Path) -> None:
        inside = next((p for p in (folder, *folder.absolute().parents) if p.is_dir()), Path())
        self._place = inside
        #: The top folder of the working tree.
        self.root = Path(os.fsdecode(self._git("rev-parse", "--show-toplevel").rstrip(b"\n")))

    def commit(self, name: str) -> str:
        """Give the id of the commit that a name means: a branch, a tag, ``HEAD~3``, an id.

        :raises ParameterError: when it can be no name at all.
        :raises UnknownNameError: when it means no commit here.
        """
        if not name or not name.isprintable():
            raise ParameterError(f"{name!r} is no name of a revision", hint="known are HEAD, branches, tags and ids")
        told = self._meaning(name)
        if match := _COMMIT.fullmatch(told):
            return match[1]
        if told.endswith(" ambiguous\n"):
            raise ParameterError(f"several commits begin with {name!r}", hint="give more of the id")
        raise UnknownNameError("revision", name, self._names(), hint=self._reach(name))

    def fork(self, one: str, other: str) -> str:
        """Give the id of the commit where two parted.

        :param one: id of a commit.
        :param other: id of a commit.
        :raises DataError: when they have no history in common.
        """
        try:
            return self._git("merge-base", one, other).decode().strip()
        except DataError as error:
            hint = self._shallow() or "name the two revisions one by one"
            raise DataError(f"{one[:9]} and {other[:9]} have no history in common", hint=hint) from error

    def files(self, commit: str, given: Iterable[Path], *suffixes: str) -> dict[Path, str]:
        """List the files that paths of the working tree named at a commit; a path that was not there names none.

        :param commit: id of a commit.
        :param given: files, or folders whose files with one of the suffixes count, hidden ones passed over.
        :returns: the id of each file's content, by the name that :func:`kobe_kg.files.expand` would give it.
        :raises DataError: when a path is outside the repository.
        """
        found: dict[Path, str] = {}
        for path in given:
            inner = self._inner(path)
            entries = dict(self._entries(commit, inner))
            for name, (mode, content) in sorted(entries.items()):
                below = PurePosixPath(name).relative_to(inner)
                hidden = any(part.startswith(".") for part in below.parts)
                if below.parts and (hidden or below.suffix not in suffixes):
                    continue
                if mode == _LINK:
                    content = self._behind(name, content, commit)
                if mode != _MODULE and content:
                    found.setdefault(path.joinpath(*below.parts), content)
        return found

    def contents(self, wanted: Iterable[str]) -> dict[str, bytes]:
        """Give contents by their ids.

        :raises DataError: when one is not at hand, as in a partial clone.
        """
        ids = list(dict.fromkeys(wanted))
        told = self._git("cat-file", "--batch", told="".join(f"{name}\n" for name in ids)) if ids else b""
        found: dict[str, bytes] = {}
        at = 0
        for name in ids:
            end = told.index(b"\n", at)
            head = told[at:end].split(b" ")
            if len(head) != 3:
                raise DataError(
                    f"the content {name[:9]} is not at hand", hint=self._shallow() or "git fetch, and again"
                )
            start, size = end + 1, int(head[2])
            found[name] = told[start : start + size]
            at = start + size + 1
        return found

    def changes(self, since: str, given: Iterable[Path], *suffixes: str, until: str | None = None) -> list[FileChange]:
        """Give the files that changed since a revision, by path.

        :param since: name of a revision.
        :param given: files or folders of the working tree, as :meth:`files` takes them; they need not exist any more.
        :param suffixes: with the dot, e.g. ``".ttl"``.
        :param until: name of another revision; None compares with the working tree, whether committed or not.
        :raises DataError: when a path is outside the repository, or a file cannot be read.
        :raises UnknownNameError: when a name means no commit.
        """
        paths = list(given)
        before = self.files(self.commit(since), paths, *suffixes)
        now: dict[Path, bytes] = {}
        if until is None:
            now = {path: read(path) for path in present(paths, *suffixes)}
            after = {path: _content_id(data, like=before.values()) for path, data in now.items()}
        else:
            after = self.files(self.commit(until), paths, *suffixes)
        changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        had = self.texts({path: before[path] for path in changed if path in before})
        if until is not None:
            now = self.texts({path: after[path] for path in changed if path in after})
        return [FileChange(path, had.get(path), now.get(path)) for path in changed]

    def texts(self, found: Mapping[Path, str]) -> dict[Path, bytes]:
        """Give the contents of files that :meth:`files` listed, by path."""
        had = self.contents(found.values())
        return {path: had[content] for path, content in found.items()}

    def _inner(self, path: Path) -> PurePosixPath:
        """Give a path of the working tree as the repository knows it."""
        try:
            return PurePosixPath(Path(os.path.realpath(path)).relative_to(os.path.realpath(self.root)).as_posix())
        except ValueError:
            raise DataError(f"{path} is not in the git repository {self.root}") from None

    def _entries(self, commit: str, inner: PurePosixPath) -> Iterator[tuple[str, tuple[str, str]]]:
        where = [] if inner == PurePosixPath() else [str(inner)]
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", _checked(commit), "--", *where)
        for line in os.fsdecode(listed).split("\0"):
            if line:
                facts, _, name = line.partition("\t")
                mode, _, content = facts.split(" ")
                yield name, (mode, content)

    def _behind(self, name: str, content: str, commit: str) -> str:
        """Give the id of what a link leads to, or nothing when that is no file of the repository."""
        target = os.path.normpath(os.path.join(os.path.dirname(name), os.fsdecode(self.contents([content])[content])))
        if target.startswith(("/", "..")):
            return ""
        mode, found = dict(self._entries(commit, PurePosixPath(target))).get(target, (_LINK, ""))
        return "" if mode == _LINK else found

    def _names(self) -> list[str]:
        told = self._git("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        return ["HEAD", *told.decode(errors="replace").split()]

    def _meaning(self, name: str) -> str:
        """Ask git for the commit behind a name; a search takes all that follows for what it looks for."""
        peeled = name if name.startswith(":/") else f"{name}^{{commit}}"
        return self._git("cat-file", "--batch-check", told=f"{peeled}\n").decode(errors="replace")

    def _reach(self, name: str) -> str | None:
        """Say so when a name goes back further than history does."""
        base = re.split("[~^]", name, maxsplit=1)[0]
        if base not in ("", name) and _COMMIT.fullmatch(self._meaning(base)):
            return self._shallow() or f"the history of {base} does not go back so far"
        return self._shallow()

    def _shallow(self) -> str | None:
        if self._git("rev-parse", "--is-shallow-repository").strip() == b"true":
            return "this clone is shallow and may not reach so far back: git fetch --unshallow"
        return None

    def _git(self, *arguments: str, told: str = "") -> bytes:
        program = shutil.which("git")
        if program is None:
            raise DataError("git is not installed, and only git can read a revision", hint="compare files or folders")
        kept: Mapping[str, str] = {k: v for k, v in os.environ.items() if k not in _LOCAL}
        done = subprocess.run(
            [program, *arguments],
            cwd=self._place,
            env={**kept, **_CALM},
            input=told.encode(errors="surrogateescape"),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise self._refused(os.fsdecode(done.stderr))
        return done.stdout

    def _refused(self, said: str) -> DataError:
        place = self._place.absolute()
        if "not a git repository" in said:
            return DataError(f"{place} is not in a git repository", hint="compare files or folders instead")
        if "work tree" in said:
            return DataError(f"the git repository {place} has no working tree")
        if "promisor remote" in said:
            return DataError("this clone is partial and lacks files of that revision", hint="clone it whole")
        first, _, rest = said.strip().partition("\n")
        return DataError(f"git cannot read {place}: {first.removeprefix('fatal: ')}", hint=rest.strip() or None)


def present(given: Iterable[Path], *suffixes: str) -> list[Path]:
    """Give the files that paths of the working tree name now; a path that names none is passed over."""
    found: dict[Path, None] = {}
    for path in given:
        try:
            found.update(dict.fromkeys(files.expand([path], *suffixes)))
        except DataError:  # gone, or a folder without such a file
            continue
    return list(found)


def read(path: Path) -> bytes:
    """Read a file of the working tree.

    :raises DataError: when it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None


def decode(data: bytes, name: Path | str) -> str:
    """Give a file's content as text, without a byte order mark.

    :param name: how to name the file when it is no text.
    :raises DataError: when it is not UTF-8.
    """
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        raise DataError(f"{name} is not UTF-8 text (byte {error.start + 1})") from None


def _checked(commit: str) -> str:
    if not _OBJECT.fullmatch(commit):
        raise ParameterError(f"{commit!r} is no id of a commit", hint="Repository.commit gives it")
    return commit


def _content_id(data: bytes, *, like: Iterable[str]) -> str:
    """Give the id that git would give a content, in the repository's kind of id."""
    long = len(next(iter(like), "")) == 64
    hashed = new_hash("sha256" if long else "sha1", usedforsecurity=False)
    hashed.update(b"blob %d\0" % len(data))
    hashed.update(data)
    return hashed.hexdigest()
