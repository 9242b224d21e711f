"""The forms a comparison is written in; each says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kobe_kg import tabular
from kobe_kg.reason.comparison import Comparison
from kobe_kg.reason.page import Page, Row, Section, page
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.plot import bar
from kobe_kg.reason.words import number

#: The forms there are.
FORMATS = ("table", "md", "html", "json", "csv")
# Columns of a range drawn on a terminal, the narrowest terminal that has room for it, and for columns at all.
_BAR, _ROOMY, _COLUMNS = 21, 100, 60


def render(comparison: Comparison, form: str, *, columns: int = 0, bold: bool = False) -> str:
    """Write a comparison out.

    :param form: one of :data:`FORMATS`.
    :param columns: the terminal's width; 0 is 120.
    :param bold: whether headings stand out by ANSI codes.
    """
    if form == "json":
        from kobe_kg.reason.records import to_json

        return to_json(comparison)
    if form == "csv":
        from kobe_kg.reason.records import to_csv

        return to_csv(comparison)
    if form == "html":
        from kobe_kg.reason.web import html_page

        return html_page(page(comparison))
    return _markdown(page(comparison)) if form == "md" else _terminal(page(comparison), columns or 120, bold)


def _terminal(p: Page, columns: int, bold: bool) -> str:
    def strong(text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if bold else text

    roomy = columns >= _ROOMY
    lines = [*map(strong, tabular.wrap(tabular.clean(p.title), columns)), *tabular.wrap(p.counts, columns)]
    if p.moved:
        lines += tabular.wrap(tabular.clean(p.moved), columns)
    rows = {s.name: [_cells(row) for row in s.rows] for s in p.sections}
    widths = {
        drawn: _widths(
            [row for s in p.sections if (roomy and s.drawn) is drawn for row in rows[s.name]],
            columns - (_BAR + 2 if drawn else 0),
        )
        for drawn in (True, False)
    }
    for section in p.sections:
        note = f"({section.note})" if section.note else ""
        lines += ["", *_headed(tabular.clean(section.heading), note, columns, strong)]
        drawn = roomy and section.drawn
        if drawn:
            lines.append(" " * (widths[drawn][0] + 4) + _axis(section, p.lang))
        for row, cells in zip(section.rows, rows[section.name], strict=True):
            if columns < _COLUMNS:
                lines += _stacked(cells, columns)
            else:
                lines += _wrapped(cells, widths[drawn], bar(row.position, section.top, _BAR) if drawn else None)
        for remark in section.remarks:
            lines += ["    " + line for line in tabular.wrap(tabular.clean(remark), columns - 4)]
    if p.notes:
        lines += ["", strong(PHRASES[p.lang]["notes"])]
        for told, command in p.notes:
            lines += ["  " + line for line in tabular.wrap(tabular.clean(told), columns - 2)]
            lines += ["    " + line for line in tabular.wrap(command, columns - 4) if line]
    return "\n".join(lines) + "\n"


def _headed(heading: str, note: str, columns: int, strong: object) -> list[str]:
    assert callable(strong)
    if note and tabular.width(heading + note) + 2 <= columns:
        return [f"{strong(heading)}  {note}"]
    below = ["  " + line for line in tabular.wrap(note, columns - 2) if line]
    return [*map(strong, tabular.wrap(heading, columns)), *below]


def _cells(row: Row) -> list[str]:
    words = ("↳ " if row.level else "") + row.words
    return [tabular.clean(cell) for cell in (words, row.who, row.when, row.known)]


def _axis(section: Section, lang: str) -> str:
    top = number(section.top, lang)
    return "0" + top.rjust(_BAR - 1)


def _stacked(cells: Sequence[str], columns: int) -> Iterator[str]:
    """Give a row lines of its own where there is no room for columns."""
    words, who, when, known = cells
    first, *rest = tabular.wrap(f"{words} – {who}, {when}", columns - 2)
    yield "  " + first
    for line in (*rest, *tabular.wrap(known, columns - 6)):
        yield "      " + line


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
    if p.moved:
        blocks.append(f"{tabular.escape_markdown(p.moved)}\n")
    for s in p.sections:
        rows = [[("↳ " if r.level else "") + r.words, r.who, r.when, r.known, r.report, r.claim] for r in s.rows]
        note = f"{tabular.escape_markdown(s.note)}\n\n" if s.note else ""
        remarks = "".join(f"- {tabular.escape_markdown(remark)}\n" for remark in s.remarks)
        table = tabular.markdown(heads, rows) if rows else ""
        blocks.append(f"## {tabular.escape_markdown(s.heading)}\n\n{note}{table}" + (f"\n{remarks}" if remarks else ""))
    if p.notes:
        notes = "".join(f"- {tabular.escape_markdown(told)}{_code(command)}\n" for told, command in p.notes)
        blocks.append(f"## {text['notes']}\n\n{notes}")
    return "\n".join(blocks)


def _code(command: str) -> str:
    return f" `{command}`" if command else ""
