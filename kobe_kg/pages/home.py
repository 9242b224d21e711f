"""The first page: what this is, the events on record with what is most contested of each, and the ways in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kobe_kg.errors import ParameterError
from kobe_kg.export.schemaorg import CONTEXT
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.drawing.extent import extent
from kobe_kg.pages.drawing.ranges import axis, shared, together
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, Text, count, node, rows
from kobe_kg.pages.site import Site, render
from kobe_kg.pages.thing.said import Said, claims, day_of, heading
from kobe_kg.reason.words import day, number

#: How many events a page shows.
SIZE = 24
# How many claims of a topic its figures are taken from.
_READ = 500
# How many countries and years stand open.
_OPEN = 10


class Event(NamedTuple):
    """An event, as it is listed."""

    iri: str
    first: date | None
    last: date | None
    #: How many claims are about it or what acts in it, by how many speakers.
    claims: int
    speakers: int


class Card(NamedTuple):
    """An event, as it is shown."""

    event: Event
    label: Text
    #: What its comparison is called in an address; empty where it is none of ours.
    slug: str
    when: str
    place: str
    #: The figure most contested: what it is of, how far it reaches, and its drawing; empty where there is none.
    topic: str
    extent: str
    drawing: Markup
    #: The numbers above the drawing, where each figure has a line of its own.
    axis: Markup
    #: How many different figures there are.
    figures: int


class Choice(NamedTuple):
    """A country or year, with how many events there are."""

    label: str
    many: int
    chosen: bool
    address: str


def home(graph: Graph, site: Site, *, page: int = 1, country: str = "", year: str = "") -> str:
    """Make the first page.

    :param page: which part of the events is wanted.
    :param country: only events that some claim places here: a slug or IRI.
    :param year: only events of this year.
    :raises ParameterError: when there is no such page, or a value does not fit.
    """
    names = Names(graph, site.lang)
    every = events(graph)
    countries = _countries(graph)
    chosen = _place(country) if country else ""
    if year and not (year.isdecimal() and year.isascii() and len(year) == 4):
        raise ParameterError(f"'year' is a year written YYYY, not {year!r}")
    kept = [e for e in every if (not chosen or chosen in countries.get(e.iri, ())) and (not year or year in _years(e))]
    shown = part(kept, page, site, size=SIZE)
    alone = len(every) == 1
    leads = page == 1 and _leads(kept)
    cards = _cards(graph, names, shown.items, site, leads=leads)
    lead = cards[0] if leads else None
    many = _numbers(graph)
    return render(
        "home.html",
        site,
        heading=site.title,
        summary=site.say(_WHAT[0]),
        standfirst=None,
        what=[site.say(text) for text in _WHAT],
        jsonld=_jsonld(site),
        lead=lead,
        cards=cards[1:] if lead else cards,
        shown=shown,
        alone=alone,
        total=len(every),
        numbers=[(many[name], name) for name in ("claims", "sources", "reports", "places") if many[name]],
        facets=[
            (site.say("Country"), *_choices("country", _slugs(countries, every), country, names, site)),
            (site.say("Year"), *_choices("year", _by_year(every), year, names, site)),
        ]
        if len(every) > 1
        else [],
        narrowed=bool(country or year),
        behind={"queries": [(site.say("The events on record"), "events", {})], "forms": [], "command": "kobe compare"}
        if site.live
        else {},
    )


_WHAT = (
    (
        "Who says what about contested events: each claim stands by itself, with its speaker, its words, its day and "
        "the report that prints it."
    ),
    (
        "What was passed on is told from what was heard at first hand, and what cannot hold together is shown side by "
        "side and not averaged away."
    ),
)


def events(graph: Graph) -> list[Event]:
    """List the events: those most is said of first, then in order of time."""
    text = """SELECT ?x ?first ?last ?claims ?speakers WHERE {
        ?x a kg:Event . OPTIONAL { ?x kg:earliest ?first } OPTIONAL { ?x kg:latest ?last }
        OPTIONAL { SELECT ?x (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?speaker) AS ?speakers) WHERE {
            ?x a kg:Event . ?x sem:hasActor? ?about . ?claim kg:about ?about ; kg:speaker ?speaker } GROUP BY ?x }
    }"""
    found: dict[str, Event] = {}
    for row in rows(graph, text):
        iri, first, last, many, speakers = (o.value if isinstance(o, (NamedNode, Literal)) else "" for o in row)
        found[iri] = Event(iri, day_of(first), day_of(last), int(many or 0), int(speakers or 0))
    return sorted(found.values(), key=lambda e: (-e.claims, str(e.first or "9"), e.iri))


def _leads(kept: Sequence[Event]) -> bool:
    """Tell whether more is said of the first event than of all others together."""
    return bool(kept) and kept[0].claims > sum(e.claims for e in kept[1:])


def _countries(graph: Graph) -> dict[str, set[str]]:
    """Give the outermost places that claims about each event lie in."""
    text = """SELECT DISTINCT ?x ?whole WHERE {
        { SELECT DISTINCT ?x ?place WHERE {
            ?x a kg:Event . ?x sem:hasActor? ?about . ?claim kg:about ?about ; kg:place ?place } }
        ?place schema:containedInPlace* ?whole .
        FILTER NOT EXISTS { ?whole schema:containedInPlace ?further } }"""
    found: dict[str, set[str]] = {}
    for x, whole in rows(graph, text):
        if isinstance(x, NamedNode) and isinstance(whole, NamedNode):
            found.setdefault(x.value, set()).add(whole.value)
    return found


def _place(text: str) -> str:
    iri = text if "//" in text else PREFIXES["place"] + text.removeprefix("place:")
    if node(iri) is None:
        raise ParameterError(f"'country' is a place, not {text!r}")
    return iri


def _years(e: Event) -> set[str]:
    """Give the years an event may lie in; one that has no end lies in its first."""
    days = [d for d in (e.first, e.last) if d]
    return {f"{y:04}" for y in range(min(days).year, max(days).year + 1)} if days else set()


def _by_year(every: Sequence[Event]) -> list[tuple[str, str, int]]:
    counts = Counter(y for e in every for y in _years(e))
    return [(y, y, n) for y, n in sorted(counts.items(), reverse=True)]


def _slugs(countries: Mapping[str, set[str]], every: Sequence[Event]) -> list[tuple[str, str, int]]:
    counts = Counter(place for e in every for place in countries.get(e.iri, ()))
    return [
        (iri.removeprefix(PREFIXES["place"]), iri, n) for iri, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]


def _choices(
    name: str, some: Sequence[tuple[str, str, int]], chosen: str, names: Names, site: Site
) -> tuple[list[Choice], list[Choice]]:
    if name == "country":
        names.fetch(iri for _, iri, _ in some)
    made = [
        Choice(
            names(iri).value if name == "country" else code,
            n,
            code == chosen,
            site.here(**{name: None if code == chosen else code, "page": None}),
        )
        for code, iri, n in some
    ]
    return made[:_OPEN], made[_OPEN:]


def _cards(graph: Graph, names: Names, some: Sequence[Event], site: Site, *, leads: bool) -> list[Card]:
    iris = [e.iri for e in some]
    names.fetch(iris)
    where = _where(graph, iris)
    names.fetch(where.values())
    figures = _contested(graph, names, iris, site.lang)
    made = []
    for place, e in enumerate(some):
        topic, told = figures.get(e.iri, ("", []))
        reach, on = extent(told, site.lang), shared(told)
        label = site.say(
            "{topic}, from {n} claims: {extent}", topic=topic, n=number(len(told), site.lang), extent=reach
        )
        made.append(
            Card(
                event=e,
                label=names(e.iri),
                slug=e.iri.removeprefix(PREFIXES["event"]) if site.thing(e.iri) == site.link(_path(e.iri)) else "",
                when=_when(e, site),
                place=str(names(where[e.iri])) if e.iri in where else "",
                topic=topic,
                extent=reach,
                drawing=together(told, on, label, apart=leads and not place) if reach else Markup(""),
                axis=axis(on, site.lang),
                figures=len({(s.min, s.max, s.value) for s in told if s.figure}),
            )
        )
    return made


def _path(iri: str) -> str:
    return f"/event/{iri.rpartition('/')[2]}"


def _when(e: Event, site: Site) -> str:
    first, last = day(e.first, site.lang), day(e.last, site.lang)
    if first and last and first != last:
        return f"{first} – {last}"
    if first:
        return first if last else site.say("from {day} on", day=first)
    return site.say("by {day}", day=last) if last else site.say("undated")


def _where(graph: Graph, iris: Sequence[str]) -> dict[str, str]:
    """Give the place that claims about each event name most, where they say where it happened."""
    text = """SELECT ?x ?place (COUNT(DISTINCT ?claim) AS ?n) (MAX(?is) AS ?located) WHERE {
        {x} ?claim kg:about ?x ; kg:place ?place . OPTIONAL { ?claim kg:aspect ?aspect }
        BIND(IF(?aspect = kg:Location, 1, 0) AS ?is) } GROUP BY ?x ?place"""
    found: dict[str, tuple[tuple[int, int, str], str]] = {}
    for x, place, n, located in rows(graph, text, iris):
        if isinstance(x, NamedNode) and isinstance(place, NamedNode):
            rank = (int(getattr(located, "value", 0) or 0), int(getattr(n, "value", 0)), place.value)
            if x.value not in found or rank > found[x.value][0]:
                found[x.value] = rank, place.value
    return {iri: place for iri, (_, place) in found.items()}


def _contested(graph: Graph, names: Names, iris: Sequence[str], lang: str) -> dict[str, tuple[str, list[Said]]]:
    """Find the figure of each event on which most speakers differ: its heading, and the live claims not passed on."""
    text = """SELECT ?x ?claim ?counted ?outcome ?speaker ?value ?min ?max ?people WHERE {
        {x} ?claim kg:about ?x ; kg:population ?counted ; kg:outcome ?outcome ; kg:speaker ?speaker ; kg:qualifier ?q .
        FILTER NOT EXISTS { ?claim ^kg:supersedes|kg:withdrawnIn ?later }
        FILTER NOT EXISTS { ?claim kg:originality kg:Relayed }
        OPTIONAL { ?claim kg:value ?value } OPTIONAL { ?claim kg:min ?min } OPTIONAL { ?claim kg:max ?max }
        BIND(?outcome = kg:Killed AS ?people) }"""
    found: dict[str, dict[tuple[str, str], list[tuple[Any, ...]]]] = {}
    for row in rows(graph, text, iris):
        x, claim, counted, outcome, *more = (getattr(term, "value", "") for term in row)
        found.setdefault(x, {}).setdefault((counted, outcome), []).append((claim, *more))
    best = {x: max(topics.items(), key=_weight) for x, topics in found.items()}
    told = claims(graph, names, [row[0] for _, some in best.values() for row in sorted(some)[:_READ]], lang=lang)
    return {
        x: (heading(names, *topic, lang), [told[row[0]] for row in sorted(some)[:_READ] if row[0] in told])
        for x, (topic, some) in best.items()
    }


def _weight(topic: tuple[tuple[str, str], list[tuple[Any, ...]]]) -> tuple[Any, ...]:
    """Weigh a topic: how many speakers give how many figures, the dead before others."""
    (counted, outcome), some = topic
    figures = {row[2:5] for row in some if any(row[2:5])}
    speakers = {row[1] for row in some if any(row[2:5])}
    return (len(figures) > 1, len(speakers) * (len(figures) > 1), len(figures), some[0][5] == "true", counted, outcome)


def _numbers(graph: Graph) -> dict[str, int]:
    """Count what the graph holds."""
    patterns = {
        "claims": "?x kg:speaker ?speaker",
        "sources": "?x a kg:Source",
        "reports": "?x a kg:Report",
        "places": "?x a kg:Place",
    }
    return {name: count(graph, pattern) for name, pattern in patterns.items()}


def _jsonld(site: Site) -> dict[str, Any]:
    """Tell the site, and where to search it."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": site.title,
        "url": site.whole("/"),
        "inLanguage": site.lang,
        **({"potentialAction": _search(site)} if site.live else {}),
    }


def _search(site: Site) -> dict[str, str]:
    target = f"{site.base}/search?q={{text}}"
    return {"@type": "SearchAction", "target": target, "query-input": "required name=text"}
