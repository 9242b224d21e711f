"""The tables as Parquet, a file each: typed columns, each with its meaning in the file's own schema."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from pathlib import Path

import pyarrow
from pyarrow.parquet import ParquetWriter

from kobe_kg.export.losses import Losses
from kobe_kg.export.records import Tally
from kobe_kg.export.source import Source
from kobe_kg.export.tables import TABLES, Cell, Column, Table, rows
from kobe_kg.namespaces import expand

_TYPES = {
    "boolean": pyarrow.bool_(),
    "superseded": pyarrow.bool_(),
    "date": pyarrow.date32(),
    "decimal": pyarrow.float64(),
    "integer": pyarrow.int64(),
}
# Rows held in memory, and in one group of the file.
_GROUP = 20_000


def write_folder(source: Source, folder: Path) -> Losses:
    """Write ``events.parquet``, ``claims.parquet`` and the other tables.

    :returns: passages, breakdowns and whatever else has no table or column.
    """
    tally = Tally()
    for table in TABLES.values():
        _write(source, table, folder / f"{table.name}.parquet", tally)
    losses = Losses("parquet")
    tally.settle(
        source, losses, absent="no table for it", elsewhere="what it is said of has no table", why="no column for it"
    )
    return losses


def schema(table: Table) -> pyarrow.Schema:
    """Give the columns of a table with their types; the metadata of each say what it means and which property it is."""
    fields = [
        pyarrow.field(column.name, _type(column), metadata=_meaning(column), nullable=bool(column.path))
        for column in table.columns
    ]
    return pyarrow.schema(fields, metadata={"description": table.about})


def _write(source: Source, table: Table, path: Path, tally: Tally) -> None:
    shape = schema(table)
    found = rows(source, table, tally)
    with ParquetWriter(path, shape, compression="zstd") as out:
        while group := list(islice(found, _GROUP)):
            out.write_table(_columns(group, table, shape))


def _columns(group: list[list[Cell]], table: Table, shape: pyarrow.Schema) -> pyarrow.Table:
    arrays = []
    for number, column in enumerate(table.columns):
        cells: list[object] = [row[number] for row in group]
        if column.kind == "decimal":
            cells = [float(cell) if isinstance(cell, Decimal) else cell for cell in cells]
        arrays.append(pyarrow.array(cells, type=shape.field(number).type))
    return pyarrow.Table.from_arrays(arrays, schema=shape)


def _type(column: Column) -> pyarrow.DataType:
    single = _TYPES.get(column.kind, pyarrow.string())
    return pyarrow.list_(single) if column.many else single


def _meaning(column: Column) -> dict[str, str]:
    meaning = {"description": column.about}
    if column.path and not column.derived:
        meaning["property"] = expand(column.path)
    return meaning
