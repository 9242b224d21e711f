"""What a store promises: a query's text in, its result out, the same whichever engine answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias, runtime_checkable

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


@runtime_checkable
class Foreign(Protocol):
    """A store whose engine is not ours: it may forget a datatype, or not be up to a query."""

    @property
    def engine(self) -> str:
        """What the engine calls itself, or an empty text."""
        ...

    def declared(self, text: str, columns: Mapping[str, str]) -> Result:
        """Answer a query like :meth:`Store.query`, with the values of its columns as they are declared.

        :param columns: name to type, as a saved query has them.
        """
        ...

    def tell(self, text: str) -> None:
        """Tell the user something beside the answer."""
        ...

    def fits(self) -> bool:
        """Tell whether it is small enough to be copied."""
        ...

    def copy(self) -> Store:
        """Give all it holds, as a store of our own."""
        ...
