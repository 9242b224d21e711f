"""Put values into a query as terms, and prove that nothing else of it changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kobe_kg.errors import QueryError
from kobe_kg.sparql.lexer import Token, lex, position, significant


def splice(text: str, values: Mapping[str, Sequence[str]]) -> str:
    """Put terms where parameters stand, and prove that nothing else changed.

    A parameter is a variable token written ``$name``. Its value is a list of terms in N-Triples form, several only
    where the parameter is the sole member of ``IN (…)``; ``BOUND($name)`` becomes ``(true)``. Parameters with no value
    stay variables. The result is lexed again and must be the query's own tokens but for the terms put in, so no value
    can change what surrounds it.

    :param text: the query.
    :param values: name to terms, as pyoxigraph writes them (its constructors validate).
    :raises QueryError: when a list stands where one value must, or the proof fails.

    >>> splice("ASK { ?s kg:about $event }", {"event": ["<urn:e>"]})
    'ASK { ?s kg:about <urn:e> }'
    """
    tokens = _tokens(text)
    solid = [i for i, t in enumerate(tokens) if t.kind not in ("space", "comment")]
    pieces = [t.text for t in tokens]
    put: dict[int, str] = {}
    for at, index in enumerate(solid):
        name = tokens[index].text[1:]
        if tokens[index].kind != "variable" or tokens[index].text[0] != "$" or name not in values:
            continue
        around = [tokens[solid[i]].text.upper() if 0 <= i < len(solid) else "" for i in (at - 2, at - 1, at + 1)]
        if around == ["BOUND", "(", ")"]:
            put |= dict.fromkeys(range(solid[at - 2], solid[at + 1] + 1), "")
            put[index] = "(true)"
        elif len(values[name]) == 1 or around == ["IN", "(", ")"]:
            put[index] = ", ".join(portable(term) for term in values[name])
        else:
            raise QueryError(
                f"${name} takes several values, so it must stand alone in IN (${name})",
                where=position(text, tokens[index].start),
            )
    for index, piece in put.items():
        pieces[index] = piece
    spliced = "".join(pieces)
    expected = [t[:2] for i in solid for t in (significant(put[i]) if i in put else (tokens[i],))]
    if [t[:2] for t in significant(spliced)] != expected:
        raise QueryError("a value would change the structure of the query; it was not run")
    return spliced


@lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[Token, ...]:
    """Lex a query once, however often values are put into it."""
    return tuple(lex(text))


def portable(term: str) -> str:
    r"""Write a term so that every engine reads the same value, whenever it expands ``\uXXXX``.

    Some engines expand code point escapes before they look for strings (SPARQL 1.1, section 19.2), others inside
    them. An escaped backslash followed by the letter u would be taken for an escape by the first kind, so that
    letter is itself written as one, in its long form, the only one that rdflib ends where it should.

    >>> print(portable(r'"a\\u0022b"'))
    "a\\\U000000750022b"
    """
    if "\\\\" not in term:
        return term
    # Escapes are read two signs at a time: of three backslashes the third begins one.
    return re.sub(r"(\\\\)([uU])|\\.", lambda m: f"{m[1]}\\U{ord(m[2]):08x}" if m[1] else m[0], term)
