"""What a row of UCDP GED claims, as statements; every name is made of UCDP's own keys.

The coder speaks: each figure is UCDP's, put together from the articles it cites. An event, a party, a place, a source
and an article have one name in every release; a claim has its release in its name, as another release may say another.
"""

from __future__ import annotations

from kobe_kg.ingest.labels import both, span
from kobe_kg.ingest.lines import literal, node
from kobe_kg.ingest.scribe import Scribe, digest
from kobe_kg.ingest.ucdp_ged import words
from kobe_kg.ingest.ucdp_ged.articles import Article
from kobe_kg.ingest.ucdp_ged.row import ONE_SIDED, Row, Side, parts

#: Begins every slug that is made of UCDP's keys.
PUBLISHER = "ucdp"

#: Countries by Gleditsch and Ward's number, as far as exports know their codes.
_COUNTRIES = {
    432: "http://www.wikidata.org/entity/Q912",
    436: "http://www.wikidata.org/entity/Q1032",
    439: "http://www.wikidata.org/entity/Q965",
}
_DAYS = {1: "ExactDay", 2: "WithinDays", 3: "WithinWeek", 4: "WithinMonth", 5: "WithinYear"}
_PLACES = {
    1: "ExactPlace",
    2: "NearPlace",
    3: "WithinDistrict",
    4: "WithinRegion",
    5: "AlongLine",
    6: "WithinCountry",
}
_PARTS = (
    ("deaths-a", "SideA"),
    ("deaths-b", "SideB"),
    ("deaths-civilians", "Civilians"),
    ("deaths-unknown", "UnknownSide"),
)
_LOW_ABOVE = "The release gives a low figure above its best one."
_BEST_ABOVE = "The release gives a best figure above its high one."
#: UCDP's name for a side that is no party.
_CIVILIANS = "civilians"

_A = node("rdf:type")
_TYPES = {
    name: (_A, node(f"kg:{name}"))
    for name in ("AttributionClaim Event OccurrenceClaim Party Place QuantityClaim Report Source".split())
}
_ABOUT, _ACCESS, _ASPECT, _ATTRIBUTED, _BREAKDOWN, _CITES = (
    node(f"kg:{name}") for name in ("about", "access", "aspect", "attributedTo", "breakdown", "cites")
)
_DATE_PREC, _DIMENSION, _EARLIEST, _EXHAUSTIVE, _HEDGE = (
    node(f"kg:{name}") for name in ("datePrecision", "dimension", "earliest", "exhaustive", "hedge")
)
_KIND, _LATEST, _MAX, _MIN, _ORIGINALITY, _OUTCOME = (
    node(f"kg:{name}") for name in ("kind", "latest", "max", "min", "originality", "outcome")
)
_PLACE, _PLACE_PREC, _POPULATION, _PUBLISHER, _QUALIFIER = (
    node(f"kg:{name}") for name in ("place", "placePrecision", "population", "publisher", "qualifier")
)
_REPORTED, _ROLE, _SPEAKER, _STATED, _VALUE = (
    node(f"kg:{name}") for name in ("reportedIn", "role", "speaker", "statedOn", "value")
)
_ISSUED, _WKT, _INSIDE, _MEMBER = (
    node(name) for name in ("dct:issued", "geo:asWKT", "schema:containedInPlace", "schema:memberOf")
)
_ALT, _EXACT, _NOTE = node("skos:altLabel"), node("skos:exactMatch"), node("skos:editorialNote")
_CITED, _OTHER, _UCDP = node("kg:CitedOnly"), node("kg:OtherSource"), node("source:ucdp")


class Writer:
    """Writes rows; what several rows name is described once, with the first of them.

    :param release: of UCDP GED, e.g. ``24.1``.
    :param issued: the day the release came out, ``YYYY-MM-DD``; an empty text is not known.
    """

    def __init__(self, release: str, issued: str) -> None:
        self._release = release
        self._report = node(f"report:ucdp-ged-{release}")
        # What every claim of the release says.
        self._said: tuple[str, ...] = (_HEDGE, node("kg:Stated"), _ORIGINALITY, node("kg:Synthesis"))
        self._said += (_REPORTED, self._report, _SPEAKER, _UCDP)
        self._issued = issued
        if issued:
            self._said += (_STATED, literal(issued, "xsd:date"))

    def head(self, scribe: Scribe) -> None:
        """Describe the release: whose it is, under which licence, and how to cite it."""
        release, dataset = self._release, node(f"dataset:ucdp-ged-{self._release}")
        about = f"UCDP GED {release}"
        credit = (
            "Uppsala Conflict Data Program (UCDP), Georeferenced Event Dataset (GED) Global, "
            f"version {release}, https://ucdp.uu.se/downloads/"
        )
        page = "<https://ucdp.uu.se/downloads/>"
        say = scribe.say
        say(dataset, _A, node("dcat:Dataset"), _A, node("schema:Dataset"))
        say(dataset, *both(f"{about} as claims", f"{about} sous forme d’affirmations"))
        say(dataset, node("dct:license"), "<https://creativecommons.org/licenses/by/4.0/>")
        say(dataset, node("dct:creator"), _UCDP, node("dct:source"), self._report)
        say(dataset, node("dct:bibliographicCitation"), literal(credit), node("owl:versionInfo"), literal(release))
        changed = (
            "The rows of the release, each turned into claims of its coders; headlines and descriptions are left out.",
            "Les lignes de la version, chacune convertie en affirmations de ses codeurs, sans titres ni descriptions.",
        )
        for text, lang in zip(changed, ("@en", "@fr"), strict=True):
            say(dataset, node("dct:description"), literal(text, lang))
        say(self._report, *_TYPES["Report"], *both(about, about))
        say(self._report, _ACCESS, node("kg:Consulted"), _PUBLISHER, _UCDP, node("schema:url"), page)
        if self._issued:
            say(self._report, _ISSUED, literal(self._issued, "xsd:date"))
        scribe.report = self._report
        named = "Uppsala Conflict Data Program"
        short = (_ALT, literal("UCDP"), _KIND, _OTHER)
        scribe.describe(_UCDP, named, *_TYPES["Source"], *both(named, named), *short)

    def row(self, row: Row, scribe: Scribe) -> None:
        """Write all that a row says."""
        _Entry(row, scribe, self._said).write()


class _Entry:
    """One row under way."""

    def __init__(self, row: Row, scribe: Scribe, said: tuple[str, ...]) -> None:
        self._row, self._scribe = row, scribe
        self._event = scribe.name("event", str(row.id))
        # What each of its claims says.
        self._said = (_ABOUT, self._event, *said)

    def write(self) -> None:
        row = self._row
        first, last = literal(row.start, "xsd:date"), literal(row.end, "xsd:date")
        days = (_EARLIEST, first, _LATEST, last, _DATE_PREC, node(f"kg:{_DAYS[row.date_prec]}"))
        self._happened(days)
        self._figures()
        self._occurrence("type", "Nature", *words.violence(row.violence))
        spans = (f"{name} {span(row.start, row.end, lang)}" for name, lang in (("UCDP:", "en"), ("UCDP :", "fr")))
        self._occurrence("when", "Date", *both(*spans), *days)
        self._where()
        self._sides()

    def _happened(self, days: tuple[str, ...]) -> None:
        row, scribe = self._row, self._scribe
        where = row.where or row.adm_2 or row.adm_1 or row.country
        texts = (f"{row.dyad_name}, {where}, {span(row.start, row.end, lang)}" for lang in ("en", "fr"))
        dyad, conflict = scribe.name("event", f"dyad-{row.dyad}"), scribe.name("event", f"conflict-{row.conflict}")
        scribe.say(self._event, *_TYPES["Event"], *both(*texts), *days, _MEMBER, dyad)
        if row.relid:
            scribe.say(self._event, _ALT, literal(row.relid))
        named = row.conflict_name or row.dyad_name
        scribe.describe(dyad, row.dyad_name, *_TYPES["Event"], *_named(row.dyad_name), _MEMBER, conflict)
        scribe.describe(conflict, named, *_TYPES["Event"], *_named(named))

    def _figures(self) -> None:
        """Write the coder's range: one figure where all three are the same, and else three, each as it is meant."""
        row = self._row
        one = row.low == row.best == row.high
        exactness = "Exactly" if one else "About"
        numbers = (row.deaths_a, row.deaths_b, row.deaths_civilians, row.deaths_unknown)
        names = [
            self._quantity(kind, population, number, exactness, *words.count(kind, number))
            for (kind, population), number in zip(_PARTS, numbers, strict=True)
        ]
        more: list[str] = []
        for article in dict.fromkeys(row.articles):
            more += (_CITES, self._article(article))
        for broken, told in ((row.low > row.best, _LOW_ABOVE), (row.best > row.high, _BEST_ABOVE)):
            if broken:
                more += (_NOTE, literal(told, "@en"))
        if parts(row) == row.best:
            more += (_BREAKDOWN, self._breakdown(names))
        self._quantity("best", "People", row.best, exactness, *words.count("exact" if one else "best", row.best), *more)
        if not one:
            for kind, number, qualifier in (("low", row.low, "AtLeast"), ("high", row.high, "AtMost")):
                self._quantity(kind, "People", number, qualifier, *words.count(kind, number))

    def _breakdown(self, names: list[str]) -> str:
        said = (_DIMENSION, node("kg:Side"), _EXHAUSTIVE, literal("true", "xsd:boolean"))
        return self._scribe.divide(str(self._row.id), "deaths", names, *said)

    def _quantity(self, what: str, population: str, number: int, qualifier: str, *said: str) -> str:
        value = literal(str(number), "xsd:integer")
        least = value if qualifier in ("AtLeast", "Exactly") else literal("0", "xsd:integer")
        bounds: tuple[str, ...] = () if qualifier == "About" else (_MIN, least)
        if qualifier in ("AtMost", "Exactly"):
            bounds += (_MAX, value)
        counted = (_POPULATION, node(f"kg:{population}"), _OUTCOME, node("kg:Killed"))
        return self._claim(
            what, "QuantityClaim", *said, *counted, _VALUE, value, _QUALIFIER, node(f"kg:{qualifier}"), *bounds
        )

    def _occurrence(self, what: str, aspect: str, *said: str) -> str:
        return self._claim(what, "OccurrenceClaim", _ASPECT, node(f"kg:{aspect}"), *said)

    def _claim(self, what: str, kind: str, *said: str) -> str:
        return self._scribe.claim(str(self._row.id), what, *_TYPES[kind], *self._said, *said)

    def _where(self) -> None:
        row = self._row
        named = row.where or row.adm_2 or row.adm_1 or row.country
        precision = _PLACES.get(row.where_prec)
        exactly = (_PLACE_PREC, node(f"kg:{precision}")) if precision else ()
        label = both(f"UCDP: {named}", f"UCDP : {named}")
        self._occurrence("where", "Location", *label, _PLACE, self._place(named), *exactly)

    def _place(self, named: str) -> str:
        """Describe the place of a row, and the divisions and the country it lies in."""
        row, scribe = self._row, self._scribe
        around = scribe.name("place", f"country-{row.country_id}")
        known = (_EXACT, f"<{_COUNTRIES[row.country_id]}>") if row.country_id in _COUNTRIES else ()
        scribe.describe(around, row.country, *_TYPES["Place"], *_named(row.country), *known)
        key = str(row.country_id)
        for name in (row.adm_1, row.adm_2):
            if name:
                key += f"|{name}"
                division = scribe.name("place", digest(key))
                scribe.describe(division, name, *_TYPES["Place"], *_named(name), _INSIDE, around)
                around = division
        longitude, latitude = row.point or ("", "")
        place = scribe.name("place", digest(f"{key}|{named}|{longitude} {latitude}"))
        point = (_WKT, literal(f"POINT({longitude} {latitude})", "geo:wktLiteral")) if row.point else ()
        scribe.describe(place, named, *_TYPES["Place"], *_named(named), _INSIDE, around, *point)
        return place

    def _sides(self) -> None:
        """Name the parties: of one-sided violence the first is the perpetrator, of all else both fought."""
        row = self._row
        role = (_ROLE, node("kg:Perpetrator" if row.violence == ONE_SIDED else "kg:Belligerent"))
        for letter, side in (("a", row.side_a), ("b", row.side_b)):
            if side.name.casefold() == _CIVILIANS or (letter == "b" and side.id == row.side_a.id):
                continue  # a population; or a group that fought itself, named already
            label = both(f"UCDP: {side.name}", f"UCDP : {side.name}")
            said = (_ATTRIBUTED, self._party(side), *role)
            self._claim(f"side-{letter}", "AttributionClaim", *label, *said)

    def _party(self, side: Side) -> str:
        party = self._scribe.name("party", f"actor-{side.id}")
        kind = node("kg:StateForce" if side.state else "kg:NonStateGroup")
        self._scribe.describe(party, side.name, *_TYPES["Party"], *_named(side.name), _KIND, kind)
        return party

    def _article(self, article: Article) -> str:
        report = self._scribe.name("report", article.key)
        parted = [text for text in (article.publisher, article.issued) if text]
        label = f"{', '.join(parted) or 'article'} ({article.key[:8]})"
        issued = (_ISSUED, literal(article.issued, "xsd:date")) if article.issued else ()
        printed = (_PUBLISHER, self._publisher(article.publisher)) if article.publisher else ()
        self._scribe.describe(report, label, *_TYPES["Report"], *_named(label), _ACCESS, _CITED, *issued, *printed)
        return report

    def _publisher(self, name: str) -> str:
        source = self._scribe.name("source", digest(name))
        self._scribe.describe(source, name, *_TYPES["Source"], *_named(name), _KIND, _OTHER)
        return source


def _named(name: str) -> tuple[str, str, str, str]:
    return both(name, name)
