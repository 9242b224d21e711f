"""A file of UCDP GED becomes claims that validate, answer and give the numbers back, and no row is lost."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import kobe_kg
from kobe_kg.errors import DataError, ParameterError
from kobe_kg.ingest import Reading, open_reader, save
from kobe_kg.namespaces import expand

DATA = Path(__file__).resolve().parents[2] / "data" / "ucdp-ged"
REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
FULL = DATA / "river-49-v24.1.csv"
LAYOUTS = [FULL, DATA / "river-47-v24.1.csv", DATA / "river-42-v19.1.csv"]


def ingest(path: Path, out: Path, **asked: str) -> Reading:
    reading = open_reader("ucdp-ged").read(path, out=out, asked=asked)
    save(reading, out)
    return reading


def flaws(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def contents(out: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def statements(out: Path) -> set[str]:
    found: set[str] = set()
    for path in out.rglob("*.ttl"):
        found |= {str(quad.triple) for quad in parse(path=str(path), format=RdfFormat.TURTLE)}
    for path in out.glob("*.n?"):
        kind = RdfFormat.N_QUADS if path.suffix == ".nq" else RdfFormat.N_TRIPLES
        found |= {str(quad.triple) for quad in parse(path=str(path), format=kind)}
    return found


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kobe_kg.Graph:
    out = tmp_path_factory.mktemp("river")
    ingest(FULL, out, issued="2032-06-15")
    return kobe_kg.open(out)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_layout_gives_a_graph_without_a_finding(path: Path, tmp_path: Path) -> None:
    reading = ingest(path, tmp_path)
    assert reading.read == reading.kept == {"rows": 13}
    assert reading.tallies == {"violence": {"state-based": 8, "one-sided": 3, "non-state": 2}}
    report = kobe_kg.open(tmp_path).validate()
    assert [finding.rule for finding in report.findings] == []


def test_the_export_of_a_country_says_the_same_as_the_whole(tmp_path: Path) -> None:
    ingest(FULL, tmp_path / "49")
    ingest(LAYOUTS[1], tmp_path / "47")
    assert statements(tmp_path / "49") == statements(tmp_path / "47")


@pytest.mark.parametrize("syntax", ["nt", "nq", "ttl"])
def test_every_syntax_says_the_same_and_twice_is_once(syntax: str, tmp_path: Path) -> None:
    ingest(FULL, tmp_path / "nt")
    packed = tmp_path / "river-49-v24.1.csv.gz"
    packed.write_bytes(gzip.compress(FULL.read_bytes()))
    ingest(packed, tmp_path / "out", syntax=syntax)
    first = contents(tmp_path / "out")
    assert statements(tmp_path / "out") == statements(tmp_path / "nt")
    ingest(packed, tmp_path / "out", syntax=syntax)
    assert contents(tmp_path / "out") == first


def test_quads_stand_in_the_graph_of_their_release(tmp_path: Path) -> None:
    ingest(FULL, tmp_path, syntax="nq")
    quads = parse(path=str(tmp_path / "river-49-v24.1.nq"), format=RdfFormat.N_QUADS)
    assert {quad.graph_name for quad in quads} == {NamedNode(expand("dataset:ucdp-ged-24.1"))}


def test_rows_that_are_wrong_are_listed_and_none_is_lost(tmp_path: Path) -> None:
    reading = ingest(DATA / "wrong-v24.1.csv", tmp_path)
    assert (reading.read["rows"], reading.kept["rows"], len(reading.refused)) == (9, 1, 8)
    found = flaws(tmp_path / "wrong-v24.1.quarantine.csv")
    assert [(row["row"], row["line"], row["column"], row["value"]) for row in found] == [
        ("2", "5", "best", "many"),
        ("3", "8", "date_start", "2031-02-30 00:00:00.000"),
        ("3", "8", "date_end", "2031-02-30 00:00:00.000"),
        ("4", "11", "date_end", "2031-07-01 00:00:00.000"),
        ("5", "14", "latitude", "95.5"),
        ("5", "14", "low", "-1"),
        ("6", "17", "side_b", ""),
        ("6", "17", "type_of_violence", "4"),
        ("7", "20", "id", "600001"),
        ("8", "23", "where_prec", "near"),
        ("9", "26", "", "3"),
    ]
    assert {row["file"] for row in found} == {"wrong-v24.1.csv"}
    assert all(row["reason"] for row in found)
    assert "600002" not in (tmp_path / "wrong-v24.1.nt").read_text()


def test_what_the_publisher_breaks_is_remarked_on(tmp_path: Path) -> None:
    reading = ingest(FULL, tmp_path)
    found = flaws(tmp_path / "river-49-v24.1.remarks.csv")
    assert [(row["row"], row["column"]) for row in found] == [
        ("5", "number_of_sources"),
        ("7", "low"),
        ("8", "best"),
        ("9", "best"),
        ("10", "where_prec"),
        ("11", "latitude"),
        ("12", "year"),
        ("12", "number_of_sources"),
        ("13", "source_article"),
    ]
    assert "1 row: low is above best; the first is row 7" in reading.remarks
    assert "party:ucdp-actor-9003 is also called Hill Watch (East)" in reading.remarks
    assert flaws(tmp_path / "river-49-v24.1.quarantine.csv") == []


def test_no_headline_and_no_description_is_copied(tmp_path: Path) -> None:
    ingest(FULL, tmp_path)
    text = (tmp_path / "river-49-v24.1.nt").read_text()
    assert not any(words in text for words in ("Ten dead", "more feared", "march", "below the mill", "nurse"))
    assert '"The Daily, 2031-03-07 (' in text


def test_a_range_is_three_figures_and_one_figure_is_one(graph: kobe_kg.Graph) -> None:
    def told(event: str) -> set[tuple[str, int, int | None, int | None]]:
        rows = graph.query("toll", event=event, population="People")
        return {(row.qualifier.rpartition("#")[2], row.value, row.min, row.max) for row in rows}

    assert told("ucdp-500001") == {("Exactly", 3, 3, 3)}
    assert told("ucdp-500002") == {("AtLeast", 6, 6, None), ("About", 10, None, None), ("AtMost", 14, 0, 14)}


def test_the_parts_are_a_breakdown_where_they_add_up(graph: kobe_kg.Graph) -> None:
    rows = graph.sparql(
        "SELECT ?population ?value { claim:ucdp-24.1-500002-best kg:breakdown/kg:part ?part ."
        " ?part kg:population ?population ; kg:value ?value }"
    )
    assert {(row.population.rpartition("#")[2], row.value) for row in rows} == {
        ("SideA", 2),
        ("SideB", 4),
        ("Civilians", 1),
        ("UnknownSide", 3),
    }
    assert not graph.sparql("ASK { claim:ucdp-24.1-500009-best kg:breakdown ?any }")


def test_only_one_sided_violence_has_a_perpetrator_and_civilians_are_no_party(graph: kobe_kg.Graph) -> None:
    def told(event: str) -> set[tuple[str, str]]:
        rows = graph.query("attributions", event=event)
        return {(row.party.rpartition("/")[2], row.role.rpartition("#")[2]) for row in rows}

    assert told("ucdp-500001") == {("ucdp-actor-9001", "Belligerent"), ("ucdp-actor-9002", "Belligerent")}
    assert told("ucdp-500003") == {("ucdp-actor-9002", "Belligerent"), ("ucdp-actor-9003", "Belligerent")}
    assert told("ucdp-500004") == {("ucdp-actor-9002", "Perpetrator")}
    assert not graph.sparql('ASK { ?party a kg:Party ; rdfs:label "Civilians"@en }')


def test_the_queries_answer(graph: kobe_kg.Graph) -> None:
    rows = {row.event.rpartition("/")[2]: row for row in graph.query("events")}
    assert rows["ucdp-500003"].label == "River Front - Hill Watch, the road to Otter ford, 1 April 2031 – 30 April 2031"
    assert rows["ucdp-500002"].claims == 12
    (place,) = graph.query("places", event="ucdp-500003")
    assert (place.wkt, place.precision) == ("POINT(-3.5 12.75)", expand("kg:AlongLine"))
    kinds = {row.kind for row in graph.query("disagreements", event="ucdp-500002")}
    assert "disjoint" not in kinds
    cited = graph.sparql("SELECT ?report { claim:ucdp-24.1-500002-best kg:cites ?report }")
    assert len(list(cited)) == 3


def test_the_graph_names_its_licence_and_whom_to_credit(graph: kobe_kg.Graph) -> None:
    (row,) = graph.sparql(
        "SELECT ?licence ?credit { dataset:ucdp-ged-24.1 dct:license ?licence ; dct:bibliographicCitation ?credit }"
    )
    assert row.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert "Uppsala Conflict Data Program" in row.credit
    assert "24.1" in row.credit


def numbers(graph: kobe_kg.Graph, rows: list[dict[str, str]], out: Path, names: tuple[str, str, str]) -> int:
    """Compare the numbers of an export with those of the rows whose range is in order; give how many these are."""
    graph.export("ucdp", out)
    found = {row["relid"].rpartition("-")[2]: row for row in flaws(out / "events.csv")}
    compared = 0
    for row in rows:
        low, best, high = (row[name] for name in names)
        if int(low) <= int(best) <= int(high):
            back = found[row["id"]]
            given = (back["low"], back["best"], back["high"], back["deaths_civilians"], back["date_prec"])
            assert given == (low, best, high, row["deaths_civilians"], row["date_prec"]), row["id"]
            assert back["where_prec"] == row["where_prec"].replace("7", "")
            assert back["date_start"][:4] == row["year"] or row["year"] == "2030"
            compared += 1
    return compared


def test_the_export_gives_the_numbers_back(graph: kobe_kg.Graph, tmp_path: Path) -> None:
    assert numbers(graph, flaws(FULL), tmp_path / "out", ("low", "best", "high")) == 11


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"syntax": "xml"}, "there is no syntax 'xml'"),
        ({"issued": "June"}, "'June' is no day"),
        ({"release": "new"}, "'new' is no release"),
    ],
)
def test_a_wrong_option_is_told(asked: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=why):
        ingest(FULL, tmp_path, **asked)


def test_an_option_that_has_no_sense_here_is_told(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="takes no --event"):
        open_reader("ucdp-ged").read(FULL, out=tmp_path, event="kobe-attack")


def test_a_file_of_a_person_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "river-49-v24.1.remarks.csv").write_text("my own\n")
    with pytest.raises(DataError, match="would be lost"):
        ingest(FULL, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["river-49-v24.1.remarks.csv"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not at hand")
@pytest.mark.parametrize(
    ("name", "rows", "low", "high"),
    [
        ("ucdp-ged-sahel.csv", 4139, 18, 44),
        ("ged-real-49col.csv.gz", 27278, 28, 91),
        ("ged-mmr-bgd-v19.1-42col.csv", 3194, 1, 5),
    ],
)
def test_every_row_of_the_real_files_is_accounted_for(
    name: str, rows: int, low: int, high: int, tmp_path: Path
) -> None:
    reading = open_reader("ucdp-ged").read(REAL / name, out=tmp_path, asked={"release": "24.1"})
    claims, _, remarks = reading.streams
    assert sum(1 for _ in claims.pieces) == rows + 1
    assert reading.read == reading.kept == {"rows": rows}
    found = list(csv.reader(remarks.pieces))
    assert sum(row[-1] == "low is above best" for row in found) == low
    assert sum(row[-1] == "best is above high" for row in found) == high
