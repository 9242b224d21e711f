"""The ontology and the rules are at their addresses, the same in every form."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from kobe_kg import paths, turtle
from kobe_kg.serve.answering import Context
from tests.serve.conftest import BASE, ask

FORMS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


def canonical(found: list[Triple]) -> set[Quad]:
    held = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    held.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(held)


@pytest.mark.parametrize("extension", FORMS)
@pytest.mark.parametrize("path", ["/ns", "/rules"])
def test_every_form_holds_what_the_files_hold(context: Context, path: str, extension: str) -> None:
    files = paths.project().vocabulary if path == "/ns" else paths.project().shapes
    reply = ask(context, f"{path}.{extension}")
    assert reply.status == 200
    found = [quad.triple for quad in parse(reply.body, format=FORMS[extension])]
    assert canonical(found) == canonical([triple for file in files for triple in turtle.read(file)])
    assert dict(reply.headers)["Content-Location"] == f"{BASE}{path}.{extension}"


@pytest.mark.parametrize(
    ("path", "iri"), [("/ns", "https://w3id.org/kobe-kg/ns"), ("/rules", "https://w3id.org/kobe-kg/rules")]
)
def test_a_program_gets_triples_and_a_person_a_page(context: Context, path: str, iri: str) -> None:
    assert ask(context, path, accept="text/turtle").content_type.startswith("text/turtle")
    page = ask(context, path, accept="text/html,*/*;q=0.1")
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    assert f'<{iri}>; rel="cite-as"' in dict(page.headers)["Link"]
    assert b"<style" not in page.body


def test_terms_and_rules_are_found_by_their_fragment(context: Context) -> None:
    assert b'id="Hedge"' in ask(context, "/ns.html").body
    assert b'id="claim-speaker"' in ask(context, "/rules.html").body


def test_the_names_of_the_json_are_at_their_address(context: Context) -> None:
    reply = ask(context, "/ns/context.jsonld")
    assert (reply.status, reply.content_type) == (200, "application/ld+json")
    assert json.loads(reply.body) == json.loads((paths.ONTOLOGY / "context.jsonld").read_text())
