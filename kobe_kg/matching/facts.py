"""What events are told apart by, asked of a graph: days, places with their countries, parties, and the dead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from pyoxigraph import QuerySolutions

from kobe_kg.matching.names import called
from kobe_kg.namespaces import PREFIXES, expand
from kobe_kg.store import Store

#: Days that an event may be off its window, by how exactly its day is known.
SLACK = {"ExactDay": 1, "WithinDays": 3, "WithinWeek": 4, "WithinMonth": 8, "WithinYear": 31}
#: Kilometres around a point in which an event may have been, by how exactly its place is known.
RADIUS = {
    "ExactPlace": 5.0,
    "NearPlace": 25.0,
    "AlongLine": 75.0,
    "WithinDistrict": 75.0,
    "WithinRegion": 250.0,
    "WithinCountry": 1000.0,
}
_UNSAID_SLACK, _UNSAID_RADIUS = 1, 25.0

_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]*)?"
_POINT = re.compile(rf"(?:<[^>]*>\s*)?POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)\s*\Z", re.IGNORECASE)

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("geo", "kg", "rdfs", "schema", "skos"))
_EVENTS = """SELECT ?event ?label ?earliest ?latest ?precision {
    ?event a kg:Event .
    OPTIONAL { ?event kg:earliest ?earliest }
    OPTIONAL { ?event kg:latest ?latest }
    OPTIONAL { ?event kg:datePrecision ?precision }
    OPTIONAL { ?event rdfs:label ?label FILTER(LANG(?label) = "en") }
}"""
_SPEAKERS = "SELECT DISTINCT ?event ?speaker { ?claim kg:about ?event ; kg:speaker ?speaker . ?event a kg:Event }"
_PLACES = """SELECT DISTINCT ?event ?place ?point ?precision {
    ?claim kg:about ?event ; kg:aspect kg:Location ; kg:place ?place .
    OPTIONAL { ?claim kg:placePrecision ?precision }
    OPTIONAL { ?place geo:asWKT ?point }
}"""
_AROUND = "SELECT ?place ?around { ?place schema:containedInPlace ?around }"
_NAMES = """SELECT DISTINCT ?thing ?name {
    ?thing a ?kind ; rdfs:label|skos:altLabel|skos:exactMatch ?name .
    FILTER(?kind IN (kg:Place, kg:Party, kg:ArmedGroup))
}"""
_PARTIES = """SELECT DISTINCT ?event ?party ?kind {
    ?claim kg:about ?event ; kg:attributedTo ?party .
    OPTIONAL { ?party kg:kind ?kind }
}"""
_KILLED = """SELECT ?event (MIN(?value) AS ?low) (MAX(?value) AS ?high) {
    ?claim kg:about ?event ; kg:population kg:People ; kg:outcome kg:Killed ; kg:value ?value .
} GROUP BY ?event"""


class Event(NamedTuple):
    """An event and its window of days, counted from the first of the year 1."""

    iri: str
    label: str
    first: int
    last: int
    #: Days it may be off the window.
    slack: int
    #: Whose event it is: the only one who speaks about it, or an empty text where several do.
    owner: str
    low: int | None
    high: int | None


class Place(NamedTuple):
    """A place that is told of an event."""

    event: str
    #: Degrees; None is not known.
    longitude: float | None
    latitude: float | None
    #: Kilometres.
    radius: float


class Party(NamedTuple):
    """A party, and all that it is called: names in plain letters, and IRIs of the same in other vocabularies."""

    iri: str
    label: str
    kind: str
    names: frozenset[str]


class Facts(NamedTuple):
    """What a graph tells of its events."""

    events: Sequence[Event]
    #: Events that name no first or no last day, and cannot be compared.
    undated: int
    places: Sequence[Place]
    #: Event and country: its IRI, that of the same elsewhere, or its name.
    countries: Sequence[tuple[str, str]]
    #: Event and party.
    sides: Sequence[tuple[str, str]]
    parties: Sequence[Party]


def facts(store: Store) -> Facts:
    """Ask a graph for its events.

    :raises QueryError: when it cannot be asked.
    """
    names: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    for thing, name in _rows(store, _NAMES):
        names.setdefault(thing.value, set()).add(name.value)
        if getattr(name, "language", None) == "en":
            labels.setdefault(thing.value, name.value)
    events, undated = _events(store)
    known = {event.iri for event in events}
    places, countries = _places(store, names, known)
    kinds: dict[str, str] = {}
    sides = []
    for event, party, kind in _rows(store, _PARTIES):
        kinds[party.value] = max(kinds.get(party.value, ""), kind.value if kind else "")
        if event.value in known:
            sides.append((event.value, party.value))
    parties = [Party(iri, labels.get(iri, iri), kind, _keys(iri, names)) for iri, kind in sorted(kinds.items())]
    return Facts(events, undated, places, countries, sorted(set(sides)), parties)


def _events(store: Store) -> tuple[list[Event], int]:
    owners: dict[str, str] = {}
    for event, speaker in _rows(store, _SPEAKERS):
        owners[event.value] = "" if event.value in owners else speaker.value
    killed = {event.value: (int(low.value), int(high.value)) for event, low, high in _rows(store, _KILLED) if low}
    found: dict[str, Event] = {}
    undated = set()
    for event, label, earliest, latest, precision in _rows(store, _EVENTS):
        first, last = _day(earliest), _day(latest)
        if event.value not in owners:
            continue  # nobody says anything of it: a conflict, a dyad
        if first is None or last is None:
            undated.add(event.value)
            continue
        slack = SLACK.get(_local(precision), _UNSAID_SLACK)
        said = (label.value if label else event.value, first, last, slack, owners[event.value])
        found.setdefault(event.value, Event(event.value, *said, *killed.get(event.value, (None, None))))
    return [found[iri] for iri in sorted(found)], len(undated)


def _places(store: Store, names: dict[str, set[str]], known: set[str]) -> tuple[list[Place], list[tuple[str, str]]]:
    around: dict[str, list[str]] = {}
    for place, container in _rows(store, _AROUND):
        around.setdefault(place.value, []).append(container.value)
    tops: dict[str, frozenset[str]] = {}
    places, countries = set(), set()
    for event, place, point, precision in _rows(store, _PLACES):
        if event.value not in known:
            continue
        match = _POINT.match(point.value) if point else None
        longitude, latitude = (float(match[1]), float(match[2])) if match else (None, None)
        places.add(Place(event.value, longitude, latitude, RADIUS.get(_local(precision), _UNSAID_RADIUS)))
        if place.value not in tops:
            tops[place.value] = frozenset(_tops(place.value, around))
        for top in tops[place.value] - {place.value}:
            countries |= {(event.value, key) for key in _keys(top, names)}
    return sorted(places, key=repr), sorted(countries)


def _tops(place: str, around: dict[str, list[str]]) -> set[str]:
    """Give the outermost places around one, however they are nested."""
    seen, open_ = {place}, [place]
    while open_:
        for container in around.get(open_.pop(), ()):
            if container not in seen:
                seen.add(container)
                open_.append(container)
    return {name for name in seen if not around.get(name)}


def _keys(iri: str, names: dict[str, set[str]]) -> frozenset[str]:
    return frozenset({iri}.union(*(called(name) for name in names.get(iri, ()))))


def _day(term: Any) -> int | None:
    try:
        return date.fromisoformat(term.value).toordinal() if term else None
    except ValueError:
        return None


def _local(term: Any) -> str:
    return term.value.removeprefix(expand("kg:")) if term else ""


def _rows(store: Store, text: str) -> Iterator[tuple[Any, ...]]:
    solutions = store.query(_HEAD + text)
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        yield tuple(solution)
