"""Labels of what a drawing shows, as many as it needs in one question."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact

# How many names are asked for at once.
_AT_ONCE = 2_000


def names(graph: Graph, iris: Iterable[object], lang: str) -> dict[str, str]:
    """Give labels by IRI: in the language, or else in English, or else any; or else the slug.

    :param iris: a blank node is called ``?``; any other text that is no IRI is left out.
    """
    given = {str(iri) for iri in iris if iri is not None}
    wanted = sorted(iri for iri in given if _is_iri(iri))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _AT_ONCE])
        rows = graph.sparql(
            f"""SELECT ?thing ?label (LANG(?label) AS ?tongue)
            WHERE {{ VALUES ?thing {{ {some} }} ?thing rdfs:label ?label }}
            ORDER BY (?tongue != "{lang}") (?tongue != "en") ?label"""
        )
        for row in rows:  # type: ignore[union-attr]
            found.setdefault(row.thing, str(row.label))  # type: ignore[union-attr]
    blank = {iri: "?" for iri in given if iri.startswith("_:")}
    return blank | {iri: found.get(iri) or slug(iri) for iri in wanted}


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
