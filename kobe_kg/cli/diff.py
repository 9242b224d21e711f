"""`kobe diff`: what changed between two versions of the graph."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from kobe_kg.cli.options import coloured, columns, output, output_format, watch


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add("a", nargs="?", metavar="A", help="the older: a Turtle file, a folder, or a git revision (HEAD)")
    add("b", nargs="?", metavar="B", help="the newer; without it, the files as they are now")
    add("--exit-code", action="store_true", help="exit 1 when something changed")
    add("--no-estimates", action="store_true", help="do not compute the figures that rest on changed claims")
    add("-f", "--format", metavar="FORMAT", help="text, md or json")
    parser.epilog = (
        "A revision is a branch, a tag, HEAD~3 or an id; REV:PATH is a file or folder of it, A..B two of them, and "
        "A...B what B did since it left A. --graph names the files a revision is about."
    )


def run(found: Namespace) -> int:
    """Run the verb."""
    from kobe_kg.difference import diff
    from kobe_kg.difference.render import FORMATS, render

    form = output_format(found, FORMATS, terminal="text", piped="text")
    watch(found.timeout)
    graph = found.graph or [path for path in os.environ.get("KOBE_GRAPH", "").split(os.pathsep) if path]
    told = diff(found.a, found.b, graph=graph, estimates=not found.no_estimates)
    with output(found) as stream:
        text = render(told, form, columns=columns(found), coloured=coloured(found), summed=not found.quiet)
        stream.write(text.encode())
    return 1 if found.exit_code and told else 0
