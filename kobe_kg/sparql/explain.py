"""Say in plain words, and at the right place, what is wrong with a query that does not parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from kobe_kg.errors import QueryError, suggestion
from kobe_kg.namespaces import PREFIXES
from kobe_kg.sparql.lexer import KEYWORDS, Token, form, position, prefixes_used, significant

_UPDATE = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE")


def syntax_error(error: SyntaxError, text: str, *, path: Path | str | None = None) -> QueryError:
    """Turn what Oxigraph's parser raised into an error a person can act on.

    The parser tells the furthest place it reached and every terminal it could take there. Most slips are found sooner
    and said better by looking for them: an unknown word or prefix, a bracket that does not match.

    :param error: what the parser raised for `text`.
    :param text: the query as the parser saw it.
    :param path: the file it comes from.
    """
    try:
        tokens = significant(text)
    except QueryError as unlexed:
        if unlexed.where is not None:
            unlexed.where.path = path
        return unlexed
    slip = _unknown_word(tokens) or _wrong_form(tokens) or _unknown_prefix(tokens) or _unmatched_bracket(tokens)
    if slip:
        what, token, hint = slip
        return QueryError(what, where=position(text, token.start, path), hint=hint)
    match = re.match(r"error at (\d+):(\d+): expected (.*)", str(error), re.DOTALL)
    if match is None or not tokens:
        what = f"this is not SPARQL: {error}" if tokens else "the query is empty"
        return QueryError(what if path is None else f"{path}: {what}")
    line, column = int(match[1]), int(match[2])
    offset = min(len(text), sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1)
    where = position(text, offset, path)
    # A rule of the language rather than of its grammar comes as a sentence.
    if sentence := re.search(r"(?:The|Duplicated|SELECT \*) [A-Za-z ]{10,}", match[3]):
        said = sentence[0] if sentence[0][1].isupper() else sentence[0][0].lower() + sentence[0][1:]
        return QueryError(f"SPARQL does not allow this: {said}", where=where)
    found = next((t.text for t in tokens if t.start + len(t.text) > offset), None)
    return QueryError(
        "this is not SPARQL, though the slip may stand before this place"
        if found is None
        else f"SPARQL does not allow {found[:40]!r} here",
        where=where,
    )


_Slip = tuple[str, Token, str | None]


def _unknown_word(tokens: Sequence[Token]) -> _Slip | None:
    for token in tokens:
        if token.kind == "word" and token.text != "a" and token.text.upper() not in KEYWORDS:
            if token.text.upper() in _UPDATE:
                return f"{token.text.upper()} changes data; only queries are run", token, None
            return f"{token.text!r} is no word of SPARQL", token, suggestion(token.text.upper(), KEYWORDS)
    return None


def _wrong_form(tokens: Sequence[Token]) -> _Slip | None:
    if tokens and not form(tokens):
        return "a query is a SELECT, ASK, CONSTRUCT or DESCRIBE", tokens[0], None
    return None


def _unknown_prefix(tokens: Sequence[Token]) -> _Slip | None:
    declared, used = prefixes_used(tokens)
    for token in tokens:
        prefix = token.text.split(":", 1)[0]
        if token.kind == "name" and prefix in used - declared:
            ours = f"add: PREFIX {prefix}: <{PREFIXES[prefix]}>" if prefix in PREFIXES else None
            hint = ours or suggestion(prefix, declared | PREFIXES.keys())
            return f"the prefix {prefix!r} is not declared", token, hint
    return None


def _unmatched_bracket(tokens: Sequence[Token]) -> _Slip | None:
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "mark" and token.text in "([{":
            opened.append(token)
        elif token.kind == "mark" and token.text in ")]}":
            if not opened or opened[-1].text + token.text not in ("()", "[]", "{}"):
                return f"this {token.text!r} closes nothing", token, None
            opened.pop()
    return (f"this {opened[-1].text!r} is never closed", opened[-1], None) if opened else None
