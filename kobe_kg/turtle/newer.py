"""Refuse what only RDF 1.2 knows: the project keeps to Turtle 1.1, which every tool reads."""

from __future__ import annotations

import re
from pathlib import Path

from kobe_kg.errors import DataError
from kobe_kg.turtle.tokens import Lines, Token, has_newer, tokens

_DIRECTION = re.compile(r"@[A-Za-z0-9-]+--[A-Za-z]")
_VERSION = re.compile(r"version\s*[\"'#]", re.IGNORECASE)

# A parser that nests as deep as the text does: so many triple terms within each other are nowhere near its end.
_DEEP = 100


def check_newer(text: str, *, path: Path | str | None = None) -> None:
    """Refuse triple terms, annotations, base directions and version directives.

    It needs no triples, only the text, and so goes before a parser that would take them or, where they are nested
    very deep, end the whole process.

    :param text: the whole document; the rest of it is not checked.
    :param path: the file it came from, to be named in errors.
    :raises DataError: at the first of them.
    """
    if not (has_newer(text) or _DIRECTION.search(text) or _VERSION.search(text)):
        return
    for token in tokens(text):
        if _is_newer(token):
            raise DataError(
                f"{token.text!r} is RDF 1.2 syntax",
                where=Lines(text, path).position(token.start),
                hint="the project keeps to Turtle 1.1, which every tool reads",
            )


def may_be_deep(text: str) -> bool:
    """Tell whether so much of it could be nested in a text that a parser must not see it unchecked."""
    return text.count("<<") > _DEEP


def _is_newer(token: Token) -> bool:
    if token.kind == "at":
        return "--" in token.text or token.text == "@version"
    return token.kind == "newer" or (token.kind == "word" and token.text.lower() == "version")
