"""The description counts right, is what catalogues ask for, and says the same in three vocabularies."""

from __future__ import annotations

import json
from pathlib import Path

import pyshacl
import pytest
import rdflib
import yaml
from rdflib import DCAT, DCTERMS, OWL, RDF, VOID, URIRef

from kobe_kg import paths
from kobe_kg.errors import ParameterError
from kobe_kg.export import Source, export
from tests import DATA, GRAPH, ROOT

DATASET = URIRef("https://w3id.org/kobe-kg/id/dataset/kobe-kg")
VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3, which rdflib does not know yet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("description") / "d"
    assert not export(Source([GRAPH], paths.vocabulary()), "description", to, base="https://example.org/files")
    return to


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    found = rdflib.Graph()
    for path in sorted(GRAPH.rglob("*.ttl")):
        found.parse(path)
    return found


def read(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path)


def test_it_is_three_files(folder: Path) -> None:
    assert sorted(p.name for p in folder.iterdir()) == ["SHA256SUMS", "dataset.jsonld", "dcat.ttl", "void.ttl"]


def test_dcat_ap_finds_nothing_missing(folder: Path) -> None:
    shapes = DATA / "export" / "dcat-ap.ttl"
    conforms, _, text = pyshacl.validate(read(folder / "dcat.ttl"), shacl_graph=str(shapes))
    assert conforms, text


def test_the_check_would_find_it(folder: Path) -> None:
    found = read(folder / "dcat.ttl")
    found.remove((None, DCAT.accessURL, None))
    conforms, _, _ = pyshacl.validate(found, shacl_graph=str(DATA / "export" / "dcat-ap.ttl"))
    assert not conforms


def test_void_counts_what_rdflib_counts(folder: Path, graph: rdflib.Graph) -> None:
    void = read(folder / "void.ttl")
    assert void.value(DATASET, VOID.triples).toPython() == len(graph)  # type: ignore[union-attr]
    assert void.value(DATASET, VOID.distinctSubjects).toPython() == len(set(graph.subjects()))  # type: ignore[union-attr]
    assert void.value(DATASET, VOID.distinctObjects).toPython() == len(set(graph.objects()))  # type: ignore[union-attr]
    for part in void.objects(DATASET, VOID.classPartition):
        members = set(graph.subjects(RDF.type, void.value(part, VOID["class"])))
        assert void.value(part, VOID.entities).toPython() == len(members)  # type: ignore[union-attr]
    parts = list(void.objects(DATASET, VOID.propertyPartition))
    for part in parts:
        number = len(list(graph.triples((None, void.value(part, VOID.property), None))))
        assert void.value(part, VOID.triples).toPython() == number  # type: ignore[union-attr]
    assert len(parts) == len(set(graph.predicates()))


def test_linksets_are_the_links_that_lead_out(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#> PREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
        "PREFIX place: <https://w3id.org/kobe-kg/id/place/>\n"
        "place:a a kg:Place ; owl:sameAs <https://sws.geonames.org/1/> , place:c .\n"
        "place:b a kg:Place ; owl:sameAs <https://sws.geonames.org/2/> .\n",
        encoding="utf-8",
    )
    export(Source([path], paths.vocabulary()), "description", tmp_path / "d")
    void = read(tmp_path / "d" / "void.ttl")
    sets = list(void.subjects(RDF.type, VOID.Linkset))
    assert [void.value(s, VOID.triples).toPython() for s in sets] == [2]  # type: ignore[union-attr]
    target = void.value(sets[0], VOID.objectsTarget)
    assert str(void.value(target, VOID.uriSpace)) == "https://sws.geonames.org/"


def test_the_three_say_the_same(folder: Path) -> None:
    dcat = read(folder / "dcat.ttl")
    schema = json.loads((folder / "dataset.jsonld").read_text(encoding="utf-8"))
    assert schema["@id"] == str(DATASET)
    assert schema["name"] in map(str, dcat.objects(DATASET, DCTERMS.title))
    assert schema["license"] == [str(dcat.value(DATASET, DCTERMS.license))]
    assert schema["version"] == [str(dcat.value(DATASET, VERSION))]
    assert 50 <= len(schema["description"]) <= 5000
    urls = {entry["contentUrl"] for entry in schema["distribution"]}
    assert urls == set(map(str, dcat.objects(None, DCAT.downloadURL)))
    assert urls == set(map(str, read(folder / "void.ttl").objects(DATASET, VOID.dataDump)))
    assert "https://example.org/files/kobe-kg.ttl" in urls


def test_who_made_it_and_when_is_told_in_all_three(folder: Path) -> None:
    dcat, void = read(folder / "dcat.ttl"), read(folder / "void.ttl")
    schema = json.loads((folder / "dataset.jsonld").read_text(encoding="utf-8"))
    assert schema["publisher"] == schema["creator"]
    (agent,) = schema["publisher"]
    assert (agent["@type"], agent["name"]) == ("Organization", "Kobé KG contributors")
    for name in (DCTERMS.creator, DCTERMS.publisher):
        assert str(dcat.value(DATASET, name)) == str(void.value(DATASET, name)) == agent["@id"]
    assert [str(dcat.value(DATASET, DCTERMS.issued))] == schema["datePublished"]


def test_the_version_has_the_day_of_its_release(graph: rdflib.Graph) -> None:
    version = str(graph.value(DATASET, OWL.versionInfo))
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["date-released"]) == (version, str(graph.value(DATASET, DCTERMS.issued)))
    assert f"## {version} - {cited['date-released']}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_day_that_is_set_takes_the_place_of_the_graphs_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    text = """PREFIX dataset: <https://w3id.org/kobe-kg/id/dataset/> PREFIX dcat: <http://www.w3.org/ns/dcat#>
    PREFIX dct: <http://purl.org/dc/terms/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    dataset:kobe-kg a dcat:Dataset ; dct:modified "2024-01-01"^^xsd:date ; dct:creator "Somebody" ."""
    path.write_text(text, encoding="utf-8")
    for epoch, day in (("", "2024-01-01"), ("1740000000", "2025-02-19")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        export(Source([path], paths.vocabulary()), "description", tmp_path / f"d{epoch}")
        found = read(tmp_path / f"d{epoch}" / "dcat.ttl")
        assert [str(o) for o in found.objects(DATASET, DCTERMS.modified)] == [day]
        schema = json.loads((tmp_path / f"d{epoch}" / "dataset.jsonld").read_text(encoding="utf-8"))
        assert (schema["dateModified"], schema["creator"]) == ([day], ["Somebody"])


def test_without_an_address_no_download_is_promised(tmp_path: Path) -> None:
    export(Source([GRAPH], paths.vocabulary()), "description", tmp_path / "d", formats="ttl, nt")
    dcat = read(tmp_path / "d" / "dcat.ttl")
    assert not list(dcat.objects(None, DCAT.downloadURL))
    assert len(list(dcat.objects(DATASET, DCAT.distribution))) == 2
    assert "distribution" not in json.loads((tmp_path / "d" / "dataset.jsonld").read_text(encoding="utf-8"))


def test_the_day_is_told_when_it_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740000000")
    export(Source([GRAPH], paths.vocabulary()), "description", tmp_path / "d")
    assert str(read(tmp_path / "d" / "dcat.ttl").value(DATASET, DCTERMS.modified)) == "2025-02-19"


@pytest.mark.parametrize("wrong", [{"formats": "ttl,doc"}, {"formats": "csvw"}, {"base": "files/"}])
def test_bad_options_are_told(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ParameterError):
        export(Source([GRAPH], paths.vocabulary()), "description", tmp_path / "d", **wrong)
