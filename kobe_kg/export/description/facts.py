"""What is said of a graph as a whole, and what is counted in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg.errors import ParameterError
from kobe_kg.export.base import FORMATS
from kobe_kg.export.source import Source, moment
from kobe_kg.namespaces import PREFIXES, expand

#: Format to its media type; only those that are one file.
MEDIA_TYPES = {
    "acled": "text/csv",
    "geojson": "application/geo+json",
    "graphml": "application/graphml+xml",
    "jsonld": "application/ld+json",
    "nanopubs": "application/trig",
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "schemaorg": "application/ld+json",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "ucdp": "text/csv",
}
#: Those that are described when none are named.
USUAL = "ttl nt nq trig jsonld rdfxml"

_TEXTS = ("dct:title", "rdfs:label")
_LINKS = (
    "owl:sameAs rdfs:seeAlso schema:sameAs skos:broadMatch skos:closeMatch skos:exactMatch skos:narrowMatch "
    "skos:relatedMatch"
).split()


class Distribution(NamedTuple):
    """A file that holds the graph."""

    #: The format.
    form: str
    #: Its media type.
    media_type: str
    #: Its address, where it is known.
    url: str | None


class Facts:
    """A graph as a whole.

    :param source: the graph.
    :param formats: those it is published in, parted by spaces or commas.
    :param base: the address of the folder where they are published, or an empty text.
    :raises ParameterError: when a format has no media type, or the address is none.
    """

    def __init__(self, source: Source, *, formats: str = USUAL, base: str = "") -> None:
        found = source.ask("SELECT ?x WHERE { ?x a dcat:Dataset FILTER(ISIRI(?x)) } ORDER BY ?x", own=True)
        #: The data set; the first, where the graph describes several.
        self.dataset = NamedNode(found[0]["x"].value if found else expand("dataset:graph"))
        #: What the graph says of it.
        self.said: list[Triple] = source.ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_values(self.dataset)} }}", own=True)
        #: Class to the number of its instances.
        self.classes = source.classes()
        #: Property to the number of its triples.
        self.properties = source.properties()
        #: The files that hold it.
        self.distributions = _distributions(self.dataset, formats, base)
        #: When the description is made, if it is to say so.
        self.made: datetime | None = moment()
        self._source = source

    def count(self, pattern: str, what: str = "*") -> int:
        """Count what a pattern finds in the graph."""
        return int(self._source.ask(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}", own=True)[0]["n"].value)

    def values(self, *names: str) -> list[NamedNode | Literal]:
        """Give what the graph says of the data set, by the first property that has anything, in order."""
        for name in names:
            found = [t.object for t in self.said if t.predicate.value == expand(name)]
            if found:
                return sorted((o for o in found if isinstance(o, (NamedNode, Literal))), key=str)
        return []

    def texts(self, *names: str) -> dict[str, str]:
        """Give the texts of a property by language; an empty language is English."""
        return {v.language or "en": v.value for v in self.values(*names) if isinstance(v, Literal)}

    @cached_property
    def agents(self) -> dict[NamedNode, dict[str, str]]:
        """Those who made and published it, with their names by language."""
        found: dict[NamedNode, dict[str, str]] = {}
        for agent in (*self.values("dct:creator"), *self.values("dct:publisher")):
            if isinstance(agent, NamedNode) and agent not in found:
                text = f"SELECT ?t {{ {agent} rdfs:label ?t }} ORDER BY ?t"
                found[agent] = {row["t"].language or "en": row["t"].value for row in self._source.ask(text)}
        return found

    @cached_property
    def organizations(self) -> set[NamedNode]:
        """Those of them that are organizations, and no persons."""
        text = "SELECT DISTINCT ?x { ?x a ?class VALUES ?class { prov:Organization schema:Organization } }"
        return {row["x"] for row in self._source.ask(text)}.intersection(self.agents)

    @property
    def titles(self) -> dict[str, str]:
        """The title by language; if the graph gives none, what it is a graph of."""
        events = sum(n for name, n in self.classes.items() if name == "kg:Event")
        return self.texts(*_TEXTS) or {"en": f"A graph of {events} events", "fr": f"Un graphe de {events} événements"}

    @property
    def descriptions(self) -> dict[str, str]:
        """The description by language; if the graph gives none, what is counted in it."""
        return self.texts("dct:description") or self.reading

    @property
    def reading(self) -> dict[str, str]:
        """What the graph was read from, by language."""
        claims = self.count("?c kg:speaker ?s", "DISTINCT ?c")
        reports = self.count("?c kg:reportedIn ?r", "DISTINCT ?r")
        speakers = self.count("?c kg:speaker ?s", "DISTINCT ?s")
        return {
            "en": f"{claims} claims by {speakers} speakers, read from {reports} reports; each names its report.",
            "fr": f"{claims} affirmations de {speakers} auteurs, de {reports} documents ; chacune nomme le sien.",
        }

    @property
    def period(self) -> tuple[str, str] | None:
        """The first and the last day of the events whose days are known."""
        rows = self._source.ask("SELECT ?e ?l WHERE { ?x a kg:Event ; kg:earliest ?e ; kg:latest ?l }", own=True)
        return (min(row["e"].value for row in rows), max(row["l"].value for row in rows)) if rows else None

    def links(self) -> Counter[tuple[str, str]]:
        """Count the links to other data sets, by property and by the beginning of their addresses."""
        found: Counter[tuple[str, str]] = Counter()
        for row in self._source.ask(f"SELECT ?p ?o WHERE {{ ?s {'|'.join(_LINKS)} ?o ; ?p ?o }}", own=True):
            if row["p"].value not in {expand(name) for name in _LINKS} or not isinstance(row["o"], NamedNode):
                continue
            parts = urlsplit(row["o"].value)
            if parts.netloc and not any(row["o"].value.startswith(own) for own in PREFIXES.values()):
                found[row["p"].value, f"{parts.scheme}://{parts.netloc}/"] += 1
        return found


def _values(dataset: NamedNode) -> str:
    return f"VALUES ?s {{ {dataset} }} ?s ?p ?o . FILTER(!ISBLANK(?o))"


def _distributions(dataset: NamedNode, formats: str, base: str) -> list[Distribution]:
    if base and urlsplit(base).scheme not in ("http", "https"):
        raise ParameterError(f"{base!r} is no address of a folder", hint="it starts with http:// or https://")
    names = formats.replace(",", " ").split()
    for name in names:
        if name not in MEDIA_TYPES or name not in FORMATS:
            known = [form for form in MEDIA_TYPES if form in FORMATS]
            raise ParameterError(f"{name!r} is no format of one file", hint=f"known: {', '.join(known)}")
    stem = dataset.value.rstrip("/#").rpartition("/")[2].replace("#", "-")
    at = f"{base.rstrip('/')}/" if base else None
    return [Distribution(n, MEDIA_TYPES[n], f"{at}{stem}.{n}" if at else None) for n in dict.fromkeys(names)]
