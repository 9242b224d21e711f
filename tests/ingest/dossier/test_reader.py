"""A dossier becomes the same Turtle each time, valid by all rules, and describes nothing twice."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import NamedNode
from pyshacl import validate
from rdflib import RDF, SH, Graph

from kobe_kg import paths, turtle
from kobe_kg.errors import DataError, ParameterError
from kobe_kg.ingest import Reading, open_reader, save
from kobe_kg.namespaces import ID
from tests.ingest import plain

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data" / "ingest" / "valid"
RIVER = DATA / "river-crossing.yaml"
EXPECTED = DATA / "river-crossing.expected.ttl"
#: A dossier with nothing but a report and a claim; its subject tells the event.
SMALL = """
meta: {subject: 'Market raid, Town, 2031-03-05'}
reports:
  - id: daily-0305
    publisher: Daily
    kind: news-report
    claims:
      - {id: daily-0305-c01, about: civilians-killed, value_min: 7, value_max: 7, qualifier: exact}
"""


def read(path: Path, out: Path, **options: Any) -> Reading:
    return open_reader("dossier").read(path, out=out, **options)


def whole(reading: Reading) -> str:
    return turtle.write([triple for page in reading.pages for triple in page.triples])


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.ttl"))}


def small(folder: Path, text: str = SMALL) -> Path:
    path = folder / "dossier.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_another_event_becomes_what_was_checked_by_hand(tmp_path: Path) -> None:
    header, _, body = EXPECTED.read_text(encoding="utf-8").partition("\n\n")
    assert header.startswith("# ")
    assert whole(read(RIVER, tmp_path)) == body


def test_nothing_in_it_breaks_a_rule(tmp_path: Path) -> None:
    graph, shapes = Graph(), Graph()
    for path in paths.vocabulary():
        graph.parse(path)
    graph.parse(data=whole(read(RIVER, tmp_path)), format="turtle")
    for path in sorted(paths.SHAPES.glob("*.ttl")):
        shapes.parse(path)
    _, report, text = validate(graph, shacl_graph=shapes, advanced=False, inference="none")
    assert isinstance(report, Graph)
    severities = {report.value(result, SH.resultSeverity) for result in report.subjects(RDF.type, SH.ValidationResult)}
    assert severities <= {SH.Warning}, text
    assert all("not a French one" in str(message) for message in report.objects(None, SH.resultMessage)), text


def test_reading_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    assert save(read(RIVER, tmp_path / "a"), tmp_path / "a") == []
    before = written(tmp_path / "a")
    assert save(read(RIVER, tmp_path / "a", graph=[tmp_path / "a"]), tmp_path / "a") == []
    assert written(tmp_path / "a") == before
    assert "claims/river-gazette.ttl" in before
    assert all(text.startswith(b"# ") for text in before.values())


def test_the_order_of_a_dossier_does_not_matter(tmp_path: Path) -> None:
    data = plain(RIVER.read_text(encoding="utf-8"))
    dice = random.Random(34)  # noqa: S311 - an order, not a secret
    for key in ("actors", "gazetteer", "speakers", "reports"):
        dice.shuffle(data[key])
    for report in data["reports"]:
        dice.shuffle(report.get("claims", []))
    shuffled = small(tmp_path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    assert whole(read(shuffled, tmp_path)) == whole(read(RIVER, tmp_path))


def test_a_small_dossier_tells_its_event_by_its_subject(tmp_path: Path) -> None:
    reading = read(small(tmp_path), tmp_path)
    text = whole(reading)
    assert 'event:market-raid\n    a kg:Event ;\n    rdfs:label "Market raid"@en' in text
    assert 'kg:earliest "2031-03-05"^^xsd:date' in text
    assert reading.refused == []
    named = whole(read(small(tmp_path), tmp_path, event="raid-of-march"))
    assert "kg:about event:raid-of-march" in named


def test_an_event_is_asked_for_where_nobody_names_one(tmp_path: Path) -> None:
    path = small(tmp_path, SMALL.partition("\n")[2].partition("\n")[2])
    with pytest.raises(ParameterError, match="which event"):
        read(path, tmp_path)


def test_what_a_graph_describes_is_not_described_again(tmp_path: Path) -> None:
    folder = tmp_path / "curated"
    folder.mkdir()
    (folder / "sources.ttl").write_text(
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "PREFIX source: <https://w3id.org/kobe-kg/id/source/>\n"
        'source:daily a kg:Source ; rdfs:label "The Daily"@en , "Le Quotidien"@fr ; kg:kind kg:Media .\n'
    )
    reading = read(small(tmp_path), tmp_path / "out", graph=[folder])
    subjects = {triple.subject for page in reading.pages for triple in page.triples}
    assert NamedNode(f"{ID}source/daily") not in subjects
    assert '"Le Quotidien : 7 civils tués"@fr' in whole(reading)
    assert "sources.ttl" not in {page.name for page in reading.pages}


def test_a_claim_that_the_graph_has_is_not_made_twice(tmp_path: Path) -> None:
    folder = tmp_path / "curated"
    folder.mkdir()
    (folder / "claims.ttl").write_text(
        "PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>\nPREFIX kg: <https://w3id.org/kobe-kg/ns#>\n"
        "claim:by-hand a kg:QuantityClaim .\n"
    )
    again = (
        SMALL
        + "      - {id: daily-0305-c02, about: civilians-killed, value_min: 7, value_max: 7, repeats: daily-0305-c01}\n"
    )
    path = small(tmp_path, again)
    beside = tmp_path / "more.yaml"
    beside.write_text("claims: {daily-0305-c01: {same_as: 'claim:by-hand'}}\n")
    reading = read(path, tmp_path / "out", graph=[folder], beside=[beside])
    assert (reading.known["claims"], reading.kept["claims"]) == (1, 1)
    assert "kg:relays claim:by-hand" in whole(reading)
    assert "daily-0305-c01" not in whole(reading)


def test_a_file_that_a_person_wrote_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "claims").mkdir(parents=True)
    mine = out / "claims" / "daily.ttl"
    mine.write_text("# Mine.\n")
    with pytest.raises(DataError, match=r"was not read from dossier\.yaml"):
        save(read(small(tmp_path), out), out)
    assert mine.read_text() == "# Mine.\n"
    assert [path.name for path in out.rglob("*") if path.is_file()] == ["daily.ttl"]


def test_what_an_earlier_reading_left_is_told_and_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    save(read(small(tmp_path), out), out)
    later = small(tmp_path, SMALL.replace("publisher: Daily", "publisher: Weekly"))
    left = save(read(later, out, graph=[out]), out)
    assert left == ["claims/daily.ttl", "reports/daily.ttl"]


#: A count passed on as it was, changed, changed without a day, and passed on once more.
RELAYED = """
meta: {subject: 'Market raid, 2031-03-05'}
speakers: [{id: mayor, description: the mayor, class: local-official, identification: named-person}]
reports:
  - {id: a, publisher: Daily, kind: news-report, date_published: {value: 2031-03-05}, claims: [
      {id: a-c1, about: total-killed, attributed_to: mayor, value_min: 7, value_max: 7}]}
  - {id: b, publisher: Weekly, kind: news-report, date_published: {value: 2031-03-09}, claims: [
      {id: faithful, about: total-killed, attributed_to: mayor, value_min: 7, value_max: 7, repeats: a-c1},
      {id: reworded, about: total-killed, attributed_to: mayor, value_min: 7, qualifier: at-least, repeats: a-c1},
      {id: hedged, about: total-killed, attributed_to: mayor, value_min: 7, value_max: 7, hedge: alleged,
       repeats: a-c1},
      {id: narrowed, about: civilians-killed, attributed_to: mayor, value_min: 7, value_max: 7, repeats: a-c1},
      {id: another, about: total-killed, attributed_to: mayor, value_min: 8, value_max: 8, repeats: a-c1},
      {id: told, about: total-killed, attributed_to: mayor, value_min: 7, qualifier: at-least, repeats: a-c1,
       stated_on: {value: 2031-03-06}},
      {id: adopted, about: total-killed, value_min: 7, value_max: 7, repeats: a-c1}]}
  - {id: c, publisher: Monthly, kind: news-report, date_published: {value: 2031-03, precision: month}, claims: [
      {id: late-faithful, about: total-killed, attributed_to: mayor, value_min: 7, value_max: 7, repeats: a-c1},
      {id: late-reworded, about: total-killed, attributed_to: mayor, value_min: 7, qualifier: at-least, repeats: a-c1},
      {id: late-copied, about: total-killed, attributed_to: mayor, value_min: 7, qualifier: about, value_max: 7,
       repeats: a-c1},
      {id: passed-on, about: total-killed, attributed_to: mayor, value_min: 7, qualifier: at-least, repeats: reworded}]}
  - {id: d, publisher: Mirror, kind: aggregator, date_published: {value: 2031-03-12}, republishes: c,
     carries: [late-copied]}
"""


@pytest.mark.parametrize(
    ("claim", "day"),
    [
        ("faithful", "2031-03-05"),
        ("reworded", "2031-03-09"),
        ("hedged", "2031-03-09"),
        ("narrowed", "2031-03-09"),
        ("another", "2031-03-09"),
        ("told", "2031-03-06"),
        ("adopted", "2031-03-09"),
        ("late-faithful", "2031-03-05"),
        ("late-reworded", None),
        ("late-copied", "2031-03-12"),
        ("passed-on", "2031-03-09"),
    ],
)
def test_a_day_is_the_first_on_which_the_speaker_is_known_to_have_said_it(
    claim: str, day: str | None, tmp_path: Path
) -> None:
    made = whole(read(small(tmp_path, RELAYED), tmp_path))
    block = next(block for block in made.split("\n\n") if block.startswith(f"claim:{claim}\n"))
    assert "kg:originality kg:Relayed" in block
    assert (f'kg:statedOn "{day}"^^xsd:date' in block) if day else ("kg:statedOn" not in block)


def test_kilometres_make_a_distance_whatever_the_topic(tmp_path: Path) -> None:
    claim = "{id: daily-0305-c02, about: location, subject: south of town, value_min: 30, value_max: 30, unit: km}"
    text = whole(read(small(tmp_path, f"{SMALL}      - {claim}\n"), tmp_path))
    assert "kg:aspect kg:Distance" in text
    assert "kg:kilometres 30.0" in text


@pytest.mark.parametrize(
    ("keys", "speaker", "expected"),
    [
        ("kind: news-report", "report-itself", "Original"),
        ("kind: news-report", "mayor", "Original"),
        ("kind: aggregator", "report-itself", "Undetermined"),
        ("kind: aggregator", "mayor", "Undetermined"),
        ("kind: encyclopedia", "report-itself", "Synthesis"),
        ("kind: encyclopedia", "mayor", "Undetermined"),
        ("kind: news-report, derived_from: [origin]", "report-itself", "Synthesis"),
        ("kind: news-report, derived_from: [origin]", "mayor", "Undetermined"),
        ("kind: aggregator, derived_from: [origin]", "report-itself", "Synthesis"),
        ("kind: news-report, originality: Undetermined", "report-itself", "Undetermined"),
    ],
)
def test_originality_follows_from_who_speaks_where(keys: str, speaker: str, expected: str, tmp_path: Path) -> None:
    text = f"""
meta: {{subject: Market raid}}
speakers: [{{id: mayor, description: the mayor, class: local-official}}]
reports:
  - {{id: origin, publisher: Daily, kind: news-report}}
  - {{id: told, publisher: Weekly, {keys}, claims: [
      {{id: c, about: total-killed, attributed_to: {speaker}, value_min: 7, value_max: 7}}]}}
"""
    assert f"kg:originality kg:{expected} ;" in whole(read(small(tmp_path, text), tmp_path))


# The dossier of the Kobé attack is no part of the repository. Where a copy lies beside the checkout, it is read too.
KOBE = ROOT.parent / "shared" / "dossier" / "kobe-reports.yaml"

if KOBE.is_file():

    def test_the_graph_is_what_the_dossier_makes(tmp_path: Path) -> None:
        """Nothing in the generated files was changed by hand, and nothing in the dossier or its reading since."""
        graph = ROOT / "graph"
        out = graph / "kobe-attack"
        reading = read(KOBE, out, beside=[out / "reading.yaml"], graph=[graph])
        assert reading.refused == []
        assert reading.remarks == []
        assert (reading.kept["claims"], reading.known["claims"]) == (465, 2)
        save(reading, tmp_path)
        made = written(tmp_path)
        assert {name: (out / name).read_bytes() for name in made} == made

    def test_the_dossier_alone_keeps_every_claim(tmp_path: Path) -> None:
        reading = read(KOBE, tmp_path)
        assert reading.refused == []
        assert reading.read == reading.kept == {"reports": 103, "claims": 467}
        assert sum("is described as a claim words it" in remark for remark in reading.remarks) == 7
        assert "event:kobe-attack\n" in whole(reading)
