"""`kobe match` proposes, a curator decides, and the graph is never changed by itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kobe_kg.cli import main
from tests.matching.test_facts import RIVER


@pytest.fixture
def river(tmp_path: Path) -> str:
    assert main(["ingest", "ucdp-ged", str(RIVER), "-o", str(tmp_path / "river"), "-q"]) == 0
    return str(tmp_path / "river")


@pytest.fixture
def copy(river: str, tmp_path: Path) -> str:
    """The same events, as another speaker has them."""
    text = (Path(river) / "river-49-v24.1.nt").read_text()
    path = tmp_path / "copy.nt"
    path.write_text(text.replace("event/ucdp-5", "event/wire-5").replace("source/ucdp>", "source/wire>"))
    return str(path)


def test_two_data_sets_are_compared_and_a_curator_decides(
    river: str, copy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["match", "--graph", river, "--with", copy, "-f", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    best = {row["event"][-6:]: row["other"][-6:] for row in rows if row["rank"] == "1"}
    assert len(best) == 12  # of one only the country is known
    assert all(event == other for event, other in best.items())

    sheet = tmp_path / "decide.sssom.tsv"
    assert main(["match", "--graph", river, "--with", copy, "-o", str(sheet)]) == 0
    lines = sheet.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("event:"))
    cells = lines[at].split("\t")
    cells[6], cells[8] = "semapv:ManualMappingCuration", "A curator"
    lines[at] = "\t".join(cells)
    sheet.write_text("\n".join(lines) + "\n")
    capsys.readouterr()
    links = tmp_path / "links.ttl"
    assert main(["match", "--accept", str(sheet), "-o", str(links)]) == 0
    assert capsys.readouterr().err == "1 accepted, 0 told apart\n"
    assert links.read_text().count("skos:exactMatch") == 1
    assert main(["format", "--check", str(links)]) == 0
    assert main(["validate", river, str(links), "-q"]) == 0
    capsys.readouterr()
    assert main(["match", "--graph", river, "--with", copy, "--known", str(sheet), "-f", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(rows) - 1


def test_a_table_says_that_nothing_is_merged(river: str, copy: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["match", "--graph", river, "--with", copy, "--least", "0.99", "-f", "table"]) == 0
    said = capsys.readouterr()
    assert "event:ucdp-500001" in said.out
    assert said.err.endswith("candidates; nothing is merged)\n")
    assert main(["match", "--graph", river, "-f", "md"]) == 0
    assert capsys.readouterr().err == "No two events may be one. --least tells less likely ones.\n"


def test_a_store_may_be_the_other_data_set(
    river: str, copy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", copy, "--store", str(tmp_path / "store"), "-q"]) == 0
    capsys.readouterr()
    assert main(["match", "--graph", river, "--with", str(tmp_path / "store"), "-f", "csv"]) == 0
    from_store = capsys.readouterr().out
    assert main(["match", "--graph", river, "--with", copy, "-f", "csv"]) == 0
    assert from_store == capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "code", "why"),
    [
        (["--least", "2"], 2, "--least is from 0 to 1"),
        (["--known", "nowhere.tsv"], 3, "cannot read nowhere.tsv"),
        (["--with", "nowhere"], 3, "there is no file or folder nowhere"),
        (["-f", "xml"], 2, "there is no format 'xml' here"),
    ],
)
def test_what_is_wrong_is_told(
    given: list[str], code: int, why: str, river: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["match", "--graph", river, *given]) == code
    assert why in capsys.readouterr().err
