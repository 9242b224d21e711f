"""From a table to claims in parts: cut, make, put together; what is made stays if that ends early, and is taken up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from kobe_kg import files
from kobe_kg.bulk import cutting
from kobe_kg.bulk.order import Order
from kobe_kg.bulk.report import Report
from kobe_kg.bulk.undertaking import SYNTAXES, Tell, Undertaking
from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.ingest import open_reader
from kobe_kg.ingest.base import described
from kobe_kg.ingest.recipe import PartReader
from kobe_kg.ingest.work import Source
from kobe_kg.validate import statements

#: Who can make parts: processes on this machine, or Spark.
ENGINES = ("processes", "spark")
#: Options that name files or folders.
_PATHS = ("earlier", "graph", "mapping")


def _silent(_what: str, _done: int, _of: int) -> None:
    pass


def ingest(
    name: str,
    path: Path,
    folder: Path,
    *,
    event: str | None = None,
    graph: Iterable[Path] = (),
    asked: Mapping[str, str] = MappingProxyType({}),
    parts: int | None = None,
    jobs: int | None = None,
    engine: str = "processes",
    master: str | None = None,
    validate: bool = False,
    tell: Tell = _silent,
) -> Report:
    """Read a table into claims, in parts.

    Below the folder it makes a folder that is named after the file, which appears as a whole: ``part-00000.nt`` and so
    on with what rows say, ``shared.nt`` with what several of them name, and ``manifest.json``. Beside it stand what was
    refused, remarked on and found, and a report. All bytes but the report's times depend on the file, on what is asked
    and on the number of parts alone. Where an earlier run of the same ended early, it goes on from there.

    :param name: of the reader.
    :param path: the table.
    :param event: slug of the event that the table is about, where it does not say so itself.
    :param graph: Turtle files or folders; what they describe is not described again.
    :param asked: what else is told, by option.
    :param parts: into how many it is cut; None goes by the size of the file.
    :param jobs: number of processes; None is one for each core.
    :param engine: one of :data:`ENGINES`.
    :param master: the address of Spark.
    :param validate: whether the statements are checked against the rules.
    :param tell: is told how far it is.
    :raises DataError: when the table cannot be read, or a file is in the way.
    :raises LimitError: when another process is at it, or a part costs one worker after the other.
    :raises ParameterError: when an option has no sense here.
    """
    began = time.time()
    reader = open_reader(name)
    if not isinstance(reader, PartReader):
        raise ParameterError(f"{name} reads its source whole, and not in parts")
    _check(asked, parts, jobs, engine, master)
    reader.ask(event=event, graph=(graph := list(graph)))
    more = {"event": event or "", "graph": os.pathsep.join(map(str, described(graph, folder, name, path.name)))}
    asked = _absolute({**asked, **{option: told for option, told in more.items() if told}})
    rows = reader.rows(path, asked)
    recipe = reader.recipe(path, rows.names, asked)
    order = _order(name, path, rows, asked, parts or cutting.parts(path, reader.part), validate)
    work = Undertaking(order, recipe, rows, folder.absolute(), tell)
    work.clear_the_way()
    with work.alone():
        work.begin()
        resumed = work.made
        with work.following():
            work.make(engine, master, jobs or _cores())
            return work.finish(engine, began, resumed)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check(asked: Mapping[str, str], parts: int | None, jobs: int | None, engine: str, master: str | None) -> None:
    for option, number in (("--parts", parts), ("--jobs", jobs)):
        if number is not None and not 0 < number <= 100_000:
            raise ParameterError(f"{option} is a number from 1 to 100000")
    if engine not in ENGINES:
        raise ParameterError(f"there is no engine {engine!r} here", hint=suggestion(engine, ENGINES))
    if master is not None and engine != "spark":
        raise ParameterError("--master is for --engine spark")
    if asked.get("syntax", "nt") not in SYNTAXES:
        raise ParameterError("parts are written as nt or nq", hint="leave --syntax out")


def _order(name: str, path: Path, rows: Source, asked: Mapping[str, str], parts: int, validate: bool) -> Order:
    with path.open("rb") as stream:
        sums = file_digest(stream, "sha256").hexdigest()
    return Order(
        reader=name,
        source=path.name,
        sha256=sums,
        names=list(rows.names),
        asked=dict(asked),
        parts=parts,
        beside=_stamp(asked),
        rules=statements.digest() if validate else "",
        version=version("kobe-kg"),
    )


def _absolute(asked: Mapping[str, str]) -> dict[str, str]:
    """Give what is asked with paths that lead to the same from everywhere."""
    found = {option: os.pathsep.join(str(path.absolute()) for path in _paths(asked, option)) for option in _PATHS}
    return {**asked, **{option: paths for option, paths in found.items() if paths}}


def _paths(asked: Mapping[str, str], option: str) -> list[Path]:
    return [Path(name) for name in asked.get(option, "").split(os.pathsep) if name]


def _stamp(asked: Mapping[str, str]) -> str:
    """Tell the other files that are read from ones that were there before, without reading them."""
    sums, paths = sha256(), [path for option in _PATHS for path in _paths(asked, option)]
    if not paths:
        return ""
    for path in files.expand(paths, ".nt", ".nq", ".ttl", ".gz"):
        found = path.stat()
        sums.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return sums.hexdigest()
