"""The default store: files in memory, or a folder on disk that others may read too."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import QuerySolutions

from kobe_kg.errors import DataError
from kobe_kg.store.oxigraph import OxigraphStore


def count(store: OxigraphStore) -> int:
    found = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(found, QuerySolutions)
    (row,) = found
    return int(row[0].value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.load("<urn:a> <urn:b> 1, 2 .", format=pyoxigraph.RdfFormat.TURTLE)
    store.flush()
    del store
    return tmp_path / "store"


def test_turtle_and_n_triples_are_loaded_together(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("PREFIX x: <urn:x>\nx:a x:b 1 , 2 .")
    (tmp_path / "b.nt").write_text('<urn:xa> <urn:xb> "é" .\n', encoding="utf-8")
    assert count(OxigraphStore([tmp_path / "a.ttl", tmp_path / "b.nt"])) == 3


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("_:same <urn:b> 1 .")
    assert count(OxigraphStore([tmp_path / "a.ttl", tmp_path / "b.ttl"])) == 2


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<urn:a> <urn:b> 1 .\n<urn:a> kgg:b 1 .\n")
    with pytest.raises(DataError, match="the prefix 'kgg:' is not declared") as caught:
        OxigraphStore([path])
    assert str(caught.value.where) == f"{path}:2:9"


def test_a_file_of_other_bytes_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.ttl").write_bytes(b'<urn:a> <urn:b> "Kob\xe9" .')
    with pytest.raises(DataError, match="UTF-8"):
        OxigraphStore([tmp_path / "latin.ttl"])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file"):
        OxigraphStore([tmp_path / "nowhere.ttl"])


def test_a_folder_on_disk_is_read_by_several_at_once(folder: Path) -> None:
    first, second = OxigraphStore.on_disk(folder), OxigraphStore.on_disk(folder)
    assert (count(first), count(second)) == (2, 2)


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_folder_without_a_store_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="there is no store in"):
        OxigraphStore.on_disk(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_is_told(folder: Path) -> None:
    (folder / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(DataError, match=r"the store in .* cannot be read"):
        OxigraphStore.on_disk(folder)


def test_a_triple_is_told_of_the_graphs_that_are_asked(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> <urn:g> .\n")
    store = OxigraphStore([tmp_path / "a.nq"])
    a, b, c, d, g = (pyoxigraph.NamedNode(f"urn:{letter}") for letter in "abcdg")
    assert (store.holds(a, b, c), store.holds(a, b, d)) == (True, False)
    inner = store.on(default=[g])
    assert (inner.holds(a, b, c), inner.holds(a, b, d)) == (False, True)
