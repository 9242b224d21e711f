"""`kobe match`: find events of two data sets that may be one."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kobe_kg import tabular
from kobe_kg.cli.options import coloured, columns, open_graph, output, output_format, progress, remark
from kobe_kg.errors import ParameterError

if TYPE_CHECKING:
    from kobe_kg.graph import Graph
    from kobe_kg.matching import Candidate

FORMATS = ("table", "csv", "json", "md", "sssom", "tsv")
#: What a table shows of a candidate.
_SHOWN = ("score", "rank", "event", "label", "other", "otherLabel", "days", "km", "parties", "killed", "otherKilled")


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="PATH",
        help="the other data set: files, folders, or a store on disk; without it, the graph with itself",
    )
    add("--least", type=float, default=0.5, metavar="SCORE", help="the lowest score to tell, from 0 to 1 (0.5)")
    add("--within", action="store_true", help="compare the events of one speaker too: what a data set has twice")
    add("--known", metavar="FILE", help="SSSOM with what is decided already, and not told again")
    add("--accept", metavar="FILE", help="SSSOM that a curator has gone through: write the accepted links as Turtle")
    add("-f", "--format", metavar="FORMAT", help="table, csv, json, md, or sssom for a curator to decide in")
    parser.epilog = (
        "Candidates are told and nothing is merged. --graph, --store or --endpoint names the first data set. "
        "A curator decides in the sssom file, and --accept makes links of what was accepted."
    )


def run(found: Namespace) -> int:
    """Run the verb."""
    if found.accept is not None:
        return _accept(found)
    from kobe_kg.matching import candidates, facts, sssom

    form = output_format(found, FORMATS, terminal="table", piped="csv")
    if not 0 <= found.least <= 1:
        raise ParameterError("--least is from 0 to 1")
    decided = sssom.read(Path(found.known)) if found.known else []
    tell = progress(found)
    first = facts(open_graph(found).store)
    tell("events read", len(first.events))
    second = facts(_other(found.beside).store) if found.beside else None
    tell("", 0)
    for one in (first, *([second] if second else [])):
        if one.undated:
            remark(found, f"note: {one.undated:,} events name no first or no last day, and cannot be compared")
    known = {(one.event, one.other) for one in decided}
    pairs = candidates(first, second, least=found.least, within=found.within, known=known)
    with output(found) as stream:
        count = _write(found, form, pairs, stream)
    if count == 0:
        remark(found, "No two events may be one. --least tells less likely ones.")
    elif form == "table":
        remark(found, f"({count:,} candidate{'' if count == 1 else 's'}; nothing is merged)")
    return 0


def _accept(found: Namespace) -> int:
    from kobe_kg import turtle
    from kobe_kg.matching import sssom

    decisions = sssom.read(Path(found.accept))
    links = sssom.links(decisions)
    header = f"# Links between events that a curator accepted.\n# Read from {Path(found.accept).name} by kobe match."
    with output(found) as stream:
        stream.write(turtle.write(links, header=header).encode())
    refused = len(decisions) - len(links)
    remark(found, f"{len(links):,} accepted, {refused:,} told apart")
    return 0


def _other(named: Sequence[str]) -> Graph:
    from kobe_kg import graph
    from kobe_kg.store import disk

    stores = [path for path in named if disk.is_store(Path(path))]
    if stores and len(named) > 1:
        raise ParameterError("--with takes one store, or files and folders")
    return graph.open(store=stores[0]) if stores else graph.open(list(named))


def _write(found: Namespace, form: str, pairs: Iterable[Candidate], stream: IO[bytes]) -> int:
    """Write candidates, and give how many there were."""
    from kobe_kg.matching import sssom

    if form in ("sssom", "tsv"):
        rows = list(pairs)
        for line in sssom.write(rows):
            stream.write(line.encode())
        return len(rows)
    if form == "csv":
        return _write_csv(pairs, stream)
    rows = list(pairs)
    if form == "json":
        stream.write((json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=1) + "\n").encode())
        return len(rows)
    cells = [[_cell(row, name) for name in _SHOWN] for row in rows]
    numeric = [name in ("score", "rank", "days", "km") for name in _SHOWN]
    if form == "md":
        text = tabular.markdown(_SHOWN, cells, numeric=numeric)
    else:
        text = tabular.table(_SHOWN, cells, numeric=numeric, columns=columns(found), bold=coloured(found))
    stream.write(text.encode())
    return len(rows)


def _write_csv(pairs: Iterable[Candidate], stream: IO[bytes]) -> int:
    import csv
    from io import TextIOWrapper

    from kobe_kg.matching import Candidate

    text = TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(Candidate._fields)
    count = 0
    for pair in pairs:
        writer.writerow(pair)
        count += 1
    text.detach()
    return count


def _cell(row: Candidate, name: str) -> str:
    from kobe_kg.namespaces import compact

    value = getattr(row, name)
    if name in ("event", "other"):
        return compact(value) or str(value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
