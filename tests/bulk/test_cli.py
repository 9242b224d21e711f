"""`kobe ingest` in parts tells what it did, and its exit code whether all was kept and keeps to the rules."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kobe_kg.bulk import pool
from kobe_kg.cli import main
from tests.bulk.test_run import here
from tests.ingest.ucdp_ged.test_reader import FULL


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "run", here)


def test_it_tells_what_was_read_found_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "ucdp-ged", str(FULL), "-o", str(tmp_path / "out"), "--validate", "--parts", "2"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[:3] == ["read      13 rows from river-49-v24.1.csv", "kept      13 rows", "refused   0"]
    assert "validated nothing found" in lines
    assert any(line.endswith(f"statements in 2 parts below {tmp_path / 'out'}") for line in lines)
    assert "note: party:ucdp-actor-9003 is also called Hill Watch (East)" in told.err


def test_refused_rows_are_told_and_give_exit_code_1(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "ucdp-ged", str(source), "-o", str(tmp_path), "--jobs", "1"]) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("refused: ")]
    assert len(told) == 21
    assert told[0].startswith("refused: river-v24.1.csv:")
    assert told[0].endswith("row 4: id: row 2 has the same")
    assert told[-1].endswith(" more, in river-v24.1.quarantine.csv")


def test_json_is_the_report(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "ucdp-ged", str(source), "-o", str(tmp_path), "--parts", "3", "-q", "-f", "json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out) == json.loads((tmp_path / "river-v24.1.report.json").read_text())
    assert told.err == ""


def test_a_rule_that_is_broken_gives_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ontology" / "shapes").mkdir(parents=True)
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "empty.ttl").write_text("")
    (tmp_path / "ontology" / "shapes" / "own.ttl").write_text(
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\nPREFIX sh: <http://www.w3.org/ns/shacl#>\n"
        "<https://example.org/few> sh:targetClass kg:QuantityClaim ; sh:property [ sh:path kg:value ; sh:maxCount 0 ] ."
    )
    monkeypatch.chdir(tmp_path)
    assert main(["ingest", "ucdp-ged", str(FULL), "-o", "out", "--validate"]) == 1
    found = capsys.readouterr().out
    with (tmp_path / "out" / "river-49-v24.1.findings.csv").open(newline="") as lines:
        count = len(list(csv.DictReader(lines)))
    assert f"validated {count} violations" in found
    assert f"{count:>7,}  https://example.org/few" in found


def test_an_interruption_says_that_it_can_be_taken_up(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def end(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pool, "run", end)
    assert main(["ingest", "ucdp-ged", str(source), "-o", str(tmp_path), "--jobs", "2"]) == 130
    assert capsys.readouterr().err.endswith(
        "note: what is made stays; the same command goes on from there\nkobe: interrupted\n"
    )


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--jobs", "0"], "--jobs is a number from 1"),
        (["--jobs", "1", "--event", "kobe-attack"], "ucdp-ged takes no --event"),
        (["--jobs", "1", "--graph", "x.ttl"], "ucdp-ged takes no --graph"),
        (["--master", "local"], "--master is for --engine spark"),
        (["--engine", "rdflib", "--validate"], "there is no engine 'rdflib' here"),
    ],
)
def test_a_wrong_call_is_told(
    arguments: list[str], what: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "ucdp-ged", str(source), "-o", str(tmp_path / "out"), *arguments]) == 2
    assert what in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
