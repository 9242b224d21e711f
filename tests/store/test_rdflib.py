"""The reference store: the same files, the same errors, and no noise of its own."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from kobe_kg.errors import DataError, QueryError
from kobe_kg.store.rdflib import RdflibStore


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<urn:a> kgg:b 1 .\n")
    with pytest.raises(DataError) as caught:
        RdflibStore([path])
    assert str(caught.value.where) == f"{path}:1:9"


def test_ill_typed_literals_are_no_noise(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.ttl"
    path.write_text('PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n<urn:a> <urn:b> "many"^^xsd:integer .')
    with caplog.at_level(logging.WARNING):
        found = RdflibStore([path]).query("SELECT ?o { ?s ?p ?o FILTER(STR(?o) = 'many') }")
    assert isinstance(found, QuerySolutions)
    assert [row[0].value for row in found] == ["many"]
    assert caplog.records == []


@pytest.mark.parametrize(
    "text",
    [
        'SELECT (REGEX("a", "(") AS ?x) {}',
        'SELECT (IRI("no iri") AS ?x) {}',
        'CONSTRUCT { ?x <urn:p> 1 } { BIND(IRI("no iri") AS ?x) }',
    ],
)
def test_what_it_stumbles_over_is_a_query_error(text: str) -> None:
    with pytest.raises(QueryError, match="rdflib cannot evaluate the query"):
        RdflibStore().query(text)
