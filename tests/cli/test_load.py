"""`kobe load` and `kobe store`, and the everyday commands over what they make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import SAMPLE
from tests.cli.conftest import Kobe


@pytest.fixture
def store(kobe: Kobe, tmp_path: Path) -> Path:
    ran = kobe("load", "--store", str(tmp_path / "store"))
    assert ran.code == 0
    assert "version 1 of" in ran.err
    return tmp_path / "store"


def test_a_loaded_graph_answers_as_its_files_do(kobe: Kobe, store: Path) -> None:
    for verb in (["query", "events"], ["compare"], ["show", "kobe-attack"]):
        assert kobe(*verb, "--store", str(store), graph=[]) == kobe(*verb)


def test_without_a_folder_it_is_refused(kobe: Kobe) -> None:
    assert kobe("load").code == 2
    assert kobe("store", "info", graph=[]).code == 2


def test_a_store_tells_what_it_holds(kobe: Kobe, store: Path) -> None:
    told = json.loads(kobe("store", "info", "-f", "json", "--store", str(store), graph=[]).out)
    assert told["version"] == 1
    assert {str(p.absolute()) for p in SAMPLE} <= {part["path"] for part in told["parts"]}
    text = kobe("store", "info", "--store", str(store), graph=[]).out
    assert f"{told['triples']:,}" in text


def test_a_store_is_verified(kobe: Kobe, store: Path) -> None:
    assert kobe("store", "verify", "--store", str(store), graph=[]).code == 0
    told = json.loads((store / "store.json").read_text())
    (store / "store.json").write_text(json.dumps({**told, "triples": 1}))
    ran = kobe("store", "verify", "--store", str(store), graph=[])
    assert ran.code == 1
    assert ran.out.endswith("triples are there, of 1\n")


def test_a_store_is_optimized_and_backed_up(kobe: Kobe, store: Path, tmp_path: Path) -> None:
    assert "version 2" in kobe("store", "optimize", "--store", str(store), graph=[]).err
    assert kobe("store", "backup", "--store", str(store), graph=[]).code == 2
    assert kobe("store", "backup", "--store", str(store), "-o", str(tmp_path / "copy"), graph=[]).code == 0
    assert kobe("query", "events", "--store", str(tmp_path / "copy"), graph=[]) == kobe("query", "events")


def test_a_file_that_cannot_be_read_is_told_with_its_place(kobe: Kobe, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<x:a> <x:b> .\n")
    ran = kobe("load", str(tmp_path / "bad.ttl"), "--store", str(store))
    assert ran.code == 3
    assert f"{tmp_path / 'bad.ttl'}:1:13" in ran.err
