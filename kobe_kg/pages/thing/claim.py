"""The page of a claim: what is said, by whom, how it is known, where it came from, and what it is at odds with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from markupsafe import Markup, escape
from pyoxigraph import NamedNode

from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact, expand
from kobe_kg.pages.drawing.ranges import axis, shared
from kobe_kg.pages.drawing.tree import Tree, grow
from kobe_kg.pages.event.compare import anchor
from kobe_kg.pages.event.compared import comparison, events_of
from kobe_kg.pages.frame import page
from kobe_kg.pages.reading import Names, Record, Text, pointing_by, record, records, rows
from kobe_kg.pages.site import Site
from kobe_kg.pages.thing.facts import Fact, Value, facts
from kobe_kg.pages.thing.said import Said, changes, claims
from kobe_kg.reason.comparison import Comparison, Disagreement, Position, Topic
from kobe_kg.reason.explain import explain
from kobe_kg.reason.page import gathered, sentence
from kobe_kg.reason.phrases import PHRASES, say
from kobe_kg.reason.words import day, number

#: Kind of disagreement to the class of its mark, and its name.
KINDS = {
    "disjoint": ("contradiction", "contradiction"),
    "subset-exceeds-superset": ("nested", "part above the whole"),
    "growth-compatible": ("revision", "revised upward"),
}
_SAID = ("kg:speaker", "kg:statedOn", "kg:asOf", "kg:about")
_COUNTED = ("kg:population", "kg:outcome", "kg:ofWhole", "kg:comparedTo", "kg:qualifier", "kg:value")
_TOLD = ("kg:role", "kg:attributedTo", "kg:absenceOf", "kg:aspect", "kg:place", "kg:placePrecision", "kg:kilometres")
_WHEN = ("kg:earliest", "kg:latest", "kg:datePrecision", "kg:time")
_KNOWN = ("kg:hedge", "kg:basis", "kg:originality", "kg:relays", "kg:cites", "kg:breakdown", "kg:withdrawnIn")
#: Facts whose values are explained by their definitions.
_EXPLAINED = ("kg:qualifier", "kg:hedge", "kg:basis", "kg:originality")


class Against(NamedTuple):
    """A claim that this one is at odds with."""

    kind: str
    word: str
    other: Position
    #: What the other is on, where that is not the same.
    heading: str


class Printed(NamedTuple):
    """A report that prints a claim."""

    report: str
    publisher: str
    issued: str
    url: str


class Rated(NamedTuple):
    """An assessment of a claim."""

    assessment: str
    rater: str
    reliability: str
    credibility: str


def claim(graph: Graph, site: Site, iri: str) -> str:
    """Make the page of a claim."""
    r, names = record(graph, iri), Names(graph, site.lang)
    said = claims(graph, names, [iri], lang=site.lang)[iri]
    family = grow(graph, iri, ["kg:relays"])
    others = claims(graph, names, family.shown, lang=site.lang)
    events = events_of(graph, said.about)
    compared = comparison(graph, events[0], site.lang) if events else None
    against = _against(iri, compared, site)
    on = shared([said, *(a.other for a in against)])
    sentences = _sentences(iri, compared)
    words = said.words._replace(value=said.words.value[:1].upper() + said.words.value[1:])
    return page(
        "claim.html",
        graph,
        site,
        r,
        names,
        heading=words,
        crumbs=[*[(names(e), site.thing(e) or "") for e in events[:1]], (Text(site.say("Claims")), "")],
        summary=_summary(said, names, site),
        said=said,
        replaced=bool(_later(graph, iri)),
        withdrawn=bool(r.nodes("kg:withdrawnIn")),
        tally=_tally(against, site),
        facts=_facts(graph, r, said, names, site),
        printed=_printed(graph, names, said.reports),
        passages=_passages(graph, names, r),
        family=family,
        others=others,
        changed=_changed(family, others, names, site),
        told=_told(iri, compared, sentences, site),
        beside=_beside(iri, compared, site),
        too_many=bool(events) and compared is None,
        against=against,
        sentences=sentences,
        on=on,
        axis=axis(on, site.lang),
        revisions=_revisions(graph, r, said, compared, names, site),
        parts=_parts(graph, r, names, site),
        rated=_rated(graph, iri),
        behind=_behind(said, events, compared, site),
    )


def _summary(said: Said, names: Names, site: Site) -> str:
    when = f", {day(said.day, site.lang)}" if said.day else ""
    return f"{names(said.speaker)}{when} – {said.words}"


def _facts(graph: Graph, r: Record, said: Said, names: Names, site: Site) -> list[Fact]:
    order: tuple[str, ...] = (*_SAID, *_COUNTED, *_TOLD, *_WHEN, *_KNOWN)
    here = [name for name in order if name in r.said]
    found = dict(zip(here, facts(graph, r, names, site, only=here), strict=True))
    meant = records(graph, [iri for name in _EXPLAINED for iri in r.nodes(name)])
    for name in _EXPLAINED:
        if name in found:
            told = [_noted(v, meant, site) for v in found[name].values]
            found[name] = found[name]._replace(values=told)
    if "kg:statedOn" not in found:
        found["kg:statedOn"] = Fact(Text(site.say("Said on")), [Value(Text(site.say("not known")))])
    if "kg:basis" not in found:
        found["kg:basis"] = Fact(Text(site.say("On what basis")), [Value(Text(site.say("not told")))])
    if "kg:qualifier" in found:
        found["bounds"] = Fact(Text(site.say("What that leaves open")), [Value(Text(_bounds(said, site)))])
        order = (*_SAID, *_COUNTED, "bounds", *_TOLD, *_WHEN, *_KNOWN)
    return [found[name] for name in order if name in found]


def _noted(value: Value, meant: dict[str, Record], site: Site) -> Value:
    told = meant[value.iri].worded("skos:definition", site.lang) if value.iri in meant else []
    return value._replace(note=told[0]) if told else value


def _bounds(said: Said, site: Site) -> str:
    low, high = said.min, said.max
    if low is None and high is None:
        return site.say("It has no bounds.")
    if low == high:
        return site.say("Nothing: it is {n} and no other number.", n=number(low, site.lang))
    if high is None:
        return site.say("{n} or more.", n=number(low, site.lang))
    if low is None:
        return site.say("{n} or fewer.", n=number(high, site.lang))
    return site.say("From {a} to {b}.", a=number(low, site.lang), b=number(high, site.lang))


def _printed(graph: Graph, names: Names, reports: Sequence[str]) -> list[Printed]:
    found = records(graph, reports)
    names.fetch(r.one("kg:publisher") for r in found.values() if r.one("kg:publisher"))
    told = [Printed(iri, r.one("kg:publisher"), r.text("dct:issued"), r.one("schema:url")) for iri, r in found.items()]
    return sorted(told, key=lambda p: (not p.issued, p.issued, p.report))


def _passages(graph: Graph, names: Names, r: Record) -> list[dict[str, Any]]:
    text = """SELECT ?x ?start ?end ?report ?url WHERE { {x} OPTIONAL { ?x oa:hasSource ?report .
        OPTIONAL { ?report schema:url ?url } } OPTIONAL { ?x oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end } }
        ORDER BY ?x ?report ?url ?start"""
    keys = ("passage", "start", "end", "report", "url")
    found = rows(graph, text, r.nodes("kg:evidence"))
    return [dict(zip(keys, (getattr(term, "value", "") for term in row), strict=True)) for row in found]


def _changed(family: Tree, others: dict[str, Said], names: Names, site: Site) -> dict[tuple[str, str], list[str]]:
    """Say what each claim of a family changes in each that it relays."""
    found = {}
    for iri in family.shown:
        for origin in others[iri].origins if iri in others else ():
            if origin in others and (told := reworded(others[origin], others[iri], names, site)):
                found[origin, iri] = told
    return found


def reworded(one: Said, other: Said, names: Names, site: Site) -> list[str]:
    """Say what a relay changes, a text for each thing: the wording of a figure is one."""
    text, found = PHRASES[site.lang], changes(one, other)
    figure = {"value", "qualifier", "max", "min"}
    told = []
    if any(name in figure for name, _, _ in found):
        told.append(site.say("“{was}” → “{became}”", was=one.figure or "–", became=other.figure or "–"))
    for name, was, became in found:
        if name not in figure:
            told.append(f"{text[f'field {name}']}: {_labels(was, names)} → {_labels(became, names)}")
    return told


def _labels(iris: str, names: Names) -> str:
    return ", ".join(names(expand(i) if i.startswith("kg:") else i).value for i in iris.split()) or "–"


def _told(iri: str, c: Comparison | None, apart: Sequence[str], site: Site) -> list[Markup]:
    """Say why a claim counts or does not, and what rests on it.

    :param apart: what it is at odds with, which is told elsewhere.
    """
    told = explain(c, iri) if c else None
    return [linked(text, site) for text in (told or [])[1:] if not text.startswith(tuple(apart))]


def _beside(iri: str, c: Comparison | None, site: Site) -> str:
    """Give the address of all that is said on the same topic; empty where a claim is on none."""
    topic = _topic(iri, c)
    if c is None or topic is None or not site.thing(c.event):
        return ""
    path = f"/compare/{_slug(c.event)}"
    return site.link(path, topic=topic.name) if site.live else f"{site.link(path)}#{anchor(topic.name)}"


def _topic(iri: str, c: Comparison | None) -> Topic | None:
    """Find the topic a claim is on."""
    if c is None:
        return None
    return next((t for t in c.topics for p in t.positions for q in (p, *p.relayed) if q.claim == iri), None)


def _sentences(iri: str, c: Comparison | None) -> list[str]:
    """Say what a claim is at odds with."""
    topic = _topic(iri, c)
    if c is None or topic is None:
        return []
    mine = (d for d in c.disagreements if iri in (d.one.claim, d.other.claim))
    return [sentence(some[0], topic, c, same=some) for some in gathered(mine, c).values()]


_NAME = re.compile(
    r"\b(claim:[A-Za-z0-9_](?:[\w.-]*[\w-])?)|\bkobe query ([a-z-]+)((?: -p [\w-]+=[\w:.-]*[\w-])*)", re.ASCII
)


def linked(text: str, site: Site) -> Markup:
    """Link the names of claims in a sentence, and the queries it names; a folder of files has no queries."""

    def link(found: re.Match[str]) -> Markup:
        if found[1]:
            address = site.thing(expand(found[1]))
        else:
            args = dict(parse_qsl(found[3].strip().removeprefix("-p ").replace(" -p ", "&")))
            address = site.link(f"/query/{found[2]}", **args) if site.live else None
        code = Markup("<code>{}</code>").format(found[0])
        return Markup('<a href="{}">{}</a>').format(address, code) if address else code

    made, at = Markup(""), 0
    for found in _NAME.finditer(text):
        made += escape(text[at : found.start()]) + link(found)
        at = found.end()
    return made + escape(text[at:])


def _against(iri: str, c: Comparison | None, site: Site) -> list[Against]:
    if c is None:
        return []
    order = list(KINDS)
    found = []
    for d in c.disagreements:
        if iri in (d.one.claim, d.other.claim):
            other, topic = (d.other, d.other_topic) if d.one.claim == iri else (d.one, d.topic)
            found.append(Against(KINDS[d.kind][0], site.say(KINDS[d.kind][1]), other, _elsewhere(d, topic, c)))
    rank = {KINDS[kind][0]: n for n, kind in enumerate(order)}
    return sorted(
        found,
        key=lambda a: (rank[a.kind], a.other.originality != "Original", str(a.other.stated_on or "9"), a.other.claim),
    )


def _tally(against: Sequence[Against], site: Site) -> list[tuple[str, str]]:
    """Count what a claim is at odds with, by kind."""
    counts = Counter(a.kind for a in against)
    return [(cls, say(site.lang, f"{kind} count", counts[cls])) for kind, (cls, _) in KINDS.items() if counts[cls]]


def _elsewhere(d: Disagreement, topic: str, c: Comparison) -> str:
    found = c.topic(topic)
    return found.title if found and d.topic != d.other_topic else ""


def _revisions(
    graph: Graph, r: Record, said: Said, c: Comparison | None, names: Names, site: Site
) -> list[tuple[str, Said]]:
    """Give the claims that this one replaces or follows, and those that replace or follow it, each with how."""
    found = [(site.say("replaced by"), iri) for iri in _later(graph, r.iri)]
    found += [(site.say("replaces"), iri) for iri in r.nodes("kg:supersedes")]
    known = {iri for _, iri in found}
    for x in c.replaced if c else ():
        if x.claim == r.iri and x.later not in known:
            found.append((site.say("followed by"), x.later))
        elif x.later == r.iri and x.claim not in known:
            found.append((site.say("follows"), x.claim))
    told = claims(graph, names, [iri for _, iri in found], lang=site.lang)
    return [(how, told[iri]) for how, iri in found if iri in told]


def _later(graph: Graph, iri: str) -> list[str]:
    """Give the claims that replace one."""
    return pointing_by(graph, iri, "kg:supersedes")


def _parts(graph: Graph, r: Record, names: Names, site: Site) -> list[Said]:
    """Give the parts of a claim's whole, and the parts that stand beside it."""
    if "kg:breakdown" not in r.said:
        return []
    text = "SELECT DISTINCT ?part WHERE { {at} kg:breakdown/kg:part ?part } ORDER BY ?part"
    parts = [part.value for (part,) in rows(graph, text, at=r.iri) if isinstance(part, NamedNode)]
    return list(claims(graph, names, parts, lang=site.lang).values())


def _rated(graph: Graph, iri: str) -> list[Rated]:
    told = records(graph, pointing_by(graph, iri, "kg:assesses"))
    return [Rated(a, r.one("kg:rater"), r.one("kg:reliability"), r.one("kg:credibility")) for a, r in told.items()]


def _behind(said: Said, events: Sequence[str], c: Comparison | None, site: Site) -> dict[str, Any]:
    if not events:
        return {}
    event, slug = _slug(events[0]), _slug(said.claim)
    queries = [(site.say("Claims on the same thing"), "claims", {"event": event, **_counted(said)})]
    if said.kind == "kg:QuantityClaim":
        queries.append((site.say("Where figures differ"), "disagreements", {"event": event}))
    queries.append((site.say("What was reworded"), "drift", {"event": event}))
    queries.append((site.say("Passages"), "passages", {"event": event, "claim": slug}))
    return {"queries": queries, "command": f"kobe show claim:{slug}"}


def _counted(said: Said) -> dict[str, str]:
    if said.kind != "kg:QuantityClaim":
        return {"speaker": _slug(said.speaker)}
    return {"population": _slug(said.topic), "outcome": _slug(said.outcome)}


def _slug(iri: str) -> str:
    return (compact(iri) or iri).partition(":")[2] if compact(iri) else iri
