"""The comparison behind a page, kept while its graph lives: the pages of an event's claims all rest on one."""

from __future__ import annotations

from collections import OrderedDict
from weakref import WeakKeyDictionary

from kobe_kg.graph import Graph
from kobe_kg.pages.reading import count, node, rows
from kobe_kg.reason.comparison import Comparison

#: With more claims than this an event is not compared for the sake of one claim's page.
MOST = 5000
# How many comparisons are kept.
_KEPT = 12

_kept: WeakKeyDictionary[Graph, OrderedDict[tuple[str, str], Comparison | None]] = WeakKeyDictionary()


def comparison(graph: Graph, event: str, lang: str) -> Comparison | None:
    """Lay out what is said of an event, or give None where that is too much for a page of one claim.

    :param event: its IRI.
    """
    kept = _kept.setdefault(graph, OrderedDict())
    if (event, lang) not in kept:
        many = count(graph, f"{node(event)} sem:hasActor? ?about . ?x kg:about ?about")
        kept[event, lang] = graph.compare(event, lang=lang) if many <= MOST else None
        if len(kept) > _KEPT:
            kept.popitem(last=False)
    kept.move_to_end((event, lang))
    return kept[event, lang]


def events_of(graph: Graph, things: tuple[str, ...]) -> list[str]:
    """Give the events that some things are, or that they act in."""
    text = "SELECT DISTINCT ?event WHERE { {x} ?event sem:hasActor? ?x . ?event a kg:Event } ORDER BY ?event"
    return [event.value for (event,) in rows(graph, text, things) if event is not None and hasattr(event, "value")]
