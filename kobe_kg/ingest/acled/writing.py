"""What a row of ACLED claims, as statements; every name is made of ACLED's own keys.

The coder speaks: each claim is ACLED's, put together from the outlets it cites. An event, a party, a place and a source
have one name in every download; a claim has its download in its name, as ACLED changes its rows. All of it is marked as
what may not be passed on, through the source that publishes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kobe_kg.ingest.acled import words
from kobe_kg.ingest.acled.actors import kind, population, unknown
from kobe_kg.ingest.acled.row import Row
from kobe_kg.ingest.labels import both
from kobe_kg.ingest.lines import literal, node
from kobe_kg.ingest.scribe import Scribe, digest

#: Begins every slug that is made of ACLED's keys.
PUBLISHER = "acled"

#: Countries by their number in ISO 3166-1, as far as exports know their codes.
_COUNTRIES = {
    466: "http://www.wikidata.org/entity/Q912",
    562: "http://www.wikidata.org/entity/Q1032",
    854: "http://www.wikidata.org/entity/Q965",
}
_DAYS = {1: "ExactDay", 2: "WithinWeek", 3: "WithinMonth"}
_PLACES = {1: "ExactPlace", 2: "WithinDistrict", 3: "WithinRegion"}

_A = node("rdf:type")
_TYPES = {
    name: (_A, node(f"kg:{name}"))
    for name in "AttributionClaim Event OccurrenceClaim Party Place QuantityClaim Report Source".split()
}
_ABOUT, _ACCESS, _ASPECT, _ATTRIBUTED, _CITES, _DATE_PREC, _EARLIEST, _HEDGE, _KIND, _LATEST, _MIN = (
    node(f"kg:{name}")
    for name in "about access aspect attributedTo cites datePrecision earliest hedge kind latest min".split()
)
_ORIGINALITY, _OUTCOME, _PLACE, _PLACE_PREC, _POPULATION, _PUBLISHER, _QUALIFIER, _REPORTED, _ROLE, _SPEAKER = (
    node(f"kg:{name}")
    for name in (
        "originality outcome place placePrecision population publisher qualifier reportedIn role speaker".split()
    )
)
_STATED, _VALUE = node("kg:statedOn"), node("kg:value")
_WKT, _INSIDE, _EXACT, _ALT = (
    node(name) for name in "geo:asWKT schema:containedInPlace skos:exactMatch skos:altLabel".split()
)
_RIGHTS, _MARK = node("dct:accessRights"), node("kg:NotForRedistribution")
_ACLED, _CITED, _OTHER = node("source:acled"), node("kg:CitedOnly"), node("kg:OtherSource")
#: What is counted of people, and what only is told to have been there.
_KILLED = (_POPULATION, node("kg:People"), _OUTCOME, node("kg:Killed"))
_THERE = (_OUTCOME, node("kg:Present"), _QUALIFIER, node("kg:Some"), _MIN, literal("1", "xsd:integer"))
_ABOUT_N = (_QUALIFIER, node("kg:About"))
_STATES, _REPORTS = (_HEDGE, node("kg:Stated")), (_HEDGE, node("kg:Reported"))
_PARTICIPANT, _ASSOCIATE = (_ROLE, node("kg:Participant")), (_ROLE, node("kg:Associate"))

_NAME = "Armed Conflict Location & Event Data"
_PAGE = "<https://acleddata.com/>"
_NOTES = (
    "The figures of the dead are conservative: where reports differ, the lowest. A 0 says that no report tells of any.",
    "Les chiffres des morts sont prudents : le plus bas quand les sources diffèrent. Un 0 dit qu’aucune n’en signale.",
)
_RIGHTS_TOLD = (
    "ACLED’s terms of use forbid to pass its rows on; this graph is for whoever downloaded them.",
    "Les conditions d’ACLED interdisent de transmettre ses lignes ; ce graphe est pour qui les a téléchargées.",
)


class Writer:
    """Writes rows; what several rows name is described once, with the first of them.

    :param release: what tells this download from others.
    :param issued: the day of the download, ``YYYY-MM-DD``; an empty text is not known.
    """

    def __init__(self, release: str, issued: str) -> None:
        self._release, self._issued = release, issued
        self._report = node(f"report:acled-{release}")
        # What every claim of the download says.
        self._said = (_ORIGINALITY, node("kg:Synthesis"), _REPORTED, self._report, _SPEAKER, _ACLED)

    def head(self, scribe: Scribe) -> None:
        """Describe the download: whose it is, that it may not be passed on, and how to cite it."""
        release, dataset, say = self._release, node(f"dataset:acled-{self._release}"), scribe.say
        credit = f"{_NAME} (ACLED), https://acleddata.com/, download {release}"
        say(dataset, _A, node("dcat:Dataset"), _A, node("schema:Dataset"), _RIGHTS, _MARK)
        say(dataset, *both(f"ACLED {release} as claims", f"ACLED {release} sous forme d’affirmations"))
        say(dataset, node("dct:creator"), _ACLED, node("dct:source"), self._report)
        say(dataset, node("dct:bibliographicCitation"), literal(credit), node("owl:versionInfo"), literal(release))
        for text, lang in zip(_RIGHTS_TOLD, ("@en", "@fr"), strict=True):
            say(dataset, node("dct:rights"), literal(text, lang))
        scribe.report = self._report
        say(self._report, *_TYPES["Report"], *both(f"ACLED {release}", f"ACLED {release}"), _RIGHTS, _MARK)
        say(self._report, _ACCESS, node("kg:Consulted"), _PUBLISHER, _ACLED, node("schema:url"), _PAGE)
        for text, lang in zip(_NOTES, ("@en", "@fr"), strict=True):
            say(self._report, node("skos:scopeNote"), literal(text, lang))
        if self._issued:
            say(self._report, node("dct:issued"), literal(self._issued, "xsd:date"))
        short = (_ALT, literal("ACLED"), _KIND, _OTHER, _RIGHTS, _MARK)
        scribe.describe(_ACLED, _NAME, *_TYPES["Source"], *both(_NAME, _NAME), *short)

    def row(self, row: Row, scribe: Scribe) -> None:
        """Write all that a row says."""
        _Entry(row, scribe, self._said).write()


class _Entry:
    """One row under way."""

    def __init__(self, row: Row, scribe: Scribe, said: tuple[str, ...]) -> None:
        self._row, self._scribe = row, scribe
        self._event = scribe.name("event", row.id)
        # What each of its claims says.
        self._said = (_ABOUT, self._event, *said)
        if row.changed:
            self._said += (_STATED, literal(row.changed, "xsd:date"))

    def write(self) -> None:
        row = self._row
        window = (_EARLIEST, literal(row.first, "xsd:date"), _LATEST, literal(row.last, "xsd:date"))
        days = (*window, _DATE_PREC, node(f"kg:{_DAYS[row.time_precision]}"))
        label = words.event(row.type, row.location, row.day, row.time_precision)
        self._scribe.say(self._event, *_TYPES["Event"], *label, *days)
        self._killed()
        self._occurrence("type", "Nature", *words.nature(row.disorder, row.type, row.sub_type))
        if row.targeting:
            self._occurrence("targeting", "Nature", *words.targeted())
        self._occurrence("when", "Date", *words.when(row.day, row.time_precision), *days)
        self._where()
        self._actors()

    def _killed(self) -> None:
        """Write the figure of the dead: conservative, so that it bounds nothing, also where it is 0."""
        row = self._row
        cited = [term for outlet in row.outlets for term in (_CITES, self._cited(outlet))]
        value = (_VALUE, literal(str(row.fatalities), "xsd:integer"))
        said = (*words.killed(row.fatalities), *_KILLED, *value, *_ABOUT_N, *cited)
        self._claim("fatalities", "QuantityClaim", *said, *_REPORTS)

    def _cited(self, outlet: str) -> str:
        """Describe what an outlet reported of the event; ACLED names no document and no day."""
        row, scribe = self._row, self._scribe
        source, report = scribe.name("source", digest(outlet)), scribe.name("report", f"{row.id}-{digest(outlet)}")
        scribe.describe(source, outlet, *_TYPES["Source"], *both(outlet, outlet), _KIND, _OTHER)
        label = both(f"{outlet} on {row.id}", f"{outlet} sur {row.id}")
        scribe.say(report, *_TYPES["Report"], *label, _ACCESS, _CITED, _PUBLISHER, source)
        return report

    def _where(self) -> None:
        row = self._row
        label = both(f"ACLED: {row.location}", f"ACLED : {row.location}")
        exactly = (_PLACE_PREC, node(f"kg:{_PLACES[row.geo_precision]}"))
        self._occurrence("where", "Location", *label, _PLACE, self._place(), *exactly)

    def _place(self) -> str:
        """Describe the place of a row, and the divisions and the country it lies in."""
        row, scribe = self._row, self._scribe
        around = scribe.name("place", f"country-{row.iso}")
        known = (_EXACT, f"<{_COUNTRIES[row.iso]}>") if row.iso in _COUNTRIES else ()
        scribe.describe(around, row.country, *_TYPES["Place"], *both(row.country, row.country), *known)
        key = str(row.iso)
        for name in row.divisions:
            key += f"|{name}"
            division = scribe.name("place", digest(key))
            scribe.describe(division, name, *_TYPES["Place"], *both(name, name), _INSIDE, around)
            around = division
        longitude, latitude = row.point or ("", "")
        place = scribe.name("place", digest(f"{key}|{row.location}|{longitude} {latitude}"))
        point = (_WKT, literal(f"POINT({longitude} {latitude})", "geo:wktLiteral")) if row.point else ()
        named = both(row.location, row.location)
        scribe.describe(place, row.location, *_TYPES["Place"], *named, _INSIDE, around, *point)
        return place

    def _actors(self) -> None:
        """Name the parties, without a direction between them, and the populations that stand among the actors.

        Each is named once: as an actor, where it is one, and else as an associate of the first it stands beside.
        """
        parties: dict[str, tuple[str, ...]] = {}
        populations: dict[str, None] = {}
        for name, inter, said in self._named():
            if called := population(name, inter):
                populations.setdefault(called)
            else:
                parties.setdefault(name, (*said, _ATTRIBUTED, self._party(name, inter)))
        for name, said in parties.items():
            self._claim(f"actor-{digest(name)[:8]}", "AttributionClaim", *said, *_STATES)
        for called in populations:
            counted = (*words.present(called), _POPULATION, node(f"kg:{called}"), *_THERE)
            self._claim(f"present-{called.lower()}", "QuantityClaim", *counted, *_STATES)

    def _named(self) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """Give all that are named, the actors first, with their type and what is said of them."""
        actors = self._row.actors
        for actor in actors:
            yield actor.name, actor.inter, (*words.took_part(actor.name, actor.inter), *_PARTICIPANT)
        for actor in actors:
            for name in actor.associates:
                yield name, 0, (*words.beside(name, actor.name), *_ASSOCIATE)

    def _party(self, name: str, inter: int) -> str:
        """Describe a party; one that nobody knows is the event's own."""
        scribe = self._scribe
        said = (*_TYPES["Party"], *both(name, name), _KIND, node(f"kg:{kind(name, inter)}"))
        party = scribe.name("party", f"{self._row.id}-{digest(name)}" if unknown(name) else digest(name))
        scribe.describe(party, name, *said)
        return party

    def _occurrence(self, what: str, aspect: str, *said: str) -> str:
        return self._claim(what, "OccurrenceClaim", _ASPECT, node(f"kg:{aspect}"), *said, *_STATES)

    def _claim(self, what: str, kind: str, *said: str) -> str:
        return self._scribe.claim(self._row.id, what, *_TYPES[kind], *self._said, *said)
