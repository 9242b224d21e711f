"""What a page reads of the graph: rows, labels in the reader's language, what is said of some resources.

A graph in memory does not change while it is served, so that what was read last is kept with it: pages ask for the same
labels and records again and again, and the two languages of a page for nearly all the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact, expand
from kobe_kg.sparql import declare
from kobe_kg.store.oxigraph import OxigraphStore

#: What stands in a row.
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple | None
#: What is said of a resource.
Object: TypeAlias = NamedNode | BlankNode | Literal | Triple

# How many resources one query asks about.
_AT_ONCE = 400
# How many answers, labels and records are kept of a graph, and the most rows of such an answer.
_ANSWERS, _LABELS, _RECORDS, _STATEMENTS, _LONGEST = 600, 20_000, 6_000, 20, 400
# How many answers are kept as Python values, however long: a page in the next language asks for the same.
_VALUES = 8
# What a resource says of itself, and its nameless parts of themselves.
_SAID = """CONSTRUCT { {at} ?p ?o . ?o ?inner ?part }
    WHERE { {at} ?p ?o . OPTIONAL { ?o ?inner ?part . FILTER(isBlank(?o)) } }"""

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class _Last(Generic[_K, _V]):
    """What was used last, up to so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K) -> _V | None:
        if (found := self._held.get(key)) is not None:
            self._held.move_to_end(key)
        return found

    def put(self, key: _K, value: _V) -> None:
        self._held[key] = value
        if len(self._held) > self._most:
            self._held.popitem(last=False)


class _Kept:
    """What was read of a graph.

    :param steady: whether it stays as it is; of any other nothing is kept.
    """

    def __init__(self, *, steady: bool) -> None:
        #: Query to its rows.
        self.answers: _Last[str, list[tuple[Term, ...]]] = _Last(_ANSWERS if steady else 0)
        #: Query and resource to its rows as Python values.
        self.values: _Last[tuple[str, str], list[Any]] = _Last(_VALUES if steady else 0)
        #: IRI to its labels, none included.
        self.labels: _Last[str, list[Literal]] = _Last(_LABELS if steady else 0)
        #: IRI and language to its label there.
        self.texts: _Last[tuple[str, str], Text] = _Last(_LABELS if steady else 0)
        #: IRI to all that is said of it.
        self.records: _Last[str, Record] = _Last(_RECORDS if steady else 0)
        #: IRI to what points to it.
        self.pointing: _Last[str, list[tuple[str, str]]] = _Last(_RECORDS if steady else 0)
        #: IRI to the triples of its description.
        self.statements: _Last[str, list[Triple]] = _Last(_STATEMENTS if steady else 0)


_kept: WeakKeyDictionary[Graph, _Kept] = WeakKeyDictionary()


def _kept_of(graph: Graph) -> _Kept:
    found = _kept.get(graph)
    if found is None:
        found = _kept[graph] = _Kept(steady=isinstance(graph.store, OxigraphStore))
    return found


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
        self._kept = _kept_of(graph).texts

    def __call__(self, iri: str) -> Text:
        """Give a resource's label, or its short name, or its IRI."""
        if iri not in self._known:
            self.fetch([iri])
        return self._known[iri]

    def fetch(self, iris: Iterable[str]) -> None:
        """Read the labels of many resources at once."""
        wanted = [iri for iri in dict.fromkeys(iris) if iri not in self._known]
        unread = []
        for iri in wanted:
            if (text := self._kept.get((iri, self._lang))) is None:
                unread.append(iri)
            else:
                self._known[iri] = text
        for iri, found in labels(self._graph, unread).items() if unread else ():
            text = best(found, self._lang) if found else Text(compact(iri) or iri)
            self._known[iri] = text
            self._kept.put((iri, self._lang), text)


def labels(graph: Graph, iris: Iterable[str]) -> dict[str, list[Literal]]:
    """Read the labels of resources, in any language; none for those that have none."""
    kept = _kept_of(graph).labels
    found = {iri: kept.get(iri) for iri in iris}
    unread: dict[str, list[Literal]] = {iri: [] for iri, known in found.items() if known is None}
    for node, label in _fresh(graph, "SELECT ?x ?label WHERE { {x} ?x rdfs:label ?label }", unread):
        if isinstance(node, NamedNode) and isinstance(label, Literal):
            unread[node.value].append(label)
    for iri, read in unread.items():
        kept.put(iri, read)
    return {iri: unread[iri] if known is None else known for iri, known in found.items()}


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


def rows(
    graph: Graph, text: str, iris: Iterable[str] | None = None, *, at: str | None = None
) -> Iterator[tuple[Term, ...]]:
    """Give the rows of a query as terms.

    :param text: the query; where `iris` are given, ``{x}`` in it is where ``?x`` is bound to them.
    :param iris: resources it asks about, some hundreds at a time; those that are no IRI are passed over.
    :param at: the resource that takes the place of ``{at}`` in the query.
    """
    if iris is not None and not (iris := list(iris)):
        return
    if iris is None and at is None:  # of the whole graph
        yield from _asked(graph, _declared(text))
        return
    kept = _kept_of(graph).answers
    for asked in _queries(text, iris, at):
        found = kept.get(asked)
        if found is None:
            found = list(_asked(graph, asked))
            if len(found) <= _LONGEST:
                kept.put(asked, found)
        yield from found


def values(graph: Graph, text: str, thing: str) -> list[Any]:
    """Give the rows of a query about a resource as Python values.

    :param text: the query, with ``$thing`` where the resource stands.
    """
    kept = _kept_of(graph).values
    found = kept.get((text, thing))
    if found is None:
        found = list(graph.sparql(text, thing=NamedNode(thing)))  # type: ignore[arg-type] # it is a SELECT
        kept.put((text, thing), found)
    return found


def _fresh(graph: Graph, text: str, iris: Iterable[str]) -> Iterator[tuple[Term, ...]]:
    """Give the rows of a query about some resources, which keeps them in another form."""
    for asked in _queries(text, iris, None):
        yield from _asked(graph, asked)


def _queries(text: str, iris: Iterable[str] | None, at: str | None) -> Iterator[str]:
    """Give the queries that a text stands for, what they ask about put in."""
    text = _declared(text)
    if at is not None:
        text = text.replace("{at}", str(NamedNode(at)))
    if iris is None:
        yield text
        return
    known = [iri for iri in map(node, dict.fromkeys(iris)) if iri is not None]
    for start in range(0, len(known), _AT_ONCE):
        few = " ".join(map(str, known[start : start + _AT_ONCE]))
        yield text.replace("{x}", f"VALUES ?x {{ {few} }}")


def _asked(graph: Graph, text: str) -> Iterator[tuple[Term, ...]]:
    found = graph.store.query(text)
    assert isinstance(found, QuerySolutions)
    return map(tuple, found)


@lru_cache(500)
def _declared(text: str) -> str:
    return declare(text)


def node(iri: str) -> NamedNode | None:
    """Give an IRI as a term, or None when it is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def count(graph: Graph, pattern: str, *, at: str | None = None) -> int:
    """Count the different ``?x`` of a pattern.

    :param at: the resource that takes the place of ``{at}`` in it.
    """
    for (found,) in rows(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}", at=at):
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
        #: The same as properties and values.
        self.pairs: list[tuple[NamedNode, Object]] = []
        #: Language to what pages tell of it, where one has told it.
        self.told: dict[str, Any] = {}

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
    kept = _kept_of(graph).records
    found = {iri: kept.get(iri) for iri in dict.fromkeys(iris)}
    unread = {iri: Record(iri, {}) for iri, record in found.items() if record is None}
    for x, p, o in _fresh(graph, "SELECT ?x ?p ?o WHERE { {x} ?x ?p ?o }", unread):
        assert isinstance(x, NamedNode)
        assert isinstance(p, NamedNode)
        assert o is not None
        mine = unread[x.value]
        mine.said.setdefault(_name(p.value), []).append(o)
        mine.pairs.append((p, o))
    for iri, record in unread.items():
        kept.put(iri, record)
    return {iri: unread[iri] if record is None else record for iri, record in found.items()}


@lru_cache(1_000)
def _name(iri: str) -> str:
    return compact(iri) or iri


def pointing(graph: Graph, iris: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Read what points to some resources: IRIs of property and subject, in order; what has no name is left out."""
    kept = _kept_of(graph).pointing
    found = {iri: kept.get(iri) for iri in dict.fromkeys(iris)}
    unread: dict[str, list[tuple[str, str]]] = {iri: [] for iri, known in found.items() if known is None}
    text = "SELECT ?x ?p ?s WHERE { {x} ?s ?p ?x FILTER(ISIRI(?s) && ?s != ?x) }"
    for x, p, s in _fresh(graph, text, unread):
        assert isinstance(x, NamedNode)
        assert isinstance(p, NamedNode)
        assert isinstance(s, NamedNode)
        unread[x.value].append((p.value, s.value))
    for iri, some in unread.items():
        some.sort()  # the engine takes five times as long
        if len(some) <= _LONGEST:
            kept.put(iri, some)
    return {iri: unread[iri] if known is None else known for iri, known in found.items()}


def pointing_by(graph: Graph, iri: str, name: str) -> list[str]:
    """Give the IRIs of the resources that a property, in short form, ties to one, in order."""
    wanted = expand(name)
    return [subject for tie, subject in pointing(graph, [iri])[iri] if tie == wanted]


def statements(graph: Graph, iri: str) -> list[Triple]:
    """Give what is said of a resource and of its nameless parts, as triples."""
    kept = _kept_of(graph).statements
    found = kept.get(iri)
    if found is None:
        pairs, node = record(graph, iri).pairs, NamedNode(iri)
        if any(isinstance(o, BlankNode) for _, o in pairs):
            found = list(built(graph, _SAID, at=iri))
        else:
            found = [Triple(node, p, o) for p, o in pairs]
        kept.put(iri, found)
    return found


def built(graph: Graph, text: str, *, at: str) -> Iterator[Triple]:
    """Give the triples of a query.

    :param at: the resource that takes the place of ``{at}`` in it.
    """
    found = graph.store.query(_declared(text).replace("{at}", str(NamedNode(at))))
    assert not isinstance(found, (QuerySolutions, QueryBoolean))
    return found


def record(graph: Graph, iri: str) -> Record:
    """Read all that is said of a resource."""
    return records(graph, [iri])[iri]
