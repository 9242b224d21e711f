"""A comparison as a page: for a terminal, Markdown, HTML, JSON or CSV, all saying the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kobe_kg import tabular
from kobe_kg.namespaces import compact
from kobe_kg.reason.compare import Comparison, Position, Topic
from kobe_kg.reason.words import day

#: The forms a comparison comes in.
FORMATS = ("table", "md", "html", "json", "csv")

_TEXT: dict[str, dict[str, Any]] = {
    "en": {
        "title": "{0}: who says what",
        "as_of": "as known on {0}",
        "counts": "{0} claims by {1} speakers on {2} topics",
        "contested": "{0} figures from {1} speakers",
        "relays": "relays {0}",
        "reports": "in {0} reports",
        "printed": "All as printed in: {0}",
        "heads": ("what", "who", "when", "how it is known", "report", "claim"),
        "none": "Nobody in the graph says anything about this.",
        "Original": "first-hand",
        "Relayed": "relayed",
        "Synthesis": "put together from others",
        "Undetermined": "origin not read",
    },
    "fr": {
        "title": "{0} : qui dit quoi",
        "as_of": "tel que connu le {0}",
        "counts": "{0} affirmations de {1} sources sur {2} sujets",
        "contested": "{0} chiffres de {1} sources",
        "relays": "relaie {0}",
        "reports": "dans {0} documents",
        "printed": "Tout est tel qu’imprimé dans : {0}",
        "heads": ("quoi", "qui", "quand", "comment on le sait", "document", "affirmation"),
        "none": "Personne dans le graphe n’en dit rien.",
        "Original": "de première main",
        "Relayed": "relayé",
        "Synthesis": "tiré d’autres sources",
        "Undetermined": "origine non lue",
    },
}


def render(comparison: Comparison, form: str, *, columns: int = 0, bold: bool = False) -> str:
    """Write a comparison out.

    :param form: one of :data:`FORMATS`.
    :param columns: the terminal's width; 0 is as wide as it takes.
    :param bold: whether headings stand out by ANSI codes.
    """
    if form == "table":
        return _terminal(comparison, columns, bold)
    return {"md": _markdown, "html": _html, "json": _json, "csv": _csv}[form](comparison)


def _heading(c: Comparison) -> tuple[str, str]:
    text = _TEXT[c.lang]
    positions = [p for t in c.topics for p in t.positions]
    counts = text["counts"].format(
        len({p.claim for p in positions}), len({p.speaker for p in positions}), len(c.topics)
    )
    seen = f"{text['as_of'].format(day(c.as_of, c.lang))}; " if c.as_of else ""
    return text["title"].format(c.label), (seen + counts if positions else text["none"])


def _contest(topic: Topic, lang: str) -> str:
    if not topic.contested:
        return ""
    return str(_TEXT[lang]["contested"].format(topic.stands, topic.speakers))


def _known(p: Position, lang: str) -> str:
    text = _TEXT[lang]
    remarks = [] if p.hedge == "Stated" else [p.hedge_label.lower()]
    remarks.append(text["relays"].format(", ".join(p.relays)) if p.relays else text[p.originality])
    if p.reports > 1:
        remarks.append(text["reports"].format(p.reports))
    return ", ".join(remarks)


def _one_report(c: Comparison) -> str | None:
    labels = {p.report_label for t in c.topics for p in t.positions}
    return labels.pop() if len(labels) == 1 else None


def _terminal(c: Comparison, columns: int, bold: bool) -> str:
    def strong(text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if bold else text

    title, counts = _heading(c)
    shared = _one_report(c)
    lines = [strong(tabular.clean(title)), counts]
    if shared:
        lines += tabular.wrap(tabular.clean(_TEXT[c.lang]["printed"].format(shared)), columns or 1000)
    rows = {t.name: [_cells(p, c.lang, with_report=shared is None) for p in t.positions] for t in c.topics}
    widths = _widths([row for found in rows.values() for row in found], columns)
    for topic in c.topics:
        contest = _contest(topic, c.lang)
        lines += ["", strong(tabular.clean(topic.title)) + (f"  ({contest})" if contest else "")]
        for row in rows[topic.name]:
            lines += _wrapped(row, widths)
    return "\n".join(lines) + "\n"


def _cells(p: Position, lang: str, *, with_report: bool) -> list[str]:
    cells = [p.words, p.speaker_label, day(p.stated_on, lang), _known(p, lang)]
    return [tabular.clean(cell) for cell in (*cells, *([p.report_label] if with_report else []))]


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """Share a terminal's width among the columns: the widest give way first."""
    if not rows:
        return []
    natural = [max(tabular.width(row[i]) for row in rows) for i in range(len(rows[0]))]
    cap = max(natural)
    room = (columns or 120) - 2 * len(natural)
    while sum(min(w, cap) for w in natural) > room and cap > 12:
        cap -= 1
    return [min(w, cap) for w in natural]


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [tabular.wrap(cell, w) for cell, w in zip(row, widths, strict=True)]
    return [
        "".join(
            "  " + tabular.pad(cell[n] if n < len(cell) else "", w) for cell, w in zip(cells, widths, strict=True)
        ).rstrip()
        for n in range(max(map(len, cells)))
    ]


def _full(p: Position, lang: str) -> list[str]:
    name = compact(p.claim) or p.claim
    return [p.words, p.speaker_label, day(p.stated_on, lang), _known(p, lang), p.report_label, name]


def _markdown(c: Comparison) -> str:
    title, counts = _heading(c)
    blocks = [f"# {tabular.escape_markdown(title)}\n\n{counts}\n"]
    for topic in c.topics:
        contest = _contest(topic, c.lang)
        body = tabular.markdown(_TEXT[c.lang]["heads"], [_full(p, c.lang) for p in topic.positions])
        blocks.append(f"## {tabular.escape_markdown(topic.title)}\n\n{contest + chr(10) * 2 if contest else ''}{body}")
    return "\n".join(blocks)


def _html(c: Comparison) -> str:
    import html

    title, counts = _heading(c)
    parts = [_HEAD.format(lang=c.lang, title=html.escape(title), counts=html.escape(counts), style=_STYLE)]
    for topic in c.topics:
        contest = _contest(topic, c.lang)
        note = f"<p>{html.escape(contest)}</p>\n" if contest else ""
        body = tabular.html_table(_TEXT[c.lang]["heads"], [_full(p, c.lang) for p in topic.positions])
        heading = f"<h2>{html.escape(topic.title)}</h2>"
        parts.append(f'<section id="{html.escape(topic.name)}">\n{heading}\n{note}{body}</section>\n')
    return "".join(parts) + "</main>\n</body>\n</html>\n"


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
"""
_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.45 Georgia, "Times New Roman", serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin-bottom: 0.2rem; }
h2 { border-top: 1px solid; font-size: 1.15rem; margin: 2rem 0 0.3rem; padding-top: 0.5rem; }
p { margin: 0 0 0.5rem; }
table { border-collapse: collapse; font: 0.9rem/1.4 system-ui, sans-serif; width: 100%;
    font-variant-numeric: tabular-nums; }
th { font-weight: 600; text-align: left; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 22%, transparent); padding: 0.25rem 0.9rem 0.25rem 0;
    vertical-align: top; }
td:first-child { font-weight: 600; width: 26%; }
td:last-child { font-size: 0.8rem; overflow-wrap: anywhere; }
@media (max-width: 44rem) { thead { position: absolute; clip-path: inset(50%); } tr, td { display: block; }
    tr { border-bottom: 1px solid; padding: 0.4rem 0; } td, td:first-child { border: 0; padding: 0; width: auto; } }
@media print { body { margin: 0; max-width: none; } section { break-inside: avoid; } }
"""


def _json(c: Comparison) -> str:
    import json

    body = {
        "event": c.event,
        "label": c.label,
        "asOf": c.as_of,
        "topics": [
            {
                "name": t.name,
                "title": t.title,
                "kind": t.kind,
                "stands": t.stands,
                "speakers": t.speakers,
                "positions": [_record(p) for p in t.positions],
            }
            for t in c.topics
        ],
    }
    return json.dumps(body, ensure_ascii=False, default=str) + "\n"


def _record(p: Position) -> dict[str, object]:
    def camel(name: str) -> str:
        first, *rest = name.split("_")
        return first + "".join(map(str.title, rest))

    return {camel(name): value for name, value in zip(p._fields, p, strict=True)}


def _csv(c: Comparison) -> str:
    import csv
    import io

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["topic", *_record(c.topics[0].positions[0])] if c.topics else ["topic"])
    for topic in c.topics:
        for p in topic.positions:
            found = _record(p).values()
            rows.writerow([topic.name, *("; ".join(v) if isinstance(v, tuple) else v for v in found)])
    return out.getvalue()
