"""A comparison for machines: JSON with all of it, CSV with a row for each position."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from kobe_kg.reason.comparison import Comparison, Position, Topic
from kobe_kg.reason.notes import notes
from kobe_kg.reason.page import disagreement, span


def to_json(c: Comparison) -> str:
    """Write all of a comparison."""
    body: dict[str, object] = {
        "event": c.event,
        "label": c.label,
        "asOf": c.as_of,
        "topics": [_topic(t, c) for t in c.topics],
        "drift": [d._asdict() for d in c.drift],
        "replaced": [_camels(r) for r in c.replaced],
        "citedOnly": [_camels(r) for r in c.cited],
        "unreported": [_camels(s) for s in c.silences],
        "notes": [_camels(note) for note in notes(c)],
    }
    if c.whole:
        gone = [_topic(t, c.whole) for t in c.whole.topics if c.topic(t.name) is None]
        body |= {"leftOut": list(c.left_out), "moved": c.moved(), "goneTopics": gone}
    return json.dumps(body, ensure_ascii=False, default=str) + "\n"


def _topic(t: Topic, c: Comparison) -> dict[str, object]:
    found = {
        "name": t.name,
        "title": t.title,
        "kind": t.kind,
        "figures": t.stands,
        "speakers": t.speakers,
        "originals": t.originals,
        "positions": [_record(p) for p in t.positions],
        "disagreements": [disagreement(d) for d in c.disagreements if d.topic == t.name],
        "estimates": [e._asdict() for e in c.estimates.get(t.name, [])],
    }
    if c.whole:
        was = c.whole.topic(t.name)
        found["whole"] = {
            "figures": was.stands if was else 0,
            "speakers": was.speakers if was else 0,
            "originals": was.originals if was else 0,
            "leftOut": [q.claim for p in (was.positions if was else ()) for q in _left_out(p, c)],
            "estimates": [e._asdict() for e in c.whole.estimates.get(t.name, [])],
            "newDisagreements": [disagreement(d) for d in c.new() if d.topic == t.name],
            "goneDisagreements": [disagreement(d) for d in c.gone() if d.topic == t.name],
        }
    return found


def _left_out(p: Position, c: Comparison) -> list[Position]:
    return [q for q in (p, *p.relayed) if q.speaker in c.left_out]


def _camels(row: Any) -> dict[str, object]:
    return {_camel(name): value for name, value in row._asdict().items()}


def _record(p: Position) -> dict[str, object]:
    record = {_camel(name): value for name, value in zip(p._fields, p, strict=True)}
    return {
        **record,
        "reports": sorted(p.reports),
        "copies": p.copies,
        "relayed": [_record(q) for q in p.relayed],
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


def to_csv(c: Comparison) -> str:
    """Write a row for each position; what holds for its topic stands in each."""
    out = io.StringIO()
    rows = csv.writer(out)
    fields = [f for f in Position._fields if f not in ("relayed", "origins")]
    about = ["figures", "speakers", "originals", "estimates"]
    wholes = [f"whole{name.title()}" for name in about] if c.whole else []
    more = ["origins", "drift", "disagreements", *about, *(["change"] if c.whole else []), *wholes]
    against = _against(c)
    rows.writerow(["topic", *map(_camel, fields), "copies", "under", *more])
    for t, p, q in _flat(c):
        values = (_joined(getattr(q, f)) for f in fields)
        drift = _joined(sorted({d.field for d in c.drift if d.claim == q.claim}))
        told = [_joined(q.origins), drift, "; ".join(against.get(q.claim, ())), *_summed(t, c)]
        if c.whole:
            told += ["left out" if q.speaker in c.left_out else "", *_summed(t, c.whole)]
        rows.writerow([t.name, *values, q.copies, "" if q is p else p.claim, *told])
    return out.getvalue()


def _flat(c: Comparison) -> Iterator[tuple[Topic, Position, Position]]:
    """Give each position with its topic and what it stands under; then what is left out, as the whole has it."""
    for t in c.topics:
        yield from ((t, p, q) for p in t.positions for q in (p, *p.relayed))
    for t in c.whole.topics if c.whole else ():
        yield from ((t, p, q) for p in t.positions for q in _left_out(p, c))


def _joined(value: object) -> object:
    return "; ".join(sorted(value)) if isinstance(value, (tuple, list, frozenset)) else value


def _against(c: Comparison) -> dict[str, list[str]]:
    """Name what each claim disagrees with, and what of that is new or gone when sources are left out."""
    new = c.new()
    found: dict[str, list[str]] = {}
    for mark, some in ((" (gone)", c.gone()), ("", c.disagreements)):
        for d in some:
            said = mark or (" (new)" if d in new else "")
            for mine, other in ((d.one, d.other), (d.other, d.one)):
                found.setdefault(mine.claim, []).append(f"{d.kind} {other.claim}{said}")
    return found


def _summed(topic: Topic, c: Comparison) -> list[object]:
    """Give a topic's figures, speakers, first-hand speakers and estimates in one comparison; zero where it has none."""
    t = c.topic(topic.name)
    made = "; ".join(f"{e.policy} {span(e, 'en')}" for e in c.estimates.get(topic.name, []))
    return [t.stands, t.speakers, t.originals, made] if t else [0, 0, 0, ""]
