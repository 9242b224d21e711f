"""Dossiers: a curator's YAML of reports and claims, read into Turtle.

tree and load give a checked dossier, sense and numbers what its entries mean, draft and links the claims they make,
names and entities all that the claims speak of, writing the triples.
"""

from kobe_kg.ingest.dossier.reader import DossierReader

#: The reader, as the registry finds it.
READER = DossierReader()

__all__ = ["READER", "DossierReader"]
