"""Events as other data sets code them: one row an event, one number for what the claims disagree on.

The number is never ours: it is what a named policy makes of the claims, as the saved query ``estimates`` computes it,
and each is written with the claims it rests on. What the graph does not say is left empty, and the report says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, QuerySolutions

from kobe_kg import paths
from kobe_kg.answer import Answer
from kobe_kg.catalog import Catalog
from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.export.geometry import read
from kobe_kg.export.records import label, record
from kobe_kg.export.source import GRAPH, VOCABULARY, Source
from kobe_kg.namespaces import KG, PREFIXES, expand
from kobe_kg.query.run import prepare
from kobe_kg.store.base import Result


class Figure(NamedTuple):
    """What a policy makes of the claims about one number."""

    low: int | None
    best: int | None
    high: int | None
    #: IRIs of the claims it rests on.
    claims: tuple[str, ...]


class Report(NamedTuple):
    """A report that prints a claim a number rests on."""

    publisher: str
    issued: str
    label: str


class Country(NamedTuple):
    """What UCDP and ACLED call a country."""

    name: str
    #: Gleditsch and Ward's number, which UCDP uses.
    number: int
    #: ISO 3166-1, numeric.
    iso: int
    #: UCDP's region, and ACLED's.
    region: str
    subregion: str


class Coding(NamedTuple):
    """An event with what the two data sets ask about it; None is not known."""

    event: str
    label: str
    earliest: date | None
    latest: date | None
    #: UCDP's code of the precision of the days.
    date_precision: int | None
    #: The place that the query ``events`` finds the most precise, its label and position.
    place: str | None
    place_label: str | None
    longitude: float | None
    latitude: float | None
    #: UCDP's and ACLED's codes of how exactly a claim gives that place.
    where_precision: int | None
    geo_precision: int | None
    country: Country | None
    #: People killed, and civilians killed; empty also where a layout does not ask for them.
    people: Figure
    civilians: Figure
    #: The reports that print the claims which the figures rest on: both, and that of all people alone.
    reports: tuple[Report, ...]
    people_reports: tuple[Report, ...]
    #: Labels of those who make these claims.
    speakers: tuple[str, ...]


#: Countries by their Wikidata id; others are left empty until their codes are written here.
COUNTRIES = {
    "http://www.wikidata.org/entity/Q912": Country("Mali", 432, 466, "Africa", "Western Africa"),
    "http://www.wikidata.org/entity/Q965": Country("Burkina Faso", 439, 854, "Africa", "Western Africa"),
    "http://www.wikidata.org/entity/Q1032": Country("Niger", 436, 562, "Africa", "Western Africa"),
}
# Stands for an event in the text of a query.
_ANY = "urn:kobe:event"
_NOTHING = Figure(None, None, None, ())
#: Figure to whom it counts.
TOPICS = {"people": "kg:People", "civilians": "kg:Civilians"}


class Codings:
    """The events of a graph, coded by a policy.

    :param policy: name of a policy in the graph's vocabulary, in any writing: ``UcdpStyle``, ``ucdp-style``.
    :param topics: which figures are made, of :data:`TOPICS`; most of the time goes into them.
    :raises ParameterError: when there is no such policy.
    """

    def __init__(self, source: Source, policy: str, topics: Collection[str]) -> None:
        self._source = source
        self._figured = topics
        self._queries = Catalog(paths.project().queries)
        #: The policy's name.
        self.policy = _policy(source, policy)
        self._ucdp_days = _notations(source, "kg:ucdpDatePrec")
        self._ucdp_places = _notations(source, "kg:ucdpWherePrec")
        self._acled_places = _notations(source, "kg:acledGeoPrecision")
        self._counted = self._topics()
        self._texts: dict[tuple[str, ...], str] = {}

    def query(self, text: str) -> Result:
        """Answer a query, as a store does."""
        found: Any = self._source.data.query(text, prefixes=PREFIXES, default_graph=[GRAPH, VOCABULARY])
        return found  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Coding]:
        for number, row in enumerate(self._ask("events"), 1):
            yield self._coding(row)
            self._source.tell("events coded", number)

    def figure(self, event: str, population: str) -> Figure:
        """Give what the policy makes of the claims about people or civilians killed."""
        if (event, expand(population)) not in self._counted:
            return _NOTHING
        for row in self._ask("estimates", event=event, population=population, outcome="kg:Killed"):
            if row.policy == KG + self.policy:
                return Figure(row.min, row.best, row.max, tuple(sorted(set(row.claims.split()))))
        return _NOTHING

    def _coding(self, row: Any) -> Coding:
        figures = {
            name: self.figure(row.event, population) if name in self._figured else _NOTHING
            for name, population in TOPICS.items()
        }
        claims = sorted({claim for figure in figures.values() for claim in figure.claims})
        said = record(self._source, row.event).said
        days = next(iter(said.get("kg:datePrecision", ())), None)
        longitude, latitude = self._position(row.place)
        precision = self._precision(row.event, row.place)
        return Coding(
            event=row.event,
            label=row.label,
            earliest=row.earliest,
            latest=row.latest,
            date_precision=self._ucdp_days.get(days.value) if isinstance(days, NamedNode) else None,
            place=row.place,
            place_label=label(self._source, row.place) if row.place else None,
            longitude=longitude,
            latitude=latitude,
            where_precision=self._ucdp_places.get(precision or ""),
            geo_precision=self._acled_places.get(precision or ""),
            country=self._country(row.place),
            people=figures["people"],
            civilians=figures["civilians"],
            reports=self._reports(claims),
            people_reports=self._reports(figures["people"].claims),
            speakers=self._speakers(claims),
        )

    def _ask(self, name: str, event: str = _ANY, **given: str) -> Answer:
        """Run a saved query; its text is made once, and the event put in each time."""
        key = (name, *given.values())
        if key not in self._texts:
            query = self._queries[name]
            self._texts[key] = prepare(query, {**given, "event": _ANY} if "event" in query.params else given)
        solutions = self.query(self._texts[key].replace(f"<{_ANY}>", str(NamedNode(event))))
        assert isinstance(solutions, QuerySolutions)
        return Answer(solutions)

    def _topics(self) -> set[tuple[str, str]]:
        """Find which events have claims on which of the populations killed, so as to ask of no others."""
        text = f"""SELECT DISTINCT ?event ?population WHERE {{
            VALUES ?population {{ {" ".join(TOPICS.values())} }}
            ?claim kg:outcome kg:Killed ; kg:about ?about .
            {{ ?claim kg:population ?population }} UNION {{ ?claim kg:population/skos:broader ?population }}
            {{ ?about a kg:Event . BIND(?about AS ?event) }} UNION {{ ?event sem:hasActor ?about }}
        }}"""
        return {(row["event"].value, row["population"].value) for row in self._source.ask(text)}

    def _position(self, place: str | None) -> tuple[float | None, float | None]:
        for term in record(self._source, place).said.get("geo:asWKT", ()) if place else ():
            geometry = read(term.value)
            if geometry and geometry["type"] == "Point":
                return tuple(geometry["coordinates"][:2])
        return None, None

    def _precision(self, event: str, place: str | None) -> str | None:
        """Give the most precise of what claims about an event say of a place, of where it happened before all else."""
        if place is None:
            return None
        found = [row for row in self._ask("places", event=event) if row.place == place and row.precision]
        located = [row.precision for row in found if row.role == KG + "Location"]
        every = located or [row.precision for row in found]
        return min(every, key=lambda iri: (self._ucdp_places.get(iri, 9), iri), default=None)

    def _country(self, place: str | None) -> Country | None:
        """Give the country a place lies in, if the graph leads to exactly one that is known."""
        found: set[Country] = set()
        seen: set[str] = set()
        ahead = [place] if place else []
        while ahead:
            here = ahead.pop()
            if here not in seen:
                seen.add(here)
                said = record(self._source, here).said
                found |= {COUNTRIES[t.value] for t in said.get("skos:exactMatch", ()) if t.value in COUNTRIES}
                ahead += [t.value for t in said.get("schema:containedInPlace", ()) if isinstance(t, NamedNode)]
        return found.pop() if len(found) == 1 else None

    def _reports(self, claims: Iterable[str]) -> tuple[Report, ...]:
        named = {t.value for claim in claims for t in record(self._source, claim).said.get("kg:reportedIn", ())}
        found = set()
        for iri in named:
            said = record(self._source, iri).said
            publishers = [label(self._source, t.value) for t in said.get("kg:publisher", ())]
            issued = [t.value for t in said.get("dct:issued", ())]
            found.add(Report("; ".join(publishers), "".join(issued[:1]), label(self._source, iri)))
        return tuple(sorted(found, key=lambda report: (report.issued or "9999", report)))

    def _speakers(self, claims: Iterable[str]) -> tuple[str, ...]:
        named = {t.value for claim in claims for t in record(self._source, claim).said.get("kg:speaker", ())}
        return tuple(sorted(label(self._source, iri) for iri in named))


def _policy(source: Source, name: str) -> str:
    rows = source.ask("SELECT DISTINCT ?policy WHERE { ?policy a kg:ReconciliationPolicy }")
    known: dict[str, str] = {
        _bare(row["policy"].value.removeprefix(KG)): row["policy"].value.removeprefix(KG) for row in rows
    }
    found = known.get(_bare(name.removeprefix("kg:").removeprefix(KG)))
    if found is None:
        hint = suggestion(name, known.values()) or f"known: {', '.join(sorted(known.values()))}"
        raise ParameterError(f"there is no policy {name!r}", hint=hint)
    return found


def _bare(name: str) -> str:
    return name.replace("-", "").replace("_", "").casefold()


def _notations(source: Source, datatype: str) -> dict[str, int]:
    """Give the codes of one data set for precisions, by the precision's IRI."""
    text = f"""SELECT ?precision ?code WHERE {{
        ?precision skos:notation ?code . FILTER(DATATYPE(?code) = {datatype})
    }} ORDER BY ?precision ?code"""
    return {row["precision"].value: int(row["code"].value) for row in source.ask(text)}
