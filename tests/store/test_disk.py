"""Stores on disk: whole versions, one after the other, whatever happens while they are built."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from kobe_kg.errors import DataError, LimitError
from kobe_kg.store import disk
from kobe_kg.store.oxigraph import OxigraphStore
from tests import SAMPLE

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def lines(path: Path, number: int, *, start: int = 0) -> Path:
    path.write_text("".join(f'<x:s{n}> <x:p{n % 5}> "{n}" .\n' for n in range(start, start + number)))
    return path


def count(store: Path) -> int:
    found = OxigraphStore.on_disk(store).query(COUNT)
    return int(next(iter(found))[0].value)  # type: ignore[arg-type, index, union-attr]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    disk.build(tmp_path / "store", [lines(tmp_path / "a.nt", 100)])
    return tmp_path / "store"


def test_what_is_loaded_is_there_and_listed(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    made = disk.build(tmp_path / "store", SAMPLE, tell=lambda *step: told.append(step))
    whole = sum(path.stat().st_size for path in SAMPLE)
    assert made == disk.manifest(tmp_path / "store")
    assert (made.version, made.triples) == (1, count(tmp_path / "store"))
    assert made.triples == sum(made.properties.values())
    assert [(part.path, part.bytes) for part in made.parts] == [(str(p.absolute()), p.stat().st_size) for p in SAMPLE]
    steps = [done for what, done, of in told if what == "bytes read"]
    assert steps == sorted(steps)
    assert told[-2][1:] == (whole, whole)


def test_a_new_load_is_a_new_version_and_the_last_one_stays_for_its_readers(store: Path, tmp_path: Path) -> None:
    reader = OxigraphStore.on_disk(store)
    for version in (2, 3):
        assert disk.build(store, [lines(tmp_path / "b.nt", 7)]).version == version
    assert sorted(p.name for p in (store / "versions").iterdir()) == ["000002", "000003"]
    assert count(store) == 7
    assert reader.query("ASK { <x:s99> ?p ?o }")


def test_the_same_files_give_the_same_digest(store: Path, tmp_path: Path) -> None:
    before = disk.manifest(store)
    assert disk.build(store, [tmp_path / "a.nt"]).digest == before.digest
    assert disk.build(store, [lines(tmp_path / "a.nt", 101)]).digest != before.digest


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.ttl", "<x:s> <x:p> 1 ."),
        ("x.nq", '<x:s> <x:p> "1" <x:g> .\n<x:s> <x:p> "2" .\n'),
        ("x.trig", "<x:s> <x:p> 1 . <x:g> { <x:s> <x:p> 2 }"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_syntax_is_loaded_packed_or_not(tmp_path: Path, name: str, text: str, packed: bool) -> None:
    path = tmp_path / (name + ".gz" if packed else name)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    made = disk.build(tmp_path / "store", [path])
    assert made.triples == len(text.split("<x:p>")) - 1
    assert disk.verify(tmp_path / "store") == []


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("x.nt", b'<x:s> <x:p> "open\n', r"x\.nt:1:13: the string that begins here is not closed"),
        ("x.nq", b"<x:s> <x:p> <x:o> <x:g> <x:h> .\n", r"x\.nq:1:\d+"),
        ("x.nt.gz", b"no gzip at all", "cannot read .*x.nt.gz"),
        ("x.nt.gz", gzip.compress(b'<x:s> <x:p> "1" .\n' * 9, mtime=0)[:-9], "cannot read .*x.nt.gz"),
        ("x.csv", b"a,b\n", "of no kind that can be loaded"),
        ("x.nt", b"<x:s> <x:p> <<( <x:a> <x:b> <x:c> )>> .\n", "RDF 1.2"),
        ("x.ttl", b"<x:s> <x:p> " + b"<<( <x:a> <x:b> " * 30_000, "RDF 1.2"),
    ],
)
def test_what_cannot_be_read_leaves_the_store_as_it_was(store: Path, name: str, body: bytes, said: str) -> None:
    bad = store.parent / name
    bad.write_bytes(body)
    before = (store / "store.json").read_bytes()
    with pytest.raises(DataError, match=said):
        disk.build(store, [store.parent / "a.nt", bad])
    assert (store / "store.json").read_bytes() == before
    assert [p.name for p in (store / "versions").iterdir()] == ["000001"]
    assert count(store) == 100


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "thesis.doc").write_text("")
    with pytest.raises(DataError, match="holds something that is no store"):
        disk.build(tmp_path / "store", SAMPLE)
    assert [p.name for p in (tmp_path / "store").iterdir()] == ["thesis.doc"]


def test_a_load_that_is_killed_leaves_the_old_store_and_the_next_one_clears_up(store: Path, tmp_path: Path) -> None:
    lines(tmp_path / "big.nt", 400_000, start=1000)
    command = [sys.executable, "-m", "kobe_kg", "load", str(tmp_path / "big.nt"), "--store", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not list((store / "versions").glob(".*.tmp/*.sst")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert list((store / "versions").glob(".*.tmp"))
    assert count(store) == 100
    assert disk.build(store, [lines(tmp_path / "b.nt", 7)]).version == 2
    assert sorted(os.listdir(store / "versions")) == ["000001", "000002"]


def test_only_one_process_builds(store: Path, tmp_path: Path) -> None:
    with disk._building(store), pytest.raises(LimitError, match="another process is building"):
        disk.build(store, [tmp_path / "a.nt"])
    assert disk.build(store, [tmp_path / "a.nt"]).version == 2


@pytest.mark.parametrize("there", [False, True])
def test_a_first_load_that_fails_leaves_nothing(tmp_path: Path, there: bool) -> None:
    store = tmp_path / "a" / "store"
    if there:
        store.mkdir(parents=True)
    with pytest.raises(DataError):
        disk.build(store, [tmp_path / "missing.csv"])
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == (
        ["a", "a/store"] if there else []
    )
    assert disk.build(store, [lines(tmp_path / "a.nt", 9)]).version == 1


def test_a_first_load_in_the_way_of_another_takes_nothing_from_it(tmp_path: Path) -> None:
    store, path = tmp_path / "store", lines(tmp_path / "a.nt", 9)
    first = disk._building(store)
    first.__enter__()
    with pytest.raises(LimitError, match="another process is building"):
        disk.build(store, [path])
    assert sorted(os.listdir(store)) == ["lock", "versions"]
    assert not first.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert not store.exists()


def test_a_lock_that_was_just_cleared_away_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, path = tmp_path / "store", lines(tmp_path / "a.nt", 9)
    lock, times = fcntl.flock, []

    def flock(opened: IO[str], how: int) -> None:
        if not times:
            disk._clear(store, [store])
            shutil.rmtree(store, ignore_errors=True)
        times.append(how)
        lock(opened, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    assert disk.build(store, [path]).version == 1
    assert len(times) == 2
    assert (store / "lock").exists()


def test_damage_is_found(store: Path) -> None:
    assert disk.verify(store) == []
    for path in (store / "versions" / "000001").glob("*.sst"):
        body = bytearray(path.read_bytes())
        body[: len(body) // 2] = os.urandom(len(body) // 2)
        path.write_bytes(body)
    assert disk.verify(store) != []


def test_what_is_missing_is_counted(store: Path) -> None:
    told = json.loads((store / "store.json").read_text())
    told["triples"] += 1
    told["properties"]["x:p0"] += 1
    (store / "store.json").write_text(json.dumps(told))
    assert disk.verify(store) == ["100 triples are there, of 101", "20 triples of x:p0 are there, of 21"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"form": 1}', '{"form": 1, "parts": [3]}'])
def test_a_list_that_cannot_be_read_is_told(store: Path, text: str) -> None:
    (store / "store.json").write_text(text)
    with pytest.raises(DataError, match="cannot be read"):
        OxigraphStore.on_disk(store)


def test_a_store_is_optimized_as_a_new_version(store: Path) -> None:
    made = disk.optimize(store)
    assert (made.version, made.triples, count(store)) == (2, 100, 100)
    assert disk.verify(store) == []


def test_a_backup_is_a_store_of_its_own(store: Path, tmp_path: Path) -> None:
    disk.backup(store, tmp_path / "copies" / "one")
    disk.build(store, [lines(tmp_path / "b.nt", 7)])
    assert (count(tmp_path / "copies" / "one"), count(store)) == (100, 7)
    assert disk.verify(tmp_path / "copies" / "one") == []
    with pytest.raises(DataError, match="is there already"):
        disk.backup(store, tmp_path / "copies" / "one")


def test_a_backup_of_a_damaged_store_is_none(store: Path, tmp_path: Path) -> None:
    told = json.loads((store / "store.json").read_text())
    (store / "store.json").write_text(json.dumps({**told, "triples": 3}))
    with pytest.raises(DataError, match="the copy is not as the store"):
        disk.backup(store, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert not list(tmp_path.glob(".copy*"))
