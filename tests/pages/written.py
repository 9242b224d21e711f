"""Small graphs for the pages: an event, its speakers and reports, and quantity claims as a few words each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal

from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.namespaces import PREFIXES

#: What a label must never do: become markup, turn the line around, or fill the page.
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> &amp; \u202eabc עברית " + "x" * 200
_BOUNDS = {
    "Exactly": lambda n: f"; kg:min {n} ; kg:max {n}",
    "AtLeast": lambda n: f"; kg:min {n}",
    "UpTo": lambda n: f"; kg:min 0 ; kg:max {n}",
    "About": lambda n: "",
}


def graph(folder: Path, claims: Iterable[tuple[str, str, int, str]] = (), *, label: str = "An event") -> Graph:
    """Make a graph of one event, ``event:it``.

    :param claims: speaker's slug, qualifier, number and day; all of civilians killed.
    :param label: label of the event, its speakers and reports.
    """
    text = Literal(label, language="en")
    blocks = [
        *(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()),
        f"event:it a kg:Event ; rdfs:label {text} .",
    ]
    for number, (speaker, qualifier, value, day) in enumerate(claims):
        blocks.append(
            f"""
            source:{speaker} a kg:Source ; kg:kind kg:Media ; rdfs:label {text} .
            report:{speaker} a kg:Report ; kg:publisher source:{speaker} ; rdfs:label {text} .
            claim:c{number} a kg:QuantityClaim ; rdfs:label {text} ; kg:about event:it ; kg:hedge kg:Stated ;
                kg:originality kg:Original ; kg:population kg:Civilians ; kg:outcome kg:Killed ;
                kg:qualifier kg:{qualifier} ; kg:value {value} {_BOUNDS[qualifier](value)} ;
                kg:reportedIn report:{speaker} ; kg:speaker source:{speaker} ; kg:statedOn "{day}"^^xsd:date ."""
        )
    path = folder / "it.ttl"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return open_graph(path)
