"""A value put into a query arrives exactly, and changes nothing else: whatever it is, on whatever engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from kobe_kg.errors import ParameterError, QueryError
from kobe_kg.namespaces import PREFIXES
from kobe_kg.parameter import Parameter, term
from kobe_kg.sparql import portable, significant, splice
from kobe_kg.store import Store
from kobe_kg.store.oxigraph import OxigraphStore
from kobe_kg.store.rdflib import RdflibStore

TEXT = Parameter("value", "string")
THING = Parameter("value", "iri", cls="kg:Event")

#: Queries that give the value back as ?x, with traps around it.
TEMPLATES = [
    "SELECT ?x WHERE { BIND($value AS ?x) }",
    "SELECT ?x{VALUES ?x{$value}}",
    "SELECT ?x WHERE { FILTER(BOUND($value)) BIND($value AS ?x) FILTER(?x = $value && ?x IN ($value)) }",
    "SELECT ?x # $value \"\nWHERE { BIND('$value' AS ?y) BIND(CONCAT($value, '') AS ?x) FILTER(?y != <urn:$value>) }",
    'SELECT ?x WHERE { { SELECT ?x WHERE { BIND(IF(true,$value,"""$value""") AS ?x) } } } ORDER BY ?x LIMIT 1',
]
#: What might close a string, escape its end, open a comment or a group, or be read twice.
FRAGMENTS = [
    *('"', "'", '"""', "'''", "\\", "\\\\", '\\"', "\\u0022", "\\U00000022", "\\\\u0022", "\\\\\\u0027", "\\u005c"),
    *("\n", "\r", "\r\n", "\t", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\uffff"),
    *("{", "}", "(", ")", "<", ">", "#", ".", ";", ",", "?x", "$value", "@en", "^^<urn:x>", "} UNION {", "%22"),
    *("é", "e\u0301", "\u202e", "日本", "😀", "👩‍👩‍👧", "\U0010ffff", "plain text", " ", ""),
]
HOSTILE = st.lists(
    st.sampled_from(FRAGMENTS) | st.text(st.characters(codec="utf-8"), max_size=6), min_size=1, max_size=8
).map("".join)
HARMLESS = "harmless"
MEGABYTE = ("\"'\\\n>}#\\u0022é😀$value?x" * 50_000)[: 1 << 20]


def bound(template: str, value: Any, parameter: Parameter = TEXT) -> str:
    return splice(template, {"value": [str(term(parameter, value))]})


def answered(store: Store, text: str) -> list[str]:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return [row[0].value for row in found]


@given(st.sampled_from(TEMPLATES), HOSTILE)
@example(TEMPLATES[0], '\\u0022 } UNION { BIND("x" AS ?x) } #')
def test_the_tokens_around_a_value_stay_as_they_are(template: str, value: str) -> None:
    hostile, plain = significant(bound(template, value)), significant(bound(template, HARMLESS))
    assert [t.kind for t in hostile] == [t.kind for t in plain]
    assert [h.text for h, p in zip(hostile, plain, strict=True) if p.text != f'"{HARMLESS}"'] == [
        p.text for p in plain if p.text != f'"{HARMLESS}"'
    ]


@settings(max_examples=300)
@given(st.sampled_from(TEMPLATES), HOSTILE)
@example(TEMPLATES[3], "\\\\u0022")
@example(TEMPLATES[0], "\\\x00")
def test_a_value_arrives_exactly(oxigraph: Store, remote: Store, template: str, value: str) -> None:
    text = bound(template, value)
    assert answered(oxigraph, text) == [value]
    assert answered(remote, text) == [value]


@settings(max_examples=40)
@given(st.sampled_from(TEMPLATES), HOSTILE)
@example(TEMPLATES[3], "\\\\u0022")
@example(TEMPLATES[1], "\\\\U00000022\\")
def test_a_value_arrives_exactly_in_the_reference_engine(template: str, value: str) -> None:
    assert answered(RdflibStore(), bound(template, value)) == [value]


def algebra(text: str, value: str) -> object:
    """Give rdflib's algebra of a query as nested tuples, one value named instead of given."""

    def plain(found: Any) -> object:
        if isinstance(found, RdflibLiteral):
            return "the value" if str(found) == value and found.datatype is None else found.n3()
        if isinstance(found, Mapping):
            return (getattr(found, "name", ""), *sorted((str(k), plain(v)) for k, v in found.items()))
        if isinstance(found, (list, tuple)):
            return tuple(map(plain, found))
        if isinstance(found, (set, frozenset)):
            return sorted(map(str, map(plain, found)))
        return str(found)

    return plain(translateQuery(parseQuery(text)).algebra)


@settings(max_examples=40)
@given(st.sampled_from(TEMPLATES), HOSTILE.filter(lambda value: value not in ("", "$value")))
@example(TEMPLATES[0], '\\u0022 AS ?y) BIND("x')
def test_the_algebra_is_that_of_a_harmless_value(template: str, value: str) -> None:
    assert algebra(bound(template, value), value) == algebra(bound(template, HARMLESS), HARMLESS)


def test_a_megabyte_arrives_on_every_engine(store: Store) -> None:
    assert answered(store, bound(TEMPLATES[0], MEGABYTE)) == [MEGABYTE]


IRIS = ["<", ">", '"', "{", "}", "|", "^", "`", "\\", " ", "\n", "\x00", "\\u003e", "> . ?s ?p ?o . <urn:"]


@pytest.mark.parametrize("bad", IRIS)
@pytest.mark.parametrize("form", ["https://example.org/{}x", "<https://example.org/a{}>", "event:{}", "kobe{}attack"])
def test_an_iri_with_a_way_out_is_refused(bad: str, form: str) -> None:
    with pytest.raises(ParameterError):
        term(THING, form.format(bad))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from('<>{}|\\^`" :/#'), max_size=20))
def test_an_iri_is_one_token_or_refused(value: str) -> None:
    try:
        made = term(THING, value)
    except ParameterError:
        return
    assert [t.kind for t in significant(f"ASK {{ {made} ?p ?o }}")] == "word mark iri variable variable mark".split()
    assert answered(OxigraphStore(), bound(TEMPLATES[1], value, THING)) == [made.value]


DAY = Literal("2025-02-07", datatype=NamedNode(PREFIXES["xsd"] + "date"))


@pytest.mark.parametrize(
    ("text", "values", "spliced"),
    [
        ("ASK { ?s ?p $a }", {"a": ["<urn:a>"]}, "ASK { ?s ?p <urn:a> }"),
        ("ASK { ?s ?p ?a }", {"a": ["<urn:a>"]}, "ASK { ?s ?p ?a }"),
        ("ASK { ?s ?p $a }", {}, "ASK { ?s ?p $a }"),
        ("ASK { ?s ?p $a, $ab, '$a' }", {"a": ["1"]}, "ASK { ?s ?p 1, $ab, '$a' }"),
        ("ASK { FILTER(!BOUND($a)||?x=$a) }", {"a": [str(DAY)]}, f"ASK {{ FILTER(!(true)||?x={DAY}) }}"),
        ("ASK { FILTER(!bound( $a )) }", {"a": ["1", "2"]}, "ASK { FILTER(!(true)) }"),
        ("ASK { FILTER(?x NOT IN ($a)) }", {"a": ["1", "2"]}, "ASK { FILTER(?x NOT IN (1, 2)) }"),
        ("ASK{FILTER(?x IN($a,BOUND( $a\n))||?x=$a)}", {"a": ["1"]}, "ASK{FILTER(?x IN(1,(true))||?x=1)}"),
        ("ASK { ?s ?p $a # $a\n}", {"a": ["<urn:a>"]}, "ASK { ?s ?p <urn:a> # $a\n}"),
    ],
)
def test_where_values_go(text: str, values: dict[str, list[str]], spliced: str) -> None:
    assert splice(text, values) == spliced


@pytest.mark.parametrize("text", ["ASK {\n ?s ?p $a }", "ASK {\n FILTER(?x IN (0, $a)) }"])
def test_several_values_stand_only_where_a_list_may(text: str) -> None:
    with pytest.raises(QueryError, match=r"^<text>:2:.*\$a takes several values, so it must stand alone in IN \(\$a\)"):
        splice(text, {"a": ["1", "2"]})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ASK { ?s ?p $a-1 }", '"x"@en'),
        ("ASK { ?s ?p $a.5 }", "1"),
        ("ASK { ?s ?p 1$a }", "2"),
        ("ASK { ?s ?p $a }", "1 #"),
        ("ASK { ?s ?p $a }", "'"),
        ("ASK { FILTER(?x<BOUND( $a )&&?x>3) }", "1"),  # what stands between < and > is no IRI until it has no blank
    ],
)
def test_what_would_run_into_its_neighbours_is_not_run(text: str, value: str) -> None:
    with pytest.raises(QueryError):
        splice(text, {"a": [value]})


@given(HOSTILE)
def test_a_portable_term_is_the_same_term(value: str) -> None:
    written = portable(str(Literal(value)))
    assert not any(c in written for c in "\r\n")
    (quad,) = pyoxigraph.parse(f"<urn:s> <urn:p> {written} .", pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.object == Literal(value)


@pytest.mark.parametrize("value", [Literal("x", language="en"), DAY, Literal(True), Literal(1.5), NamedNode("urn:x")])
def test_every_kind_of_term_arrives(store: Store, value: Literal | NamedNode) -> None:
    found = store.query(splice(TEMPLATES[1], {"value": [str(value)]}))
    assert isinstance(found, QuerySolutions)
    assert [row[0] for row in found] == [value]
