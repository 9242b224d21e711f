"""Spell single terms: prefixed names, IRIs and literals, each in its one canonical way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pyoxigraph
from pyoxigraph import Literal, RdfFormat

from kobe_kg.errors import DataError, ParameterError
from kobe_kg.namespaces import PREFIXES, compact, is_local

_XSD = PREFIXES["xsd"]
_TYPE = PREFIXES["rdf"] + "type"
_STRING = _XSD + "string"

# Datatype to the lexical forms that, written bare, read back as the same literal.
_BARE = {
    _XSD + "boolean": re.compile(r"true|false"),
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
}

_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
# What a string does not hold as it is: the backslash, and what no reader could see or would see out of place.
_NOT_IN_STRING = re.compile("[\\\\\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\b": "\\b", "\r": "\\r", "\f": "\\f"}
# A quote in a long string that would end it, alone or with its neighbours.
_CLOSING_QUOTE = re.compile(r'"(?=""|\Z)')


class Speller:
    """Spell terms, and remember the names it gave, so that only the prefixes in use are declared.

    :param prefixes: prefixes beyond the project's table; one that the table has, by name or by namespace, is
        left out.
    :raises ParameterError: when a prefix is not a name Turtle allows.
    """

    def __init__(self, prefixes: Mapping[str, str] | None = None) -> None:
        others = _others(prefixes or {})
        self._prefixes = {**PREFIXES, **others}
        self._others = {namespace: prefix for prefix, namespace in others.items()}
        # A text may declare very many, so they are looked up and not tried in turn; the longest namespace first.
        self._lengths = sorted({len(namespace) for namespace in self._others}, reverse=True)
        self._names: dict[str, str] = {}
        self._predicates: dict[str, str] = {}

    def name(self, iri: str) -> str:
        """Spell an IRI as subject, object or datatype.

        >>> Speller().name("http://www.w3.org/ns/oa#end"), Speller().name("https://example.org/é")
        ('oa:end', '<https://example.org/é>')
        """
        name = self._names.get(iri)
        if name is None:
            name = self._names[iri] = self._spell(iri)
        return name

    def predicate(self, iri: str) -> str:
        """Spell an IRI as predicate; it counts as used only when handed to :meth:`declarations`."""
        name = self._predicates.get(iri)
        if name is None:
            name = self._predicates[iri] = "a" if iri == _TYPE else self._spell(iri)
        return name

    def _spell(self, iri: str) -> str:
        name = compact(iri)
        if name is not None:
            return name
        for length in self._lengths:
            prefix = self._others.get(iri[:length])
            if prefix is not None and is_local(iri[length:]):
                return f"{prefix}:{iri[length:]}"
        return f"<{_NOT_IN_IRI.sub(_code, iri)}>"

    def literal(self, literal: Literal) -> str:
        """Spell a literal.

        :raises DataError: when it has a base direction, which only RDF 1.2 knows.

        >>> Speller().literal(Literal("civils", language="fr")), Speller().literal(Literal(34))
        ('"civils"@fr', '34')
        """
        language = literal.language
        if language is not None:
            if literal.direction is not None:
                raise DataError(f"{literal} has a base direction, which Turtle 1.1 cannot say")
            return f"{quote(literal.value)}@{language}"
        datatype = literal.datatype.value
        if datatype == _STRING:
            return quote(literal.value)
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(literal.value):
            return literal.value
        return f"{quote(literal.value)}^^{self.name(datatype)}"

    def declarations(self, predicates: Iterable[str]) -> list[str]:
        """Give the PREFIX lines for every name given out, and for the predicates written."""
        names = {*self._names.values(), *predicates}
        used = sorted({name.partition(":")[0] for name in names if name[0] != "<" and name != "a"})
        return [f"PREFIX {prefix}: <{_NOT_IN_IRI.sub(_code, self._prefixes[prefix])}>" for prefix in used]


def _others(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Keep the prefixes that add to the table, the longest namespace first: it is the one to match."""
    others: dict[str, str] = {}
    known = set(PREFIXES.values())
    for prefix, namespace in sorted(prefixes.items(), key=lambda item: (-len(item[1]), item)):
        if prefix not in PREFIXES and namespace not in known:
            _check_prefix(prefix, namespace)
            others[prefix] = namespace
            known.add(namespace)
    return others


@lru_cache(1_000)
def _check_prefix(prefix: str, namespace: str) -> None:
    """Let the parser say whether a prefix can be declared."""
    parser = pyoxigraph.parse(f"PREFIX {prefix}: <{namespace}>", RdfFormat.TURTLE)
    try:
        if not list(parser) and parser.prefixes == {prefix: namespace}:
            return
    except SyntaxError:
        pass
    raise ParameterError(f"{prefix!r} cannot be a prefix for {namespace!r}")


def quote(text: str) -> str:
    r"""Write a string: in long quotes when it has several lines, with no escape it can do without.

    >>> print(quote("34 “civilians”"), quote('a "b"'), quote("C:\\"))
    "34 “civilians”" "a \"b\"" "C:\\"
    """
    text = _NOT_IN_STRING.sub(_escape, text)
    if "\n" in text:
        return f'"""{_CLOSING_QUOTE.sub(_escape_quote, text)}"""'
    return '"' + text.replace('"', '\\"') + '"'


def _escape_quote(match: re.Match[str]) -> str:
    return '\\"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or _code(match)


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"
