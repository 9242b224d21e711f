"""`kobe ingest` tells what it read, and its exit code says whether all of it was kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kobe_kg.cli import main

DATA = Path(__file__).resolve().parents[1] / "data" / "ingest"
RIVER = DATA / "valid" / "river-crossing.yaml"


def test_it_tells_what_was_read_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "dossier", str(RIVER), "-o", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("read      4 reports, 19 claims from river-crossing.yaml\nkept      4 reports, 19 claims\n")
    assert "note: party:a-gang-from-the-hills is described as a claim words it" in err
    assert (tmp_path / "out" / "claims" / "river-gazette.ttl").is_file()


def test_a_refused_row_is_told_and_the_rest_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = DATA / "refused" / "topic-unknown.yaml"
    assert main(["-q", "ingest", "dossier", str(path), "-o", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert "refused   1" in out
    assert f"refused: {path}:12: reports[0].claims[0].about: claim daily-0305-c01: 'civilian-killed' is no topic" in err
    assert "did you mean 'civilians-killed'" in err
    assert (tmp_path / "reports" / "daily.ttl").is_file()


def test_a_dossier_with_faults_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = DATA / "invalid" / "qualifier-unknown.yaml"
    assert main(["ingest", "dossier", str(path), "-o", str(tmp_path / "out")]) == 3
    assert f"{path}:11: reports[0].claims[0].qualifier: 'atleast' is none of" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_account_is_json_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "dossier", str(RIVER), "-o", str(tmp_path), "-f", "json"]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["read"] == account["kept"] == {"reports": 4, "claims": 19}
    assert sum(account["originality"].values()) == sum(account["kind"].values()) == 21
    assert account["refused"] == []
    assert "events.ttl" in account["files"]


def test_rows_of_a_data_set_are_accounted_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = DATA.parent / "ucdp-ged" / "wrong-v24.1.csv"
    assert main(["ingest", "ucdp-ged", str(path), "-o", str(tmp_path), "-f", "json"]) == 1
    account = json.loads(capsys.readouterr().out)
    assert account["read"] == {"rows": 9}
    assert account["kept"] == {"rows": 1}
    assert [row["line"] for row in account["refused"]] == [5, 8, 11, 14, 17, 20, 23, 26]
    assert account["quarantine"] == "wrong-v24.1.quarantine.csv"
    assert account["files"] == ["wrong-v24.1.nt", "wrong-v24.1.quarantine.csv", "wrong-v24.1.remarks.csv"]
    assert all((tmp_path / name).is_file() for name in account["files"])


def test_of_many_refused_rows_the_first_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kobe_kg.cli.ingest._TOLD", 3)
    path = DATA.parent / "ucdp-ged" / "wrong-v24.1.csv"
    assert main(["ingest", "ucdp-ged", str(path), "-o", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if line.startswith("refused:")]) == 4
    assert told[-1] == "refused: 5 more, in wrong-v24.1.quarantine.csv"


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["dosier", str(RIVER), "-o", "x"], 2, "did you mean 'dossier'?"),
        (["dossier", str(RIVER)], 2, "it needs a folder to write to"),
        (["dossier", str(RIVER), "-o", str(RIVER)], 2, "is a file"),
        (["dossier", "none.yaml", "-o", "x"], 3, "there is no file none.yaml"),
        (["dossier", str(RIVER), "-o", "x", "--with", "none.yaml"], 3, "there is no file none.yaml"),
        (["dossier", str(RIVER), "-o", "x", "--graph", "none.ttl"], 3, "there is no file or folder none.ttl"),
        (["dossier", str(RIVER), "-o", "x", "--release", "24.1"], 2, "dossier takes no --release"),
        (["ucdp-ged", str(RIVER), "-o", "x"], 2, "which release of UCDP GED it is"),
        (["ucdp-ged", str(RIVER), "-o", "x", "--release", "1.0"], 3, "this is no file of UCDP GED: no column"),
        (["ucdp-ged", "none-v24.1.csv", "-o", "x"], 3, "cannot read none-v24.1.csv"),
        (["dossier", str(RIVER), "-o", "x", "-f", "xml"], 2, "there is no format 'xml' here"),
    ],
)
def test_a_wrong_call_is_told(
    arguments: list[str],
    code: int,
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["ingest", *arguments]) == code
    assert what in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
