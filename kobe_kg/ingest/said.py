"""What is said of one thing, as pairs of terms, and what two tellings of it come to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kobe_kg.ingest.lines import node

#: Properties and values, each written as a term.
Said = list[tuple[str, str]]

_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "r": "\r"}
_ALT, _LABEL = node("skos:altLabel"), node("rdfs:label")
#: What a thing may have several of.
_MANY = frozenset(
    node(name)
    for name in (
        "kg:cites kg:part owl:sameAs rdf:type schema:memberOf skos:altLabel skos:closeMatch skos:editorialNote "
        "skos:exactMatch skos:scopeNote"
    ).split()
)


def merged(old: Said, new: Said) -> Said:
    """Put two descriptions together: what a thing has once stays, and another name becomes one more."""
    once = {name for name, _ in old} - _MANY
    languages = {_language(value) for name, value in old if name == _LABEL}
    merged = dict.fromkeys(old)
    for name, value in new:
        if name == _LABEL and _language(value) in languages:
            if (name, value) not in merged:
                merged[_ALT, value.rpartition("@")[0]] = None
        elif name not in once or name == _LABEL:
            merged[name, value] = None
    return list(merged)


def called(said: Said) -> str:
    """Give the English label of what is described, or another, or an empty text."""
    labels = sorted((value for name, value in said if name == _LABEL), key=lambda text: not text.endswith("@en"))
    return _text(labels[0]) if labels else ""


def _text(term: str) -> str:
    """Read a literal that :func:`~kobe_kg.ingest.lines.literal` wrote."""
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), term[1 : term.rindex('"')])


def _language(term: str) -> str:
    return term.rpartition("@")[2]


def first(said: Said, wanted: str) -> str:
    """Give the first value of a property, or an empty text."""
    return next((value for name, value in said if name == wanted), "")


def paired(said: Sequence[str]) -> Said:
    """Pair properties and values that stand in turn."""
    return [(said[at], said[at + 1]) for at in range(0, len(said), 2)]
