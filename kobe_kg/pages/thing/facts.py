"""What is said of a resource, as names and values that a reader understands and can follow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.namespaces import ID, KG, compact
from kobe_kg.pages.reading import Names, Record, Term, Text, node, rows, text_of
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.said import day_of
from kobe_kg.reason.words import day

#: Property, in short form, to its name on a page; any other has the label the ontology gives it, or its short form.
NAMES = {
    "dct:description": "Description",
    "dct:issued": "Issued",
    "dct:language": "Language",
    "dct:license": "Licence",
    "dct:references": "Cites",
    "dct:source": "Known from",
    "dct:title": "Title",
    "geo:asWKT": "Coordinates",
    "kg:about": "About",
    "kg:absenceOf": "What is missing",
    "kg:access": "Access",
    "kg:actsFor": "Speaks for",
    "kg:anonymous": "Anonymous",
    "kg:asOf": "As of",
    "kg:aspect": "Aspect",
    "kg:assesses": "Assesses",
    "kg:attributedTo": "Whom",
    "kg:basis": "On what basis",
    "kg:best": "Best figure",
    "kg:breakdown": "Divided in",
    "kg:cites": "Footnotes",
    "kg:comparedTo": "Compared to",
    "kg:contentHash": "SHA-256 of its text",
    "kg:credibility": "Credibility",
    "kg:datePrecision": "Precision of the date",
    "kg:derivedFromReport": "Rewritten from",
    "kg:dimension": "Divided by",
    "kg:earliest": "First day",
    "kg:evidence": "Passage",
    "kg:exhaustive": "Parts are all there is",
    "kg:hedge": "How sure",
    "kg:kilometres": "Kilometres",
    "kg:kind": "Kind",
    "kg:latest": "Last day",
    "kg:max": "At most",
    "kg:min": "At least",
    "kg:ofWhole": "Of the whole",
    "kg:originality": "First-hand or not",
    "kg:outcome": "What happened to them",
    "kg:part": "Parts",
    "kg:place": "Where",
    "kg:placePrecision": "Precision of the place",
    "kg:policy": "Rule",
    "kg:population": "Who or what is counted",
    "kg:publisher": "Published by",
    "kg:qualifier": "As worded",
    "kg:rater": "Rated by",
    "kg:relays": "Relays",
    "kg:relaysReport": "Copy or translation of",
    "kg:reliability": "Reliability",
    "kg:reportedIn": "Printed in",
    "kg:role": "As what",
    "kg:speaker": "Who says it",
    "kg:statedOn": "Said on",
    "kg:supersedes": "Replaces",
    "kg:time": "Time of day",
    "kg:usedClaim": "Claims used",
    "kg:value": "Number as stated",
    "kg:withdrawnIn": "Withdrawn in",
    "oa:end": "End",
    "oa:hasSelector": "Position",
    "oa:hasSource": "In",
    "oa:start": "Start",
    "owl:versionInfo": "Version",
    "rdf:type": "Class",
    "rdfs:label": "Label",
    "schema:containedInPlace": "Lies in",
    "schema:memberOf": "Part of",
    "schema:url": "Address",
    "sem:hasActor": "Actor",
    "sem:hasSubEvent": "Part",
    "skos:altLabel": "Also written",
    "skos:broader": "Broader",
    "skos:definition": "Definition",
    "skos:editorialNote": "Editor’s note",
    "skos:exactMatch": "Same as",
    "skos:inScheme": "Code list",
    "skos:notation": "Code",
    "skos:scopeNote": "Scope",
    "skos:topConceptOf": "Top of",
}
_POINT = re.compile(r"\s*POINT\s*\(\s*(-?\d{1,3}(?:\.\d*)?)\s+(-?\d{1,3}(?:\.\d*)?)\s*\)\s*", re.ASCII | re.IGNORECASE)
_FIRST = ("rdf:type", "rdfs:label", "skos:altLabel", "skos:definition", "kg:kind")
_YES = {"true": "Yes", "1": "Yes", "false": "No", "0": "No"}


class Value(NamedTuple):
    """One value."""

    text: Text
    #: The resource it is, if it is one; and whether that lies outside of the graph.
    iri: str = ""
    outside: bool = False
    #: More about it.
    note: Text = Text("")


class Fact(NamedTuple):
    """A property with its values."""

    name: Text
    values: list[Value]


def facts(
    graph: Graph, r: Record, names: Names, site: Site, *, only: Iterable[str] = (), leave_out: Iterable[str] = ()
) -> list[Fact]:
    """Give what is said of a resource.

    :param only: properties in short form, in this order; none takes all.
    :param leave_out: properties to pass over.
    """
    out = set(leave_out)
    order = [name for name in only if name in r.said] or sorted(r.said, key=_rank)
    names.fetch(iri for name in order for iri in r.nodes(name))
    found = []
    for name in order:
        if name in out:
            continue
        if any(isinstance(o, BlankNode) for o in r.said[name]):
            found += _inner(graph, r, name, names, site)
        if values := [value(o, names, site, name) for o in _ordered(r.said[name], names)]:
            found.append(Fact(named(name, names, site), values))
    return found


def named(name: str, names: Names, site: Site) -> Text:
    """Give the name of a property on a page.

    :param name: in short form, or the whole IRI.
    """
    if name in NAMES:
        return Text(site.say(NAMES[name]))
    prefix, _, local = name.partition(":")
    found = names(KG + local) if prefix == "kg" else names(name) if node(name) and "//" in name else Text(name)
    return found._replace(value=found.value[:1].upper() + found.value[1:]) if prefix == "kg" else found


def value(term: Term, names: Names, site: Site, name: str = "") -> Value:
    """Give a value as a reader wants it."""
    if isinstance(term, NamedNode):
        iri = term.value
        ours = iri.startswith((ID, KG)) or (compact(iri) is not None and name != "schema:url")
        return Value(names(iri), iri, outside=not ours)
    assert isinstance(term, Literal)
    kind = (compact(term.datatype.value) or "").removeprefix("xsd:")
    if kind == "boolean" and term.value in _YES:
        return Value(Text(site.say(_YES[term.value])))
    if kind == "date" and (when := day_of(term.value)):
        return Value(Text(day(when, site.lang)))
    if kind == "geo:wktLiteral" and (point := _POINT.fullmatch(term.value)):
        east, north = float(point[1]), float(point[2])
        sides = site.say("N") if north >= 0 else site.say("S"), site.say("E") if east >= 0 else site.say("W")
        told = [f"{abs(n):.5f}".rstrip("0").rstrip(".") for n in (north, east)]
        return Value(Text(f"{told[0]}° {sides[0]}, {told[1]}° {sides[1]}"))
    return Value(text_of(term, site.lang))


def _rank(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else 9 if name != "skos:editorialNote" else 10, name)


def _ordered(terms: Iterable[Term], names: Names) -> list[NamedNode | Literal]:
    def key(o: NamedNode | Literal) -> tuple[str, str]:
        return ("", names(o.value).value) if isinstance(o, NamedNode) else (o.language or "", o.value)

    told: list[NamedNode | Literal] = [o for o in terms if isinstance(o, (NamedNode, Literal))]
    return sorted(told, key=key)


def _inner(graph: Graph, r: Record, name: str, names: Names, site: Site) -> list[Fact]:
    """Tell what nameless values say of themselves, their property before each of theirs."""
    told: dict[str, list[Value]] = {}
    text = "SELECT ?p ?q ?v WHERE { {x} ?x ?p ?b . ?b ?q ?v . FILTER(isBlank(?b) && !isBlank(?v)) } ORDER BY ?q ?v"
    for p, q, v in rows(graph, text, [r.iri]):
        assert isinstance(p, NamedNode)
        assert isinstance(q, NamedNode)
        inner = compact(q.value) or q.value
        if (compact(p.value) or p.value) == name and inner != "rdf:type":
            told.setdefault(inner, []).append(value(v, names, site, inner))
    outer = named(name, names, site).value
    return [Fact(Text(f"{outer}: {named(inner, names, site)}"), values) for inner, values in told.items()]
