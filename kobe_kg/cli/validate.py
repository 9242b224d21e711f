"""`kobe validate`: check Turtle files against the rules."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from kobe_kg.cli.options import coloured, columns, name_graph, output, output_format, remark, watch
from kobe_kg.validate import FORMATS, SEVERITIES, Report, baseline, choice, render, rules, validate
from kobe_kg.validate.formats import SUFFIXES


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add(
        "path", nargs="*", metavar="PATH", help="Turtle files or folders; without any, the project's ontology and graph"
    )
    add("--fail-on", choices=SEVERITIES, default="violation", help="least severity that gives exit code 1 (violation)")
    for name, does in ("--select", "check these rules only"), ("--ignore", "leave these rules out"):
        option: Any = add(
            name, action="append", default=[], metavar="RULE", help=f"{does}; a,b and label-* too; repeatable"
        )
        option.completer = names
    add("--changed-since", metavar="REV", help="tell only what changes since a git revision can have caused")
    add("--baseline", metavar="FILE", help="a report written with -f json: tell only what is new since")
    add("--shapes", action="append", default=[], metavar="PATH", help="your own SHACL shapes instead; repeatable")
    add("--allow-net", action="store_true", help="fetch what your shapes import from the web (owl:imports)")
    explain: Any = add("--explain", metavar="RULE", help="instead, tell what a rule asks, why, and how to keep to it")
    explain.completer = names
    add("-f", "--format", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    parser.epilog = "With --graph PATH, the files may refer to what that graph describes; it is not checked itself."


def run(found: Namespace) -> int:
    """Run the verb."""
    watch(found.timeout)
    known = rules.read([Path(p) for p in found.shapes])
    if found.explain is not None:
        from kobe_kg.cli.rules import explain

        return explain(found, known, found.explain)
    form = _format(found)
    counts = choice.chooser(known, select=found.select, ignore=found.ignore)
    before = None if found.baseline is None else baseline.read(Path(found.baseline))
    report = choice.choose(_validate(found), known, counts)
    if before is not None:
        report = baseline.since(report, before, counts=counts)
    if not found.path:
        name_graph(found)
    for note in (*(f"not checked: {what}" for what in report.unchecked), *(report.notes if found.verbose else ())):
        remark(found, note)
    with output(found) as stream:
        text = render(
            report, form, rules=known, fail_on=found.fail_on, columns=columns(found), coloured=coloured(found)
        )
        stream.write(text.encode())
    if report.unreadable:
        return 3
    return 0 if report.conforms(fail_on=found.fail_on) else 1


def names(**_: Any) -> list[str]:
    """Give the rules' ids, for completion."""
    return list(rules.read())


def _validate(found: Namespace) -> Report:
    return validate(
        [Path(p) for p in found.path],
        context=[Path(p) for p in found.graph or ()],
        shapes=[Path(p) for p in found.shapes],
        engine=found.engine,
        since=found.changed_since,
        allow_net=found.allow_net,
    )


def _format(found: Namespace) -> str:
    if found.format is None and found.output is not None:
        suffix = Path(found.output).suffix.lstrip(".")
        found.format = SUFFIXES.get(suffix)
    return output_format(found, tuple(FORMATS), terminal="text", piped="text")
