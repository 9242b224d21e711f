"""Where a graph lies while it is queried: Oxigraph by default, rdflib as the reference, or a remote endpoint."""

from kobe_kg.store.base import Result, Store

__all__ = ["Result", "Store"]
