"""CSV on the Web, read by the package ``csvw`` and by Python's own reader."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import csvw
import pytest

import kobe_kg
from kobe_kg.export import Losses, export
from kobe_kg.export.csvw import METADATA
from kobe_kg.tabular import guard, unguard
from tests.export.tables import HOSTILE, ID, RECORD, left, source


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csvw") / "record"
    export(source(RECORD), "csvw", folder)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Losses]:
    folder = tmp_path_factory.mktemp("csvw") / "hostile"
    return folder, export(source(HOSTILE), "csvw", folder)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def row(path: Path, key: str) -> dict[str, str]:
    (found,) = [row for row in read(path) if next(iter(row.values())) == ID + key]
    return found


def test_another_reader_finds_it_valid(record: Path) -> None:
    assert csvw.CSVW(record / METADATA, validate=True).is_valid


def test_another_reader_gets_typed_values(record: Path) -> None:
    (claims,) = [t for t in csvw.TableGroup.from_file(record / METADATA).tables if str(t.url) == "claims.csv"]
    found = {row["claim"]: row for row in claims}
    claim = found[f"{ID}claim/afp-en-0208-10-c01"]
    assert (claim["value"], claim["min"], claim["max"], claim["superseded"]) == (10, 10, None, False)
    assert claim["stated_on"].date() == date(2025, 2, 8)
    assert len(claim["reports"]) == 8
    assert (claim["population"], claim["label_en"][:5]) == ("People", "First")


def test_its_rdf_is_the_graphs(record: Path) -> None:
    tables = {t["url"].rpartition("/")[2]: t for t in csvw.CSVW(record / METADATA).to_json()["tables"]}
    (claim,) = [
        found
        for line in tables["claims.csv"]["row"]
        for found in line["describes"]
        if found["@id"] == f"{ID}claim/afp-en-0208-10-c01"
    ]
    ns = "https://w3id.org/kobe-kg/ns#"
    assert claim[f"{ns}population"] == f"{ns}People"
    assert claim[f"{ns}speaker"] == f"{ID}source/local-elected-official-afp-1"
    assert claim["rdf:type"] == f"{ns}QuantityClaim"
    assert f"{ns}supersedes" not in claim


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("events", "kg:Event"),
        ("claims", "kg:Claim"),
        ("reports", "kg:Report"),
        ("sources", "kg:Source"),
        ("places", "kg:Place"),
    ],
)
def test_every_instance_has_a_row(record: Path, name: str, cls: str) -> None:
    found = kobe_kg.open().sparql(f"SELECT ?x WHERE {{ ?x a/rdfs:subClassOf* {cls} }} ORDER BY STR(?x)")
    keys = [next(iter(row.values())) for row in read(record / f"{name}.csv")]
    assert keys == [row.x for row in found]  # type: ignore[union-attr]


def test_numbers_are_those_of_the_saved_query(record: Path) -> None:
    rows = {row["claim"]: row for row in read(record / "claims.csv")}
    for claim in kobe_kg.open().query("claims"):
        row = rows[claim.claim]
        for name in ("value", "min", "max"):
            assert row[name] == ("" if getattr(claim, name) is None else str(getattr(claim, name)))
        assert f"{ID}event/" in row["event"]


def test_excel_sees_utf8_and_lines(record: Path) -> None:
    for path in record.glob("*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")


def test_no_cell_begins_like_a_formula(hostile: tuple[Path, Losses], record: Path) -> None:
    for path in [*hostile[0].glob("*.csv"), *record.glob("*.csv")]:
        texts = [cell for row in read(path) for name, cell in row.items() if name not in ("min", "max", "value")]
        assert [cell for cell in texts if cell.lstrip()[:1] in tuple("=+-@")] == []


def test_hostile_texts_come_back(hostile: tuple[Path, Losses]) -> None:
    claim = row(hostile[0] / "claims.csv", "claim/killed")
    assert claim["label_en"] == "'=cmd|' /C calc'!A0"
    assert unguard(claim["label_en"]) == "=cmd|' /C calc'!A0"
    assert claim["label_fr"] == '"Trois", dit-il ;\nou quatre\r\nou \u202ecinq'
    assert row(hostile[0] / "events.csv", "event/raid")["label_en"] == "'@SUM(1;2) raid"
    assert row(hostile[0] / "sources.csv", "source/formula")["label_en"] == "'-2+3; \u200f\x01bell"
    assert row(hostile[0] / "places.csv", "place/town")["label_en"] == "'+Town"
    assert csvw.CSVW(hostile[0] / METADATA, validate=True).is_valid


def test_what_does_not_fit_a_column_is_left_out_and_counted(hostile: tuple[Path, Losses]) -> None:
    folder, losses = hostile
    nurses, first = row(folder / "claims.csv", "claim/nurses"), row(folder / "claims.csv", "claim/killed-first")
    assert (nurses["value"], nurses["stated_on"], first["value"]) == ("", "", "")
    assert (nurses["superseded"], first["superseded"]) == ("false", "true")
    properties = left(losses, "property")
    assert (properties["kg:value"], properties["kg:statedOn"], properties["skos:editorialNote"]) == (2, 1, 1)
    assert left(losses, "value")["label_en"] == 4


def test_concepts_of_others_stand_in_full(hostile: tuple[Path, Losses]) -> None:
    folder, _ = hostile
    assert row(folder / "claims.csv", "claim/nurses")["population"] == "https://example.org/Nurses"
    assert row(folder / "claims.csv", "claim/killed")["population"] == "https://w3id.org/kobe-kg/ns#People"
    assert row(folder / "claims.csv", "claim/killed")["outcome"] == "Killed"
    tables = {t["url"]: t for t in json.loads((folder / METADATA).read_text(encoding="utf-8"))["tables"]}
    schema = tables["claims.csv"]["tableSchema"]
    templates = {column["name"]: column.get("valueUrl") for column in schema["columns"]}
    assert templates["population"] == "{+population}"
    assert templates["outcome"] == "https://w3id.org/kobe-kg/ns#{outcome}"
    assert schema["foreignKeys"] == []  # a speaker is not described


def test_losses_are_those_of_the_graph(tmp_path: Path) -> None:
    graph = source(RECORD)
    losses = export(graph, "csvw", tmp_path / "out")
    assert left(losses, "class")["kg:Passage"] == graph.classes()["kg:Passage"]
    assert "kg:QuantityClaim" not in left(losses, "class")
    assert left(losses, "property")["kg:part"] == graph.properties()["kg:part"]
    assert "kg:value" not in left(losses, "property")


def test_the_same_graph_gives_the_same_bytes(record: Path, tmp_path: Path) -> None:
    export(source(RECORD), "csvw", tmp_path / "again")
    for path in record.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


@pytest.mark.parametrize("text", ["", "34", "'", "''=", " =1", "\t=1", "\r", "＝1", "a=1", "'tis", "'@'", "-", "é"])
def test_a_guard_can_be_taken_off(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text) == text or guard(text) == "'" + text


def test_texts_and_guarded_texts_never_meet() -> None:
    texts = ["=1", "'=1", "''=1", "' =1", "=", "'", ""]
    assert len({guard(text) for text in texts}) == len(texts)
