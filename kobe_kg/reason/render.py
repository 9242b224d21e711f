"""The forms a comparison is written in; each says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kobe_kg import tabular
from kobe_kg.reason.compare import Comparison, Position
from kobe_kg.reason.page import Page, Row, Section, disagreement, page
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.plot import bar

#: The forms there are.
FORMATS = ("table", "md", "html", "json", "csv")
# Columns of a range drawn on a terminal, and the narrowest terminal that has room for it.
_BAR, _ROOMY = 21, 100


def render(comparison: Comparison, form: str, *, columns: int = 0, bold: bool = False) -> str:
    """Write a comparison out.

    :param form: one of :data:`FORMATS`.
    :param columns: the terminal's width; 0 is 120.
    :param bold: whether headings stand out by ANSI codes.
    """
    if form == "json":
        return _json(comparison)
    if form == "csv":
        return _csv(comparison)
    if form == "html":
        from kobe_kg.reason.web import html_page

        return html_page(page(comparison))
    return _markdown(page(comparison)) if form == "md" else _terminal(page(comparison), columns or 120, bold)


def _terminal(p: Page, columns: int, bold: bool) -> str:
    def strong(text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if bold else text

    roomy = columns >= _ROOMY
    lines = [*map(strong, tabular.wrap(tabular.clean(p.title), columns)), *tabular.wrap(p.counts, columns)]
    rows = {s.name: [_cells(row) for row in s.rows] for s in p.sections}
    widths = _widths([row for some in rows.values() for row in some], columns - (_BAR + 2 if roomy else 0))
    for section in p.sections:
        note = f"  ({section.note})" if section.note else ""
        lines += ["", *_headed(tabular.clean(section.heading), note, columns, strong)]
        for row, cells in zip(section.rows, rows[section.name], strict=True):
            lines += _wrapped(cells, widths, _bar(row, section) if roomy else None)
        for remark in section.remarks:
            lines += ["    " + line for line in tabular.wrap(tabular.clean(remark), columns - 4)]
    if p.notes:
        lines += ["", strong(PHRASES[p.lang]["notes"])]
        lines += ["  " + line for note in p.notes for line in tabular.wrap(tabular.clean(note), columns - 2)]
    return "\n".join(lines) + "\n"


def _headed(heading: str, note: str, columns: int, strong: object) -> list[str]:
    assert callable(strong)
    if tabular.width(heading + note) <= columns:
        return [strong(heading) + note]
    return [*map(strong, tabular.wrap(heading, columns)), *tabular.wrap(note, columns)]


def _cells(row: Row) -> list[str]:
    words = ("↳ " if row.level else "") + row.words
    return [tabular.clean(cell) for cell in (words, row.who, row.when, row.known)]


def _bar(row: Row, section: Section) -> str:
    return bar(row.position, section.top, _BAR) if section.drawn else " " * _BAR


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """Share a terminal's width among the columns: the widest give way first."""
    if not rows:
        return []
    natural = [max(tabular.width(row[i]) for row in rows) for i in range(len(rows[0]))]
    cap = max(natural)
    while sum(min(w, cap) for w in natural) > columns - 2 * len(natural) and cap > 12:
        cap -= 1
    return [min(w, cap) for w in natural]


def _wrapped(cells: Sequence[str], widths: Sequence[int], drawn: str | None) -> Iterator[str]:
    wrapped = [tabular.wrap(cell, w) for cell, w in zip(cells, widths, strict=True)]
    for n in range(max(map(len, wrapped))):
        row = [tabular.pad(cell[n] if n < len(cell) else "", w) for cell, w in zip(wrapped, widths, strict=True)]
        if drawn is not None:
            row.insert(1, drawn if n == 0 else " " * _BAR)
        yield ("  " + "  ".join(row)).rstrip()


def _markdown(p: Page) -> str:
    text = PHRASES[p.lang]
    heads = [text[name] for name in ("what", "who", "when", "known", "report", "claim")]
    blocks = [f"# {tabular.escape_markdown(p.title)}\n\n{tabular.escape_markdown(p.counts)}\n"]
    for s in p.sections:
        rows = [[("↳ " if r.level else "") + r.words, r.who, r.when, r.known, r.report, r.claim] for r in s.rows]
        note = f"{tabular.escape_markdown(s.note)}\n\n" if s.note else ""
        remarks = "".join(f"- {tabular.escape_markdown(remark)}\n" for remark in s.remarks)
        table = tabular.markdown(heads, rows)
        blocks.append(f"## {tabular.escape_markdown(s.heading)}\n\n{note}{table}" + (f"\n{remarks}" if remarks else ""))
    if p.notes:
        notes = "".join(f"- {tabular.escape_markdown(note)}\n" for note in p.notes)
        blocks.append(f"## {text['notes']}\n\n{notes}")
    return "\n".join(blocks)


def _json(c: Comparison) -> str:
    import json

    topics = [
        {
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
        for t in c.topics
    ]
    drift = [d._asdict() for d in c.drift]
    body = {"event": c.event, "label": c.label, "asOf": c.as_of, "topics": topics, "drift": drift}
    return json.dumps(body, ensure_ascii=False, default=str) + "\n"


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


def _csv(c: Comparison) -> str:
    import csv
    import io

    out = io.StringIO()
    rows = csv.writer(out)
    fields = [f for f in Position._fields if f != "relayed"]
    rows.writerow(["topic", *map(_camel, fields), "copies", "under"])
    for t in c.topics:
        for p in t.positions:
            for q in (p, *p.relayed):
                values = (getattr(q, f) for f in fields)
                flat = ("; ".join(sorted(v)) if isinstance(v, (tuple, frozenset)) else v for v in values)
                rows.writerow([t.name, *flat, q.copies, "" if q is p else p.claim])
    return out.getvalue()
