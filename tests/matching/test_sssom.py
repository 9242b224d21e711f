"""A curator decides in a file of SSSOM, and what is wrong in it is told where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError
from kobe_kg.matching import Candidate, sssom
from kobe_kg.namespaces import expand

ROWS = [
    Candidate(
        expand(f"event:a{number}"),
        f"Ford\t{number}",
        "https://example.org/e#b",
        "Other",
        0.75,
        1,
        1,
        2.5,
        10.0,
        "River Front",
        "3",
        "4–9",
        0.75,
        1,
        1,
    )
    for number in range(3)
]


def decided(path: Path, *changes: tuple[str, ...]) -> Path:
    """Write candidates, and what a curator changed in the row of each."""
    lines = list(sssom.write(ROWS))
    for at, (justification, author, modifier, predicate) in enumerate(changes, start=len(lines) - len(ROWS)):
        cells = lines[at].rstrip("\n").split("\t")
        cells[6], cells[7], cells[2], cells[3] = justification, author, modifier, predicate
        lines[at] = "\t".join(cells) + "\n"
    path.write_text("".join(lines))
    return path


CURATED = "semapv:ManualMappingCuration"
EXACT = "skos:exactMatch"


def test_candidates_are_proposals(tmp_path: Path) -> None:
    path = decided(tmp_path / "x.sssom.tsv")
    assert sssom.read(path) == []
    text = path.read_text()
    assert "#  ns1: https://example.org/e#\n" in text
    row = dict(zip(*(line.split("\t") for line in text.splitlines()[-4:-2]), strict=True))
    assert row["subject_id"] == "event:a0"
    assert row["subject_label"] == "Ford 0"
    assert row["object_id"] == "ns1:b"
    assert row["confidence"] == "0.75"
    assert row["comment"] == (
        "1 day apart; 2.5 km apart, where the precision leaves 10 open; parties in common: River Front; "
        "killed: 3 and 4–9"
    )


def test_what_is_accepted_becomes_links_and_what_is_told_apart_does_not(tmp_path: Path) -> None:
    path = decided(tmp_path / "x.tsv", (CURATED, "orcid:0", "", "skos:closeMatch"), (CURATED, "orcid:0", "Not", EXACT))
    first, second = sssom.read(path)
    assert (first.event, first.other, first.accepted) == (expand("event:a0"), "https://example.org/e#b", True)
    assert not second.accepted
    assert [str(link) for link in sssom.links([first, second])] == [
        f"<{expand('event:a0')}> <{expand('skos:closeMatch')}> <https://example.org/e#b>"
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((CURATED, "", "", EXACT), r"x\.tsv:12:\d+: author_id: nobody is named"),
        ((CURATED, "orcid:0", "", "owl:sameAs"), r"x\.tsv:12:\d+: predicate_id: 'owl:sameAs' is none that links"),
        ((CURATED, "orcid:0", "No", EXACT), r"predicate_modifier: 'No' is neither"),
    ],
)
def test_a_decision_that_cannot_be_read_is_told(change: tuple[str, ...], why: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=why):
        sssom.read(decided(tmp_path / "x.tsv", change))


def test_what_is_no_sssom_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("a\tb\n")
    with pytest.raises(DataError, match=r"x\.tsv:1:1: this is no SSSOM: no column subject_id"):
        sssom.read(path)
    path.write_bytes(b"\xff")
    with pytest.raises(DataError, match="cannot read"):
        sssom.read(path)
