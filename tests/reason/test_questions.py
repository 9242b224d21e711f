"""Every question of the model has a command that answers it, and the command runs."""

from __future__ import annotations

import re
import shlex

import pytest

from kobe_kg import cli, paths
from kobe_kg.catalog import Catalog
from tests import ROOT

PAGE = (ROOT / "docs" / "reference" / "questions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| .* \| (?:`kobe (query [^`]*)`|(`kobe diff .*|not a query: .*)) \|$", PAGE, re.M)
COMMANDS = [(int(number), command) for number, command, _ in ROWS if command]
CATALOG = Catalog([paths.QUERIES])


def test_no_question_is_left_out() -> None:
    numbers = [int(number) for number, _, _ in ROWS]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 35))
    assert {int(number) for number, _, elsewhere in ROWS if elsewhere} == {32, 34}


def test_every_row_of_the_table_is_read() -> None:
    assert len(ROWS) == len(re.findall(r"^\| \d+ \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize(("number", "command"), COMMANDS)
def test_a_query_knows_which_question_it_answers(number: int, command: str) -> None:
    assert number in CATALOG[command.split()[1]].questions


@pytest.mark.parametrize("command", dict.fromkeys(command for _, command in COMMANDS))
def test_the_command_answers(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*shlex.split(command), "-f", "csv"]) == 0
    found = capsys.readouterr()
    assert len(found.out.splitlines()) > 1, "the record answers every question"
    assert found.err == ""
