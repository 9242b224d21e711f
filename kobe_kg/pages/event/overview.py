"""The page of an event: what is contested first, then where, when, who, and what nobody says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Quad
from pyoxigraph import Store as Memory

from kobe_kg.export.facts import Facts
from kobe_kg.export.schemaorg import CONTEXT, SchemaOrg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.drawing import map as maps
from kobe_kg.pages.drawing import timeline, toll
from kobe_kg.pages.drawing.matrix import matrix
from kobe_kg.pages.drawing.ranges import samples
from kobe_kg.pages.event.compare import anchor, claims
from kobe_kg.pages.event.contested import contested
from kobe_kg.pages.event.sparing import compared
from kobe_kg.pages.frame import FORMS
from kobe_kg.pages.reading import Names, Record, Text, count, records, rows
from kobe_kg.pages.site import Site, render
from kobe_kg.reason.comparison import Comparison, Position, Topic
from kobe_kg.reason.notes import Note, notes
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import day

# Sources, speakers of one answer, and answers that are named.
_SOURCES, _NAMED, _ANSWERS = 12, 4, 12


class Answer(NamedTuple):
    """One answer to a question, such as who did it, and who gives it."""

    words: str
    #: IRI of the party it names; empty where there is none, or several.
    party: str
    #: A position of each speaker, first-hand first; those that are named, and the rest.
    named: Sequence[Position]
    rest: Sequence[Position]
    speakers: int
    first_hand: int
    #: Label of each hedge, and how many claims carry it.
    hedges: Sequence[tuple[str, int]]


class Question(NamedTuple):
    """A topic that is no quantity."""

    topic: Topic
    answers: Sequence[Answer]
    more: int


class Speaker(NamedTuple):
    """A source, and how much it says."""

    iri: str
    label: str
    claims: int
    first_hand: int
    relayed: int


def page(graph: Graph, site: Site, *, event: str) -> str:
    """Make the page.

    :param event: its IRI.
    """
    names = Names(graph, site.lang)
    c, is_whole = compared(graph, event, names, lang=site.lang)
    about = records(graph, [event])[event]
    slug = event.removeprefix(PREFIXES["event"])
    everything = list(c.everything())
    cards = contested(c, site)
    parties = _parties(graph, event)
    return render(
        "event.html",
        site,
        heading=names(event).value,
        kicker=_window(about, site),
        standfirst=_standfirst(c, cards, site),
        summary=_standfirst(c, cards, site),
        event=event,
        slug=slug,
        c=c,
        is_whole=is_whole,
        text=PHRASES[site.lang],
        anchor=anchor,
        samples=samples(),
        numbers=_numbers(graph, everything, c),
        reports=_reports(graph, everything),
        cards=cards,
        others=[t for t in c.topics if t.contested][len(cards) :],
        map=maps.drawing(graph, site, event),
        timeline=timeline.drawing(graph, site, event),
        toll=toll.drawing(graph, site, event),
        attributions=[_question(t, parties) for t in c.topics if t.kind == "attribution"],
        absences=[_question(t, {}) for t in c.topics if t.kind == "absence"],
        convoy=matrix(c.topics, site.lang, only=_convoy(graph, event)),
        matrix=matrix(c.topics, site.lang),
        speakers=_speakers(everything),
        notes=[n for n in notes(c) if _is_of_reports(n, c)],
        parts=_events(graph, about.nodes("sem:hasSubEvent"), names, site),
        wholes=_events(graph, _wholes(graph, event), names, site),
        remarks=about.worded("skos:editorialNote", site.lang),
        also=[text.value for text in about.worded("skos:altLabel", site.lang)],
        alternates=_forms(site, slug),
        behind=_behind(site, slug),
        jsonld=_jsonld(graph, about, c),
    )


def _window(about: Record, site: Site) -> str:
    """Say when an event was, as far as that is not contested."""
    days = []
    for name in ("kg:earliest", "kg:latest"):
        try:
            days.append(day(date.fromisoformat(about.text(name)), site.lang))
        except ValueError:
            days.append("")
    first, last = days
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first or last:
        return site.say("from {day} on", day=first) if first else site.say("until {day}", day=last)
    return site.say("at no known date")


def _standfirst(c: Comparison, cards: Sequence[Any], site: Site) -> str:
    differing = sum(t.contested for t in c.topics)
    if not c.topics:
        return PHRASES[site.lang]["none"]
    if not differing:
        return site.say("Nobody in the graph gives figures that differ.")
    return site.counted(
        differing,
        "On {n} of {topics} topics, sources give figures that differ.",
        "On {n} of {topics} topics, sources give figures that differ.",
        topics=len(c.topics),
    )


def _numbers(graph: Graph, everything: Sequence[Position], c: Comparison) -> dict[str, int]:
    return {
        "claims": len(everything),
        "speakers": len({p.speaker for p in everything}),
        "topics": len(c.topics),
        "first_hand": sum(p.originality == "Original" for p in everything),
        "reports": len({r for p in everything for r in p.reports}),
    }


def _reports(graph: Graph, everything: Iterable[Position]) -> dict[str, int]:
    """Count the reports that print the claims, and those that copy or rework another."""
    reports = {r for p in everything for r in p.reports}
    text = "SELECT DISTINCT ?x WHERE { {x} ?x kg:relaysReport|kg:derivedFromReport ?other }"
    copied = len(list(rows(graph, text, sorted(reports))))
    return {"all": len(reports), "copies": copied, "own": len(reports) - copied}


def _parties(graph: Graph, event: str) -> dict[str, list[str]]:
    """Give the parties that each claim names."""
    found: dict[str, list[str]] = {}
    for row in graph.query("attributions", event=event):
        found.setdefault(row.claim, []).append(row.party)
    return found


def _question(topic: Topic, parties: dict[str, list[str]]) -> Question:
    some: dict[str, list[Position]] = {}
    for p in topic.positions:
        for q in (p, *p.relayed):
            some.setdefault(q.words, []).append(q)
    answers = [_answer(words, same, parties) for words, same in some.items()]
    answers.sort(key=lambda a: (-a.first_hand, -a.speakers, a.words))
    return Question(topic, answers[:_ANSWERS], max(0, len(answers) - _ANSWERS))


def _answer(words: str, same: list[Position], parties: dict[str, list[str]]) -> Answer:
    first = {p.speaker: p for p in sorted(same, key=lambda p: p.originality == "Original")}
    speakers = sorted(first.values(), key=lambda p: (p.originality != "Original", p.stated_on or date.max))
    named = {party for p in same for party in parties.get(p.claim, ())}
    return Answer(
        words=words,
        party=named.pop() if len(named) == 1 else "",
        named=speakers[:_NAMED],
        rest=speakers[_NAMED:],
        speakers=len(speakers),
        first_hand=sum(p.originality == "Original" for p in speakers),
        hedges=Counter(p.hedge_label for p in same).most_common(),
    )


def _convoy(graph: Graph, event: str) -> set[str]:
    return {row.claim for row in graph.query("convoy", event=event)}


def _speakers(everything: Iterable[Position]) -> list[Speaker]:
    said: dict[str, list[Position]] = {}
    for p in everything:
        said.setdefault(p.speaker, []).append(p)
    found = [
        Speaker(
            iri,
            some[0].speaker_label,
            len(some),
            sum(p.originality == "Original" for p in some),
            sum(p.originality == "Relayed" for p in some),
        )
        for iri, some in said.items()
    ]
    return sorted(found, key=lambda s: (-s.claims, s.label))[:_SOURCES]


def _is_of_reports(note: Note, c: Comparison) -> bool:
    """Keep the notes on how things were passed on; what is missing stands in a part of its own."""
    return not any(f" {name}" in note.command for name in ("absences", "silence", "unreported"))


def _events(graph: Graph, iris: Sequence[str], names: Names, site: Site) -> list[tuple[str, Text, str, int]]:
    """Give events with their labels, when they were, and how many claims there are about them."""
    names.fetch(iris)
    found = records(graph, iris)
    return [
        (iri, names(iri), _window(found[iri], site), count(graph, "?x kg:about {at}; kg:speaker ?who", at=iri))
        for iri in iris
    ]


def _wholes(graph: Graph, event: str) -> list[str]:
    text = "SELECT DISTINCT ?whole WHERE { ?whole sem:hasSubEvent {at} } ORDER BY ?whole"
    return [whole.value for (whole,) in rows(graph, text, at=event) if isinstance(whole, NamedNode)]


def _forms(site: Site, slug: str) -> list[tuple[str, str, str]]:
    """Give the event's other forms: name, address, media type; data has no language. A folder of files has two."""
    bare = site._replace(named=False)
    rows = (("CSV", "csv", "text/csv"), ("JSON", "json", "application/sparql-results+json"))
    forms = (*rows, *FORMS) if site.live else FORMS[:2]
    return [(name, bare.link(f"/event/{slug}.{extension}"), media) for name, extension, media in forms]


def _behind(site: Site, slug: str) -> dict[str, Any]:
    given = {"event": slug}
    return {
        "queries": [
            (site.say("All claims"), "claims", given),
            (site.say("What disagrees"), "disagreements", given),
            (site.say("Who is said to have done it"), "attributions", given),
            (site.say("What the convoy was made of"), "convoy", given),
            (site.say("What nobody gives a number for"), "unreported", given),
            (site.say("Who speaks"), "sources", given),
            (site.say("Which reports copy which"), "relays", given),
        ],
        "forms": [(name, address) for name, address, _ in _forms(site, slug)],
        "command": f"kobe compare {slug}",
    }


def _jsonld(graph: Graph, about: Record, c: Comparison) -> dict[str, Any]:
    """Tell the event and its most contested claims in the words of schema.org."""
    store = Memory()
    for name, values in about.said.items():
        for value in values:
            if value is not None and (iri := _expanded(name)):
                store.add(Quad(NamedNode(about.iri), iri, value))
    top = [t for t in c.topics if t.contested][:5]
    return {"@context": CONTEXT, "@graph": [SchemaOrg(Facts(store)).event(NamedNode(about.iri)), *claims(c, top)]}


def _expanded(name: str) -> NamedNode | None:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local) if prefix in PREFIXES else None
