"""Findings known from a baseline: they are known again wherever they move, and missed when they are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError, Position
from kobe_kg.validate import Finding, Report, render, validate
from kobe_kg.validate.baseline import fingerprint, read, since
from kobe_kg.validate.report import Related
from tests.validate.test_validate import SOUND

WRONG = SOUND.replace("kg:max 12", "kg:max 11").replace('8 February"@en', '8 February"')


def finding(subject: str = "claim:a", line: int = 1, path: str = "a.ttl", rule: str = "max-number") -> Finding:
    return Finding(rule, "violation", "M.", subject, "kg:max", "1.0", Position(line, 1, path=Path(path)))


def report(*findings: Finding, files: tuple[str, ...] = ("a.ttl",)) -> Report:
    return Report(list(findings), [Path(name) for name in files], [], 0, 1)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    found = finding()._replace(related=(Related("claim:b", Position(2, 1, path=Path("b.ttl"))), Related("c", None)))
    path = tmp_path / "baseline.json"
    path.write_text(render(report(found, finding()._replace(where=None)), "json"), encoding="utf-8")
    first, second = read(path)
    assert first[:6] == found[:6]
    assert str(first.where) == "a.ttl:1:1"
    assert [(other.subject, str(other.where)) for other in first.related] == [("claim:b", "b.ttl:2:1"), ("c", "None")]
    assert second.where is None
    assert [fingerprint(f) for f in (first, second)] == [fingerprint(found), fingerprint(finding())]


def test_a_finding_is_known_again_when_lines_move_and_missed_when_it_is_gone(tmp_path: Path) -> None:
    path, kept = tmp_path / "a.ttl", tmp_path / "baseline.json"
    path.write_text(WRONG, encoding="utf-8")
    before = validate([path])
    assert sorted(f.rule for f in before.findings) == ["bounds-ordered", "label-tagged"]
    kept.write_text(render(before, "json"), encoding="utf-8")
    same = since(validate([path]), read(kept))
    assert (same.findings, same.known, same.gone) == ([], 2, ())
    assert same.conforms(fail_on="info")
    mended = WRONG.replace("kg:max 11", "kg:max 12").replace("    kg:kind kg:Media ;\n", "")
    path.write_text("# A line more.\n" + mended, encoding="utf-8")
    after = since(validate([path]), read(kept))
    assert [f.rule for f in after.findings] == ["source-kind"]
    assert after.known == 1
    assert [f.rule for f in after.gone] == ["bounds-ordered"]


def test_a_second_one_alike_is_new() -> None:
    after = since(report(finding(line=5), finding(line=9)), [finding()])
    assert [f.where.line for f in after.findings if f.where] == [9]
    assert after.known == 1
    after = since(report(finding()), [finding(line=4), finding(line=8)])
    assert (after.findings, len(after.gone)) == ([], 1)


def test_other_rules_resources_properties_and_values_are_new() -> None:
    others = [
        finding("claim:b"),
        finding(rule="min-number"),
        finding()._replace(predicate="kg:min"),
        finding()._replace(value="2.0"),
        finding()._replace(related=(Related("claim:b", None),)),
    ]
    assert since(report(*others), [finding()]).findings == others
    same = [finding()._replace(message="Reworded."), finding(path="b.ttl"), finding()._replace(severity="info")]
    assert since(report(*same), [finding()] * 3).findings == []


def test_blank_nodes_are_known_by_their_file() -> None:
    assert fingerprint(finding("_:a")) == fingerprint(finding("_:b")) != fingerprint(finding("_:a", path="b.ttl"))
    assert fingerprint(finding()._replace(value="_:a")) == fingerprint(finding()._replace(value="_:b"))


def test_only_what_was_looked_at_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "abu":
        (tmp_path / f"{name}.ttl").write_text("", encoding="utf-8")
    before = [finding("claim:a"), finding("claim:b", path="b.ttl"), finding("claim:d", path="deleted.ttl")]
    before.append(finding("claim:u", path="u.ttl"))
    checked = report(files=("a.ttl", "u.ttl"))._replace(unreadable=[Path("u.ttl")])
    assert [f.subject for f in since(checked, before).gone] == ["claim:a", "claim:d"]
    assert [f.subject for f in since(checked, before, counts=lambda rule: rule != "max-number").gone] == []


def test_a_file_that_is_not_turtle_is_told_each_time() -> None:
    syntax = Finding("turtle", "violation", "M.", "", "", "", Position(1, 1, path=Path("a.ttl")))
    after = since(report(syntax), [syntax])
    assert (after.findings, after.known, after.gone) == ([syntax], 0, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", r"baseline\.json:1:2: this is not JSON"),
        ("[" * 100_000, "nests too deep"),
        ("[]", "no report of findings"),
        ("{}", "no report of findings"),
        ('{"version": 2}', "version 2, and only 1 is known"),
        ('{"version": 1, "findings": [{}]}', "no report of findings"),
        ('{"version": 1, "findings": 3}', "no report of findings"),
        ('{"version": 1, "findings": [{"rule": 1}]}', "no report of findings"),
        ('{"version": "2.1.0", "runs": []}', "no report of findings|only 1 is known"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told) as caught:
        read(path)
    assert caught.value.hint == "a baseline is written by kobe validate -f json -o FILE"


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file"):
        read(tmp_path / "none.json")
