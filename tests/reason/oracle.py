"""What the model says of two figures, written once more, slowly and in plain Python, to hold the queries against."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from pyoxigraph import QuerySolutions

from kobe_kg.load import load
from kobe_kg.namespaces import KG, PREFIXES
from tests import ONTOLOGY

#: Wordings that set bounds, and what they make of a number.
BOUNDS: dict[str, Callable[[int], tuple[int | None, int | None]]] = {
    "Exactly": lambda n: (n, n),
    "AtLeast": lambda n: (n, None),
    "MoreThan": lambda n: (n + 1, None),
    "UpTo": lambda n: (0, n),
    "About": lambda n: (None, None),
}
#: The order in which kinds stand in an answer.
KINDS = "disjoint subset-exceeds-superset growth-compatible indeterminate overlap nested incomparable".split()


class Figure(NamedTuple):
    """One claim about one event."""

    slug: str
    speaker: str
    population: str
    outcome: str
    qualifier: str
    value: int
    #: Day of February 2025, or None.
    day: int | None = None
    original: bool = True
    relays: tuple[str, ...] = ()
    supersedes: str | None = None

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """Lower and upper bound; None is open, and both are for a round figure."""
        return BOUNDS[self.qualifier](self.value)

    @property
    def position(self) -> tuple[object, ...]:
        """What is said, whoever says it."""
        return (self.population, self.outcome, *self.bounds, self.value if self.bounds == (None, None) else None)


def turtle(figures: Collection[Figure]) -> str:
    """Write figures about ``event:case`` as Turtle."""
    lines = [f"PREFIX {p}: <{PREFIXES[p]}>" for p in ("claim", "event", "kg", "report", "source", "xsd")]
    lines += ["event:case a kg:Event .", *(f"source:{s} a kg:Source ." for s in sorted({f.speaker for f in figures}))]
    lines += [line for f in figures for line in _claim(f)]
    return "\n".join(lines) + "\n"


def _claim(f: Figure) -> Iterator[str]:
    originality = "Relayed" if f.relays else "Original" if f.original else "Undetermined"
    yield f"claim:{f.slug} a kg:QuantityClaim ; kg:about event:case ; kg:hedge kg:Stated ;"
    yield f"    kg:originality kg:{originality} ; kg:reportedIn report:{f.slug} ; kg:speaker source:{f.speaker} ;"
    yield f"    kg:population kg:{f.population} ; kg:outcome kg:{f.outcome} ; kg:qualifier kg:{f.qualifier} ;"
    for name, bound in zip(("min", "max"), f.bounds, strict=True):
        if bound is not None:
            yield f"    kg:{name} {bound} ;"
    if f.day is not None:
        yield f'    kg:statedOn "{date(2025, 2, f.day)}"^^xsd:date ;'
    for slug in f.relays:
        yield f"    kg:relays claim:{slug} ;"
    if f.supersedes is not None:
        yield f"    kg:supersedes claim:{f.supersedes} ;"
    yield f"    kg:value {f.value} ."


class Lattice:
    """The code lists: what lies within what, what excludes what, what can only grow."""

    def __init__(self) -> None:
        self._broader = self._pairs(f"<{PREFIXES['skos']}broader>*")
        self._excludes = self._pairs(f"<{KG}excludes>")
        self._cumulative = {concept for concept, grows in self._pairs(f"<{KG}cumulative>") if grows == "true"}

    @staticmethod
    def _pairs(path: str) -> set[tuple[str, str]]:
        found = load([ONTOLOGY / "codelists.ttl"]).query(f"SELECT (STR(?a) AS ?x) (STR(?b) AS ?y) {{ ?a {path} ?b }}")
        assert isinstance(found, QuerySolutions)
        return {(x.value.removeprefix(KG), y.value.removeprefix(KG)) for x, y in found}

    def within(self, inner: str, outer: str) -> bool:
        """Tell whether one concept is the other or lies below it."""
        return (inner, outer) in self._broader

    def excluded(self, one: str, other: str) -> bool:
        """Tell whether two populations have no member in common, as said of them or of what holds them."""
        above = [{b for a, b in self._broader if a == name} for name in (one, other)]
        return any((a, b) in self._excludes for a in above[0] for b in above[1])

    def grows(self, outcome: str) -> bool:
        """Tell whether a count of an outcome can only grow."""
        return outcome in self._cumulative


LATTICE = Lattice()


def disagreements(figures: Sequence[Figure]) -> list[tuple[str, str, str]]:
    """Give kind and slugs of each two live figures that differ, the earlier first."""
    world = {f.slug: f for f in figures}
    rows = []
    for one, other in combinations([f for f in figures if _stands(f, world)], 2):
        a, b = sorted((one, other), key=lambda f: (_since(f, world), f.slug))
        if a.slug in _origins(b, world) or b.slug in _origins(a, world):
            continue
        if kind := _kind(a, b, later=_since(a, world) < _since(b, world) < 99):
            rows.append((KINDS.index(kind), _since(a, world), _since(b, world), a.slug, b.slug))
    return [(KINDS[rank], a, b) for rank, _, _, a, b in sorted(rows)]


def _stands(f: Figure, world: dict[str, Figure]) -> bool:
    """Tell whether a figure is live and a position of its own."""
    if any(other.supersedes == f.slug for other in world.values()):
        return False
    if any(world[slug].position == f.position for slug in _origins(f, world)):
        return False
    twins = [o for o in world.values() if o.speaker == f.speaker and set(o.relays) & set(f.relays)]
    return not any(o.position == f.position and _key(o) < _key(f) for o in twins)


def _key(f: Figure) -> tuple[int, str]:
    return (99 if f.day is None else f.day, f.slug)


def _origins(f: Figure, world: dict[str, Figure]) -> set[str]:
    """Give all that a figure passes on, directly or through others."""
    direct = {slug for slug in f.relays if slug in world}
    return direct.union(*(_origins(world[slug], world) for slug in direct))


def _since(f: Figure, world: dict[str, Figure]) -> int:
    """Give the day from which a figure stands; an undated relay is no older than what it passes on."""
    if f.day is not None:
        return f.day
    return max((d for slug in _origins(f, world) if (d := world[slug].day) is not None), default=99)


def _kind(a: Figure, b: Figure, *, later: bool) -> str | None:
    round_figure = "About" in (a.qualifier, b.qualifier)
    (low_a, high_a), (low_b, high_b) = (_range(f) for f in (a, b))
    grown = later and high_a < low_b and LATTICE.grows(a.outcome) and LATTICE.grows(b.outcome)
    apart = high_a < low_b or high_b < low_a
    if (a.population, a.outcome) == (b.population, b.outcome):
        if round_figure:
            return None if a.position == b.position else "indeterminate"
        if apart:
            return "growth-compatible" if grown else "disjoint"
        if (low_a, high_a) == (low_b, high_b):
            return None
        inside = low_a <= low_b <= high_b <= high_a or low_b <= low_a <= high_a <= high_b
        return "nested" if inside else "overlap"
    for whole, part in ((a, b), (b, a)):
        if LATTICE.within(part.population, whole.population) and LATTICE.within(part.outcome, whole.outcome):
            exceeds = _range(part)[0] > _range(whole)[1]
            return ("indeterminate" if round_figure else "subset-exceeds-superset") if exceeds else None
    contained = LATTICE.within(a.population, b.population) or LATTICE.within(b.population, a.population)
    if a.outcome != b.outcome or contained or LATTICE.excluded(a.population, b.population):
        return None
    return "incomparable" if apart and not grown and not round_figure else None


def _range(f: Figure) -> tuple[float, float]:
    """Give the ends of a figure, a round one taken at its word."""
    lower, upper = (f.value, f.value) if f.qualifier == "About" else f.bounds
    return (0 if lower is None else lower), (float("inf") if upper is None else upper)
