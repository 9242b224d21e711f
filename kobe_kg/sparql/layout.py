"""The canonical layout of a query: prefixes sorted, keywords upper case, indented by its brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kobe_kg.errors import QueryError
from kobe_kg.sparql.lexer import KEYWORDS, Token, lex

_OPEN, _CLOSE = "([{", ")]}"


def layout(text: str, *, path: Path | str | None = None) -> str:
    """Lay a query out: the author's lines stay lines, what stands in them is put in order.

    Prefixes are sorted and those not used go; keywords are upper case, ``a``, ``true`` and ``false`` lower case; runs
    of spaces become one; each open bracket indents by four spaces, and so does the rest of a statement that goes on.
    Header and comments stay. Nothing else changes: the tokens are the same.

    :param text: the query, with or without a ``#+`` header.
    :param path: the file it comes from.
    :raises QueryError: when the text has no tokens of SPARQL.

    >>> print(layout("prefix kg: <urn:k#>\\nselect ?s where {\\n?s a kg:Claim ;\\nkg:min ?n\\n}"), end="")
    PREFIX kg: <urn:k#>
    SELECT ?s WHERE {
        ?s a kg:Claim ;
            kg:min ?n
    }
    """
    try:
        lines = _lines(text)
    except QueryError as error:
        if error.where is not None:
            error.where.path = path
        raise
    header = [line for line in lines if line and line[0].kind == "comment" and line[0].text.startswith("#+")]
    body = [line for line in lines if line not in header]
    prefixes, body = _prefixes(body)
    rows = [*(line[0].text.rstrip() for line in header), *prefixes, *_indented(body)]
    while rows and not rows[-1]:
        rows.pop()
    return "\n".join(rows) + "\n"


def _lines(text: str) -> list[list[Token]]:
    """Split a query into lines of tokens; a string over several lines belongs to the line it starts on."""
    lines: list[list[Token]] = [[]]
    for token in lex(text):
        if token.kind == "space":
            lines += [[] for _ in range(token.text.count("\n"))]
        else:
            lines[-1].append(token._replace(text=_cased(token)))
    return lines


def _cased(token: Token) -> str:
    if token.kind != "word" or token.text == "a" or token.text.upper() not in KEYWORDS:
        return token.text
    word = token.text.upper()
    return word.lower() if word in ("TRUE", "FALSE") else word


def _prefixes(lines: list[list[Token]]) -> tuple[list[str], list[list[Token]]]:
    """Take the prefix declarations out of the lines: sorted, without those not used.

    Where there is a BASE they stay: what an IRI after it means depends on their order.
    """
    if any(t.kind == "word" and t.text == "BASE" for line in lines for t in line):
        return [], lines
    declared: dict[str, str] = {}
    rest: list[list[Token]] = []
    for line in lines:
        kept: list[Token] = []
        index = 0
        while index < len(line):
            if line[index].text == "PREFIX" and [t.kind for t in line[index : index + 3]] == ["word", "name", "iri"]:
                declared[line[index + 1].text] = line[index + 2].text
                index += 3
            else:
                kept.append(line[index])
                index += 1
        if kept or not line:
            rest.append(kept)
    used = {t.text.split(":", 1)[0] + ":" for line in rest for t in line if t.kind == "name"}
    while rest and not rest[0]:
        rest.pop(0)
    return [f"PREFIX {name} {declared[name]}" for name in sorted(declared) if name in used], rest


def _indented(lines: Sequence[Sequence[Token]]) -> Iterator[str]:
    # Of the brackets a line leaves open the last one indents: `BIND(NOT EXISTS {` indents once, `} AS ?x)` ends it.
    opened: list[int] = []
    going_on = blank = False
    for line in lines:
        if not line:
            blank = True
            continue
        if blank:
            yield ""
        blank = False
        leading = next((i for i, t in enumerate(line) if not _is(t, _CLOSE)), len(line))
        level = sum(opened[: len(opened) - leading])
        first = line[0]
        started = not opened and (first.kind == "variable" or _is(first, "("))
        yield " " * 4 * (level + (going_on or started)) + _joined(line)
        fresh: list[int] = []
        for token in line:
            if _is(token, _OPEN):
                fresh.append(len(opened))
                opened.append(0)
            elif _is(token, _CLOSE) and opened:
                opened.pop()
                fresh = [i for i in fresh if i < len(opened)]
        if fresh:
            opened[fresh[-1]] = 1
        last = next((t for t in reversed(line) if t.kind != "comment"), None)
        going_on = last is not None and not fresh and _is(last, ";,")


def _joined(line: Sequence[Token]) -> str:
    """Put a line's tokens together as they were spaced, runs of spaces made one."""
    out = ""
    end = line[0].start
    for token in line:
        out += (" " if token.start > end else "") + token.text
        end = token.start + len(token.text)
    return out.rstrip()


def _is(token: Token, marks: str) -> bool:
    return token.kind == "mark" and token.text in marks
