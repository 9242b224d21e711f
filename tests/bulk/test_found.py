"""What is found in parts is what is found in the whole, and stands on the line that is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kobe_kg.bulk import ingest, pool
from kobe_kg.validate import validate
from tests.bulk.conftest import contents
from tests.bulk.test_run import here, stream

#: Rules that rows break alone, that only what parts share breaks, that the release breaks, and one of several claims.
RULES = """PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

<https://example.org/few> a sh:NodeShape ;
    sh:targetClass kg:QuantityClaim ;
    sh:property [ sh:path kg:value ; sh:maxInclusive 8 ; sh:severity sh:Warning ; sh:message "Too many."@en ] .

<https://example.org/noted> a sh:NodeShape ;
    sh:targetClass kg:Party, kg:Place, kg:Report, kg:Source ;
    sh:property [ sh:path skos:notation ; sh:minCount 1 ; sh:message "It needs a notation."@en ] .

<https://example.org/renamed> a sh:NodeShape ;
    sh:targetClass kg:Party ;
    sh:property [ sh:path rdfs:label ; sh:pattern "(East|West|Northland)" ; sh:message "Where is it?"@en ] .

<https://example.org/pair> a sh:NodeShape ;
    sh:severity sh:Info ;
    sh:targetClass kg:QuantityClaim ;
    sh:sparql [
        sh:message "Another claim says more."@en ;
        sh:select \"\"\"PREFIX kg: <https://w3id.org/kobe-kg/ns#> SELECT DISTINCT $this {
            $this kg:about ?about ; kg:population kg:People ; kg:value ?value .
            ?other kg:about ?about ; kg:population kg:People ; kg:value ?more . FILTER(?more > ?value) }\"\"\" ;
    ] .
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with rules of its own, as the current folder."""
    shapes = tmp_path / "ontology" / "shapes"
    shapes.mkdir(parents=True)
    (shapes / "own.ttl").write_text(RULES)
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "empty.ttl").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_parts_find_what_the_whole_finds(source: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "run", here)
    stream(source, project / "one")
    whole = validate([project / "one" / "river-v24.1.nt"])
    report = ingest("ucdp-ged", source, project / "many", parts=5, validate=True)
    with (project / "many" / "river-v24.1.findings.csv").open(newline="") as lines:
        found = list(csv.DictReader(lines))
    told = [(f["severity"], f["rule"], f["subject"], f["property"], f["value"], f["message"]) for f in found]
    expected = [(f.severity, f.rule, f.subject, f.predicate, f.value, f.message) for f in whole.findings]
    assert sorted(told) == sorted(expected)
    assert len({rule for _, rule, *_ in told}) == 4
    assert report.severities == {severity: whole.count(severity) for severity in ("info", "violation", "warning")}
    assert sum(report.rules.values()) == len(found)
    assert not report.is_clean


def test_a_finding_tells_its_line(source: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "run", here)
    ingest("ucdp-ged", source, project / "many", parts=3, validate=True)
    texts = {name: text.decode().splitlines() for name, text in contents(project / "many").items()}
    with (project / "many" / "river-v24.1.findings.csv").open(newline="") as lines:
        found = list(csv.DictReader(lines))
    for finding in found:
        line = texts[finding["file"]][int(finding["line"]) - 1]
        assert f"/id/{finding['subject'].replace(':', '/')}>" in line.partition(" ")[0]
        if finding["rule"] == "https://example.org/few":
            assert f'#value> "{finding["value"]}"' in line


def test_a_reading_that_is_not_checked_leaves_no_findings(
    source: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "run", here)
    ingest("ucdp-ged", source, project / "many", parts=3, validate=True)
    report = ingest("ucdp-ged", source, project / "many", parts=3)
    assert not (project / "many" / "river-v24.1.findings.csv").exists()
    assert "river-v24.1.findings.csv" not in report.files
