"""A network for Gephi and networkx, as GraphML: who says what, where it is printed, and who passes it on.

Whatever is a row of :mod:`kobe_kg.export.tables` is a node, its columns are attributes, and its columns of IRIs are
edges. The network is directed, and two nodes may have several edges, told apart by ``relation``.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import NamedNode

from kobe_kg.export.losses import Losses
from kobe_kg.export.records import Record, Tally, instances, records
from kobe_kg.export.source import Source
from kobe_kg.export.tables import BETWEEN, TABLES, Cell, Column, cell

_TYPES = {"boolean": "boolean", "superseded": "boolean", "decimal": "double", "integer": "long"}
# What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(source: Source, stream: IO[bytes]) -> Losses:
    """Write nodes by table and IRI, then their edges by the same order; these wait in a file."""
    nodes = {iri for table in TABLES.values() for iri in instances(source, *table.classes)}
    keys = {name: f"d{number}" for number, name in enumerate(_attributes())}
    tally = Tally()

    def out(text: str) -> None:
        stream.write(text.encode())

    out(_HEAD)
    for name, kind in _attributes().items():
        out(f'  <key id="{keys[name]}" for="node" attr.name="{name}" attr.type="{kind}"/>\n')
    out('  <key id="relation" for="edge" attr.name="relation" attr.type="string"/>\n')
    out('  <graph id="G" edgedefault="directed">\n')
    edges = count()
    with tempfile.TemporaryFile(prefix="kobe-") as later:
        for number, (found, columns) in enumerate(_records(source), 1):
            out(f"    <node id={quoteattr(_clean(found.iri))}>\n")
            for column in columns:
                text = _text(cell(source, found, column), column, tally)
                if text:
                    out(f'      <data key="{keys[_named(column)]}">{escape(text)}</data>\n')
            out("    </node>\n")
            source.tell("nodes written", number)
            later.writelines(edge.encode() for edge in _edges(found, nodes, edges))
            tally.add(found)
        later.seek(0)
        shutil.copyfileobj(later, stream)
    out("  </graph>\n</graphml>\n")
    losses = Losses("graphml")
    tally.settle(
        source,
        losses,
        absent="it is no node",
        elsewhere="what it is said of is no node",
        why="a node has no attribute for it, or what it leads to is no node",
    )
    return losses


def _records(source: Source) -> Iterator[tuple[Record, list[Column]]]:
    """Give all that is a node, with the columns that are its attributes."""
    seen: set[str] = set()
    for table in TABLES.values():
        columns = [column for column in table.columns if _is_attribute(column)]
        for found in records(source, *table.classes):
            if found.iri not in seen:
                seen.add(found.iri)
                yield found, columns


def _attributes() -> dict[str, str]:
    """Give the attributes of nodes with their types, each once."""
    columns = [column for table in TABLES.values() for column in table.columns if _is_attribute(column)]
    return {_named(column): _TYPES.get(column.kind, "string") for column in columns}


def _named(column: Column) -> str:
    return "label" if column.name == "label_en" else column.name  # the name that Gephi shows


def _is_attribute(column: Column) -> bool:
    leads = column.kind in ("iri", "event", "label") and column.name not in ("url", "same_as")
    return bool(column.path) and not leads


def _edges(found: Record, nodes: set[str], numbers: Iterator[int]) -> Iterator[str]:
    """Take what leads to a node, and write it."""

    def node(term: object) -> str | None:
        return term.value if isinstance(term, NamedNode) and term.value in nodes else None

    for name in sorted(found.said):
        relation = escape(name.removeprefix("kg:"))
        for other in found.take(name, node, many=True) if name != "rdf:type" else ():
            ends = f"source={quoteattr(found.iri)} target={quoteattr(other)}"
            yield f'    <edge id="e{next(numbers)}" {ends}><data key="relation">{relation}</data></edge>\n'


def _text(found: Cell, column: Column, tally: Tally) -> str:
    if isinstance(found, list):
        found = BETWEEN.join(found)
    if isinstance(found, bool):
        return str(found).lower()
    text = format(found, "f") if isinstance(found, Decimal) else "" if found is None else str(found)
    cleaned = _clean(text)
    if cleaned != text:
        tally.change(column.name, "characters that XML cannot hold are replaced by U+FFFD")
    return cleaned


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
