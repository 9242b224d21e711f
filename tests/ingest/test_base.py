"""What every reader promises: a name, a way to be found, and pages that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg.errors import DataError, ParameterError, UnknownNameError
from kobe_kg.ingest import READERS, Page, Reading, open_reader, save
from kobe_kg.ingest.base import is_read

TRIPLE = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))


def reading(*names: str, reader: str = "dossier") -> Reading:
    return Reading(reader, ["a.yaml", "b.yaml"], [Page(name, "What it holds.", [TRIPLE]) for name in names])


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_reader_is_found_by_its_name(name: str) -> None:
    reader = open_reader(name)
    assert reader.name == name
    assert reader.title


def test_a_reader_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError, match="reader 'dosier'"):
        open_reader("dosier")


def test_a_page_says_what_it_holds_and_where_it_comes_from(tmp_path: Path) -> None:
    assert save(reading("claims/x.ttl"), tmp_path) == []
    lines = (tmp_path / "claims" / "x.ttl").read_text().splitlines()
    assert lines[:2] == [
        "# What it holds.",
        "# Read from a.yaml and b.yaml by kobe ingest dossier; change those, not this file.",
    ]
    assert is_read(tmp_path / "claims" / "x.ttl", "dossier", "a.yaml")
    assert not is_read(tmp_path / "claims" / "x.ttl", "acled", "a.yaml")
    assert not is_read(tmp_path / "claims" / "x.ttl", "dossier", "b.yaml")


def test_nothing_is_written_unless_all_can_be(tmp_path: Path) -> None:
    (tmp_path / "b.ttl").write_text("# A person's.\n# Two lines.\n")
    with pytest.raises(DataError, match=r"b\.ttl was not read from a\.yaml"):
        save(reading("a.ttl", "b.ttl"), tmp_path)
    assert not (tmp_path / "a.ttl").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "claims").write_text("a file")
    with pytest.raises(DataError, match="claims"):
        save(reading("claims/x.ttl"), tmp_path)


def test_a_reader_whose_package_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "lost", "no_such_package_anywhere")
    with pytest.raises(ParameterError, match="no_such_package_anywhere is missing") as raised:
        open_reader("lost")
    assert raised.value.hint == 'pip install "kobe-kg[ingest]"'


def test_what_another_reader_left_is_its_own_affair(tmp_path: Path) -> None:
    save(reading("a.ttl", reader="acled"), tmp_path)
    assert save(reading("b.ttl"), tmp_path) == []
    assert save(reading("c.ttl"), tmp_path) == ["b.ttl"]
