"""The canonical text: what it looks like, what it keeps, and what it refuses."""

from pathlib import Path

import pytest
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple

from kobe_kg import turtle
from kobe_kg.errors import DataError, LimitError, ParameterError

CASES = sorted(
    path
    for path in (Path(__file__).parent.parent / "data" / "turtle" / "format").glob("*.ttl")
    if ".expected" not in path.name
)
A, P = NamedNode("https://example.org/a"), NamedNode("https://example.org/p")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_file_becomes_the_one_beside_it(path: Path) -> None:
    expected = turtle.read_text(path.with_suffix(".expected.ttl"))
    assert turtle.format(turtle.read_text(path), path=path.name) == expected
    assert turtle.format(expected) == expected


def test_a_comment_below_the_top_is_refused() -> None:
    text = "# top\n<x:a> <x:p> '# text' . # one\n# two\n<x:b#c> <x:p> 2 . # three\n"
    with pytest.raises(DataError) as caught:
        turtle.format(text, path="a.ttl")
    assert str(caught.value).splitlines() == [
        "a.ttl:2:24: formatting would lose this comment",
        "  2 | <x:a> <x:p> '# text' . # one",
        "    |                        ^",
        "  move it to the top of the file, or make it a triple: skos:editorialNote, skos:scopeNote",
        "  more comments on line 3, 4",
    ]


def test_a_comment_after_the_first_line_is_no_header() -> None:
    with pytest.raises(DataError, match="would lose"):
        turtle.format("PREFIX kg: <https://w3id.org/kobe-kg/ns#> # ours\n")


def test_write_takes_a_header_and_prefixes() -> None:
    triples = [Triple(A, P, Literal(1))] * 2
    text = turtle.write(triples, header="\n# from a test  \n\n\n# twice\n", prefixes={"ex": "https://example.org/"})
    assert text == "# from a test\n\n# twice\n\nPREFIX ex: <https://example.org/>\n\nex:a\n    ex:p 1 ;\n.\n"
    assert turtle.write([]) == ""
    assert turtle.write([], header="# nothing") == "# nothing\n"


def test_write_refuses_what_would_not_read_back() -> None:
    with pytest.raises(ParameterError, match="this line is none: 'a title'"):
        turtle.write([], header="a title")
    for prefix, namespace in [("e x", "x:"), ("e.", "x:"), ("e: <x:> PREFIX f", "x:"), ("e", "nowhere"), ("e", "x:>")]:
        with pytest.raises(ParameterError, match="cannot be a prefix"):
            turtle.write([], prefixes={prefix: namespace})
    with pytest.raises(DataError, match=r"an object of RDF 1\.2"):
        turtle.write([Triple(A, P, Triple(A, P, A))])
    with pytest.raises(DataError, match="has a base direction"):
        turtle.write([Triple(A, P, Literal("x", language="en", direction=BaseDirection.LTR))])


def test_deep_nesting_and_long_lists_are_written_in_time() -> None:
    depth = 240
    deep = "<x:a> " + "<x:p> [ " * depth + "]" * depth + " ."
    assert turtle.format(deep).count("[\n") == depth - 1
    lists = "<x:a> <x:p> " + "( " * depth + "1" + " )" * depth + " ."
    assert turtle.format(lists).count("(\n") > depth - 50
    for text in (
        "<x:a> " + "<x:p> [ " * 50_000 + "]" * 50_000 + " .",
        lists.replace("1", "( " * 50_000 + ")" * 50_000),
    ):
        with pytest.raises(LimitError, match="nested more than 250 levels deep"):
            turtle.format(text)
    long = "<x:a> <x:p> (" + " 1" * 5000 + " ) ."
    assert turtle.format(long).count("\n        1\n") == 2500


def test_blank_node_labels_of_the_input_do_not_show() -> None:
    texts = set()
    for one, two in [("b1", "b2"), ("b2", "b1"), ("z", "a")]:
        x, y = BlankNode(one), BlankNode(two)
        texts.add(
            turtle.write([Triple(x, P, y), Triple(y, P, x), Triple(A, P, x), Triple(A, P, y), Triple(y, P, Literal(1))])
        )
    assert len(texts) == 1
