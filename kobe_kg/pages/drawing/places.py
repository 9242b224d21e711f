"""Places that claims name, and what each is said to be: what a map draws and its table tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from kobe_kg.answer import Answer
from kobe_kg.export.geometry import Geometry, Point, read
from kobe_kg.graph import Graph
from kobe_kg.namespaces import KG
from kobe_kg.pages.drawing.naming import names, slug
from kobe_kg.pages.reading import values
from kobe_kg.reason.words import wording

# What claims say of a place, from the one that matters most on a map to the one that matters least; any other role
# stands before the last, which names a place only to measure from it.
_ORDER = ("Location", "Origin", "Destination", "", "Distance")

_SAID = """SELECT DISTINCT ?claim ?place ?wkt ?role ?precision ?kilometres ?qualifier ?speaker
WHERE {
    %s
    ?claim kg:about ?about ;
        kg:aspect ?role ;
        kg:place ?place .
    OPTIONAL { ?claim kg:kilometres ?kilometres . }
    OPTIONAL { ?claim kg:placePrecision ?precision . }
    OPTIONAL { ?claim kg:qualifier ?qualifier . }
    OPTIONAL { ?claim kg:speaker ?speaker . }
    OPTIONAL {
        ?place geo:asWKT ?geometry .
        BIND(STR(?geometry) AS ?wkt)
    }
}
ORDER BY ?place ?role ?claim ?wkt"""
_OF_EVENT = "$thing sem:hasActor? ?about ."
_OF_PLACE = "BIND($thing AS ?place)"
_ITSELF = "SELECT (STR(?geometry) AS ?wkt) WHERE { $thing geo:asWKT ?geometry } ORDER BY ?wkt"


class Saying(NamedTuple):
    """That some claims say one thing of a place."""

    #: IRI and label of the role, and its name when it is one of ours.
    role: str
    role_label: str
    #: Label of the precision, or empty, and its name.
    precision: str
    precision_label: str
    #: The distance from the place that is claimed, and that in words, such as ``about 30``.
    kilometres: float | None
    distance: str
    #: The claims, and who speaks in each: IRI and label.
    claims: tuple[str, ...]
    speakers: tuple[tuple[str, str], ...]
    #: How many claims there are, also where they are not named one by one.
    number: int

    @property
    def rank(self) -> int:
        """Give where the role stands among others, 0 first."""
        return _ORDER.index(self.role) if self.role in _ORDER else _ORDER.index("")


class Place(NamedTuple):
    """A place that is named."""

    iri: str
    label: str
    geometry: Geometry | None
    sayings: tuple[Saying, ...]

    @property
    def kind(self) -> str:
        """Give the role that matters most, in lower case; ``other`` for those a map does not tell apart."""
        return (_ORDER[min((s.rank for s in self.sayings), default=3)] or "other").lower()

    @property
    def claims(self) -> int:
        """Count the claims that name it in the role that matters most."""
        best = min((s.rank for s in self.sayings), default=0)
        return sum(s.number for s in self.sayings if s.rank == best)

    @property
    def point(self) -> Point | None:
        """Give the position it is drawn at, if it is a single one."""
        if self.geometry is None or self.geometry["type"] != "Point":
            return None
        lon, lat = self.geometry["coordinates"][:2]
        return lon, lat


def of_event(graph: Graph, event: str, lang: str) -> list[Place]:
    """Give the places that claims about an event or its actors name."""
    return _gathered(graph, values(graph, _SAID % _OF_EVENT, event), lang)


def of_place(graph: Graph, place: str, lang: str) -> list[Place]:
    """Give one place, with all that claims about any event say of it."""
    found = _gathered(graph, values(graph, _SAID % _OF_PLACE, place), lang)
    if found:
        return found
    rows = values(graph, _ITSELF, place)
    return [Place(place, names(graph, [place], lang).get(place, place), _geometry(r.wkt for r in rows), ())]


def of_answer(graph: Graph, answer: Answer, lang: str) -> list[Place]:
    """Give the places of an answer with a column ``wkt``; its other columns are read where they have known names."""
    return _gathered(graph, list(answer), lang)


def _gathered(graph: Graph, rows: Sequence[Any], lang: str) -> list[Place]:
    """Put rows together by place, and those that say the same of it by role, precision and distance."""
    known = names(graph, (getattr(r, n, None) for r in rows for n in ("place", "role", "precision", "speaker")), lang)
    groups: dict[str, dict[tuple[Any, ...], list[Any]]] = {}
    texts: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for number, row in enumerate(rows):
        label, wkt = getattr(row, "label", None), getattr(row, "wkt", None)
        iri = str(getattr(row, "place", None) or label or wkt or number)
        labels.setdefault(iri, str(label or known.get(iri) or slug(iri)))
        texts.setdefault(iri, []).extend([str(wkt)] if wkt is not None else [])
        said = tuple(getattr(row, name, None) for name in ("role", "precision", "kilometres", "qualifier"))
        groups.setdefault(iri, {}).setdefault(said, []).append(row)
    places = [
        Place(iri, labels[iri], _geometry(texts[iri]), tuple(sorted(_sayings(same, known, lang), key=_key)))
        for iri, same in groups.items()
    ]
    return sorted(places, key=lambda p: (min(s.rank for s in p.sayings), -p.claims, p.label, p.iri))


def _sayings(groups: dict[tuple[Any, ...], list[Any]], known: dict[str, str], lang: str) -> Iterable[Saying]:
    for (role, precision, kilometres, qualifier), rows in groups.items():
        claims = {r.claim: getattr(r, "speaker", None) for r in rows if getattr(r, "claim", None)}
        counts = [n for r in rows if isinstance(n := getattr(r, "claims", None), int)]
        yield Saying(
            role=str(role or "").removeprefix(KG),
            role_label=known.get(str(role), str(role or "")),
            precision=str(precision or "").removeprefix(KG),
            precision_label=known.get(str(precision), str(precision or "")),
            kilometres=_number(kilometres),
            distance=_distance(kilometres, qualifier, lang),
            claims=tuple(claims),
            speakers=tuple((s, known.get(s, s)) for s in dict.fromkeys(claims.values()) if s),
            number=len(claims) or sum(counts) or len(rows),
        )


def _key(saying: Saying) -> tuple[object, ...]:
    return saying.rank, saying.role_label, saying.precision, saying.kilometres or 0, saying.distance


def _geometry(texts: Iterable[Any]) -> Geometry | None:
    return next((found for text in texts if (found := read(str(text))) is not None), None)


def _number(found: Any) -> float | None:
    try:
        kilometres = float(found)
    except (TypeError, ValueError):
        return None
    return kilometres if 0 < kilometres < 20_000 else None


def _distance(found: Any, qualifier: Any, lang: str) -> str:
    kilometres = _number(found)
    if kilometres is None:
        return ""
    whole: Any = int(kilometres) if kilometres == int(kilometres) else kilometres
    try:
        return wording(str(qualifier or "").removeprefix(KG), whole, lang=lang)
    except KeyError:
        return wording("Exactly", whole, lang=lang)
