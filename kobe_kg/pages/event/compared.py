"""The comparison behind a page, kept while its graph lives: the pages of an event's claims all rest on one."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from weakref import WeakKeyDictionary

from kobe_kg.answer import Answer
from kobe_kg.graph import Graph
from kobe_kg.pages.reading import count, rows
from kobe_kg.reason.comparison import Comparison

#: With more claims than this an event is not compared for the sake of one claim's page.
MOST = 5000
# How many comparisons are kept.
_KEPT = 12

_kept: WeakKeyDictionary[Graph, OrderedDict[tuple[str, str], Comparison | None]] = WeakKeyDictionary()


class _Asked(Graph):
    """A graph that keeps the answers no language has a part in, for the comparison in the other language."""

    def __init__(self, graph: Graph, event: str) -> None:
        super().__init__(graph.store, graph.queries, files=graph.files)
        self.event = event
        self._answers: dict[tuple[object, ...], Answer] = {}

    def query(self, name: str, /, *, limit: int | None = None, **params: Any) -> Answer:
        """Run a saved query, or give what it answered before."""
        if "lang" in params:
            return super().query(name, limit=limit, **params)
        key = (name, limit, *((k, tuple(v) if isinstance(v, list) else v) for k, v in sorted(params.items())))
        if key not in self._answers:
            self._answers[key] = super().query(name, limit=limit, **params)
        return self._answers[key]


_asked: WeakKeyDictionary[Graph, _Asked] = WeakKeyDictionary()


def comparison(graph: Graph, event: str, lang: str) -> Comparison | None:
    """Lay out what is said of an event, or give None where that is too much for a page of one claim.

    :param event: its IRI.
    """
    kept = _kept.setdefault(graph, OrderedDict())
    if (event, lang) not in kept:
        many = count(graph, "{at} sem:hasActor? ?about . ?x kg:about ?about", at=event)
        kept[event, lang] = _asked_of(graph, event).compare(event, lang=lang) if many <= MOST else None
        if len(kept) > _KEPT:
            kept.popitem(last=False)
    kept.move_to_end((event, lang))
    return kept[event, lang]


def _asked_of(graph: Graph, event: str) -> _Asked:
    """Give the graph with its answers on the event that was compared last."""
    found = _asked.get(graph)
    if found is None or found.event != event:
        found = _asked[graph] = _Asked(graph, event)
    return found


def events_of(graph: Graph, things: tuple[str, ...]) -> list[str]:
    """Give the events that some things are, or that they act in."""
    text = "SELECT DISTINCT ?event WHERE { {x} ?event sem:hasActor? ?x . ?event a kg:Event } ORDER BY ?event"
    return [event.value for (event,) in rows(graph, text, things) if event is not None and hasattr(event, "value")]
