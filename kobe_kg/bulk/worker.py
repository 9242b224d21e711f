"""A worker of the pool: makes the parts whose numbers it reads, one a line, until there are no more."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from kobe_kg.bulk.trouble import attempt


def work(folder: Path) -> None:
    """Make part after part, and answer each with a line: what keeps it from being made, or null.

    :param folder: the desk's folder.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    for line in sys.stdin:
        trouble = attempt(folder, int(line))
        try:
            print(json.dumps(trouble), flush=True)
        except BrokenPipeError:
            return


if __name__ == "__main__":
    work(Path(sys.argv[1]))
