"""Whether two parties may be one: by what they are called, as plain words that can be read over a shoulder."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kobe_kg.matching.facts import Party

#: Words that tell no party from another.
_COMMON = frozenset(
    """a an and armed army al armee de des du el et for force forces front government gouvernement group groupe in la
    le les militaire militaires military militia milice movement mouvement national of on the unidentified
    unknown""".split()
)
_WORD = re.compile(r"[^\W_]+")
_YEARS = re.compile(r"\(\s*[0-9]{4}\s*-\s*(?:[0-9]{4})?\s*\)")
#: Letters that stand for a name, behind it in brackets, and what parts them from it elsewhere: ``JNIM: Group for …``.
_LETTERS = re.compile(r"\(\s*([A-Z][A-Z0-9-]{1,11})\s*\)")
_PARTED = re.compile(r"[:;/]")
#: The least share of words in common that counts.
_LEAST = 0.5


def plain(name: str) -> str:
    """Put a name into small letters without accents, signs and years of rule.

    >>> plain("Forces armées du Mali (2021-)")
    'forces armees du mali'
    """
    text = unicodedata.normalize("NFKD", _YEARS.sub(" ", name).casefold())
    return " ".join(_WORD.findall("".join(c for c in text if not unicodedata.combining(c))))


def called(name: str) -> set[str]:
    """Give all that one name calls a thing: itself, its parts, and the letters that stand for it; an IRI as it is.

    >>> sorted(called("Islamic State (IS)"))
    ['is', 'islamic state']
    """
    if name.startswith(("http:", "https:")):
        return {name}
    parts = [*_PARTED.split(_LETTERS.sub(" ", name)), *_LETTERS.findall(name)]
    return {text for part in parts if len(text := plain(part)) > 1}


def alike(first: Sequence[Party], second: Sequence[Party]) -> Iterator[tuple[str, str, float]]:
    """Give the pairs of parties that may be one, and how far their names agree: from 0.5 to 1.

    They agree wholly where a name or an IRI is the same, and else by the share of telling words in common. A name of
    which nothing tells but a country's is compared only with one of the same kind: an army, and no rebels.
    """
    words = {party.iri: [_words(name) for name in party.names if ":" not in name] for party in (*first, *second)}
    having: dict[str, list[Party]] = defaultdict(list)
    for party in second:
        for key in {*party.names, *(word for piece in words[party.iri] for word in piece)}:
            having[key].append(party)
    for party in first:
        keys = {*party.names, *(word for piece in words[party.iri] for word in piece)}
        near = {other.iri: other for key in keys for other in having.get(key, ())}
        for iri, other in sorted(near.items()):
            degree = 1.0 if party.names & other.names else 0.0
            if not degree and party.kind == other.kind:
                degree = max((_share(a, b) for a in words[party.iri] for b in words[iri]), default=0.0)
            if degree >= _LEAST:
                yield party.iri, iri, round(degree, 3)


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in name.split() if word not in _COMMON)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
