"""The page of a search: what was found, what of it is of which kind, and what may have been meant instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from kobe_kg.errors import ParameterError, suggestion
from kobe_kg.graph import Graph
from kobe_kg.namespaces import KG, PREFIXES
from kobe_kg.pages.frame import KINDS
from kobe_kg.pages.listing import part
from kobe_kg.pages.reading import Names, node, records, rows
from kobe_kg.pages.search.index import DAYS, FACETS, TYPES, Hit, Index, Wanted, fold, index, type_of
from kobe_kg.pages.site import Site, render
from kobe_kg.pages.thing.said import claims, day_of
from kobe_kg.reason.words import day

#: What the address of a search may say beside its language and page.
ARGS = ("q", "type", *FACETS, "from", "to")
#: How many a page shows.
SIZE = 30
# The longest text that is searched for, and the most words of it.
_LONGEST, _WORDS = 200, 12
# How many resources an engine without an index finds at once.
_ASKED = 1000
# How many values of a facet stand open.
_OPEN = 8
_TITLES = {
    "type": "Kind",
    "speaker": "Who says it",
    "population": "Who or what is counted",
    "outcome": "What happened to them",
    "originality": "First-hand or not",
}
# A type to what one of it is called.
_ONE = {
    "assessment": "Assessment",
    "breakdown": "Breakdown",
    "claim": "Claim",
    "convoy": "Convoy",
    "dataset": "Data set",
    "estimate": "Estimate",
    "event": "Event",
    "party": "Party",
    "passage": "Passage",
    "place": "Place",
    "report": "Report",
    "source": "Source",
    "term": "Term",
}
_PREFIX = {"speaker": PREFIXES["source"], "population": KG, "outcome": KG, "originality": KG}


class Found(NamedTuple):
    """What a search found."""

    hits: Sequence[Hit]
    #: Name of a facet to its values, IRIs or types, and their counts.
    counts: Mapping[str, Mapping[str, int]]
    #: Words that may have been meant, by the word that was given.
    near: Mapping[str, Sequence[str]]
    #: Whether these are all there are.
    complete: bool


class Choice(NamedTuple):
    """A value of a facet."""

    label: str
    many: int
    chosen: bool
    #: Where choosing it leads to, or taking the choice back.
    address: str


class Facet(NamedTuple):
    """A facet."""

    title: str
    shown: Sequence[Choice]
    rest: Sequence[Choice]


class Line(NamedTuple):
    """Something found."""

    iri: str
    kind: str
    label: Markup
    lang: str
    more: str


def wanted(args: Mapping[str, str]) -> Wanted:
    """Read what is searched for.

    :param args: of :data:`ARGS`, each once.
    :raises ParameterError: when a value does not fit.

    >>> wanted({"q": "Civils tués", "type": "claim"}).words
    ('civils', 'tues')
    """
    text = args.get("q", "")
    if len(text) > _LONGEST:
        raise ParameterError(f"'q' has at most {_LONGEST} characters")
    if not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text):
        raise ParameterError("'q' is no text")
    kind = args.get("type", "")
    if kind and kind not in TYPES:
        raise ParameterError(f"'type' is one of {', '.join(TYPES)}, not {kind!r}", hint=suggestion(kind, TYPES))
    chosen = tuple((name, _named(name, args[name])) for name in FACETS if args.get(name))
    days = {name: _number(name, args.get(name, "")) for name in ("from", "to")}
    return Wanted(tuple(dict.fromkeys(fold(text).split()[:_WORDS])), kind, chosen, days["from"], days["to"])


def _named(name: str, text: str) -> str:
    """Read a slug, code or IRI."""
    iri = text if "//" in text else _PREFIX[name] + text.removeprefix("source:").removeprefix("kg:")
    if node(iri) is None:
        raise ParameterError(f"{name!r} is a name, not {text!r}")
    return iri


def _number(name: str, text: str) -> int:
    if not text:
        return 0
    found = day_of(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) else None
    if found is None:
        raise ParameterError(f"{name!r} is a day written YYYY-MM-DD, not {text!r}")
    return found.year * 10_000 + found.month * 100 + found.day


def find(graph: Graph, want: Wanted) -> Found:
    """Search a graph; one too large for an index is asked itself, for so many matches at most."""
    known = index(graph)
    if known is None:
        return _asked(graph, want)
    found = known.find(want)
    near = {} if found else {word: known.near(word) for word in want.words if not known.find(Wanted((word,)))}
    return Found(_Hits(known, found), known.counts(found), {w: n for w, n in near.items() if n}, complete=True)


class _Hits(Sequence[Hit]):
    """Hits, made when they are looked at."""

    def __init__(self, known: Index, found: Sequence[int]) -> None:
        self._known, self._found = known, found

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._known.hit(n) for n in self._found[at]]
        return self._known.hit(self._found[at])


def _asked(graph: Graph, want: Wanted) -> Found:
    """Ask the engine: case is folded, accents are not, and nothing is counted."""
    tests = [f"?x {FACETS[name]} <{iri}> ." for name, iri in want.facets]
    tests += [f"FILTER(CONTAINS(LCASE(STR(?label)), {Literal(word)}))" for word in want.words]
    if want.type and want.type != "term":
        tests.append(f"FILTER(STRSTARTS(STR(?x), {Literal(PREFIXES[want.type])}))")
    for sign, number in ((">=", want.since), ("<=", want.until)):
        if number:
            text = f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"
            tests.append(f"{DAYS} FILTER(STR(?day) {sign} {Literal(text)})")
    text = f"SELECT DISTINCT ?x WHERE {{ ?x rdfs:label ?label . {' '.join(tests)} }} LIMIT {_ASKED + 1}"
    found = [x.value for (x,) in rows(graph, text) if isinstance(x, NamedNode)]
    hits = [Hit(iri, type_of(iri)) for iri in sorted(found[:_ASKED])]
    return Found(hits, {}, {}, complete=len(found) <= _ASKED)


def search(graph: Graph, site: Site, args: Mapping[str, str], *, page: int = 1) -> str:
    """Make the page of a search.

    :param args: what is searched for; see :data:`ARGS`.
    :raises ParameterError: when a value does not fit, or there is no such page.
    """
    want = wanted(args)
    found = find(graph, want)
    names = Names(graph, site.lang)
    shown = part(found.hits, page, site, size=SIZE)
    text = args.get("q", "").strip()
    return render(
        "search.html",
        site,
        heading=site.say("Search: {words}", words=text) if text else site.say("Search"),
        summary=site.say("Search in claims, sources, reports, places and parties."),
        text=text,
        args={name: value for name, value in args.items() if value},
        shown=shown,
        lines=_lines(graph, shown.items, want, names, site),
        facets=_facets(found, want, args, names, site),
        chosen=_chosen(want, args, names, site),
        near=[(word, [_again(text, word, other, site) for other in others]) for word, others in found.near.items()],
        complete=found.complete,
        indexed=bool(found.counts),
        behind={
            "queries": [],
            "forms": [(name, _data(site, args, extension)) for name, extension in (("CSV", "csv"), ("JSON", "json"))],
            "command": "",
        },
    )


def _data(site: Site, args: Mapping[str, str], extension: str) -> str:
    return site.link(f"/search.{extension}", **{f"{name}_": value for name, value in args.items() if value})


def _again(text: str, word: str, other: str, site: Site) -> tuple[str, str]:
    """Give a search with a word replaced, and its address."""
    told = " ".join(other if fold(part) == word else part for part in text.split())
    return told, site.here(q=told, page=None)


def _lines(graph: Graph, hits: Sequence[Hit], want: Wanted, names: Names, site: Site) -> list[Line]:
    names.fetch(hit.iri for hit in hits)
    said = claims(graph, names, [hit.iri for hit in hits if hit.type == "claim"], lang=site.lang)
    dated = records(graph, [hit.iri for hit in hits if hit.type in ("event", "report")])
    found = []
    for hit in hits:
        label = names(hit.iri)
        if hit.iri in said:
            each = said[hit.iri]
            more = ", ".join(p for p in (each.heading, day(each.day, site.lang)) if p)
        elif hit.iri in dated:
            r = dated[hit.iri]
            more = day(day_of(r.text("dct:issued") or r.text("kg:earliest")), site.lang)
        else:
            more = ""
        found.append(Line(hit.iri, site.say(_ONE[hit.type]), marked(label.value, want.words), label.lang, more))
    return found


def kind(name: str, site: Site) -> str:
    """Name a type in the plural."""
    return site.say(KINDS.get(name, "Terms"))


def marked(text: str, words: Sequence[str]) -> Markup:
    """Mark the words of a text that were looked for.

    >>> marked("34 civils tués <b>", ["tues", "34"])
    Markup('<mark>34</mark> civils <mark>tués</mark> &lt;b&gt;')
    """
    made, at = Markup(""), 0
    for each in re.finditer(r"[^\W_]+", text):
        folded = fold(each[0])
        if any(folded == word if word.isdigit() else folded.startswith(word) for word in words):
            made += escape(text[at : each.start()]) + Markup("<mark>{}</mark>").format(each[0])
            at = each.end()
    return made + escape(text[at:])


def _facets(found: Found, want: Wanted, args: Mapping[str, str], names: Names, site: Site) -> list[Facet]:
    made = []
    chosen = dict(want.facets) | {"type": want.type}
    for name, counts in found.counts.items():
        if not counts or (len(counts) == 1 and not chosen.get(name)):
            continue
        if name != "type":
            names.fetch(counts)
        choices = [
            _choice(name, value, count, chosen.get(name) == value, names, site) for value, count in counts.items()
        ]
        if len(choices) > 1:
            made.append(Facet(site.say(_TITLES[name]), choices[:_OPEN], choices[_OPEN:]))
    return made


def _choice(name: str, value: str, count: int, chosen: bool, names: Names, site: Site) -> Choice:
    label = kind(value, site) if name == "type" else names(value).value
    return Choice(label, count, chosen, site.here(**{name: None if chosen else _code(name, value), "page": None}))


def _code(name: str, value: str) -> str:
    return value.removeprefix(_PREFIX[name]) if name in _PREFIX else value


def _chosen(want: Wanted, args: Mapping[str, str], names: Names, site: Site) -> list[tuple[str, str]]:
    """Name what narrows the search, each with the address of the search without it."""
    found = [("type", kind(want.type, site))] if want.type else []
    found += [(name, f"{site.say(_TITLES[name])}: {names(iri).value}") for name, iri in want.facets]
    for name, title in (("from", "From {day}"), ("to", "Until {day}")):
        if args.get(name):
            found.append((name, site.say(title, day=day(day_of(args[name]), site.lang))))
    return [(label, site.here(**{name: None, "page": None})) for name, label in found]
