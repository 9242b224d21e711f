"""A comparison as one HTML page that needs nothing beside itself and prints well."""

from __future__ import annotations

from html import escape

from kobe_kg.reason.comparison import Position
from kobe_kg.reason.page import Page, Row, Section
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import number

_WIDTH, _HEIGHT = 160, 14
# With more topics than this, the page begins with a list of them.
_LISTED = 8


def html_page(p: Page) -> str:
    """Write the page."""
    moved = f'<p class="note">{escape(p.moved)}</p>\n' if p.moved else ""
    parts = [_HEAD.format(lang=p.lang, title=escape(p.title), counts=escape(p.counts), moved=moved, style=_STYLE)]
    if len(p.sections) > _LISTED:
        links = " · ".join(f'<a href="#{escape(s.name)}">{escape(s.heading)}</a>' for s in p.sections)
        parts.append(f"<nav>{links}</nav>\n")
    parts += [_section(s, p) for s in p.sections]
    if p.notes:
        notes = "".join(f"<li>{escape(told)}{_code(command)}</li>\n" for told, command in p.notes)
        parts.append(f"<section>\n<h2>{escape(PHRASES[p.lang]['notes'])}</h2>\n<ul>\n{notes}</ul>\n</section>\n")
    return "".join(parts) + "</main>\n</body>\n</html>\n"


def _code(command: str) -> str:
    return f" <code>{escape(command)}</code>" if command else ""


def _section(s: Section, p: Page) -> str:
    text = PHRASES[p.lang]
    names = [
        "what",
        *(["range"] if s.drawn else []),
        "who",
        "when",
        "known",
        "report" if p.reports else "claim",
    ]
    top = number(s.top, p.lang)
    head = "".join(f'<th scope="col" class="{n}">{escape(text[n].format(top))}</th>' for n in names)
    rows = "".join(_row(row, s, with_report=p.reports) for row in s.rows)
    note = f'<p class="note">{escape(s.note)}</p>\n' if s.note else ""
    remarks = "".join(f"<li>{escape(remark)}</li>\n" for remark in s.remarks)
    below = f"<ul>\n{remarks}</ul>\n" if remarks else ""
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n" if rows else ""
    return f'<section id="{escape(s.name)}">\n<h2>{escape(s.heading)}</h2>\n{note}{table}{below}</section>\n'


def _row(row: Row, s: Section, *, with_report: bool) -> str:
    drawn = f'<td class="range">{_svg(row.position, s.top)}</td>' if s.drawn else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (row.who, row.when, row.known))
    report = f"{escape(row.report)}<br>" if with_report else ""
    kind = ' class="relay"' if row.level else ""
    mark = "↳ " if row.level else ""
    first = f'<th scope="row">{mark}{escape(row.words)}</th>'
    return f"<tr{kind}>{first}{drawn}{cells}<td>{report}<small>{escape(row.claim)}</small></td></tr>\n"


def _svg(p: Position, top: int) -> str:
    """Draw a figure on an axis from zero: a dot, a range, an arrow for an open end, a ring for a rough one."""

    def at(number: int) -> float:
        return 6 + (_WIDTH - 12) * number / (top or 1)

    middle = _HEIGHT / 2
    axis = f'<line class="axis" x1="6" x2="{_WIDTH - 6}" y1="{middle}" y2="{middle}"/>'
    if p.min is None and p.max is None:
        shape = "" if p.value is None else f'<circle class="rough" cx="{at(p.value):.1f}" cy="{middle}" r="3.6"/>'
    elif p.min == p.max and p.min is not None:
        shape = f'<circle cx="{at(p.min):.1f}" cy="{middle}" r="4"/>'
    else:
        start, end = at(p.min or 0), (_WIDTH - 8 if p.max is None else at(p.max))
        shape = f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{middle}" y2="{middle}"/>'
        shape += f'<line x1="{start:.1f}" x2="{start:.1f}" y1="3" y2="{_HEIGHT - 3}"/>'
        if p.max is None:
            shape += f'<path d="M{_WIDTH - 10} 3 L{_WIDTH - 3} {middle} L{_WIDTH - 10} {_HEIGHT - 3} Z"/>'
        else:
            shape += f'<line x1="{end:.1f}" x2="{end:.1f}" y1="3" y2="{_HEIGHT - 3}"/>'
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return f'<svg role="img" aria-label="{escape(p.words)}" {size}>{axis}{shape}</svg>'


_HEAD = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{counts}</p>
{moved}"""
_STYLE = """\
:root { color-scheme: light dark; --ink: #1d3f66; }
@media (prefers-color-scheme: dark) { :root { --ink: #9cc4f0; } }
body { font: 1rem/1.45 Georgia, "Times New Roman", serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 0.2rem; }
h2 { border-top: 1px solid; font-size: 1.15rem; margin: 2rem 0 0.2rem; padding-top: 0.5rem; }
p { margin: 0 0 0.4rem; }
nav { font: 0.85rem/1.6 system-ui, sans-serif; margin-top: 0.8rem; }
a { color: var(--ink); }
.note { font-style: italic; }
ul { margin: 0.5rem 0; padding-left: 1.2rem; }
table { border-collapse: collapse; font: 0.88rem/1.4 system-ui, sans-serif; table-layout: fixed; width: 100%;
    font-variant-numeric: tabular-nums; }
th { font-weight: 600; text-align: left; }
thead th { font-size: 0.78rem; font-weight: 400; opacity: 0.75; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: 0.25rem 0.8rem 0.25rem 0;
    vertical-align: top; overflow-wrap: break-word; }
tbody th { font-size: 0.95rem; }
.relay th, .relay td { font-weight: 400; opacity: 0.85; }
.relay th { padding-left: 0.8rem; }
small { font-size: 0.76rem; opacity: 0.75; }
code { font-size: 0.85em; overflow-wrap: anywhere; }
th.what { width: 18%; } th.range { width: 172px; } th.when { width: 5.5rem; } th.report, th.claim { width: 24%; }
svg { display: block; max-width: 100%; }
svg line { stroke: var(--ink); stroke-width: 2; }
svg .axis { stroke: currentColor; stroke-width: 1; opacity: 0.2; }
svg circle, svg path { fill: var(--ink); }
svg .rough { fill: none; stroke: var(--ink); stroke-width: 2; }
@media (max-width: 46rem) {
    thead { position: absolute; clip-path: inset(50%); }
    table, tbody, tr, td, tbody th { display: block; }
    tr { border-bottom: 1px solid; padding: 0.4rem 0; }
    td, tbody th { border: 0; padding: 0; }
}
@media print {
    body { font-size: 9.5pt; margin: 0; max-width: none; }
    nav { display: none; }
    h2 { break-after: avoid-page; }
    tr, li { break-inside: avoid; }
}
"""
