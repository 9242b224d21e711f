"""A table of claims in parts says what one file says: names, keys and what rows point to hold across parts."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kobe_kg
from kobe_kg.bulk import Report, ingest, pool
from kobe_kg.cli import main
from kobe_kg.errors import LimitError, ParameterError
from kobe_kg.ingest import Reading
from kobe_kg.ingest.table import ledger
from tests.bulk.conftest import contents
from tests.bulk.test_run import alone as alone
from tests.bulk.test_run import ending, here, statements
from tests.ingest.table.test_reader import DATA, FIRE, ROOT
from tests.ingest.table.test_reader import ingest as read
from tests.ingest.table.test_workbook import book

#: The columns of the tables made here.
NAMES = (
    "id event event_label event_date about speaker speaker_fr speaker_kind publisher report report_date report_url "
    "cites access originality relays supersedes compared_to population outcome number party role place place_fr"
).split()
PLAIN = {
    "speaker": "Town hall",
    "publisher": "Town hall",
    "report_date": "2026-05-04",
    "population": "People",
    "outcome": "Killed",
    "number": "4",
}


def table(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as lines:
        out = csv.DictWriter(lines, NAMES, restval="")
        out.writeheader()
        out.writerows({**PLAIN, **row} for row in rows)
    return path


def whole(path: Path, out: Path, graph: Sequence[Path] = (), event: str | None = None, **asked: str) -> Reading:
    return read(path, out, graph=tuple(graph), event=event, syntax="nt", **asked)


def agree(reading: Reading, report: Report, one: Path, many: Path) -> None:
    """Ask that all is the same: what is said, what is refused and why, and what is remarked on, but for a few more."""
    assert statements(many) == statements(one)
    assert (report.tally.read, report.tally.kept) == (reading.read["rows"], reading.kept["rows"])
    name = Path(report.order.source).stem
    assert (many / f"{name}.quarantine.csv").read_text() == (one / f"{name}.quarantine.csv").read_text()
    told, more = ((folder / f"{name}.remarks.csv").read_text().splitlines() for folder in (one, many))
    assert set(told) <= set(more)


KEYS = st.sampled_from(["", "r1", "r2", "e1-r1", "claim:x"])
POINTED = st.sampled_from(["", "", "", "r1", "r2", "claim:e1-r1", "claim:x", "gone"])
CELLS = {
    "id": KEYS,
    "event": st.sampled_from(["e1", "e2", "e3", "E 1", "raid"]),
    "event_label": st.sampled_from(["", "Raid", "Market fire"]),
    "event_date": st.sampled_from(["", "2026-05-03", "2026-05"]),
    "speaker": st.sampled_from(["Town hall", "TOWN HALL", "Radio"]),
    "speaker_fr": st.sampled_from(["", "Mairie", "Radio locale"]),
    "speaker_kind": st.sampled_from(["", "StateBody", "Media"]),
    "publisher": st.sampled_from(["", "Town hall", "The Paper"]),
    "report": st.sampled_from(["", "story", "Story ", "report:x", "https://example.org/2", "story; other"]),
    "report_date": st.sampled_from(["", "2026-05-02", "2026-05-04"]),
    "report_url": st.sampled_from(["", "https://example.org/1", "https://example.org/2"]),
    "cites": st.sampled_from(["", "story", "other"]),
    "access": st.sampled_from(["", "read"]),
    "relays": POINTED,
    "supersedes": POINTED,
    "number": st.sampled_from(["4", "at least 6", "25-30", "several", "many"]),
}
SIMILAR = {"number": "similar", "compared_to": "r1"}
ROWS = st.lists(
    st.one_of(
        st.fixed_dictionaries(CELLS),
        st.fixed_dictionaries({"event": CELLS["event"], "id": KEYS}).map(lambda row: {**row, **SIMILAR}),
        st.fixed_dictionaries({"id": KEYS, "event": CELLS["event"]}),
    ),
    max_size=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(rows=ROWS, parts=st.integers(2, 5), held=st.sampled_from([1, 3, 50_000]))
def test_parts_say_what_one_file_says(
    rows: Sequence[Mapping[str, str]], parts: int, held: int, tmp_path_factory: pytest.TempPathFactory, alone: None
) -> None:
    folder = tmp_path_factory.mktemp("t")
    path = table(folder / "t.csv", rows)
    reading = whole(path, folder / "one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_HELD", held)
        report = ingest("table", path, folder / "many", parts=parts)
    agree(reading, report, folder / "one", folder / "many")


def test_what_is_known_of_a_thing_from_one_part_is_told_in_all(tmp_path: Path, alone: None) -> None:
    rows = [{"event": f"e{n}"} for n in range(12)]
    rows[9] = {**rows[9], "speaker_fr": "Mairie", "speaker_kind": "StateBody"}
    path = table(tmp_path / "t.csv", rows)
    reading = whole(path, tmp_path / "one")
    report = ingest("table", path, tmp_path / "many", parts=5, validate=True)
    agree(reading, report, tmp_path / "one", tmp_path / "many")
    assert report.severities.get("violation", 0) == 0
    assert sum('"Mairie' in line for line in statements(tmp_path / "many")) == 13


def test_events_that_refer_to_each_other_stay_together(tmp_path: Path, alone: None) -> None:
    rows = [{"id": "a", "event": "e0"}]
    rows += [{"id": "a", "event": f"e{n}", "relays": ""} for n in range(1, 20)]
    rows += [{"id": "b", "event": f"e{n}", "relays": "a", "speaker": "Radio"} for n in range(20)]
    rows += [{"id": "c", "event": "far", "number": "similar", "compared_to": "late"}, {"id": "late", "event": "e7"}]
    rows += [{"id": "d", "event": "other", "relays": "late"}]
    path = table(tmp_path / "t.csv", rows)
    reading = whole(path, tmp_path / "one")
    report = ingest("table", path, tmp_path / "many", parts=11)
    agree(reading, report, tmp_path / "one", tmp_path / "many")
    assert [refusal.why for refusal in report.refused] == ["P44 relays: row 43 is about event:e7"]
    said = statements(tmp_path / "many")
    assert sum("ns#relays" in line for line in said) == 20  # each the row of its own event
    assert any("claim/far-c" in line and "ns#comparedTo" in line and "e7-late" in line for line in said)


def test_a_mapping_an_event_and_a_graph_go_with_parts(tmp_path: Path, alone: None) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text(
        "Who,Paper,Day,Dead,Hurt,Again\nHuman Rights Watch,Radio,03/04/2025,34,12,\n"
        "AFP,Radio,04/04/2025,3,x,\nRadio,Radio,05/04/2025,34,,claim:hrw-civilians-killed\n"
    )
    told = tmp_path / "theirs.yaml"
    told.write_text(
        "dates: day-first\ncolumns: {speaker: Who, publisher: Paper, report_date: Day, relays: Again,\n"
        "  population: {value: Civilians}}\nclaims:\n"
        "- {name: dead, columns: {outcome: {value: Killed}, number: Dead}}\n"
        "- {name: hurt, columns: {outcome: {value: Injured}, number: Hurt}}\n"
    )
    reading = whole(path, tmp_path / "one", [ROOT / "graph"], "kobe-attack", mapping=str(told))
    out = tmp_path / "many"
    asked = {"mapping": str(told)}
    report = ingest(
        "table", path, out, event="kobe-attack", graph=[ROOT / "graph"], asked=asked, parts=3, validate=True
    )
    agree(reading, report, tmp_path / "one", out)
    assert report.tally.refused == 1
    assert report.severities.get("violation", 0) == 0  # what the graph describes is there to be referred to
    assert any("claim/hrw-civilians-killed>" in line for line in statements(out))
    told.write_text(told.read_text().replace("Injured", "Present"))
    assert ingest("table", path, out, event="kobe-attack", graph=[ROOT / "graph"], asked=asked, parts=3).resumed == 0
    assert any("ns#Present" in line for line in statements(out))


def test_workbooks_and_wrong_rows_are_read_in_parts_too(tmp_path: Path, alone: None) -> None:
    for path in (FIRE, DATA / "wrong.csv"):
        with path.open(newline="", encoding="utf-8") as lines:
            rows = [list[object](row) for row in csv.reader(lines)]
        made = book(tmp_path / f"{path.stem}.xlsx", *rows)
        for source in (path, made):
            one, many = (tmp_path / f"{name}-{source.name}" for name in ("one", "many"))
            agree(whole(source, one), ingest("table", source, many, parts=3), one, many)


def test_a_broken_cell_is_refused_in_parts_too(tmp_path: Path, alone: None) -> None:
    rows: list[list[object]] = [[*PLAIN, "event"], [*PLAIN.values(), "raid"], [*PLAIN.values(), "=A1"]]
    path = book(tmp_path / "t.xlsx", *rows)
    report = ingest("table", path, tmp_path / "many", parts=2)
    agree(whole(path, tmp_path / "one"), report, tmp_path / "one", tmp_path / "many")
    assert "was never calculated" in report.refused[0].why


def test_there_is_no_end_to_the_rows_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: None) -> None:
    monkeypatch.setattr("kobe_kg.ingest.table.sheet.MOST_ROWS", 5)
    path = table(tmp_path / "t.csv", ({"event": f"e{n}"} for n in range(9)))
    with pytest.raises(LimitError, match="more than 5 rows") as raised:
        whole(path, tmp_path / "one")
    assert raised.value.hint == "read it in parts, with --jobs"
    assert ingest("table", path, tmp_path / "many", parts=2).tally.kept == 9


def test_any_number_of_processes_writes_the_same_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FIRE.open(newline="", encoding="utf-8") as lines:
        rows = [dict(row) for row in csv.DictReader(lines)]
    rows = [{**row, "event": f"{row['event']}-{n}"} for n, row in enumerate(islice(cycle(rows), 40))]
    path = table(tmp_path / "t.csv", [{name: row.get(name, "") for name in NAMES} for row in rows])
    ingest("table", path, tmp_path / "jobs", parts=4, jobs=2)
    monkeypatch.setattr(pool, "run", ending(2))
    with pytest.raises(KeyboardInterrupt):
        ingest("table", path, tmp_path / "here", parts=4)
    monkeypatch.setattr(pool, "run", here)
    assert ingest("table", path, tmp_path / "here", parts=4).resumed == 2
    assert contents(tmp_path / "here") == contents(tmp_path / "jobs")


def test_generated_tables_are_read_in_parts_as_they_are_as_one(tmp_path: Path, alone: None) -> None:
    path = tmp_path / "claims.csv"
    made = [sys.executable, str(ROOT / "benchmarks" / "claims.py"), "--rows", "400", "-o", str(path)]
    subprocess.run(made, check=True)
    reading = whole(path, tmp_path / "one")
    agree(reading, ingest("table", path, tmp_path / "many", parts=6), tmp_path / "one", tmp_path / "many")
    assert reading.kept["rows"] > 390
    assert sum("ns#relays" in line for line in statements(tmp_path / "one")) > 10


def test_it_is_asked_for_as_any_table_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pool, "run", here)
    out = str(tmp_path / "out")
    assert main(["ingest", "table", str(FIRE), "-o", out, "--parts", "2", "--validate"]) == 0
    told = capsys.readouterr()
    assert "kind\n  quantity           5\n" in told.out
    assert "note: 1 row: it does not say whose finding it is: only Original counts as first-hand" in told.err
    assert kobe_kg.open(tmp_path / "out").query("claims", event="market-fire")
    with pytest.raises(ParameterError, match="written as nt"):
        ingest("table", FIRE, tmp_path / "nq", asked={"syntax": "nq"})
