"""What is said where a shape has no message of its own."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal

from kobe_kg.namespaces import compact
from kobe_kg.validate.report import Term
from kobe_kg.validate.shapes import Constraint

_SAID = {
    "class": "The value is not an instance of {0}.",
    "datatype": "The value is not a literal of datatype {0}.",
    "nodeKind": "The value is not of the kind {0}.",
    "minCount": "There are fewer than {0} values.",
    "maxCount": "There are more than {0} values.",
    "minExclusive": "The value is not greater than {0}.",
    "minInclusive": "The value is less than {0}.",
    "maxExclusive": "The value is not less than {0}.",
    "maxInclusive": "The value is greater than {0}.",
    "minLength": "The value is shorter than {0} characters.",
    "maxLength": "The value is longer than {0} characters.",
    "pattern": "The value does not match the pattern {0}.",
    "languageIn": "The value is in none of the languages {1}.",
    "uniqueLang": "There are several values in one language.",
    "equals": "The values are not the same as those of {0}.",
    "disjoint": "The value is also one of {0}.",
    "lessThan": "The value is not less than that of {0}.",
    "lessThanOrEquals": "The value is greater than that of {0}.",
    "not": "The value meets the shape {0}, which it must not.",
    "and": "The value does not meet each of the shapes {1}.",
    "or": "The value meets none of the shapes {1}.",
    "xone": "The value does not meet exactly one of the shapes {1}.",
    "node": "The value does not meet the shape {0}.",
    "qualifiedMinCount": "Fewer than {0} values meet the qualified shape.",
    "qualifiedMaxCount": "More than {0} values meet the qualified shape.",
    "closed": "The property is not allowed here.",
    "hasValue": "The value {0} is missing.",
    "in": "The value is none of {1}.",
    "sparql": "The query of the shape found this.",
    "": "The value does not meet {2}.",
}


def default(c: Constraint) -> tuple[Literal, ...]:
    """Give a message for a constraint, in English."""
    members = ", ".join(map(_told, c.members))
    return (Literal(_SAID[c.kind].format(_told(c.value), members, _told(c.component)), language="en"),)


def _told(term: Term) -> str:
    if isinstance(term, BlankNode):
        return "given with it"
    return term.value if isinstance(term, Literal) else compact(term.value) or term.value
