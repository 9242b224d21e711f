"""When things are said to have happened, and when that was said: what a timeline draws and its table tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from kobe_kg.answer import Answer
from kobe_kg.graph import Graph
from kobe_kg.namespaces import KG
from kobe_kg.pages.drawing.naming import names
from kobe_kg.pages.reading import values

_ABOUT = "$thing sem:hasSubEvent*/sem:hasActor? ?about ."
_HAPPENED = f"""SELECT DISTINCT ?claim ?about ?aspect ?speaker ?earliest ?latest ?precision
WHERE {{
    {_ABOUT}
    ?claim kg:about ?about ;
        kg:aspect ?aspect .
    OPTIONAL {{ ?claim kg:speaker ?speaker . }}
    OPTIONAL {{ ?claim kg:earliest ?earliest . }}
    OPTIONAL {{ ?claim kg:latest ?latest . }}
    FILTER(BOUND(?earliest) || BOUND(?latest))
    OPTIONAL {{ ?claim kg:datePrecision ?precision . }}
}}
ORDER BY ?claim ?about"""
_WINDOWS = """SELECT DISTINCT ?about ?earliest ?latest ?precision
WHERE {
    $thing sem:hasSubEvent* ?about .
    OPTIONAL { ?about kg:earliest ?earliest . }
    OPTIONAL { ?about kg:latest ?latest . }
    FILTER(BOUND(?earliest) || BOUND(?latest))
    OPTIONAL { ?about kg:datePrecision ?precision . }
}
ORDER BY (?about != $thing) ?earliest ?about"""
_SPOKEN = f"""SELECT ?day ?originality (COUNT(DISTINCT ?claim) AS ?claims)
WHERE {{
    {_ABOUT}
    ?claim kg:about ?about ;
        kg:speaker ?speaker .
    OPTIONAL {{ ?claim kg:statedOn ?day . }}
    OPTIONAL {{ ?claim kg:originality ?originality . }}
}}
GROUP BY ?day ?originality
ORDER BY ?day ?originality"""


class Time(NamedTuple):
    """A time that claims give: a day, a span, or one open on a side."""

    earliest: date | None
    latest: date | None
    #: Label of the precision, or empty.
    precision: str
    #: Who gives it, as IRI and label; and by how many claims.
    speakers: tuple[tuple[str, str], ...]
    number: int

    @property
    def span(self) -> tuple[date, date]:
        """First and last day; those of an open span are the day it has."""
        first, last = self.earliest or self.latest, self.latest or self.earliest
        assert first is not None
        assert last is not None
        return first, last


class Happening(NamedTuple):
    """Something with its times, one beside the other where claims do not agree."""

    iri: str
    label: str
    #: What of it is dated, or empty.
    aspect: str
    #: The outer window the graph itself gives the event.
    window: Time | None
    times: tuple[Time, ...]


class Moments(NamedTuple):
    """What a timeline shows."""

    happenings: tuple[Happening, ...]
    #: How many claims were made on each day, by originality.
    spoken: dict[date, Counter[str]]
    #: How many claims name no day on which they were made.
    undated: int


def of_event(graph: Graph, event: str, lang: str) -> Moments:
    """Give the times that claims about an event and its parts name, and when those claims were made."""
    rows, windows = values(graph, _HAPPENED, event), values(graph, _WINDOWS, event)
    known = names(
        graph,
        (getattr(r, n, None) for r in (*rows, *windows) for n in ("about", "aspect", "speaker", "precision")),
        lang,
    )
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.about, row.aspect), []).append(row)
    frames = {w.about: _times([w], known)[0] for w in windows if _times([w], known)}
    order = {about: n for n, about in enumerate(frames)}
    found = [
        Happening(about, known.get(about, about), known.get(aspect, aspect), frames.get(about), _times(same, known))
        for (about, aspect), same in groups.items()
    ]
    told = {h.iri for h in found}
    found += [Happening(iri, known.get(iri, iri), "", frame, ()) for iri, frame in frames.items() if iri not in told]
    found.sort(key=lambda h: (order.get(h.iri, 99), -sum(t.number for t in h.times), h.aspect))
    spoken: dict[date, Counter[str]] = {}
    undated = 0
    for row in values(graph, _SPOKEN, event):
        when = _date(row.day)
        if when is None:
            undated += row.claims
        else:
            spoken.setdefault(when, Counter())[str(row.originality or "").removeprefix(KG)] += row.claims
    return Moments(tuple(h for h in found if h.times or h.window), spoken, undated)


def of_answer(graph: Graph, answer: Answer, lang: str) -> Moments:
    """Give the times in an answer's columns: ``earliest`` and ``latest``, and ``statedOn`` or any other date."""
    other = [c for c, kind in answer.types.items() if kind == "date" and c not in ("earliest", "latest")]
    said = next((c for c in ("statedOn", *other) if c in answer.columns), None)
    named = next((c for c in answer.columns if answer.types.get(c) == "iri"), None)
    known = names(
        graph, (getattr(r, c, None) for r in answer for c in ("speaker", "precision", "aspect", named) if c), lang
    )
    found, spoken, undated = [], dict[date, Counter[str]](), 0
    for row in answer:
        iri = str(getattr(row, named, None) or "") if named else ""
        if times := _times([row], known):
            label = str(getattr(row, "label", None) or known.get(iri, iri))
            aspect = known.get(str(getattr(row, "aspect", None)), "")
            found.append(Happening(iri, label, aspect, None, times))
        if said is None:
            continue
        when = _date(getattr(row, said))
        if when is None:
            undated += 1
        else:
            kind = str(getattr(row, "originality", None) or "").removeprefix(KG)
            spoken.setdefault(when, Counter())[kind] += 1
    return Moments(tuple(sorted(found, key=lambda h: (h.times[0].span, h.label))), spoken, undated)


def _times(rows: Sequence[Any], known: dict[str, str]) -> tuple[Time, ...]:
    """Put rows that give the same time together."""
    groups: dict[tuple[date | None, date | None, str], list[Any]] = {}
    for row in rows:
        start, end = _date(getattr(row, "earliest", None)), _date(getattr(row, "latest", None))
        if start is not None or end is not None:
            precision = str(getattr(row, "precision", None) or "")
            groups.setdefault((start, end, known.get(precision, "")), []).append(row)
    found = []
    for (start, end, precision), same in groups.items():
        speakers = dict.fromkeys(s for row in same if (s := getattr(row, "speaker", None)))
        claims = {getattr(row, "claim", number) for number, row in enumerate(same)}
        found.append(Time(start, end, precision, tuple((s, known.get(s, s)) for s in speakers), len(claims)))
    return tuple(sorted(found, key=lambda t: (t.span, t.precision)))


def _date(found: object) -> date | None:
    if isinstance(found, datetime):
        return found.date()
    return found if isinstance(found, date) else None


def total(counts: Iterable[Counter[str]]) -> int:
    """Count claims over all originalities."""
    return sum(sum(c.values()) for c in counts)
