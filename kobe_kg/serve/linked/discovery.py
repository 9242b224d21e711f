"""What crawlers and catalogues look for: the graph described, the graph whole, its pages listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg import paths
from kobe_kg.errors import ParameterError
from kobe_kg.export import Source, export
from kobe_kg.export.description import pages
from kobe_kg.export.description.facts import Distribution, Facts
from kobe_kg.export.description.pages import VOID
from kobe_kg.namespaces import CLASS_PREFIX, ID, expand
from kobe_kg.pages.data import MEASURED, kept
from kobe_kg.pages.site import LANGUAGES, PAGED, Site
from kobe_kg.query.run import ask
from kobe_kg.serve.answering import Context
from kobe_kg.serve.bounded import Bounded
from kobe_kg.serve.linked import syntaxes
from kobe_kg.serve.linked.signposting import DUMPS, ascii_iri
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply, Request, text

#: Addresses in one sitemap; more are parted, and listed in an index.
SITEMAP = 50_000
#: A graph of more triples is not copied to be described.
COPIED = 200_000
#: Extension of the whole graph to the export's name of its format.
_FORMATS = {extension: "rdfxml" if extension == "rdf" else extension for extension in DUMPS}
_PAGES = ("/", "/query", "/sparql", "/data", "/ns", "/rules", "/api")
_CLOSED = ("/sparql?query=", "/search?q=", "/api/queries/", "/answer/")
# Name, title, address and description of each service, and what it conforms to.
_SERVICES = (
    ("sparql", "SPARQL", "/sparql", "/sparql", "http://www.w3.org/TR/sparql11-protocol/"),
    ("api", "Saved queries", "/api/queries", "/api/openapi.json", "https://spec.openapis.org/oas/v3.1.0"),
)


def dump(request: Request, context: Context) -> Reply:
    """Give the whole graph, without the ontology, as ``kobe export`` writes it.

    :raises TooMuch: when it is more than the server gives at once.
    """
    media = request.choose(tuple(DUMPS.values()))
    extension = next(name for name, kind in DUMPS.items() if kind == media)
    if not context.live and context.version.triples <= MEASURED:
        return Reply(kept(context.graph, extension), syntaxes.content_type(media))
    hint = "kobe export writes files of any size"
    stream = Bounded(context.settings.answer_bytes, what="graph", hint=hint)
    export(_source(context), _FORMATS[extension], stream)
    named = ("Content-Disposition", f'attachment; filename="graph.{extension}"')
    return Reply(stream.getvalue(), syntaxes.content_type(media), headers=(named,))


def void(request: Request, context: Context) -> Reply:
    """Describe the graph in VoID."""
    media = request.choose(GRAPHS)
    facts = described(request, context)
    node = facts.dataset
    told = [
        *pages.void(facts),
        *(Triple(node, NamedNode(f"{VOID}sparqlEndpoint"), iri) for iri in _endpoint(request, context)),
        Triple(node, NamedNode(f"{VOID}uriSpace"), Literal(ID)),
        *(Triple(node, NamedNode(f"{VOID}exampleResource"), iri) for iri in _examples(context)),
    ]
    return syntaxes.reply(told, media)


def dcat(request: Request, context: Context) -> Reply:
    """Describe the graph and its services for catalogues, in DCAT 3."""
    media = request.choose(GRAPHS)
    facts = described(request, context)
    services = _services(facts.dataset, ascii_iri(request.base)) if context.live else ()
    return syntaxes.reply([*pages.dcat(facts), *services], media)


def schema(request: Request, context: Context) -> dict[str, Any]:
    """Describe the graph in the words of schema.org, for the head of a page."""
    return pages.schema(described(request, context))


def described(request: Request, context: Context) -> Facts:
    """Give what is known of the graph as a whole, with the addresses where it is here."""
    facts = _facts(context)
    base = ascii_iri(request.base)
    known = bool(base) or context.live
    facts.distributions = [
        Distribution(_FORMATS[e], kind, f"{base}/dump.{e}" if known else None) for e, kind in DUMPS.items()
    ]
    return facts


def sitemap(request: Request, context: Context) -> Reply:
    """List the pages, with their two languages; an index of lists where there are many."""
    given = request.arg("part")
    found = listed(context)
    parts = ceil(len(found) / SITEMAP)
    if given is None and parts > 1:
        return text(sitemaps(f"{request.base}/sitemap.xml?part={n}" for n in range(1, parts + 1)), "application/xml")
    if given is not None and (not given.isdecimal() or not 1 <= int(given[:9]) <= parts):
        raise ParameterError(f"'part' is a number from 1 to {parts}")
    part = 1 if given is None else int(given[:9])
    here = ascii_iri(request.base)
    rows = "".join(_listed(here + p, _in_languages(here + p)) for p in found[(part - 1) * SITEMAP : part * SITEMAP])
    return text(_xml("urlset", [rows]), "application/xml")


def robots(request: Request, context: Context) -> Reply:
    """Tell crawlers what is not for them: what is computed anew for each question."""
    base = ascii_iri(request.base)
    closed = "".join(f"Disallow: {urlsplit(base).path}{path}\n" for path in _CLOSED)
    return text(f"User-agent: *\n{closed}\nSitemap: {base}/sitemap.xml\n", "text/plain")


def urls(pages: Iterable[tuple[str, ...]]) -> str:
    """Write a sitemap.

    :param pages: the addresses of each page, one a language.
    """
    return _xml("urlset", (_listed(each[0], each) for each in pages))


def sitemaps(addresses: Iterable[str]) -> str:
    """Write a list of sitemaps."""
    return _xml("sitemapindex", (f"<sitemap><loc>{escape(ascii_iri(each))}</loc></sitemap>\n" for each in addresses))


def _xml(name: str, rows: Iterable[str]) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
{"".join(rows)}</{name}>
"""


def _listed(address: str, each: Iterable[str]) -> str:
    forms = (("x-default", address), *zip(LANGUAGES, each, strict=True))
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(a)}"/>' for lang, a in forms)
    return f"<url><loc>{escape(address)}</loc>{links}</url>\n"


def _in_languages(address: str) -> Iterator[str]:
    gap = "&" if "?" in address else "?"
    return (f"{address}{gap}lang={lang}" for lang in LANGUAGES)


@lru_cache(1)
def listed(context: Context) -> list[str]:
    """List the paths of all pages, encoded; those about resources last."""
    classes = " ".join(f"<{expand(name)}>" for name, kind in CLASS_PREFIX.items() if kind in PAGED)
    rows: Any = ask(
        f"SELECT DISTINCT ?s WHERE {{ VALUES ?class {{ {classes} }} ?s a/rdfs:subClassOf* ?class FILTER(ISIRI(?s)) }}",
        context.graph.store,
    )
    iris = sorted(row["s"].value for row in rows)
    things = [path for iri in iris if (path := Site().thing(iri))]
    compared = [f"/compare/{path.removeprefix('/event/')}" for path in things if path.startswith("/event/")]
    queries = [Site().link(f"/query/{name}") for name in context.graph.queries]
    return [*_PAGES, *queries, *compared, *things]


class Whole(Source):
    """A graph too large to be copied to be counted: it is asked where it is, its terms and code lists with it."""

    def ask(self, text: str, *, own: bool = False) -> list[Any]:
        """Ask a SELECT or CONSTRUCT query of the graph with the vocabulary."""
        found: Any = ask(text, self.opened())
        return list(found)


def _source(context: Context) -> Source:
    """Give the graph as exporters take it: as it was loaded, not as its files have become."""
    return Source(vocabulary=paths.project().vocabulary, store=context.graph.store)


@lru_cache(1)
def _facts(context: Context) -> Facts:
    if context.version.triples > COPIED:
        return Facts(Whole(store=context.graph.store))
    return Facts(_source(context))


def _examples(context: Context) -> list[NamedNode]:
    """Give an event and a claim to begin with."""
    found = []
    for name in ("kg:Event", "kg:Claim"):
        rows: Any = ask(
            f"SELECT (MIN(?s) AS ?first) WHERE {{ ?s a/rdfs:subClassOf* {name} FILTER(ISIRI(?s)) }}",
            context.graph.store,
        )
        found += [row["first"] for row in rows if isinstance(row["first"], NamedNode)]
    return found


def _endpoint(request: Request, context: Context) -> list[NamedNode]:
    return [NamedNode(ascii_iri(f"{request.base}/sparql"))] if context.live else []


def _services(dataset: NamedNode, base: str) -> Iterator[Triple]:
    """Say where the graph can be asked."""
    yield _link(dataset, "dcat:landingPage", f"{base}/data")
    for name, title, path, description, follows in _SERVICES:
        node = NamedNode(f"{dataset.value}#{name}")
        yield _link(node, "rdf:type", expand("dcat:DataService"))
        yield Triple(node, NamedNode(expand("dct:title")), Literal(title, language="en"))
        yield _link(node, "dcat:endpointURL", base + path)
        yield _link(node, "dcat:endpointDescription", base + description)
        yield _link(node, "dct:conformsTo", follows)
        yield _link(node, "dcat:servesDataset", dataset.value)


def _link(subject: NamedNode, predicate: str, iri: str) -> Triple:
    return Triple(subject, NamedNode(expand(predicate)), NamedNode(iri))
