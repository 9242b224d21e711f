"""`kobe validate`: check Turtle files against the rules."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kobe_kg.cli.options import coloured, columns, output, output_format
from kobe_kg.validate import SEVERITIES, validate
from kobe_kg.validate.text import render


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add(
        "path", nargs="*", metavar="PATH", help="Turtle files or folders; without any, the project's ontology and graph"
    )
    add("--fail-on", choices=SEVERITIES, default="violation", help="least severity that gives exit code 1 (violation)")
    add("-f", "--format", metavar="FORMAT", help="text")
    parser.epilog = "With --graph PATH, the files may refer to what that graph describes; it is not checked itself."


def run(found: Namespace) -> int:
    """Run the verb."""
    output_format(found, ("text",), terminal="text", piped="text")
    report = validate([Path(p) for p in found.path], context=[Path(p) for p in found.graph or ()])
    with output(found) as stream:
        stream.write(render(report, columns=columns(found), coloured=coloured(found)).encode())
    if report.unreadable:
        return 3
    return 0 if report.conforms(fail_on=found.fail_on) else 1
