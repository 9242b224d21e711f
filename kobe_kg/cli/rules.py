"""`kobe rules`: list the rules, or tell what one asks."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kobe_kg import tabular
from kobe_kg.cli.options import coloured, columns, output, output_format
from kobe_kg.validate import choice, guide, rules
from kobe_kg.validate.addresses import relative
from kobe_kg.validate.cases import cases
from kobe_kg.validate.json import dump
from kobe_kg.validate.rules import Rule

#: Formats of the list and of one rule.
FORMATS = ("table", "md", "csv", "json")
_HEADERS = ("rule", "severity", "kind", "name", "asked of")


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    rule: Any = add("rule", nargs="?", metavar="RULE", help="a rule to explain, or a pattern such as label-* to list")
    rule.completer = lambda **_: list(rules.read())
    add("--shapes", action="append", default=[], metavar="PATH", help="your own SHACL shapes instead; repeatable")
    add("-f", "--format", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")


def run(found: Namespace) -> int:
    """Run the verb."""
    known = rules.read([Path(p) for p in found.shapes])
    if found.rule is None:
        return _list(found, list(known.values()))
    meant = choice.match([found.rule], known)
    if len(meant) == 1:
        return explain(found, known, found.rule)
    return _list(found, [rule for rule in known.values() if rule.id in meant])


def explain(found: Namespace, known: Mapping[str, Rule], name: str) -> int:
    """Tell what a rule asks, in the format asked for.

    :param known: the rules by id.
    :param name: the rule, by its id or IRI.
    :raises UnknownNameError: when there is no such rule.
    """
    form = output_format(found, FORMATS, terminal="table", piped="table")
    told = [known[one] for one in sorted(choice.match([name], known))]
    if form == "csv":
        return _list(found, told)
    with output(found) as stream:
        if form == "json":
            text = dump([_facts(rule, whole=True) for rule in told])
        elif form == "md":
            text = "\n".join(guide.markdown(rule, heading="##") for rule in told)
        else:
            width, bold = columns(found), coloured(found)
            text = "\n".join(guide.text(rule, where=rule.locate(), columns=width, bold=bold) for rule in told)
        stream.write(text.encode())
    return 0


def _list(found: Namespace, listed: list[Rule]) -> int:
    form = output_format(found, FORMATS, terminal="table", piped="csv")
    room = 3 if form == "table" else sys.maxsize
    rows = [[rule.id, rule.severity, rule.kind, rule.name, guide.targets(rule, room)] for rule in listed]
    if form == "json":
        text = dump([_facts(rule) for rule in listed])
    else:
        text = tabular.listed(_HEADERS, rows, form, columns=columns(found), bold=coloured(found))
    with output(found) as stream:
        stream.write(text.encode())
    return 0


def _facts(rule: Rule, *, whole: bool = False) -> dict[str, Any]:
    found = {
        **rule._asdict(),
        "asks": sorted(rule.asks),
        "kind": rule.kind,
        "file": None if rule.file is None else relative(rule.file),
    }
    if whole:
        place = rule.locate()
        bad, good = cases(rule) or (None, None)
        found["line"] = None if place is None else place.line
        found["bad"] = None if bad is None else {"told": bad.told, "text": bad.text}
        found["good"] = None if good is None else {"told": good.told, "text": good.text}
    return found
