"""What a saved query takes under one name, and how a value becomes the term it wants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.namespaces import CLASS_PREFIX, KG, PREFIXES, is_local, is_prefixed
from kobe_kg.namespaces import expand as expand_name

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

#: A value as a term.
Term: TypeAlias = NamedNode | Literal

#: Types of parameters.
PARAMETER_TYPES = ("boolean", "date", "decimal", "enum", "integer", "iri", "string")
_XSD = PREFIXES["xsd"]
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Parameter(NamedTuple):
    """What a saved query takes under one name."""

    #: The name, written ``$name`` in the query.
    name: str
    #: One of :data:`PARAMETER_TYPES`.
    type: str
    #: What it is for, one sentence, or empty.
    summary: str = ""
    #: The value when none is given, as written in the header.
    default: object = None
    #: Whether it may be left out, which leaves the variable unbound.
    optional: bool = False
    #: Whether it takes several values.
    many: bool = False
    #: Least value, inclusive, of a number or date.
    minimum: Any = None
    #: Greatest value, inclusive.
    maximum: Any = None
    #: The values there are, of an enum.
    enum: tuple[str, ...] = ()
    #: Prefixed name of the class whose instances are the values, of an IRI.
    cls: str | None = None

    @property
    def required(self) -> bool:
        """Whether a call must give it."""
        return not self.optional and self.default is None


def term(parameter: Parameter, value: Any) -> Term:
    """Turn one value into the term its parameter wants.

    :raises ParameterError: when it does not fit; the hint says what would.

    >>> str(term(Parameter("n", "integer", minimum=0), "34"))
    '"34"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    try:
        made, order = _READ[parameter.type](parameter, value)
    except (ValueError, ArithmeticError) as error:
        if isinstance(error, ParameterError):
            raise
        raise ParameterError(f"{parameter.name!r} wants {_WANTED[parameter.type]}, not {_shown(value)}") from error
    for bound, beyond, word in ((parameter.minimum, -1, "least"), (parameter.maximum, 1, "most")):
        if bound is None or order is None:
            continue
        limit: Any = _READ[parameter.type](parameter, bound)[1]
        if (order > limit) - (order < limit) == beyond:
            raise ParameterError(f"{parameter.name!r} is at {word} {bound}, not {value}")
    return made


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of more than 4300 digits
        return "one so long"
    return text if len(text) <= 60 else text[:60] + "…"


def resource(text: str, cls: str | None = None) -> NamedNode:
    """Read a slug, a prefixed name or an IRI.

    :param cls: prefixed name of the class a bare slug belongs to, e.g. ``kg:Event``.
    :raises ValueError: when it is none of these.

    >>> resource("kobe-attack", "kg:Event").value
    'https://w3id.org/kobe-kg/id/event/kobe-attack'
    """
    if text.startswith("<") and text.endswith(">"):
        return NamedNode(text[1:-1])
    if is_prefixed(text):
        return NamedNode(expand_name(text))
    if _SCHEME.match(text):
        if "//" not in text and not text.startswith("urn:"):
            raise UnknownNameError("prefix", text.partition(":")[0], PREFIXES)
        return NamedNode(text)
    if cls is None or not is_local(text):
        raise ValueError(text)
    return NamedNode(PREFIXES.get(CLASS_PREFIX.get(cls, ""), KG) + text)


def _iri(parameter: Parameter, value: Any) -> tuple[Term, None]:
    if isinstance(value, NamedNode):
        return value, None
    if not isinstance(value, str):
        raise ValueError(value)
    try:
        return resource(value, parameter.cls), None
    except UnknownNameError as error:
        raise ParameterError(f"{parameter.name!r}: {error.what}", hint=error.hint) from error


def _string(parameter: Parameter, value: Any) -> tuple[Term, None]:
    if not isinstance(value, str):
        raise ValueError(value)
    value.encode()  # a lone surrogate is no text
    return Literal(value), None


def _enum(parameter: Parameter, value: Any) -> tuple[Term, None]:
    if value not in parameter.enum:
        hint = UnknownNameError("value", str(value), parameter.enum).hint
        raise ParameterError(f"{parameter.name!r} is one of {', '.join(parameter.enum)}, not {value!r}", hint=hint)
    return Literal(value), None


def _integer(parameter: Parameter, value: Any) -> tuple[Term, int]:
    written = isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,400}", value, re.ASCII)
    if not written and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValueError(value)
    return Literal(str(int(value)), datatype=NamedNode(_XSD + "integer")), int(value)


def _decimal(parameter: Parameter, value: Any) -> tuple[Term, Decimal]:
    from decimal import Decimal

    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, (bool, float)) or not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text, re.ASCII):
        raise ValueError(value)
    return Literal(text, datatype=NamedNode(_XSD + "decimal")), Decimal(text)


def _boolean(parameter: Parameter, value: Any) -> tuple[Term, None]:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, str) and value.lower() in known:
        value = known[value.lower()]
    if not isinstance(value, bool):
        raise ValueError(value)
    return Literal(value), None


def _date(parameter: Parameter, value: Any) -> tuple[Term, date]:
    from datetime import date

    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        value = date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError(value)
    return Literal(value.isoformat(), datatype=NamedNode(_XSD + "date")), value


_READ = {
    "boolean": _boolean,
    "date": _date,
    "decimal": _decimal,
    "enum": _enum,
    "integer": _integer,
    "iri": _iri,
    "string": _string,
}
_WANTED = {
    "boolean": "true or false",
    "date": "a day written YYYY-MM-DD",
    "decimal": "a number such as 1.5",
    "enum": "one of its values",
    "integer": "a whole number",
    "iri": "a slug, a prefixed name such as event:kobe-attack, or an IRI",
    "string": "a text",
}
