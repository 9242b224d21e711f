"""What the front answers by itself: whether the server is well, what it serves, what it has done."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from kobe_kg.serve.message import Reply

if TYPE_CHECKING:
    from kobe_kg.serve.front.app import Front


def health(front: Front) -> Reply:
    """Tell whether requests can be answered: 200, or 503."""
    ready = front.workers.ready
    told: dict[str, object] = {"status": "ok" if ready else "failing", "generation": front.workers.generation}
    if ready:
        told["version"] = front.workers.version.name
    return _json(told, 200 if ready else 503)


def state(front: Front) -> Reply:
    """Tell what is served, by which version of the package."""
    from importlib.metadata import version

    found = front.workers.version
    return _json(
        {
            "package": version("kobe-kg"),
            "dataset": found.name,
            "sha256": found.digest,
            "triples": found.triples,
            "loaded": found.loaded,
            "generation": front.workers.generation,
        }
    )


def counts(front: Front) -> Reply:
    """Give the metrics for Prometheus."""
    workers = front.workers
    more = {"kobe_kept_bytes": front.kept.size, "kobe_kept_answers": len(front.kept)}
    for name in ("running", "waiting"):
        if (n := getattr(workers, name, None)) is not None:
            more[f"kobe_workers_{name}"] = n
    more["kobe_generation"] = workers.generation
    body = front.metrics.text(more, ended=getattr(workers, "ended", {}))
    return Reply(body.encode(), "text/plain; version=0.0.4; charset=utf-8", lasting=False)


def _json(told: dict[str, object], status: int = 200) -> Reply:
    return Reply(json.dumps(told, indent=2).encode() + b"\n", "application/json", status, lasting=False)


#: Path to what answers there.
PAGES: dict[str, Callable[[Front], Reply]] = {"/health": health, "/version": state, "/metrics": counts}
