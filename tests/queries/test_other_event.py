"""A dossier of another event, which is invented, answers every saved query once it is ingested."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

import kobe_kg
from kobe_kg import paths
from kobe_kg.catalog import Catalog
from kobe_kg.cli import main
from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact
from tests import DATA

DOSSIER = DATA / "ingest" / "salt-bridge.yaml"
CATALOG = Catalog([paths.QUERIES])
EVENT = "salt-bridge-ambush"
#: What a query is asked where its defaults are about another event, or where it has none.
ASKED: dict[str, dict[str, Any]] = {
    "bound": {"population": "ForeignCivilians"},
    "missing-labels": {"language": "fr"},
    "passages": {"claim": "army-desk-0502-c01"},
    "spellings": {"thing": "place:salt-bridge"},
    "unfooted": {"report": "placeholder-pedia"},
}
#: Queries that the dossier has nothing for: it points to no passage.
EMPTY = {"passages"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("salt-bridge")
    assert main(["-q", "ingest", "dossier", str(DOSSIER), "-o", str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def graph(folder: Path) -> Graph:
    return kobe_kg.open(folder)


def short(cell: str) -> str:
    return " ".join((compact(word) or word).rpartition(":")[2] for word in cell.split(" "))


def ask(graph: Graph, name: str, **params: Any) -> list[dict[str, str]]:
    about = {"event": EVENT} if "event" in CATALOG[name].params else {}
    found = csv.DictReader(io.StringIO(graph.query(name, **about, **params).to_csv(), newline=""))
    return [{column: short(cell) for column, cell in row.items()} for row in found]


def test_it_breaks_no_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(folder), "--fail-on", "info"]) == 0
    assert "Nothing found" in capsys.readouterr().out


@pytest.mark.parametrize("name", CATALOG)
def test_every_query_answers(graph: Graph, name: str) -> None:
    about = {"event": EVENT} if "event" in CATALOG[name].params else {}
    answer = graph.query(name, **about, **ASKED.get(name, {}))
    assert answer.columns == tuple(CATALOG[name].columns)
    assert bool(len(answer)) == (name not in EMPTY)


def test_no_answer_speaks_of_another_event(graph: Graph) -> None:
    for name in CATALOG:
        assert "kobe-" not in str(ask(graph, name, **ASKED.get(name, {})))


def test_it_has_every_kind_of_disagreement(graph: Graph) -> None:
    rows = [(row["kind"], row["a"], row["b"]) for row in ask(graph, "disagreements")]
    army, herald, aid, weekly = "army-desk-0502", "specimen-herald-0504", "example-aid-0515", "sample-weekly-0516"
    assert [row for row in rows if row[0] != "indeterminate"] == [
        ("disjoint", f"{herald}-c01", f"{weekly}-c04"),  # 20 and later 10 killed
        ("disjoint", f"{herald}-c03", f"{weekly}-c04"),  # at least 11 and later 10
        ("subset-exceeds-superset", f"{army}-c01", f"{weekly}-c04"),  # 12 civilians among 10 people
        ("subset-exceeds-superset", "specimen-herald-0502-c02", f"{weekly}-c02"),  # 10 minibuses among 9 vehicles
        ("subset-exceeds-superset", f"{herald}-c02", f"{weekly}-c04"),  # more than 16 bodies of 10 killed
        ("subset-exceeds-superset", f"{aid}-c01", f"{weekly}-c04"),  # at least 18 civilians among 10 people
        ("subset-exceeds-superset", f"{aid}-c03", f"{weekly}-c04"),  # 11 Malians among 10 people
        ("subset-exceeds-superset", f"{weekly}-c01", f"{weekly}-c04"),  # 18 civilians among 10 people
        ("growth-compatible", f"{army}-c01", f"{aid}-c01"),  # 12 and later at least 18
        ("growth-compatible", f"{army}-c01", f"{weekly}-c01"),  # 12 and later 18
        ("overlap", "specimen-herald-0502-c04", f"{herald}-c02"),  # up to 30 and more than 16 bodies
        ("nested", f"{herald}-c01", f"{herald}-c03"),  # 20 lies within at least 11
        ("incomparable", f"{army}-c06", f"{aid}-c02"),  # 8 miners and later 6 foreigners
    ]
    about = "specimen-herald-0502-c10"  # about 14, which has no bounds
    assert {row[1] for row in rows if row[0] == "indeterminate"} == {about}


def test_a_relay_is_no_origin(graph: Graph) -> None:
    """Three pages say 18 civilians, and one organisation counted them."""
    found = [(row["claim"], row["originals"], row["copies"]) for row in ask(graph, "independence")]
    assert found == [("army-desk-0502-c01", "1", "1"), ("example-aid-0515-c01", "1", "2")]


def test_a_claim_taken_back_supports_nothing(graph: Graph) -> None:
    found = {row["claim"] for row in ask(graph, "support", at_least=15)}
    assert found == {"specimen-herald-0504-c01", "specimen-herald-0504-c02", "example-aid-0515-c01"}
    (back,) = [row for row in ask(graph, "superseded") if row["takenBack"] == "true"]
    assert (back["claim"], back["later"]) == ("specimen-herald-0502-c01", "specimen-herald-0504-c01")


def test_a_lost_at_least_drifts_and_can_be_restored(graph: Graph) -> None:
    found = {(row["origin"], row["claim"], row["field"], row["was"], row["became"]) for row in ask(graph, "drift")}
    assert found == {
        ("example-aid-0515-c01", "sample-weekly-0516-c01", "qualifier", "AtLeast", "Exactly"),
        ("example-aid-0515-c04", "sample-weekly-0516-c02", "qualifier", "AtLeast", "Exactly"),
    }
    (row,) = ask(graph, "drift-repair")
    assert (row["claim"], row["other"]) == ("sample-weekly-0516-c02", "specimen-herald-0502-c02")
    (row,) = ask(graph, "sums-nobody-stated")
    assert (row["speaker"], row["sumMin"], row["claim"]) == ("toll-keeper", "16", "sample-weekly-0516-c02")


def test_parts_leave_one_unaccounted_for(graph: Graph) -> None:
    (row,) = ask(graph, "parts")
    assert [row[n] for n in ("claim", "partsMin", "unaccountedMin", "unaccountedMax")] == [
        "example-aid-0515-c01",
        "17",
        "1",
        "",
    ]


def test_the_army_counts_both_sides(graph: Graph) -> None:
    found = {(row["side"], row["population"], row["outcome"], row["value"]) for row in ask(graph, "own-losses")}
    assert found == {("enemy", "Militants", "BodiesCounted", "5"), ("own", "Soldiers", "Killed", "2")}


def test_two_days_rule_each_other_out(graph: Graph) -> None:
    found = {(row["kind"], row["topic"], row["a"], row["b"]) for row in ask(graph, "rivals")}
    assert found == {
        ("disjoint", "Date", "army-desk-0502-c04", "placeholder-pedia-c02"),
        ("incomparable", "Escort", "specimen-herald-0502-c06", "example-aid-0515-c05"),
    }
