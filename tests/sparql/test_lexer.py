"""The lexer reads every terminal of SPARQL, loses no character, and is fooled by no string, comment or IRI."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.errors import QueryError
from kobe_kg.namespaces import PREFIXES
from kobe_kg.sparql import declare, form, lex, position, prefixes_used, projection, significant
from tests import QUERIES

#: Kind to texts that are one token of it.
TOKENS = {
    "space": [" ", "\n", "\t \r\n"],
    "comment": ["#", "# $name \"open ' <", "#+ title: a"],
    "string": [
        '""',
        "''",
        '"a\\"b\\\\"',
        "'it\\'s'",
        '"$event # <x> ?y"',
        '"""two "quotes"\n$x"""',
        "'''a '' b\n'''",
        '"\\u0022"',
        '"é日👍"',
    ],
    "iri": ["<>", "<urn:x>", "<https://example.org/a?b=$c#d>", "<https://example.org/é>"],
    "variable": ["?x", "$as_of", "?9", "$é", "?x\u00b7"],
    "blank": ["_:b", "_:b.1-2"],
    "name": ["kg:", ":", ":a", "kg:Claim", "a-b.c:d.e-f", "kg:a\\,b", "kg:%20", "event:2025-02-07", "x:a:b"],
    "language": ["@en", "@en-GB", "@fr-CH-1996"],
    "number": ["0", "34", "1.5", ".5", "1e6", "1.E-3", ".5E+2"],
    "word": ["SELECT", "a", "true", "group_concat", "SHA256"],
    "mark": "^^ && || != <= >= { } ( ) [ ] . ; , * / | ^ + - ! = < > ?".split(),
}
ALL = [(kind, text) for kind, texts in TOKENS.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), ALL)
def test_each_terminal_is_one_token(kind: str, text: str) -> None:
    assert [(t.kind, t.text, t.start) for t in lex(text)] == [(kind, text, 0)]


@given(st.lists(st.sampled_from([text for _, text in ALL]), max_size=12).map(" \n".join))
def test_joining_the_tokens_gives_the_query_back(text: str) -> None:
    tokens = list(lex(text))
    assert "".join(t.text for t in tokens) == text
    assert all(text.startswith(t.text, t.start) for t in tokens)
    assert [t for t in tokens if t.kind not in ("space", "comment")] == significant(text)


def attempt(text: str) -> tuple[str, QueryError | None]:
    """Lex as far as possible: give the text read, and what stopped it."""
    read = ""
    try:
        for token in lex(text):
            read += token.text
    except QueryError as error:
        return read, error
    return read, None


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\"'\\<>{}#?$:\n"), max_size=30))
def test_any_text_is_lexed_whole_or_refused_at_a_place(text: str) -> None:
    read, error = attempt(text)
    if error is None:
        assert read == text
    else:
        assert text.startswith(read)
        place = f"<text>:{read.count(chr(10)) + 1}:{len(read) - read.rfind(chr(10))}"
        assert str(error.where) == place


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("SELECT ?a\nWHERE { ?s ?p 'open }", "this string is not closed", "2:15"),
        ('ASK { ?s ?p "a\nb" }', "this string is not closed", "1:13"),
        ('ASK { ?s ?p """open', "this string is not closed", "1:13"),
        ("ASK { ?s ?p ~ }", "no SPARQL token starts with '~'", "1:13"),
        ("ASK { <a b> ?p 1 } \\", "no SPARQL token starts with '\\\\'", "1:20"),
    ],
)
def test_what_is_no_token_is_told_at_its_place(text: str, said: str, place: str) -> None:
    with pytest.raises(QueryError) as caught:
        list(lex(text))
    assert caught.value.what == said
    assert str(caught.value.where) == f"<text>:{place}"


@pytest.mark.parametrize("path", sorted(QUERIES.rglob("*.rq")), ids=lambda path: path.stem)
def test_every_saved_query_is_lexed_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "".join(t.text for t in lex(text)) == text


@pytest.mark.parametrize(
    "text", ['"' + "\\\\" * 500_000 + '"', "'''" + "'a" * 300_000, "<" * 300_000, "a:" + "b." * 300_000, '"' * 99_999]
)
def test_a_hostile_megabyte_takes_no_age(text: str) -> None:
    start = time.perf_counter()
    _, error = attempt(text)
    assert time.perf_counter() - start < 5
    assert len(str(error)) < 1000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * WHERE {}", "SELECT"),
        ("base <x:> prefix ask: <urn:x>\nask {}", "ASK"),
        ("# SELECT\nCONSTRUCT { ?s ?p ?o } WHERE { SELECT * {} }", "CONSTRUCT"),
        ("describe <urn:select>", "DESCRIBE"),
        ("INSERT DATA {}", ""),
        ("", ""),
    ],
)
def test_form(text: str, found: str) -> None:
    assert form(significant(text)) == found


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT ?a $b WHERE { ?c ?d ?e }", ["a", "b"]),
        ("SELECT DISTINCT ?a FROM <x:g> { ?b ?c ?d }", ["a"]),
        ("select reduced (count(distinct ?x) as ?n) ?b { }", ["n", "b"]),
        ("SELECT ((?a * (?b + 1)) AS ?c) {}", ["c"]),
        ("SELECT (EXISTS { SELECT ?x {} } AS ?b) {}", ["b"]),
        ("SELECT ?a { SELECT ?a ?b {} }", ["a"]),
        ("SELECT * { SELECT ?a {} }", None),
        ("ASK { SELECT ?a {} }", None),
        ("CONSTRUCT { ?s ?p ?o } { SELECT ?s {} }", None),
    ],
)
def test_projection(text: str, columns: list[str] | None) -> None:
    assert projection(significant(text)) == columns


def test_prefixes_are_those_of_names_and_of_nothing_else() -> None:
    text = """PREFIX kg: <urn:k#> PREFIX : <x:> # rdf:type
        ASK { ?s a kg:Claim ; :p 'skos:x'@en, <sh:a>, "1"^^xsd:date, _:b }"""
    assert prefixes_used(significant(text)) == ({"kg", ""}, {"kg", "", "xsd"})


def test_only_our_own_prefixes_that_are_used_and_missing_are_declared() -> None:
    text = "PREFIX rdf: <urn:mine#>\nASK { ?s rdf:x event:a, kg:B, other:c, 'dct:d' }"
    declared = declare(text)
    assert declared == f"PREFIX event: <{PREFIXES['event']}> PREFIX kg: <{PREFIXES['kg']}> {text}"
    assert declare(declared) == declared


def test_a_position_shows_its_line() -> None:
    text = "SELECT\r\n  ?x é ?y\r\nWHERE"
    found = position(text, text.index("?y"), "a.rq")
    assert (str(found), found.text) == ("a.rq:2:8", "  ?x é ?y")
    assert str(position(text, len(text))) == "<text>:3:6"
