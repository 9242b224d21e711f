"""The forms say the same, read well, and take whatever stands in a graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kobe_kg.difference import Diff, diff
from kobe_kg.difference.render import FORMATS, SCHEMA, render
from kobe_kg.difference.words import FIELDS, HEADINGS, PLAIN, SEVERAL
from kobe_kg.namespaces import PREFIXES, is_prefixed
from tests import ROOT

PUBLISHED = ROOT / "docs" / "reference" / "diff.schema.json"
_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
OLD = """
event:e a kg:Event ; rdfs:label "Fire"@en .
source:s a kg:Source ; rdfs:label "Radio S"@en .
claim:a a kg:QuantityClaim ; rdfs:label "S: 30 civilians killed"@en ; kg:about event:e ; kg:speaker source:s ;
    kg:hedge kg:Stated ; kg:originality kg:Original ; kg:population kg:Civilians ; kg:outcome kg:Killed ;
    kg:qualifier kg:AtLeast ; kg:value 30 ; kg:min 30 .
claim:b a kg:AbsenceClaim ; rdfs:label "S: nobody accepted it"@en ; kg:speaker source:s .
claim:c a kg:AbsenceClaim ; rdfs:label "S: no losses known"@en ; kg:speaker source:s .
report:r a kg:Report ; rdfs:label "Report"@en ; dct:issued "2025-02-08"^^xsd:date .
"""
NEW = """
event:e a kg:Event ; rdfs:label "Fire"@en .
source:s a kg:Source ; rdfs:label "Radio S"@en .
claim:a a kg:QuantityClaim ; rdfs:label "S: 30 civilians killed"@en ; kg:about event:e ; kg:speaker source:s ;
    kg:hedge kg:Stated ; kg:originality kg:Original ; kg:population kg:Civilians ; kg:outcome kg:Killed ;
    kg:qualifier kg:Exactly ; kg:value 32 ; kg:min 32 ; kg:max 32 .
claim:d a kg:AbsenceClaim ; rdfs:label "S: no losses known"@en ; kg:speaker source:s .
claim:e a kg:AbsenceClaim ; rdfs:label "S: it was claimed"@en ; kg:speaker source:s ; kg:hedge kg:Stated ;
    kg:supersedes claim:a .
report:r a kg:Report ; rdfs:label "Report"@en ; dct:issued "2025-02-09"^^xsd:date .
"""
TEXT = """\
Claims
  + added  claim:e  new.ttl:36
      S: it was claimed
      by Radio S; stated; supersedes claim:a
  - withdrawn  claim:b  old.ttl:35
      S: nobody accepted it
      by Radio S
  ~ changed  claim:a  new.ttl:32
      S: 30 civilians killed
      value              30 → 32
      lower bound        30 → 32
      upper bound added  32
      qualifier          at least → exactly
  > renamed  claim:d  new.ttl:35
      was claim:c
      S: no losses known

Reports
  ~ changed  report:r  new.ttl:38
      Report
      date  2025-02-08 → 2025-02-09

Figures
  Fire: Civilians, killed
      Hull of originals      30 or more → none  because of claim:a, claim:e
      Latest original        30 or more, best 30 → none  because of claim:a, claim:e
      Lowest reported        30 → none  because of claim:a, claim:e
      Majority, else lowest  30 → none  because of claim:a, claim:e
      Low, best and high     30 → none  because of claim:a, claim:e

old.ttl → new.ttl: 1 claim added, 1 withdrawn, 1 changed, 1 renamed, 1 superseded, 1 report changed.
"""


def compared(folder: Path, monkeypatch: pytest.MonkeyPatch, old: str = OLD, new: str = NEW) -> Diff:
    monkeypatch.chdir(folder)
    for name, text in (("old", old), ("new", new)):
        Path(f"{name}.ttl").write_text(_PREFIXES + text, encoding="utf-8")
    return diff("old.ttl", "new.ttl")


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Diff:
    """Something of everything."""
    return compared(tmp_path, monkeypatch)


def test_text(found: Diff) -> None:
    shown = render(found, "text")
    assert shown == TEXT


def test_text_keeps_to_the_terminal(found: Diff) -> None:
    assert max(map(len, render(found, "text", columns=60).splitlines()[:-1])) <= 60
    plain, coloured = render(found, "text"), render(found, "text", coloured=True)
    assert "\x1b" not in plain
    assert "\x1b[31m- withdrawn  claim:b\x1b[0m" in coloured
    assert render(found, "text", summed=False) == plain.rpartition("old.ttl →")[0]


def test_markdown(found: Diff) -> None:
    shown = render(found, "md")
    headings = [line for line in shown.splitlines() if line.startswith("#")]
    assert headings == [
        "# What changed: old.ttl → new.ttl",
        "## Claims",
        "### Added",
        "### Withdrawn",
        "### Changed",
        "### Renamed",
        "## Reports",
        "### Changed",
        "## Figures",
    ]
    assert "| claim:a | qualifier | at least | exactly | new.ttl:34 |" in shown
    assert "| claim:e | S: it was claimed | by Radio S; stated; supersedes claim:a | new.ttl:36 |" in shown
    assert "| Fire: Civilians, killed | Lowest reported | 30 → none | claim:a, claim:e |" in shown


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return found


def test_json_is_what_its_schema_says(found: Diff) -> None:
    Draft202012Validator.check_schema(schema())
    record = json.loads(render(found, "json"))
    Draft202012Validator(schema()).validate(record)
    assert record["$schema"] == schema()["$id"] == SCHEMA
    assert [(c["action"], c["name"]) for c in record["changes"]] == [
        ("added", "claim:e"),
        ("withdrawn", "claim:b"),
        ("changed", "claim:a"),
        ("renamed", "claim:d"),
        ("changed", "report:r"),
    ]
    value = next(d for d in record["changes"][2]["details"] if d["property"] == "kg:value")
    assert value["was"] == {"text": "30", "term": '"30"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    assert value["place"] == {"version": "new", "path": "new.ttl", "line": 34, "column": 40}
    assert all(figure["moved"] for figure in record["figures"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["more"], 1),
        (["uncounted"], -1),
        (["changes", 0, "action"], "deleted"),
        (["changes", 0, "kind"], "thing"),
        (["changes", 0, "place", "line"], 0),
        (["changes", 2, "details", 0, "was"], "30"),
        (["figures", 0, "was"], 30),
    ],
)
def test_the_schema_takes_nothing_else(found: Diff, path: list[Any], value: object) -> None:
    record = json.loads(render(found, "json"))
    inner = record
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert list(Draft202012Validator(schema()).iter_errors(record))


def test_the_schema_names_every_kind() -> None:
    assert schema()["$defs"]["change"]["properties"]["kind"]["enum"] == list(HEADINGS)


def test_every_word_is_of_a_property_with_a_known_prefix() -> None:
    assert {name for name in (*FIELDS, *SEVERAL, *PLAIN) if not is_prefixed(name)} == set()


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    shown = render(compared(tmp_path, monkeypatch, OLD, OLD), form)
    if form == "json":
        record = json.loads(shown)
        Draft202012Validator(schema()).validate(record)
        assert record["changes"] == record["figures"] == []
    else:
        assert "othing changed" in shown


HOSTILE = r"""
claim:a a kg:QuantityClaim ; rdfs:label "\u001b[31m|`<script>`\u0007\nsecond\u202e"@en ;
    <urn:\u202ex*y*> "\u001b]0;title\u0007|\r\n# heading" ; kg:relays <urn:a_b_c> , claim:b .
<urn:z\u202e> a kg:QuantityClaim .
[] a <urn:x> ; rdfs:label "\u001b[2J" .
"""


def test_hostile_texts_stay_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.ttl").touch()
    for old, new in (
        ("", HOSTILE),
        (HOSTILE, ""),
        (HOSTILE, HOSTILE.replace("second", "third").replace("|\\r", "\\r")),
    ):
        found = compared(tmp_path, monkeypatch, old, new)
        assert found.changes
        text, markdown, record = (render(found, form) for form in FORMATS)
        for shown in (text, markdown):
            assert {c for c in shown if not c.isprintable()} == {"\n"}
        assert "<script>" not in markdown
        assert "\n# heading" not in markdown
        tables = [line for line in markdown.splitlines() if line.startswith("|")]
        assert {len(line.replace("\\|", "").split("|")) for line in tables} <= {5, 6, 7}
        Draft202012Validator(schema()).validate(json.loads(record))
