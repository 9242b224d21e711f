"""A triple is found again where it stands, however the text spells it."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg import turtle

TEXT = '''# A claim, untidily written; <x:not> a "subject" .
@prefix k: <https://w3id.org/kobe-kg/ns#> . PREFIX oa: <http://www.w3.org/ns/oa#>
BASE <https://example.org/d/>

k:a k:note "a # b ; <c> ." , 'é\\u00E9 😀' ; k:max 034 ; # remark ; k:min 1
    k:min "1"^^k:odd , """one
two""" , "x"@EN-gb ; a k:Claim .
<../b> k:part [ k:note "inner" ; k:part ( 1 k:c [ k:min 7 ] () ) ] ; k:note "outer" .
k:a k:about <b> , k:dot.ted\\,name , true , -1.5e3 .
@prefix k: <https://example.org/other#> .
k:a k:max 1 . _:label k:max 2 ; k:note k:e . <https://example.org/f> k:part _:label ; k:max 3 .
[] k:note "root" . [ k:note "unique" ] k:max 3 . ( "item" ) k:max 3 .
'''
KG, EX = "https://w3id.org/kobe-kg/ns#", "https://example.org/"
XSD, RDF = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
Term = NamedNode | BlankNode | Literal


def kg(name: str) -> NamedNode:
    return NamedNode(KG + name)


def ex(name: str) -> NamedNode:
    return NamedNode(EX + name)


def typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(datatype))


A, B = kg("a"), ex("b")
FOUND = [
    # subject, predicate, object, the place, and what stands there
    (A, None, None, "5:1", "k:a"),
    (A, kg("note"), None, "5:5", "k:note"),
    (A, kg("note"), Literal("a # b ; <c> ."), "5:12", '"a #'),
    (A, kg("note"), Literal("éé 😀"), "5:30", "'é"),
    (A, None, Literal("éé 😀"), "5:30", "'é"),
    (A, kg("max"), typed("034", XSD + "integer"), "5:50", "034"),
    (A, kg("min"), typed("1", KG + "odd"), "6:11", '"1"'),
    (A, kg("min"), Literal("one\ntwo"), "6:24", '"""one'),
    (A, kg("min"), Literal("x", language="en-GB"), "7:10", '"x"'),
    (A, NamedNode(RDF + "type"), kg("Claim"), "7:24", "k:Claim"),
    (A, NamedNode(RDF + "type"), None, "7:22", "a k:Claim"),
    (A, kg("about"), ex("d/b"), "9:13", "<b>"),
    (A, kg("about"), kg("dot.ted,name"), "9:19", "k:dot"),
    (A, kg("about"), typed("true", XSD + "boolean"), "9:37", "true"),
    (A, kg("about"), typed("-1.5e3", XSD + "double"), "9:44", "-1.5e3"),
    # as a store gives it back
    (A, kg("max"), typed("34", XSD + "integer"), "5:50", "034"),
    (A, kg("about"), typed("-1500", XSD + "double"), "9:44", "-1.5e3"),
    # what is not there falls back to the predicate, and then to the subject
    (A, kg("max"), typed("35", XSD + "integer"), "5:44", "k:max"),
    (A, kg("hedge"), None, "5:1", "k:a"),
    (A, kg("hedge"), kg("Stated"), "5:1", "k:a"),
    # inside blank nodes and lists, by the subject that owns them
    (B, None, None, "8:1", "<../b>"),
    (B, kg("note"), Literal("outer"), "8:77", '"outer"'),
    (B, kg("note"), Literal("inner"), "8:24", '"inner"'),
    (B, kg("note"), None, "8:70", "k:note"),
    (B, kg("part"), BlankNode(), "8:15", "["),
    (B, kg("part"), typed("1", XSD + "integer"), "8:43", "1 k:c"),
    (B, NamedNode(RDF + "first"), kg("c"), "8:45", "k:c"),
    (B, kg("min"), typed("7", XSD + "integer"), "8:57", "7"),
    (B, kg("part"), NamedNode(RDF + "nil"), "8:61", "()"),
    # after the prefix has changed, and through a label
    (ex("other#a"), ex("other#max"), typed("1", XSD + "integer"), "11:11", "1 ."),
    (ex("f"), ex("other#max"), typed("2", XSD + "integer"), "11:29", "2 ;"),
    (ex("f"), ex("other#max"), None, "11:87", "k:max 3"),
    (ex("f"), ex("other#part"), BlankNode("label"), "11:77", "_:label"),
    (ex("f"), ex("other#part"), BlankNode("other"), "11:77", "_:label"),
    # blank nodes as subjects: by label, or by what only they say
    (BlankNode("label"), ex("other#note"), ex("other#e"), "11:40", "k:e"),
    (BlankNode("label"), None, None, "11:15", "_:label"),
    (BlankNode(), ex("other#note"), Literal("unique"), "12:29", '"unique"'),
    (BlankNode(), ex("other#note"), Literal("root"), "12:11", '"root"'),
    (BlankNode(), None, Literal("item"), "12:52", '"item"'),
]


@pytest.mark.parametrize(("subject", "predicate", "object_", "place", "start"), FOUND)
def test_found(
    subject: NamedNode | BlankNode, predicate: NamedNode | None, object_: Term | None, place: str, start: str
) -> None:
    position = turtle.locate(TEXT, subject, predicate, object_, path="a.ttl")
    assert position is not None
    assert f"{position.line}:{position.column}" == place
    assert position.text == TEXT.split("\n")[position.line - 1]
    assert position.text[position.column - 1 :].startswith(start)
    assert position.path == "a.ttl"


@pytest.mark.parametrize(
    ("subject", "predicate", "object_"),
    [
        (kg("c"), None, None),
        (NamedNode("x:not"), None, None),
        (BlankNode(), None, None),
        (BlankNode(), ex("other#max"), typed("3", XSD + "integer")),
        (BlankNode(), kg("note"), Literal("outer")),
    ],
)
def test_not_found(subject: NamedNode | BlankNode, predicate: NamedNode | None, object_: Term | None) -> None:
    assert turtle.locate(TEXT, subject, predicate, object_) is None


def test_the_base_the_text_was_parsed_with() -> None:
    position = turtle.Locator("\n<a> <b> <c> .", base=EX).find(ex("a"), ex("b"), ex("c"))
    assert str(position) == "<text>:2:9"


@pytest.mark.parametrize(
    "text",
    [
        '<x:a> <x:p> "open\n . <x:b> <x:p> 1 .',
        "<x:b> <x:p> [ ( 1 . ] ) ] .",
        "@prefix . PREFIX x: . ^^ <x:b> ^^",
        "<x:b> <x:p> '''",
        "<x:b> <x:p> '1'^^",
        "<x:b> (",
        "<< <x:b> <x:p> 1 >> ~ {| .",
    ],
)
def test_a_text_with_errors_is_understood_as_far_as_possible(text: str) -> None:
    locator = turtle.Locator(text)
    locator.find(NamedNode("x:b"), NamedNode("x:p"), Literal(1))
    locator.find(BlankNode(), NamedNode("x:p"), Literal(1))
