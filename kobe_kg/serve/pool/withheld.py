"""What a licence forbids to pass on is not served: it is taken out before the first request."""

from __future__ import annotations

from kobe_kg import paths
from kobe_kg.errors import ParameterError
from kobe_kg.export import Source
from kobe_kg.export.restricted import asked
from kobe_kg.graph import Graph
from kobe_kg.store.oxigraph import OxigraphStore


def withhold(graph: Graph) -> int:
    """Take out of a graph in memory what may not be passed on, as every export does.

    :returns: how many resources that are.
    :raises ParameterError: when a store on disk or an endpoint holds any: nothing can be taken out there.

    >>> from kobe_kg.graph import open
    >>> withhold(open())
    0
    """
    if not graph.store.query(asked()):
        return 0
    if not graph.files or not isinstance(graph.store, OxigraphStore):
        raise ParameterError(
            "the store holds what its licence forbids to pass on, and to serve it is to pass it on",
            hint="serve the files it was made from, or an export: kobe export nt",
        )
    found = Source(vocabulary=paths.project().vocabulary, store=graph.store).restricted
    graph.store.remove(found)
    return len(found)
