"""On a cluster of two workers the same bytes are made, and what an executor takes with it is made again, nothing else.

PySpark and Java have to be on the machine; `.ci/run` installs them. Where they are not, these tests are skipped and say
so, unless CI is set: there it is a failure.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kobe_kg.bulk import ingest
from tests.bulk.conftest import contents

#: What the workers' Python does first: parts 3 and 5 are lost once, when they are written and not yet committed.
LOSING = """#!{python}
import os, pathlib, runpy, signal, sys
import kobe_kg.bulk.part as part
tally = part._tally
write = part._write

def ending(desk, order, number, out):
    once = pathlib.Path({folder!r}, f"once-{{number}}")
    if number in (3, 5) and not once.exists():
        once.touch()
        part._tally = lambda *_: end(number)
    write(desk, order, number, out)

def end(number):
    if number == 3:  # with the executor, which has the daemon that has this process
        os.kill(int(open(f"/proc/{{os.getppid()}}/stat").read().rpartition(")")[2].split()[1]), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)

part._write = ending
sys.argv = sys.argv[2:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


class Done(NamedTuple):
    """What a run on the cluster gave."""

    process: subprocess.CompletedProcess[str]
    folder: Path

    @property
    def report(self) -> dict[str, Any]:
        """Its report."""
        found: dict[str, Any] = json.loads(self.process.stdout)
        return found


def needed() -> None:
    """Skip what needs Spark, or fail it in CI."""
    missing = [
        name for name, found in (("PySpark", importlib.util.find_spec("pyspark")), ("Java", java())) if not found
    ]
    if missing:
        told = f"{' and '.join(missing)} is not installed"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)


def java() -> str | None:
    """Find Java."""
    return os.environ.get("JAVA_HOME") or shutil.which("java")


def environment() -> dict[str, str]:
    """Give an environment without what a Spark of the person who runs the tests has set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}


@pytest.fixture(scope="module")
def cluster(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Read the table on a cluster whose executors are lost."""
    needed()
    folder = tmp_path_factory.mktemp("cluster")
    program = folder / "python"
    program.write_text(LOSING.format(python=sys.executable, folder=str(folder)))
    program.chmod(0o755)
    command = [sys.executable, "-m", "kobe_kg", "ingest", "ucdp-ged", str(source), "-o", str(folder / "out")]
    command += "--parts 12 --engine spark --master local-cluster[2,1,1024] --validate -f json".split()
    process = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**environment(), "PYSPARK_PYTHON": str(program)}
    )
    assert process.returncode in (0, 1), process.stderr
    return Done(process, folder / "out")


def test_a_cluster_makes_the_same_bytes_as_the_pool(cluster: Done, source: Path, tmp_path: Path) -> None:
    report = ingest("ucdp-ged", source, tmp_path, parts=12, jobs=2, validate=True)
    assert contents(cluster.folder) == contents(tmp_path)
    assert {name: cluster.report[name] for name in ("sha256", "read", "kept", "refused", "statements", "findings")} == {
        name: report.facts()[name] for name in ("sha256", "read", "kept", "refused", "statements", "findings")
    }


def test_a_lost_executor_costs_its_part_alone(cluster: Done) -> None:
    assert (cluster.folder.parent / "once-3").exists()
    assert (cluster.folder.parent / "once-5").exists()
    assert (cluster.report["engine"], cluster.report["retries"]) == ("spark", 2)
    assert cluster.process.returncode == 1  # rows were refused


def test_spark_that_is_not_there_is_told(source: Path, tmp_path: Path) -> None:
    needed()
    command = [sys.executable, "-m", "kobe_kg", "ingest", "ucdp-ged", str(source), "-o", str(tmp_path)]
    process = subprocess.run(
        [*command, "--engine", "spark", "--master", "nowhere"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert process.returncode == 2
    assert "Spark cannot start: " in process.stderr
    assert "Traceback" not in process.stderr
