"""The actors of a row: parties, parties nobody knows, and populations, which are none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: ACLED's types of actor, by the word that begins them; the number stands in older exports.
_INTERS = {"state": 1, "rebel": 2, "political": 3, "identity": 4, "riot": 5, "protest": 6, "civilian": 7}
_INTERS |= {"external": 8, "other": 8}
_STATE = 1
_POPULATIONS = {5: "Rioters", 6: "Protesters", 7: "Civilians"}
_CALLED = re.compile(r"(rioters|protesters|civilians)(?= *(?:\(|\Z))", re.IGNORECASE)
#: How ACLED's names of state forces and of those nobody knows begin.
_FORCES = ("Military Forces of ", "Police Forces of ", "Government of ")
_UNKNOWN = "unidentified "


class Actor(NamedTuple):
    """One of the two actors of a row."""

    name: str
    #: ACLED's type, 1 to 8; 0 is none that is known.
    inter: int
    #: Those named beside it.
    associates: tuple[str, ...]


@lru_cache(1_000)
def inter(text: str) -> int:
    """Read a type of actor, a number or words; 0 is none that is known.

    >>> inter("1"), inter("Rebel Groups"), inter("External/Other forces"), inter("")
    (1, 2, 8, 0)
    """
    text = text.strip().casefold()
    if re.fullmatch(r"[1-8](\.0)?", text):
        return int(text[0])
    return next((code for word, code in _INTERS.items() if text.startswith(word)), 0)


@lru_cache(10_000)
def cut(text: str) -> tuple[str, ...]:
    """Cut a list of names at its semicolons; each is given once.

    >>> cut("Farmers (Northland);  Hill  Watch; Farmers (Northland);")
    ('Farmers (Northland)', 'Hill Watch')
    """
    names = (" ".join(name.split()) for name in text.split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(10_000)
def population(name: str, inter: int = 0) -> str:
    """Give the population that an actor is, or an empty text.

    >>> population("Civilians (Northland)"), population("Pupils", 6), population("River Front", 2)
    ('Civilians', 'Protesters', '')
    """
    if match := _CALLED.match(name):
        return match[1].capitalize()
    return _POPULATIONS.get(inter, "")


def unknown(name: str) -> bool:
    """Tell whether nobody knows which group it is, so that two of the name need not be one."""
    return name.casefold().startswith(_UNKNOWN)


def kind(name: str, inter: int = 0) -> str:
    """Give the kind of a party.

    A state's force has the same kind at home, where ACLED's type is 1, and abroad, where it is 8.

    >>> kind("Military Forces of Northland (2020-)", 8), kind("Unidentified Armed Group (Northland)", 3)
    ('StateForce', 'UnidentifiedGroup')
    """
    if unknown(name):
        return "UnidentifiedGroup"
    return "StateForce" if inter == _STATE or name.startswith(_FORCES) else "NonStateGroup"
