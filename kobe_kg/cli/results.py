"""Print a query's result in the form asked for."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from kobe_kg.cli.options import coloured, columns, output, output_format, remark
from kobe_kg.namespaces import PREFIXES
from kobe_kg.store import Result

#: Formats of rows.
ROWS = ("table", "md", "csv", "tsv", "json", "jsonl", "xml", "html")
#: Formats of graphs.
GRAPHS = ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml")

# The W3C forms are the engine's own to write, row by row as they are found.
_W3C = {
    "csv": QueryResultsFormat.CSV,
    "json": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
_RDF = {
    "jsonld": RdfFormat.JSON_LD,
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
}


def write_result(found: Namespace, result: Result, *, types: Mapping[str, str] | None = None, empty: str = "") -> None:
    """Print what a query gave.

    :param types: column types, as a saved query declares them.
    :param empty: what to say when there are no rows.
    """
    if isinstance(result, QuerySolutions):
        _write_rows(found, result, types or {}, empty)
    elif isinstance(result, QueryBoolean):
        form = output_format(found, ("table", "json", "xml", "csv", "tsv"), terminal="table", piped="table")
        with output(found) as stream:
            if form in ("json", "xml"):
                result.serialize(stream, _W3C[form])
            else:
                stream.write(b"true\n" if result else b"false\n")
    else:
        write_graph(found, result)


def write_graph(found: Namespace, triples: Iterable[Triple]) -> None:
    """Print triples, in the canonical text form where the syntax has one."""
    form = output_format(found, GRAPHS, terminal="ttl", piped="ttl")
    with output(found) as stream:
        if form == "ttl":
            from kobe_kg import turtle

            stream.write(turtle.write(list(triples)).encode())
        else:
            ordered = sorted(triples, key=str)
            body = pyoxigraph.serialize(ordered, format=_RDF[form], prefixes=PREFIXES)
            stream.write(body or b"")


def _write_rows(found: Namespace, solutions: QuerySolutions, types: Mapping[str, str], empty: str) -> None:
    form = output_format(found, ROWS, terminal="table", piped="csv")
    with output(found) as stream:
        if form in _W3C:
            solutions.serialize(stream, _W3C[form])
            return
        from kobe_kg.answer import Answer

        answer = Answer(solutions, types=types, empty=empty)
        if form == "table":
            text = answer.to_table(columns=columns(found), bold=coloured(found))
        else:
            text = {"md": answer.to_markdown, "jsonl": answer.to_jsonl, "html": answer.to_html}[form]()
        stream.write(text.encode())
    if not len(answer):
        remark(found, empty)
    elif form == "table":
        remark(found, f"({len(answer)} row{'s' if len(answer) != 1 else ''})")
