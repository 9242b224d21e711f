"""Put values into a query as terms, and prove that nothing else of it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kobe_kg.errors import QueryError
from kobe_kg.sparql.lexer import Token, lex, position


class _Spot(NamedTuple):
    """A place in a query that a value is put into."""

    #: Of the parameter.
    name: str
    start: int
    end: int
    #: What is put there whatever the value is, or an empty text.
    fixed: str
    #: Whether several values may stand there.
    many: bool


class _Stretch(NamedTuple):
    """A part of a query, with its tokens and the spots in it."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    spots: tuple[_Spot, ...]


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
    whole, *stretches = _stretches(text)
    put = {spot.start: _terms(text, spot, values[spot.name]) for spot in whole.spots if spot.name in values}
    # No token but a string goes beyond a blank, so that what stands between blanks is proof enough, and soon read.
    changed = [stretch for stretch in stretches if any(spot.start in put for spot in stretch.spots)]
    sure = all(_same(text, stretch, put, comments=False) for stretch in changed)
    if not sure and not _same(text, whole, put, comments=True):
        raise QueryError("a value would change the structure of the query; it was not run")
    return _filled(text, whole, put)


def _terms(text: str, spot: _Spot, terms: Sequence[str]) -> str:
    if spot.fixed:
        return spot.fixed
    if len(terms) != 1 and not spot.many:
        raise QueryError(
            f"${spot.name} takes several values, so it must stand alone in IN (${spot.name})",
            where=position(text, spot.start),
        )
    return ", ".join(map(portable, terms))


def _filled(text: str, stretch: _Stretch, put: Mapping[int, str]) -> str:
    """Give the text of a stretch with values put in."""
    pieces, at = [], stretch.start
    for spot in stretch.spots:
        if spot.start in put:
            pieces += [text[at : spot.start], put[spot.start]]
            at = spot.end
    return "".join(pieces) + text[at : stretch.end]


def _same(text: str, stretch: _Stretch, put: Mapping[int, str], *, comments: bool) -> bool:
    """Tell whether a stretch with values put in has its own tokens, but for those of the values."""
    try:
        found = list(lex(_filled(text, stretch, put)))
        expected = list(_expected(stretch, put))
    except QueryError:
        return False
    return (comments or all(token.kind != "comment" for token in found)) and _solid(found) == expected


def _expected(stretch: _Stretch, put: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    at = 0
    for spot in stretch.spots:
        if spot.start in put:
            yield from _solid(t for t in stretch.tokens if at <= t.start < spot.start)
            yield from _solid(lex(put[spot.start]))
            at = spot.end
    yield from _solid(t for t in stretch.tokens if at <= t.start)


def _solid(tokens: Iterable[Token]) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text, _ in tokens if kind not in ("space", "comment")]


@lru_cache(maxsize=64)
def _stretches(text: str) -> tuple[_Stretch, ...]:
    """Read a query once, however often values are put into it: all of it, then each part that has spots in it.

    A part goes from blank to blank.
    """
    tokens = tuple(lex(text))
    spots = tuple(_spots(tokens))
    blanks = [t.start for t in tokens if t.kind == "space"]
    parts: list[tuple[int, int, list[_Spot]]] = []
    for spot in spots:
        start = max((at for at in blanks if at < spot.start), default=0)
        end = min((at for at in blanks if at >= spot.end), default=len(text))
        if parts and start < parts[-1][1]:  # nothing is put into two parts
            start, before, within = parts.pop()
            parts.append((start, max(before, end), [*within, spot]))
        else:
            parts.append((start, end, [spot]))
    found = [_Stretch(0, len(text), tokens, spots)]
    for start, end, within in parts:
        found.append(_Stretch(start, end, tuple(t for t in tokens if start <= t.start < end), tuple(within)))
    return tuple(found)


def _spots(tokens: Sequence[Token]) -> Iterator[_Spot]:
    solid = [token for token in tokens if token.kind not in ("space", "comment")]
    for at, token in enumerate(solid):
        if token.kind == "variable" and token.text[0] == "$":
            name, start, end = token.text[1:], token.start, token.start + len(token.text)
            around = [solid[i].text.upper() if 0 <= i < len(solid) else "" for i in (at - 2, at - 1, at + 1)]
            if around == ["BOUND", "(", ")"]:
                yield _Spot(name, solid[at - 2].start, solid[at + 1].start + 1, "(true)", True)
            else:
                yield _Spot(name, start, end, "", around == ["IN", "(", ")"])


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
