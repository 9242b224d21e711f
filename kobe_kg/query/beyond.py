"""Saved queries that an engine is not up to: they are asked of a copy of its graph."""

from __future__ import annotations

from kobe_kg import paths
from kobe_kg.catalog import SavedQuery

#: How an engine begins to tell its name, in the header ``Server``, to our own queries that it refuses, does not end, or
#: answers with wrong rows and no word. The tests ask it all others directly.
BEYOND = {
    "Virtuoso/07": frozenset(
        """bound cited-only disagreements drift-repair estimates not-additive occurrences own-losses passages
        relays rivals silence sources support toll unreported""".split()
    ),
}


def beyond(query: SavedQuery, engine: str) -> bool:
    """Tell whether a query is known to be beyond an engine, or may be: one of somebody else's that nobody has checked.

    :param engine: what it calls itself.
    """
    found = next((names for start, names in BEYOND.items() if engine.startswith(start)), None)
    return found is not None and (query.name in found or not shipped(query))


def shipped(query: SavedQuery) -> bool:
    """Tell whether a query is one of this project's own, which the tests ask of each engine."""
    return query.path.is_relative_to(paths.QUERIES)
