"""SPARQL as tokens: enough to read a query's variables, prefixes and form.

The lexer follows the terminals of SPARQL 1.1 (section 19.8). It knows strings, comments and IRIs, so a `$name` inside
one of them is never taken for a parameter. Grammar is left to the engines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kobe_kg.errors import Position, QueryError
from kobe_kg.namespaces import PREFIXES

# Name characters: every one beyond ASCII is taken for one. SPARQL leaves a few out (section 19.8), which an engine
# refuses. Each class says what it is not, as a class with ranges beyond ASCII takes long to compile.
_START = r"[^\x00-@\[-`{-\x7f]"
_CHAR = r"[^\x00-/:-@\[-^`{-\x7f]"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"{_START}[^\x00-,/:-@\[-^`{{-\x7f]*+(?<!\.)"
_BLANK = rf"_:{_CHAR}(?:[^\x00-,/:-@\[-^`{{-\x7f]*[^\x00-,./:-@\[-^`{{-\x7f])?"
_LOCAL = (
    rf"(?:[^\x00-/;-@\[-^`{{-\x7f]|{_ESCAPED})"
    rf"(?:(?:[^\x00-,/;-@\[-^`{{-\x7f]|{_ESCAPED})*(?:[^\x00-,./;-@\[-^`{{-\x7f]|{_ESCAPED}))?"
)

# Possessive quantifiers stand on single characters only: over groups they are wrong before Python 3.11.5 (gh-106052).
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>\"\"\"[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*\"\"\" | '''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*'''
                |"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*"(?!") | '[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*'(?!'))
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+(?:\\u[0-9A-Fa-f]{{4}}[^<>"{{}}|^`\\\x00-\x20]*|\\U[0-9A-Fa-f]{{8}}
                [^<>"{{}}|^`\\\x00-\x20]*)*>)
    | (?P<variable>[?$]{_CHAR}+)
    | (?P<blank>{_BLANK})
    | (?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<mark>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].;,*/|^+\-!=<>?])
    | (?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL,
)

#: The words of SPARQL 1.1 queries, upper case: clauses, built-in calls and literals.
KEYWORDS = frozenset(
    """
    ABS AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE
    DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI
    ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL
    ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384
    SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ
    UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
    """.split()
)


class Token(NamedTuple):
    """One terminal of a query: its kind (the group's name in the lexer), its text and where it starts."""

    kind: str
    text: str
    start: int


def lex(text: str) -> Iterator[Token]:
    """Split a query into tokens, spaces and comments included, so that joining their texts gives the query again.

    :raises QueryError: at the first character that starts no token, e.g. an unterminated string.

    >>> [t.text for t in lex("ASK { ?s kg:about $event }") if t.kind != "space"]
    ['ASK', '{', '?s', 'kg:about', '$event', '}']
    """
    return map(_token, _TOKEN.finditer(text))


def significant(text: str) -> list[Token]:
    """Split a query into the tokens an engine sees: no spaces, no comments.

    :raises QueryError: as :func:`lex` does.
    """
    return [_token(match) for match in _TOKEN.finditer(text) if match.lastgroup not in ("space", "comment")]


def _token(match: re.Match[str]) -> Token:
    kind, start = match.lastgroup, match.start()
    if kind is None or kind == "odd":
        raise _untold(match.string, start)
    return Token(kind, match[0], start)


def _untold(text: str, start: int) -> QueryError:
    quote = text[start] in "\"'"
    return QueryError(
        "this string is not closed" if quote else f"no SPARQL token starts with {text[start]!r}",
        where=position(text, start),
        hint='a line break or a quote inside a string is written \\n or \\"' if quote else None,
    )


def position(text: str, offset: int, path: Path | str | None = None) -> Position:
    """Turn an offset into a line and column, with the line's text."""
    line = text.count("\n", 0, offset) + 1
    start = text.rfind("\n", 0, offset) + 1
    stop = text.find("\n", start)
    excerpt = text[start : stop if stop >= 0 else len(text)].rstrip("\r")
    return Position(line, offset - start + 1, path=path, text=excerpt)


def form(tokens: Sequence[Token]) -> str:
    """Give the query form, upper case: SELECT, ASK, CONSTRUCT or DESCRIBE; empty for anything else.

    >>> form(significant("PREFIX select: <urn:x> ASK {}"))
    'ASK'
    """
    for token in tokens:
        if token.kind == "word" and token.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return token.text.upper()
        if token.kind == "mark" and token.text == "{":
            break
    return ""


def projection(tokens: Sequence[Token]) -> list[str] | None:
    """Give the column names of a SELECT query in order, or None for ``SELECT *`` and other forms.

    >>> projection(significant("SELECT DISTINCT ?a (COUNT(?x) AS ?n) WHERE {}"))
    ['a', 'n']
    """
    if form(tokens) != "SELECT":
        return None
    words = [t.text.upper() if t.kind == "word" else "" for t in tokens]
    columns: list[str] = []
    depth = 0
    for index in range(words.index("SELECT") + 1, len(tokens)):
        kind, text, _ = tokens[index]
        if kind == "mark" and text in "()":
            depth += 1 if text == "(" else -1
        elif depth == 0 and (text in ("{", "*") or words[index] in ("WHERE", "FROM")):
            return None if text == "*" else columns
        elif kind == "variable" and (depth == 0 or (depth == 1 and words[index - 1] == "AS")):
            columns.append(text[1:])
    return columns


def prefixes_used(tokens: Sequence[Token]) -> tuple[set[str], set[str]]:
    """Give the prefixes a query declares and those its names use.

    >>> declared, used = prefixes_used(significant("PREFIX kg: <urn:k#> ASK { ?s a kg:Claim, rdf:x }"))
    >>> sorted(declared), sorted(used)
    (['kg'], ['kg', 'rdf'])
    """
    declared: set[str] = set()
    used: set[str] = set()
    for index, token in enumerate(tokens):
        if token.kind == "name":
            prefix = token.text.split(":", 1)[0]
            previous = tokens[index - 1] if index else None
            is_declaration = previous and previous.kind == "word" and previous.text.upper() == "PREFIX"
            (declared if is_declaration else used).add(prefix)
    return declared, used


def declare(text: str, tokens: Sequence[Token] | None = None) -> str:
    """Declare the project's prefixes a query uses and does not declare, in front and on no line of their own.

    :param tokens: those of the text, if they are at hand.

    >>> declare("ASK { ?s a kg:Claim }")
    'PREFIX kg: <https://w3id.org/kobe-kg/ns#> ASK { ?s a kg:Claim }'
    """
    declared, used = prefixes_used(significant(text) if tokens is None else tokens)
    missing = sorted((used - declared) & PREFIXES.keys())
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + text
