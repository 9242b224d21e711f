"""Files of a revision are those git has, whatever a name looks like, and nothing in the working tree is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kobe_kg import revision
from kobe_kg.errors import DataError, ParameterError, UnknownNameError
from kobe_kg.revision import FileChange, Repository, decode
from tests.repositories import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two commits and a working tree that differs from both."""
    found = Repo(tmp_path / "repo")
    found.write(graph__kept="kept", graph__changed="one", graph__gone="gone", elsewhere="x")
    found.commit("first")
    found.git("tag", "v1")
    found.write(graph__changed="two", graph__new="new")
    (found.folder / "graph" / "gone.ttl").unlink()
    found.commit("second")
    found.write(graph__changed="three", graph__untracked="untracked", graph__inner__deep="deep")
    return found


def told(changes: list[FileChange], top: Path) -> dict[str, tuple[bytes | None, bytes | None]]:
    return {c.path.relative_to(top).as_posix(): (c.before, c.after) for c in changes}


def test_changes_since_a_revision_are_those_of_the_working_tree(repo: Repo) -> None:
    graph = repo.folder / "graph"
    found = told(Repository(graph).changes("v1", [graph], ".ttl"), graph)
    assert found == {
        "changed.ttl": (b"one", b"three"),
        "gone.ttl": (b"gone", None),
        "inner/deep.ttl": (None, b"deep"),
        "new.ttl": (None, b"new"),
        "untracked.ttl": (None, b"untracked"),
    }


def test_changes_between_two_revisions(repo: Repo) -> None:
    graph = repo.folder / "graph"
    found = told(Repository(graph).changes("v1", [graph], ".ttl", until="HEAD"), graph)
    assert found == {"changed.ttl": (b"one", b"two"), "gone.ttl": (b"gone", None), "new.ttl": (None, b"new")}


def test_a_file_counts_by_itself_even_when_it_is_gone(repo: Repo) -> None:
    paths = [repo.folder / "graph" / name for name in ("gone.ttl", "kept.ttl")]
    found = Repository(repo.folder).changes("v1", paths, ".ttl")
    assert found == [FileChange(paths[0], b"gone", None)]


def test_paths_are_named_as_they_were_given(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.folder / "graph")
    found = Repository(Path()).changes("HEAD", [Path("."), Path("../elsewhere.ttl")], ".ttl")
    assert [str(c.path) for c in found] == ["changed.ttl", "inner/deep.ttl", "untracked.ttl"]
    repository = Repository(Path())
    assert sorted(map(str, repository.files(repository.commit("HEAD"), [Path("../graph")], ".ttl"))) == [
        "../graph/changed.ttl",
        "../graph/kept.ttl",
        "../graph/new.ttl",
    ]


def test_hidden_files_and_other_suffixes_are_passed_over(repo: Repo) -> None:
    (repo.folder / "graph" / ".hidden.ttl").write_text("hidden")
    (repo.folder / "graph" / "notes.md").write_text("notes")
    repo.commit()
    repository = Repository(repo.folder)
    names = {path.name for path in repository.files(repository.commit("HEAD"), [repo.folder / "graph"], ".ttl")}
    assert names == {"changed.ttl", "deep.ttl", "kept.ttl", "new.ttl", "untracked.ttl"}


def test_links_lead_to_files_of_the_same_revision(repo: Repo) -> None:
    folder = repo.folder / "graph"
    os.symlink("kept.ttl", folder / "link.ttl")
    os.symlink("/etc/passwd", folder / "out.ttl")
    os.symlink("link.ttl", folder / "chain.ttl")
    repo.commit()
    repository = Repository(folder)
    found = repository.texts(repository.files(repository.commit("HEAD"), [folder], ".ttl"))
    assert found[folder / "link.ttl"] == b"kept"
    assert folder / "out.ttl" not in found
    assert folder / "chain.ttl" not in found


def test_unusual_names_and_contents_survive(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    name = "ä b\n-x\t“.ttl"
    (repo.folder / name).write_bytes(b"\xff\x00\n\n")
    (repo.folder / "empty.ttl").write_bytes(b"")
    repo.commit()
    repository = Repository(repo.folder)
    found = repository.texts(repository.files(repository.commit("HEAD"), [repo.folder], ".ttl"))
    assert found == {repo.folder / name: b"\xff\x00\n\n", repo.folder / "empty.ttl": b""}


def test_a_repository_with_long_ids(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo", form="sha256")
    repo.write(a="a", b="b")
    repo.commit()
    repo.write(b="c")
    assert told(Repository(repo.folder).changes("HEAD", [repo.folder], ".ttl"), repo.folder) == {"b.ttl": (b"b", b"c")}


@pytest.mark.parametrize("name", ["HEAD", "main", "v1", "HEAD~1", "HEAD^", "main@{0}", ":/first", "refs/heads/main"])
def test_names_mean_what_git_says(repo: Repo, name: str) -> None:
    assert Repository(repo.folder).commit(name) == repo.git("rev-parse", name)


@pytest.mark.parametrize("name", ["", "\0", "HEAD\0", "HEAD\nHEAD", "HEAD\r", "\ud800"])
def test_what_can_be_no_name_is_refused(repo: Repo, name: str) -> None:
    with pytest.raises(ParameterError, match="no name of a revision"):
        Repository(repo.folder).commit(name)


HOSTILE = """-x|--upload-pack=touch x|--help|--end-of-options|$(touch x)|`touch x`|HEAD; touch x|..|a b|é|HEAD:graph
:/nothing says this|:0:graph/kept.ttl|HEAD~9999999999999999999"""


@pytest.mark.parametrize("name", [*HOSTILE.replace("\n", "|").split("|"), "0" * 40, "a" * 40, "a" * 40 + " commit 5"])
def test_a_hostile_name_is_just_unknown(repo: Repo, name: str) -> None:
    before = sorted(repo.folder.rglob("*"))
    with pytest.raises(UnknownNameError, match="there is no revision"):
        Repository(repo.folder).commit(name)
    assert sorted(repo.folder.rglob("*")) == before


def test_the_nearest_name_is_offered(repo: Repo) -> None:
    with pytest.raises(UnknownNameError) as caught:
        Repository(repo.folder).commit("mian")
    assert caught.value.hint == "did you mean 'main'?"
    with pytest.raises(UnknownNameError) as caught:
        Repository(repo.folder).commit("main~5")
    assert caught.value.hint == "the history of main does not go back so far"


def test_a_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--depth=1", repo.folder.as_uri(), str(tmp_path / "clone"))
    with pytest.raises(UnknownNameError) as caught:
        Repository(tmp_path / "clone").commit("HEAD~1")
    assert "git fetch --unshallow" in str(caught.value.hint)


def test_what_a_partial_clone_lacks_is_not_fetched(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--filter=blob:none", repo.folder.as_uri(), str(clone))
    with pytest.raises(DataError, match=r"this clone is partial|is not at hand"):
        Repository(clone).changes("HEAD~1", [clone / "graph"], ".ttl")


def test_the_fork_of_two_branches(repo: Repo) -> None:
    start = repo.git("rev-parse", "v1")
    repo.git("checkout", "--quiet", "--force", "-b", "side", "v1")
    repo.write(graph__side="side")
    side = repo.commit()
    repository = Repository(repo.folder)
    assert repository.fork(repository.commit("main"), side) == start
    repo.git("checkout", "--quiet", "--orphan", "alone")
    with pytest.raises(DataError, match="no history in common"):
        repository.fork(side, repo.commit())


def test_a_path_outside_is_refused(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not in the git repository"):
        Repository(repo.folder).changes("HEAD", [tmp_path], ".ttl")


def test_without_a_repository(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not in a git repository"):
        Repository(tmp_path)


def test_a_bare_repository_has_no_files_to_compare(tmp_path: Path) -> None:
    Repo(tmp_path / "repo").git("init", "--quiet", "--bare", str(tmp_path / "bare"))
    with pytest.raises(DataError, match="has no working tree"):
        Repository(tmp_path / "bare")


def test_without_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.folder))
    with pytest.raises(DataError, match="git is not installed"):
        Repository(repo.folder)


def test_a_hook_of_another_repository_is_not_heeded(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repo(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.folder / "index"))
    assert Repository(repo.folder).root == repo.folder.resolve()


def test_nothing_is_written(repo: Repo) -> None:
    before = {path: path.stat().st_mtime_ns for path in repo.folder.rglob("*")}
    Repository(repo.folder).changes("v1", [repo.folder / "graph"], ".ttl")
    assert {path: path.stat().st_mtime_ns for path in repo.folder.rglob("*")} == before


def test_only_ids_reach_the_command_line(repo: Repo) -> None:
    with pytest.raises(ParameterError, match="no id of a commit"):
        Repository(repo.folder).files("--output=x", [repo.folder], ".ttl")


def test_text_is_utf_8() -> None:
    assert decode("é".encode("utf-8-sig"), "a.ttl") == "é"
    with pytest.raises(DataError, match=r"HEAD:a\.ttl is not UTF-8 text \(byte 2\)"):
        decode(b"a\xff", "HEAD:a.ttl")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read"):
        revision.read(tmp_path)
