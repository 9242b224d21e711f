"""YAML is read with its places, and whatever is no plain YAML is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError
from kobe_kg.ingest.dossier import tree


def read(text: str, folder: Path) -> tree.Node:
    path = folder / "dossier.yaml"
    path.write_text(text, encoding="utf-8")
    return tree.read(path)


def test_each_key_has_its_place(tmp_path: Path) -> None:
    top = read("a: 1\nb:\n  - c: x\n    d: {e: y}\n", tmp_path)
    assert top.data() == {"a": 1, "b": [{"c": "x", "d": {"e": "y"}}]}
    assert (top.find(("b", 0, "d", "e")).where.line, top.find(("b", 0, "d", "e")).where.column) == (4, 9)
    assert top.find(("b", 0, "nowhere", "at all")).where.line == 3


def test_dates_are_the_texts_they_are(tmp_path: Path) -> None:
    top = read("day: 2025-02-08\nmonth: 2025-02\nnone: 2025-02-30\n", tmp_path)
    assert top.data() == {"day": "2025-02-08", "month": "2025-02", "none": "2025-02-30"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: 1\na: 2\n", ":2:1: the key 'a' is given twice"),
        ("a: &x [1]\nb: *x\n", ":2:1: anchors and aliases are not read"),
        ("a: [1\n", ":2:1: this is no YAML"),
        ("[1]: 2\n", ":1:1: a key is a single word or number"),
        ("a: !!python/object:os.system 1\n", ":1:1: this value cannot be read"),
        ("a: !!int one\n", ":1:1: this value cannot be read"),
        ("---\na: 1\n---\nb: 1\n", ":3:1: this is no YAML"),
        ("a: \x00", "is no YAML"),
        ("", "holds no keys at its top"),
        ("- 1\n", "holds no keys at its top"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "is nested too deep"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        read(text, tmp_path)
    assert what in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file"):
        tree.read(tmp_path / "none.yaml")


def test_another_tree_adds_to_things_of_the_same_id_and_replaces_what_has_none(tmp_path: Path) -> None:
    top = read("list: [{id: a, x: 1}, {id: b}]\nplain: [1, 2]\nmap: {k: 1}\n", tmp_path)
    other = read("list: [{id: c}, {id: a, y: 2}]\nplain: [3]\nmap: {l: 2}\n", tmp_path)
    top.merge(other)
    assert top.data() == {
        "list": [{"id": "a", "x": 1, "y": 2}, {"id": "b"}, {"id": "c"}],
        "plain": [3],
        "map": {"k": 1, "l": 2},
    }
