"""An export of ACLED becomes claims that validate and answer, that no export passes on, and no row is lost."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import kobe_kg
from kobe_kg.cli import main
from kobe_kg.ingest import Reading, open_reader, save
from kobe_kg.namespaces import expand

DATA = Path(__file__).resolve().parents[2] / "data" / "acled"
FULL = DATA / "river-31-2031-01-01-2031-06-30.csv"
LAYOUTS = [FULL, DATA / "river-35-2031-01-01-2031-06-30.csv", DATA / "river-old-2031-01-01-2031-06-30.csv"]
CLAIM = "claim:acled-20310630-"


def ingest(path: Path, out: Path, **asked: str) -> Reading:
    reading = open_reader("acled").read(path, out=out, asked=asked)
    save(reading, out)
    return reading


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def contents(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def claims(out: Path) -> set[str]:
    """Give the statements of a reading, its head apart."""
    path = next(out.glob("*.nt"))
    return {str(quad.triple) for quad in parse(path=str(path), format=RdfFormat.N_TRIPLES)}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kobe_kg.Graph:
    out = tmp_path_factory.mktemp("river")
    ingest(FULL, out)
    return kobe_kg.open(out)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem[:9])
def test_every_layout_gives_a_graph_without_a_finding(path: Path, tmp_path: Path) -> None:
    reading = ingest(path, tmp_path)
    assert reading.read == reading.kept == {"rows": 11}
    assert reading.tallies["types"]["Battles"] == 4
    assert [finding.rule for finding in kobe_kg.open(tmp_path).validate().findings] == []


def test_editions_with_more_columns_and_with_codes_say_the_same(tmp_path: Path) -> None:
    for name, path in zip(("31", "35", "old"), LAYOUTS, strict=True):
        ingest(path, tmp_path / name)
    assert claims(tmp_path / "31") == claims(tmp_path / "35")
    older, newer = claims(tmp_path / "old"), claims(tmp_path / "31")
    assert older - newer == {text for text in older - newer if "-type>" in text}  # without the type of disorder
    assert {text for text in newer - older if "-targeting>" not in text and "-type>" not in text} == set()


@pytest.mark.parametrize("syntax", ["nt", "nq", "ttl"])
def test_a_reading_is_the_same_each_time(syntax: str, tmp_path: Path) -> None:
    packed = tmp_path / f"{FULL.name}.gz"
    packed.write_bytes(gzip.compress(FULL.read_bytes()))
    ingest(packed, tmp_path / "out", syntax=syntax)
    first = contents(tmp_path / "out")
    ingest(packed, tmp_path / "out", syntax=syntax)
    assert contents(tmp_path / "out") == first


def test_quads_stand_in_the_graph_of_their_download(tmp_path: Path) -> None:
    ingest(FULL, tmp_path, syntax="nq", issued="2031-07-02")
    quads = list(parse(path=str(tmp_path / f"{FULL.stem}.nq"), format=RdfFormat.N_QUADS))
    assert {quad.graph_name for quad in quads} == {NamedNode(expand("dataset:acled-20310702"))}


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t")])
def test_whatever_a_spreadsheet_saved_is_read(encoding: str, separator: str, tmp_path: Path) -> None:
    rows = [{**row, "location": "Gué de l’Otter"} for row in table(FULL)]
    path = tmp_path / FULL.name
    with path.open("w", newline="", encoding=encoding) as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    assert ingest(path, tmp_path / "out").kept == {"rows": 11}
    assert '"Gué de l’Otter"@en' in (tmp_path / "out" / f"{FULL.stem}.nt").read_text(encoding="utf-8")


def test_rows_that_are_wrong_are_listed_and_none_is_lost(tmp_path: Path) -> None:
    reading = ingest(DATA / "wrong-20310630.csv", tmp_path)
    assert (reading.read["rows"], reading.kept["rows"], len(reading.refused)) == (12, 1, 11)
    found = table(tmp_path / "wrong-20310630.quarantine.csv")
    assert [(row["row"], row["column"], row["value"]) for row in found] == [
        ("2", "fatalities", "several"),
        ("3", "fatalities", "-1"),
        ("4", "event_date", "30 February 2031"),
        ("5", "latitude", "95.5"),
        ("6", "event_date", "31/12/2031"),
        ("6", "geo_precision", "4"),
        ("7", "actor1", ""),
        ("8", "event_id_cnty", "NOR1"),
        ("9", "time_precision", "exact"),
        ("10", "event_id_cnty", "NORA 9"),
        ("11", "event_type", ""),
        ("11", "iso", "Mali"),
        ("12", "", "3"),
    ]


def test_no_notes_and_no_tags_are_copied(tmp_path: Path) -> None:
    ingest(FULL, tmp_path)
    text = (tmp_path / f"{FULL.stem}.nt").read_text()
    assert not any(words in text for words in ("miller", "met at the ford", "crowd size"))


def test_the_dead_are_a_conservative_figure_and_none_is_none_reported(graph: kobe_kg.Graph) -> None:
    for event, value, label in (
        ("NOR1", 4, "about 4 killed, its conservative figure"),
        ("NOR2", 0, "no one reported killed"),
    ):
        (row,) = graph.query("toll", event=f"acled-{event}", population="People")
        assert (row.value, row.min, row.max, row.qualifier) == (value, None, None, expand("kg:About"))
        (told,) = graph.sparql(
            f"SELECT ?label ?hedge {{ {CLAIM}{event}-fatalities rdfs:label ?label ; kg:hedge ?hedge"
            ' FILTER(LANG(?label) = "en") }'
        )
        assert (told.label, told.hedge) == (f"ACLED: {label}", expand("kg:Reported"))


def test_actors_have_no_direction_and_populations_are_no_parties(graph: kobe_kg.Graph) -> None:
    def told(event: str) -> set[tuple[str, str]]:
        rows = graph.sparql(
            f"SELECT ?name ?role {{ ?claim kg:about event:acled-{event} ; kg:role ?role ;"
            ' kg:attributedTo/rdfs:label ?name FILTER(LANG(?name) = "en") }'
        )
        return {(row.name, row.role.rpartition("#")[2]) for row in rows}

    def there(event: str) -> set[str]:
        rows = graph.sparql(
            f"SELECT ?who {{ ?claim kg:about event:acled-{event} ; kg:outcome kg:Present ; kg:qualifier kg:Some ;"
            " kg:population ?who }"
        )
        return {row.who.rpartition("#")[2] for row in rows}

    north, south = "Military Forces of Northland (2020-)", "Military Forces of Southland (2015-)"
    assert told("NOR1") == {(north, "Participant"), ("River Front", "Participant")}
    assert told("NOR7") == {(south, "Participant"), ("River Front", "Participant"), (north, "Associate")}
    assert told("NOR5") == {
        ("Unidentified Armed Group (Northland)", "Participant"),
        ("Fishers (Northland)", "Associate"),
    }
    assert (there("NOR3"), there("NOR5"), there("NOR6"), there("NOR1")) == (
        {"Protesters"},
        {"Civilians"},
        {"Rioters"},
        set(),
    )
    assert not graph.sparql("ASK { ?claim kg:role ?role VALUES ?role { kg:Perpetrator kg:Target kg:Belligerent } }")


def test_groups_nobody_knows_are_of_their_event(graph: kobe_kg.Graph) -> None:
    rows = graph.sparql("SELECT ?party { ?party kg:kind kg:UnidentifiedGroup }")
    assert len(list(rows)) == 3


def test_outlets_are_cited_without_a_day(graph: kobe_kg.Graph) -> None:
    rows = graph.sparql(
        f"SELECT ?outlet ?issued {{ {CLAIM}NOR2-fatalities kg:cites ?report . ?report kg:access kg:CitedOnly ;"
        ' kg:publisher/rdfs:label ?outlet FILTER(LANG(?outlet) = "en") OPTIONAL { ?report dct:issued ?issued } }'
    )
    assert {(row.outlet, row.issued) for row in rows} == {("The Daily", None), ("Wire, Sons and Tea", None)}


def test_a_claim_was_stated_when_its_row_was_last_changed(graph: kobe_kg.Graph) -> None:
    (row,) = graph.sparql(f"SELECT ?day {{ {CLAIM}NOR1-when kg:statedOn ?day }}")
    assert row.day.isoformat() == "2031-03-08"
    assert not graph.sparql(f"ASK {{ {CLAIM}NOR11-when kg:statedOn ?day }}")


def test_the_queries_answer(graph: kobe_kg.Graph) -> None:
    rows = {row.event.rpartition("-")[2]: row for row in graph.query("events")}
    assert rows["NOR4"].label == "Violence against civilians, Ford county, April 2031"
    assert rows["NOR4"].latest.isoformat() == "2031-04-30"
    (place,) = graph.query("places", event="acled-NOR3")
    assert (place.wkt, place.precision) == ("POINT(-3.5 12.75)", expand("kg:WithinDistrict"))
    assert list(graph.query("disagreements", event="acled-NOR1")) == []


def test_no_export_passes_it_on_and_each_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ingest(FULL, tmp_path / "river")
    assert main(["export", "nt", "--graph", str(tmp_path / "river"), "-o", str(tmp_path / "out.nt")]) == 0
    assert "Left out because it may not be passed on" in capsys.readouterr().err
    left = {quad.subject for quad in parse(path=str(tmp_path / "out.nt"), format=RdfFormat.N_TRIPLES)}
    assert left == {NamedNode(expand("source:acled"))}
    assert main(["export", "acled", "--graph", str(tmp_path / "river"), "-q", "-o", str(tmp_path / "rows.csv")]) == 0
    assert table(tmp_path / "rows.csv") == []


def test_for_ones_own_use_the_export_gives_figures_and_codes_back(tmp_path: Path) -> None:
    ingest(FULL, tmp_path / "river")
    arguments = ["export", "acled", "--graph", str(tmp_path / "river"), "--include-restricted", "-q"]
    assert main([*arguments, "-o", str(tmp_path / "rows.csv")]) == 0
    back = {row["event_id_cnty"].rpartition("-")[2]: row for row in table(tmp_path / "rows.csv")}
    same = ("event_date", "time_precision", "geo_precision", "iso", "region", "country", "location", "fatalities")
    for row in table(FULL):
        found = back[row["event_id_cnty"]]
        assert [found[name] for name in same] == [row[name] for name in same], row["event_id_cnty"]
        for name in ("latitude", "longitude"):
            assert not row[name] or float(found[name]) == float(row[name])
