"""A dossier with faults is refused with all of them named, each at its line and its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError
from kobe_kg.ingest.dossier.load import load
from kobe_kg.ingest.dossier.reader import DossierReader

DATA = Path(__file__).resolve().parents[2] / "data" / "ingest"
INVALID = sorted((DATA / "invalid").glob("*.yaml"))
REFUSED = sorted((DATA / "refused").glob("*.yaml"))


def said(path: Path, opening: str) -> str | None:
    """Give what a file says of itself in a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.removeprefix(f"# {opening}: ") for line in lines if line.startswith(f"# {opening}: ")), None)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_dossier_is_not_read(path: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        DossierReader().read(path, out=tmp_path)
    expected = said(path, "Must fail")
    assert expected is not None
    assert expected in str(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_row_that_cannot_be_kept_is_told_and_the_others_stay(path: Path, tmp_path: Path) -> None:
    reading = DossierReader().read(path, out=tmp_path)
    expected, hint = said(path, "Must refuse"), said(path, "Hint")
    assert expected is not None
    refusal = next(refusal for refusal in reading.refused if f"{path}:{expected}" in str(refusal))
    assert hint is None or hint in (refusal.hint or "")
    assert reading.read["claims"] == reading.kept["claims"] + len(reading.refused)


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "dossier.yaml"
    path.write_text(
        "reports:\n"
        "  - {id: a b, publisher: P, kind: news-report}\n"
        "  - {id: c, publisher: P, kind: news-report, claims: [{id: c1, about: aftermath, qualifier: nearly}]}\n"
        "speakers:\n"
        "  - {id: s, description: 3, class: witness}\n"
        "surprise: 1\n"
    )
    with pytest.raises(DataError) as raised:
        load(path)
    text = str(raised.value)
    assert "4 things in it are not as it should be" in text
    lines = [":2: reports[0].id", ":3: reports[1].claims[0].qualifier", ":5: speakers[0].description", ":6: surprise"]
    places = [text.index(f"{path}{line}") for line in lines]
    assert places == sorted(places)


def test_more_faults_than_can_be_read_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "dossier.yaml"
    claims = "".join(f"      - {{id: c{number}, about: aftermath, oops: 1}}\n" for number in range(150))
    path.write_text(f"reports:\n  - id: r\n    publisher: P\n    kind: news-report\n    claims:\n{claims}")
    with pytest.raises(DataError, match="and 50 more"):
        load(path)


def test_a_second_file_adds_to_claims_and_its_faults_are_its_own(tmp_path: Path) -> None:
    path, beside = tmp_path / "dossier.yaml", tmp_path / "more.yaml"
    path.write_text(
        "reports:\n  - id: r\n    publisher: P\n    kind: news-report\n"
        "    claims: [{id: c1, about: location, value: there}]\n"
    )
    beside.write_text("claims:\n  c1: {place_precision: NearPlace}\nreports:\n  - {id: r, language: fr}\n")
    loaded = load(path, [beside])
    assert loaded.dossier.reports[0].language == "fr"
    assert loaded.dossier.reports[0].claims[0].place_precision == "NearPlace"
    beside.write_text("claims:\n  c2: {}\n  c1:\n    plaice: x\n")
    with pytest.raises(DataError) as raised:
        load(path, [beside])
    assert f"{beside}:2: claims.c2: no report has this claim" in str(raised.value)
    beside.write_text("claims:\n  c1:\n    plaice: x\n")
    with pytest.raises(DataError) as raised:
        load(path, [beside])
    assert f"{beside}:3: reports[0].claims[0].plaice: there is no such key here" in str(raised.value)


def test_claims_stand_in_their_reports(tmp_path: Path) -> None:
    path = tmp_path / "dossier.yaml"
    path.write_text("reports: []\nclaims: {c1: {}}\n")
    with pytest.raises(DataError, match="claims stand in their reports"):
        load(path)
