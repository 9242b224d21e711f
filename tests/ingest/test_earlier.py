"""What an earlier reading left is found again, claim by claim, in whatever form it left it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kobe_kg.errors import DataError
from kobe_kg.ingest.earlier import Earlier, indexed, order

ID = "https://w3id.org/kobe-kg/id/"
NS = "https://w3id.org/kobe-kg/ns#"
OLD = f"""\
# A line of no statement.
<{ID}event/ford-1> <{NS}latest> "2031-03-06" .
<{ID}claim/ford-1.0-1-best> <{NS}about> <{ID}event/ford-1> .
<{ID}claim/ford-1.0-1-best> <{NS}value> "10"^^<http://www.w3.org/2001/XMLSchema#integer> .
<{ID}claim/ford-1.0-1-best> <{NS}note> "two\\nlines" .
<{ID}claim/ford-1.0-1-low> <{NS}about> <{ID}event/ford-1> .
<{ID}claim/mill-1.0-1-low> <{NS}about> <{ID}event/ford-1> .
"""
NEW = f"""\
<{ID}claim/ford-2.0-1-best> <{NS}supersedes> <{ID}claim/ford-1.0-1-best> .
<{ID}claim/ford-1.0-1-best> <{NS}value> "10"^^<http://www.w3.org/2001/XMLSchema#integer> .
<{ID}claim/ford-1.0-1-low> <{NS}withdrawnIn> <{ID}report/ford-2.0> .
"""


def claim(release: str, what: str) -> str:
    return f"<{ID}claim/ford-{release}-1-{what}>"


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.nt").write_text(text)
    return folder


@pytest.mark.parametrize("form", ["nt", "nq", "ttl", "nt.gz", "ttl.gz"])
def test_every_form_says_the_same(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"old.{form}"
    text = OLD.replace(" .\n", f" <{ID}dataset/ford> .\n") if form == "nq" else OLD
    path.write_bytes(gzip.compress(text.encode()) if form.endswith("gz") else text.encode())
    with indexed([path], publisher="ford", release="2.0") as folder, Earlier(folder) as earlier:
        past = earlier.claims("1-best")
        assert past is not None
        assert past.live == past.last == claim("1.0", "best")
        assert (f"<{NS}value>", '"10"^^<http://www.w3.org/2001/XMLSchema#integer>') in past.said[past.live]
        assert (f"<{NS}note>", '"two\\nlines"') in past.said[past.live]
        assert earlier.thing(f"<{ID}event/ford-1>") == [(f"<{NS}latest>", '"2031-03-06"')]
        assert earlier.claims("2-best") is None
        assert earlier.thing(f"<{ID}event/ford-2>") == []
    assert not folder.exists()


def test_releases_are_put_together(tmp_path: Path) -> None:
    written(tmp_path, new=NEW, old=OLD)
    with indexed([tmp_path], publisher="ford", release="3.0") as folder, Earlier(folder) as earlier:
        best, low = earlier.claims("1-best"), earlier.claims("1-low")
        assert best is not None
        assert low is not None
        assert list(best.said) == [claim("1.0", "best"), claim("2.0", "best")]
        assert len(best.said[claim("1.0", "best")]) == 3
        assert best.live == claim("2.0", "best")
        assert (low.live, low.last) == ("", claim("1.0", "low"))
        assert list(earlier.keys(bytearray(earlier.size))) == ["1-best", "1-low"]


def test_statements_of_one_thing_may_stand_apart(tmp_path: Path) -> None:
    lines = OLD.splitlines(keepends=True)
    written(tmp_path, apart="".join(lines[::2] + lines[1::2]))
    with indexed([tmp_path], publisher="ford", release="2.0") as folder, Earlier(folder) as earlier:
        past = earlier.claims("1-best")
        assert past is not None
        assert len(past.said[past.live]) == 3


def test_files_of_the_release_itself_are_passed_over(tmp_path: Path) -> None:
    written(tmp_path, new=NEW, old=OLD)
    with indexed([tmp_path], publisher="ford", release="2.0") as folder, Earlier(folder) as earlier:
        past = earlier.claims("1-low")
        assert past is not None
        assert past.live
    own = tmp_path / "new.nt"
    with indexed([tmp_path], publisher="ford", release="3.0", own=own.samefile) as folder, Earlier(folder) as earlier:
        past = earlier.claims("1-best")
        assert past is not None
        assert past.live == claim("1.0", "best")


def test_a_later_release_is_refused(tmp_path: Path) -> None:
    written(tmp_path, new=NEW)
    with (
        pytest.raises(DataError, match=r"new\.nt is of release 2\.0, which is later than 1\.9"),
        indexed([tmp_path], publisher="ford", release="1.9"),
    ):
        raise AssertionError


def test_another_publisher_is_no_earlier_release(tmp_path: Path) -> None:
    written(tmp_path, old=OLD)
    with (
        pytest.raises(DataError, match="nothing of an earlier release of acre"),
        indexed([tmp_path], publisher="acre", release="2.0"),
    ):
        raise AssertionError


def test_candidates_come_before_the_release() -> None:
    assert sorted(["24.1", "24.0.10", "24.0.3"], key=order) == ["24.0.3", "24.0.10", "24.1"]
