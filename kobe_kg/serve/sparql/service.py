"""What the endpoint is and what it holds (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from kobe_kg.namespaces import expand
from kobe_kg.serve.answering import Context
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.sparql.dataset import named_graphs
from kobe_kg.serve.sparql.results import GRAPHS

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {"sd": SD, "void": VOID, "formats": _FORMATS, "dct": "http://purl.org/dc/terms/"}
#: The forms of results, as the W3C names them.
RESULTS = """
    JSON-LD N-Triples RDF_XML SPARQL_Results_CSV SPARQL_Results_JSON SPARQL_Results_TSV SPARQL_Results_XML Turtle
""".split()
#: Triples up to which those of each graph are counted.
COUNTED = 1_000_000
#: Media types of the description.
FORMS = tuple(GRAPHS)


def reply(request: Request, context: Context) -> Reply:
    """Describe the service."""
    media = request.choose(FORMS)
    body = pyoxigraph.serialize(triples(request, context), format=GRAPHS[media], prefixes=_PREFIXES) or b""
    textual = media.startswith("text/") or media.endswith("xml")
    return Reply(body, f"{media}; charset=utf-8" if textual else media)


def triples(request: Request, context: Context) -> Iterator[Triple]:
    """Say what the service is."""
    endpoint = NamedNode(f"{request.base}/sparql")
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield _typed(service, f"{SD}Service")
    yield _said(service, f"{SD}endpoint", endpoint)
    yield _said(service, f"{SD}supportedLanguage", NamedNode(f"{SD}SPARQL11Query"))
    for form in RESULTS:
        yield _said(service, f"{SD}resultFormat", NamedNode(_FORMATS + form))
    yield _said(service, f"{SD}defaultEntailmentRegime", NamedNode("http://www.w3.org/ns/entailment/Simple"))
    yield _said(service, f"{SD}defaultDataset", dataset)
    yield _said(service, f"{SD}availableGraphs", dataset)
    yield _typed(dataset, f"{SD}Dataset")
    yield _typed(dataset, f"{SD}GraphCollection")
    yield _said(dataset, f"{VOID}sparqlEndpoint", endpoint)
    yield _said(dataset, expand("rdfs:seeAlso"), NamedNode(f"{request.base}/.well-known/void"))
    yield _said(dataset, f"{SD}defaultGraph", default)
    names = named_graphs(context.graph.store)
    yield from _graph(default, "{ ?s ?p ?o }" if names else None, context)
    for place, name in enumerate(names):
        named, graph = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield _said(dataset, f"{SD}namedGraph", named)
        yield _typed(named, f"{SD}NamedGraph")
        yield _said(named, f"{SD}name", name)
        yield _said(named, f"{SD}graph", graph)
        yield from _graph(graph, f"{{ GRAPH {name} {{ ?s ?p ?o }} }}", context)


def _graph(graph: BlankNode, pattern: str | None, context: Context) -> Iterator[Triple]:
    """Say of a graph how much it holds, where that is soon counted.

    :param pattern: what it holds; None is all there is.
    """
    yield _typed(graph, f"{SD}Graph")
    yield _typed(graph, f"{VOID}Dataset")
    count = context.version.triples
    if pattern is not None:
        if count > COUNTED:
            return
        found = context.graph.store.query(f"SELECT (COUNT(*) AS ?n) WHERE {pattern}")
        assert isinstance(found, QuerySolutions)
        count = int(next(found)[0].value)
    yield _said(graph, f"{VOID}triples", Literal(count))


def _typed(subject: BlankNode, kind: str) -> Triple:
    return _said(subject, expand("rdf:type"), NamedNode(kind))


def _said(subject: BlankNode, predicate: str, value: NamedNode | BlankNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)
