"""Which figures a change moves: what each policy makes of the claims, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QuerySolutions, Triple

from kobe_kg import paths
from kobe_kg.catalog import Catalog, SavedQuery
from kobe_kg.errors import ParameterError
from kobe_kg.namespaces import expand
from kobe_kg.query.run import ask, run
from kobe_kg.store.base import Result

#: How many topics are computed; each takes two queries.
LIMIT = 200


class Range(NamedTuple):
    """A figure of a policy, as the saved query `estimates` gives it."""

    #: Numbers; None where there is none, or the end is open.
    min: int | None
    best: int | None
    max: int | None
    #: IRIs of the claims it rests on.
    claims: tuple[str, ...]


class Figure(NamedTuple):
    """A figure whose claims a change touches."""

    #: IRI of the event, of what is counted, and of what happened to it.
    event: str
    population: str
    outcome: str
    #: IRI of the policy.
    policy: str
    #: Before and after; None where the policy finds no claim it may use.
    was: Range | None
    became: Range | None
    #: IRIs of the changed claims behind it.
    because: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """Whether a number is another; otherwise only what it rests on is."""
        return (self.was and self.was[:3]) != (self.became and self.became[:3])


class Figures(NamedTuple):
    """The figures that changes touch."""

    #: By event, topic and policy.
    found: tuple[Figure, ...]
    #: How many topics there were beyond :data:`LIMIT`, for which nothing was computed.
    left: int


class Touched(NamedTuple):
    """What a change bears on."""

    #: IRIs of the claims of which something changed that a figure may rest on.
    claims: frozenset[str]
    #: IRIs of the events that other actors take part in.
    events: frozenset[str]
    #: Whether every topic is touched, because populations hang together otherwise.
    everywhere: bool
    #: By how much a number changed, by IRI of the claim; where there are too many topics, the most come first.
    weight: Mapping[str, int] = {}


#: Event, population and outcome.
_Topic = tuple[str, str, str]
_ABOUT, _OUTCOME, _POPULATION, _SUPERSEDES, _EVENT = (
    NamedNode(expand(f"kg:{name}")) for name in ("about", "outcome", "population", "supersedes", "Event")
)
_ACTOR, _BROADER, _TYPE = (NamedNode(expand(name)) for name in ("sem:hasActor", "skos:broader", "rdf:type"))
# A changed claim that bears on a topic, and the claim through which it does: itself, or one that it supersedes.
_Link = tuple[str, str]
_TOPICS = """
    SELECT DISTINCT ?event ?population ?outcome ?changed ?claim
    WHERE {{
        {limit}
        ?claim kg:about ?about ;
            kg:outcome ?outcome ;
            kg:population ?kind .
        ?kind skos:broader? ?population .
        ?event sem:hasActor? ?about ;
            a kg:Event .
    }}
"""


def figures(
    store: pyoxigraph.Store,
    old: Iterable[Triple],
    new: Iterable[Triple],
    touched: Touched,
    *,
    renamed: Mapping[str, str],
) -> Figures:
    """Compute the figures that rest on changed claims, on both sides.

    :param store: what both sides have, and the vocabulary; changed here.
    :param old: what only the older has.
    :param new: what only the newer has.
    :param renamed: IRI of each renamed resource to the one it had before.
    """
    query = Catalog(paths.project().queries)["estimates"]
    now = {was: name for name, was in renamed.items()}
    sides = (_Side(store, old), _Side(store, new))
    links: dict[_Topic, set[_Link]] = {}
    for side, names in zip(sides, (renamed, {}), strict=True):
        with side:
            for row in side.topics(touched, names):
                event, population, outcome, changed, claim = (now.get(iri, iri) for iri in row)
                links.setdefault((event, population, outcome), set()).add((changed, claim))
    topics = _chosen(links, touched.weight)
    tables = []
    for side, names in zip(sides, (renamed, {}), strict=True):
        with side:
            tables.append([side.estimates(query, [names.get(iri, iri) for iri in topic]) for topic in topics])
    found = [
        figure
        for topic, before, after in zip(topics, *tables, strict=True)
        for policy in sorted({*before, *after})
        if (figure := _figure(topic, policy, _called(before.get(policy), now), after.get(policy), links[topic]))
    ]
    return Figures(tuple(found), len(links) - len(topics))


def _chosen(links: Mapping[_Topic, set[_Link]], weight: Mapping[str, int]) -> list[_Topic]:
    """Give the topics to compute: all, or those where the numbers changed most."""
    topics = sorted(links)
    if len(topics) > LIMIT:
        topics.sort(key=lambda topic: -max(weight.get(changed, 0) for changed, _ in links[topic]))
    return sorted(topics[:LIMIT])


def _called(found: Range | None, now: Mapping[str, str]) -> Range | None:
    """Give a figure with its claims under the names they have now."""
    return found and found._replace(claims=tuple(sorted(now.get(claim, claim) for claim in found.claims)))


def _figure(topic: _Topic, policy: str, was: Range | None, became: Range | None, links: set[_Link]) -> Figure | None:
    """Give a figure if its numbers moved, or its claims are others or changed."""
    used = {*(was.claims if was else ()), *(became.claims if became else ())}
    changed = {one for one, _ in links if one}
    touched = changed & used
    because = {one for one, claim in links if one and used & {one, claim}}
    figure = Figure(*topic, policy, was, became, tuple(sorted(because or changed)))
    same = was is not None and became is not None and was.claims == became.claims and not touched
    return None if same and not figure.moved else figure


class _Side:
    """One side's graph in the shared store, while it is entered."""

    def __init__(self, store: pyoxigraph.Store, only: Iterable[Triple]) -> None:
        quads = dict.fromkeys(Quad(t.subject, t.predicate, t.object) for t in only)
        self._store = store
        self._own = [quad for quad in quads if quad not in store]

    def __enter__(self) -> _Side:
        self._store.extend(self._own)
        return self

    def __exit__(self, *_: object) -> None:
        for quad in self._own:
            self._store.remove(quad)

    def query(self, text: str) -> Result:
        """Answer a query; see :class:`kobe_kg.store.base.Store`."""
        return self._store.query(text)

    def topics(self, touched: Touched, names: Mapping[str, str]) -> Iterator[list[str]]:
        """Give the topics that a change bears on, each with a changed claim, or nothing, and a claim on it.

        :param names: what renamed resources are called on this side.
        """

        def listed(some: Iterable[str]) -> str:
            return " ".join(str(NamedNode(names.get(iri, iri))) for iri in sorted(some))

        limits = [""] if touched.everywhere else []
        if touched.events:
            limits.append(f"VALUES ?event {{ {listed(touched.events)} }}")
        found = [ask(_TOPICS.format(limit=limit), self) for limit in limits]
        for row in chain.from_iterable(map(_rows, found)):
            if all(isinstance(term, NamedNode) or term is None for term in row):
                yield [term.value if term else "" for term in row]
        for changed in sorted(touched.claims):
            node = NamedNode(names.get(changed, changed))
            for claim in (node, *self._objects(node, _SUPERSEDES)):
                for event, population, outcome in self._topics_of(claim):
                    yield [event.value, population.value, outcome.value, node.value, claim.value]

    def _topics_of(self, claim: NamedNode) -> Iterator[tuple[NamedNode, NamedNode, NamedNode]]:
        """Give the topics of a claim, by look-ups: one query over thousands of claims takes its time."""
        kinds, outcomes = self._objects(claim, _POPULATION), self._objects(claim, _OUTCOME)
        if kinds and outcomes:
            abouts = self._objects(claim, _ABOUT)
            taken = [q.subject for about in abouts for q in self._store.quads_for_pattern(None, _ACTOR, about)]
            events = {e for e in (*abouts, *taken) if isinstance(e, NamedNode) and _EVENT in self._objects(e, _TYPE)}
            populations = {*kinds, *(wider for kind in kinds for wider in self._objects(kind, _BROADER))}
            yield from product(events, populations, outcomes)

    def _objects(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        found = (quad.object for quad in self._store.quads_for_pattern(subject, predicate, None))
        return [term for term in found if isinstance(term, NamedNode)]

    def estimates(self, query: SavedQuery, topic: Iterable[str]) -> dict[str, Range]:
        """Give each policy's figure on a topic."""
        from kobe_kg.answer import Answer

        event, population, outcome = topic
        try:
            rows = Answer(run(query, {"event": event, "population": population, "outcome": outcome}, self))
        except ParameterError:  # there is no such event or concept on this side
            return {}
        return {r.policy: Range(r.min, r.best, r.max, tuple(sorted((r.claims or "").split()))) for r in rows}


def _rows(found: Result) -> QuerySolutions:
    assert isinstance(found, QuerySolutions)
    return found
