"""The two cases every rule comes with: one that breaks it, and the nearest thing that does not."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from kobe_kg import paths
from kobe_kg.namespaces import is_local
from kobe_kg.validate.rules import Rule

#: What stands for the lines that an extract leaves out; a comment, so that it stays Turtle.
LEFT_OUT = "    # …"
#: Statements of a block that is shown whole when the other case lacks it.
_SHORT = 3
_OPENING = re.compile(r"# (?:Must fail|Near miss of) rule:[\w-]+(?:, must pass)?: (.*)\n")
# Canonical Turtle: a block begins at the margin, and each of its statements at four spaces.
_BLOCK = re.compile(r"^(?!#|PREFIX )\S.*\n(?:[ ].*\n|\n(?=[ ]))*\.\n", re.MULTILINE)
_STATEMENT = re.compile(r"^ {4}[^\s\])].*\n(?:(?! {4}[^\s\])])(?!\.$).*\n)*", re.MULTILINE)
_NAME = re.compile(r"\w+:\w+")


class Case(NamedTuple):
    """A small graph written to break a rule, or nearly."""

    #: What it shows, a few words.
    told: str
    #: The lines that make the difference to the other case, with the subjects they belong to.
    extract: str
    #: All of it, without its opening line.
    text: str


def cases(rule: Rule) -> tuple[Case, Case] | None:
    """Give the case that breaks a rule and the one that does not, or None when the rule comes without.

    >>> from kobe_kg.validate.rules import read
    >>> bad, good = cases(read()["max-number"])
    >>> print(bad.extract, end="")
    claim:daily-news-civilians-killed
        a kg:QuantityClaim ;
        # …
        kg:max 12.0 ;
        # …
    .
    """
    folder = paths.CASES / rule.id
    if not is_local(rule.id) or not (folder / "invalid.ttl").is_file():
        return None
    kept = {"a", *rule.asks, *_NAME.findall(rule.path), *_NAME.findall(rule.message)}
    (bad, bad_text), (good, good_text) = _read(folder / "invalid.ttl"), _read(folder / "valid.ttl")
    return (
        Case(bad, extract(bad_text, good_text, kept, also=rule.asks), bad_text),
        Case(good, extract(good_text, bad_text, kept, also=rule.asks), good_text),
    )


def extract(text: str, other: str, kept: Collection[str] = ("a",), *, also: Collection[str] = ()) -> str:
    """Give what a canonical Turtle text says that another does not, and the blocks that are silent where it speaks.

    :param kept: predicates whose statements are shown in any case, in the blocks that are shown.
    :param also: predicates that make a block be shown even where the two texts agree.
    """
    theirs = {block.partition("\n")[0]: block for block in _BLOCK.findall(other)}
    shown = []
    for block in _BLOCK.findall(text):
        against = theirs.get(block.partition("\n")[0], "")
        if block != against or any(_predicate(statement) in also for statement in _STATEMENT.findall(block)):
            shown.append(_differing(block, against, kept))
    return "\n".join(shown) or "\n".join(_BLOCK.findall(text))


def _differing(block: str, other: str, kept: Collection[str]) -> str:
    """Keep of a block some predicates and the statements that the other one lacks; all of it if it is short and new."""
    subject, own, theirs = block.partition("\n")[0], _STATEMENT.findall(block), set(_STATEMENT.findall(other))
    whole = not other and len(own) <= _SHORT
    lines = [subject]
    for statement in own:
        if whole or _predicate(statement) in kept or (other and statement not in theirs):
            lines.append(statement.rstrip("\n"))
        elif lines[-1] != LEFT_OUT:
            lines.append(LEFT_OUT)
    return "\n".join([*lines, "."]) + "\n"


def _predicate(statement: str) -> str:
    return statement.split(maxsplit=1)[0]


def _read(path: Path) -> tuple[str, str]:
    text = path.read_text(encoding="utf-8")
    opening = _OPENING.match(text)
    if opening is None:
        return "", text
    return opening[1].removesuffix("."), text[opening.end() :].lstrip("\n")
