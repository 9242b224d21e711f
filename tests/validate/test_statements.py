"""Statements checked in memory give the findings that their file gives, time after time."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.validate import statements, validate
from kobe_kg.validate.statements import Checker

CLAIM = "https://w3id.org/kobe-kg/id/claim/a"
#: A claim that says next to nothing, and a term of the vocabulary that is no concern of its author.
WRONG = (
    f"<{CLAIM}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/kobe-kg/ns#QuantityClaim> .\n"
    f'<{CLAIM}> <https://w3id.org/kobe-kg/ns#value> "034"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    f'<{CLAIM}> <https://w3id.org/kobe-kg/ns#min> "many"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
).encode()


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    """The project's rules, written and read again."""
    folder = tmp_path_factory.mktemp("rules")
    statements.write(folder / "shapes.nt", folder / "context.nt")
    return Checker.read(folder / "shapes.nt", folder / "context.nt")


def test_they_are_found_wrong_as_in_a_file(checker: Checker, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_bytes(WRONG)
    expected = validate([tmp_path / "a.nt"]).findings
    found = list(checker.check(WRONG))
    assert len(found) > 5
    assert sorted(f._replace(result=None) for f in found) == sorted(
        f._replace(result=None, where=None, related=()) for f in expected
    )


def test_several_texts_are_one_and_nothing_is_left_of_the_last(checker: Checker) -> None:
    first, *rest = WRONG.splitlines(keepends=True)
    whole = sorted(finding.rule for finding in checker.check(WRONG))
    assert sorted(finding.rule for finding in checker.check(first, b"".join(rest))) == whole
    assert list(checker.check(b"")) == []


def test_quads_count_as_triples(checker: Checker) -> None:
    quads = WRONG.replace(b" .\n", b" <https://example.org/graph> .\n")
    assert [f.rule for f in checker.check(quads)] == [f.rule for f in checker.check(WRONG)]


def test_rules_that_change_have_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = statements.digest()
    assert statements.digest() == before
    (tmp_path / "ontology" / "shapes").mkdir(parents=True)
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "a.ttl").write_text("")
    (tmp_path / "ontology" / "shapes" / "own.ttl").write_text("# a rule\n")
    monkeypatch.chdir(tmp_path)
    assert statements.digest() != before
