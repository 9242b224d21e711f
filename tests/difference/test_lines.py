"""N-Triples are compared by lines, and tell what Turtle tells."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kobe_kg import turtle
from kobe_kg.difference import Diff, diff
from kobe_kg.difference.lines import Lines
from kobe_kg.difference.render import render
from kobe_kg.errors import DataError
from kobe_kg.namespaces import PREFIXES, expand
from tests import SEED

TRIPLES = [t for path in SEED for t in turtle.read(path) if "_:" not in f"{t.subject} {t.object}"]
CLAIMS = sorted({t.subject.value for t in TRIPLES if str(t.subject).startswith(f"<{PREFIXES['claim']}")})
REPORTED, SUPERSEDES = NamedNode(expand("kg:reportedIn")), NamedNode(expand("kg:supersedes"))
AGAIN = NamedNode(expand("report:again"))
LINE = "<urn:a> <urn:p> {0} .\n"


def lines(triples: list[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def told(found: Diff) -> object:
    """All but the places."""
    changes = [
        (*c._replace(where=None, details=())[:-1], tuple(d._replace(where=None) for d in c.details))
        for c in found.changes
    ]
    return changes, found.figures, found.uncounted, found.again, found.labels


@settings(max_examples=12, deadline=None)
@given(st.integers(), st.sampled_from([0, 5, 60]))
def test_lines_and_turtle_tell_the_same(seed: int, again: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - no secret
    gone, later = draw.sample(CLAIMS, 2)
    new = [t for t in TRIPLES if t.subject != NamedNode(gone) and draw.random() > 0.002]
    new += [Triple(NamedNode(claim), REPORTED, AGAIN) for claim in draw.sample(CLAIMS, again)]
    new.append(Triple(NamedNode(later), SUPERSEDES, NamedNode(draw.choice(CLAIMS))))
    draw.shuffle(new)
    cut = draw.randrange(len(new))
    with TemporaryDirectory() as folder:
        for side, triples in (("old", TRIPLES), ("new", new)):
            Path(folder, f"{side}.ttl").write_text(turtle.write(triples))
            Path(folder, f"{side}.nt").write_bytes(lines(triples))
        mixed = Path(folder, "mixed")
        mixed.mkdir()
        (mixed / "a.ttl").write_text(turtle.write(new[:cut]))
        (mixed / "b.nt.gz").write_bytes(gzip.compress(lines(new[cut:])))
        old = Path(folder, "old.nt")
        expected = told(diff(Path(folder, "old.ttl"), Path(folder, "new.ttl")))
        assert told(diff(old, Path(folder, "new.nt"))) == expected
        assert told(diff(old, mixed)) == expected
        assert not diff(old, Path(folder, "old.ttl"))


def test_a_place_is_that_of_the_value(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text("# A remark.\n" + LINE.format('"é"@EN') + LINE.format("<urn:b>"))
    new.write_text("# A remark.\n" + LINE.format('"\\u00e8"@EN') + LINE.format("<urn:b>"))
    (change,) = diff(old, new).changes
    assert str(change.where) == f"{new}:2:1"
    assert [str(detail.where) for detail in change.details] == [f"{new}:2:17"]


@pytest.mark.parametrize(
    "text",
    [LINE.format("_:b"), "_:a <urn:p> 1 .\n", "PREFIX : <urn:>\n", LINE.format("<urn:b>")[:-1], "<urn:a> <urn:b> .\n"],
)
def test_what_is_more_than_lines_is_left_to_others(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.nt"
    path.write_text(LINE.format("<urn:b>") + text)
    with Lines() as found:
        assert not found.add(0, "a.nt", path)
        assert not found


def test_blank_nodes_in_a_file_of_lines_count_by_what_they_hold(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text(LINE.format("_:x") + '_:x <urn:q> "1" .\n')
    new.write_text(LINE.format("_:y") + '_:y <urn:q> "1" .\n')
    assert not diff(old, new)


def test_a_run_longer_than_a_block_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kobe_kg.difference.lines._BLOCK", 64)
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    many = "".join(LINE.format(f"<urn:b{n}>") for n in range(50))
    old.write_text(many + "<urn:z> <urn:p> <urn:b> .\n")
    new.write_text("<urn:z> <urn:p> <urn:c> .\n" + many)
    (change,) = diff(old, new).changes
    assert (change.subject, str(change.where)) == ("urn:z", f"{new}:1:1")


def test_what_is_wrong_in_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text(LINE.format("<urn:b>"))
    new.write_text(LINE.format("<urn:b>") + LINE.format("<urn:b"))
    with pytest.raises(DataError, match=r"new\.nt:2:"):
        diff(old, new)
    new.write_bytes(b'<urn:a> <urn:p> "\xff" .\n')
    with pytest.raises(DataError, match="not UTF-8"):
        diff(old, new)


def test_many_claims_are_told_by_event_after_a_summary(tmp_path: Path) -> None:
    claim = "claim:{0} a kg:QuantityClaim ; rdfs:label '{0}'@en ; kg:about event:e{1} ; kg:value {2} {3} .\n"
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    before = "".join(claim.format(f"a{n}", n, n, "") for n in range(250))
    after = "".join(claim.format(f"b{n}", n, 2 * n, f"; kg:supersedes claim:a{n}") for n in range(250))
    old.write_bytes(lines(turtle.parse(head + before)))
    new.write_bytes(lines(turtle.parse(head + before + after)))
    found = diff(old, new, estimates=False)
    first, _, *rest = render(found, "text").splitlines()
    assert first.endswith("250 claims added, 250 superseded.")
    assert rest[:3] == ["Claims", "  event:e249", "    ~ revised    b249  value 249 → 498"]
    assert rest[-3:] == ["  … and 210 claims more, about 210 others", "", "All of it: kobe diff -f json"]


def test_of_large_files_the_text_says_that_figures_were_not_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kobe_kg.difference.run._SMALL", 0)
    value = NamedNode(expand("kg:value"))
    changed = {t.subject for t in TRIPLES if t.predicate == value and t.subject.value in CLAIMS[:60]}
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_bytes(lines(TRIPLES))
    new.write_bytes(lines([t for t in TRIPLES if t.predicate != value or t.subject not in changed]))
    found = diff(old, new)
    assert found.figures == ()
    assert found.uncounted > 0
    assert f"  {found.uncounted} topics, whose figures were not computed" in render(found, "text")
    assert diff(old, new, estimates=False).uncounted == 0
