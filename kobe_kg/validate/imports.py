"""What shapes import by owl:imports: read from the net if that is allowed, and else named as missing."""

from __future__ import annotations

import http.client
from collections.abc import Iterable
from urllib.error import URLError
from urllib.request import Request, urlopen

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from kobe_kg.errors import DataError, LimitError
from kobe_kg.namespaces import PREFIXES

_IMPORTS = NamedNode(f"{PREFIXES['owl']}imports")
_ONTOLOGY = NamedNode(f"{PREFIXES['owl']}Ontology")
#: What is understood, as told by the media type.
_FORMATS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML)
#: How much one document may hold, how many documents are read, and how long is waited for each, in seconds.
_BYTES, _DOCUMENTS, _SECONDS = 10_000_000, 50, 20


def missing(triples: Iterable[Triple]) -> list[str]:
    """Give the IRIs that are imported, and are not themselves among what was read."""
    held = list(triples)
    here = {t.subject for t in held if t.object == _ONTOLOGY}
    wanted = (t.object for t in held if t.predicate == _IMPORTS)
    return list(dict.fromkeys(iri.value for iri in wanted if isinstance(iri, NamedNode) and iri not in here))


def fetch(triples: Iterable[Triple]) -> list[Triple]:
    """Give triples with those that they import, and those that these import.

    :raises DataError: when an import cannot be had over HTTP, or is no RDF.
    :raises LimitError: when imports are too many or too large.
    """
    held = list(triples)
    read: set[str] = set()
    while wanted := [iri for iri in missing(held) if iri not in read]:
        for iri in wanted:
            if len(read) == _DOCUMENTS:
                raise LimitError(f"the shapes import more than {_DOCUMENTS} documents")
            read.add(iri)
            held += _document(iri)
    return held


def _document(iri: str) -> list[Triple]:
    if not iri.startswith(("http://", "https://")):
        raise DataError(f"the import <{iri}> is no address on the web", hint="give its file with --shapes")
    accepted = ", ".join(form.media_type for form in _FORMATS)
    try:
        with urlopen(Request(iri, headers={"Accept": accepted}), timeout=_SECONDS) as answer:  # noqa: S310 - see above
            form = RdfFormat.from_media_type(answer.headers.get("Content-Type", ""))
            body = answer.read(_BYTES + 1)
    except (URLError, OSError, http.client.HTTPException) as error:
        raise DataError(f"the import <{iri}> cannot be read: {error}") from error
    if len(body) > _BYTES:
        raise LimitError(f"the import <{iri}> holds more than {_BYTES:,} bytes")
    if form not in _FORMATS:
        raise DataError(f"the import <{iri}> is neither Turtle, N-Triples nor RDF/XML")
    try:
        return [quad.triple for quad in pyoxigraph.parse(body, form, base_iri=iri, rename_blank_nodes=True)]
    except SyntaxError as error:
        raise DataError(f"the import <{iri}> cannot be read: {error.msg}") from error
