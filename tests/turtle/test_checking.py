"""All that is wrong with a text is told at once, and nothing that is not wrong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kobe_kg import turtle
from kobe_kg.errors import DataError, ParameterError

DATA = Path(__file__).parent.parent / "data" / "turtle"
INVALID = sorted((DATA / "invalid").glob("*.ttl"))
KG = "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\n"


def told(text: str) -> list[str]:
    return [f"{e.where.line}:{e.where.column} {e.what}" for e in turtle.problems(text) if e.where]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_file_with_one_mistake_has_one_problem(path: Path) -> None:
    (error,) = turtle.problems(turtle.read_text(path), path=path.name)
    assert f"{error}\n" == path.with_suffix(".expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((DATA / "format").glob("*.ttl")), ids=lambda path: path.stem)
def test_a_sound_file_has_none(path: Path) -> None:
    assert turtle.problems(turtle.read_text(path)) == []


def test_each_statement_can_have_its_error() -> None:
    text = KG + (
        'kg:a kg:note "he said "hello" to" .\n'
        "kg:b kg:max 34 civilians .\n"
        "kg:c kg:max 1 .\n"
        'kg:d kg:note "open .\n'
        "kg:e kg:max 2 .\n"
        "kg:f kg:note 'x'^kg:y .\n"
        "kg:g kg:part [ kg:max 3 .\n"
        'kg:h kg:note "\\z" .\n'
        "kg:i kg:max 4 .\n"
    )
    assert told(text) == [
        "2:24 text goes on after the string's closing quote",
        "3:15 a '.', ';' or ',' is missing before 'civilians'",
        "5:14 the string that begins here is not closed on its line",
        "7:17 a datatype is expected here",
        "8:24 a ']', ';' or ',' is missing before '.'",
        "9:15 '\\z' is no escape",
    ]


def test_a_prefix_that_is_not_declared_is_told_once() -> None:
    text = KG + "kg:a zz:b yy:c , zz:d .\nkg:e zz:f kg:g yy:h .\nkg:i kg:j zz:k , 'zz:l' , <zz:m> . # zz:n\n"
    errors = turtle.problems(text)
    assert [error.what for error in errors] == [
        "the prefix 'zz:' is not declared",
        "the prefix 'yy:' is not declared",
        "a '.', ';' or ',' is missing before 'yy:h'",
    ]
    assert str(errors[0].hint).endswith("\nthe prefix is used 3 times more")
    assert str(errors[1].hint).endswith("\nthe prefix is used once more")


def test_uses_after_a_prefix_is_declared_at_last_do_not_count() -> None:
    (error,) = turtle.problems("<x:a> kg:b kg:c .\n" + KG + "kg:d kg:e kg:f .\n")
    assert str(error.hint).endswith("\nthe prefix is used once more")


def test_relative_iris_without_a_base_are_told_once() -> None:
    assert told("<a> <b> <c> .\n<d> <e> <f> .\n") == ["1:1 the IRI <a> is relative and no base is declared"]
    assert turtle.problems("<a> <b> <c> .", base="https://example.org/") == []
    with pytest.raises(ParameterError):
        turtle.problems("<a> <b> <c> .", base="nowhere")


@pytest.mark.parametrize(
    "broken",
    [
        "PREFIX kg <https://w3id.org/kobe-kg/ns#>",
        "@PREFIX kg: <https://w3id.org/kobe-kg/ns#> .",
        "PREFX kg: <https://w3id.org/kobe-kg/ns#>",
        "PREFIX kg: https://w3id.org/kobe-kg/ns#",
        "PREFIX kg: <https://w3id.org/kobe kg/ns#>",
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#> .",
        "@prefix kg: <https://w3id.org/kobe-kg/ns#>",
        "PREFIX kg: <https://w3id.org/kobe-kg/ns#",
    ],
)
def test_what_a_broken_directive_meant_to_declare_is_not_missed(broken: str) -> None:
    text = f"{broken}\nPREFIX oa: <http://www.w3.org/ns/oa#>\nkg:a kg:b oa:c .\nkg:d kg:e kg:f .\n"
    assert len(turtle.problems(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        # the statement that a missing dot has swallowed
        KG + "kg:a kg:b kg:c\nPREFIX oa: <http://www.w3.org/ns/oa#>\noa:a oa:b oa:c .\n",
        # a quote too many turns the long strings inside out
        KG + 'kg:a kg:b "x"""" .\nkg:c kg:d """\nkg:e is .\n""" .\nkg:f kg:g """\nkg:h is not .\n""" .\n',
        KG + 'kg:a kg:b """x\ny""" z """\nkg:c kg:d .\n""" .\nkg:e kg:f .\n',
        # the lines of one statement, each ended by a dot
        KG + "kg:a\n    kg:b 1 .\n    kg:c 2 .\n    kg:d 3 .\n",
        KG + 'kg:a kg:b """ open .\nkg:c kg:d .\n',
    ],
)
def test_what_follows_from_an_error_is_none(text: str) -> None:
    assert len(turtle.problems(text)) == 1


def test_there_is_an_end() -> None:
    assert len(turtle.problems(KG + "kg:a kg:b .\n" * 1000)) == 20
    assert len(turtle.problems("".join(f"p{n}:a p{n}:b p{n}:c .\n" for n in range(1000)))) == 20
    assert len(turtle.problems("kg:a kg:b . " * 1000)) < 20


def test_what_no_parser_should_see() -> None:
    (error,) = turtle.problems("<x:a> <x:p> " + "<<( <x:a> <x:p> " * 100_000)
    assert error.what == "'<<(' is RDF 1.2 syntax"
    (error,) = turtle.problems("<x:a> <x:p> '\ud83d' .")
    assert error.what == "U+D83D is half of a character"


LINES = [line for path in INVALID for line in turtle.read_text(path).split("\n")]


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(st.sampled_from(LINES), max_size=15))
def test_problems_begin_with_what_parse_raises_and_go_on_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    errors = turtle.problems(text)
    assert [str(error).partition("\n  the prefix is used")[0] for error in errors[:1]] == raised(text)
    places = [(error.where.line, error.where.column) for error in errors if error.where]
    assert len(places) == len(errors) <= 20
    assert len({(error.what, place) for error, place in zip(errors, places, strict=True)}) == len(errors)


def raised(text: str) -> list[str]:
    """Give the error that parse raises, without what it cannot know: how often a prefix is used."""
    try:
        turtle.parse(text)
    except DataError as error:
        return [str(error)]
    return []
