"""A query that does not parse is answered with the slip in plain words, at its place."""

from __future__ import annotations

import pyoxigraph
import pytest

from kobe_kg.errors import QueryError
from kobe_kg.namespaces import PREFIXES
from kobe_kg.sparql.explain import syntax_error

KG = f"add: PREFIX kg: <{PREFIXES['kg']}>"

#: Query, what is said of it, where, and what would help.
WRONG = [
    ("SELEC ?s WHERE {}", "'SELEC' is no word of SPARQL", "1:1", "did you mean 'SELECT'?"),
    ("SELECT ?s {\n  ?s ?p ?o\n  FILTR(?o = 1) }", "'FILTR' is no word of SPARQL", "3:3", "did you mean 'FILTER' or"),
    ("SELECT ?s { ?s <a b> ?o }", "'b' is no word of SPARQL", "1:19", "did you mean"),
    ("INSERT DATA { <x:a> <x:b> 1 }", "INSERT changes data; only queries are run", "1:1", None),
    ("PREFIX x: <x:>\ndelete where { ?s ?p ?o }", "DELETE changes data; only queries are run", "2:1", None),
    ("kg:Claim", "a query is a SELECT, ASK, CONSTRUCT or DESCRIBE", "1:1", None),
    ("PREFIX kg: <urn:k#>", "a query is a SELECT, ASK, CONSTRUCT or DESCRIBE", "1:1", None),
    ("ASK {\n ?s a kg:Claim }", "the prefix 'kg' is not declared", "2:7", KG),
    ("ASK { ?s a kgg:Claim }", "the prefix 'kgg' is not declared", "1:12", "did you mean 'kg'?"),
    ("ASK { ?é <x:😀> foo:x }", "the prefix 'foo' is not declared", "1:16", None),
    ("SELECT ?s WHERE { ?s ?p ?o", "this '{' is never closed", "1:17", None),
    ("SELECT ?s WHERE ?s ?p ?o }", "this '}' closes nothing", "1:26", None),
    ("SELECT ?s { FILTER(?s = (1 + 2) }", "this '}' closes nothing", "1:33", None),
    ("ASK { ?s ?p [ ?q 1 }", "this '}' closes nothing", "1:20", None),
    ("ASK { ?s ?p 'open }", "this string is not closed", "1:13", "a line break or a quote inside a string"),
    ("ASK { ?s ~ 1 }", "no SPARQL token starts with '~'", "1:10", None),
    (
        "SELECT ?s (COUNT(?x) AS ?n) { ?s ?p ?x }",
        "SPARQL does not allow this: the SELECT contains a variable that is unbound",
        "1:41",
        None,
    ),
    (
        "SELECT (?x AS ?y) (?z AS ?y) {}",
        "SPARQL does not allow this: duplicated variable name in SELECT",
        "1:32",
        None,
    ),
    (
        "SELECT * { ?s ?p ?o } GROUP BY ?s",
        "SPARQL does not allow this: SELECT * is not authorized with GROUP BY",
        "1:34",
        None,
    ),
    ("BASE <x:é😀> PREFIX a <x:> ASK {}", "SPARQL does not allow '<x:>' here", "1:22", None),
    ("SELECT ?x { ?x = 3 }", "this is not SPARQL, though the slip may stand before this place", "1:21", None),
]


def explained(text: str) -> QueryError:
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(text)
    return syntax_error(caught.value, text, path="a.rq")


@pytest.mark.parametrize(("text", "what", "place", "hint"), WRONG, ids=[what for _, what, _, _ in WRONG])
def test_a_slip_is_told_in_plain_words_at_its_place(text: str, what: str, place: str, hint: str | None) -> None:
    error = explained(text)
    assert error.what == what
    assert str(error.where) == f"a.rq:{place}"
    assert error.where is not None
    assert error.where.text == text.split("\n")[error.where.line - 1]
    assert error.hint is None if hint is None else str(error.hint).startswith(hint)


@pytest.mark.parametrize("text", ["", "  \n# only a remark\n"])
def test_an_empty_query_is_called_so(text: str) -> None:
    assert str(explained(text)) == "a.rq: the query is empty"


def test_a_long_token_is_cut() -> None:
    assert explained(f"PREFIX a <x:{'b' * 5000}> ASK {{}}").what == f"SPARQL does not allow '<x:{'b' * 37}' here"
