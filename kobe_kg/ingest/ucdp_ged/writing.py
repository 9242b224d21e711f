"""What a row of UCDP GED claims, as statements; every name is made of UCDP's own keys.

The coder speaks: each figure is UCDP's, put together from the articles it cites. An event, a party, a place, a source
and an article have one name in every release; a claim has its release in its name, as another release may say another.
"""

from __future__ import annotations

from hashlib import sha256

from kobe_kg.ingest.lines import Lines, literal, node
from kobe_kg.ingest.ucdp_ged import words
from kobe_kg.ingest.ucdp_ged.articles import Article
from kobe_kg.ingest.ucdp_ged.row import ONE_SIDED, Row, Side, parts

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
    for name in ("AttributionClaim Breakdown Event OccurrenceClaim Party Place QuantityClaim Report Source".split())
}
_ABOUT, _ACCESS, _ASPECT, _ATTRIBUTED, _BREAKDOWN, _CITES = (
    node(f"kg:{name}") for name in ("about", "access", "aspect", "attributedTo", "breakdown", "cites")
)
_DATE_PREC, _DIMENSION, _EARLIEST, _EXHAUSTIVE, _HEDGE = (
    node(f"kg:{name}") for name in ("datePrecision", "dimension", "earliest", "exhaustive", "hedge")
)
_KIND, _LATEST, _MAX, _MIN, _ORIGINALITY, _OUTCOME, _PART = (
    node(f"kg:{name}") for name in ("kind", "latest", "max", "min", "originality", "outcome", "part")
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
    :param named: whether the statements go into a graph named as the release's data set.
    """

    def __init__(self, release: str, issued: str, *, named: bool) -> None:
        self._release = release
        self._set = node(f"dataset:ucdp-ged-{release}")
        self._report = node(f"report:ucdp-ged-{release}")
        self._lines = Lines(self._set if named else "")
        # What every claim of the release says.
        self._said: tuple[str, ...] = (_HEDGE, node("kg:Stated"), _ORIGINALITY, node("kg:Synthesis"))
        self._said += (_REPORTED, self._report, _SPEAKER, _UCDP)
        self._issued = issued
        if issued:
            self._said += (_STATED, literal(issued, "xsd:date"))
        self._described: set[str] = set()
        #: Actors that the rows call by several names: number to the names after the first.
        self.renamed: dict[int, set[str]] = {}
        self._names: dict[str, str] = {}

    def head(self) -> str:
        """Describe the release: whose it is, under which licence, and how to cite it."""
        release = self._release
        about = f"UCDP GED {release}"
        credit = (
            "Uppsala Conflict Data Program (UCDP), Georeferenced Event Dataset (GED) Global, "
            f"version {release}, https://ucdp.uu.se/downloads/"
        )
        page = "<https://ucdp.uu.se/downloads/>"
        say = self._lines.say
        say(self._set, _A, node("dcat:Dataset"), _A, node("schema:Dataset"))
        say(self._set, *words.both(f"{about} as claims", f"{about} sous forme d’affirmations"))
        say(self._set, node("dct:license"), "<https://creativecommons.org/licenses/by/4.0/>")
        say(self._set, node("dct:creator"), _UCDP, node("dct:source"), self._report)
        say(self._set, node("dct:bibliographicCitation"), literal(credit), node("owl:versionInfo"), literal(release))
        changed = (
            "The rows of the release, each turned into claims of its coders; headlines and descriptions are left out.",
            "Les lignes de la version, chacune convertie en affirmations de ses codeurs, sans titres ni descriptions.",
        )
        for text, lang in zip(changed, ("@en", "@fr"), strict=True):
            say(self._set, node("dct:description"), literal(text, lang))
        say(self._report, *_TYPES["Report"], *words.both(about, about))
        say(self._report, _ACCESS, node("kg:Consulted"), _PUBLISHER, _UCDP, node("schema:url"), page)
        if self._issued:
            say(self._report, _ISSUED, literal(self._issued, "xsd:date"))
        say(_UCDP, *_TYPES["Source"], *words.both("Uppsala Conflict Data Program", "Uppsala Conflict Data Program"))
        say(_UCDP, _ALT, literal("UCDP"), _KIND, _OTHER)
        return self._lines.take()

    def row(self, row: Row) -> str:
        """Write all that a row says."""
        event = node_of("event", f"ucdp-{row.id}")
        first, last = literal(row.start, "xsd:date"), literal(row.end, "xsd:date")
        days = (_EARLIEST, first, _LATEST, last, _DATE_PREC, node(f"kg:{_DAYS[row.date_prec]}"))
        self._event(row, event, days)
        self._figures(row, event)
        claim = self._claim(row, "type")
        self._occurrence(claim, event, "Nature", *words.violence(row.violence))
        spans = (f"{name} {words.span(row.start, row.end, lang)}" for name, lang in (("UCDP:", "en"), ("UCDP :", "fr")))
        self._occurrence(self._claim(row, "when"), event, "Date", *words.both(*spans), *days)
        self._where(row, event)
        self._sides(row, event)
        return self._lines.take()

    def _event(self, row: Row, event: str, days: tuple[str, ...]) -> None:
        where = row.where or row.adm_2 or row.adm_1 or row.country
        texts = (f"{row.dyad_name}, {where}, {words.span(row.start, row.end, lang)}" for lang in ("en", "fr"))
        dyad = node_of("event", f"ucdp-dyad-{row.dyad}")
        self._lines.say(event, *_TYPES["Event"], *words.both(*texts), *days, _MEMBER, dyad)
        if row.relid:
            self._lines.say(event, _ALT, literal(row.relid))
        if self._first(dyad):
            conflict = node_of("event", f"ucdp-conflict-{row.conflict}")
            self._lines.say(dyad, *_TYPES["Event"], *words.both(row.dyad_name, row.dyad_name), _MEMBER, conflict)
            if self._first(conflict):
                named = row.conflict_name or row.dyad_name
                self._lines.say(conflict, *_TYPES["Event"], *words.both(named, named))

    def _figures(self, row: Row, event: str) -> None:
        """Write the coder's range: one figure where all three are the same, and else three, each as it is meant."""
        best = self._claim(row, "best")
        one = row.low == row.best == row.high
        exactness = "Exactly" if one else "About"
        self._quantity(best, event, "People", row.best, exactness, *words.count("exact" if one else "best", row.best))
        for article in dict.fromkeys(row.articles):
            self._lines.say(best, _CITES, self._article(article))
        if not one:
            for kind, number, qualifier in (("low", row.low, "AtLeast"), ("high", row.high, "AtMost")):
                self._quantity(self._claim(row, kind), event, "People", number, qualifier, *words.count(kind, number))
        for broken, told in ((row.low > row.best, _LOW_ABOVE), (row.best > row.high, _BEST_ABOVE)):
            if broken:
                self._lines.say(best, _NOTE, literal(told, "@en"))
        numbers = (row.deaths_a, row.deaths_b, row.deaths_civilians, row.deaths_unknown)
        names = [self._claim(row, kind) for kind, _ in _PARTS]
        for name, (kind, population), number in zip(names, _PARTS, numbers, strict=True):
            self._quantity(name, event, population, number, exactness, *words.count(kind, number))
        if parts(row) == row.best:
            divided = node_of("breakdown", f"ucdp-{self._release}-{row.id}-deaths")
            self._lines.say(best, _BREAKDOWN, divided)
            self._lines.say(divided, *_TYPES["Breakdown"], _DIMENSION, node("kg:Side"))
            self._lines.say(divided, _EXHAUSTIVE, literal("true", "xsd:boolean"))
            for name in names:
                self._lines.say(divided, _PART, name)

    def _quantity(self, claim: str, event: str, population: str, number: int, qualifier: str, *label: str) -> None:
        value = literal(str(number), "xsd:integer")
        least = value if qualifier in ("AtLeast", "Exactly") else literal("0", "xsd:integer")
        bounds: tuple[str, ...] = () if qualifier == "About" else (_MIN, least)
        if qualifier in ("AtMost", "Exactly"):
            bounds += (_MAX, value)
        counted = (_POPULATION, node(f"kg:{population}"), _OUTCOME, node("kg:Killed"))
        said = (_VALUE, value, _QUALIFIER, node(f"kg:{qualifier}"), *bounds)
        self._lines.say(claim, *_TYPES["QuantityClaim"], *label, _ABOUT, event, *self._said, *counted, *said)

    def _occurrence(self, claim: str, event: str, aspect: str, *said: str) -> None:
        kind = (_ASPECT, node(f"kg:{aspect}"))
        self._lines.say(claim, *_TYPES["OccurrenceClaim"], _ABOUT, event, *self._said, *kind, *said)

    def _where(self, row: Row, event: str) -> None:
        named = row.where or row.adm_2 or row.adm_1 or row.country
        label = words.both(f"UCDP: {named}", f"UCDP : {named}")
        precision = _PLACES.get(row.where_prec)
        exactly = (_PLACE_PREC, node(f"kg:{precision}")) if precision else ()
        place = self._place(row, named)
        self._occurrence(self._claim(row, "where"), event, "Location", *label, _PLACE, place, *exactly)

    def _place(self, row: Row, named: str) -> str:
        """Describe the place of a row, and the divisions and the country it lies in."""
        country = node_of("place", f"ucdp-country-{row.country_id}")
        if self._first(country):
            self._lines.say(country, *_TYPES["Place"], *words.both(row.country, row.country))
            if row.country_id in _COUNTRIES:
                self._lines.say(country, _EXACT, f"<{_COUNTRIES[row.country_id]}>")
        around, key = country, str(row.country_id)
        for name in (row.adm_1, row.adm_2):
            if name:
                key += f"|{name}"
                division = node_of("place", f"ucdp-{_hash(key)}")
                if self._first(division):
                    self._lines.say(division, *_TYPES["Place"], *words.both(name, name), _INSIDE, around)
                around = division
        longitude, latitude = row.point or ("", "")
        place = node_of("place", f"ucdp-{_hash(f'{key}|{named}|{longitude} {latitude}')}")
        if self._first(place):
            self._lines.say(place, *_TYPES["Place"], *words.both(named, named), _INSIDE, around)
            if row.point:
                self._lines.say(place, _WKT, literal(f"POINT({longitude} {latitude})", "geo:wktLiteral"))
        return place

    def _sides(self, row: Row, event: str) -> None:
        """Name the parties: of one-sided violence the first is the perpetrator, of all else both fought."""
        role = "Perpetrator" if row.violence == ONE_SIDED else "Belligerent"
        for letter, side in (("a", row.side_a), ("b", row.side_b)):
            if side.name.casefold() == _CIVILIANS or (letter == "b" and side.id == row.side_a.id):
                continue  # a population; or a group that fought itself, named already
            party = self._party(side)
            label = words.both(f"UCDP: {side.name}", f"UCDP : {side.name}")
            said = (_ATTRIBUTED, party, _ROLE, node(f"kg:{role}"))
            claim = self._claim(row, f"side-{letter}")
            self._lines.say(claim, *_TYPES["AttributionClaim"], *label, _ABOUT, event, *self._said, *said)

    def _party(self, side: Side) -> str:
        party = node_of("party", f"ucdp-actor-{side.id}")
        if self._first(party):
            self._names[party] = side.name
            kind = node("kg:StateForce" if side.state else "kg:NonStateGroup")
            self._lines.say(party, *_TYPES["Party"], *words.both(side.name, side.name), _KIND, kind)
        elif side.name != self._names[party] and side.name not in self.renamed.setdefault(side.id, set()):
            self.renamed[side.id].add(side.name)
            self._lines.say(party, _ALT, literal(side.name))
        return party

    def _article(self, article: Article) -> str:
        report = node_of("report", f"ucdp-{article.key}")
        if self._first(report):
            parted = [text for text in (article.publisher, article.issued) if text]
            label = f"{', '.join(parted) or 'article'} ({article.key[:8]})"
            self._lines.say(report, *_TYPES["Report"], *words.both(label, label), _ACCESS, _CITED)
            if article.issued:
                self._lines.say(report, _ISSUED, literal(article.issued, "xsd:date"))
            if article.publisher:
                self._lines.say(report, _PUBLISHER, self._publisher(article.publisher))
        return report

    def _publisher(self, name: str) -> str:
        source = node_of("source", f"ucdp-{_hash(name)}")
        if self._first(source):
            self._lines.say(source, *_TYPES["Source"], *words.both(name, name), _KIND, _OTHER)
        return source

    def _claim(self, row: Row, what: str) -> str:
        return node_of("claim", f"ucdp-{self._release}-{row.id}-{what}")

    def _first(self, name: str) -> bool:
        """Tell whether a thing is named for the first time."""
        before = len(self._described)
        self._described.add(name)
        return len(self._described) > before


def node_of(kind: str, slug: str) -> str:
    """Write the IRI of a resource; unlike :func:`node` it keeps none, as each is used once."""
    return f"{node(f'{kind}:')[:-1]}{slug}>"


def _hash(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()[:16]
