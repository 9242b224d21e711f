"""GraphML, read by networkx."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx
import pytest

from kobe_kg.export import Losses, export
from tests.export.tables import HOSTILE, ID, RECORD, left, source


def exported(path: Path) -> tuple[Any, Losses, bytes]:
    out = BytesIO()
    losses = export(source(path), "graphml", out)
    return networkx.read_graphml(BytesIO(out.getvalue())), losses, out.getvalue()


@pytest.fixture(scope="module")
def record() -> tuple[Any, Losses, bytes]:
    return exported(RECORD)


def test_what_is_of_these_classes_is_a_node(record: tuple[Any, Losses, bytes]) -> None:
    kinds = Counter(data["kind"] for _, data in record[0].nodes(data=True))
    classes = source(RECORD).classes()
    for name in "Event Claim Report Source Party ArmedGroup Convoy Place QuantityClaim AttributionClaim".split():
        assert kinds[name] == classes.get(f"kg:{name}", 0)
    assert all("kind" in data for _, data in record[0].nodes(data=True))  # no edge leads to what is no node


def test_edges_are_the_graphs(record: tuple[Any, Losses, bytes]) -> None:
    relations = Counter(data["relation"] for _, _, data in record[0].edges(data=True))
    properties = source(RECORD).properties()
    for name in "relays speaker reportedIn about publisher relaysReport derivedFromReport attributedTo".split():
        assert relations[name] == properties[f"kg:{name}"]
    assert relations["sem:hasActor"] == properties["sem:hasActor"]


def test_relays_lead_from_the_copy_to_its_origin(record: tuple[Any, Losses, bytes]) -> None:
    graph = source(RECORD).ask("SELECT ?a ?b WHERE { ?a kg:relays ?b }")
    found = {(a, b) for a, b, data in record[0].edges(data=True) if data["relation"] == "relays"}
    assert found == {(row["a"].value, row["b"].value) for row in graph}


def test_attributes_are_typed(record: tuple[Any, Losses, bytes]) -> None:
    claim = record[0].nodes[f"{ID}claim/afp-en-0208-10-c01"]
    assert (claim["value"], claim["min"], claim["superseded"]) == (10, 10, False)
    assert (claim["population"], claim["stated_on"]) == ("People", "2025-02-08")
    assert "max" not in claim
    distances = [data["kilometres"] for _, data in record[0].nodes(data=True) if "kilometres" in data]
    assert 30.0 in distances
    assert record[0].is_directed()


def test_hostile_texts_are_read_back() -> None:
    graph, losses, _ = exported(HOSTILE)
    claim = graph.nodes[f"{ID}claim/killed"]
    assert claim["label"] == "=cmd|' /C calc'!A0"
    assert claim["label_fr"].split() == '"Trois", dit-il ; ou quatre ou \u202ecinq'.split()
    assert graph.nodes[f"{ID}source/formula"]["label"] == "-2+3; \u200f\ufffdbell"
    assert left(losses, "value")["label_en"] == 1


def test_what_leads_nowhere_is_no_edge_and_is_counted() -> None:
    graph, losses, _ = exported(HOSTILE)
    assert f"{ID}source/missing" not in graph
    assert f"{ID}claim/nurses" in graph
    assert left(losses, "property")["kg:speaker"] == 1


def test_the_same_graph_gives_the_same_bytes(record: tuple[Any, Losses, bytes]) -> None:
    assert exported(RECORD)[2] == record[2]
