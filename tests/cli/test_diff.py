"""`kobe diff` as a person or a pipeline runs it, on real repositories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kobe_kg
from tests import GRAPH
from tests.cli.conftest import Kobe
from tests.repositories import Repo

EVENT = GRAPH / "kobe-attack" / "event.ttl"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A project with one commit, and a claim's wording changed since."""
    found = Repo(tmp_path / "repo")
    claims = (GRAPH / "kobe-attack" / "claims" / "wikipedia-en.ttl").read_text()
    found.write(graph__event=EVENT.read_text(), graph__claims__wikipedia=claims, ontology__terms="")
    found.commit("first")
    found.git("tag", "v1")
    at = claims.index("claim:afp-minibuses\n")
    found.write(
        graph__claims__wikipedia=claims[:at] + claims[at:].replace("kg:hedge kg:Stated", "kg:hedge kg:Alleged", 1)
    )
    monkeypatch.chdir(found.folder)
    return found


def test_what_changed_since_the_last_commit(repo: Repo, kobe: Kobe) -> None:
    ran = kobe("diff", "--no-estimates", graph=[])
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.splitlines()[0] == "Claims"
    assert "  ~ changed  claim:afp-minibuses  graph/claims/wikipedia.ttl:" in ran.out
    assert "      hedge  stated → alleged\n" in ran.out
    assert ran.out.endswith("\nHEAD → working tree: 1 claim changed.\n")
    assert kobe("diff", "v1", "-f", "text", "--no-estimates", graph=[]).out == ran.out.replace("HEAD", "v1")


@pytest.mark.parametrize("given", [["v1", "main"], ["v1..main"], ["v1...main"], ["main:graph", "v1:graph"]])
def test_two_revisions_that_are_the_same(repo: Repo, kobe: Kobe, given: list[str]) -> None:
    ran = kobe("diff", "--exit-code", *given, graph=[])
    assert ran.code == 0
    assert ran.out.endswith(": nothing changed.\n")


def test_two_revisions(repo: Repo, kobe: Kobe) -> None:
    repo.commit()
    ran = kobe("diff", "v1", "HEAD", "-f", "json", graph=[])
    found = json.loads(ran.out)
    (change,) = found["changes"]
    assert change["place"]["path"] == "HEAD:graph/claims/wikipedia.ttl"
    assert found["old"]["commit"] == repo.git("rev-parse", "v1")
    assert {figure["moved"] for figure in found["figures"]} <= {True, False}


def test_the_exit_code_tells_of_changes_only_when_asked(repo: Repo, kobe: Kobe) -> None:
    assert kobe("diff", graph=[]).code == 0
    assert kobe("diff", "--exit-code", graph=[]).code == 1
    repo.commit()
    assert kobe("diff", "--exit-code", graph=[]).code == 0
    assert kobe("diff", "--exit-code", "HEAD~1", graph=[]).code == 1


def test_quiet_leaves_the_summary_out(repo: Repo, kobe: Kobe) -> None:
    assert "→ working tree" not in kobe("diff", "-q", graph=[]).out
    repo.commit()
    assert kobe("diff", "-q", graph=[]) == (0, "", "")


def test_files_folders_and_what_they_are_read_with(kobe: Kobe, tmp_path: Path) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    text = (GRAPH / "kobe-attack" / "claims" / "afp.ttl").read_text()
    old.write_text(text)
    new.write_text(text.replace("kg:value 10 ;", "kg:value 11 ;", 1))
    bare = kobe("diff", str(old), str(new), graph=[])
    assert "value  10 → 11" in bare.out
    assert "Figures" not in bare.out
    assert "Kobé attack: People, killed" in kobe("diff", str(old), str(new), graph=[EVENT]).out


def test_an_output_file_names_its_format(repo: Repo, kobe: Kobe) -> None:
    assert kobe("diff", "-o", "changes.md", graph=[]) == (0, "", "")
    assert Path("changes.md").read_text().startswith("# What changed: HEAD → working tree\n")


def test_colour(repo: Repo, kobe: Kobe) -> None:
    assert "\x1b[33m~ changed" in kobe("diff", "--color=always", graph=[]).out
    assert "\x1b" not in kobe("diff", graph=[]).out


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["mian"], 2, "did you mean 'main'?"),
        (["v2..main"], 2, "there is no revision 'v2'"),
        ([""], 2, "is no name of a revision"),
        (["HEAD", ""], 2, "is no name of a revision"),
        (["--upload-pack=x"], 2, "unrecognized arguments"),
        (["-x"], 2, "unrecognized arguments"),
        (["--", "--upload-pack=touch x"], 2, "there is no file, folder or revision"),
        (["--", "-x", "-y"], 2, "there is no file, folder or revision"),
        (["graph"], 2, "compared with nothing"),
        (["a", "b", "c"], 2, "unrecognized arguments"),
        (["HEAD:nothing"], 3, "there is no .ttl or .nt file in nothing at HEAD"),
        (["HEAD:../../x"], 3, "is not in the git repository"),
        (["graph", "broken.ttl"], 3, "broken.ttl:1:1"),
        (["-f", "html"], 2, "there is no format 'html' here"),
    ],
)
def test_what_cannot_be_done_is_told(repo: Repo, kobe: Kobe, given: list[str], code: int, said: str) -> None:
    Path("broken.ttl").write_text("a b")
    ran = kobe("diff", *given, graph=[])
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert not Path("x").exists()


def test_a_nul_is_refused_from_python() -> None:
    with pytest.raises(kobe_kg.ParameterError, match="no name of a revision"):
        kobe_kg.diff("\0", "HEAD")


def test_without_a_repository(kobe: Kobe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = kobe("diff", "HEAD", graph=[tmp_path])
    assert ran.code == 3
    assert "is not in a git repository" in ran.err


def test_without_git(repo: Repo, kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    ran = kobe("diff", graph=[])
    assert ran.code == 3
    assert "git is not installed" in ran.err
    assert kobe("diff", "graph", "graph", graph=[]).code == 0


def test_an_unreadable_file_both_have_is_told_once(repo: Repo, kobe: Kobe) -> None:
    repo.write(graph__broken="claim:x a")
    repo.commit()
    ran = kobe("diff", "v1", "HEAD", graph=[])
    assert ran.code == 3
    assert "HEAD:graph/broken.ttl:1:1" in ran.err
    repo.write(graph__event="")
    ran = kobe("diff", graph=[])
    assert ran.code == 3
    assert "graph/broken.ttl:1:1" in ran.err


def test_python_gives_what_the_command_prints(repo: Repo) -> None:
    found = kobe_kg.diff("v1")
    assert isinstance(found, kobe_kg.Diff)
    assert [(c.action, c.name, c.details[0].field) for c in found.changes] == [
        ("changed", "claim:afp-minibuses", "hedge")
    ]
    assert repr(found) == "<Diff v1 → working tree: 1 change>"
    assert found.tally["claim", "changed"] == 1
