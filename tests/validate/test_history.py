"""What a change can have caused is told, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError, UnknownNameError
from kobe_kg.validate import Report, validate
from tests.repositories import Repo
from tests.validate.test_validate import CLAIM, PREFIXES, REST

CLAIMS = PREFIXES + CLAIM
OTHER = CLAIM.replace("claim:daily-news-civilians-killed", "claim:daily-news-other").replace(
    "    kg:hedge kg:Stated ;\n", ""
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with a sound claim, one with a fault, and what they refer to."""
    repo = Repo(tmp_path / "project")
    repo.write(claims=CLAIMS, other=PREFIXES + OTHER, rest=PREFIXES + REST)
    repo.commit()
    return repo


def since(repo: Repo, revision: str = "HEAD") -> Report:
    return validate([repo.folder], since=revision)


def told(report: Report) -> set[tuple[str, str]]:
    return {(f.rule, f.subject) for f in report.findings}


def test_where_nothing_has_changed_nothing_is_told(repo: Repo) -> None:
    assert told(validate([repo.folder])) != set()
    assert told(since(repo)) == set()


def test_where_nothing_is_said_anew_nothing_is_read(repo: Repo) -> None:
    assert since(repo).triples == 0
    repo.write(other="# another comment\n" + PREFIXES + OTHER)
    assert (since(repo).triples, since(repo).notes) == (0, ("nothing has changed since HEAD",))
    repo.write(loose=PREFIXES + "[] a kg:QuantityClaim .")
    assert {f.subject for f in since(repo).findings} == {"[]"}


def test_a_fault_in_what_has_changed_is_told_and_an_older_one_is_not(repo: Repo) -> None:
    repo.write(claims=CLAIMS.replace("kg:max 12", "kg:max 11"))
    found = since(repo)
    assert told(found) == {("bounds-ordered", "claim:daily-news-civilians-killed")} | {
        (f.rule, f.subject) for f in found.findings if f.subject == "claim:daily-news-civilians-killed"
    }
    assert "older" in found.notes[-1]


def test_an_older_fault_of_what_has_changed_is_told(repo: Repo) -> None:
    repo.write(other=(PREFIXES + OTHER).replace("twelve civilians", "a dozen civilians"))
    assert {subject for _, subject in told(since(repo))} == {"claim:daily-news-other"}


def test_what_a_change_breaks_elsewhere_is_told(repo: Repo) -> None:
    repo.write(rest=(PREFIXES + REST).replace("source:daily-news\n", "source:daily-noise\n"))
    assert ("speaker-known", "claim:daily-news-civilians-killed") in told(since(repo))


def test_what_a_deleted_file_leaves_dangling_is_told(repo: Repo) -> None:
    (repo.folder / "rest.ttl").unlink()
    assert ("about-known", "claim:daily-news-civilians-killed") in told(since(repo))


def test_a_new_file_that_is_not_committed_counts(repo: Repo) -> None:
    repo.write(third=PREFIXES + OTHER.replace("daily-news-other", "daily-news-third"))
    assert {subject for _, subject in told(since(repo))} == {"claim:daily-news-third"}


def test_a_file_that_cannot_be_read_is_told(repo: Repo) -> None:
    repo.write(claims=CLAIMS + "nonsense")
    found = since(repo)
    assert [f.rule for f in found.findings if f.where and f.where.path == repo.folder / "claims.ttl"] == ["turtle"]


def test_order_and_labels_of_blank_nodes_are_no_change(repo: Repo) -> None:
    passage = "passage:p oa:hasSelector [ oa:start 5 ; oa:end 3 ] .\n"
    prefixes = PREFIXES + "PREFIX oa: <http://www.w3.org/ns/oa#>\nPREFIX passage: <https://example.org/>\n"
    repo.write(passages=prefixes + passage)
    repo.commit()
    repo.write(passages=prefixes + "_:x oa:end 3 ; oa:start 5 . passage:p oa:hasSelector _:x .\n")
    assert told(since(repo)) == set()


def test_all_is_told_when_the_rules_have_changed(repo: Repo, tmp_path: Path) -> None:
    shape = (
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#> PREFIX sh: <http://www.w3.org/ns/shacl#> "
        "<https://example.org/s> a sh:NodeShape ; sh:targetClass kg:QuantityClaim ; "
        "sh:property [ sh:path kg:hedge ; sh:minCount 1 ] ."
    )
    rules = repo.folder / "rules"
    repo.write(rules__mine=shape)
    repo.commit()
    checked = [repo.folder / "claims.ttl", repo.folder / "other.ttl"]
    assert told(validate(checked, shapes=[rules], since="HEAD")) == set()
    repo.write(rules__mine=shape + "\n# changed\n")
    assert {f.subject for f in validate(checked, shapes=[rules], since="HEAD").findings} == {"claim:daily-news-other"}


def test_an_unknown_revision_is_refused(repo: Repo) -> None:
    with pytest.raises(UnknownNameError):
        since(repo, "no-such-branch")


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(CLAIMS)
    with pytest.raises(DataError):
        validate([tmp_path], since="HEAD")
