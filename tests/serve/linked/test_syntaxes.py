"""A few triples in each syntax: no more names than they need, and a plain word where a syntax cannot say them."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg.namespaces import PREFIXES, expand
from kobe_kg.serve.linked import syntaxes
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.problem import Refusal

CLAIM = NamedNode(expand("claim:a"))
SAID = [
    Triple(CLAIM, NamedNode(expand("rdf:type")), NamedNode(expand("kg:QuantityClaim"))),
    Triple(CLAIM, NamedNode(expand("rdfs:label")), Literal("A claim", language="en")),
    Triple(CLAIM, NamedNode(expand("kg:value")), Literal(3)),
]


def test_json_carries_the_names_it_uses_and_no_others() -> None:
    found = json.loads(syntaxes.write(SAID, "application/ld+json"))
    assert set(found["@context"]) - set(PREFIXES) == {"@version", "QuantityClaim", "label", "value"}
    assert found["@graph"] == [{"@id": "claim:a", "@type": "QuantityClaim", "label": {"en": "A claim"}, "value": 3}]


def test_what_a_syntax_cannot_say_is_told_with_those_that_can() -> None:
    unsayable = [Triple(CLAIM, NamedNode("https://example.org/1"), CLAIM)]
    with pytest.raises(Refusal, match="RDF/XML cannot say the property") as told:
        syntaxes.write(unsayable, "application/rdf+xml")
    assert told.value.status == 406
    assert told.value.hint is not None
    assert "application/rdf+xml" not in told.value.hint
    for media in GRAPHS:
        if media != "application/rdf+xml":
            assert b"https://example.org/1" in syntaxes.write(unsayable, media)


@pytest.mark.parametrize("media", GRAPHS)
def test_the_same_triples_give_the_same_bytes(media: str) -> None:
    assert syntaxes.write(SAID, media) == syntaxes.write([*reversed(SAID), *SAID], media)


@pytest.mark.parametrize("media", GRAPHS)
def test_nothing_is_a_document_too(media: str) -> None:
    assert isinstance(syntaxes.write([], media), bytes)
