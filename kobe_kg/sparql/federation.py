"""Whether a query calls another machine, in any way an engine may read it.

An engine needs no space around a keyword, ends a name at a dot, and takes for numbers compared what is an IRI to the
lexer. So a call is looked for within words and names; and where the two may differ, in the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kobe_kg.sparql.lexer import Token

_GAP = r"(?:[ \t\r\n]|\#[^\r\n]*+)*"
_CALLED = r"(?:<[^<>]*>|(?:\\.|[^ \t\r\n{}#<\\]++)+)"
# The keyword, maybe SILENT, what is called, and the brace of what is asked there.
_CALL = re.compile(rf"service(?={_GAP}(?:silent{_GAP})?{_CALLED}{_GAP}\{{)", re.IGNORECASE | re.DOTALL)
# So often it is looked where the word leads to, as each look may go through all of the text.
_MOST = 100


def call(tokens: Sequence[Token], text: str) -> int | None:
    """Find where a query calls another machine; None when it does not.

    :param tokens: the significant ones of the text.

    >>> from kobe_kg.sparql import significant
    >>> [call(significant(text), text) for text in ("ASK { ?service ?p ?o }", "ASK {SERVICESILENT<x:>{}}")]
    [None, 5]
    """
    mentioned = text.casefold().count("service")
    if not mentioned:
        return None
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        within = token.text if token.kind == "word" else token.text.partition(":")[0] if token.kind == "name" else ""
        if "SERVICE" in within.upper() and (token.kind == "word" or (after is not None and after.text == "{")):
            return token.start
    if not _doubtful(tokens):
        return None
    if mentioned > _MOST:
        return 0
    found = _CALL.search(text)
    return found and found.start()


def _doubtful(tokens: Sequence[Token]) -> bool:
    """Tell whether an engine may read tokens otherwise: an IRI as a comparison or a triple, a name as two."""
    depth, before = 0, ""
    for kind, text, _ in tokens:
        if text in ("(", ")"):
            depth += 1 if text == "(" else -1
        if kind == "iri" and (depth > 0 or before == "<"):
            return True
        if kind in ("name", "blank") and ".service" in text.lower():
            return True
        before = text
    return False
