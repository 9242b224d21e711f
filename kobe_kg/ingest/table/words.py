"""Words of the code lists as a person writes them: names, labels in either language, nouns, and codes."""

from __future__ import annotations

import re
from functools import cache

from pyoxigraph import Literal, NamedNode

from kobe_kg import paths, turtle
from kobe_kg.errors import suggestion
from kobe_kg.ingest.dossier.sense import Unread
from kobe_kg.ingest.dossier.vocabulary import Names, code_lists, table
from kobe_kg.ingest.table.columns import Column, fold
from kobe_kg.namespaces import KG, PREFIXES

_DAYS = ("ExactDay", "WithinDays", "WithinWeek", "WithinMonth", "WithinYear")
#: Codes that are read in a column; more than one list numbers from 1.
_CODES = {"date_precision": "ucdpDatePrec", "place_precision": "ucdpWherePrec"}
#: Everyday words for terms, beside their names and labels.
_ALSO = {
    "Access": {"read": "Consulted", "lu": "Consulted", "not read": "CitedOnly", "cited": "CitedOnly"},
    "Originality": {
        "first-hand": "Original",
        "firsthand": "Original",
        "second-hand": "Relayed",
        "unknown": "Undetermined",
    },
    "Outcome": {"dead": "Killed", "deaths": "Killed", "fatalities": "Killed", "morts": "Killed", "mort": "Killed"}
    | {"wounded": "Injured", "hurt": "Injured"},
    "ReportKind": {"article": "NewsReport", "news": "NewsReport", "press release": "Communique"},
    "SourceKind": {"agency": "NewsAgency", "army": "StateBody", "government": "StateBody", "newspaper": "Media"}
    | {"press": "Media", "state": "StateBody", "union": "TradeUnion"},
}
_TRUTHS = {"yes": True, "true": True, "oui": True, "vrai": True, "1": True, "x": True, "y": True}
_TRUTHS |= {"no": False, "false": False, "non": False, "faux": False, "0": False, "n": False}


def allowed(column: Column) -> dict[str, Names]:
    """Give the terms a column takes, with what they are called."""
    found = code_lists()[column.terms]
    if column.terms != "Precision":
        return found
    return {name: names for name, names in found.items() if (name in _DAYS) == (column.name == "date_precision")}


def term(column: Column, text: str) -> str:
    """Give the concept that a word stands for, without its namespace.

    :raises Unread: when it stands for none that the column takes.

    >>> from kobe_kg.ingest.table.columns import COLUMNS
    >>> term(COLUMNS["population"], "malian civilians"), term(COLUMNS["outcome"], "blessés")
    ('MalianCivilians', 'Injured')
    """
    known = _index(column.name, column)
    text = text.strip()
    bare = text.removeprefix(KG).removeprefix("kg:")
    if found := known.get(fold(bare)) or known.get(text.casefold()):
        return found
    names = allowed(column)
    called = {called: name for name, both in names.items() for called in (name, both.en, both.fr or name)}
    near = suggestion(text, called)
    hint = near if near and near.startswith("did") else None
    raise Unread(column.name, f"{text!r} is none of its words", hint or f"allowed: {', '.join(sorted(names))}")


def renew() -> None:
    """Forget the words: the lists may have been edited since they were read."""
    _indices.clear()
    _notations.cache_clear()


def truth(text: str) -> bool:
    """Read a yes or no.

    :raises Unread: when it is neither.
    """
    found = _TRUTHS.get(text.strip().casefold())
    if found is None:
        raise Unread("", f"{text!r} is neither yes nor no")
    return found


_indices: dict[str, dict[str, str]] = {}


def _index(name: str, column: Column) -> dict[str, str]:
    if name not in _indices:
        _indices[name] = _make(column)
    return _indices[name]


def _make(column: Column) -> dict[str, str]:
    found: dict[str, str] = {}
    names = allowed(column)
    for word, name in _ALSO.get(column.terms, {}).items():
        found[fold(word)] = name
    if column.terms == "Population":
        for name, nouns in table("words")["populations"].items():
            found.update({fold(word): name for lang in ("en", "fr") for word in nouns[lang] if name in names})
    if column.terms == "Outcome":
        for name, words in table("words")["outcomes"].items():
            forms = [words[lang].format(e=e, s=s) for lang in ("en", "fr") for e in ("", "e") for s in ("", "s")]
            found.update({fold(form): name for form in forms if form and name in names})
    if column.terms == "Hedge":
        found.update({fold(word): name for word, name in table("hedges").items()})
    if column.name in _CODES:
        found.update({code: name for code, name in _notations(_CODES[column.name]).items() if name in names})
    for name, both in names.items():
        found.update({fold(word): name for word in (both.fr, both.en, name) if word})
        found[name.casefold()] = name
    return {word: name for word, name in found.items() if word and name}


@cache
def _notations(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in paths.project().vocabulary:
        for triple in turtle.read(path):
            value, subject = triple.object, triple.subject
            if triple.predicate.value != PREFIXES["skos"] + "notation" or not isinstance(value, Literal):
                continue
            if isinstance(subject, NamedNode) and value.datatype.value == KG + code:
                found[value.value] = re.split("[#/]", subject.value)[-1]
    return found
