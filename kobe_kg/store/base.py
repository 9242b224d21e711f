"""What a store promises: a query's text in, its result out, the same whichever engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeAlias

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

#: A result: solutions of a SELECT, the truth of an ASK, the triples of a CONSTRUCT or DESCRIBE.
Result: TypeAlias = QuerySolutions | QueryBoolean | Iterator[Triple]


class Store(Protocol):
    """A graph that answers SPARQL 1.1 queries."""

    def query(self, text: str) -> Result:
        """Answer a query.

        :param text: a complete query, its prefixes declared.
        :returns: pyoxigraph's types, whatever the engine; an iterator of triples is consumed as it is read.
        :raises QueryError: when the text does not parse, or cannot be evaluated.
        :raises RemoteError: when a remote endpoint fails.
        """
        ...
