"""The terms of the ontology with all that the project knows of them: use in the graph, rules, saved queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kobe_kg import turtle
from kobe_kg.catalog import Catalog
from kobe_kg.export.base import Source
from kobe_kg.export.facts import Facts, Term, name_of
from kobe_kg.export.source import VOCABULARY
from kobe_kg.namespaces import KG, RULE, expand

#: Classes that make a term a class, a property or a datatype, in the order of the page.
_KINDS = {
    "class": ("owl:Class", "rdfs:Class"),
    "property": ("owl:ObjectProperty", "owl:DatatypeProperty", "rdf:Property"),
    "datatype": ("rdfs:Datatype",),
}
#: What aligns a term with one of another vocabulary.
_ALIGNMENTS = """rdfs:subClassOf rdfs:subPropertyOf owl:equivalentClass owl:equivalentProperty owl:sameAs
    skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch rdfs:seeAlso""".split()
_NAME = re.compile(r"\bkg:[A-Za-z]\w*")
_PREFIXED = re.compile(r"\b[a-z]+:[\w-]*\w")


class Use(NamedTuple):
    """How the graph uses a term."""

    #: In how many of its triples.
    times: int
    #: One of them.
    example: tuple[NamedNode, NamedNode, Term] | None


class Named(NamedTuple):
    """A rule or a saved query that names a term."""

    #: Its id or name.
    name: str
    #: What it is about, in English.
    title: str
    #: Its IRI, or empty.
    iri: str = ""


class Ontology:
    """The terms of a graph's vocabulary.

    :param source: the graph that uses them.
    :param shapes: files of rules.
    :param queries: folders of saved queries.
    """

    def __init__(self, source: Source, shapes: Sequence[Path] = (), queries: Iterable[Path] = ()) -> None:
        self._source = source
        self._shapes = shapes
        self._queries = Catalog(queries)
        #: All that is said of terms, and by them.
        self.facts = Facts(source.data)

    @cached_property
    def header(self) -> NamedNode | None:
        """The ontology itself."""
        return next(iter(self.facts.instances("owl:Ontology")), None)

    def terms(self, kind: str) -> list[NamedNode]:
        """Give the terms of a kind, by name: ``class``, ``property`` or ``datatype``."""
        found = {term for cls in _KINDS[kind] for term in self.facts.subjects("rdf:type", _iri(cls))}
        return sorted(found & self._own, key=lambda term: term.value)

    def schemes(self) -> list[NamedNode]:
        """Give the code lists."""
        found = self.facts.subjects("rdf:type", _iri("skos:ConceptScheme"))
        return [scheme for scheme in found if scheme in self._own]

    def concepts(self, scheme: NamedNode) -> Iterator[tuple[int, NamedNode]]:
        """Give the concepts of a code list with their depth, narrower ones below broader ones."""
        members = set(self.facts.subjects("skos:inScheme", scheme))
        seen: set[NamedNode] = set()

        def below(depth: int, some: Iterable[NamedNode]) -> Iterator[tuple[int, NamedNode]]:
            for concept in some:
                if concept in members and concept not in seen:
                    seen.add(concept)
                    yield depth, concept
                    yield from below(depth + 1, self.facts.subjects("skos:broader", concept))

        tops = [c for c in members if not (set(self.facts.values(c, "skos:broader")) & members)]
        yield from below(0, sorted(tops, key=lambda c: (self._code(c), c.value)))
        yield from below(0, sorted(members - seen, key=lambda c: c.value))  # broader in a ring

    def alignments(self, term: NamedNode) -> list[tuple[str, NamedNode]]:
        """Give what of other vocabularies a term is a kind of, or the same as."""
        found = [(name, o) for name in _ALIGNMENTS for o in self.facts.values(term, name)]
        return [(name, o) for name, o in found if isinstance(o, NamedNode) and not o.value.startswith(KG)]

    def use(self, term: NamedNode) -> Use:
        """Tell how often the graph uses a property or concept, with an example that the term itself names if it can."""
        found = self._uses.get(term)
        if found is None:
            return Use(0, None)
        times, first = found
        as_property = term in self._properties
        for subject in (*self._exemplary(term), NamedNode(first)):
            for p, o in self.facts.of(subject):
                if p == term if as_property else o == term:
                    return Use(times, (subject, p, o))
        return Use(times, None)

    def members(self, cls: NamedNode) -> tuple[int, NamedNode | None]:
        """Count what is of a class or of one below it, and give one, which the class itself names if it can."""
        found = self.facts.instances(name_of(cls))
        named = (each for each in self._exemplary(cls) if each in found)
        return len(found), next(iter((*named, *found)), None)

    def rules(self, term: NamedNode) -> list[Named]:
        """Give the rules that are asked of a class, or that name a term."""
        return self._rules.get(name_of(term), [])

    def queries(self, term: NamedNode) -> list[Named]:
        """Give the saved queries that name a term."""
        return self._asking.get(name_of(term), [])

    @cached_property
    def shown(self) -> frozenset[NamedNode]:
        """All terms, code lists and concepts that have a place on the page."""
        found = {term for kind in _KINDS for term in self.terms(kind)}
        for scheme in self.schemes():
            found |= {scheme, *(concept for _, concept in self.concepts(scheme))}
        return frozenset(found)

    @cached_property
    def _own(self) -> set[NamedNode]:
        found = (q.subject for q in self._source.data.quads_for_pattern(None, None, None, VOCABULARY))
        return {term for term in found if isinstance(term, NamedNode) and term.value.startswith(KG)}

    @cached_property
    def _properties(self) -> set[NamedNode]:
        return set(self.terms("property"))

    @cached_property
    def _uses(self) -> dict[NamedNode, tuple[int, str]]:
        """Count uses of properties, and of classes and concepts as values, with the first subject of each."""
        text = """SELECT ?term (COUNT(*) AS ?n) (MIN(STR(?s)) AS ?first)
        WHERE {{ ?s {} . FILTER(ISIRI(?s) && STRSTARTS(STR(?term), STR(kg:))) }} GROUP BY ?term"""
        rows = [row for way in ("?term ?o", "?p ?term") for row in self._source.ask(text.format(way), own=True)]
        return {row["term"]: (int(row["n"].value), row["first"].value) for row in rows}

    def _exemplary(self, term: NamedNode) -> Iterator[NamedNode]:
        for example in self.facts.values(term, "skos:example"):
            for name in _PREFIXED.findall(example.value if isinstance(example, Literal) else ""):
                try:
                    yield _iri(name)
                except LookupError:
                    continue

    def _code(self, concept: NamedNode) -> str:
        return self.facts.text(concept, "skos:notation")

    @cached_property
    def _asking(self) -> dict[str, list[Named]]:
        found: dict[str, list[Named]] = {}
        for name in self._queries:
            query = self._queries[name]
            for term in sorted(set(_NAME.findall(query.text))):
                found.setdefault(term, []).append(Named(name, query.title))
        return found

    @cached_property
    def _rules(self) -> dict[str, list[Named]]:
        store = pyoxigraph.Store()
        for path in self._shapes:
            for t in turtle.parse(turtle.read_text(path), path=path, base=path.absolute().as_uri()):
                store.add(Quad(t.subject, t.predicate, t.object))
        shapes = Facts(store)
        found: dict[str, list[Named]] = {}
        rules = {quad.subject for quad in store.quads_for_pattern(None, _iri("sh:message"), None)}
        for rule in sorted((r for r in rules if isinstance(r, NamedNode)), key=lambda rule: rule.value):
            if rule.value.startswith(RULE):
                told = Named(rule.value.removeprefix(RULE), shapes.text(rule, "sh:name"), rule.value)
                for term in sorted(_named(rule, shapes) | _targets(rule, shapes)):
                    found.setdefault(term, []).append(told)
        return found


def _named(shape: Term, shapes: Facts, depth: int = 0) -> set[str]:
    """Collect the terms a shape names, itself or in nameless shapes and queries within it."""
    found: set[str] = set()
    for p, o in shapes.of(shape):
        found.update(name for name in (name_of(p), name_of(o)) if name.startswith("kg:"))
        if isinstance(o, BlankNode) and depth < 20:
            found |= _named(o, shapes, depth + 1)
        elif isinstance(o, Literal) and name_of(p) == "sh:select":
            found.update(_NAME.findall(o.value))
    return found


def _targets(shape: NamedNode, shapes: Facts) -> set[str]:
    """Give the classes a shape is asked of, by itself or as a part of others."""
    found: set[str] = set()
    ahead, seen = [shape], {shape}
    for node in ahead:  # grows on the way up
        found.update(name_of(o) for o in shapes.values(node, "sh:targetClass"))
        above = [s for s in shapes.subjects("sh:property", node) if s not in seen]
        seen.update(above)
        ahead += above
    return {name for name in found if name.startswith("kg:")}


def _iri(name: str) -> NamedNode:
    return NamedNode(expand(name))
