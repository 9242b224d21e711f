"""Labels of what a drawing shows, as many as it needs in one question."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact
from kobe_kg.pages.reading import labels


def names(graph: Graph, iris: Iterable[object], lang: str) -> dict[str, str]:
    """Give labels by IRI: in the language, or else in English, or else any; or else the slug.

    :param iris: a blank node is called ``?``; any other text that is no IRI is left out.
    """
    given = {str(iri) for iri in iris if iri is not None}
    wanted = sorted(iri for iri in given if _is_iri(iri))
    found = {iri: _best(known, lang) for iri, known in labels(graph, wanted).items()}
    blank = {iri: "?" for iri in given if iri.startswith("_:")}
    return blank | {iri: found[iri] or slug(iri) for iri in wanted}


def _best(known: Iterable[Literal], lang: str) -> str:
    ordered = sorted(known, key=lambda text: (text.language != lang, text.language != "en", text.value))
    return ordered[0].value if ordered else ""


def slug(iri: str) -> str:
    """Give the end of an IRI, which says most of it.

    >>> slug("https://w3id.org/kobe-kg/id/place/gao"), slug("urn:x")
    ('gao', 'urn:x')
    """
    return (compact(iri) or iri).rpartition(":")[2] if compact(iri) else iri


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return ":" in text
