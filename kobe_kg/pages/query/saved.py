"""The pages of the saved queries: all of them by topic, and each with its form and its answer."""

from __future__ import annotations

import shlex
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kobe_kg.answer import Answer
from kobe_kg.catalog import Catalog, SavedQuery
from kobe_kg.errors import KobeError
from kobe_kg.graph import Graph
from kobe_kg.pages.query import cells, views
from kobe_kg.pages.query.fields import fields
from kobe_kg.pages.query.told import TOPICS, Told, address, name, told, topic
from kobe_kg.pages.query.told import tag as tag_words
from kobe_kg.pages.site import Site, render

#: Rows on a page, where nothing else is asked for.
PAGE = 100
#: Extensions of the forms an answer is given in, and what they are called.
FORMS = {
    "csv": "CSV",
    "tsv": "TSV",
    "json": "SPARQL JSON",
    "xml": "SPARQL XML",
    "jsonl": "JSON Lines",
    "md": "Markdown",
}

_INTRODUCTION = "Questions already written for this graph. Choose one, set its values, and read or download the answer."


class Entry(NamedTuple):
    """A query in the list."""

    name: str
    title: Told
    summary: Told
    parameters: list[Told]
    tags: list[str]


class Asked(NamedTuple):
    """A query with its values, as an address gives them."""

    query: SavedQuery
    #: Name to values, defaults left out.
    given: Mapping[str, Sequence[str]]
    #: What is wrong, by parameter; under an empty name what is wrong with the rest.
    errors: Mapping[str, KobeError]
    #: The rows of this page: how many at most, and how many before them.
    limit: int = PAGE
    offset: int = 0
    #: The SPARQL text that was run, without its header.
    text: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Give the values as arguments of an address."""
        return [(key, value) for key in self.query.params for value in self.given.get(key, ())]


def index(queries: Catalog, site: Site, *, words: str = "", tag: str = "") -> str:
    """List the saved queries by topic.

    :param words: only those in whose texts all of these words stand.
    :param tag: only those that carry it.
    """
    every = [queries[each] for each in queries]
    tags = Counter(t for q in every for t in q.tags)
    found = [q for q in every if (not tag or tag in q.tags) and _holds(q, words, site)]
    groups: dict[Told, list[Entry]] = {}
    for query in sorted(found, key=lambda q: (_place(q), q.title)):
        groups.setdefault(topic(query, site), []).append(_entry(query, site))
    return render(
        "queries.html",
        site,
        heading=site.say("Saved queries"),
        standfirst=site.say(_INTRODUCTION),
        summary=site.say(_INTRODUCTION),
        jsonld={
            "@context": "https://schema.org",
            "@type": "ItemList",
            "name": site.say("Saved queries"),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": n,
                    "name": told(q.title, site).text,
                    "url": site.whole(f"/query/{q.name}"),
                }
                for n, q in enumerate(every, 1)
            ],
        },
        groups=list(groups.items()),
        tags=[(t, tag_words(t, site), n) for t, n in sorted(tags.items(), key=lambda item: (-item[1], item[0]))],
        tag=tag,
        words=words,
        shown=len(found),
        total=len(every),
    )


def page(asked: Asked, answer: Answer | None, graph: Graph, site: Site) -> str:
    """Show a saved query: its form, and its answer where there is one.

    :param answer: all rows; None when a value is wrong or missing.
    """
    query = asked.query
    made = fields(query, asked.given, graph.store, site, errors=asked.errors)
    title, summary = told(query.title, site), told(query.summary, site)
    return render(
        "query.html",
        site,
        heading=title.text,
        title=title,
        sentence=summary,
        summary=summary.text,
        topic=topic(query, site),
        jsonld=_jsonld(query, title, summary, site, has_rows=site.live or answer is not None),
        query=query,
        fields=made,
        problem=asked.errors.get(""),
        wrong=[f for f in made if f.problem],
        command=f"kobe query {query.name}" + "".join(f" -p {name}=…" for name in _wanting(asked)),
        answer=None if answer is None else _answer(asked, answer, graph, site),
        columns=[(c, name(c, site), kind) for c, kind in query.columns.items()],
    )


def _wanting(asked: Asked) -> list[str]:
    """Name the values without which the query cannot be asked."""
    every = asked.query.params.values()
    return [p.name for p in every if p.name in asked.errors or (p.required and p.name not in asked.given)]


def _answer(asked: Asked, answer: Answer, graph: Graph, site: Site) -> dict[str, Any]:
    """Put together what the page tells of an answer."""
    query, pairs = asked.query, asked.pairs()
    rows = list(answer.terms())
    part = rows[asked.offset : asked.offset + asked.limit]
    view = None if not rows else views.drawing(query, answer, graph, site)
    asks = f"/api/queries/{query.name}/rows"
    forms = FORMS if site.live else {form: FORMS[form] for form in ("csv", "json")}
    forms = {**forms, **({"geojson": "GeoJSON"} if "wkt" in query.columns else {})}
    return {
        "table": cells.table(answer.columns, part, graph.store, site, types=query.columns),
        "view": view,
        "total": len(rows),
        "complete": answer.complete,
        "first": asked.offset + 1 if part else 0,
        "last": asked.offset + len(part),
        "pages": _pages(asked, len(rows), site),
        "empty": told(query.empty, site),
        "forms": [(label, address(site, f"{asks}.{ext}", pairs)) for ext, label in forms.items()],
        "text": asked.text,
        "editor": address(site, "/sparql", [("example", query.name), *pairs]),
        "command": command(query.name, pairs),
        "python": python(query, asked.given),
        "curl": f"curl {shlex.quote(site.base + address(site._replace(named=False, prefix=''), f'{asks}.csv', pairs))}",
        "pairs": pairs,
    }


def command(query: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Write the command that asks the same.

    >>> command("toll", [("event", "kobe-attack"), ("as_of", "2025-02-09")])
    'kobe query toll -p event=kobe-attack -p as_of=2025-02-09'
    """
    return " ".join(["kobe query", query, *(f"-p {shlex.quote(f'{key}={value}')}" for key, value in pairs)])


def python(query: SavedQuery, given: Mapping[str, Sequence[str]]) -> str:
    """Write the line of Python that asks the same."""
    values = {k: list(given[k]) if len(given[k]) > 1 else given[k][0] for k in query.params if given.get(k)}
    if all(key.isidentifier() and key not in _RESERVED for key in values):
        args = ", ".join(["", *(f"{key}={value!r}" for key, value in values.items())])
    else:
        args = f", **{values!r}"
    return f"import kobe_kg\n\nrows = kobe_kg.open().query({query.name!r}{args})"


_RESERVED = {"from", "in", "is", "as", "class", "global", "not", "or", "and", "for", "if", "with", "limit"}


def _pages(asked: Asked, total: int, site: Site) -> dict[str, str]:
    """Give the addresses of the pages before and after."""
    pairs = asked.pairs()
    size = [("limit", str(asked.limit))] if asked.limit != PAGE else []

    def at(offset: int) -> str:
        return address(
            site, f"/query/{asked.query.name}", [*pairs, *size, *([("offset", str(offset))] if offset else [])]
        )

    found = {"before": "", "after": ""}
    if asked.offset:
        found["before"] = at(max(0, asked.offset - asked.limit))
    if asked.offset + asked.limit < total:
        found["after"] = at(asked.offset + asked.limit)
    return found


def _entry(query: SavedQuery, site: Site) -> Entry:
    parameters = [name(p, site) for p in query.params if p != "lang"]
    return Entry(query.name, told(query.title, site), told(query.summary, site), parameters, list(query.tags))


def _place(query: SavedQuery) -> int:
    folder = query.path.parent.name
    return list(TOPICS).index(folder) if folder in TOPICS else len(TOPICS)


def _holds(query: SavedQuery, words: str, site: Site) -> bool:
    """Tell whether all words stand in what a query says of itself, in either language, whatever their accents."""
    texts = [query.name, query.title, query.summary, *query.tags, *query.params, *query.columns]
    own = " ".join([*texts, told(query.title, site).text, told(query.summary, site).text])
    return all(word in _plain(own) for word in _plain(words).split())


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in parted if not unicodedata.combining(c))


def _jsonld(query: SavedQuery, title: Told, summary: Told, site: Site, *, has_rows: bool) -> dict[str, Any]:
    """Describe what a query gives, for search engines."""
    media = {"csv": "text/csv", "json": "application/sparql-results+json"}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title.text,
        "description": summary.text,
        "url": site.whole(f"/query/{query.name}"),
        "keywords": list(query.tags),
        "isPartOf": {"@type": "Dataset", "name": site.title, "url": site.whole("/data")},
        **({"license": site.licence} if site.licence else {}),
        **({"distribution": [_download(query, form, kind, site) for form, kind in media.items()]} if has_rows else {}),
    }


def _download(query: SavedQuery, form: str, kind: str, site: Site) -> dict[str, str]:
    address = site.whole(f"/api/queries/{query.name}/rows.{form}")
    return {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address}
