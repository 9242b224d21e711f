"""Errors are one tree, each leaf also a built-in, and their text says what, where and what would help."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from kobe_kg import errors
from kobe_kg.errors import (
    DataError,
    KobeError,
    LimitError,
    ParameterError,
    Position,
    QueryError,
    RemoteError,
    UnknownNameError,
    suggestion,
)

BUILT_IN = {
    DataError: ValueError,
    LimitError: RuntimeError,
    ParameterError: ValueError,
    QueryError: ValueError,
    RemoteError: ConnectionError,
    UnknownNameError: LookupError,
}


@pytest.mark.parametrize(("error", "built_in"), BUILT_IN.items(), ids=lambda kind: kind.__name__)
def test_a_leaf_is_a_kobe_error_and_a_built_in(error: type[KobeError], built_in: type[Exception]) -> None:
    assert issubclass(error, KobeError)
    assert issubclass(error, built_in)
    assert error.__name__ in str(errors.__doc__)
    assert f"{error.__name__} ({built_in.__name__})" in str(errors.__doc__)


def test_the_tree_is_whole() -> None:
    # The server adds HTTP's own: no caller of the library meets them.
    ours = {error for error in KobeError.__subclasses__() if not error.__module__.startswith("kobe_kg.serve.")}
    assert ours == set(BUILT_IN)


def test_errors_import_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(errors.__file__).read_text(encoding="utf-8"))
    names = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert names <= sys.stdlib_module_names


def test_a_text_says_what_where_and_what_would_help() -> None:
    where = Position(12, 5, path="claims.ttl", text="    kg:mim 34 ;")
    error = DataError("there is no such property", where=where, hint="did you mean 'kg:min'?\nsee the ontology")
    assert str(error) == (
        "claims.ttl:12:5: there is no such property\n"
        "  12 |     kg:mim 34 ;\n"
        "     |     ^\n"
        "  did you mean 'kg:min'?\n"
        "  see the ontology"
    )
    assert (error.what, error.where, error.hint) == (
        "there is no such property",
        where,
        "did you mean 'kg:min'?\nsee the ontology",
    )


def test_a_text_without_a_place_is_one_line() -> None:
    assert str(LimitError("too many rows")) == "too many rows"
    assert str(DataError("broken", where=Position(3, 1))) == "<text>:3:1: broken"


def test_the_caret_stands_under_the_column_after_tabs() -> None:
    assert Position(7, 4, text="\t\tkg:max").excerpt() == "7 | \t\tkg:max\n  | \t\t ^"


@pytest.mark.parametrize("column", [1, 79, 80, 81, 500, 999, 1000])
def test_of_a_long_line_the_neighbourhood_is_kept(column: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(1000))
    shown, caret = Position(1, column, text=line).excerpt().split("\n")
    assert len(shown) <= 164
    assert shown[len(caret) - 1] == line[column - 1]


def test_control_characters_of_a_line_stay_away_from_the_terminal() -> None:
    shown = Position(1, 8, text='"a\x1b[31mb\x07" .').excerpt()
    assert shown == '1 | "a\ufffd[31mb\ufffd" .\n  |        ^'


def test_an_unknown_name_offers_the_nearest_whatever_its_case() -> None:
    error = UnknownNameError("speaker", "Human-Right-Watch", ["afp", "human-rights-watch", "rfi"])
    assert str(error) == "there is no speaker 'Human-Right-Watch'\n  did you mean 'human-rights-watch'?"
    assert (error.kind, error.name) == ("speaker", "Human-Right-Watch")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([], None),
        (["b", "a", "a"], "known: a, b"),
        ([f"name{n}" for n in range(20)], "known: name0"),
        ([f"name{n}" for n in range(21)], None),
        (["QUALIFIER", "qualify"], "known: QUALIFIER, qualify"),
    ],
)
def test_what_is_suggested_when_nothing_is_near(known: list[str], said: str | None) -> None:
    found = suggestion("zz", known)
    assert found == said if said is None or len(known) < 20 else str(found).startswith(said)


def test_a_remote_error_keeps_its_status() -> None:
    assert RemoteError("gone", status=410).status == 410
    assert RemoteError("no answer").status is None
