"""Files are found in folders, and replaced whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kobe_kg import files
from kobe_kg.errors import DataError, RemoteError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.ttl", "a/c.ttl", "a/d.nt", "a/note.txt", ".hidden/e.ttl", "a/.f.ttl", "empty/readme.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "folder.ttl").mkdir()
    return tmp_path


def test_a_folder_gives_its_files_by_path_and_passes_over_the_hidden(folder: Path) -> None:
    assert files.expand([folder], ".ttl", ".nt") == [folder / "a/c.ttl", folder / "a/d.nt", folder / "b.ttl"]


def test_a_file_is_itself_and_none_stands_twice(folder: Path) -> None:
    given = [folder / "b.ttl", folder / "a/note.txt", folder, folder / "b.ttl"]
    assert files.expand(given, ".ttl") == [folder / "b.ttl", folder / "a/note.txt", folder / "a/c.ttl"]


def test_a_folder_below_a_hidden_one_is_read_when_it_is_named(folder: Path) -> None:
    assert files.expand([folder / ".hidden"], ".ttl") == [folder / ".hidden/e.ttl"]


@pytest.mark.parametrize(
    ("name", "said"), [("nowhere", "there is no file or folder"), ("empty", r"no \.ttl or \.nt file in")]
)
def test_what_is_not_there_is_told(folder: Path, name: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        files.expand([folder, folder / name], ".ttl", ".nt")


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with files.replacing(target) as output:
        output.write(b"a,b\n")
        output.flush()
        assert not target.exists()
    assert target.read_bytes() == b"a,b\n"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, BrokenPipeError])
def test_a_failure_leaves_the_old_file_and_no_rubbish(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")

    def fail() -> None:
        with files.replacing(target) as output:
            output.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["out.csv"]


def test_an_endpoint_that_fails_is_no_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="gone"), files.replacing(tmp_path / "out.csv"):
        raise RemoteError("the endpoint is gone")  # which is an OSError, too


def test_a_process_that_ends_at_once_leaves_no_rubbish(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "out.csv") as output:
        output.write(b"half")
        assert len(names(tmp_path)) == 1
        files.discard()
        assert names(tmp_path) == []
        (tmp_path / f".out.csv.{os.getpid()}.tmp").touch()  # what the end of the block renames
    files.discard()
    assert names(tmp_path) == ["out.csv"]


def test_a_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "a.ttl", tmp_path / "a.ttl"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with files.replacing(link) as output:
        output.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.ttl", "real"]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "private.csv"
    target.touch(mode=0o600)
    with files.replacing(target) as output:
        output.write(b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of POSIX")
def test_what_is_no_regular_file_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with files.replacing(pipe) as output:
            output.write(b"row")
        assert os.read(reader, 10) == b"row"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize("place", ["nowhere/out.csv", "folder"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match="cannot write .*/" + place), files.replacing(tmp_path / place) as output:
        output.write(b"new")
    assert names(tmp_path) == ["folder"]
