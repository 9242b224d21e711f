"""What a type checker must refuse, each line with a reason; see usage.py."""

from __future__ import annotations

import kobe_kg


def misuse(graph: kobe_kg.Graph) -> None:
    kobe_kg.open(3)  # a path is a text or a Path
    kobe_kg.open(nowhere="x")  # no such option
    graph.query(name="claims")  # the name stands first, so that a parameter may be called so
    graph.query("claims", limit="10")  # a number
    graph.clams()  # no such method
    kobe_kg.RemoteError("gone", status="410")  # a number
    kobe_kg.Clam  # no such name  # noqa: B018
