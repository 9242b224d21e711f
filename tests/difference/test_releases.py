"""From one release of a data set to the next: what is revised, withdrawn, and only said again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kobe_kg.difference import Diff, diff
from kobe_kg.difference.render import render, summary

HEAD = """\
PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX report: <https://w3id.org/kobe-kg/id/report/>
"""
MANY = range(100, 130)


def said(number: int, more: str = "") -> str:
    return f"claim:c{number} a kg:QuantityClaim ; kg:value {number} ; kg:reportedIn report:one {more} .\n"


@pytest.fixture
def found(tmp_path: Path) -> Diff:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(HEAD + said(10) + said(11) + "".join(map(said, MANY)))
    again = "".join(said(number, ", report:two") for number in MANY)
    other = "claim:d12 a kg:QuantityClaim ; kg:value 12 ; kg:reportedIn report:two ; kg:supersedes claim:c10 .\n"
    new.write_text(HEAD + said(10) + said(11, "; kg:withdrawnIn report:two") + again + other)
    return diff(old, new, estimates=False)


def test_what_is_only_said_again_is_counted(found: Diff) -> None:
    assert [change.name for change in found.changes] == ["claim:d12", "claim:c11"]
    assert found.again == {"https://w3id.org/kobe-kg/id/report/two": 30}
    assert "30 claims are said again in report:two" in render(found, "text")
    assert "30 claims are said again in report:two" in render(found, "md")
    assert json.loads(render(found, "json"))["again"] == found.again


def test_a_few_that_are_said_again_are_told_one_by_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(HEAD + said(10))
    new.write_text(HEAD + said(10, ", report:two"))
    found = diff(old, new, estimates=False)
    assert [change.name for change in found.changes] == ["claim:c10"]
    assert not found.again


def test_a_revised_figure_stands_beside_what_it_was(found: Diff) -> None:
    (value,) = [d for d in found.changes[0].details if d.property == "kg:value"]
    assert value.was is not None
    assert value.became is not None
    assert (value.was.text, value.became.text) == ("10", "12")
    assert "supersedes claim:c10; value 10 → 12" in " ".join(render(found, "text").split())


def test_a_claim_is_told_as_withdrawn(found: Diff) -> None:
    assert "- withdrawn  claim:c11" in render(found, "text")
    assert summary(found) == "1 claim added, 1 changed, 1 superseded, 1 marked as withdrawn, 30 said again"
