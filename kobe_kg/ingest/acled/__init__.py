"""ACLED: one coder's table of political violence and protest, read into claims that are not passed on.

layout finds the columns, row checks the cells, actors tells parties from populations, writing says what a row claims,
in words, and reader keeps count of it all.
"""

from kobe_kg.ingest.acled.reader import AcledReader

#: The reader, as the registry finds it.
READER = AcledReader()

__all__ = ["READER", "AcledReader"]
