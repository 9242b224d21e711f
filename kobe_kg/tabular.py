"""Rows of text as a table: for a terminal, Markdown or HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_BREAK = re.compile(r"[^\s/-]*[/-]+|[^\s/-]+\s*|\s+")
# What a spreadsheet takes for the beginning of a formula, the wide signs of East Asian input included.
_FORMULA = re.compile("'*\\s*[=+\\-@\\t\\r＝＋－＠]")
# A narrower column than this reads as noise; then one record a block is better.
_NARROWEST = 7


def width(text: str) -> int:
    """Give the columns a text takes on a terminal.

    >>> width("Kobé"), width("日本"), width("e\u0301")
    (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text with spaces to a number of terminal columns."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def clean(text: str) -> str:
    """Keep a text to one line, and control characters away from the terminal.

    >>> clean("a\\x1b[31m\\nb")
    'a\ufffd[31m b'
    """
    if text.isprintable():
        return text
    text = re.sub(r"[\t\r\n\u2028\u2029]+", " ", text)
    # A no-break space is no control character, though Python does not call it printable.
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns, after spaces, hyphens and slashes where it can.

    >>> wrap("claim:hrw-civilians-killed", 12)
    ['claim:hrw-', 'civilians-', 'killed']
    """
    lines = [""]
    for piece in _BREAK.findall(text):
        while piece:
            if width(lines[-1]) + width(piece.rstrip()) <= columns:
                lines[-1] += piece
                break
            if lines[-1]:
                lines.append("")
            elif width(piece) > columns:
                cut = max(1, columns)
                while width(piece[:cut]) > columns and cut > 1:
                    cut -= 1
                lines[-1], piece = piece[:cut], piece[cut:]
                if piece:
                    lines.append("")
    return [line.rstrip() for line in lines]


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numeric: Sequence[bool] = (),
    columns: int = 0,
    bold: bool = False,
) -> str:
    """Lay rows out under their headers, or one record a block where the terminal is too narrow for that.

    :param numeric: which columns align to the right.
    :param columns: the terminal's width; 0 is as wide as it takes.
    :param bold: whether headers stand out by ANSI codes.
    :returns: lines with a final line break; empty for no headers.
    """
    if not headers:
        return ""
    cells = [[clean(cell) for cell in row] for row in rows]
    names = [clean(name) for name in headers]
    natural = [max([width(name), *(width(row[i]) for row in cells)]) for i, name in enumerate(names)]
    widths = _fit(natural, columns)
    if widths is None:
        return _records(names, cells, columns, bold)
    right = [i < len(numeric) and numeric[i] for i in range(len(names))]
    lines = _lines(names, widths, right)
    if bold:
        lines = [f"\x1b[1m{line}\x1b[0m" for line in lines]
    lines.append("  ".join("─" * w for w in widths))
    for row in cells:
        lines += _lines(row, widths, right)
    return "\n".join(lines) + "\n"


def _fit(natural: list[int], columns: int) -> list[int] | None:
    """Shrink the widest columns until all fit, or give up."""
    room = columns - 2 * (len(natural) - 1)
    if not columns or sum(natural) <= room:
        return natural
    cap = max(natural)
    while sum(min(w, cap) for w in natural) > room:
        cap -= 1
        if cap < _NARROWEST:
            return None
    return [min(w, cap) for w in natural]


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    wrapped = [wrap(cell, w) for cell, w in zip(row, widths, strict=True)]
    return [
        "  ".join(
            pad(cell[n] if n < len(cell) else "", w, right=r) for cell, w, r in zip(wrapped, widths, right, strict=True)
        ).rstrip()
        for n in range(max(map(len, wrapped)))
    ]


def _records(names: list[str], rows: list[list[str]], columns: int, bold: bool) -> str:
    label = max(map(width, names))
    blocks = []
    for row in rows:
        lines = []
        for name, cell in zip(names, row, strict=True):
            head, *rest = wrap(cell, max(_NARROWEST, columns - label - 2))
            shown = f"\x1b[1m{pad(name, label)}\x1b[0m" if bold else pad(name, label)
            lines += [f"{shown}  {head}".rstrip(), *(" " * (label + 2) + line for line in rest)]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks) if rows else "  ".join(names) + "\n"


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: Sequence[bool] = ()) -> str:
    """Write a table of GitHub-flavoured Markdown; pipes and markup in cells are escaped."""
    rule = ["---:" if i < len(numeric) and numeric[i] else "---" for i in range(len(headers))]
    lines = [[escape_markdown(h) for h in headers], rule, *([escape_markdown(c) for c in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def escape_markdown(text: str) -> str:
    """Make a text stand in Markdown as itself, on one line and without control characters.

    >>> print(escape_markdown("a|b *c*"))
    a\\|b \\*c\\*
    """
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", clean(re.sub(r"\s*[\r\n]+\s*", " ", text)))


def html_table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: Sequence[bool] = ()) -> str:
    """Write an HTML table; IRIs of the web become links."""
    from html import escape

    align = [' style="text-align: right"' if i < len(numeric) and numeric[i] else "" for i in range(len(headers))]
    head = "".join(f'<th scope="col"{a}>{escape(h)}</th>' for h, a in zip(headers, align, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{a}>{_linked(c)}</td>" for c, a in zip(row, align, strict=True)) + "</tr>\n"
        for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def listed(
    headers: Sequence[str], rows: Sequence[Sequence[str]], form: str, *, columns: int = 0, bold: bool = False
) -> str:
    """Write rows of text as a list is printed: ``table``, ``md``, ``html`` or ``csv``."""
    if form == "csv":
        import csv
        import io

        lines = io.StringIO()
        csv.writer(lines).writerows([headers, *rows])
        return lines.getvalue()
    if form == "table":
        return table(headers, rows, columns=columns, bold=bold)
    return (markdown if form == "md" else html_table)(headers, rows)


def _linked(text: str) -> str:
    from html import escape

    shown = escape(text)
    return f'<a href="{shown}">{shown}</a>' if re.fullmatch(r"https?://\S+", text) else shown


def pairs(rows: Sequence[tuple[str, str]], *, columns: int = 0) -> str:
    """Lay out names and what stands beside them, indented, long texts wrapped under themselves.

    >>> print(pairs([("a", "one"), ("long", "two")]), end="")
      a     one
      long  two
    """
    cells = [(clean(name), clean(text)) for name, text in rows]
    label = min(max((width(name) for name, _ in cells), default=0), 44)
    lines = []
    for name, text in cells:
        room = max(20, columns - label - 4) if columns else max(width(text), 1)
        first, *rest = wrap(text, room)
        lines.append(f"  {pad(name, label)}  {first}".rstrip())
        lines += [" " * (label + 4) + line for line in rest]
    return "".join(line + "\n" for line in lines)


def guard(text: str) -> str:
    """Keep a spreadsheet from running a text: put an apostrophe before what begins like a formula.

    >>> guard("=1+1"), guard("'=1+1"), guard("34 killed"), guard("'tis")
    ("'=1+1", "''=1+1", '34 killed', "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """Give the text of a cell as it was before :func:`guard`.

    >>> [unguard(guard(text)) for text in ("=1+1", "'=1+1", "34", "'tis", "")]
    ['=1+1', "'=1+1", '34', "'tis", '']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
