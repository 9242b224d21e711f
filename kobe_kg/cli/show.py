"""`kobe show`: tell all about one resource."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from kobe_kg import tabular
from kobe_kg.cli.options import coloured, columns, open_graph, output, output_format
from kobe_kg.cli.results import GRAPHS, write_graph
from kobe_kg.show import Description, describe, triples

# How many members of a section a terminal shows.
_SHOWN = 25


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    parser.add_argument("thing", metavar="THING", help="slug, prefixed name or IRI, e.g. source:rfi")
    parser.add_argument("-f", "--format", metavar="FORMAT", help=f"table, or as RDF {', '.join(GRAPHS)}")
    parser.add_argument("--lang", choices=("en", "fr"), default="en", help="language of the labels")


def run(found: Namespace) -> int:
    """Run the verb."""
    form = output_format(found, ("table", *GRAPHS), terminal="table", piped="table")
    graph = open_graph(found)
    if form != "table":
        write_graph(found, triples(found.thing, graph.store))
        return 0
    text = _text(describe(found.thing, graph.store, lang=found.lang), columns(found), coloured(found))
    with output(found) as stream:
        stream.write(text.encode())
    return 0


def _text(described: Description, width: int, bold: bool) -> str:
    def strong(text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if bold else text

    blocks = [f"{strong(tabular.clean(described.label))}\n{described.iri}\n"]
    pairs = [(fact.predicate, fact.value + (f"  {fact.label}" if fact.label else "")) for fact in described.facts]
    blocks.append(tabular.pairs(pairs, columns=width))
    for section in described.sections:
        rest = len(section.members) - _SHOWN
        body = tabular.pairs(section.members[:_SHOWN], columns=width)
        more = f"  … and {rest} more\n" if rest > 0 else ""
        blocks.append(f"{strong(section.title)} ({len(section.members)})\n{body}{more}")
    return "\n".join(blocks)
