"""Parquet files: every value as the text that a sheet would show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow
from pyarrow.parquet import ParquetFile

from kobe_kg.errors import DataError, ParameterError
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.table.sheet import Cells
from kobe_kg.ingest.table.values import text

# Rows held as Python's values at a time.
_BATCH = 1_000


def read(path: Path, name: str) -> Cells:
    """Read a file; its row 1 is the names of its columns.

    :raises DataError: when it is no Parquet file.
    """
    if name:
        raise ParameterError(f"{path} has no sheets to choose from, and --sheet names one")
    try:
        file = ParquetFile(path)
    except (OSError, pyarrow.ArrowException) as error:
        raise DataError(f"cannot read {path} as Parquet: {error}") from error
    return Cells(lambda: _rows(file))


def _rows(file: ParquetFile) -> Iterator[Raw]:
    yield Raw(1, 1, list(file.schema_arrow.names))
    number = 1
    for batch in file.iter_batches(_BATCH):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield Raw(number, number, [text(value) for value in row])
