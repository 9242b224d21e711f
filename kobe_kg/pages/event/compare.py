"""The page that lays side by side what is said about an event, topic by topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from shlex import quote
from typing import Any, NamedTuple

from kobe_kg.export.schemaorg import CONTEXT
from kobe_kg.graph import Graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.drawing.ranges import samples
from kobe_kg.pages.event.days import days
from kobe_kg.pages.event.sparing import compared
from kobe_kg.pages.event.topics import PARTS, told
from kobe_kg.pages.reading import Names
from kobe_kg.pages.site import Site, render
from kobe_kg.reason.comparison import Comparison, Topic
from kobe_kg.reason.notes import Note
from kobe_kg.reason.page import page as in_words
from kobe_kg.reason.phrases import PHRASES

#: Rows a page shows in all; of one topic alone it shows more.
ROWS, ROWS_OF_ONE = 600, 2000
# Sources offered to be left out.
_SOURCES = 200
# Claims told in JSON-LD.
_CLAIMS = 40


class Speaker(NamedTuple):
    """A source that may be left out."""

    #: Its slug, or its IRI.
    name: str
    label: str
    claims: int
    left_out: bool


class Remark(NamedTuple):
    """A note, and the saved query that tells more."""

    note: Note
    query: str
    args: dict[str, Any]


def page(
    graph: Graph,
    site: Site,
    *,
    event: str,
    topic: str | None = None,
    as_of: date | None = None,
    leave_out: Sequence[str] = (),
) -> str:
    """Make the page; see :meth:`kobe_kg.graph.Graph.compare`.

    :param event: IRI of the event.
    """
    names = Names(graph, site.lang)
    c, is_whole = compared(graph, event, names, topic=topic, as_of=as_of, leave_out=leave_out, lang=site.lang)
    words = in_words(c)
    topics = told(words.sections, c, names, most=ROWS if len(words.sections) > 1 else ROWS_OF_ONE)
    speakers = _speakers(c)
    slug = event.removeprefix(PREFIXES["event"])
    chosen = {"topic": topic, "as_of": as_of, "leave_out": list(leave_out) or None}
    return render(
        "compare.html",
        site,
        heading=words.title,
        standfirst=words.counts,
        summary=words.counts,
        event=event,
        label=c.label,
        slug=slug,
        c=c,
        is_whole=is_whole,
        words=words,
        text=PHRASES[site.lang],
        parts=[(part, some) for part in PARTS if (some := [t for t in topics if t.part == part])],
        topics=topics,
        moments=days(graph, event, as_of=as_of),
        speakers=speakers[: max(_SOURCES, len(c.left_out))],
        more_speakers=max(0, len(speakers) - max(_SOURCES, len(c.left_out))),
        chosen=chosen,
        notes=[_remark(note) for note in words.notes],
        anchor=anchor,
        samples=samples(),
        alternates=_forms(site, slug, chosen),
        behind=_behind(site, slug, chosen),
        jsonld=_jsonld(c, site),
    )


def anchor(name: str) -> str:
    """Give the id of a topic, whatever its name.

    >>> anchor("people-killed"), anchor("a b\\"c")
    ('topic-people-killed', 'topic-a-b-c')
    """
    return "topic-" + re.sub(r"[^A-Za-z0-9_-]+", "-", name)


def _speakers(c: Comparison) -> list[Speaker]:
    """List who may be left out, who says most first."""
    whole = c.whole or c
    labels = {p.speaker: p.speaker_label for p in whole.everything()} | dict(c.left_out)
    counts = Counter(p.speaker for p in whole.everything())
    found = [
        Speaker(iri.removeprefix(PREFIXES["source"]), label, counts[iri], iri in c.left_out)
        for iri, label in labels.items()
    ]
    return sorted(found, key=lambda s: (not s.left_out, -s.claims, s.label))


def _remark(note: Note) -> Remark:
    """Find the query and its values in the command of a note."""
    parts = note.command.split()
    if parts[:2] != ["kobe", "query"]:
        return Remark(note, "", {})
    args: dict[str, Any] = {}
    for name, _, value in (part.partition("=") for part in parts[4::2]):
        args[name] = [*args[name], value] if name in args else [value]
    return Remark(note, parts[2], args)


def _forms(site: Site, slug: str, chosen: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give the comparison's other forms: name, address, media type."""
    some = (("CSV", "csv", "text/csv"), ("JSON", "json", "application/json"))
    return [(name, site.link(f"/compare/{slug}.{form}", **chosen), media) for name, form, media in some]


def _behind(site: Site, slug: str, chosen: dict[str, Any]) -> dict[str, Any]:
    given = {"event": slug}
    seen = given | {"as_of": chosen["as_of"]}
    command = ["kobe compare", slug]
    command += [f"--topic {quote(chosen['topic'])}"] if chosen["topic"] else []
    command += [f"--as-of {chosen['as_of']}"] if chosen["as_of"] else []
    command += [f"--leave-out {quote(name)}" for name in chosen["leave_out"] or ()]
    return {
        "queries": [
            (site.say("Positions, topic by topic"), "positions", seen),
            (site.say("What disagrees"), "disagreements", seen | {"leave_out": chosen["leave_out"]}),
            (site.say("What relays changed"), "drift", given),
            (site.say("Estimates by policy, of civilians killed"), "estimates", seen),
            (site.say("Which reports print which claim"), "printings", seen),
        ],
        "forms": [(name, address) for name, address, _ in _forms(site, slug, chosen)],
        "command": " ".join(command),
    }


def _jsonld(c: Comparison, site: Site) -> dict[str, Any]:
    """Tell the page and its first claims in the words of schema.org."""
    page = {
        "@type": "WebPage",
        "name": PHRASES[c.lang]["title"].format(c.label),
        "inLanguage": c.lang,
        "about": {"@id": c.event, "@type": "Event", "name": c.label},
        "isPartOf": {"@type": "Dataset", "name": site.title},
    }
    return {"@context": CONTEXT, "@graph": [page, *claims(c, c.topics)]}


def claims(c: Comparison, topics: Sequence[Topic]) -> Iterator[dict[str, Any]]:
    """Tell the first positions of some topics in the words of schema.org."""
    shown = [(t, p) for t in topics for p in t.positions][:_CLAIMS]
    for t, p in shown:
        found: dict[str, Any] = {
            "@id": p.claim,
            "@type": "Claim",
            "name": PHRASES[c.lang]["heading"].format(t.title, p.words),
            "about": {"@id": c.event},
            "author": {"@id": p.speaker, "@type": "Thing", "name": p.speaker_label},
            "appearance": {"@id": p.report, "@type": "CreativeWork", "name": p.report_label},
        }
        yield found | ({"datePublished": p.stated_on.isoformat()} if p.stated_on else {})
