"""Tables are read as they come: packed, in other encodings, with newlines in cells, cut or unclosed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kobe_kg.errors import DataError
from kobe_kg.ingest.rows import Rows

TEXT = 'id,where\n1,"a ford,\nbelow"\n\n2,Ménaka\n'
CELLS = [(1, 2, ["1", "a ford,\nbelow"]), (2, 5, ["2", "Ménaka"])]


def read(path: Path) -> list[tuple[int, int, list[str]]]:
    return [(raw.number, raw.line, raw.cells) for raw in Rows(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_found(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert Rows(path).names == ["id", "where"]
    assert read(path) == CELLS


def test_a_packed_file_is_unpacked_and_read_again_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    rows = Rows(path)
    assert [raw.cells for raw in rows] == [raw.cells for raw in rows] == [cells for _, _, cells in CELLS]
    assert rows.progress() == (rows.size, rows.size)


@pytest.mark.parametrize(("text", "separator"), [("a;b;c\n1;2,5;3\n", ";"), ("a\tb,c\td\n1\t2\t3\n", "\t")])
def test_other_separators_are_seen_in_the_header(text: str, separator: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(text)
    rows = Rows(path)
    assert rows.separator == separator
    assert [len(raw.cells) for raw in rows] == [3]


def test_a_row_that_cannot_be_cut_is_given_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kobe_kg.ingest.rows._LONGEST", 20)
    path = tmp_path / "rows.csv"
    path.write_text("id,text\n1,x\n2," + "y" * 40 + "\n3,z\n")
    found = list(Rows(path))
    assert [raw.number for raw in found] == [1, 2, 3]
    assert [raw.cells for raw in found] == [["1", "x"], [], ["3", "z"]]
    assert "field larger than field limit" in found[1].why


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\n"])
def test_an_empty_file_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match="empty"):
        Rows(path)


def test_a_file_that_is_missing_or_damaged_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot read .*none\.csv"):
        Rows(tmp_path / "none.csv")
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() * 1000)[:-20])
    with pytest.raises(DataError, match=r"cannot read .*cut\.csv\.gz"):
        Rows(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\xef\xbb\xbfid\n\xff\n", "id\n1\n".encode("utf-16")[:-1]])
def test_a_file_that_belies_its_mark_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"rows\.csv is not in the encoding that its first bytes tell"):
        Rows(path)
