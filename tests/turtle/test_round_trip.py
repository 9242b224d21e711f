"""Properties that hold for any graph: writing loses nothing, has one result, and each triple is found in it again."""

import logging
import random
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from kobe_kg import turtle
from kobe_kg.errors import DataError, Position
from kobe_kg.namespaces import PREFIXES
from kobe_kg.turtle.reading import parse_with_prefixes
from kobe_kg.turtle.statements import Statement, statements
from kobe_kg.turtle.tokens import Lines, Scope, Token, tokens

Term = NamedNode | BlankNode | Literal | Triple

XSD, RDF = PREFIXES["xsd"], PREFIXES["rdf"]
FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))

IRIS = [
    *(PREFIXES["kg"] + name for name in ("about", "a.b", "a.", "-c", "c-", "0", "_", "a/b", "a,b", "é", "")),
    *(PREFIXES["rdfs"] + "label", PREFIXES["owl"] + "Ontology", PREFIXES["claim"] + "x", RDF + "type", RDF + "first"),
    *("https://example.org/a", "https://example.org/a#b", "https://example.org/%41?q=~('x')&r", "urn:x-y:z"),
    *("mailto:a@example.org", "https://example.org/\N{DESERET SMALL LETTER LONG I}", "x:"),
]
PIECES = ["a", "é", '"', '""', "'", "\\", "\n", "\r", "\t", "\0", "\x7f", "\u0085", "\u202e", "\u2028", "\ufeff"]
PIECES += ["\N{GRINNING FACE}", " ", ".", "#", "<", "\\u0041", "^^", "@en", "34\N{NARROW NO-BREAK SPACE}000"]
NUMBERS = [
    "0",
    "01",
    "+1",
    "-0",
    "1.",
    "1.0",
    ".5",
    "-.5",
    "1e5",
    "1.E5",
    "1.5e-3",
    ".5e+3",
    "e5",
    "",
    " 1",
    "true",
    "1",
]

iris = st.sampled_from(IRIS).map(NamedNode)
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.text(max_size=8))
literals = st.one_of(
    texts.map(Literal),
    st.builds(Literal, texts, language=st.sampled_from(["en", "fr-CA", "zh-hant-x-a"])),
    st.builds(
        Literal,
        st.one_of(st.sampled_from(NUMBERS), texts),
        datatype=st.sampled_from(["integer", "decimal", "double", "boolean", "date"]).map(lambda x: NamedNode(XSD + x)),
    ),
    st.builds(Literal, texts, datatype=iris.filter(lambda iri: RDF not in iri.value)),
)


def blank_nodes(count: int) -> st.SearchStrategy[BlankNode]:
    return st.sampled_from([BlankNode(f"n{place}") for place in range(count)])


@st.composite
def graphs(draw: st.DrawFn) -> list[Triple]:
    """Some triples over few blank nodes, with some lists hung in."""
    objects = st.one_of(iris, literals, blank_nodes(5))
    triples = draw(st.lists(st.builds(Triple, st.one_of(iris, blank_nodes(5)), iris, objects), max_size=12))
    for number in range(draw(st.integers(0, 2))):
        items = draw(st.lists(objects, max_size=4))
        cells = [BlankNode(f"l{number}x{place}") for place in range(len(items))]
        ends: list[BlankNode | NamedNode] = [*cells, NIL]
        triples.append(Triple(draw(iris), draw(iris), ends[0]))
        for cell, item, rest in zip(cells, items, ends[1:], strict=True):
            triples += [Triple(cell, FIRST, item), Triple(cell, REST, rest)]
    return triples


def canonical(triples: list[Triple]) -> Dataset:
    dataset = Dataset([Quad(triple.subject, triple.predicate, triple.object) for triple in triples])
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@settings(max_examples=200, deadline=None, database=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_one_graph_one_text(graph: list[Triple], chance: random.Random) -> None:
    text = turtle.write(graph)
    assert canonical(turtle.parse(text)) == canonical(graph)
    assert turtle.format(text) == text
    labels = [f"z{place}" for place in range(20)]
    chance.shuffle(labels)
    names: dict[object, BlankNode] = {}

    def renamed(term: Term) -> Any:
        return names.setdefault(term, BlankNode(labels[len(names)])) if isinstance(term, BlankNode) else term

    shuffled = [Triple(renamed(t.subject), t.predicate, renamed(t.object)) for t in graph]
    chance.shuffle(shuffled)
    assert turtle.write(shuffled) == text


@pytest.fixture(autouse=True, scope="module")
def _rdflib_leaves_lexical_forms_alone() -> Iterator[None]:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
    rdflib.NORMALIZE_LITERALS = before


@settings(max_examples=100, deadline=None, database=None)
@given(graphs())
def test_rdflib_reads_the_same_graph(graph: list[Triple]) -> None:
    sound = [triple for triple in graph if not is_bare(triple.object)]
    other = rdflib.Graph().parse(data=turtle.write(sound), format="turtle")
    assert canonical(turtle.parse(other.serialize(format="nt"))) == canonical(sound)


def is_bare(term: Term) -> bool:
    """Tell whether rdflib may read or write a literal without quotes, and then not as it was: 01 as 1."""
    bare = ("integer", "decimal", "double", "boolean")
    return isinstance(term, Literal) and term.datatype.value.removeprefix(XSD) in bare


@settings(max_examples=100, deadline=None, database=None)
@given(graphs())
def test_each_triple_is_found_where_it_stands(graph: list[Triple]) -> None:
    ours = turtle.write(graph, prefixes={"ex": "https://example.org/"})
    theirs = written_by_rdflib([triple for triple in graph if not is_bare(triple.object)])
    for text in (ours, theirs):
        triples, prefixes = parse_with_prefixes(text)
        header = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
        locator, lines = turtle.Locator(text), Lines(text)
        blocks = list(statements(text, Scope(prefixes, None)))
        for triple in triples:
            owner = named_owner(triple.subject, triples)
            if owner is None or triple.predicate == REST:
                continue
            assert not isinstance(triple.object, Triple)
            position = locator.find(owner, triple.predicate, triple.object)
            assert position is not None
            offset = lines.offset(position.line, position.column)
            assert stands_for(text, offset, triple.object, header)
            if owner == triple.subject:
                assert any(b.start < offset < b.end and b.subject == owner.value for b in blocks)


@settings(max_examples=60, deadline=None, database=None)
@given(graphs())
def test_each_triple_is_found_in_the_very_block_it_stands_in(graph: list[Triple]) -> None:
    """What is found is put in place of something else, and just the triple sought must have changed."""
    ours = turtle.write(graph, prefixes={"ex": "https://example.org/"})
    for text in (ours, written_by_rdflib([triple for triple in graph if not is_bare(triple.object)])):
        triples, prefixes = parse_with_prefixes(text)
        header = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
        locator, lines = turtle.Locator(text), Lines(text)
        for triple in triples:
            assert not isinstance(triple.subject, Triple)
            assert not isinstance(triple.object, Triple)
            if triple.predicate == REST:
                continue
            around = turtle.surroundings(matching(triples), triple.subject, triple.object)
            position = locator.find(triple.subject, triple.predicate, triple.object, around=around, exact=True)
            assert position is not None
            offset = lines.offset(position.line, position.column)
            assert stands_for(text, offset, triple.object, header)
            if isinstance(triple.object, BlankNode) or triple.object == NIL:
                continue
            changed = f"{text[:offset]}<x:changed>{text[offset + len(written_at(text, offset)) :]}"
            others = [other for other in triples if other != triple]
            wanted = [*others, Triple(triple.subject, triple.predicate, NamedNode("x:changed"))]
            assert canonical(turtle.parse(changed)) == canonical(wanted)


def matching(triples: list[Triple]) -> Any:
    """Give what a store gives for a pattern."""

    def match(s: Term | None, p: NamedNode | None, o: Term | None) -> list[Triple]:
        return [t for t in triples if s in (None, t.subject) and p in (None, t.predicate) and o in (None, t.object)]

    return match


def written_by_rdflib(graph: list[Triple]) -> str:
    """Write a graph in rdflib's way; nothing where that is not Turtle, for it forgets a prefix now and then."""
    text = rdflib.Graph().parse(data=turtle.write(graph), format="turtle").serialize(format="turtle")
    try:
        turtle.parse(text)
    except DataError:
        return ""
    return text


def named_owner(term: Term, triples: list[Triple]) -> NamedNode | None:
    """Find a subject with an IRI from which a chain of blank nodes leads to a term."""
    chain = [term]
    for node in chain:  # grows as it goes
        if isinstance(node, NamedNode):
            return node
        chain += [t.subject for t in triples if t.object == node and t.subject not in chain]
    return None


def stands_for(text: str, offset: int, term: Term, header: str) -> bool:
    """Let the parser say whether the term at a place is the one meant."""
    first, second, *_ = [*islice(tokens(text, offset), 2), Token("end", "", len(text))]
    if isinstance(term, BlankNode):
        return first.text in ("[", "(") or first.kind == "blank"
    if term == NIL and first.text == "(":
        return second.text == ")"
    return turtle.parse(f"{header} <x:s> <x:p> {written_at(text, offset)} .")[0].object == term


def written_at(text: str, offset: int) -> str:
    """Give the term at a place, a string with its language or datatype."""
    first, second, third = [*islice(tokens(text, offset), 3), *[Token("end", "", len(text))] * 2][:3]
    last = first
    if first.kind == "string":
        last = second if second.kind == "at" else third if second.text == "^^" else first
    return text[offset : last.start + len(last.text)]


@settings(max_examples=200, deadline=None, database=None)
@given(graphs(), st.sampled_from(["\n", "\r", " # a . b\n", " "]))
def test_statements_are_cut_as_tokens_say(graph: list[Triple], gap: str) -> None:
    canonical_text = turtle.write(graph, prefixes={"ex": "https://example.org/"})
    short = "".join(f"{token.text}{gap}" for token in tokens(canonical_text))
    tight = re.sub(r"\s+\.\s", ".", canonical_text)
    for text in (canonical_text, short, tight, turtle.write(graph) + tight):
        assert [s[:3] for s in statements(text, Scope({}, None))] == [s[:3] for s in cut_by_tokens(text)]


def cut_by_tokens(text: str) -> list[Statement]:
    """Cut a text in the plain way: token by token, a statement ends at a dot."""
    found: list[Statement] = []
    scope, begun, directive = Scope({}, None), None, []
    for token in tokens(text):
        if begun:
            if token.text == ".":
                found.append(begun._replace(end=token.start + 1))
                begun = None
        elif directive:
            directive.append(token.text)
            if token.kind == "iri":
                scope, directive = scope.declaring(directive[1][:-1], scope.expand(token.text)), []
        elif token.text == "PREFIX":
            directive = [token.text]
        elif token.text != ".":
            subject = "_:" if token.kind == "mark" else token.text
            begun = Statement(
                scope.expand(subject) if token.kind in ("iri", "name") else subject, token.start, 0, scope
            )
    return found


SCRAPS = ["<x:a>", "kg:a", "a", '"x"', "'''", '"""', '"', "1", "1.", "-02", "true", "True", "[", "]", "(", ")", ";"]
SCRAPS += [",", ".", "^^", "^", "@en", "@prefix", "PREFIX", "kg:", "<x:", "{", "}", "<<", "{|", "~", "_:b", "#", "\\"]
SCRAPS += ["%", "@base", "BASE", "VERSION", "<y>", "\n", "é", "\ud800", "\\u00", "@en_", "<x:a> <x:b> <x:c> ."]


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=12), st.sampled_from([" ", "", "\n"]))
def test_any_text_is_read_or_refused_with_its_place(scraps: list[str], between: str) -> None:
    text = between.join(scraps)
    where = Position(1, 1)
    try:
        turtle.format(text)
    except DataError as error:
        where = error.where or pytest.fail(f"no place: {error}")
    assert 1 <= where.column <= len(where.text or "") + 1
    turtle.locate(text, NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:c"))
