"""A saved query called by an address: which values it gets, and which part of its rows is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from kobe_kg.catalog import Catalog, SavedQuery
from kobe_kg.errors import ParameterError, QueryError, suggestion
from kobe_kg.query.run import prepare
from kobe_kg.serve.settings import Settings
from kobe_kg.store import Store

#: Names of a query string that are no parameters of a query: which part of the rows, and the language of the page.
LIMIT, OFFSET, LANG = "limit", "offset", "lang"
#: Languages that the name ``lang`` may choose.
LANGUAGES = ("en", "fr")
#: The farthest row that can be asked for.
FARTHEST = 999_999_999

_EXPONENT = re.compile(r"([+-]?(?:[0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30}))[eE]([+-]?[0-9]{1,3})\Z", re.ASCII)


class Call(NamedTuple):
    """A saved query with its values."""

    query: SavedQuery
    #: Name to values, as they were given.
    given: dict[str, list[str]]
    #: How many rows at most, and how many before them are passed over.
    limit: int
    offset: int = 0

    def text(self, store: Store) -> str:
        """Give the SPARQL text that is run: the query's own, its values put in, its header left out.

        :raises ParameterError: when a value does not fit, or is not known to the graph.
        """
        return bare(prepare(self.query, self.given, store))

    def args(self) -> list[tuple[str, str]]:
        """Give the query string of the values, in the order of the query's own parameters."""
        return [(name, value) for name in self.query.params for value in self.given.get(name, ())]


def read(query: SavedQuery, args: Iterable[tuple[str, str]], settings: Settings, *, blanks: bool = False) -> Call:
    """Read a call from a query string or a form.

    :param args: names and values, in order.
    :param blanks: whether an empty value means that none is given, as a form sends it.
    :raises ParameterError: when a name is unknown or stands there too often, or which rows are wanted is no number.

    >>> from kobe_kg.graph import open
    >>> read(open().queries["claims"], [("event", "kobe-attack"), ("limit", "2")], Settings()).limit
    2
    """
    given: dict[str, list[str]] = {}
    for name, value in args:
        if name not in query.params and name not in (LIMIT, OFFSET, LANG):
            hint = suggestion(name, [*query.params, LIMIT, OFFSET])
            raise ParameterError(f"the query {query.name!r} has no parameter {name!r}", hint=hint)
        if value or not blanks:
            given.setdefault(name, []).append(value)
    for name, values in given.items():
        if len(values) > 1 and not (name in query.params and query.params[name].many):
            raise ParameterError(f"{name!r} is given {len(values)} times")
    limit = _number(LIMIT, given.pop(LIMIT, [str(settings.rows)])[0], 1, settings.rows)
    offset = _number(OFFSET, given.pop(OFFSET, ["0"])[0], 0, FARTHEST)
    if LANG in given and LANG not in query.params and given.pop(LANG)[0] not in LANGUAGES:
        raise ParameterError(f"{LANG!r} is one of {', '.join(LANGUAGES)}")
    for name, values in given.items():
        if query.params[name].type == "decimal":
            given[name] = [_plain(value) for value in values]
    return Call(query, given, limit, offset)


def check(queries: Catalog) -> None:
    """Refuse saved queries that could not be called by an address.

    :raises QueryError: when a parameter has a name that means something else there.
    """
    for query in map(queries.__getitem__, queries):
        for name in (LIMIT, OFFSET, LANG):
            found = query.params.get(name)
            if found is not None and (name != LANG or not {*found.enum} <= {*LANGUAGES} or not found.enum):
                meaning = "the language of a page" if name == LANG else "which rows are wanted"
                hint = f"{LANG} may be {{type: enum, enum: [en, fr]}}" if name == LANG else "give it another name"
                raise QueryError(
                    f"{query.path}: no parameter can be called {name!r}, as that is {meaning} in an address", hint=hint
                )


def bare(text: str) -> str:
    """Give the text of a saved query without its header.

    >>> bare("#+ title: T\\nASK {}\\n")
    'ASK {}\\n'
    """
    return re.sub(r"\A(?:#\+[^\n]*\n)*", "", text)


def _number(name: str, text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not least <= int(text) <= most:
        raise ParameterError(f"{name!r} is a whole number from {least} to {most}, not {text[:60]!r}")
    return int(text)


def _plain(text: str) -> str:
    """Write out a number that a program has written with an exponent."""
    return format(Decimal(text), "f") if _EXPONENT.match(text) else text
