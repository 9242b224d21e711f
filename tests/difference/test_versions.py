"""A name means a file, a folder or a revision, and what it does not mean is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.difference.versions import versions
from kobe_kg.errors import DataError, KobeError, ParameterError, UnknownNameError
from tests.repositories import Repo

TEXT = "<urn:{0}> <urn:p> 1 .\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A project of one's own: an ontology, a graph, two commits and a branch."""
    found = Repo(tmp_path / "repo")
    found.write(ontology__terms="", ontology__examples__a=TEXT.format("example"), graph__a=TEXT.format("one"))
    found.commit()
    found.git("branch", "old")
    found.write(graph__a=TEXT.format("two"), ontology__shapes__a=TEXT.format("shape"))
    found.commit()
    found.write(graph__b__c=TEXT.format("three"))
    monkeypatch.chdir(found.folder)
    return found


def test_one_revision_is_compared_with_the_working_tree(repo: Repo) -> None:
    for old, new in (versions(None, None), versions("HEAD", None)):
        assert set(old.texts) == {"HEAD:graph/a.ttl", "HEAD:ontology/shapes/a.ttl", "HEAD:ontology/terms.ttl"}
        assert set(new.texts) == {"graph/a.ttl", "graph/b/c.ttl", "ontology/shapes/a.ttl", "ontology/terms.ttl"}
        assert old.commit == repo.git("rev-parse", "HEAD")
        assert (old.name, new.name, new.commit) == ("HEAD", "working tree", None)


@pytest.mark.parametrize("given", [("old", "main"), ("old..main", None), ("old..", None)])
def test_two_revisions(repo: Repo, given: tuple[str, str | None]) -> None:
    old, new = versions(*given)
    assert old.texts["old:graph/a.ttl"] == TEXT.format("one")
    assert new.texts[f"{new.name}:graph/a.ttl"] == TEXT.format("two")


def test_three_dots_compare_with_where_the_two_parted(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "side", "old")
    repo.write(graph__side=TEXT.format("side"))
    repo.commit()
    old, new = versions("main...side", None)
    assert old.commit == repo.git("rev-parse", "old")
    assert {*new.texts.values()} - {*old.texts.values()} == {TEXT.format("side"), TEXT.format("three")}


def test_a_path_of_a_revision(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.folder / "graph")
    for name in ("old:graph", "old:./", "old:graph/a.ttl", "old:./a.ttl"):
        old, new = versions(name, None)
        assert list(old.texts.values()) == [TEXT.format("one")]
        assert new.texts["a.ttl"] == TEXT.format("two")
    old, new = versions("old:graph/a.ttl", "a.ttl")
    assert (list(old.texts), list(new.texts)) == (["old:a.ttl"], ["a.ttl"])


def test_graph_names_what_a_revision_is_about(repo: Repo) -> None:
    old, new = versions("old", None, [Path("ontology")])
    assert set(old.texts) == {"old:ontology/examples/a.ttl", "old:ontology/terms.ttl"}
    assert "ontology/examples/a.ttl" in new.texts


def test_a_folder_is_meant_before_a_revision_of_its_name(repo: Repo) -> None:
    repo.write(old__x=TEXT.format("x"))
    old = versions("old", "graph/a.ttl")[0]
    assert (list(old.texts), old.commit) == (["old/x.ttl"], None)
    assert versions("refs/heads/old", "main")[0].commit == repo.git("rev-parse", "refs/heads/old")
    with pytest.raises(ParameterError, match="compared with nothing"):
        versions("old", None)


def test_the_repository_is_that_of_the_graph_and_not_of_the_folder(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    old, _ = versions("old", None, [repo.folder / "graph"])
    assert list(old.texts) == ["old:repo/graph/a.ttl"]


@pytest.mark.parametrize("name", ["-x", "--upload-pack=touch x", "$(id)", "mian", "graph/nothing.ttl", "x" * 5000])
def test_an_unknown_name_is_told(repo: Repo, name: str) -> None:
    for given in ((name, None), ("HEAD", name)):
        with pytest.raises(UnknownNameError, match="there is no file, folder or revision"):
            versions(*given)


@pytest.mark.parametrize("name", ["", "\0", "HEAD\0", "a\nb"])
def test_what_can_be_no_name_is_told(repo: Repo, name: str) -> None:
    for given in ((name, None), ("HEAD", name)):
        with pytest.raises(ParameterError, match="no name of a revision"):
            versions(*given)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((f"old:{path}", DataError) for path in ("nothing", "../..", "/etc", "\0", "-x")),
        *((name, UnknownNameError) for name in ("nil:graph", "nil..old", ":graph")),
    ],
)
def test_a_path_that_was_not_there_is_told(repo: Repo, name: str, kind: type[KobeError]) -> None:
    with pytest.raises(kind):
        versions(name, None)


def test_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.ttl").write_text("")
    with pytest.raises(DataError, match=r"there is no file or folder 'y\.ttl'") as caught:
        versions("x.ttl", "y.ttl", [tmp_path])
    assert "is not in a git repository" in str(caught.value)


def test_a_file_that_is_no_text_is_named_with_its_revision(repo: Repo) -> None:
    (repo.folder / "graph" / "a.ttl").write_bytes(b"\xff")
    repo.commit()
    with pytest.raises(DataError, match=r"HEAD:graph/a\.ttl is not UTF-8 text"):
        versions("HEAD", "old")
