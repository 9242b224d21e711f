"""Clients that nobody here wrote ask the server, and get what the graph says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

import kobe_kg
from kobe_kg.namespaces import PREFIXES
from tests.web.conftest import HERE, program

CLAIMS = f"""
PREFIX kg: <{PREFIXES["kg"]}>
SELECT ?claim ?speaker WHERE {{ ?claim kg:population kg:Civilians ; kg:outcome kg:Killed ; kg:speaker ?speaker }}
ORDER BY ?claim LIMIT 20
"""
DESCRIBE = f"DESCRIBE <{PREFIXES['claim']}hrw-civilians-killed>"


def wanted() -> list[tuple[str, str]]:
    answer = kobe_kg.open().sparql(CLAIMS)
    return [(row.claim, row.speaker) for row in answer]  # type: ignore[union-attr]


@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper(address: str, way: str, form: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql", agent="kobe-tests")
    client.setMethod(POST)
    client.setRequestMethod(way)
    client.setReturnFormat(form)
    client.setQuery(CLAIMS)
    found = client.query().convert()
    if form == CSV:
        rows = [tuple(line.split(",")) for line in found.decode().splitlines()[1:]]
    elif form == JSON:
        rows = [(row["claim"]["value"], row["speaker"]["value"]) for row in found["results"]["bindings"]]
    else:
        values = [node.firstChild.data for node in found.getElementsByTagName("uri")]
        rows = list(zip(values[::2], values[1::2], strict=True))
    assert rows == wanted()


def test_sparqlwrapper_reads_a_description(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql", agent="kobe-tests")
    client.setReturnFormat(TURTLE)
    client.setQuery(DESCRIBE)
    found = rdflib.Graph().parse(data=client.query().convert(), format="turtle")
    subject = rdflib.URIRef(PREFIXES["claim"] + "hrw-civilians-killed")
    assert (subject, rdflib.URIRef(PREFIXES["kg"] + "min"), rdflib.Literal(34)) in found


def test_rdflib_asks_it_as_a_store(address: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(f"{address}/sparql", returnFormat="json"))
    assert [(str(row.claim), str(row.speaker)) for row in graph.query(CLAIMS)] == wanted()  # type: ignore[union-attr]
    subject = rdflib.URIRef(PREFIXES["claim"] + "hrw-civilians-killed")
    assert rdflib.URIRef(PREFIXES["source"] + "human-rights-watch") in graph.objects(subject)


def test_comunica_asks_it(address: str, modules: Path) -> None:
    command = [program("node"), str(HERE / "comunica.mjs"), f"{address}/sparql", CLAIMS]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=modules.parent)
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert sorted((row["claim"], row["speaker"]) for row in rows) == sorted(wanted())


def test_rdflib_follows_an_identifier_to_its_description(address: str) -> None:
    for form in ("turtle", "json-ld", "nt", "xml"):
        graph = rdflib.Graph().parse(f"{address}/id/claim/hrw-civilians-killed", format=form)
        subject = rdflib.URIRef(PREFIXES["claim"] + "hrw-civilians-killed")
        assert (subject, rdflib.URIRef(PREFIXES["kg"] + "min"), rdflib.Literal(34)) in graph


def test_this_tool_asks_it_as_a_remote_endpoint(address: str) -> None:
    remote, local = kobe_kg.open(endpoint=f"{address}/sparql"), kobe_kg.open()
    for name in local.queries:
        assert remote.query(name) == local.query(name), name
