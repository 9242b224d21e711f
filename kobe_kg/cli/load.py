"""`kobe load`: put graphs into a store on disk."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kobe_kg import files, paths
from kobe_kg.cli.options import named, progress, remark, watch
from kobe_kg.errors import ParameterError
from kobe_kg.store import disk

_SUFFIXES = [suffix + packed for suffix in disk.SUFFIXES for packed in ("", ".gz")]


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        metavar="PATH",
        help=f"file or folder to load ({', '.join(disk.SUFFIXES)}, also with .gz); without it, the project's graph",
    )
    add("--keep", type=int, default=1, metavar="N", help="earlier versions to keep for who still reads them (1)")
    parser.epilog = (
        "--store names the folder. The store is built aside and takes the place of the earlier one at once; the terms "
        "and code lists of the project are loaded with it."
    )


def run(found: Namespace) -> int:
    """Run the verb."""
    watch(found.timeout)
    home = paths.project()
    folder = named(found)["store"]
    if not folder:
        raise ParameterError("it needs a folder for the store", hint="name it with --store")
    if found.keep < 0:
        raise ParameterError("--keep is 0 or more")
    given = [Path(p) for p in (*found.paths, *(found.graph or ()))] or [home.graph]
    listed = files.expand([*home.vocabulary, *given], *_SUFFIXES)
    tell = progress(found)
    made = disk.build(Path(folder), listed, keep=found.keep, tell=tell)
    tell("", 0)
    remark(found, f"{made.triples:,} triples of {len(made.parts)} files: version {made.version} of {folder}")
    return 0
