"""The shipped tables lead to terms that exist, and labels can be made for every term there is."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from kobe_kg import paths, turtle
from kobe_kg.errors import DataError
from kobe_kg.ingest import open_reader
from kobe_kg.ingest.dossier import schema, vocabulary
from kobe_kg.ingest.dossier.numbers import WITHOUT_NUMBER, figure
from kobe_kg.ingest.dossier.problems import Problems
from kobe_kg.ingest.dossier.schema.values import Wording
from kobe_kg.ingest.dossier.sense import Senses, Unread
from kobe_kg.ingest.dossier.tree import Node

TOPICS = vocabulary.topics()
#: Words that dossiers of the Kobé attack use for topics.
WORDS = """
    aftermath attackers-number background background-since bodies-at-hospital buses civilians-injured civilians-killed
    convoy-length-km course-of-fighting destination distance-from-gao-km escort-composition event-date event-type
    location method militants-injured militants-killed militants-killed-or-injured minibuses minibuses-destroyed
    motorcycles motorcycles-destroyed nationality official-response origin other-casualties part-of passenger-profile
    passengers perpetrator-attribution perpetrator-type recommendation report-date responsibility-claimed result
    route-length-km soldiers-killed-or-injured target targeting time-of-day total-killed trucks trucks-destroyed
    vehicles-civilian vehicles-destroyed vehicles-hit vehicles-military vehicles-total victim-profile weapons
    witness-experience
""".split()


def senses(**keys: object) -> Senses:
    return Senses(schema.Dossier.model_validate({"reports": [], **keys}), ["gao"])


def claim(**keys: object) -> schema.Claim:
    return schema.Claim.model_validate({"id": "c", **keys})


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_a_meaning(word: str) -> None:
    (meaning,) = senses().read(claim(about=word, value="something"))
    assert meaning["kind"] in ("quantity", "attribution", "occurrence", "absence")
    assert meaning.get("aspect") or meaning.get("role") or meaning.get("absence")


def test_the_tables_name_only_terms_of_the_lists() -> None:
    dossier = schema.Dossier(reports=[], about=TOPICS.about, hedges=vocabulary.table("hedges"))
    problems = Problems(Node({}, None), "tables")  # type: ignore[arg-type]
    vocabulary.check(dossier, problems)
    problems.check()
    kinds, lists = vocabulary.table("kinds"), vocabulary.code_lists()
    assert set(kinds["reports"].values()) <= lists["ReportKind"].keys()
    for name in ("speakers", "sources", "publishers"):
        assert set(kinds[name].values()) <= lists["SourceKind"].keys()
    assert set(kinds["parties"].values()) <= lists["PartyKind"].keys()
    assert set(kinds["armed"]) <= kinds["parties"].keys()
    assert set(kinds["dates"].values()) <= lists["Precision"].keys()
    assert {basis for ways in kinds["bases"].values() for basis in ways.values()} <= lists["Basis"].keys()


@pytest.mark.parametrize(
    ("table", "scheme"),
    [
        ("populations", "Population"),
        ("outcomes", "Outcome"),
        ("qualifiers", "Qualifier"),
        ("roles", "Role"),
        ("absences", "Absence"),
        ("hedges", "Hedge"),
    ],
)
def test_every_term_has_its_words(table: str, scheme: str) -> None:
    assert vocabulary.table("words")[table].keys() == vocabulary.code_lists()[scheme].keys()


def test_every_wording_leads_to_a_qualifier() -> None:
    made = set()
    for wording in get_args(Wording):
        for low, high in ((None, None), (3, None), (None, 3), (3, 3)):
            try:
                made.add(figure(wording, low, high).qualifier)
            except Unread:
                continue
        assert wording in WITHOUT_NUMBER or made
    assert made == vocabulary.code_lists()["Qualifier"].keys()


def test_a_dossier_brings_topics_of_its_own_and_they_go_first() -> None:
    own = senses(
        about={
            "wagner-killed": {"kind": "quantity", "population": "WagnerPersonnel", "outcome": "Killed"},
            "total-killed": {"kind": "quantity", "population": "Civilians", "outcome": "Killed"},
        }
    )
    (meaning,) = own.read(claim(about="wagner-killed", value_min=2, value_max=2))
    assert (meaning["population"], meaning["outcome"]) == ("WagnerPersonnel", "Killed")
    (meaning,) = own.read(claim(about="total-killed", value_min=2, value_max=2))
    assert meaning["population"] == "Civilians"


def test_subject_value_and_own_keys_refine_in_this_order() -> None:
    (meaning,) = senses().read(claim(about="vehicles-destroyed", subject="civilian vehicles", value="several damaged"))
    assert (meaning["population"], meaning["qualifier"]) == ("CivilianVehicles", "several")
    (meaning,) = senses().read(claim(about="militants-killed", subject="abandoned bodies"))
    assert meaning["outcome"] == "BodiesCounted"
    (meaning,) = senses().read(claim(about="militants-killed", subject="abandoned bodies", outcome="Killed"))
    assert meaning["outcome"] == "Killed"


@pytest.mark.parametrize(
    ("value", "kind", "qualifier"),
    [
        ("military casualties exist, number unknown", "quantity", "some"),
        ("several dozen soldiers killed or wounded", "quantity", "several"),
        ("army statement does not mention military casualties", "absence", None),
        ("declined to comment on army casualties", "absence", None),
    ],
)
def test_losses_told_in_words_are_a_figure_or_a_silence(value: str, kind: str, qualifier: str | None) -> None:
    (meaning,) = senses().read(claim(about="soldiers-killed-or-injured", value=value))
    assert (meaning["kind"], meaning.get("qualifier")) == (kind, qualifier)


def test_a_place_stands_in_a_topic() -> None:
    (meaning,) = senses().read(claim(about="distance-from-gao-km", value_min=30, value_max=30))
    assert (meaning["aspect"], meaning["place"]) == ("Distance", "gao")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (None, "Stated"),
        ("very provisional; on the spot", "Stated"),
        ("alleged leader", "Alleged"),
        ("likely orchestrated", "Suspected"),
        ("no attribution made", "Stated"),
        ("Apparent", "Apparent"),
        ("not confirmed", "Reported"),
    ],
)
def test_hedges_are_found_in_longer_wordings(text: str | None, term: str) -> None:
    assert senses().hedge(text) == term


#: A population of a project, in a namespace of its own.
OWN = """
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX own: <https://example.org/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
own:DockWorkers a kg:Population ; rdfs:label "Dock workers"@en , "Dockers"@fr ; skos:inScheme kg:PopulationScheme .
own:Civilians a kg:Population ; rdfs:label "Others"@en ; skos:inScheme kg:PopulationScheme .
"""
#: A dossier that counts them.
DOCK = """
event: harbour-fire
events: [{id: harbour-fire, label: {en: Harbour fire, fr: Incendie du port}}]
about: {dock-workers-killed: {kind: quantity, population: DockWorkers, outcome: Killed}}
reports:
  - {id: daily, publisher: Daily, kind: news-report, claims: [
      {id: daily-c1, about: dock-workers-killed, value_min: 2, value_max: 2},
      {id: daily-c2, about: civilians-killed, value_min: 3, value_max: 3}]}
"""


def test_the_code_lists_of_a_project_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("ontology/own.ttl", ""), ("graph/x.ttl", "<urn:a> <urn:b> <urn:c> .\n"), ("d.yaml", DOCK)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="not as it should be"):
        open_reader("dossier").read(tmp_path / "d.yaml", out=tmp_path / "out")
    (tmp_path / "ontology" / "own.ttl").write_text(OWN)
    reading = open_reader("dossier").read(tmp_path / "d.yaml", out=tmp_path / "out")
    made = turtle.write([triple for page in reading.pages for triple in page.triples])
    assert "kg:population <https://example.org/ns#DockWorkers>" in made
    assert '"Daily : 2 dockers tués"@fr' in made
    assert "kg:population kg:Civilians" in made
    monkeypatch.chdir(paths.QUERIES)
    assert "DockWorkers" not in vocabulary.code_lists()["Population"]
