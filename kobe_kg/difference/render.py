"""The forms a difference is written in: text for a terminal, Markdown for a pull request, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kobe_kg import tabular
from kobe_kg.difference.changes import Change, Detail, Value, moved_by
from kobe_kg.difference.figures import Figure, Range
from kobe_kg.difference.run import Diff
from kobe_kg.difference.words import ACTIONS, HEADINGS
from kobe_kg.errors import Position
from kobe_kg.namespaces import compact

#: The forms there are.
FORMATS = ("text", "md", "json")
#: Where the form ``json`` is described.
SCHEMA = "https://w3id.org/kobe-kg/diff.schema.json"

_COLOURS = {"added": "\x1b[32m", "removed": "\x1b[31m", "changed": "\x1b[33m", "renamed": "\x1b[36m"}
_MARKS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}
# What is shown of a claim that came or went; the rest stands where the place points to.
_SHOWN = ("kg:speaker", "kg:statedOn", "kg:hedge", "kg:originality", "kg:relays", "kg:supersedes", "kg:withdrawnIn")
# With more claims than this a text begins with the summary, and tells claims by what they are about: so many of these,
# each with so many claims; of other things so many.
_MANY = 200
_EVENTS, _CLAIMS, _THINGS = 40, 6, 10
# How many parts of a sum are named before the others are counted.
_NAMED = 3


def render(diff: Diff, form: str, *, columns: int = 0, coloured: bool = False, summed: bool = True) -> str:
    """Write a difference out.

    :param form: one of :data:`FORMATS`.
    :param columns: the terminal's width; 0 is 100.
    :param coloured: whether what was added and removed stands out by ANSI codes.
    :param summed: whether a text ends in a summary.
    """
    if form == "json":
        return _json(diff)
    return _markdown(diff) if form == "md" else _text(diff, columns or 100, coloured, summed)


def summary(diff: Diff) -> str:
    """Say in one line how much changed."""
    tally = diff.tally
    parts = []
    for kind in HEADINGS:
        told = [(tally[kind, action], action) for action in ACTIONS if tally[kind, action]]
        for n, (number, action) in enumerate(told):
            noun = "" if n else f" {_noun(kind, number)}"
            parts.append(f"{number}{noun} {done(kind, action)}")
        if kind == "claim" and (number := _superseded(diff)):
            parts.append(f"{number}{'' if told else ' claim' if number == 1 else ' claims'} superseded")
        if kind == "claim" and (number := sum(map(_is_withdrawn, diff.changes))):
            parts.append(f"{number} marked as withdrawn")
        if kind == "claim" and diff.again:
            parts.append(f"{max(diff.again.values()):,} said again")
    return ", ".join(parts) if parts else "nothing changed"


def _is_withdrawn(change: Change) -> bool:
    """Tell whether a claim is withdrawn only now."""
    return change.action == "changed" and any(d.property == "kg:withdrawnIn" and d.became for d in change.details)


def _superseded(diff: Diff) -> int:
    """How many claims another one supersedes only now."""
    details = (d for c in diff.changes for d in c.details)
    return len({d.became.term for d in details if d.became and d.property == "kg:supersedes"})


def done(kind: str, action: str) -> str:
    """Say what happened to a thing of a kind; a claim that is gone was withdrawn.

    >>> done("claim", "removed"), done("report", "removed")
    ('withdrawn', 'removed')
    """
    return "withdrawn" if kind == "claim" and action == "removed" else action


def _noun(kind: str, number: int) -> str:
    if kind == "other":
        return "other resource" if number == 1 else "other resources"
    if kind == "dataset":
        kind = "data set"
    return kind if number == 1 else f"{kind[:-1]}ies" if kind[-1] in "y" and kind[-2] not in "aeo" else f"{kind}s"


def _by_kind(diff: Diff) -> Iterator[tuple[str, list[Change]]]:
    return ((kind, list(some)) for kind, some in groupby(diff.changes, key=lambda change: change.kind))


# Text


def _text(diff: Diff, columns: int, coloured: bool, summed: bool) -> str:
    paint = _Paint(coloured)
    total = tabular.clean(f"{diff.old.name} → {diff.new.name}: {summary(diff)}.")
    many = sum(change.kind == "claim" for change in diff.changes) > _MANY
    lines = [total, ""] if summed and many else []
    for kind, changes in _by_kind(diff):
        lines.append(paint.strong(HEADINGS[kind]))
        if many and kind == "claim":
            lines += _by_event(diff, changes, columns, paint)
        else:
            shown = _THINGS if many else len(changes)
            for change in changes[:shown]:
                lines += _change(change, columns, paint)
            lines += _rest(len(changes) - shown, kind)
        lines.append("")
    for report, number in diff.again.items():
        lines += [f"{number:,} claims are said again in {_title(diff, report)} ({_short(report)})", ""]
    if diff.figures or diff.uncounted:
        lines += [paint.strong("Figures"), *_figures(diff, columns), ""]
    if many:
        lines.append("All of it: kobe diff -f json")
    elif summed:
        lines.append(total)
    return "".join(line + "\n" for line in lines)


def _by_event(diff: Diff, changes: Iterable[Change], columns: int, paint: _Paint) -> list[str]:
    """Tell claims by what they are about, first where the numbers changed most."""
    parted: dict[str, list[Change]] = {}
    for change in changes:
        parted.setdefault(change.about, []).append(change)
    order = sorted(parted, key=lambda iri: (-max(map(moved_by, parted[iri])), -len(parted[iri]), iri))
    lines = []
    for iri in order[:_EVENTS]:
        some = sorted(parted[iri], key=moved_by, reverse=True)
        title, short = _title(diff, iri), _short(iri)
        name = "About several things" if not iri else title if title == short else f"{title} ({short})"
        lines += tabular.wrap(f"  {paint.strong(name)}", columns)
        for change in some[:_CLAIMS]:
            lines.append(_in_short(change, paint))
        lines += [f"  {line}" for line in _rest(len(some) - _CLAIMS, "claim")]
    left = order[_EVENTS:]
    if left:
        claims = sum(len(parted[iri]) for iri in left)
        lines.append(f"  … and {claims:,} claims more, about {len(left):,} others")
    return lines


def _in_short(change: Change, paint: _Paint) -> str:
    """Tell of a claim in one line what happened to it."""
    withdrawn = _is_withdrawn(change)
    revised = change.action == "added" and any(d.property == "kg:supersedes" for d in change.details)
    word = "revised" if revised else done(change.kind, "removed" if withdrawn else change.action)
    action = "changed" if revised else "removed" if withdrawn else change.action
    told = [f"{d.field} {_change_of(d)}" for d in change.details if d.was and d.became]
    text = tabular.clean(f"{change.label or change.name}{'  ' if told else ''}{', '.join(told)}")
    return f"    {paint.action(action, f'{_MARKS[action]} {word:<9}')}  {text}"


def _rest(number: int, kind: str) -> list[str]:
    return [f"  … and {number:,} {_noun(kind, number)} more"] if number > 0 else []


class _Paint:
    """Colours, where they are wanted."""

    def __init__(self, coloured: bool) -> None:
        self._coloured = coloured

    def strong(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._coloured else text

    def action(self, action: str, text: str) -> str:
        return f"{_COLOURS[action]}{text}\x1b[0m" if self._coloured else text


def _change(change: Change, columns: int, paint: _Paint) -> list[str]:
    name = tabular.clean(change.name or change.subject)
    action = "removed" if _is_withdrawn(change) else change.action
    head = paint.action(action, f"{_MARKS[action]} {done(change.kind, action)}  {name}")
    place = f"  {_place(change.where)}" if change.where else ""
    lines = [f"  {head}{place}"]
    if change.was:
        lines.append(f"      was {tabular.clean(_short(change.was))}")
    if change.label:
        lines += _indented(change.label, columns)
    if change.action in ("changed", "renamed"):
        lines += _details(change.details, columns, change.where)
    elif change.kind == "claim":
        lines += _indented("; ".join(_facts(change)), columns)
    return lines


def _details(details: Sequence[Detail], columns: int, where: Position | None) -> list[str]:
    rows = []
    for d in details:
        far = d.where is not None and (where is None or d.where.path != where.path)
        place = f"  ({_place(d.where)})" if far else ""
        rows.append((_titled(d), _change_of(d) + place))
    return [f"    {line}" for line in tabular.pairs(rows, columns=columns - 4).splitlines()]


def _titled(d: Detail) -> str:
    return f"{d.field} removed" if d.became is None else f"{d.field} added" if d.was is None else d.field


def _change_of(d: Detail) -> str:
    return " → ".join(value.text for value in (d.was, d.became) if value is not None)


def _facts(change: Change) -> list[str]:
    """Say of a claim who says it, when and how, and what it passes on or replaces."""
    found = []
    for name in _SHOWN:
        texts = [(d.became or d.was) for d in change.details if d.property == name]
        words = {"kg:speaker": "by ", "kg:relays": "relays ", "kg:supersedes": "supersedes "}.get(name, "")
        if texts:
            found.append(words + _some([_named(value) for value in texts if value]))
    found += [f"{d.field} {_change_of(d)}" for d in change.details if d.was and d.became]
    reports = sum(d.property == "kg:reportedIn" for d in change.details)
    return [*found, f"in {reports} reports"] if reports > 1 else found


def _named(value: Value) -> str:
    """Give what a value is called: a short name for what has a slug of its own, or else its text."""
    label, bracket, name = value.text.rpartition(" (")
    return name[:-1] if bracket and name.startswith("claim:") else label if bracket else value.text


def _indented(text: str, columns: int) -> list[str]:
    return [f"      {line}" for line in tabular.wrap(tabular.clean(text), max(20, columns - 6)) if line]


def _figures(diff: Diff, columns: int) -> list[str]:
    lines = []
    for topic, some in groupby(diff.figures, key=lambda f: f[:3]):
        found = list(some)
        lines.append(f"  {_topic(diff, topic)}")
        rows = [(_title(diff, f.policy), _moved(f) + _because(f)) for f in found]
        lines += [f"    {line}" for line in tabular.pairs(rows, columns=columns - 4).splitlines()]
    if diff.uncounted:
        more = "… and {} topics more" if diff.figures else "{} topics"
        lines.append(f"  {more.format(f'{diff.uncounted:,}')}, whose figures were not computed")
    return lines


def _topic(diff: Diff, topic: Iterable[str]) -> str:
    event, population, outcome = (_title(diff, iri) for iri in topic)
    return f"{event}: {population}, {outcome[0].lower()}{outcome[1:]}"


def _title(diff: Diff, iri: str) -> str:
    return tabular.clean(diff.labels.get(iri) or _short(iri))


def _moved(figure: Figure) -> str:
    if figure.moved:
        was, became = _span(figure.was), _span(figure.became)
        if was == became:  # only one has a best figure
            was, became = _span(figure.was, whole=True), _span(figure.became, whole=True)
        return f"{was} → {became}"
    same = figure.was is not None and figure.became is not None and figure.was.claims == figure.became.claims
    return f"still {_span(figure.became)}, from {'claims that changed' if same else 'other claims'}"


def _span(found: Range | None, *, whole: bool = False) -> str:
    """Write a figure: ``19``, ``25 to 34``, ``34 or more``, ``19 to 34, best 25``; ``none`` where there is none.

    :param whole: whether to name a best figure that the bounds tell already.
    """
    if found is None or found[:3] == (None, None, None):
        return "none"
    low, best, high = found[:3]
    if low is None and high is None:
        return str(best)
    span = f"at most {high}" if low is None else f"{low} or more" if high is None else f"{low} to {high}"
    span = str(low) if low == high else span
    return span if best is None or (best == low == high and not whole) else f"{span}, best {best}"


def _because(figure: Figure) -> str:
    return f"  because of {_some(_claims(figure))}" if figure.because else ""


def _claims(figure: Figure) -> list[str]:
    return [_short(claim) for claim in figure.because]


def _some(texts: Sequence[str]) -> str:
    rest = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _place(where: Position | None) -> str:
    return tabular.clean(f"{where.path}:{where.line}") if where else ""


def _short(iri: str) -> str:
    return compact(iri) or iri


# Markdown


def _markdown(diff: Diff) -> str:
    escape = tabular.escape_markdown
    heading = f"# What changed: {escape(diff.old.name)} → {escape(diff.new.name)}"
    total = summary(diff)
    blocks = [f"{heading}\n\n{total[0].upper()}{total[1:]}.\n"]
    for kind, changes in _by_kind(diff):
        blocks.append(f"## {HEADINGS[kind]}\n")
        for action, some in groupby(changes, key=lambda change: change.action):
            title = done(kind, action)
            blocks.append(f"### {title[0].upper()}{title[1:]}\n\n{_table(kind, action, list(some))}")
    for report, number in diff.again.items():
        blocks.append(f"{number:,} claims are said again in {escape(_title(diff, report))}.\n")
    if diff.figures:
        heads = ["topic", "policy", "figure", "because of"]
        rows = [[_topic(diff, f[:3]), _title(diff, f.policy), _moved(f), _some(_claims(f))] for f in diff.figures]
        blocks.append(f"## Figures\n\n{tabular.markdown(heads, rows)}")
    if diff.uncounted:
        blocks.append(f"{diff.uncounted} topics more have figures that were not computed.\n")
    return "\n".join(blocks)


def _table(kind: str, action: str, changes: Sequence[Change]) -> str:
    if action == "changed":
        rows = [
            [c.name or c.subject, _titled(d), d.was.text if d.was else "", d.became.text if d.became else "", _at(d, c)]
            for c in changes
            for d in c.details
        ]
        return tabular.markdown([_noun(kind, 1), "what", "was", "became", "place"], rows)
    heads, facts = ["label"], [[c.label] for c in changes]
    if action == "renamed":
        heads, facts = ["was", *heads], [[_short(c.was), c.label] for c in changes]
    elif kind == "claim":
        heads, facts = [*heads, "more"], [[c.label, "; ".join(_facts(c))] for c in changes]
    rows = [[c.name or c.subject, *more, _place(c.where)] for c, more in zip(changes, facts, strict=True)]
    return tabular.markdown([_noun(kind, 1), *heads, "place"], rows)


def _at(detail: Detail, change: Change) -> str:
    return _place(detail.where or change.where)


# JSON


def _json(diff: Diff) -> str:
    import json

    body = {
        "$schema": SCHEMA,
        "old": {"name": diff.old.name, "commit": diff.old.commit, "files": diff.old.number},
        "new": {"name": diff.new.name, "commit": diff.new.commit, "files": diff.new.number},
        "changes": [_change_record(change) for change in diff.changes],
        "figures": [_figure_record(figure) for figure in diff.figures],
        "uncounted": diff.uncounted,
        "again": diff.again,
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _change_record(change: Change) -> dict[str, Any]:
    return {
        "action": done(change.kind, change.action),
        "kind": change.kind,
        "subject": change.subject,
        "name": change.name or None,
        "label": change.label or None,
        "was": change.was or None,
        "about": change.about or None,
        "place": _place_record(change.where, "old" if change.action == "removed" else "new"),
        "details": [
            {
                "field": d.field,
                "property": d.property,
                "was": d.was and d.was._asdict(),
                "became": d.became and d.became._asdict(),
                "place": _place_record(d.where, "old" if d.became is None else "new"),
            }
            for d in change.details
        ],
    }


def _place_record(where: Position | None, version: str) -> dict[str, Any] | None:
    if where is None:
        return None
    return {"version": version, "path": str(where.path), "line": where.line, "column": where.column}


def _figure_record(figure: Figure) -> dict[str, Any]:
    record = figure._asdict()
    for side in ("was", "became"):
        found: Range | None = record[side]
        record[side] = found and {**found._asdict(), "claims": list(found.claims)}
    return {**record, "because": list(figure.because), "moved": figure.moved}
