"""A graph that is too large for memory lies on disk while it is asked, and nothing else changes."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from kobe_kg import paths
from kobe_kg.errors import DataError
from kobe_kg.export import FORMATS, Source, base, export, holding
from kobe_kg.load import load
from tests import SEED

#: Formats that ask queries.
ASKING = "acled csvw description geojson graphml nanopubs ontology parquet schemaorg ucdp".split()

#: A command that waits, with the graph on disk, until it is stopped.
WAITING = """
import sys, time
from kobe_kg.cli import main
from kobe_kg.export import Source, holding
holding.PART = 0
Source.properties = lambda self: time.sleep(600)
sys.exit(main(sys.argv[1:]))
"""

RESTRICTED = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
<x:report> a kg:Report ; dct:accessRights kg:NotForRedistribution .
<x:claim> a kg:Claim ; kg:reportedIn <x:report> .
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made; no graph fits into memory."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(holding, "PART", 0)
    return folder


def written(source: Source, form: str, to: Path) -> dict[str, bytes]:
    to.mkdir()
    try:
        export(source, form, to / "x" if FORMATS[form].makes == "folder" else to / f"x.{form}")
    except base.ParameterError as error:
        if "missing" in str(error):
            pytest.skip(str(error))
        raise
    return {path.relative_to(to).as_posix(): path.read_bytes() for path in to.rglob("*") if path.is_file()}


@pytest.mark.parametrize("form", ASKING)
def test_every_format_is_the_same_from_disk(form: str, tmp_path: Path, scratch: Path) -> None:
    on_disk = written(Source(SEED, paths.vocabulary()), form, tmp_path / "disk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holding, "PART", 1)
        assert written(Source(SEED, paths.vocabulary()), form, tmp_path / "memory") == on_disk
    assert not [*scratch.iterdir()]


def test_a_graph_from_a_store_may_lie_on_disk_too(tmp_path: Path, scratch: Path) -> None:
    source = Source(vocabulary=paths.vocabulary(), store=load(SEED))
    from_store = written(source, "geojson", tmp_path / "store")
    assert from_store == written(Source(SEED, paths.vocabulary()), "geojson", tmp_path / "files")
    assert not [*scratch.iterdir()]


def test_it_lies_there_as_long_as_it_is_needed(scratch: Path) -> None:
    source = Source(SEED, paths.vocabulary())
    number = len(source.data)
    assert [*scratch.iterdir()]
    source.close()
    assert not [*scratch.iterdir()]
    assert len(source.data) == number
    del source
    assert not [*scratch.iterdir()]


@pytest.mark.parametrize("form", ["csvw", "nanopubs"])
def test_nothing_is_left_of_an_export_that_fails(
    form: str, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DataError("it fails")

    monkeypatch.setattr(Source, "properties", fail)
    monkeypatch.setattr("kobe_kg.export.nanopubs.trig", fail)
    with pytest.raises(DataError, match="it fails") as error:
        export(Source(SEED, paths.vocabulary()), form, tmp_path / "out")
    del error
    gc.collect()
    assert not [*scratch.iterdir()]


def test_nothing_is_left_of_a_file_that_cannot_be_read(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<x:a> <x:b> <x:c> . <x:a>", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.ttl"):
        export(Source([*SEED, path], paths.vocabulary()), "csvw", tmp_path / "out")
    gc.collect()
    assert not [*scratch.iterdir()]


def test_what_may_not_be_passed_on_is_found_on_disk_too(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(RESTRICTED, encoding="utf-8")
    source = Source([path], paths.vocabulary())
    assert [row["x"].value for row in source.ask("SELECT ?x { ?x a kg:Claim }", own=True)] == []
    assert [node.value for node in source.restricted] == ["x:report", "x:claim"]
    source.close()
    assert not [*scratch.iterdir()]


def test_nothing_is_left_of_an_export_that_is_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WAITING, "export", "csvw", "-o", str(tmp_path / "tables")]
    command += [f"--graph={path}" for path in SEED]
    # What a shell starts in the background ignores Ctrl-C, and so would what that starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    until = time.monotonic() + 60
    while not [*tmp_path.glob("**/events.csv")] and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, [*tmp_path.iterdir()]) == (130, []), said.decode()


def test_a_graph_of_usual_size_is_held_in_memory() -> None:
    assert holding.fits(holding.needed(SEED))
    assert not holding.fits(10**15)
