"""The published JSON-LD context is that of the ontology, and names its terms."""

from __future__ import annotations

import json

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from kobe_kg import paths, turtle
from kobe_kg.export import context
from kobe_kg.namespaces import KG, PREFIXES
from tests import ONTOLOGY


def test_the_published_context_is_up_to_date() -> None:
    made = context.text(context.context(paths.vocabulary()))
    assert (ONTOLOGY / "context.jsonld").read_text(encoding="utf-8") == made, "python docs/generate.py"


def test_every_term_of_the_ontology_has_a_name() -> None:
    found = context.context(paths.vocabulary())
    named = {value if isinstance(value, str) else value["@id"] for value in found.values() if value != 1.1}
    kinds = {f"http://www.w3.org/2002/07/owl#{kind}" for kind in ("Class", "ObjectProperty", "DatatypeProperty")}
    terms = {
        t.subject.value
        for t in turtle.read(ONTOLOGY / "terms.ttl")
        if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode) and t.object.value in kinds
    }
    assert {f"kg:{iri.removeprefix(KG)}" for iri in terms if iri.startswith(KG)} - named == set()


def test_no_name_hides_a_prefix() -> None:
    found = context.context(paths.vocabulary())
    assert {name: found[name] for name in PREFIXES} == PREFIXES


def test_a_person_can_write_with_it() -> None:
    document = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8")) | {
        "@id": "claim:x",
        "@type": "QuantityClaim",
        "label": {"en": "three killed"},
        "value": 3,
        "statedOn": "2025-02-08",
        "hedge": "kg:Stated",
        "kg:place": "place:gao",
    }
    found = pyoxigraph.parse(json.dumps(document), format=RdfFormat.JSON_LD)
    assert turtle.write(quad.triple for quad in found).partition("\n\n")[2] == (
        "claim:x\n"
        "    a kg:QuantityClaim ;\n"
        '    rdfs:label "three killed"@en ;\n'
        "    kg:hedge kg:Stated ;\n"
        "    kg:place place:gao ;\n"
        '    kg:statedOn "2025-02-08"^^xsd:date ;\n'
        "    kg:value 3 ;\n"
        ".\n"
    )
