"""A graph is always loaded with the terms and code lists, whatever else it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions

from kobe_kg import paths
from kobe_kg.errors import DataError, ParameterError
from kobe_kg.load import ENGINES, load
from kobe_kg.query.run import ask


def holds(found: object) -> bool:
    assert isinstance(found, QueryBoolean)
    return bool(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.ttl").write_text("<urn:a> <urn:b> 1 .")
    (tmp_path / "b.nt").write_text('<urn:a> <urn:b> "two" .\n')
    (tmp_path / "notes.txt").write_text("no graph")
    return tmp_path


@pytest.mark.parametrize("engine", ENGINES)
def test_files_of_a_folder_are_loaded_with_the_vocabulary_and_nothing_else(folder: Path, engine: str) -> None:
    store = load([folder], engine=engine)
    assert holds(ask("ASK { <urn:a> <urn:b> 1, 'two' }", store))
    assert holds(ask("ASK { kg:Claim a owl:Class . kg:Killed skos:broader kg:KilledOrInjured }", store))
    assert not holds(ask("ASK { ?event a kg:Event }", store))


def test_what_is_asked_is_neither_shape_nor_example() -> None:
    store = load()
    assert holds(ask("ASK { event:kobe-attack a kg:Event }", store))
    assert not holds(ask("ASK { ?shape a sh:NodeShape }", store))
    assert not holds(ask("ASK { ?thing a ?type FILTER(CONTAINS(STR(?thing), '/example-')) }", store))


def test_the_vocabulary_is_all_of_the_ontology_but_shapes_and_examples() -> None:
    assert [path.name for path in paths.vocabulary()] == ["codelists.ttl", "terms.ttl"]
    assert all(folder.is_dir() for folder in (paths.ONTOLOGY, paths.SHAPES, paths.GRAPH, paths.QUERIES))


def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file or folder"):
        load([tmp_path / "nowhere"])
    with pytest.raises(DataError, match=r"no \.ttl or \.nt or .+ file in"):
        load([tmp_path])
    with pytest.raises(ParameterError, match="there is no engine 'jena'") as caught:
        load(engine="jena")
    assert caught.value.hint == "known: oxigraph, rdflib"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("some.trig", "<a:x> { <a:s> <a:p> 1 } <a:s> <a:p> 2 ."),
        ("some.nq", '<a:s> <a:p> "1" <a:x> .\n<a:s> <a:p> "2" .'),
    ],
)
def test_named_graphs_keep_their_names(name: str, text: str, engine: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    store = load([tmp_path], engine=engine)
    for where, value in (("<a:s> <a:p> ?x", "2"), ("GRAPH <a:x> { <a:s> <a:p> ?x }", "1")):
        found = store.query(f"SELECT ?x WHERE {{ {where} }}")
        assert isinstance(found, QuerySolutions)
        assert [row["x"].value for row in found] == [value]
