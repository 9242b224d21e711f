"""Lines are N-Triples and N-Quads that an engine reads as what was meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kobe_kg.ingest.lines import Lines, literal, node

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_every_text_comes_back(text: str) -> None:
    lines = Lines()
    lines.say("<urn:s>", "<urn:p>", literal(text), "<urn:q>", literal(text, "@en"))
    plain, tagged = parse(lines.take(), format=RdfFormat.N_TRIPLES)
    assert plain.object == Literal(text)
    assert tagged.object == Literal(text, language="en")


def test_a_graph_is_named_in_every_line_and_each_is_given_once() -> None:
    lines = Lines("<urn:g>")
    lines.say("<urn:s>", node("rdf:type"), node("kg:Event"), node("kg:max"), literal("7", "xsd:integer"))
    found = list(parse(lines.take(), format=RdfFormat.N_QUADS))
    assert [quad.graph_name for quad in found] == [NamedNode("urn:g")] * 2
    assert found[1].object == Literal(7)
    assert lines.take() == ""
