"""Which rules count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.validate import Finding, Report
from kobe_kg.validate.choice import choose, chooser, match

KNOWN = ["label-present", "label-tagged", "max-number", "min-number", "schema:Shape", "turtle", "https://example.org/s"]
REPORT = Report([Finding(rule, "violation", "", "", "", "", None) for rule in [*KNOWN, "nameless"]], [], [], 0, 6)


def kept(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[str]:
    chosen = choose(REPORT, KNOWN, chooser(KNOWN, select=select, ignore=ignore))
    assert chosen.rules == len({finding.rule for finding in chosen.findings} - {"turtle", "nameless"})
    return [finding.rule for finding in chosen.findings]


def test_all_rules_count_when_none_is_named() -> None:
    assert kept() == [*KNOWN, "nameless"]


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (["max-number"], ["max-number"]),
        (["max-number, min-number"], ["max-number", "min-number"]),
        (["max-number", "label-*"], ["label-present", "label-tagged", "max-number"]),
        (["m[ai][xn]-number"], ["max-number", "min-number"]),
        (["rule:max-number"], ["max-number"]),
        (["https://w3id.org/kobe-kg/rules#max-number"], ["max-number"]),
        (["https://schema.org/Shape"], ["schema:Shape"]),
        (["https://example.org/s"], ["https://example.org/s"]),
    ],
)
def test_selected_rules_count_and_syntax_does_always(select: list[str], expected: list[str]) -> None:
    assert sorted(kept(select)) == sorted([*expected, "turtle"])


def test_ignored_rules_do_not_count_selected_or_not() -> None:
    assert kept(ignore=["label-*", "nam*,max-number"][:1]) == [*KNOWN[2:], "nameless"]
    assert kept(["*-number"], ["min-*"]) == ["max-number", "turtle"]


@pytest.mark.parametrize("name", ["max-nmber", "label_*", "", "Max-Number"])
def test_a_name_that_means_no_rule_is_refused(name: str) -> None:
    for given in ({"select": [name]}, {"ignore": ["label-*", name]}):
        with pytest.raises(UnknownNameError, match="there is no rule"):
            chooser(KNOWN, **given)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(UnknownNameError) as caught:
        match(["max-nmber"], KNOWN)
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("did you mean 'max-number'")


@pytest.mark.parametrize("name", ["turtle", "t*", "*"])
def test_syntax_cannot_be_ignored(name: str) -> None:
    with pytest.raises(ParameterError, match="cannot be ignored"):
        chooser(KNOWN, ignore=[name])
