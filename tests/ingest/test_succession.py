"""A release that follows another revises, withdraws and keeps its claims, and never overwrites them."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.cli import main
from kobe_kg.errors import DataError
from kobe_kg.ingest import Reading, open_reader, save

FULL = Path(__file__).resolve().parents[1] / "data" / "ucdp-ged" / "river-49-v24.1.csv"
Rows = dict[str, dict[str, str]]


def edition(path: Path, change: Callable[[Rows], object] = lambda rows: None) -> Path:
    """Write a later edition of the made-up rows."""
    with FULL.open(newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    names = list(rows["500001"])
    change(rows)
    with path.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        writer.writerows(rows.values())
    return path


def revised(rows: Rows) -> None:
    """Two more of side B died, an event is gone, another has come, and the front has another name."""
    rows["500002"]["deaths_b"] = str(int(rows["500002"]["deaths_b"]) + 2)
    rows["500002"]["best"] = str(int(rows["500002"]["best"]) + 2)
    rows["500002"]["high"] = str(int(rows["500002"]["high"]) + 2)
    last = max(rows)
    rows["500099"] = {**rows[last], "id": "500099"}
    del rows[last]
    for row in rows.values():
        row["side_b"] = row["side_b"].replace("River Front", "Front of the River")


def ingest(path: Path, out: Path, *earlier: Path, **asked: str) -> Reading:
    if earlier:
        asked["earlier"] = os.pathsep.join(map(str, earlier))
    reading = open_reader("ucdp-ged").read(path, out=out, asked=asked)
    save(reading, out)
    return reading


@pytest.fixture
def old(tmp_path: Path) -> Path:
    ingest(FULL, tmp_path / "old", issued="2032-06-01")
    return tmp_path / "old"


@pytest.fixture
def new(tmp_path: Path, old: Path) -> Path:
    path = edition(tmp_path / "river-v25.1.csv", revised)
    reading = ingest(path, tmp_path / "new", old, issued="2033-06-01", complete="yes")
    tally = reading.tallies["claims"]
    assert tally["revised"] == 3  # best, high, and the dead of side B
    assert tally["withdrawn"] == tally["new"] > 5
    return tmp_path / "new"


def answers(graph: kobe_kg.Graph, text: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in graph.sparql(text)]


def test_the_new_graph_stands_alone_and_beside_the_old(old: Path, new: Path) -> None:
    assert not kobe_kg.open(new).validate().findings
    both = old.parent / "both"
    both.mkdir()
    for path in (*old.glob("*.nt"), *new.glob("*.nt")):
        (both / path.name).write_bytes(path.read_bytes())
    assert not kobe_kg.open(both).validate().findings


def test_a_figure_is_revised(new: Path) -> None:
    graph = kobe_kg.open(new)
    found = answers(
        graph,
        """SELECT ?old ?was ?new ?became WHERE {
            ?new kg:supersedes ?old ; kg:value ?became . ?old kg:value ?was } ORDER BY ?new""",
    )
    assert [(str(old).rpartition("/")[2], str(new).rpartition("/")[2]) for old, _, new, _ in found] == [
        (f"ucdp-24.1-500002-{what}", f"ucdp-25.1-500002-{what}") for what in ("best", "deaths-b", "high")
    ]
    assert all(int(str(became)) - int(str(was)) == 2 for _, was, _, became in found)
    live = {str(row.claim) for row in graph.query("positions", event="ucdp-500002")}
    assert any(iri.endswith("25.1-500002-best") for iri in live)
    assert any(iri.endswith("24.1-500002-low") for iri in live)
    assert not any(iri.endswith("24.1-500002-best") for iri in live)


def test_what_was_said_on_a_day_is_still_told(new: Path) -> None:
    graph = kobe_kg.open(new)
    before = {str(row.claim) for row in graph.query("positions", event="ucdp-500002", as_of="2033-05-31")}
    assert any(iri.endswith("24.1-500002-best") for iri in before)
    assert not any("25.1" in iri for iri in before)


def test_a_claim_that_is_said_again_keeps_its_name_and_day(new: Path) -> None:
    found = answers(
        kobe_kg.open(new),
        """SELECT ?day (COUNT(?report) AS ?reports) WHERE {
            claim:ucdp-24.1-500002-low kg:statedOn ?day ; kg:reportedIn ?report } GROUP BY ?day""",
    )
    assert [(str(day), int(str(number))) for day, number in found] == [("2032-06-01", 2)]


def test_what_is_gone_is_withdrawn(new: Path) -> None:
    graph = kobe_kg.open(new)
    gone = answers(
        graph, "SELECT DISTINCT ?about WHERE { ?claim kg:withdrawnIn report:ucdp-ged-25.1 ; kg:about ?about }"
    )
    assert len(gone) == 1
    event = str(gone[0][0]).rpartition("/")[2]
    assert not list(graph.query("positions", event=event))
    assert list(graph.query("positions", event=event, as_of="2033-05-31"))
    assert {row.takenBack for row in graph.query("superseded", event=event)} <= {True}


def test_another_name_stands_beside_the_first(new: Path) -> None:
    found = answers(
        kobe_kg.open(new),
        "SELECT ?label ?other WHERE { party:ucdp-actor-9002 rdfs:label ?label ; skos:altLabel ?other }",
    )
    assert {(str(label), str(other)) for label, other in found} == {("River Front", "Front of the River")}


def test_twice_is_the_same_bytes(old: Path, new: Path) -> None:
    path = new.parent / "river-v25.1.csv"
    (once,) = new.glob("*.nt")
    before = once.read_bytes()
    ingest(path, new, old, new, issued="2033-06-01", complete="yes")
    assert once.read_bytes() == before


@pytest.mark.parametrize("syntax", ["nt", "nq", "ttl"])
def test_a_release_without_changes_says_all_again(syntax: str, tmp_path: Path) -> None:
    ingest(FULL, tmp_path / "old", issued="2032-06-01", syntax=syntax)
    path = edition(tmp_path / "river-v25.1.csv")
    reading = ingest(path, tmp_path / "new", tmp_path / "old", issued="2033-06-01", syntax=syntax)
    assert set(reading.tallies["claims"]) == {"unchanged"}
    graph = kobe_kg.open(tmp_path / "new") if syntax != "nq" else None
    assert graph is None or not graph.sparql("ASK { ?claim kg:supersedes|kg:withdrawnIn ?other }")


def test_a_third_release_follows_the_second_alone(new: Path, tmp_path: Path) -> None:
    def back(rows: Rows) -> None:
        revised(rows)
        for column in ("deaths_b", "best", "high"):
            rows["500002"][column] = str(int(rows["500002"][column]) - 2)
        rows[max(rows)]["best"] = "99"
        rows["500013"] = {**rows["500099"], "id": "500013"}

    path = edition(tmp_path / "river-v26.1.csv", back)
    reading = ingest(path, tmp_path / "third", new, issued="2034-06-01", complete="yes")
    assert reading.tallies["claims"]["revised"] >= 3
    graph = kobe_kg.open(tmp_path / "third")
    assert not graph.validate().findings
    chain = answers(graph, "SELECT ?x WHERE { claim:ucdp-26.1-500002-best kg:supersedes+ ?x }")
    assert {str(x).rpartition("/")[2] for (x,) in chain} == {"ucdp-25.1-500002-best", "ucdp-24.1-500002-best"}


def test_a_part_of_the_world_withdraws_nothing(old: Path, tmp_path: Path) -> None:
    def one(rows: Rows) -> None:
        for key in list(rows)[1:]:
            del rows[key]

    path = edition(tmp_path / "river-v25.1.csv", one)
    reading = ingest(path, tmp_path / "part", old)
    assert "withdrawn" not in reading.tallies["claims"]
    assert any("rows that are not in this file stand as they are" in text for text in reading.remarks)
    assert not kobe_kg.open(tmp_path / "part").validate().findings


def test_a_complete_file_withdraws_only_within_its_years(old: Path, tmp_path: Path) -> None:
    years: set[str] = set()

    def of_one_year(rows: Rows) -> None:
        first = rows["500002"]["date_start"][:4]
        for key in [key for key, row in rows.items() if row["date_start"][:4] != first]:
            years.add(rows.pop(key)["date_start"][:4])

    path = edition(tmp_path / "river-v25.1.csv", of_one_year)
    reading = ingest(path, tmp_path / "part", old, complete="yes")
    if years:
        assert any("countries or years that this file has nothing of" in text for text in reading.remarks)
    assert "withdrawn" not in reading.tallies["claims"]


def test_a_row_that_cannot_be_read_withdraws_nothing(old: Path, tmp_path: Path) -> None:
    path = edition(tmp_path / "river-v25.1.csv", lambda rows: rows["500002"].update(best="many"))
    reading = ingest(path, tmp_path / "new", old, complete="yes")
    assert len(reading.refused) == 1
    assert "withdrawn" not in reading.tallies["claims"]


def test_a_candidate_comes_before_the_release(tmp_path: Path) -> None:
    candidate = edition(tmp_path / "GEDEvent_v24_0_3.csv")
    ingest(candidate, tmp_path / "candidate", issued="2032-04-01")
    reading = ingest(FULL, tmp_path / "new", tmp_path / "candidate", issued="2032-06-01")
    assert set(reading.tallies["claims"]) == {"unchanged"}


def test_an_older_release_cannot_follow(old: Path, tmp_path: Path) -> None:
    candidate = edition(tmp_path / "GEDEvent_v24_0_3.csv")
    with pytest.raises(DataError, match=r"is of release 24\.1, which is later than 24\.0\.3"):
        ingest(candidate, tmp_path / "new", old)
    assert not list((tmp_path / "new").glob("*"))


def test_the_command_tells_what_became_of_claims(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = edition(tmp_path / "river-v25.1.csv", revised)
    out = str(tmp_path / "new")
    assert main(["ingest", "ucdp-ged", str(path), "--earlier", str(old), "--complete", "-o", out]) == 0
    told = capsys.readouterr().out
    assert "claims\n" in told
    assert "revised" in told
    assert main(["ingest", "ucdp-ged", str(path), "--complete", "-o", out]) == 2
    assert "--complete has no sense without --earlier" in capsys.readouterr().err
