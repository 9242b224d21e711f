"""`kobe query`: list the saved queries, or run one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from kobe_kg.cli.options import coloured, columns, open_graph, output, output_format
from kobe_kg.cli.results import ROWS, write_result
from kobe_kg.errors import ParameterError


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    name: Any = parser.add_argument("name", nargs="?", metavar="NAME", help="a saved query; without it, list them")
    name.completer = _names
    params: Any = parser.add_argument(
        "-p",
        "--param",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a parameter; repeat for several values",
    )
    params.completer = _params
    parser.add_argument("-f", "--format", metavar="FORMAT", help=f"one of {', '.join(ROWS)}")


def run(found: Namespace) -> int:
    """Run the verb."""
    if found.name is None:
        return _list(found)
    from kobe_kg.query.run import run as run_query

    given: dict[str, list[str]] = {}
    for pair in found.param:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"a parameter is written KEY=VALUE, not {pair!r}")
        given.setdefault(key, []).append(value)
    graph = open_graph(found)
    query = graph.queries[found.name]
    write_result(found, run_query(query, given, graph.store), types=query.columns, empty=query.empty)
    return 0


def _list(found: Namespace) -> int:
    form = output_format(found, ("table", "md", "html", "csv", "json"), terminal="table", piped="csv")
    from kobe_kg import tabular
    from kobe_kg.catalog import Catalog

    catalog = Catalog(_folders(found))
    headers = ["query", "question", "parameters"]
    rows = [[q.name, q.title, ", ".join(map(_signature, q.params.values()))] for q in map(catalog.__getitem__, catalog)]
    if form == "json":
        import json

        text = json.dumps([_facts(catalog[name]) for name in catalog], indent=2, ensure_ascii=False) + "\n"
    else:
        text = tabular.listed(headers, rows, form, columns=columns(found), bold=coloured(found))
    with output(found) as stream:
        stream.write(text.encode())
    return 0


def _folders(found: Namespace) -> list[Any]:
    import os
    from pathlib import Path

    from kobe_kg.paths import project

    named = found.queries or os.environ.get("KOBE_QUERIES", "").split(os.pathsep)
    return [*project().queries, *(Path(q) for q in named if q)]


def _signature(parameter: Any) -> str:
    mark = "…" if parameter.many else ""
    shown = parameter.name + mark
    if parameter.default is not None:
        return f"{shown}={parameter.default}"
    return f"[{shown}]" if parameter.optional else shown


def _facts(query: Any) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "summary": query.summary,
        "tags": query.tags,
        "params": {
            p.name: {k: v for k, v in p._asdict().items() if v not in (None, "", (), False)}
            for p in query.params.values()
        },
        "columns": query.columns,
        "empty": query.empty,
        "view": query.view,
    }


def _names(prefix: str, parsed_args: Namespace, **_: Any) -> list[str]:
    from kobe_kg.catalog import Catalog

    return [name for name in Catalog(_folders(parsed_args)) if name.startswith(prefix)]


def _params(prefix: str, parsed_args: Namespace, **_: Any) -> list[str]:
    from kobe_kg.catalog import Catalog
    from kobe_kg.query.run import offered

    catalog = Catalog(_folders(parsed_args))
    if parsed_args.name not in catalog:
        return []
    params = catalog[parsed_args.name].params
    key, equals, _value = prefix.partition("=")
    if not equals:
        return [f"{name}=" for name in params if name.startswith(prefix)]
    if key not in params:
        return []
    values = offered(params[key], open_graph(parsed_args).store)
    return [f"{key}={value}" for value in values if f"{key}={value}".startswith(prefix)]
