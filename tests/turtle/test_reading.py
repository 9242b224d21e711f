"""Turtle comes in as triples with their lexical forms, or as an error that says what is wrong and where."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg import turtle
from kobe_kg.errors import DataError, ParameterError

INVALID = sorted((Path(__file__).parent.parent / "data" / "turtle" / "invalid").glob("*.ttl"))
KG = "https://w3id.org/kobe-kg/ns#"


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_gives_the_error_beside_it(path: Path) -> None:
    with pytest.raises(DataError) as caught:
        turtle.parse(turtle.read_text(path), path=path.name)
    assert f"{caught.value}\n" == path.with_suffix(".expected.txt").read_text(encoding="utf-8")


def test_lexical_forms_stay_as_written() -> None:
    triples = turtle.parse("<x:a> <x:p> 034, 1.50, 'x'@en-GB, '2025-2-7'^^<x:date> .")
    assert [str(triple.object) for triple in triples] == [
        '"034"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"x"@en-gb',
        '"2025-2-7"^^<x:date>',
    ]


def test_blank_nodes_of_two_texts_are_two() -> None:
    text = "_:a <x:p> 1 . _:a <x:p> 2 ."
    labels = [{triple.subject for triple in turtle.parse(text)} for _ in range(2)]
    assert [len(some) for some in labels] == [1, 1]
    assert labels[0] != labels[1]


def test_what_looks_like_rdf_1_2_inside_strings_is_text() -> None:
    text = """<x:a> <x:p> "<< {| ~ @en--ltr", <x:~a> . # VERSION "1.2"\n<x:a> <x:version> "version '1.2'" ."""
    assert len(turtle.parse(text)) == 3


def test_base() -> None:
    (triple,) = turtle.parse("<a> <b> <../c> .", base="https://example.org/d/e")
    assert triple.object == NamedNode("https://example.org/c")
    with pytest.raises(ParameterError, match="'nowhere'"):
        turtle.parse("<a> <b> <c> .", base="nowhere")


def test_half_a_character() -> None:
    with pytest.raises(DataError, match=r"<text>:2:4: U\+D83D is half of a character"):
        turtle.parse("\n  '\ud83d' .")


@pytest.mark.parametrize(
    ("text", "place"),
    [("é 😀", "<text>:1:1"), ("<x:é> <x:😀> .", "<text>:1:13"), ("<x:a>\r\n<x:b>\r  é .", "<text>:3:3")],
)
def test_columns_count_code_points_and_any_line_end_ends_a_line(text: str, place: str) -> None:
    with pytest.raises(DataError) as caught:
        turtle.parse(text)
    assert str(caught.value.where) == place


def test_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf<x:a> <x:p> '''x\r\ny''' .")
    (triple,) = turtle.read(path)
    assert triple.object == Literal("x\r\ny")
    path.write_text("<x:a> <x:p>", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        turtle.read(path)
    assert str(caught.value.where) == f"{path}:1:12"


def test_read_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no file .*a\.ttl$"):
        turtle.read(tmp_path / "a.ttl")
    with pytest.raises(DataError, match=r"is a folder, not a file$"):
        turtle.read(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"cannot read .*: not a directory$"):
        turtle.read(tmp_path / "file" / "a.ttl")


def test_read_what_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf# \xc3\xa9\n<x:\xc3\xa9> <x:p> 'Kob\xe9' .\r\n")
    with pytest.raises(DataError) as caught:
        turtle.read(path)
    assert str(caught.value).splitlines() == [
        f"{path}:2:17: byte 0xE9 is not UTF-8",
        "  2 | <x:é> <x:p> 'Kob\N{REPLACEMENT CHARACTER}' .",
        "    |                 ^",
        "  save the file as UTF-8",
    ]
    path.write_text("<x:a> <x:p> 1 .", encoding="utf-16")
    with pytest.raises(DataError, match="it looks like UTF-16"):
        turtle.read(path)


def test_an_empty_text_is_an_empty_graph() -> None:
    assert turtle.parse("") == turtle.parse("# nothing\n") == []


def test_lists_and_brackets_become_blank_nodes() -> None:
    triples = turtle.parse("<x:a> <x:p> ( 1 [ <x:q> 2 ] ) .")
    assert sum(isinstance(triple.subject, BlankNode) for triple in triples) == 5
