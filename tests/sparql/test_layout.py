"""Layout is canonical and changes nothing but space, the case of keywords and the order of prefixes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kobe_kg.errors import QueryError
from kobe_kg.sparql import KEYWORDS, Token, lex, significant
from kobe_kg.sparql.layout import layout
from tests import QUERIES

SAVED = sorted(QUERIES.rglob("*.rq"))
TEXTS = [path.read_text(encoding="utf-8") for path in SAVED]


def meaning(text: str) -> tuple[dict[str, str], list[str], list[str]]:
    """Give the prefixes in use, the other tokens with their keywords in one case, and the comments."""
    tokens = significant(text)
    prefixes: dict[str, str] = {}
    rest: list[Token] = []
    while tokens:
        token = tokens.pop(0)
        if token.kind == "word" and token.text.upper() == "PREFIX":
            prefixes[tokens.pop(0).text] = tokens.pop(0).text
        else:
            rest.append(token)
    used = {t.text.split(":", 1)[0] + ":" for t in rest if t.kind == "name"}
    words = [t.text.upper() if t.text.upper() in KEYWORDS else t.text for t in rest]
    comments = [t.text.rstrip() for t in lex(text) if t.kind == "comment"]
    return {name: iri for name, iri in prefixes.items() if name in used}, words, comments


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_every_saved_query_is_in_canonical_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert layout(text, path=path) == text


SPACES = st.sampled_from([" ", "  ", "\n", "\r\n", "\n\n\n   ", "\t", " # a remark\n", "\n# two words  \n"])


@st.composite
def scrambled(draw: st.DrawFn) -> str:
    """A saved query with its space, its keywords' case and the order of its lines' ends changed."""
    text = draw(st.sampled_from(TEXTS))
    out, previous = "", ""
    for token in lex(text):
        if token.kind == "space":
            out += "\n" if previous == "comment" else draw(SPACES)
        elif token.kind == "word":
            out += draw(st.sampled_from([token.text, token.text.lower()])) if token.text != "a" else "a"
        else:
            out += token.text
        previous = token.kind
    return out


@settings(max_examples=50)
@given(scrambled())
def test_layout_is_idempotent_and_keeps_the_meaning(text: str) -> None:
    once = layout(text)
    assert layout(once) == once
    assert meaning(once) == meaning(text)
    assert not any(line != line.rstrip() or "\t" in line for line in once.split("\n"))


@pytest.mark.parametrize(
    ("text", "laid_out"),
    [
        ("ask{}", "ASK{}\n"),
        ("ASK { ?s A true , FALSE , TRUE }", "ASK { ?s A true , false , true }\n"),
        ("PREFIX b: <x:b>\nprefix a: <x:a> PREFIX c: <x:c>\nASK { a:x b:y 1 }", "{a}{b}ASK {{ a:x b:y 1 }}\n"),
        ("ASK { ?s ?p 'b: c:' } # a:x", "ASK { ?s ?p 'b: c:' } # a:x\n"),
        ("#+ title: a  \nASK {\n?s ?p '''x\n  y''' ;\n?q ?r\n}\n\n", "#+ title: a\nASK {\n    ?s ?p '''x\n  y''' ;\n"),
        (
            "ASK {\nBIND(NOT EXISTS {\n?s ?p ?o\n} AS ?x)\n}",
            "ASK {\n    BIND(NOT EXISTS {\n        ?s ?p ?o\n    } AS ?x)\n",
        ),
        ("base <x:>\nprefix b:  <b>\nASK {b:x ?p <c>}", "BASE <x:>\nPREFIX b: <b>\nASK {b:x ?p <c>}\n"),
    ],
)
def test_layout_of_small_things(text: str, laid_out: str) -> None:
    expected = laid_out.format(a="PREFIX a: <x:a>\n", b="PREFIX b: <x:b>\n") if "{a}" in laid_out else laid_out
    assert layout(text).startswith(expected)


def test_what_cannot_be_lexed_is_told_with_its_file() -> None:
    with pytest.raises(QueryError, match=r"^a\.rq:2:3: this string is not closed"):
        layout("ASK {\n  'open }", path="a.rq")
