"""SPARQL text: its tokens, values put into it, its errors and its layout."""

from kobe_kg.sparql.explain import syntax_error
from kobe_kg.sparql.layout import layout
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
    "layout",
    "lex",
    "portable",
    "position",
    "prefixes_used",
    "projection",
    "significant",
    "splice",
    "syntax_error",
]
