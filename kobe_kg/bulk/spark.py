"""Parts made on Spark: it gives a part that is lost to another worker by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from kobe_kg.bulk.order import Desk
from kobe_kg.bulk.trouble import Trouble, attempt
from kobe_kg.errors import LimitError, ParameterError

#: Seconds between two looks at what is made.
_LOOK = 0.5


def run(folder: Path, parts: Sequence[int], done: Callable[[int], None], *, master: str | None, jobs: int) -> None:
    """Make parts.

    :param folder: the desk's folder, which all workers see under the same name.
    :param done: is told each part that is made.
    :param master: Spark's address; None is what ``spark-submit`` or Spark's own settings say, or else this machine.
    :param jobs: number of processes on this machine, where no other address is known.
    :raises ParameterError: when PySpark or Java is missing, or Spark cannot start.
    :raises DataError: when a part cannot be made.
    :raises LimitError: when Spark gives a part up.
    """
    if not parts:
        return
    context = _start(master, jobs)
    try:
        work = context.parallelize(parts, len(parts)).map(partial(_made, str(folder)))
        with ThreadPoolExecutor(1) as aside:
            try:
                troubles = _watch(aside.submit(work.collect), folder, parts, done)
            finally:
                context.cancelAllJobs()
    except Exception as error:
        if type(error).__name__ != "Py4JJavaError":
            raise
        why = str(getattr(error, "java_exception", error)).splitlines()[0]
        raise LimitError(
            f"Spark gave up: {why}", hint="what is made stays; the same command goes on from there"
        ) from error
    finally:
        context.stop()
    for trouble in troubles:
        if trouble:
            raise Trouble(*trouble).error()


def _made(folder: str, part: int) -> tuple[Any, ...] | None:
    trouble = attempt(Path(folder), part)
    return trouble and tuple(trouble)


def _watch(job: Any, folder: Path, parts: Sequence[int], done: Callable[[int], None]) -> Any:
    """Wait for a job, and tell what is made meanwhile."""
    desk, waiting = Desk(folder), set(parts)
    while waiting:
        try:
            found = job.result(_LOOK)
        except TimeoutError:
            found = None
        made = {part for part in waiting if desk.made(part).exists()}
        for part in sorted(made):
            done(part)
        waiting -= made
        if found is not None:
            return found
    return job.result()


def _start(master: str | None, jobs: int) -> Any:
    try:
        from pyspark import SparkConf, SparkContext
    except ModuleNotFoundError as error:
        raise ParameterError("pyspark is missing", hint='pip install "kobe-kg[spark]"; it needs Java 17') from error
    if master is None or master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setAppName("kobe ingest")
    if master is not None:
        conf.setMaster(master)
    conf.setIfMissing("spark.master", f"local[{jobs}]")
    if str(conf.get("spark.master")).startswith("local"):
        for name in ("spark.driver.host", "spark.driver.bindAddress"):
            conf.setIfMissing(name, "127.0.0.1")
        conf.setIfMissing("spark.ui.enabled", "false")
    try:
        context = SparkContext(conf=conf)
    except Exception as error:
        why = str(getattr(error, "java_exception", error)).splitlines()[0]
        raise ParameterError(
            f"Spark cannot start: {why}", hint="it needs Java 17, and a --master it can reach"
        ) from error
    context.setLogLevel("ERROR")
    return context
