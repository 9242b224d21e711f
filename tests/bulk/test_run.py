"""Parts say together what one file says, whoever makes them and into how many the table is cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

import kobe_kg
from kobe_kg.bulk import Report, ingest, pool, undertaking
from kobe_kg.bulk.part import make
from kobe_kg.errors import DataError, LimitError, ParameterError
from kobe_kg.ingest import Reading, open_reader, save
from tests.bulk.conftest import Change, contents, many, table

ACLED = Path(__file__).resolve().parents[1] / "data" / "acled"


def here(folder: Path, parts: Iterable[int], done: Callable[[int], None], *, jobs: int) -> None:
    """Make parts in this process."""
    for part in parts:
        make(folder, part)
        done(part)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let parts be made in this process."""
    monkeypatch.setattr(pool, "run", here)


def stream(path: Path, out: Path, reader: str = "ucdp-ged", **asked: str) -> Reading:
    reading = open_reader(reader).read(path, out=out, asked=asked)
    save(reading, out)
    return reading


def statements(out: Path) -> list[str]:
    """Give the lines of all statements, sorted; a line that stands twice is there twice."""
    return sorted(
        line
        for path in out.rglob("*.n?")
        if not any(part.startswith(".") for part in path.relative_to(out).parts)
        for line in path.read_text().splitlines()
        if not line.startswith("#")
    )


def agree(reading: Reading, report: Report, one: Path, many: Path) -> None:
    assert statements(many) == statements(one)
    assert len(statements(many)) == report.tally.statements
    for kind in ("quarantine", "remarks"):
        name = f"{Path(report.order.source).stem}.{kind}.csv"
        assert (many / name).read_bytes() == (one / name).read_bytes()
    assert report.tally.read == reading.read["rows"]
    assert report.tally.kept == reading.kept["rows"]
    assert report.tally.refused == len(reading.refused)
    assert [str(refusal) for refusal in report.refused] == [
        str(refusal).replace(f"{refusal.where.path}", report.order.source) for refusal in reading.refused[:20]
    ]
    assert report.tally.kinds == next(iter(reading.tallies.values()))
    assert report.notes == list(reading.remarks)


CHANGES = st.lists(
    st.builds(
        Change,
        st.integers(0, 12),
        # Two forms of one number lie in two parts, and are one event all the same.
        st.sampled_from(["7", "8", "9", "10", "11", "7.0", "08", "12"]),
        st.sampled_from(["", " (East)", ' "West"']),
        st.sampled_from(["", "", "", "many"]),
        st.sampled_from([0, 0, 0, 40]),
    ),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(changes=CHANGES, parts=st.integers(1, 6), syntax=st.sampled_from(["nt", "nq"]))
def test_parts_say_what_one_file_says(
    changes: Sequence[Change], parts: int, syntax: str, tmp_path_factory: pytest.TempPathFactory, alone: None
) -> None:
    folder = tmp_path_factory.mktemp("t")
    path = table(folder / "river-v24.1.csv", changes)
    asked = {"syntax": syntax}
    reading = stream(path, folder / "one", **asked)
    report = ingest("ucdp-ged", path, folder / "many", asked=asked, parts=parts)
    agree(reading, report, folder / "one", folder / "many")


def test_a_large_table_in_parts_says_what_one_file_says(source: Path, tmp_path: Path, alone: None) -> None:
    reading = stream(source, tmp_path / "one")
    report = ingest("ucdp-ged", source, tmp_path / "many", parts=7)
    agree(reading, report, tmp_path / "one", tmp_path / "many")
    assert report.tally.refused > 50
    assert report.retries == 0
    assert report.notes
    assert not report.is_clean


def test_acled_in_parts_says_what_one_file_says(tmp_path: Path, alone: None) -> None:
    path = ACLED / "river-35-2031-01-01-2031-06-30.csv"
    reading = stream(path, tmp_path / "one", reader="acled")
    report = ingest("acled", path, tmp_path / "many", parts=3, validate=True)
    agree(reading, report, tmp_path / "one", tmp_path / "many")
    assert report.is_clean


def test_more_parts_than_files_that_may_be_open(
    source: Path, tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kobe_kg.bulk.lists._OPEN", 3)
    reading = stream(source, tmp_path / "one")
    report = ingest("ucdp-ged", source, tmp_path / "many", parts=23)
    agree(reading, report, tmp_path / "one", tmp_path / "many")


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_processes_writes_the_same(
    jobs: int, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ingest("ucdp-ged", source, tmp_path / "jobs", parts=5, jobs=jobs)
    monkeypatch.setattr(pool, "run", here)
    ingest("ucdp-ged", source, tmp_path / "here", parts=5)
    assert contents(tmp_path / "jobs") == contents(tmp_path / "here")
    assert report.retries == 0


def test_the_parts_are_a_graph_that_answers(source: Path, tmp_path: Path, alone: None) -> None:
    report = ingest("ucdp-ged", source, tmp_path, parts=4)
    graph = kobe_kg.open(tmp_path)
    assert len(list(graph.query("events"))) >= report.tally.kept
    assert list(graph.query("toll", event="ucdp-700000", population="People"))


def test_all_that_was_made_is_told(source: Path, tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    report = ingest("ucdp-ged", source, tmp_path, parts=3, asked={"issued": "2032-06-15"}, validate=True)
    found = json.loads((tmp_path / "river-v24.1.report.json").read_text())
    assert found == json.loads(json.dumps(report.facts()))
    assert found["started"] == found["ended"] == "2023-11-14T22:13:20Z"
    assert found["read"]["rows"] == 600 == found["kept"]["rows"] + found["refused"]["rows"]
    assert found["options"] == {"issued": "2032-06-15"}
    assert found["refused"]["reasons"]["id: another row has the same"]["number"] > 10
    assert set(found["files"]) == {*contents(tmp_path), "river-v24.1.report.json"} - {"river-v24.1/manifest.json"}
    listed = json.loads((tmp_path / "river-v24.1" / "manifest.json").read_text())["files"]
    assert sum(file["statements"] for file in listed) == found["statements"] == len(statements(tmp_path))
    first = (tmp_path / "river-v24.1.report.json").read_bytes()
    ingest("ucdp-ged", source, tmp_path, parts=3, asked={"issued": "2032-06-15"}, validate=True)
    assert (tmp_path / "river-v24.1.report.json").read_bytes() == first


def test_an_empty_table_has_no_claims(tmp_path: Path, alone: None) -> None:
    report = ingest("ucdp-ged", table(tmp_path / "river-v24.1.csv", []), tmp_path / "out", parts=2, validate=True)
    assert report.tally.read == 0
    assert report.is_clean
    assert list(parse(path=str(tmp_path / "out/river-v24.1/shared.nt"), format=RdfFormat.N_TRIPLES))


def test_what_nobody_read_from_the_table_is_not_written_over(source: Path, tmp_path: Path, alone: None) -> None:
    (tmp_path / "river-v24.1").mkdir()
    (tmp_path / "river-v24.1" / "mine.ttl").write_text("# mine\n")
    with pytest.raises(DataError, match="would be lost"):
        ingest("ucdp-ged", source, tmp_path, parts=2)
    assert contents(tmp_path) == {"river-v24.1/mine.ttl": b"# mine\n"}


def test_a_file_of_an_earlier_reading_is_named(source: Path, tmp_path: Path, alone: None) -> None:
    stream(source, tmp_path)
    report = ingest("ucdp-ged", source, tmp_path, parts=2)
    assert "river-v24.1.nt is of an earlier reading, and was not made this time" in report.notes


def test_two_at_the_same_table_is_one_too_many(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(folder: Path, parts: Iterable[int], done: Callable[[int], None], *, jobs: int) -> None:
        with pytest.raises(LimitError, match="another process"):
            ingest("ucdp-ged", source, tmp_path, parts=2)
        here(folder, parts, done, jobs=jobs)

    monkeypatch.setattr(pool, "run", again)
    ingest("ucdp-ged", source, tmp_path, parts=2)


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ({"parts": 0}, "--parts is a number"),
        ({"jobs": -1}, "--jobs is a number"),
        ({"engine": "rdflib"}, "no engine 'rdflib'"),
        ({"master": "local"}, "--master is for --engine spark"),
        ({"asked": {"syntax": "ttl"}}, "written as nt or nq"),
    ],
)
def test_a_wrong_call_is_told(how: dict[str, object], what: str, source: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=what):
        ingest("ucdp-ged", source, tmp_path / "out", **how)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_only_tables_are_read_in_parts(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="reads its source whole"):
        ingest("dossier", tmp_path / "a.yaml", tmp_path)


@pytest.mark.parametrize("complete", [{}, {"complete": "yes"}], ids=["", "complete"])
def test_a_release_that_follows_another_says_in_parts_what_one_file_says(
    complete: dict[str, str], tmp_path: Path, alone: None
) -> None:
    older = table(tmp_path / "river-v23.1.csv", many(150))
    newer = table(
        tmp_path / "river-v24.1.csv", [row._replace(base=row.base + n % 2) for n, row in enumerate(many(120))]
    )
    stream(older, tmp_path / "old")
    ingest("ucdp-ged", older, tmp_path / "older", parts=4)
    reading = stream(newer, tmp_path / "one", earlier=str(tmp_path / "old"), **complete)
    asked = {"earlier": str(tmp_path / "older"), **complete}
    report = ingest("ucdp-ged", newer, tmp_path / "many", asked=asked, parts=5)
    assert set(statements(tmp_path / "many")) == set(statements(tmp_path / "one"))
    assert report.became == reading.tallies["claims"]
    assert report.became["unchanged"] > 100
    assert report.notes == list(reading.remarks)
    withdrawn = any("withdrawnIn" in line for line in statements(tmp_path / "many"))
    assert withdrawn or not complete


# Taken up again


def ending(after: int) -> Callable[..., None]:
    """Give an engine that ends after some parts."""

    def end(folder: Path, parts: Sequence[int], done: Callable[[int], None], *, jobs: int) -> None:
        here(folder, parts[:after], done, jobs=jobs)
        raise KeyboardInterrupt

    return end


@pytest.fixture
def begun(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Begin, end after three parts of eight, and note which parts are made later."""
    with monkeypatch.context() as patch:
        patch.setattr(pool, "run", ending(3))
        with pytest.raises(KeyboardInterrupt):
            ingest("ucdp-ged", source, tmp_path / "out", parts=8)
    made: list[int] = []

    def note(folder: Path, parts: Sequence[int], done: Callable[[int], None], *, jobs: int) -> None:
        made.extend(parts)
        here(folder, parts, done, jobs=jobs)

    monkeypatch.setattr(pool, "run", note)
    return made


def test_what_is_made_is_taken_up(begun: list[int], source: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no \.ttl"):
        kobe_kg.open(tmp_path / "out")  # nobody reads what is not whole
    report = ingest("ucdp-ged", source, tmp_path / "out", parts=8)
    assert begun == [3, 4, 5, 6, 7]
    assert (report.resumed, report.retries) == (3, 0)
    ingest("ucdp-ged", source, tmp_path / "new", parts=8)
    assert contents(tmp_path / "out") == contents(tmp_path / "new")


@pytest.mark.parametrize(
    "how", [{"parts": 7}, {"parts": 8, "validate": True}, {"parts": 8, "asked": {"issued": "2032-06-15"}}], ids=str
)
def test_another_order_begins_anew(how: dict[str, object], begun: list[int], source: Path, tmp_path: Path) -> None:
    report = ingest("ucdp-ged", source, tmp_path / "out", **how)  # type: ignore[arg-type]
    assert begun[0] == 0
    assert report.resumed == 0


def test_another_source_of_the_same_name_begins_anew(begun: list[int], source: Path, tmp_path: Path) -> None:
    other = tmp_path / source.name
    other.write_text(source.read_text() + "\n" + ",".join(Change(0, "1").cells()[:3]) + "\n")
    ingest("ucdp-ged", other, tmp_path / "out", parts=8)
    assert begun[0] == 0


def test_an_end_while_parts_are_put_together_loses_nothing(
    source: Path, tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest("ucdp-ged", source, tmp_path / "new", parts=4)
    for name in ("shared", "tally", "findings", "listed"):
        with monkeypatch.context() as patch:
            patch.setattr(undertaking.merging, name, ending(0))
            with pytest.raises((KeyboardInterrupt, TypeError)):
                ingest("ucdp-ged", source, tmp_path / "out", parts=4)
    report = ingest("ucdp-ged", source, tmp_path / "out", parts=4)
    assert report.resumed == 4
    assert contents(tmp_path / "out") == contents(tmp_path / "new")
