"""SPARQL text: its tokens, and values put into it; `explain` and `layout` are imported where they are needed."""

from kobe_kg.sparql.lexer import (
    KEYWORDS,
    Token,
    declare,
    form,
    lex,
    position,
    prefixes_used,
    projection,
    significant,
)
from kobe_kg.sparql.splice import portable, splice

__all__ = [
    "KEYWORDS",
    "Token",
    "declare",
    "form",
    "lex",
    "portable",
    "position",
    "prefixes_used",
    "projection",
    "significant",
    "splice",
]
