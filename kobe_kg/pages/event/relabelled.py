"""Labels for what has none in the page's language: the English one, or any, rather than an IRI."""

from __future__ import annotations

from collections.abc import Callable

from kobe_kg.pages.reading import Names
from kobe_kg.reason.comparison import Comparison, Position


def relabelled(c: Comparison, names: Names) -> Comparison:
    """Give speakers, reports and the event a label of another language where they have none of the page’s own."""
    everything = list(c.everything())
    bare = {p.speaker for p in everything if p.speaker_label == p.speaker}
    bare |= {p.report for p in everything if p.report_label == p.report}
    whole = relabelled(c.whole, names) if c.whole else None
    if c.event.endswith(c.label):
        c = c._replace(label=names(c.event).value)
    if not bare:
        return c._replace(whole=whole)
    names.fetch(bare)

    def said(iri: str, label: str) -> str:
        return names(iri).value if iri in bare else label

    changed: dict[str, Position] = {}
    topics = [t._replace(positions=[_changed(p, said, changed) for p in t.positions]) for t in c.topics]
    disagreements = [d._replace(one=changed[d.one.claim], other=changed[d.other.claim]) for d in c.disagreements]
    left_out = {iri: said(iri, label) for iri, label in c.left_out.items()}
    return c._replace(topics=topics, disagreements=disagreements, left_out=left_out, whole=whole)


def _changed(p: Position, said: Callable[[str, str], str], changed: dict[str, Position]) -> Position:
    found = p._replace(
        speaker_label=said(p.speaker, p.speaker_label),
        report_label=said(p.report, p.report_label),
        relays=tuple(said(name, name) for name in p.relays),
        relayed=tuple(_changed(q, said, changed) for q in p.relayed),
    )
    changed[p.claim] = found
    return found
