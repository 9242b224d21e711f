"""Saved queries that an engine is not up to: they are asked of a copy of its graph."""

from __future__ import annotations

from kobe_kg import paths
from kobe_kg.catalog import SavedQuery

#: How an engine begins to tell its name, in the header ``Server``, to our own queries that it refuses, does not end, or
#: answers with wrong rows and no word. It was right each time with all others, which is no promise for another graph.
BEYOND = {
    "Virtuoso/07": frozenset(
        """bound cited-only claims disagreements drift-repair estimates not-additive occurrences own-losses
        passages relays rivals silence sources support toll unreported""".split()
    ),
}


def errs(engine: str) -> bool:
    """Tell whether an engine, by what it calls itself, is known to err on saved queries.

    >>> errs("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"), errs("Oxigraph/0.5.13")
    (True, False)
    """
    return engine.startswith(tuple(BEYOND))


def beyond(query: SavedQuery, engine: str) -> bool:
    """Tell whether a query is one of ours that is known to be beyond an engine."""
    shipped = query.path.is_relative_to(paths.QUERIES)
    return shipped and any(engine.startswith(start) and query.name in names for start, names in BEYOND.items())
