"""`kobe sparql`: any SPARQL 1.1 query, with the project's prefixes declared."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kobe_kg.cli.options import open_graph
from kobe_kg.cli.results import GRAPHS, ROWS, write_result
from kobe_kg.errors import DataError, ParameterError, QueryError
from kobe_kg.query.run import ask


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    parser.add_argument("query", metavar="TEXT|FILE.rq|-", help="the query, its file, or - for standard input")
    parser.add_argument("-f", "--format", metavar="FORMAT", help=", ".join((*ROWS, *GRAPHS)))


def run(found: Namespace) -> int:
    """Run the verb."""
    path, text = _read(found.query)
    if not text.strip():
        raise ParameterError("the query is empty")
    graph = open_graph(found)
    try:
        result = ask(text, graph.store)
    except QueryError as error:
        if error.where is not None:
            error.where.path = path
        raise
    write_result(found, result, empty="No rows.")
    return 0


def _read(given: str) -> tuple[str, str]:
    try:
        if given == "-":
            return "<stdin>", sys.stdin.buffer.read().decode()
        if given.endswith((".rq", ".sparql")):
            return given, Path(given).read_bytes().decode()
    except OSError as error:
        raise DataError(f"cannot read {given}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{given} is not UTF-8 text (byte {error.start + 1})") from error
    return "<query>", given
