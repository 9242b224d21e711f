"""`kobe export`: the graph in a form that other tools read, with what it leaves out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from kobe_kg import paths, tabular
from kobe_kg.cli.options import columns, named, open_graph, output, progress, remark, watch
from kobe_kg.errors import ParameterError
from kobe_kg.export import FORMATS, Source, export


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    form: Any = add("format", nargs="?", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}; without it, list them")
    form.completer = formats
    option: Any = add(
        "-p", "--param", action="append", default=[], metavar="NAME=VALUE", help="an option of the format; repeatable"
    )
    option.completer = params
    add("--with-ontology", action="store_true", help="put the terms and code lists into it too")
    add("--include-restricted", action="store_true", help="keep what a licence forbids to pass on: for your own use")
    parser.epilog = (
        "What a format leaves out is told on stderr, and beside the output in NAME.losses.txt and NAME.losses.json."
    )


def run(found: Namespace) -> int:
    """Run the verb."""
    if found.format is None:
        return _list(found)
    watch(found.timeout)
    source = _source(found)
    options = dict(_pair(given) for given in found.param)
    if found.output is not None:
        losses = export(source, found.format, Path(found.output), **options)
    else:
        with output(found) as stream:
            losses = export(source, found.format, stream, **options)
    source.tell("", 0)
    remark(found, losses.text().rstrip("\n"))
    return 0


def formats(**_: Any) -> dict[str, str]:
    """Give the formats with what they are for, for completion."""
    return {name: form.summary for name, form in FORMATS.items()}


def params(parsed_args: Namespace, **_: Any) -> list[str]:
    """Give the options of the format that was chosen, for completion."""
    form = FORMATS.get(parsed_args.format or "")
    return [f"{name}=" for name in form.options] if form else []


def _list(found: Namespace) -> int:
    text = tabular.pairs(list(formats().items()), columns=columns(found))
    with output(found) as stream:
        stream.write(text.encode())
    remark(found, "kobe export FORMAT -o FILE writes one.")
    return 0


def _source(found: Namespace) -> Source:
    place = named(found)
    home = paths.project()
    options: dict[str, Any] = {
        "with_ontology": found.with_ontology,
        "include_restricted": found.include_restricted,
        "tell": progress(found),
    }
    if place["store"] or place["endpoint"]:
        return Source(store=open_graph(found).store, vocabulary=home.vocabulary, **options)
    return Source([Path(p) for p in place["graph"] or [home.graph]], home.vocabulary, **options)


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name:
        raise ParameterError(f"{given!r} is no option of a format", hint="write it -p name=value")
    return name, value
