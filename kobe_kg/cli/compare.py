"""`kobe compare`: who says what about an event, side by side."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from kobe_kg.cli.options import coloured, columns, open_graph, output, output_format
from kobe_kg.errors import UnknownNameError
from kobe_kg.reason.render import FORMATS, render
from kobe_kg.tabular import clean, wrap


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add("event", nargs="?", metavar="EVENT", help="slug, prefixed name or IRI (kobe-attack, or the only one)")
    add("--topic", metavar="TEXT", help="only topics whose name holds this, e.g. civilians-killed")
    add("--as-of", metavar="DATE", help="only what had been said by this day, YYYY-MM-DD")
    add(
        "--leave-out",
        action="append",
        default=[],
        metavar="SOURCE",
        help="leave a source's claims out, and show what moves; repeatable",
    )
    add("--explain", metavar="CLAIM", help="say in plain words why a claim counts or does not")
    add("--lang", choices=("en", "fr"), default="en", help="language")
    add("-f", "--format", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")


def run(found: Namespace) -> int:
    """Run the verb."""
    if found.explain:
        return _explain(found)
    form = output_format(found, FORMATS, terminal="table", piped="table")
    graph = open_graph(found)
    comparison = graph.compare(
        found.event, topic=found.topic, as_of=found.as_of, leave_out=found.leave_out, lang=found.lang
    )
    if found.topic and not (comparison.whole or comparison).topics:
        names = [t.name for t in graph.compare(found.event, as_of=found.as_of, lang=found.lang).topics]
        raise UnknownNameError("topic", found.topic, names)
    with output(found) as stream:
        stream.write(render(comparison, form, columns=columns(found), bold=coloured(found)).encode())
    return 0


def _explain(found: Namespace) -> int:
    output_format(found, ("text",), terminal="text", piped="text")
    graph = open_graph(found)
    sentences = graph.explain(
        found.explain, event=found.event, as_of=found.as_of, leave_out=found.leave_out, lang=found.lang
    )
    width = columns(found) or 100
    lines = [line for sentence in sentences for line in wrap(clean(sentence), width)]
    with output(found) as stream:
        stream.write(("\n".join(lines) + "\n").encode())
    return 0
