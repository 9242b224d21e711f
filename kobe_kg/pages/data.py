"""The page of the data as a whole: what there is of it, in which files, under which licence, and how it was checked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from pyoxigraph import QuerySolutions

from kobe_kg import paths
from kobe_kg.errors import KobeError
from kobe_kg.export import Source, export
from kobe_kg.graph import Graph
from kobe_kg.pages.site import Site, render
from kobe_kg.query.run import ask
from kobe_kg.reason.words import number

#: Extension to the export's name of the form, and what people call it.
FORMS = {
    "ttl": ("ttl", "Turtle"),
    "nt": ("nt", "N-Triples"),
    "nq": ("nq", "N-Quads"),
    "trig": ("trig", "TriG"),
    "jsonld": ("jsonld", "JSON-LD"),
    "rdf": ("rdfxml", "RDF/XML"),
}
#: A graph of more triples is not written out only to tell its sizes.
MEASURED = 100_000
_FIGURES = (
    ("kg:Claim", "{n} claim", "{n} claims"),
    ("kg:Source", "{n} source", "{n} sources"),
    ("kg:Report", "{n} report", "{n} reports"),
    ("kg:Event", "{n} event", "{n} events"),
)


class Dump(NamedTuple):
    """The whole graph in one form."""

    extension: str
    form: str
    #: Bytes, and SHA-256 in hexadecimal; None and empty where it was not written out.
    size: int | None = None
    sha256: str = ""


class Checked(NamedTuple):
    """What the rules found."""

    rules: int
    files: int
    violations: int
    warnings: int
    infos: int


class Measured(NamedTuple):
    """What takes long to find out about a graph."""

    dumps: tuple[Dump, ...]
    #: What the rules found; None where the graph came from no files, or they are gone.
    checked: Checked | None


def page(
    graph: Graph, site: Site, *, triples: int, known: Measured | None = None, jsonld: dict[str, Any] | None = None
) -> str:
    """Show the data as a whole.

    :param triples: how many there are.
    :param known: what :func:`measure` has found, if it is at hand.
    :param jsonld: the data set in the words of schema.org.
    """
    about, found = _about(graph, site), known or measure(graph, triples)
    counts = _counts(graph, site)
    numbers = {iri: n for iri, _, n in counts}
    return render(
        "data.html",
        site,
        heading=site.say("The data"),
        kicker=site.title,
        standfirst=about.get("description") or site.title,
        summary=about.get("description") or site.title,
        jsonld=jsonld,
        figures=[
            (
                number(_instances(graph, cls), site.lang),
                site.counted(_instances(graph, cls), one, many).partition(" ")[2],
            )
            for cls, one, many in _FIGURES
        ],
        triples=triples,
        about=about,
        dumps=found.dumps,
        checked=found.checked,
        counts=[(iri, label, n) for iri, label, n in counts if numbers[iri]],
        lists=_lists(graph, site),
        address=site.whole("/data") if site.base else "",
        command=f"kobe export ttl --endpoint {site.base}/sparql -o graph.ttl",
    )


@lru_cache(1)
def measure(graph: Graph, triples: int, *, keep: bool = False) -> Measured:
    """Write the graph in every form, and check its files against the rules.

    :param triples: how many there are; of too many, only the names of the forms are told.
    :param keep: whether what is written will be wanted as well, see :func:`kept`.
    """
    return Measured(dumps(graph, triples, keep=keep), checked(graph))


def measured(told: Sequence[Any]) -> Measured:
    """Read from JSON what :func:`measure` has found."""
    made, found = told
    return Measured(tuple(Dump(*row) for row in made), found and Checked(*found))


def dumps(graph: Graph, triples: int, *, keep: bool = False) -> tuple[Dump, ...]:
    """Tell how large the whole graph is in each form, and its checksum.

    :param triples: how many there are; of too many, only the names of the forms are told.
    :param keep: whether what is written will be wanted as well, see :func:`kept`.
    """
    if triples > MEASURED:
        return tuple(Dump(extension, name) for extension, (_, name) in FORMS.items())
    made = []
    for extension, (_, name) in FORMS.items():
        body = (kept if keep else written)(graph, extension)
        made.append(Dump(extension, name, len(body), sha256(body).hexdigest()))
    return tuple(made)


def written(graph: Graph, extension: str) -> bytes:
    """Write the whole graph in a form.

    :param extension: one of :data:`FORMS`.
    """
    stream = io.BytesIO()
    export(Source(vocabulary=paths.project().vocabulary, store=graph.store), FORMS[extension][0], stream)
    return stream.getvalue()


@lru_cache(len(FORMS))
def kept(graph: Graph, extension: str) -> bytes:
    """Write the whole graph in a form, for who wants both its size and itself."""
    return written(graph, extension)


def checked(graph: Graph) -> Checked | None:
    """Check the files of a graph against the rules; None where it came from none, or they are gone."""
    try:
        found = graph.validate()
    except KobeError:
        return None
    counts = {severity: found.count(severity) for severity in ("violation", "warning", "info")}
    return Checked(found.rules, len(found.files), counts["violation"], counts["warning"], counts["info"])


def _about(graph: Graph, site: Site) -> dict[str, str]:
    """Give what the data set says of itself, in the page's language where it does."""
    found: dict[str, str] = {}
    rows = _rows(
        graph,
        """SELECT ?p ?o WHERE { ?set a dcat:Dataset ; ?p ?o .
            FILTER(?p IN (dct:description, dct:license, dct:modified, owl:versionInfo, rdfs:label)) }
        ORDER BY ?p ?o""",
    )
    for p, o in sorted(rows, key=lambda row: getattr(row[1], "language", None) == site.lang):
        found[p.value.rpartition("/")[2].rpartition("#")[2]] = o.value
    return found


def _instances(graph: Graph, cls: str) -> int:
    rows = _rows(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a/rdfs:subClassOf* {cls} }}")
    return int(rows[0][0].value)


def _counts(graph: Graph, site: Site) -> list[tuple[str, str, int]]:
    """Count what there is of each class of ours: IRI, label, number; the most first."""
    rows = _rows(
        graph,
        """SELECT ?class ?label ?n WHERE {
            { SELECT ?class (COUNT(?x) AS ?n) WHERE { ?x a ?class } GROUP BY ?class }
            FILTER(STRSTARTS(STR(?class), STR(kg:)))
            OPTIONAL { ?class rdfs:label ?label }
        }""",
    )
    return _labelled(rows, site)


def _lists(graph: Graph, site: Site) -> list[tuple[str, str, int]]:
    """Count the concepts of each code list."""
    rows = _rows(
        graph,
        """SELECT ?scheme ?label ?n WHERE {
            { SELECT ?scheme (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x skos:inScheme ?scheme } GROUP BY ?scheme }
            OPTIONAL { ?scheme rdfs:label ?label }
        }""",
    )
    return sorted(_labelled(rows, site), key=lambda row: row[1].casefold())


def _labelled(rows: list[Any], site: Site) -> list[tuple[str, str, int]]:
    found: dict[str, tuple[str, str, int]] = {}
    for term, label, n in sorted(rows, key=lambda row: getattr(row[1], "language", None) == site.lang):
        text = label.value if label is not None else term.value.rpartition("#")[2]
        found[term.value] = (term.value, text, int(n.value))
    return sorted(found.values(), key=lambda row: (-row[2], row[1]))


def _rows(graph: Graph, text: str) -> list[Any]:
    found = ask(text, graph.store)
    assert isinstance(found, QuerySolutions)
    return [tuple(row) for row in found]
