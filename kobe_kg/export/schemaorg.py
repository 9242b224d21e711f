"""Events and claims in the words of schema.org, as search engines and fact-checkers read them.

schema.org knows what a claim is, who made it, where it appeared and how it was reviewed. It has no word for a hedge,
nor for first-hand against relayed, so this form is for finding claims, not for weighing them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from pyoxigraph import Literal, NamedNode

from kobe_kg.export.base import Losses, Source
from kobe_kg.export.facts import Facts, Term, Told, count_untold, find_claim, name_of
from kobe_kg.namespaces import expand

#: A node of JSON-LD.
Json: TypeAlias = dict[str, Any]

#: The context: it stands in the file itself, so that nothing has to be fetched to read it.
CONTEXT: Json = {
    "@vocab": "https://schema.org/",
    "citation": {"@type": "@id"},
    "datePublished": {"@type": "Date"},
    "endDate": {"@type": "Date"},
    "license": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "startDate": {"@type": "Date"},
    "url": {"@type": "@id"},
}
#: Kind of report to the type nearest to it; any other is a CreativeWork.
REPORTS = {
    "kg:AggregatorPage": "WebPage",
    "kg:Communique": "Report",
    "kg:EncyclopediaArticle": "Article",
    "kg:NewsReport": "NewsArticle",
    "kg:NgoReport": "Report",
}
#: Kind of source to the type nearest to it; who is no organisation for certain stays a Thing.
SOURCES = {
    "kg:Encyclopedia": "Organization",
    "kg:Hospital": "Hospital",
    "kg:Media": "NewsMediaOrganization",
    "kg:NGO": "NGO",
    "kg:NewsAgency": "NewsMediaOrganization",
    "kg:StateBody": "GovernmentOrganization",
    "kg:TradeUnion": "WorkersUnion",
}
#: How much of a date a precision leaves standing; any other leaves none of it.
_KEPT = {"kg:ExactDay": 10, "kg:WithinMonth": 7, "kg:WithinYear": 4}
_POINT = re.compile(r"\s*(?:<[^>]*>\s*)?POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)\s*", re.IGNORECASE)
#: Grades of credibility from certainly true to certainly not: a verdict. The sixth is none.
_GRADES = 5


_WHY = "schema.org has no word for it"
_REASONS = {
    "kg:Assessment": "no verdict: the rater did not, or could not, judge the content",
    "kg:Breakdown": "its parts are told as parts of the claim",
    "kg:Estimate": "it is computed, and nobody’s claim",
    "dcat:Dataset": "the description of the data set tells it",
    "prov:Organization": "the description of the data set tells it",
    "schema:Organization": "the description of the data set tells it",
    "schema:Dataset": "the description of the data set tells it",
    "kg:Passage": "where in a report a claim stands is not told",
    "kg:datePrecision": "a date that is not known to the day, month or year is left out",
    "kg:earliest": "its precision is not known, or it is a claim’s",
    "kg:hedge": "schema.org cannot say how sure a speaker is",
    "kg:kind": "no type says it",
    "kg:latest": "its precision is not known, or it is a claim’s",
    "kg:originality": "schema.org cannot tell first-hand from passed on",
    "kg:population": "it is told with a number, and the claim gives none",
    "kg:outcome": "it is told with a number, and the claim gives none",
    "kg:qualifier": "the bounds are told, how the number was worded is not",
    "kg:role": "who is named is told, as what is not",
    "kg:value": "it is not exact, and would look so without its wording",
    "kg:supersedes": "schema.org has no relation between claims but one being based on another",
    "kg:withdrawnIn": "schema.org cannot say that a claim is no longer made",
}


def write(source: Source, stream: IO[bytes], *, claim: str = "") -> Losses:
    """Write it as one file of JSON-LD, a resource a line.

    :param claim: slug, prefixed name or IRI of the only one wanted; its speaker and reports come with it.
    :raises UnknownNameError: when there is no such claim.
    """
    told = SchemaOrg(Facts(source.shelf))
    only = find_claim(claim, told.facts) if claim else None
    stream.write(f'{{\n"@context": {_text(CONTEXT)},\n"@graph": ['.encode())
    for number, node in enumerate(told.nodes() if only is None else told.around(only), 1):
        stream.write(f"{',' if number > 1 else ''}\n{_text(node)}".encode())
        source.tell("resources written", number)
    stream.write(b"\n]\n}\n")
    losses = Losses("schemaorg")
    count_untold(losses, source, told.told, why=_WHY, reasons=_REASONS, only=only)
    return losses


def _text(node: Json) -> str:
    """Write a node so that it may also stand within a page's script element."""
    text = json.dumps(node, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


class SchemaOrg:
    """A graph in the words of schema.org.

    :param facts: the graph with its code lists.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        #: What has been told: subject and property.
        self.told = Told()

    def nodes(self) -> Iterator[Json]:
        """Give every event, claim, review, and whom and what they name, in order of class and IRI."""
        claims = self.facts.instances("kg:Claim")
        yield from map(self.event, self.facts.instances("kg:Event"))
        yield from map(self.claim, claims)
        for assessment in self.facts.instances("kg:Assessment"):
            if self.has_verdict(assessment):
                yield self.review(assessment)
        yield from map(self.report, self.facts.instances("kg:Report"))
        yield from map(self.source, self.facts.instances("kg:Source"))
        yield from map(self.party, self.facts.instances("kg:Party"))
        yield from map(self.convoy, self.facts.instances("kg:Convoy"))
        yield from map(self.place, self.facts.instances("kg:Place"))

    def around(self, claim: NamedNode) -> Iterator[Json]:
        """Give one claim, who made it and the reports it appeared in."""
        yield self.claim(claim)
        for name, tell in (("kg:speaker", self.source), ("kg:reportedIn", self.report)):
            yield from (tell(node) for node in self.facts.values(claim, name) if isinstance(node, NamedNode))

    def event(self, event: NamedNode) -> Json:
        """Tell an event: identity and dates, for all else is contested."""
        kept = _KEPT.get(name_of(self._first(event, "kg:datePrecision") or event), 0)
        days = {"startDate": "kg:earliest", "endDate": "kg:latest"}
        parts = {"subEvent": self._ids(event, "sem:hasSubEvent")}
        dates = {key: self._text(event, name)[:kept] for key, name in days.items()} if kept else {}
        return _full(self._node(event, "Event") | self._named(event) | dates | parts)

    def claim(self, claim: NamedNode) -> Json:
        """Tell a claim: what, who, when, where it appeared, and the number in it."""
        names = self._texts(claim, "rdfs:label")
        reports = self._ids(claim, "kg:reportedIn")
        divided = self._all(claim, "kg:breakdown")
        parts = [{"@id": _id(part)} for breakdown in divided for part in self.facts.values(breakdown, "kg:part")]
        found = {
            "name": names,
            "about": self._ids(claim, "kg:about"),
            "author": self._ids(claim, "kg:speaker"),
            "datePublished": self._text(claim, "kg:statedOn"),
            "appearance": reports,
            "firstAppearance": self._first_printed(claim),
            "citation": [node["@id"] for node in self._ids(claim, "kg:cites")],
            "isBasedOn": self._ids(claim, "kg:relays"),
            "hasPart": parts,
            "mentions": self._ids(claim, "kg:attributedTo"),
            "contentLocation": self._ids(claim, "kg:place"),
            "mainEntity": self._quantity(claim),
        }
        return _full(self._node(claim, "Claim") | found)

    def _first_printed(self, claim: NamedNode) -> list[Json]:
        """Name the report that is known to have printed it first, if one was."""
        reports = self.facts.values(claim, "kg:reportedIn")
        dated = [(day, _id(report)) for report in reports if (day := self.facts.text(report, "dct:issued"))]
        first = [report for day, report in dated if day == min(dated)[0]]
        return [{"@id": first[0]}] if len(first) == 1 else []

    def _quantity(self, claim: NamedNode) -> Json | None:
        """Tell what is counted and the bounds; a number that is not exact is not told alone, for it would look so."""
        low, high, value = (self._number(claim, f"kg:{name}") for name in ("min", "max", "value"))
        if low is None and high is None:
            return None
        self._tell(claim, "kg:min", "kg:max", "kg:population", "kg:outcome")
        numbers = {"minValue": low, "maxValue": high}
        if low == high == value:
            self._tell(claim, "kg:value")
            numbers = {"value": value}
        elif value in (low, high):
            self._tell(claim, "kg:value")
        counted = [o for name in ("kg:population", "kg:outcome") for o in self.facts.values(claim, name)]
        name = ", ".join(self.facts.label(concept) for concept in counted)
        return {"@type": "QuantitativeValue", "name": name} | {k: n for k, n in numbers.items() if n is not None}

    def has_verdict(self, assessment: NamedNode) -> bool:
        """Tell whether a rater said how credible a claim is, and could."""
        return self._grade(assessment) is not None and self.facts.value(assessment, "kg:assesses") is not None

    def _grade(self, assessment: NamedNode) -> int | None:
        for credibility in self.facts.values(assessment, "kg:credibility"):
            for code in self.facts.values(credibility, "skos:notation"):
                if isinstance(code, Literal) and code.value.isdecimal() and 1 <= int(code.value) <= _GRADES:
                    return int(code.value)
        return None

    def review(self, assessment: NamedNode) -> Json:
        """Tell a verdict; schema.org rates upwards, so that the best grade, 1, becomes 5."""
        grade = self._grade(assessment)
        assert grade is not None
        claim = self._first(assessment, "kg:assesses")
        verdict = self._first(assessment, "kg:credibility")
        assert claim is not None
        assert verdict is not None
        rating = {
            "@type": "Rating",
            "ratingValue": _GRADES + 1 - grade,
            "bestRating": _GRADES,
            "worstRating": 1,
            "alternateName": self._worded(verdict),
        }
        found = {
            "name": self._texts(assessment, "rdfs:label"),
            "author": self._ids(assessment, "kg:rater"),
            "claimReviewed": self._worded(claim),
            "itemReviewed": [{"@id": _id(claim)}],
            "reviewRating": rating,
        }
        return _full(self._node(assessment, "ClaimReview") | found)

    def report(self, report: NamedNode) -> Json:
        """Tell a report."""
        kind = REPORTS.get(name_of(self._first(report, "kg:kind") or report), "CreativeWork")
        based = [*self._ids(report, "kg:relaysReport"), *self._ids(report, "kg:derivedFromReport")]
        found = {
            "datePublished": self._text(report, "dct:issued"),
            "inLanguage": self._text(report, "dct:language"),
            "publisher": self._ids(report, "kg:publisher"),
            "url": [_id(o) for o in self._all(report, "schema:url")],
            "isBasedOn": based,
            "citation": [_id(o) for o in self._all(report, "dct:references")],
        }
        return _full(self._node(report, kind) | self._named(report) | found)

    def source(self, source: NamedNode) -> Json:
        """Tell who speaks or publishes."""
        kind = name_of(self.facts.value(source, "kg:kind") or source)
        if kind in SOURCES:
            self.told.add((source, expand("kg:kind")))
        return self._node(source, SOURCES.get(kind, "Thing")) | self._named(source)

    def party(self, party: NamedNode) -> Json:
        """Tell a party."""
        return self._node(party, "Organization") | self._named(party)

    def convoy(self, convoy: NamedNode) -> Json:
        """Tell a convoy."""
        return self._node(convoy, "Thing") | self._named(convoy)

    def place(self, place: NamedNode) -> Json:
        """Tell a place, with its point where it has one."""
        found: Json = {"containedInPlace": self._ids(place, "schema:containedInPlace")}
        point = _POINT.fullmatch(self.facts.text(place, "geo:asWKT"))
        if point:
            self.told.add((place, expand("geo:asWKT")))
            found["geo"] = {"@type": "GeoCoordinates", "latitude": float(point[2]), "longitude": float(point[1])}
        return _full(self._node(place, "Place") | self._named(place) | found)

    def _node(self, node: NamedNode, kind: str) -> Json:
        self.told.add((node, expand("rdf:type")))
        return {"@id": _id(node), "@type": kind}

    def _named(self, node: Term) -> Json:
        found = {
            "name": self._texts(node, "rdfs:label"),
            "alternateName": self._texts(node, "skos:altLabel"),
            "sameAs": [_id(o) for o in self._all(node, "skos:exactMatch")],
        }
        return _full(found)

    def _all(self, node: Term, name: str) -> list[Term]:
        values = self.facts.values(node, name)
        if values:
            self.told.add((node, expand(name)))
        return values

    def _first(self, node: Term, name: str) -> Term | None:
        return next(iter(self._all(node, name)), None)

    def _ids(self, node: Term, name: str) -> list[Json]:
        return [{"@id": _id(o)} for o in self._all(node, name)]

    def _text(self, node: Term, name: str) -> str:
        return next((o.value for o in self._all(node, name) if isinstance(o, Literal)), "")

    def _texts(self, node: Term, name: str) -> list[Json | str]:
        return [_worded(o) for o in self._all(node, name) if isinstance(o, Literal)]

    def _worded(self, node: Term) -> list[Json | str]:
        return [_worded(o) for o in self.facts.values(node, "rdfs:label") if isinstance(o, Literal)]

    def _number(self, node: Term, name: str) -> int | None:
        text = self.facts.text(node, name)
        return int(text) if re.fullmatch(r"[+-]?[0-9]+", text) else None

    def _tell(self, node: Term, *names: str) -> None:
        self.told.update((node, expand(name)) for name in names)


def _id(term: Term) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)


def _worded(text: Literal) -> Json | str:
    return {"@language": text.language, "@value": text.value} if text.language else text.value


def _full(node: Json) -> Json:
    """Leave out what is empty, and the brackets around what stands alone."""
    found = {}
    for key, value in node.items():
        if value not in (None, "", [], {}):
            found[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return found
