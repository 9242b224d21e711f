"""What a rule asks, told to a person: as text and as Markdown."""

from __future__ import annotations

import re
from textwrap import fill, indent

from kobe_kg.errors import Position
from kobe_kg.tabular import clean, escape_markdown
from kobe_kg.validate.addresses import relative
from kobe_kg.validate.cases import cases
from kobe_kg.validate.rules import Rule

_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_NAME = re.compile(r"[^\s,]*:[^\s,]*")
#: How many targets an explanation names.
_ROOM = 8


def message(rule: Rule) -> str:
    """Give a rule's message, with ``‹value›`` where a finding has a value of its own.

    >>> from kobe_kg.validate.rules import SYNTAX
    >>> message(SYNTAX._replace(message="{?value} is too high."))
    '‹value› is too high.'
    """
    return _VARIABLE.sub(r"‹\1›", rule.message)


def targets(rule: Rule, room: int) -> str:
    """Name what a rule is asked of, or the first of it when there are more than fit.

    >>> from kobe_kg.validate.rules import read
    >>> targets(read()["claim-speaker"], 3)
    'kg:AbsenceClaim, kg:AttributionClaim and 2 more'
    """
    if len(rule.targets) <= room:
        return ", ".join(rule.targets)
    return f"{', '.join(rule.targets[: room - 1])} and {len(rule.targets) - room + 1} more"


def facts(rule: Rule) -> str:
    """Give severity, kind, property and targets in one line."""
    found = [rule.severity, rule.kind, rule.path]
    found += [f"on {targets(rule, _ROOM)}"] if rule.targets else []
    return clean(" · ".join(fact for fact in found if fact))


def text(rule: Rule, *, where: Position | None = None, columns: int = 0, bold: bool = False) -> str:
    """Explain a rule: what it asks, why, of what, and a bad and a good example.

    :param where: the place of its shape, to be named.
    :param columns: the terminal's width; 0 is 100.
    :param bold: whether headings stand out by ANSI codes.
    """
    width = columns or 100
    head = f"\x1b[1m{clean(rule.id)}\x1b[0m" if bold else clean(rule.id)
    parts = [head + (f": {clean(rule.name)}" if rule.name else ""), fill(facts(rule), width)]
    parts += ["\n" + fill(clean(said), width) for said in (message(rule), rule.why) if said]
    for word, case in zip(("Bad", "Good"), cases(rule) or (), strict=False):
        title = f"\x1b[1m{word}\x1b[0m" if bold else word
        parts.append(f"\n{title}: {case.told}\n\n{indent(case.extract, '    ').rstrip()}")
    if where is not None and where.path is not None:
        parts.append(f"\n{relative(where.path)}:{where.line}")
    parts.append(("" if where else "\n") + clean(rule.iri))
    return "\n".join(parts) + "\n"


def markdown(rule: Rule, *, heading: str = "###") -> str:
    """Explain a rule in Markdown, examples as Turtle.

    :param heading: the mark of its heading; empty for none.
    """
    parts = [f"{heading} {escape_markdown(rule.id)}"] if heading else []
    named = [f"`{rule.path}`"] if rule.path else []
    named += ["on " + _NAME.sub(r"`\g<0>`", targets(rule, _ROOM))] if rule.targets else []
    parts.append(" · ".join([*([escape_markdown(rule.name)] if rule.name else []), rule.severity, rule.kind, *named]))
    parts += [f"> {escape_markdown(message(rule))}"] if rule.message else []
    parts += [escape_markdown(rule.why)] if rule.why else []
    for word, case in zip(("Bad", "Good"), cases(rule) or (), strict=False):
        parts.append(f"{word}: {escape_markdown(case.told)}.\n\n```turtle\n{case.extract}```")
    return "\n\n".join(parts) + "\n"
