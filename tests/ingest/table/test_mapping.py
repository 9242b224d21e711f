"""Other people's headers become ours, and a mapping that does not hold is told by line and column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

import kobe_kg
from kobe_kg.errors import DataError
from kobe_kg.ingest.table.mapping import json_schema, load
from tests.ingest.table.test_reader import DATA, ROOT, ingest, table, why

PUBLISHED = ROOT / "docs" / "reference" / "table-mapping.schema.json"
MAPPINGS = sorted(DATA.glob("*.yaml"))


def mapped(folder: Path, text: str) -> Path:
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_monitors_ranges_are_read(tmp_path: Path) -> None:
    reading = ingest(DATA / "incidents.csv", tmp_path, mapping=str(DATA / "incidents.yaml"))
    assert why(reading) == [
        "it makes none of the claims of the mapping",
        "number: the lower number 5 is above the higher number 3",
    ]
    assert reading.remarks == []
    graph = kobe_kg.open(tmp_path)
    assert [finding.rule for finding in graph.validate().findings] == []
    rows = graph.query("claims", event="rv-001")
    told = sorted((r.outcome.rpartition("#")[2], r.qualifier.rpartition("#")[2], r.value) for r in rows)
    assert told == [("Injured", "Exactly", 2), ("Killed", "AtLeast", 4), ("Killed", "AtMost", 6)]
    assert {r.hedge.rpartition("#")[2] for r in rows} == {"Reported"}
    assert {r.claim.rpartition("/")[2] for r in rows} == {"rv-001-injured", "rv-001-killed-high", "rv-001-killed-low"}
    (event,) = [r for r in graph.query("events") if r.event.endswith("rv-001")]
    assert str(event.earliest) == "2031-04-03"  # day first


def test_a_list_of_units_is_read(tmp_path: Path) -> None:
    reading = ingest(DATA / "units.csv", tmp_path, mapping=str(DATA / "units.yaml"))
    assert (why(reading), reading.remarks) == ([], [])
    graph = kobe_kg.open(tmp_path)
    assert [finding.rule for finding in graph.validate().findings] == []
    parties = {
        (r.party.rpartition("/")[2], r.hedge.rpartition("#")[2]) for r in graph.query("attributions", event="um-8")
    }
    assert parties == {("unidentified-attackers", "Alleged")}
    (place,) = graph.query("places", event="um-7")
    assert place.wkt == "POINT(-3.25 12.5)"
    reports = graph.sparql("SELECT ?report { ?claim kg:about event:um-7 ; kg:role ?any ; kg:reportedIn ?report }")
    assert len(list(reports)) == 2


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_every_example_is_valid_by_the_schema_too(path: Path) -> None:
    load(path)
    Draft202012Validator(json_schema()).validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_the_published_schema_is_that_of_the_code() -> None:
    """Renew it with ``python docs/generate.py``."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema()
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("columns:\n  speeker: Source\n", "2:3", "there is no column 'speeker'\n  did you mean 'speaker'"),
        ("colums: {event: a}\n", "1:1", "there is no such key here\n  did you mean 'columns'"),
        ("columns:\n  event: {form: a}\n", "2:11", "there is no such key here\n  did you mean 'from'"),
        ("columns:\n  event: {split: ';'}\n", "2:3", "neither where the cells come from (from:) nor what they hold"),
        ("dates: day\ncolumns: {event: a}\n", "1:1", "'day-first', 'month-first' or 'year-first'"),
        ("header: -1\n", "1:1", "greater than or equal to 0"),
        ("claims:\n  - name: A b\n    columns: {event: a}\n", "2:5", "should match pattern"),
        ("claims:\n  - name: a\n    columns: {evnt: a}\n", "3:15", "there is no column 'evnt'"),
    ],
)
def test_a_mapping_that_does_not_hold_is_told_by_its_place(text: str, line: str, what: str, tmp_path: Path) -> None:
    path = mapped(tmp_path, text)
    with pytest.raises(DataError) as raised:
        load(path)
    told = str(raised.value).replace("\n    ", "\n  ")
    assert f"{path}:{line}: " in told
    assert what in told
    assert "1 thing in it is not as it should be" in told


def test_a_head_that_the_table_does_not_have_is_told(tmp_path: Path) -> None:
    path = mapped(tmp_path, "columns:\n  event: Incdent\n  speaker: Source\n")
    with pytest.raises(DataError) as raised:
        ingest(table(tmp_path, "Incident,Source", "a,b"), tmp_path / "out", mapping=str(path))
    assert f"{path}:2:3: columns.event: the table has no column 'Incdent'" in str(raised.value)
    assert "did you mean 'Incident'?" in str(raised.value)


def test_values_fixed_values_header_and_sheet_are_taken(tmp_path: Path) -> None:
    path = mapped(
        tmp_path,
        "header: 3\n"
        "columns:\n"
        "  event: {value: raid}\n"
        "  speaker: {from: [Who, Alias], values: {'Forces armées': malian-army-general-staff}, value: Somebody}\n"
        "  publisher: {value: Radio}\n"
        "  report_date: {from: Day, dates: month-first}\n"
        "  population: {value: People}\n"
        "  outcome: {value: Killed}\n"
        "  number: Dead\n"
        "ignore: [Mood]\n",
    )
    lines = ["A list of raids", "", "Who,Alias,Day,Dead,Mood,Other", "FORCES ARMÉES,,02/03/2026,1,x,"]
    lines += [",Town hall,02/04/2026,2,,", ",,02/05/2026,3,,"]
    reading = ingest(table(tmp_path, *lines), tmp_path / "out", mapping=str(path))
    assert why(reading) == []
    assert "the column 'Other' is not known, and is left out" in reading.remarks
    rows = kobe_kg.open(tmp_path / "out").query("claims", event="raid")
    told = {(r.speaker.rpartition("/")[2], str(r.statedOn)) for r in rows}
    assert told == {
        ("malian-army-general-staff", "2026-02-03"),
        ("town-hall", "2026-02-04"),
        ("somebody", "2026-02-05"),
    }
