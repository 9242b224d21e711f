"""Virtuoso, a server of another make: started small, in a folder of its own, and always stopped.

It has to be on the machine; `.ci/run` installs it. Where it is not, the tests that want it are skipped and say so,
unless CI is set: there it is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

_PATIENCE = 120

_SETTINGS = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
DirsAllowed = .
CheckpointInterval = 0
CaseMode = 2
MaxQueryMem = 400M
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 6
[SPARQL]
MaxQueryExecutionTime = 60
"""


@contextmanager
def serving(folder: Path, sql: int, http: int) -> Iterator[str]:
    """Run an empty Virtuoso, whose administrator is dba with the password dba, and give the root of its addresses."""
    program = shutil.which("virtuoso-t")
    if program is None:
        told = "virtuoso-t is not installed"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(sql=sql, http=http), encoding="utf-8")
    command = [program, "+configfile", "virtuoso.ini", "+foreground"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    root = f"http://127.0.0.1:{http}"
    try:
        _wait(process, f"{root}/sparql?query=ASK%7B%7D", folder)
        yield root
    finally:
        process.kill()  # nothing of it is kept
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except HTTPError:
            raise
        except (URLError, OSError):
            if process.poll() is not None or time.monotonic() > until:
                said = [(folder / name).read_text(errors="replace") for name in ("output", "virtuoso.log")]
                raise RuntimeError(f"virtuoso-t did not start: {said}") from None
            time.sleep(0.1)
