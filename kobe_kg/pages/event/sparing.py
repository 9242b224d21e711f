"""Comparisons for pages: kept where many ask for them, and spared what takes too long where claims are many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kobe_kg.answer import Answer
from kobe_kg.graph import Graph
from kobe_kg.pages.event.compared import comparison
from kobe_kg.pages.event.relabelled import relabelled
from kobe_kg.pages.reading import Names, count
from kobe_kg.reason.comparison import Comparison

#: With more claims than this, figures are laid side by side without setting every two against each other.
MOST = 1500
# Queries whose work or answers grow with the square of the claims, or that are run once a topic.
_LONG = ("disagreements", "estimates")


class _Sparing(Graph):
    """A graph that leaves out what takes too long."""

    def query(self, name: str, /, *, limit: int | None = None, **params: Any) -> Answer:
        """Run a saved query, or give no rows where it would take too long."""
        if name in _LONG:
            return self.sparql("SELECT * WHERE { FILTER(false) }")  # type: ignore[return-value]
        return super().query(name, limit=limit, **params)


def compared(
    graph: Graph,
    event: str,
    names: Names,
    *,
    topic: str | None = None,
    as_of: date | None = None,
    leave_out: Sequence[str] = (),
    lang: str = "en",
) -> tuple[Comparison, bool]:
    """Compare what is said about an event; see :meth:`kobe_kg.graph.Graph.compare`.

    :param event: its IRI.
    :param names: gives labels where there are none in the language.
    :returns: the comparison, and whether it is whole: otherwise disagreements and estimates are left out.
    """
    if count(graph, "{at} sem:hasActor? ?about . ?x kg:about ?about", at=event) > MOST:
        spared = _Sparing(graph.store, graph.queries, files=graph.files)
        found = spared.compare(event, topic=topic, as_of=as_of, leave_out=leave_out, lang=lang)
        return relabelled(found, names), False
    kept = None if topic or as_of or leave_out else comparison(graph, event, lang)
    found = kept or graph.compare(event, topic=topic, as_of=as_of, leave_out=leave_out, lang=lang)
    return relabelled(found, names), True
