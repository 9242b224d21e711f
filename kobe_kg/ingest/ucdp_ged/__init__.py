"""UCDP GED: one coder's table of events with their dead, read into claims.

layout finds the columns, row checks the cells, articles cuts the list of sources, writing says what a row claims, and
reader keeps count of it all.
"""

from kobe_kg.ingest.ucdp_ged.reader import UcdpGedReader

#: The reader, as the registry finds it.
READER = UcdpGedReader()

__all__ = ["READER", "UcdpGedReader"]
