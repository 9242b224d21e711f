"""What one process keeps the others see, whole or not at all."""

from __future__ import annotations

import os

import pytest

from kobe_kg.pages import data
from kobe_kg.serve.answering import Context
from kobe_kg.serve.pool.shared import Shared
from tests.serve.conftest import ask


def test_a_child_tells_its_parent() -> None:
    shared = Shared()
    child = os.fork()
    if not child:
        shared.put({"é": [1, None]})
        os._exit(0)
    os.waitpid(child, 0)
    assert shared.get() == {"é": [1, None]}


def test_what_is_too_large_is_not_kept() -> None:
    shared = Shared(room=4096)
    shared.put("x")
    shared.put("y" * 4096)
    assert shared.get() == "x"


def test_what_was_left_half_written_is_none() -> None:
    shared = Shared()
    shared.put(["one"])
    shared._memory[10:12] = b"!!"
    assert shared.get() is None


def test_the_graph_is_measured_once_for_all_workers(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    first = context._replace(shared=Shared())
    page = ask(first, "/data", accept="text/html")
    monkeypatch.setattr(data, "measure", None)
    assert ask(first, "/data", accept="text/html") == page
