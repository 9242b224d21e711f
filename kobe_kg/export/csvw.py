"""Tables for a spreadsheet, as CSV on the Web: CSV files, and metadata that say what each column means.

The files are UTF-8 with a byte order mark, which Excel needs, and lines end as RFC 4180 has it. A spreadsheet would run
a text that begins like a formula, so such a text is written after an apostrophe, which
:func:`~kobe_kg.tabular.unguard` takes off again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from kobe_kg.export.losses import Losses
from kobe_kg.export.records import Tally, instances
from kobe_kg.export.source import Source
from kobe_kg.export.tables import BETWEEN, TABLES, Cell, Column, Table, foreign, rows
from kobe_kg.namespaces import KG, expand
from kobe_kg.tabular import guard

#: The name under which a reader of CSV on the Web looks for the description of the files beside it.
METADATA = "csv-metadata.json"

_GUARD = (
    "A text that begins with =, +, -, @, a tab or a line break, as a formula would, or with an apostrophe before that, "
    "stands after one more apostrophe. Take that one off to have the text as it is."
)
# Property to the table that its values have a row in.
_LEADS = {"kg:speaker": "sources", "kg:publisher": "sources"}
_DATATYPES = {"date": "date", "time": "time", "integer": "integer", "decimal": "decimal"}
_DATATYPES |= {"boolean": "boolean", "superseded": "boolean", "iri": "anyURI", "event": "anyURI"}


def write_folder(source: Source, folder: Path) -> Losses:
    """Write events, claims, reports, sources, parties and places as CSV, with their metadata.

    :returns: passages, breakdowns and whatever else has no table or column.
    """
    tally = Tally()
    described = []
    keys = {name: set(instances(source, *TABLES[name].classes)) for name in _LEADS.values()}
    for table in TABLES.values():
        whole = foreign(source, table)
        leads = {number: keys[name] for number, column in enumerate(table.columns) if (name := _other(column))}
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            out = csv.writer(stream, lineterminator="\r\n")
            out.writerow(column.name for column in table.columns)
            for row in rows(source, table, tally, whole=whole):
                leads = {number: known for number, known in leads.items() if row[number] in known}
                out.writerow(written(found, column, tally) for found, column in zip(row, table.columns, strict=True))
        described.append(_table(table, whole, [table.columns[number] for number in leads]))
    text = json.dumps(_group(source, described), ensure_ascii=False, indent=2)
    (folder / METADATA).write_text(text + "\n", encoding="utf-8", newline="\n")
    losses = Losses("csvw")
    tally.settle(
        source, losses, absent="no table for it", elsewhere="what it is said of has no table", why="no column for it"
    )
    return losses


def written(found: Cell, column: Column, tally: Tally | None = None) -> str:
    """Write what a column holds as the text of a cell.

    >>> number, text = Column("n", "", "integer", ""), Column("t", "", "text", "")
    >>> written(-1, number), written("-1", text), written(None, text)
    ('-1', "'-1", '')
    """
    if found is None:
        return ""
    if isinstance(found, list):
        found = separator(column).join(found)
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, Decimal):
        return format(found, "f")
    if not isinstance(found, str):
        return str(found)
    guarded = guard(found)
    if tally is not None and guarded != found:
        tally.change(column.name, "an apostrophe stands before what a spreadsheet would run as a formula")
    return guarded


def separator(column: Column) -> str:
    """Give what stands between several values in a cell."""
    return BETWEEN if column.kind in ("text", "label") else " "


def _group(source: Source, tables: Iterable[dict[str, Any]]) -> dict[str, Any]:
    licences = {*source.shelf.values(NamedNode(expand("dct:license")))}
    named = {"dc:license": {"@id": licences.pop().strip("<>")}} if len(licences) == 1 else {}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Claims about events, and who reports them",
        **named,
        "rdfs:comment": _GUARD,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"]},
        "tables": list(tables),
    }


def _table(table: Table, whole: frozenset[str], leading: Iterable[Column]) -> dict[str, Any]:
    """Describe a table.

    :param leading: columns that lead to another table in every row.
    """
    key = table.columns[0].name
    return {
        "url": f"{table.name}.csv",
        "dc:description": table.about,
        "tableSchema": {
            "columns": [_column(column, key, whole=column.name in whole) for column in table.columns],
            "primaryKey": key,
            "aboutUrl": f"{{+{key}}}",
            "foreignKeys": [_foreign_key(column) for column in leading],
        },
    }


def _column(column: Column, key: str, *, whole: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "datatype": _DATATYPES.get(column.kind, "string"),
    }
    if column.many:
        found["separator"] = separator(column)
    elif column.kind == "iri":
        found["datatype"] = "string"  # its URI template says what it is; readers fill one with texts
    if column.lang:
        found["lang"] = column.lang
    if column.name == key:
        return {**found, "required": True, "suppressOutput": True}
    if column.derived:
        return {**found, "suppressOutput": True}
    found["propertyUrl"] = expand(column.path)
    if column.many:  # a template would make one address of them all
        return found
    if column.kind == "iri" or whole:
        found["valueUrl"] = f"{{+{column.name}}}"
    elif column.kind in ("class", "concept"):
        found["valueUrl"] = f"{KG}{{{column.name}}}"
    return found


def _other(column: Column) -> str:
    """Name the table that a column leads to; an empty text is none."""
    return "" if column.derived else _LEADS.get(column.path, "")


def _foreign_key(column: Column) -> dict[str, Any]:
    other = TABLES[_other(column)]
    reference = {"resource": f"{other.name}.csv", "columnReference": other.columns[0].name}
    return {"columnReference": column.name, "reference": reference}
