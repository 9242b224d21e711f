"""The page of a source: all it said, how much of that is its own, who passes it on, and what is changed on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.pages.drawing.ranges import axis, shared
from kobe_kg.pages.drawing.scale import Scale
from kobe_kg.pages.frame import page as framed
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, record, rows
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.claim import reworded
from kobe_kg.pages.thing.facts import facts
from kobe_kg.pages.thing.said import Said, claims, heading

#: How many pairs of origin and relay are shown before the rest is folded.
FOLDED = 12
_FROM_OTHERS = "?x kg:speaker {at} . ?origin kg:speaker ?other . FILTER(?other != {at})"
# How many relays are compared with their origins.
_COMPARED = 2000


class Topic(NamedTuple):
    """What a source says on one thing."""

    heading: str
    claims: list[Said]
    #: What its figures are drawn to; None where there are none.
    on: Scale | None
    axis: Markup | None


class Change(NamedTuple):
    """A claim, a relay of it, and what that changed."""

    origin: Said
    relay: Said
    changed: list[str]


class Revised(NamedTuple):
    """Figures a source gave one after another on one thing."""

    heading: str
    claims: list[Said]


def source(graph: Graph, site: Site, iri: str, *, page: int = 1) -> str:
    """Make the page of a source.

    :param page: which part of its claims is wanted.
    """
    r, names = record(graph, iri), Names(graph, site.lang)
    mine = _claims(graph, names, iri, site.lang)
    shown = part(mine, page, site)
    told = claims(graph, names, [row[0] for row in shown.items], lang=site.lang)
    counts = Counter(row[4] for row in mine)
    published = reports(graph, iri)
    names.fetch(iri for iri, *_ in published)
    passed = Counter(
        _printers(
            graph, "?o kg:speaker {at} . ?x kg:relays ?o ; kg:reportedIn/kg:publisher ?s . FILTER(?s != {at})", iri
        )
    )
    names.fetch(passed)
    return framed(
        "source.html",
        graph,
        site,
        r,
        names,
        summary=_summary(names(iri).value, len(mine), site),
        kind=r.one("kg:kind"),
        facts=facts(graph, r, names, site, leave_out=("rdf:type", "rdfs:label", "skos:editorialNote")),
        total=len(mine),
        counts=[(name, counts[name]) for name in ("Original", "Relayed", "Synthesis", "Undetermined") if counts[name]],
        shown=shown,
        topics=topics(told.values(), site),
        contents=_contents(mine),
        changed=drift(graph, names, _FROM_OTHERS, site, at=iri) if page == 1 else [],
        altered=drift(graph, names, "?origin kg:speaker {at}", site, at=iri) if page == 1 else [],
        passed=passed.most_common(),
        published=published,
        revised=_revised(graph, names, [row[0] for row in mine], site) if page == 1 else [],
        most=FOLDED,
        behind={
            "queries": [(site.say("Claims by it"), "claims", {"speaker": iri.rpartition("/")[2]})],
            "command": f"kobe show source:{iri.rpartition('/')[2]}",
        },
    )


def _summary(label: str, many: int, site: Site) -> str:
    return f"{label}: {site.counted(many, '{n} claim', '{n} claims')}"


#: A claim: its IRI, topic, outcome, day, originality, and the heading of its topic.
_Row = tuple[str, str, str, str, str, str]


def _claims(graph: Graph, names: Names, iri: str, lang: str) -> list[_Row]:
    """List the claims of a source: what it says most about first, in order of time."""
    text = """SELECT ?x ?topic ?outcome ?day ?originality WHERE {
        ?x kg:speaker {at} . OPTIONAL { ?x kg:population|kg:role|kg:absenceOf|kg:aspect ?topic }
        OPTIONAL { ?x kg:outcome ?outcome } OPTIONAL { ?x kg:statedOn ?day }
        OPTIONAL { ?x kg:originality ?originality } }"""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows(graph, text, at=iri):
        told = tuple(term.value if isinstance(term, (NamedNode, Literal)) else "" for term in row)
        found[told[0]] = min(told, found.get(told[0], told))
    names.fetch({iri for told in found.values() for iri in told[1:3] if iri})
    listed = [
        (x, topic, outcome, when, how.rpartition("#")[2], heading(names, topic, outcome, lang))
        for x, topic, outcome, when, how in found.values()
    ]
    many = Counter(row[5] for row in listed)
    return sorted(listed, key=lambda row: (-many[row[5]], row[5], not row[3], row[3], row[0]))


def _contents(mine: Sequence[_Row]) -> list[tuple[str, int]]:
    return list(Counter(row[5] for row in mine).items())


def topics(some: Iterable[Said], site: Site) -> list[Topic]:
    """Put claims that stand in order of their headings below these."""
    found = []
    for head, group in groupby(some, key=lambda said: said.heading):
        mine = list(group)
        drawn = any(n is not None for s in mine if s.figure for n in (s.value, s.min, s.max))
        on = shared(mine) if drawn else None
        found.append(Topic(head, mine, on, axis(on, site.lang) if on else None))
    return found


def drift(graph: Graph, names: Names, pattern: str, site: Site, *, at: str) -> list[Change]:
    """Find the relays that change what they relay.

    :param pattern: what holds of the relay ``?x``, or of ``?origin``, and of the resource ``{at}``.
    """
    text = (
        f"SELECT DISTINCT ?x ?origin WHERE {{ ?x kg:relays ?origin . {pattern} }} ORDER BY ?origin ?x LIMIT {_COMPARED}"
    )
    tied = rows(graph, text, at=at)
    pairs = [(x.value, o.value) for x, o in tied if isinstance(x, NamedNode) and isinstance(o, NamedNode)]
    told = claims(graph, names, [iri for pair in pairs for iri in pair], lang=site.lang)
    found = []
    for relay, origin in pairs:
        if relay in told and origin in told and (changed := reworded(told[origin], told[relay], names, site)):
            found.append(Change(told[origin], told[relay], changed))
    return found


def reports(graph: Graph, publisher: str) -> list[tuple[str, str, int, int]]:
    """List the reports a source published: IRI, day, how many claims each prints, how many copies were made of it."""
    text = """SELECT ?x ?day (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?copy) AS ?copies) WHERE {
        ?x kg:publisher {at} . OPTIONAL { ?x dct:issued ?day } OPTIONAL { ?claim kg:reportedIn ?x }
        OPTIONAL { ?copy kg:relaysReport|kg:derivedFromReport ?x } }
        GROUP BY ?x ?day ORDER BY (!BOUND(?day)) ?day ?x"""
    found: list[Any] = [tuple(getattr(term, "value", "") for term in row) for row in rows(graph, text, at=publisher)]
    return [(iri, when, int(n), int(copies)) for iri, when, n, copies in found]


def _printers(graph: Graph, pattern: str, at: str) -> list[str]:
    """Name who printed the relays of a pattern, as often as they did."""
    found = rows(graph, f"SELECT DISTINCT ?x ?s WHERE {{ {pattern} }}", at=at)
    return [s.value for _, s in found if isinstance(s, NamedNode)]


def _revised(graph: Graph, names: Names, iris: Sequence[str], site: Site) -> list[Revised]:
    """Find the things on which a source, by itself, gave different figures on different days."""
    told = [s for s in claims(graph, names, iris[:_COMPARED], lang=site.lang).values() if s.figure and s.day]
    mine = [s for s in told if s.originality != "kg:Relayed"]
    found = []
    for _, group in groupby(sorted(mine, key=_thing), key=lambda s: _thing(s)[:3]):
        line: list[Said] = []
        for said in group:
            if not line or (line[-1].min, line[-1].max, line[-1].value) != (said.min, said.max, said.value):
                line.append(said)
        if len({s.day for s in line}) > 1:
            found.append(Revised(line[0].heading, line))
    return found


def _thing(said: Said) -> tuple[Any, ...]:
    return (said.about, said.topic, said.outcome, said.day, said.claim)
