"""Tables of claims: a spreadsheet in which a row is what one speaker says of one thing.

columns names what may stand in it; sheet, workbook and columnar open it, mapping reads other people's headers; words,
wording and days understand cells, row checks them, cast gathers what many rows name in ledgers, claims joins the rows,
body holds them together, writing says it all in triples, release reads a table in parts, and template is the sheet to
begin with.
"""

from kobe_kg.ingest.table.reader import TableReader

#: The reader, as the registry finds it.
READER = TableReader()

__all__ = ["READER", "TableReader"]
