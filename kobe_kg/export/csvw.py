"""Tables for a spreadsheet, as CSV on the Web: CSV files, and metadata that say what each column means.

The files are UTF-8 with a byte order mark, which Excel needs, and lines end as RFC 4180 has it. A spreadsheet would run
a text that begins like a formula, so such a text is written after an apostrophe; :func:`unguard` takes it off again.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from kobe_kg.export.losses import Losses
from kobe_kg.export.records import Tally, instances, records
from kobe_kg.export.source import Source
from kobe_kg.export.tables import BETWEEN, TABLES, Cell, Column, Table, foreign, rows
from kobe_kg.namespaces import KG, expand

#: The name under which a reader of CSV on the Web looks for the description of the files beside it.
METADATA = "csv-metadata.json"

# What a spreadsheet takes for the beginning of a formula, the wide signs of East Asian input included.
_FORMULA = re.compile("'*\\s*[=+\\-@\\t\\r＝＋－＠]")
_GUARD = (
    "A text that begins with =, +, -, @, a tab or a line break, as a formula would, or with an apostrophe before that, "
    "stands after one more apostrophe. Take that one off to have the text as it is."
)
_DATATYPES = {"date": "date", "time": "time", "integer": "integer", "decimal": "decimal"}
_DATATYPES |= {"boolean": "boolean", "superseded": "boolean", "iri": "anyURI", "event": "anyURI"}


def write_folder(source: Source, folder: Path) -> Losses:
    """Write events, claims, reports, sources, parties and places as CSV, with their metadata.

    :returns: passages, breakdowns and whatever else has no table or column.
    """
    tally = Tally()
    described = []
    for table in TABLES.values():
        whole = foreign(source, table)
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            out = csv.writer(stream, lineterminator="\r\n")
            out.writerow(column.name for column in table.columns)
            for row in rows(source, table, tally, whole=whole):
                out.writerow(written(found, column, tally) for found, column in zip(row, table.columns, strict=True))
        described.append(_table(source, table, whole))
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


def guard(text: str) -> str:
    """Keep a spreadsheet from running a text: put an apostrophe before what begins like a formula.

    >>> guard("=1+1"), guard("'=1+1"), guard("34 killed"), guard("'tis")
    ("'=1+1", "''=1+1", '34 killed', "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """Give the text of a cell as it was before :func:`guard`.

    >>> [unguard(guard(text)) for text in ("=1+1", "'=1+1", "34", "'tis", "")]
    ['=1+1', "'=1+1", '34', "'tis", '']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def separator(column: Column) -> str:
    """Give what stands between several values in a cell."""
    return BETWEEN if column.kind in ("text", "label") else " "


def _group(source: Source, tables: Iterable[dict[str, Any]]) -> dict[str, Any]:
    licences = {row["licence"].value for row in source.ask("SELECT ?licence { ?x dct:license ?licence }", own=True)}
    named = {"dc:license": {"@id": licences.pop()}} if len(licences) == 1 else {}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Claims about events, and who reports them",
        **named,
        "rdfs:comment": _GUARD,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"]},
        "tables": list(tables),
    }


def _table(source: Source, table: Table, whole: frozenset[str]) -> dict[str, Any]:
    key = table.columns[0].name
    return {
        "url": f"{table.name}.csv",
        "dc:description": table.about,
        "tableSchema": {
            "columns": [_column(column, key, whole=column.name in whole) for column in table.columns],
            "primaryKey": key,
            "aboutUrl": f"{{+{key}}}",
            "foreignKeys": [k for column in table.columns if (k := _foreign_key(source, table, column))],
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


def _foreign_key(source: Source, table: Table, column: Column) -> dict[str, Any] | None:
    """Give the table a column leads to, if it does so in every row."""
    other = TABLES.get({"kg:speaker": "sources", "kg:publisher": "sources"}.get(column.path, ""))
    if other is None or column.derived:
        return None
    known = set(instances(source, *other.classes))
    for found in records(source, *table.classes):
        if not any(getattr(term, "value", None) in known for term in found.said.get(column.path, ())):
            return None
    reference = {"resource": f"{other.name}.csv", "columnReference": other.columns[0].name}
    return {"columnReference": column.name, "reference": reference}
