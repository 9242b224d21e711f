"""From a wording around a number to headline, bounds and qualifier."""

from __future__ import annotations

from typing import NamedTuple

from kobe_kg.ingest.dossier.sense import Unread


class Figure(NamedTuple):
    """A number as a claim keeps it."""

    #: Concept of kg:QualifierScheme.
    qualifier: str
    #: The number as stated.
    value: int | float | None = None
    #: Lower bound, inclusive; None is open.
    min: int | None = None
    #: Upper bound, inclusive; None is open.
    max: int | None = None


#: Wordings that carry no number.
WITHOUT_NUMBER = {
    "majority": Figure("Majority"),
    "several": Figure("Several", min=2),
    "similar-to": Figure("SimilarTo"),
    "some": Figure("Some", min=1),
}


def figure(wording: str | None, low: float | None, high: float | None) -> Figure:
    """Read a count with its wording; more-than and less-than exclude the number itself.

    :raises Unread: when the bounds do not fit the wording, or one is no whole number.

    >>> figure("more-than", 50, None)
    Figure(qualifier='MoreThan', value=50, min=51, max=None)
    >>> figure("up-to", None, 56)
    Figure(qualifier='UpTo', value=56, min=0, max=56)
    """
    for key, bound in (("value_min", low), ("value_max", high)):
        if bound is not None and bound != int(bound):
            raise Unread(key, f"{bound} is no whole number")
    low, high = (None if bound is None else int(bound) for bound in (low, high))
    if wording in WITHOUT_NUMBER:
        if low is not None or high is not None:
            raise Unread("qualifier", f"{wording} carries no number, and one is given")
        return WITHOUT_NUMBER[wording]
    if wording in ("at-least", "more-than"):
        if low is None or high is not None:
            raise Unread("value_min" if low is None else "value_max", f"{wording} has a lower bound and no upper one")
        return Figure("AtLeast", low, low) if wording == "at-least" else Figure("MoreThan", low, low + 1)
    if wording in ("at-most", "less-than", "up-to"):
        if high is None or low not in (None, 0):
            raise Unread("value_max" if high is None else "value_min", f"{wording} has an upper bound and no lower one")
        if wording == "less-than":
            if high == 0:
                raise Unread("value_max", "nothing is less than 0")
            return Figure("AtMost", high - 1, 0, high - 1)
        return Figure("AtMost" if wording == "at-most" else "UpTo", high, 0, high)
    if low is None or low != high:
        ranged = low is not None and high is not None
        hint = "write an at-least and an at-most as two claims with split" if ranged else None
        raise Unread("value_min", f"{wording or 'a bare number'} has the same number for both bounds", hint)
    return Figure("About", low) if wording == "about" else Figure("Exactly", low, low, low)


def measure(wording: str | None, low: float | None, high: float | None) -> Figure:
    """Read a number that measures: its wording is kept, and no bounds are drawn from it.

    :raises Unread: when the bounds do not fit the wording.

    >>> measure("about", 30, 30)
    Figure(qualifier='About', value=30, min=None, max=None)
    """
    stated = next((bound for bound in (low, high) if bound is not None), None)
    if stated is None or wording in WITHOUT_NUMBER or wording == "less-than":
        raise Unread("qualifier", f"{wording or 'nothing'} does not measure anything")
    whole = figure(wording, *(None if bound is None else int(bound) for bound in (low, high)))
    if low is not None and high is not None and low != high:
        raise Unread("value_min", "a measure is one number, not a range")
    return Figure(whole.qualifier, int(stated) if stated == int(stated) else stated)
