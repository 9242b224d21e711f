"""The fast engine: shapes compiled to SPARQL over whole sets of nodes, run on Oxigraph."""

from kobe_kg.validate.compiled.queries import Skipped, check

__all__ = ["Skipped", "check"]
