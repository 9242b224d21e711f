"""Which files are served: a change is seen, and the same files have the same digest wherever they lie."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from kobe_kg.errors import DataError
from kobe_kg.serve.pool import origin
from kobe_kg.serve.settings import Settings
from kobe_kg.store import disk


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A small graph and a query of one's own."""
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "a.ttl").write_text("<urn:a> <urn:b> 1 .\n")
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "own.rq").write_text("ASK {}\n")
    return Settings(graph=(tmp_path / "graph",), queries=(tmp_path / "queries",))


def changed(root: Path) -> None:
    (root / "graph" / "a.ttl").write_text("<urn:a> <urn:b> 2 .\n")
    os.utime(root / "graph" / "a.ttl", (1, 1))


def added(root: Path) -> None:
    (root / "graph" / "deep").mkdir()
    (root / "graph" / "deep" / "b.trig").write_text("<urn:a> <urn:b> 3 .\n")


def removed(root: Path) -> None:
    (root / "graph" / "a.ttl").unlink()


def query_changed(root: Path) -> None:
    (root / "queries" / "own.rq").write_text("ASK { ?s ?p ?o }\n")


def query_renamed(root: Path) -> None:
    (root / "queries" / "own.rq").rename(root / "queries" / "other.rq")


@pytest.mark.parametrize("change", [changed, added, removed, query_changed, query_renamed])
def test_a_change_is_seen(settings: Settings, tmp_path: Path, change: Callable[[Path], None]) -> None:
    before = origin.state(settings), origin.digest(settings)
    assert (origin.state(settings), origin.digest(settings)) == before
    change(tmp_path)
    assert origin.state(settings) != before[0]
    assert origin.digest(settings) != before[1]


def test_what_is_not_read_does_not_count(settings: Settings, tmp_path: Path) -> None:
    before = origin.state(settings), origin.digest(settings)
    (tmp_path / "graph" / "notes.md").touch()
    (tmp_path / "graph" / ".a.ttl.123.tmp").touch()
    (tmp_path / "queries" / "notes.md").touch()
    assert (origin.state(settings), origin.digest(settings)) == before


def test_the_digest_is_that_of_the_contents(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "graph", tmp_path / "elsewhere")
    os.utime(tmp_path / "elsewhere" / "a.ttl", (1, 1))
    assert origin.digest(settings._replace(graph=(tmp_path / "elsewhere",))) == origin.digest(settings)


def test_a_missing_graph_has_a_state(settings: Settings, tmp_path: Path) -> None:
    before = origin.state(settings)
    shutil.rmtree(tmp_path / "graph")
    assert origin.state(settings) != before


def test_a_store_has_the_digest_of_what_it_holds(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path)
    fill(tmp_path, "<urn:a> <urn:b> 1 .")
    before = origin.digest(settings)
    pyoxigraph.Store.read_only(str(tmp_path))
    assert origin.digest(settings) == before
    fill(tmp_path, "<urn:a> <urn:b> 2 .")
    assert origin.digest(settings) != before


def test_a_store_that_was_built_has_the_digest_of_its_parts(settings: Settings, tmp_path: Path) -> None:
    found = set()
    for name in ("one", "two"):
        disk.build(tmp_path / name, [tmp_path / "graph" / "a.ttl"])
        found.add(origin.digest(Settings(store=tmp_path / name)))
    assert len(found) == 1
    before = origin.state(Settings(store=tmp_path / "one"))
    changed(tmp_path)
    disk.build(tmp_path / "one", [tmp_path / "graph" / "a.ttl"])
    assert origin.digest(Settings(store=tmp_path / "one")) not in found
    assert origin.state(Settings(store=tmp_path / "one")) != before


def fill(folder: Path, turtle: str) -> None:
    store = pyoxigraph.Store(folder)
    store.load(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    store.flush()


def test_an_endpoint_has_its_address(settings: Settings) -> None:
    found = {origin.digest(settings._replace(graph=(), endpoint=f"http://127.0.0.1/{n}")) for n in range(2)}
    assert len(found) == 2


def test_a_file_that_cannot_be_read_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "queries" / "gone.rq").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"gone\.rq"):
        origin.digest(settings)
