"""What an engine makes of queries and values, undone: the same graph gives the same rows wherever it lies.

Virtuoso 7 has no truths of its own, and gives 1 and 0; and it keeps coordinates in single precision, so that 0.5022
comes back as 0.50220000743866, of a datatype of its own. Seven digits are certain, which is a metre and less. Of a path
that may be of no step, ``<s> p? ?o``, it gives the end of the one step or the start, as its plan happens to be.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg.namespaces import expand
from kobe_kg.sparql import Token, significant

_TRUTHS = {"0": "false", "1": "true"}
_BOOLEAN, _INTEGER, _WKT = expand("xsd:boolean"), expand("xsd:integer"), expand("geo:wktLiteral")
_SHAPED = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_SHAPE = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON) *\([-0-9., ()eE]+\)")
# What stands before a pattern, the pattern and what ends it; and the ways to walk it by one step or more.
_SHAPES = {
    ("{}.)", "iri", "iri", "?", "variable", ".}"): ["{0}"],
    ("{}.)", "iri", "iri", "*", "/", "iri", "?", "variable", ".}"): ["{0}+", "{1}", "{0}+/{1}"],
}
_NUMBER = re.compile(r"-?\d+\.\d{7,}")


def foreign(engine: str) -> bool:
    """Tell whether an engine speaks otherwise than ours, by what it calls itself."""
    return engine.startswith("Virtuoso")


def spoken(text: str) -> str:
    """Write a query so that such an engine reads it as it is meant; lines stay lines.

    >>> print(spoken("ASK { <urn:s> <urn:p>? ?o . ?o a ?c }"))
    ASK { { BIND(<urn:s> AS ?o) } UNION { <urn:s> <urn:p> ?o } ?o a ?c }
    """
    tokens = significant(text)
    for start in range(len(tokens) - 5, 0, -1):  # from behind, so that places in front stay
        for shape, steps in _SHAPES.items():
            found = tokens[start - 1 : start + len(shape) - 1]
            if _fits(found, shape) and tokens[start - 2].text.upper() != "EXISTS":
                subject, variable = found[1].text, found[-2].text
                first, last = found[2].text, found[-4].text
                ways = [f"{{ {subject} {step.format(first, last)} {variable} }}" for step in steps]
                union = " UNION ".join([f"{{ BIND({subject} AS {variable}) }}", *ways])
                end = found[-1].start + (found[-1].text == ".")
                text = f"{text[: found[1].start]}{union}{text[end:]}"
    return text


def _fits(tokens: Sequence[Token], shape: Sequence[str]) -> bool:
    """Tell whether tokens are of a shape: each of a kind, or one of some marks."""
    return len(tokens) == len(shape) and all(map(_is, tokens, shape))


def _is(token: Token, kind: str) -> bool:
    if token.kind == "mark":
        return token.text in kind
    return token.kind == kind or (token.kind == "name" and kind == "iri")


def plain(body: bytes, columns: Mapping[str, str], engine: str) -> bytes:
    """Give a result in JSON as our own engine would.

    :param columns: name to type, where that is declared; 1 and 0 are truths where it is ``boolean``.
    :param engine: what the engine calls itself.
    """
    if not foreign(engine) or not body.lstrip().startswith(b"{"):
        return body
    try:
        found = json.loads(body)
        rows = found.get("results", {}).get("bindings", [])
    except (ValueError, AttributeError):
        return body  # whoever reads it will say what is wrong
    for row in rows:
        for name, term in row.items():
            datatype, value = term.get("datatype"), term.get("value", "")
            told = datatype == _BOOLEAN or (datatype == _INTEGER and columns.get(name) == "boolean")
            if told and value in _TRUTHS:
                term |= {"value": _TRUTHS[value], "datatype": _BOOLEAN}
            elif term.get("type") != "uri" and _SHAPE.fullmatch(value):
                term["value"] = coordinates(value)
                if datatype == _SHAPED:
                    term["datatype"] = _WKT
    return json.dumps(found, ensure_ascii=False).encode()


def restored(triple: Triple, engine: str) -> Triple:
    """Give a triple as it was put into an engine."""
    term = triple.object
    if not foreign(engine) or not isinstance(term, Literal):
        return triple
    value = term.value
    if term.datatype.value == _BOOLEAN:
        return Triple(triple.subject, triple.predicate, Literal(_TRUTHS.get(value, value), datatype=term.datatype))
    if _SHAPE.fullmatch(value):
        kind = NamedNode(_WKT) if term.datatype.value == _SHAPED else term.datatype
        return Triple(triple.subject, triple.predicate, Literal(coordinates(value), datatype=kind))
    return triple


def coordinates(text: str) -> str:
    """Write the numbers of a shape as short as single precision allows.

    >>> coordinates("POINT(0.50220000743866 15.659700393677)")
    'POINT(0.5022 15.6597)'
    """
    return _NUMBER.sub(lambda m: _shortest(m[0]), text)


def _shortest(number: str) -> str:
    kept = struct.pack("f", float(number))
    for digits in range(1, 9):
        short = f"{float(number):.{digits}g}"
        if "e" not in short and struct.pack("f", float(short)) == kept:
            return short
    return number
