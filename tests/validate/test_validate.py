"""From files to a report: the rule that was broken, the place it was broken at, and nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from kobe_kg import paths
from kobe_kg.errors import DataError, Position
from kobe_kg.namespaces import TYPES
from kobe_kg.validate import Finding, Report, validate
from kobe_kg.validate.text import render
from tests import DATA, ONTOLOGY

FIXTURES = DATA / "shapes"
RULES = sorted(path.name for path in FIXTURES.iterdir())
#: Files about terms or about countries the rules name: their names have to stay as they are.
ALONE = {name for name in RULES if name.startswith("coordinates-in-")} | {
    name for name in RULES if re.search(r"(?m)^kg:", (FIXTURES / name / "invalid.ttl").read_text(encoding="utf-8"))
}
_OWN_NAME = re.compile(rf"\b({'|'.join(TYPES)}):(?=[a-z0-9])")

PREFIXES = """PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>
PREFIX event: <https://w3id.org/kobe-kg/id/event/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX report: <https://w3id.org/kobe-kg/id/report/>
PREFIX source: <https://w3id.org/kobe-kg/id/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

"""
CLAIM = """claim:daily-news-civilians-killed
    a kg:QuantityClaim ;
    rdfs:label "Daily News: twelve civilians killed"@en ;
    kg:about event:market-attack ;
    kg:hedge kg:Stated ;
    kg:max 12 ;
    kg:min 12 ;
    kg:originality kg:Original ;
    kg:outcome kg:Killed ;
    kg:population kg:Civilians ;
    kg:qualifier kg:Exactly ;
    kg:reportedIn report:daily-news-0208 ;
    kg:speaker source:daily-news ;
    kg:value 12 ;
.
"""
REST = """
event:market-attack
    a kg:Event ;
    rdfs:label "Attaque du marché"@fr , "Market attack"@en ;
.

report:daily-news-0208
    a kg:Report ;
    rdfs:label "Daily News, 8 February"@en ;
    kg:access kg:CitedOnly ;
.

source:daily-news
    a kg:Source ;
    rdfs:label "Daily News"@en ;
    kg:kind kg:Media ;
.
"""
SOUND = PREFIXES + CLAIM + REST


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def where(finding: Finding) -> Position:
    assert finding.where is not None
    return finding.where


def told(report: Report) -> list[tuple[str, int]]:
    """Give rule and line of each finding."""
    return [(finding.rule, where(finding).line) for finding in report.findings]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """What is found in the faulty file of each rule, checked in one run: names are made its own beforehand."""
    folder = tmp_path_factory.mktemp("invalid")
    for name in sorted(set(RULES) - ALONE):
        lines = (FIXTURES / name / "invalid.ttl").read_text(encoding="utf-8").split("\n")
        own = [line if line.startswith(("#", "PREFIX")) else _OWN_NAME.sub(rf"\1:{name}--", line) for line in lines]
        write(folder / f"{name}.ttl", "\n".join(own))
    by_rule = defaultdict(list)
    for finding in validate([folder]).findings:
        by_rule[Path(str(where(finding).path)).stem].append(finding)
    return by_rule


def check(name: str, findings: list[Finding], path: Path) -> None:
    """Hold the findings in a file against the rule it was written to break."""
    assert {finding.rule for finding in findings} == {name}
    lines = path.read_text(encoding="utf-8").split("\n")
    for finding in findings:
        place = where(finding)
        assert place.path == path
        line = lines[place.line - 1]
        assert place.text == line
        rest = line[place.column - 1 :]
        assert rest
        assert rest[0] not in " \t,;."
        # The value where there is one on record, else the property, else the subject.
        offered = [finding.value, finding.predicate, finding.subject]
        offered += ["a "] if finding.predicate == "rdf:type" else []
        assert any(part and part in line for part in offered), (finding, line)
        assert finding.message.endswith(".")
        assert finding.severity in ("violation", "warning", "info")
        assert finding.subject


@pytest.mark.parametrize("name", sorted(set(RULES) - ALONE))
def test_a_fault_is_found_at_its_place(found: dict[str, list[Finding]], name: str) -> None:
    assert found[name]
    check(name, found[name], Path(str(where(found[name][0]).path)))


@pytest.mark.parametrize("name", sorted(ALONE | set(RULES[::44])))
def test_a_fault_is_found_in_the_file_as_it_is(name: str) -> None:
    path = FIXTURES / name / "invalid.ttl"
    report = validate([path])
    assert report.findings
    check(name, report.findings, path)
    assert report.files == [path]
    assert report.unreadable == []
    assert report.rules == len(RULES)
    assert not report.conforms(fail_on="info")


def test_a_folder_is_checked_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "claims.ttl", PREFIXES + CLAIM)
    write(tmp_path / "rest.ttl", PREFIXES + REST)
    write(tmp_path / ".hidden.ttl", "no Turtle")
    report = validate([tmp_path])
    assert report.findings == []
    assert report.files == [tmp_path / "claims.ttl", tmp_path / "rest.ttl"]
    assert report.triples == 22
    assert report.conforms(fail_on="info")


def test_own_data_has_nothing_to_find() -> None:
    """The one slow test of these: the whole graph against all rules."""
    report = validate()
    assert report.findings == []
    assert report.unreadable == []
    assert set(report.files) == {*paths.vocabulary(), *paths.GRAPH.rglob("*.ttl")}
    assert report.triples > 10_000
    assert report.rules == len(RULES)


def test_examples_have_nothing_to_find() -> None:
    assert validate([ONTOLOGY / "examples"]).findings == []


ILL_TYPED = ['"many"^^xsd:integer', '"2025-02-30"^^xsd:date', '"twelve"']


@pytest.mark.parametrize("value", ILL_TYPED)
def test_values_without_an_order_are_findings_and_no_crash(tmp_path: Path, value: str) -> None:
    path = write(tmp_path / "a.ttl", SOUND.replace("kg:min 12", f"kg:min {value}"))
    report = validate([path])
    line = SOUND.split("\n").index("    kg:min 12 ;") + 1
    assert ("min-number", line) in told(report)
    assert {at for rule, at in told(report) if rule != "bounds-ordered"} == {line}


def test_the_order_of_other_values_is_checked_beside_one_without(tmp_path: Path) -> None:
    other = CLAIM.replace("civilians-killed", "civilians-killed-2").replace("kg:max 12", "kg:max 11")
    text = PREFIXES + CLAIM.replace("kg:min 12", 'kg:min "many"^^xsd:integer') + REST + "\n" + other
    rules = [rule for rule, _ in told(validate([write(tmp_path / "a.ttl", text)]))]
    assert "min-number" in rules
    assert "bounds-ordered" in rules


def test_broken_files_are_told_at_once_and_the_others_checked(tmp_path: Path) -> None:
    first = write(tmp_path / "a.ttl", PREFIXES + "claim:a kg:about\n")
    second = write(tmp_path / "b.ttl", SOUND.replace("kg:speaker source:daily-news ;\n    kg:value", "kg:value"))
    third = write(tmp_path / "c.ttl", "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\n\nkg:a kg:b nix:c .\n")
    fourth = tmp_path / "d.ttl"
    fourth.write_bytes(b"\xff\xfe")
    report = validate([tmp_path])
    assert report.unreadable == [first, third, fourth]
    assert report.files == [first, second, third, fourth]
    by_file = {where(f).path: f for f in report.findings}
    assert [f.rule for f in report.findings] == ["turtle", "claim-speaker", "turtle", "turtle"]
    assert [by_file[path].severity for path in (first, third, fourth)] == ["violation"] * 3
    assert by_file[third].where is not None
    assert (by_file[third].where.line, by_file[third].subject) == (3, "")
    assert "nix" in by_file[third].message
    assert "3 files unreadable" in render(report)


def test_what_stands_in_a_broken_file_is_unknown_to_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.ttl", PREFIXES + CLAIM)
    write(tmp_path / "b.ttl", PREFIXES + REST + "source:x")
    assert {rule for rule, _ in told(validate([tmp_path]))} >= {"turtle", "about-known"}


def test_context_is_known_and_not_reported_on(tmp_path: Path) -> None:
    checked = write(tmp_path / "claims.ttl", PREFIXES + CLAIM)
    around = write(tmp_path / "rest.ttl", PREFIXES + REST.replace("    kg:access kg:CitedOnly ;\n", ""))
    assert {rule for rule, _ in told(validate([checked]))} == {
        "about-known",
        "reported-in-known",
        "speaker-known",
    }
    report = validate([checked], context=[around])
    assert report.findings == []
    assert report.files == [checked]
    assert report.triples == 13
    assert [where(f).path for f in validate([checked, around]).findings] == [around]


def test_context_that_is_checked_too_is_reported_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ttl", SOUND.replace("kg:max 12", "kg:max 11"))
    assert validate([path], context=[tmp_path]).findings


@pytest.mark.parametrize("argument", ["given", "context", "shapes"])
def test_a_path_that_is_not_there_is_refused(tmp_path: Path, argument: str) -> None:
    path = write(tmp_path / "a.ttl", SOUND)
    arguments = {"given": [path], argument: [tmp_path / "nowhere.ttl"]}
    with pytest.raises(DataError, match=r"there is no file or folder .*nowhere\.ttl"):
        validate(**arguments)


@pytest.mark.parametrize("argument", ["context", "shapes"])
def test_broken_context_and_shapes_are_refused(tmp_path: Path, argument: str) -> None:
    path, broken = write(tmp_path / "a.ttl", SOUND), write(tmp_path / "b.ttl", "nothing")
    with pytest.raises(DataError, match=r"b\.ttl:1"):
        validate([path], **{argument: [broken]})


def test_shapes_of_ones_own_take_the_place_of_the_project_s(tmp_path: Path) -> None:
    shape = """PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rule: <https://w3id.org/kobe-kg/rules#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
rule:few a sh:PropertyShape ; sh:targetSubjectsOf kg:value ; sh:path kg:value ; sh:maxInclusive 9 ;
    sh:severity sh:Warning ; sh:message "Trop."@fr , "Many."@en .
"""
    path = write(tmp_path / "a.ttl", SOUND.replace("kg:max 12", "kg:max 11"))
    report = validate([path], shapes=[write(tmp_path / "shapes.ttl", shape)])
    (finding,) = report.findings
    line = SOUND.split("\n").index("    kg:value 12 ;") + 1
    assert finding._replace(result=None) == Finding(
        "few", "warning", "Many.", "claim:daily-news-civilians-killed", "kg:value", "12", finding.where
    )
    assert (where(finding).line, where(finding).column) == (line, 14)
    assert report.rules == 1
    assert [report.conforms(fail_on=level) for level in ("violation", "warning", "info")] == [True, False, False]
    assert [report.count(level) for level in ("violation", "warning", "info")] == [0, 1, 0]


@pytest.mark.parametrize(
    ("severity", "conforms"),
    [
        ("violation", [False, False, False]),
        ("warning", [True, False, False]),
        ("info", [True, True, False]),
        (None, [True, True, True]),
    ],
)
def test_what_fails_is_what_was_asked_for_or_graver(severity: str | None, conforms: list[bool]) -> None:
    findings = [Finding("r", severity, "m", "s", "p", "v", None)] if severity else []
    report = Report(findings, [], [], 0, 0)
    assert [report.conforms(fail_on=level) for level in ("violation", "warning", "info")] == conforms


def test_text_has_the_line_a_caret_the_message_and_a_summary(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ttl", SOUND.replace("kg:max 12", "kg:max 11"))
    report = validate([path])
    (finding,) = report.findings
    number = SOUND.split("\n").index("    kg:min 12 ;") + 1
    shown = render(report, columns=60)
    head, *rest = shown.split("\n")
    assert head == f"{path}:{number}:{where(finding).column}: violation [{finding.rule}] {finding.subject}"
    assert rest[0].startswith(f"  {number} | ")
    caret = rest[1].index("^") - rest[1].index("|") - 2
    assert caret == where(finding).column - 1
    assert rest[0].partition(" | ")[2][caret:].startswith(("kg:min", "kg:max", "11", "12"))
    message = rest[2 : rest.index("")]
    assert " ".join(line.strip() for line in message) == finding.message
    assert max(map(len, message)) <= 60
    assert shown.endswith(f"\n1 violation: 22 triples in 1 file, {len(RULES)} rules.\n")


def test_text_of_nothing_found(tmp_path: Path) -> None:
    report = validate([write(tmp_path / "a.ttl", SOUND)])
    assert render(report) == f"Nothing found: 22 triples in 1 file, {len(RULES)} rules.\n"


def test_text_is_coloured_only_when_asked(tmp_path: Path) -> None:
    report = Report([Finding("r", "warning", "M.", "s", "", "", None)], [], [], 1234, 1)
    assert render(report) == "<data>: warning [r] s\n  M.\n\n1 warning: 1,234 triples in 0 files, 1 rule.\n"
    assert render(report, coloured=True).startswith("<data>: \x1b[33mwarning\x1b[0m [r] s\n")


def test_a_terminal_is_safe_from_what_a_file_holds(tmp_path: Path) -> None:
    text = SOUND.replace("kg:value 12 ;", 'kg:value 12 ; kg:min "\x1b[2J\u202e" ;').replace("    kg:min 12 ;\n", "")
    shown = render(validate([write(tmp_path / "a.ttl", text)]))
    assert "[min-number]" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_files_with_windows_line_ends_are_located_right(tmp_path: Path) -> None:
    text = SOUND.replace("kg:max 12", "kg:max 11")
    unix = validate([write(tmp_path / "unix.ttl", text)])
    windows = validate([write(tmp_path / "windows.ttl", text.replace("\n", "\r\n"))])
    assert told(windows) == told(unix)
    assert [where(f).column for f in windows.findings] == [where(f).column for f in unix.findings]
    assert [where(f).text for f in windows.findings] == [where(f).text for f in unix.findings]
    assert "\r" not in render(windows)


def test_a_fault_after_wide_characters_is_located_in_code_points(tmp_path: Path) -> None:
    text = SOUND.replace("    kg:max 12 ;\n", "").replace("twelve civilians", "😀é日本 civilians")
    text = text.replace('killed"@en ;', 'killed"@en ; kg:max 11 ;')
    (finding,) = validate([write(tmp_path / "a.ttl", text)]).findings
    line = text.split("\n")[where(finding).line - 1]
    assert line[where(finding).column - 1 :].startswith(("kg:max", "11", "kg:min", "12"))


def test_one_fault_in_two_files_is_told_once(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / f"{name}.ttl", SOUND.replace("kg:max 12", "kg:max 11"))
    report = validate([tmp_path])
    assert len(report.findings) == 1
    assert report.triples == 44


def test_findings_come_by_file_and_line(tmp_path: Path) -> None:
    text = (
        SOUND.replace("kg:max 12", "kg:max 11").replace("    kg:kind kg:Media ;\n", "").replace('8 February"@en', '8"')
    )
    for name in "ba":
        write(tmp_path / f"{name}.ttl", _OWN_NAME.sub(rf"\1:{name}-", text[len(PREFIXES) :]).join([PREFIXES, ""]))
    places = [(str(where(f).path), where(f).line) for f in validate([tmp_path]).findings]
    assert len(places) >= 6
    assert places == sorted(places)


NESTED = """PREFIX : <https://example.org/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>

:twice oa:hasSelector
    [ a oa:TextPositionSelector ; oa:start 5 ; oa:end 9 ] ,
    [ a oa:TextPositionSelector ; oa:start 9 ;
      oa:end 5 ] .

:deep :p [ :q [ :q ( 1 "two" 3 ) ] ] .

:long :p \"\"\"a text
of lines\"\"\" , 7 .

_:named :p 7 .
"""
NUMBERS = """PREFIX : <https://example.org/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
:order a sh:NodeShape ; sh:targetSubjectsOf oa:start ; sh:property [ sh:path oa:start ; sh:lessThan oa:end ] .
:items a sh:NodeShape ; sh:targetSubjectsOf rdf:first ; sh:property [ sh:path rdf:first ; sh:nodeKind sh:Literal ;
    sh:maxInclusive 9 ] .
:texts a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:pattern "^[^x\\n]*$" ; sh:maxLength 6 ] .
:sevens a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:not [ sh:hasValue 7 ] ] .
"""


@pytest.mark.parametrize("engine", ["oxigraph", "pyshacl"])
def test_values_in_blank_nodes_lists_and_long_texts_are_placed_exactly(tmp_path: Path, engine: str) -> None:
    path, shapes = write(tmp_path / "a.ttl", NESTED), write(tmp_path / "shapes.ttl", NUMBERS)
    report = validate([path], shapes=[shapes], engine=engine)
    places = {(f.rule.rpartition("/")[2], where(f).line, where(f).column) for f in report.findings}
    lines = NESTED.split("\n")

    def at(rule: str, sought: str, text: str) -> tuple[str, int, int]:
        (line,) = (i for i, one in enumerate(lines, 1) if sought in one)
        return rule, line, lines[line - 1].index(text) + 1

    assert places == {
        at("order", "oa:start 9", "9"),
        at("items", '"two"', '"two"'),
        at("texts", ":long", '"""'),
        at("texts", ":deep", "[ :q [ :q"),
        at("sevens", "of lines", "7"),
        at("sevens", "_:named", "7"),
    }
