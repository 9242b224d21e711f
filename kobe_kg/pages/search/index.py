"""What search looks in: the words of every resource, in memory, made when it is first needed and kept with the graph.

All texts stand in one long text, a line a resource, folded: without case, accents and signs. A word is looked for at
the beginning of words, a number as a whole. For 50,000 claims this takes some seconds to make, 40 MB, and most often
less than a tenth of a second to search; there is no engine beside the graph's own. A larger graph is asked itself, so
that the first search of a worker ends within its time.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.namespaces import ID, KG, compact
from kobe_kg.pages.reading import rows

#: More resources with a label than this are not put into memory.
MOST = 60_000
#: Facets: name of the parameter, and the property whose values it counts.
FACETS = {
    "speaker": "kg:speaker",
    "population": "kg:population",
    "outcome": "kg:outcome",
    "originality": "kg:originality",
}
#: The day of a resource: when a claim was made, a report issued, an event began.
DAYS = "{ ?x kg:statedOn|dct:issued ?day } UNION { ?x a kg:Event ; kg:earliest ?day }"
#: What a resource of ours may be, the ones that are looked for most first.
TYPES = (
    "event",
    "place",
    "party",
    "convoy",
    "source",
    "report",
    "claim",
    "estimate",
    "assessment",
    "breakdown",
    "passage",
    "dataset",
    "term",
)

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def fold(text: str) -> str:
    """Write a text without case, accents and signs, its words parted by one blank each.

    >>> fold("Ménaka: at least 34, l’État")
    'menaka at least 34 l etat'
    """
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text.casefold()))


class Hit(NamedTuple):
    """One resource."""

    iri: str
    #: One of :data:`TYPES`.
    type: str


class Wanted(NamedTuple):
    """What is searched for."""

    words: tuple[str, ...] = ()
    type: str = ""
    #: Facet to the IRI wanted.
    facets: tuple[tuple[str, str], ...] = ()
    #: Days, as ``20250208``, from and to; 0 where it does not matter.
    since: int = 0
    until: int = 0


class Index:
    """The words of a graph.

    :param graph: what is read; later changes are not seen.
    """

    def __init__(self, graph: Graph) -> None:
        labels, texts = _texts(graph)
        folded = {iri: sorted({fold(text) for text in some}) for iri, some in labels.items()}
        iris = sorted(labels, key=lambda iri: (TYPES.index(type_of(iri)), folded[iri], iri))
        place = {iri: n for n, iri in enumerate(iris)}
        self._iris = iris
        self._types = array("b", (TYPES.index(type_of(iri)) for iri in iris))
        self._starts = array("Q")
        self._labelled = array("I")
        self._values: dict[str, list[str]] = {}
        self._facets = {name: self._facet(graph, name, place) for name in FACETS}
        self._days = self._dated(graph, place)
        lines, at = [], 0
        for iri in iris:
            label = f" {'  '.join(folded[iri])} "
            line = f"{label}\t {fold(_CODE.sub(' ', _slug(iri)))} {' '.join(fold(t) for t in texts.get(iri, ()))} \n"
            self._starts.append(at)
            self._labelled.append(len(label))
            lines.append(line)
            at += len(line)
        self._text = "".join(lines)

    def __len__(self) -> int:
        return len(self._iris)

    def _facet(self, graph: Graph, name: str, place: dict[str, int]) -> array[int]:
        found = array("I", bytes(4 * len(place)))
        values = self._values.setdefault(name, [""])
        numbers: dict[str, int] = {}
        for x, value in rows(graph, f"SELECT ?x ?value WHERE {{ ?x {FACETS[name]} ?value }}"):
            if isinstance(x, NamedNode) and isinstance(value, NamedNode) and x.value in place:
                if value.value not in numbers:
                    numbers[value.value] = len(values)
                    values.append(value.value)
                found[place[x.value]] = numbers[value.value]
        return found

    def _dated(self, graph: Graph, place: dict[str, int]) -> array[int]:
        found = array("I", bytes(4 * len(place)))
        for x, day in rows(graph, f"SELECT ?x ?day WHERE {{ {DAYS} }}"):
            if isinstance(x, NamedNode) and isinstance(day, Literal) and x.value in place:
                number = re.sub(r"\D", "", day.value[:10])
                if len(number) == 8:
                    found[place[x.value]] = int(number)
        return found

    def find(self, wanted: Wanted) -> list[int]:
        """Find resources: the numbers of those that hold every word and fit every facet, the nearest first."""
        found: Iterable[int] = range(len(self._iris))
        for word in wanted.words:
            holding = set(self._holding(word))
            found = [n for n in found if n in holding]
        if wanted.type:
            code = TYPES.index(wanted.type)
            found = [n for n in found if self._types[n] == code]
        for name, iri in wanted.facets:
            code = self._values[name].index(iri) if iri in self._values[name] else -1
            column = self._facets[name]
            found = [n for n in found if column[n] == code]
        if wanted.since or wanted.until:
            last = wanted.until or 99999999
            found = [n for n in found if self._days[n] and wanted.since <= self._days[n] <= last]
        return sorted(found, key=lambda n: (self._far(n, wanted.words), n)) if wanted.words else list(found)

    def _holding(self, word: str) -> Iterator[int]:
        sought = f" {word} " if word.isdigit() else f" {word}"
        at = self._text.find(sought)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            if number + 1 == len(self._starts):
                return
            at = self._text.find(sought, self._starts[number + 1])

    def _far(self, n: int, words: Sequence[str]) -> int:
        """Tell how far a resource is from what was meant: 0 is its label, 3 something said of it."""
        label = self._text[self._starts[n] : self._starts[n] + self._labelled[n]]
        phrase = " ".join(words)
        if f" {phrase} " in label:
            return 0 if any(one.strip() == phrase for one in label.split("  ")) else 1
        return 2 if all(f" {word}" in label for word in words) else 3

    def counts(self, found: Iterable[int]) -> dict[str, dict[str, int]]:
        """Count the types and the values of each facet among some resources, the most frequent first."""
        some = list(found)
        types: dict[int, int] = {}
        for n in some:
            types[self._types[n]] = types.get(self._types[n], 0) + 1
        told = {"type": {TYPES[code]: many for code, many in types.items()}}
        for name, column in self._facets.items():
            many: dict[int, int] = {}
            for n in some:
                if column[n]:
                    many[column[n]] = many.get(column[n], 0) + 1
            told[name] = {self._values[name][code]: count for code, count in many.items()}
        return {name: dict(sorted(c.items(), key=lambda pair: (-pair[1], pair[0]))) for name, c in told.items()}

    def hit(self, n: int) -> Hit:
        """Give a resource by its number."""
        return Hit(self._iris[n], TYPES[self._types[n]])

    def near(self, word: str, most: int = 3) -> list[str]:
        """Give the words that are written nearly like one that is not found."""
        from difflib import get_close_matches

        known = {w for w in self._text.split() if w[:1] == word[:1] and abs(len(w) - len(word)) < 3}
        known |= {w for w in known if not w.isdigit()}
        return get_close_matches(word, sorted(known), n=most, cutoff=0.7)


_kept: WeakKeyDictionary[Graph, Index | None] = WeakKeyDictionary()


def index(graph: Graph) -> Index | None:
    """Give the index of a graph, or None where it has too many resources for one."""
    if graph not in _kept:
        text = "SELECT (COUNT(*) AS ?n) WHERE { ?x rdfs:label ?label }"
        many = next(int(n.value) for (n,) in rows(graph, text) if isinstance(n, Literal))
        _kept[graph] = Index(graph) if many <= 2 * MOST else None
    return _kept[graph]


def type_of(iri: str) -> str:
    """Tell which of :data:`TYPES` a resource is."""
    if iri.startswith(ID):
        kind = iri.removeprefix(ID).partition("/")[0]
        return kind if kind in TYPES else "term"
    return "term"


def _slug(iri: str) -> str:
    return iri.removeprefix(ID).rpartition("/")[2] if iri.startswith(ID) else iri.removeprefix(KG)


def _texts(graph: Graph) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Read the labels of all resources, and what else they are found by."""
    labels: dict[str, list[str]] = {}
    for x, label in rows(graph, "SELECT ?x ?label WHERE { ?x rdfs:label ?label }"):
        if isinstance(x, NamedNode) and isinstance(label, Literal):
            labels.setdefault(x.value, []).append(label.value)
    for (x,) in rows(graph, "SELECT DISTINCT ?x WHERE { ?x kg:speaker|kg:publisher|kg:kind ?o }"):
        if isinstance(x, NamedNode) and x.value not in labels:
            labels[x.value] = [compact(x.value) or x.value]
    texts: dict[str, list[str]] = {}
    said = "skos:altLabel|skos:definition|skos:scopeNote|kg:value|kg:min|kg:max|skos:notation"
    for x, text in rows(graph, f"SELECT ?x ?text WHERE {{ ?x {said} ?text }}"):
        if isinstance(x, NamedNode) and isinstance(text, Literal) and x.value in labels:
            texts.setdefault(x.value, []).append(text.value)
    return labels, texts
