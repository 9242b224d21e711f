"""Clients of SPARQL that nobody here wrote."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from tests.serve.conftest import Server

PREFIXES = "PREFIX kg: <https://w3id.org/kobe-kg/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
ROWS = f"{PREFIXES} SELECT ?s ?label {{ ?s a kg:Event ; rdfs:label ?label }} ORDER BY ?s ?label LIMIT 5"
GRAPH = f"{PREFIXES} CONSTRUCT {{ ?s rdfs:label ?label }} {{ ?s a kg:Event ; rdfs:label ?label }}"

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize(("method", "how"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_reads_every_form(server: Server, method: str, how: str | None) -> None:
    wrapper = SPARQLWrapper(f"{server.address}sparql")
    wrapper.setMethod(method)
    if how:
        wrapper.setRequestMethod(how)
    wrapper.setQuery(ROWS)
    for form in (JSON, XML, CSV, TSV):
        wrapper.setReturnFormat(form)
        assert wrapper.queryAndConvert()
    wrapper.setReturnFormat(JSON)
    assert len(wrapper.queryAndConvert()["results"]["bindings"]) == 5  # type: ignore[call-overload,index]
    wrapper.setQuery(GRAPH)
    for form in (TURTLE, RDFXML):
        wrapper.setReturnFormat(form)
        found = wrapper.queryAndConvert()
        read = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
        assert len(read) > 5


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_it_as_a_graph(server: Server, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.address}sparql", method=method))
    rows = list(graph.query(ROWS))
    assert len(rows) == 5
    event = rows[0][0]  # type: ignore[index]
    assert (event, rdflib.RDF.type, rdflib.URIRef("https://w3id.org/kobe-kg/ns#Event")) in graph
    assert len(graph.query(GRAPH).graph or ()) > 5
