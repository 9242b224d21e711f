"""How a server is set up."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """How a server is set up; every one of these is an option of ``kobe serve``."""

    #: What is served: files or folders, or a store's folder, or an endpoint's address; the project's own if none.
    graph: tuple[Path, ...] = ()
    store: Path | None = None
    endpoint: str | None = None
    #: Folders of saved queries beside the project's own.
    queries: tuple[Path, ...] = ()
    #: Where to listen.
    host: str = "127.0.0.1"
    port: int = 8000
    #: The address people use, if a proxy stands before: ``https://example.org/kobe``.
    public: str | None = None
    #: Path under which a proxy passes requests on.
    root_path: str = ""
    #: Addresses of proxies whose X-Forwarded headers count.
    trusted: tuple[str, ...] = ()
    #: Processes that answer, and requests that may wait for one.
    workers: int = 2
    queue: int = 64
    #: Limits of one request: seconds, MiB beyond what the graph takes, rows, bytes of its answer, bytes of its body.
    timeout: float = 30.0
    memory: int = 1024
    rows: int = 100_000
    answer_bytes: int = 64 * 1024 * 1024
    body_bytes: int = 1024 * 1024
    #: Where cited answers are kept; None keeps none.
    answers: Path | None = None
    #: File to write a line a request to.
    access_log: Path | None = None
    #: Whether to take up changed files by itself.
    reload: bool = False
