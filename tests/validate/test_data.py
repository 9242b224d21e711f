"""Data for the engines: no lexical form is lost, and what is no value of its datatype is known as that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kobe_kg.namespaces import PREFIXES
from kobe_kg.validate.data import ILL_TYPED, KEPT, Data, is_well_formed

XSD = PREFIXES["xsd"]
S, P = NamedNode("https://example.org/s"), NamedNode("https://example.org/p")
TYPES = """
    anyURI boolean byte date dateTime dateTimeStamp decimal double duration float gDay gMonth gYear hexBinary int
    integer long negativeInteger nonNegativeInteger nonPositiveInteger positiveInteger short string time unsignedByte
""".split()

texts = st.one_of(
    st.text(max_size=6),
    st.from_regex(r"[+-]?[0-9]{1,40}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{0,3}\.[0-9]{0,3}([eE][+-]?[0-9])?", fullmatch=True),
    st.from_regex(r"20[0-9]{2}-[0-1][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:00)?(Z|\+00:00)?", fullmatch=True),
    st.sampled_from(["true", "1", "INF", "NaN", "P1D", "10:00:00", "--02", "0aFF"]),
)


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(st.tuples(texts, st.sampled_from(TYPES)), max_size=12))
def test_what_goes_in_comes_out(written: list[tuple[str, str]]) -> None:
    terms = {literal(text, datatype) for text, datatype in written}
    data = Data()
    data.add(Quad(S, P, term) for term in terms)
    assert {triple.object for triple in data.triples()} == terms
    assert len(data.store) == len(terms)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.tuples(texts, st.sampled_from([*TYPES, "langString"])), max_size=12), st.booleans())
def test_lines_come_to_the_same_as_statements(written: list[tuple[str, str]], in_a_graph: bool) -> None:
    terms = [literal(text, kind) if kind != "langString" else Literal(text, language="en") for text, kind in written]
    quads = [Quad(S, P, term) for term in (*terms, S, Literal('> "7"^^<' + XSD + "integer> \\"))]
    graph = " <https://example.org/g>" if in_a_graph else ""
    one, other = Data(), Data()
    one.add(quads)
    other.load("".join(["# a mark\n", *(f"{quad.triple}{graph} .\n" for quad in quads)]).encode())
    assert set(other.triples()) == set(one.triples())
    assert set(other.store) == set(one.store)
    for data in (one, other):
        data.settle()
    assert set(other.store) == set(one.store)


def test_forms_of_one_number_stay_apart_until_they_are_settled() -> None:
    data = Data()
    data.add(Quad(S, P, literal(text, "integer")) for text in ("7", "07", "+7"))
    assert data.keeps
    assert len(data.store) == 3
    data.settle()
    assert [quad.object for quad in data.store] == [literal("7", "integer")]


def test_stand_ins_say_why() -> None:
    data = Data()
    assert data.kept(literal("07", "integer")).datatype.value == KEPT + XSD + "integer"  # type: ignore[union-attr]
    assert data.kept(literal("many", "integer")).datatype.value == ILL_TYPED + XSD + "integer"  # type: ignore[union-attr]
    assert data.kept(literal("7", "integer")) == literal("7", "integer")
    assert data.kept(Literal("x", language="en")) == Literal("x", language="en")


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("integer", ["0", "-0", "007", "9" * 5000], ["", "1.0", "1e3", " 1", "١"]),
        ("nonNegativeInteger", ["0", "9" * 50], ["-1"]),
        ("byte", ["127", "-128"], ["128", "-129", "9" * 50]),
        ("unsignedByte", ["255"], ["256", "-1"]),
        ("decimal", ["1.", ".5", "-1.50"], ["1e3", ".", "INF"]),
        ("double", ["1e3", "INF", "-INF", "NaN"], ["1e", "+NaN", "inf"]),
        ("boolean", ["true", "0"], ["True", "yes"]),
        ("date", ["2025-02-07", "2024-02-29", "2025-02-07Z"], ["2025-02-30", "07.02.2025", "2025-2-7", '2025"']),
        ("dateTimeStamp", ["2025-02-07T10:00:00Z"], ["2025-02-07T10:00:00", "2025-02-07"]),
    ],
)
def test_texts_that_are_values(datatype: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not is_well_formed(text, datatype)] == []
    assert [text for text in bad if is_well_formed(text, datatype)] == []
