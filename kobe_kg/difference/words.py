"""What a difference says beside the names in the graph."""

from __future__ import annotations

#: Kinds of resource in the order they are told, with the heading of each.
HEADINGS = {
    "claim": "Claims",
    "breakdown": "Breakdowns",
    "estimate": "Estimates in the graph",
    "assessment": "Assessments",
    "report": "Reports",
    "passage": "Passages",
    "source": "Sources",
    "party": "Parties",
    "convoy": "Convoys",
    "place": "Places",
    "event": "Events",
    "dataset": "Data sets",
    "term": "Terms",
    "rule": "Rules",
    "other": "Other resources",
}

#: What may happen to a resource, in the order it is told. A claim that is gone is withdrawn.
ACTIONS = ("added", "removed", "changed", "renamed")

#: Property to what a curator calls it; the others go by their label, or their short name.
FIELDS = {
    "dct:issued": "date",
    "dct:language": "language",
    "dct:license": "licence",
    "dct:references": "reference",
    "geo:asWKT": "position",
    "kg:about": "about",
    "kg:absenceOf": "absence of",
    "kg:access": "access",
    "kg:actsFor": "acts for",
    "kg:aspect": "aspect",
    "kg:attributedTo": "party",
    "kg:basis": "basis",
    "kg:breakdown": "breakdown",
    "kg:cites": "cited report",
    "kg:comparedTo": "compared to",
    "kg:datePrecision": "date precision",
    "kg:derivedFromReport": "report drawn on",
    "kg:dimension": "dimension",
    "kg:earliest": "first day",
    "kg:evidence": "passage",
    "kg:excludes": "excluded population",
    "kg:hedge": "hedge",
    "kg:kind": "kind",
    "kg:latest": "last day",
    "kg:max": "upper bound",
    "kg:min": "lower bound",
    "kg:ofWhole": "of the whole",
    "kg:originality": "originality",
    "kg:outcome": "outcome",
    "kg:part": "part",
    "kg:place": "place",
    "kg:placePrecision": "place precision",
    "kg:population": "population",
    "kg:publisher": "publisher",
    "kg:qualifier": "qualifier",
    "kg:relays": "relay",
    "kg:relaysReport": "copied report",
    "kg:reportedIn": "report",
    "kg:role": "role",
    "kg:speaker": "speaker",
    "kg:statedOn": "date",
    "kg:supersedes": "superseded claim",
    "kg:withdrawnIn": "withdrawn in",
    "oa:end": "end",
    "oa:hasSelector": "selector",
    "oa:hasSource": "document",
    "oa:start": "start",
    "rdf:type": "class",
    "rdfs:comment": "comment",
    "rdfs:label": "label",
    "rdfs:subClassOf": "wider class",
    "schema:containedInPlace": "within",
    "schema:memberOf": "member of",
    "schema:url": "address",
    "sem:hasActor": "actor",
    "sem:hasSubEvent": "part",
    "skos:altLabel": "other label",
    "skos:broader": "broader concept",
    "skos:definition": "definition",
    "skos:editorialNote": "editorial note",
    "skos:example": "example",
    "skos:notation": "notation",
    "skos:scopeNote": "scope note",
}

#: Properties that may have several values: one that comes and one that goes are two changes.
SEVERAL = frozenset(
    """dct:references kg:attributedTo kg:breakdown kg:cites kg:evidence kg:excludes kg:part kg:relays kg:reportedIn
    kg:supersedes kg:usedClaim kg:withdrawnIn rdf:type sem:hasActor sem:hasSubEvent skos:altLabel skos:broader
    skos:notation""".split()
)

#: Properties whose values are words rather than names: they go without a capital.
PLAIN = frozenset("kg:basis kg:datePrecision kg:hedge kg:originality kg:placePrecision kg:qualifier kg:outcome".split())
