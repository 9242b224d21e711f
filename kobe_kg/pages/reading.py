"""What a page reads of the graph: rows, labels in the reader's language, what is said of some resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact
from kobe_kg.query.run import ask

#: What stands in a row.
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple | None

# How many resources one query asks about.
_AT_ONCE = 400


class Text(NamedTuple):
    """A text, and its language where that is not the page's."""

    value: str
    lang: str = ""

    def __str__(self) -> str:
        return self.value


class Names:
    """The labels of resources, in one language or else in any, each read once.

    :param lang: the language wanted.
    """

    def __init__(self, graph: Graph, lang: str) -> None:
        self._graph = graph
        self._lang = lang
        self._known: dict[str, Text] = {}

    def __call__(self, iri: str) -> Text:
        """Give a resource's label, or its short name, or its IRI."""
        if iri not in self._known:
            self.fetch([iri])
        return self._known[iri]

    def fetch(self, iris: Iterable[str]) -> None:
        """Read the labels of many resources at once."""
        wanted = [iri for iri in dict.fromkeys(iris) if iri not in self._known]
        found: dict[str, list[Literal]] = {}
        for node, label in rows(self._graph, "SELECT ?x ?label WHERE { {x} ?x rdfs:label ?label }", wanted):
            if isinstance(node, NamedNode) and isinstance(label, Literal):
                found.setdefault(node.value, []).append(label)
        for iri in wanted:
            self._known[iri] = best(found[iri], self._lang) if iri in found else Text(compact(iri) or iri)


def best(labels: Sequence[Literal], lang: str) -> Text:
    """Choose among labels: the language wanted, then English, then any.

    >>> best([Literal("attaque", language="fr"), Literal("attack", language="en")], "fr")
    Text(value='attaque', lang='')
    >>> best([Literal("attaque", language="fr")], "en").lang
    'fr'
    """
    order = {lang: 0, "en": 1}
    chosen = min(labels, key=lambda text: (order.get(text.language or "", 2), text.language or "", text.value))
    return text_of(chosen, lang)


def text_of(literal: Literal, lang: str) -> Text:
    """Give a literal as a text of a page in a language."""
    return Text(literal.value, "" if literal.language in (None, lang) else literal.language or "")


def rows(graph: Graph, text: str, iris: Iterable[str] | None = None) -> Iterator[tuple[Term, ...]]:
    """Give the rows of a query as terms.

    :param text: the query; where `iris` are given, ``{x}`` in it is where ``?x`` is bound to them.
    :param iris: resources it asks about, some hundreds at a time; those that are no IRI are passed over.
    """
    if iris is None:
        yield from _asked(graph, text)
        return
    known = [iri for iri in map(node, dict.fromkeys(iris)) if iri is not None]
    for start in range(0, len(known), _AT_ONCE):
        few = " ".join(map(str, known[start : start + _AT_ONCE]))
        yield from _asked(graph, text.replace("{x}", f"VALUES ?x {{ {few} }}"))


def _asked(graph: Graph, text: str) -> Iterator[tuple[Term, ...]]:
    found = ask(text, graph.store)
    assert isinstance(found, QuerySolutions)
    return (tuple(solution) for solution in found)


def node(iri: str) -> NamedNode | None:
    """Give an IRI as a term, or None when it is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def count(graph: Graph, pattern: str) -> int:
    """Count the different ``?x`` of a pattern."""
    for (found,) in rows(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"):
        if isinstance(found, Literal):
            return int(found.value)
    return 0


class Record:
    """All that is said of one resource.

    :param iri: the resource.
    :param said: property in short form, or its IRI, to its values.
    """

    def __init__(self, iri: str, said: dict[str, list[Term]]) -> None:
        self.iri = iri
        self.said = said

    def nodes(self, name: str) -> list[str]:
        """Give the IRIs a property has, in order."""
        return sorted(o.value for o in self.said.get(name, ()) if isinstance(o, NamedNode))

    def one(self, name: str) -> str:
        """Give the first IRI a property has, or an empty text."""
        return next(iter(self.nodes(name)), "")

    def texts(self, name: str) -> list[Literal]:
        """Give the literals a property has, in order."""
        found = [o for o in self.said.get(name, ()) if isinstance(o, Literal)]
        return sorted(found, key=lambda o: (o.language or "", o.value))

    def text(self, name: str) -> str:
        """Give the first literal a property has, or an empty text."""
        return next((o.value for o in self.texts(name)), "")

    def number(self, name: str) -> int | None:
        """Give the number a property has, if it is a whole one."""
        text = self.text(name)
        return int(text) if len(text) < 400 and text.removeprefix("-").removeprefix("+").isdecimal() else None

    def worded(self, name: str, lang: str) -> list[Text]:
        """Give the texts of a property: those in the language, or else all there are, each with its own."""
        found = self.texts(name)
        mine = [o for o in found if o.language == lang]
        return [text_of(o, lang) for o in mine or found]

    @property
    def types(self) -> list[str]:
        """Its classes, in short form where they have one."""
        return [compact(iri) or iri for iri in self.nodes("rdf:type")]


def records(graph: Graph, iris: Iterable[str]) -> dict[str, Record]:
    """Read all that is said of some resources; one of which nothing is said has an empty record."""
    wanted = list(dict.fromkeys(iris))
    found: dict[str, Record] = {iri: Record(iri, {}) for iri in wanted}
    names: dict[str, str] = {}
    for x, p, o in rows(graph, "SELECT ?x ?p ?o WHERE { {x} ?x ?p ?o }", wanted):
        assert isinstance(x, NamedNode)
        assert isinstance(p, NamedNode)
        name = names.get(p.value) or names.setdefault(p.value, compact(p.value) or p.value)
        found[x.value].said.setdefault(name, []).append(o)
    return found


def record(graph: Graph, iri: str) -> Record:
    """Read all that is said of a resource."""
    return records(graph, [iri])[iri]
