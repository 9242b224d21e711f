"""A saved query that loads keeps every rule; one that does not is told which, and on which line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kobe_kg import kept
from kobe_kg.catalog import COLUMN_TYPES, VIEWS, Catalog, parse, read
from kobe_kg.errors import DataError, QueryError, UnknownNameError
from kobe_kg.parameter import PARAMETER_TYPES, Parameter
from tests import DATA, QUERIES

INVALID = sorted((DATA / "catalog" / "invalid").glob("*.rq"))
VALID = sorted((DATA / "catalog" / "valid").glob("*.rq"))
SMALLEST = (DATA / "catalog" / "valid" / "smallest.rq").read_text(encoding="utf-8")
#: How a file names its line, its error and what would help.
NAMED = re.compile(r"(?m)^# (?P<line>\d+): (?P<words>.*?)(?:; (?P<hint>.*))?$")
EVERY_KEY = DATA / "catalog" / "valid" / "every-key.rq"


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_broken_rule_is_told_in_the_words_and_on_the_line_the_file_names(path: Path) -> None:
    named = NAMED.search(path.read_text(encoding="utf-8"))
    assert named is not None
    with pytest.raises(QueryError) as caught:
        read(path)
    error = caught.value
    assert named["words"] in error.what
    assert named["hint"] in (None, error.hint)
    if named["line"] == "0":  # the file as a whole
        assert str(path) in error.what
    else:
        assert error.where is not None
        assert (error.where.path, error.where.line) == (path, int(named["line"]))


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_near_miss_loads(path: Path) -> None:
    assert read(path).name == path.stem


def test_every_key_is_read() -> None:
    query = read(EVERY_KEY)
    assert (query.title, query.summary) == ("Claims: all of them", 'Every claim $event <b>"quoted"</b>.')
    assert (query.tags, query.questions, query.view, query.empty) == (
        ("claims", "a b"),
        (1, 2),
        "number",
        "Nobody says so.",
    )
    assert query.columns == {"claim": "iri", "n": "integer"}
    assert list(query.params.values()) == [
        Parameter("event", "iri", "The event.", "kobe-attack", cls="kg:Event"),
        Parameter("speaker", "iri", optional=True, many=True, cls="kg:Source"),
        Parameter("least", "integer", default=0, minimum=0, maximum=100),
        Parameter("day", "date", default="2025-02-07", minimum="2025-02-01"),
        Parameter("share", "decimal", default="0.5", maximum=1),
        Parameter("live", "boolean", default=False),
        Parameter("lang", "enum", default="no", enum=("en", "no")),
        Parameter("text", "string", default=""),
    ]
    assert not any(p.required for p in query.params.values())


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_do_not_matter(tmp_path: Path, end: str) -> None:
    path = tmp_path / "smallest.rq"
    path.write_bytes(SMALLEST.replace("\n", end).encode())
    assert read(path).columns == {"a": "string"}


def test_a_file_of_other_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes(SMALLEST.encode() + b"# Kob\xe9\n")
    with pytest.raises(DataError, match=r"latin\.rq is not UTF-8 text \(byte \d+\)"):
        read(path)
    with pytest.raises(DataError, match=r"cannot read .*: No such file"):
        read(tmp_path / "nowhere.rq")


@pytest.mark.parametrize("name", Catalog([QUERIES]))
def test_every_saved_query_loads_and_is_told_of(name: str) -> None:
    query = Catalog([QUERIES])[name]
    assert parse(query.text, path=query.path) == query
    assert query.tags
    assert query.empty.endswith(".")
    assert query.summary.endswith(".")
    assert query.questions == tuple(sorted(set(query.questions)))
    assert query.view in VIEWS
    assert set(query.columns.values()) <= set(COLUMN_TYPES)
    assert {p.type for p in query.params.values()} <= set(PARAMETER_TYPES)
    assert [p.name for p in query.params.values() if not p.summary] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "mine.rq").write_text(SMALLEST)
    (tmp_path / "broken.rq").write_text("SELECT * {}")
    (tmp_path / "notes.txt").write_text("no query")
    return tmp_path


def test_a_catalogue_is_a_mapping_by_name(folder: Path) -> None:
    catalog = Catalog([folder])
    assert (list(catalog), len(catalog)) == (["broken", "mine"], 2)
    assert "mine" in catalog
    assert catalog["mine"] is catalog["mine"]
    assert catalog["mine"].path == folder / "topic" / "mine.rq"


def test_a_broken_file_is_told_only_when_it_is_asked_for(folder: Path) -> None:
    catalog = Catalog([folder])
    assert catalog["mine"]
    with pytest.raises(QueryError):
        catalog["broken"]


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        Catalog([QUERIES])["clams"]
    assert str(caught.value) == "there is no saved query 'clams'\n  did you mean 'claims'?"


def test_a_later_folder_replaces_and_within_one_a_name_stands_once(folder: Path) -> None:
    other = folder / "other"
    other.mkdir()
    (other / "claims.rq").write_text(SMALLEST)
    catalog = Catalog([QUERIES, other])
    assert catalog["claims"].path == other / "claims.rq"
    assert len(catalog) == len(Catalog([QUERIES]))
    (other / "mine.rq").write_text(SMALLEST)
    with pytest.raises(DataError, match="two saved queries are called 'mine'"):
        Catalog([folder])
    with pytest.raises(DataError, match="there is no folder of queries at"):
        Catalog([folder / "nowhere"])


def test_what_was_read_before_is_the_same_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = read(EVERY_KEY)
    monkeypatch.setattr("kobe_kg.catalog.parse", None)  # so it would fail to check again
    assert read(EVERY_KEY) == first


def test_what_has_changed_is_read_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "mine.rq"
    path.write_text(SMALLEST)
    assert read(path).title == "t"
    path.write_text(SMALLEST.replace("title: t", "title: other"))
    assert read(path).title == "other"
    path.write_text("SELECT * {}")
    with pytest.raises(QueryError):
        read(path)


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b"null", b'{"text": 1}', b"\xff"])
def test_a_damaged_memory_is_no_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rubbish: bytes) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = read(EVERY_KEY)
    (place,) = (tmp_path / "kobe-kg").iterdir()
    place.write_bytes(rubbish)
    assert read(EVERY_KEY) == first


def test_where_nothing_can_be_kept_nothing_is_lost(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert read(EVERY_KEY).name == "every-key"
    assert kept.recall(EVERY_KEY, "", code=__file__) is None
