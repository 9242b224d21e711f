"""The ontology and the rules at their addresses: a page for people, triples for programs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import Triple

from kobe_kg import paths, turtle
from kobe_kg.export import context as contexts
from kobe_kg.namespaces import KG, RULE
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import syntaxes
from kobe_kg.serve.linked.resource import FORMS
from kobe_kg.serve.linked.signposting import Link, ascii_iri, header
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.pages import framing

#: Path of the context of JSON-LD.
CONTEXT = "/ns/context.jsonld"


def ontology(request: Request, context: Context) -> Reply:
    """Give the terms and code lists of the project."""
    return _reply(request, context, paths.project().vocabulary, KG)


def rules(request: Request, context: Context) -> Reply:
    """Give the rules of the project, as shapes."""
    return _reply(request, context, paths.project().shapes, RULE)


def short_names(request: Request, context: Context) -> Reply:
    """Give the context of the project's JSON-LD."""
    found = contexts.text(syntaxes.short_names(tuple(paths.project().vocabulary)))
    return Reply(found.encode(), request.choose(("application/ld+json",)))


def _reply(request: Request, context: Context, files: Iterable[Path], namespace: str) -> Reply:
    media = request.choose(FORMS)
    path = "/ns" if namespace == KG else "/rules"
    endings = {"text/html": "html", **syntaxes.EXTENSION}
    links = [Link(namespace.rstrip("#"), "cite-as")]
    links += [Link(f"{request.base}{path}.{endings[m]}", "alternate", m) for m in FORMS if m != media]
    if media == "text/html":
        found = _page(request, context, namespace)
        links += [Link(f"{request.base}{path}.{endings[m]}", "describedby", m) for m in GRAPHS]
        return found._replace(headers=(*found.headers, *header(links)))
    where = (("Content-Location", ascii_iri(f"{request.base}{path}.{endings[media]}")),)
    return syntaxes.reply(_read(tuple(files)), media, headers=(*where, *header(links)))


def _page(request: Request, context: Context, namespace: str) -> Reply:
    from kobe_kg.pages import ontology, rules

    site = framing.site(request, context)
    return framing.html(ontology.page(context.graph, site) if namespace == KG else rules.page(site))


@cache
def _read(files: tuple[Path, ...]) -> list[Triple]:
    return [triple for path in files for triple in turtle.read(path)]
