"""Media types: which ones there are, by which extension they are named, and which one a client would rather have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

#: Extension of an address to the media type it asks for.
EXTENSIONS: dict[str, str] = {
    "html": "text/html",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "jsonl": "application/jsonl",
    "xml": "application/sparql-results+xml",
    "md": "text/markdown",
    "geojson": "application/geo+json",
    "svg": "image/svg+xml",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "rq": "application/sparql-query",
}
#: Syntaxes of graphs, the best known first.
GRAPHS = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")

_RANGE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+*-]+)/([A-Za-z0-9!#$&^_.+*-]+)\s*((?:;[^,]*)?)\Z")
_QUALITY = re.compile(r";\s*[qQ]\s*=\s*\"?(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\"?\s*(?:;|\Z)")


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """Give the media type a client would rather have; None when it takes none of them (RFC 9110, section 12.5.1).

    :param accept: the header as sent; empty takes anything.
    :param offers: what there is, best first.

    >>> choose("text/html;q=0.8, */*;q=0.1", ["text/csv", "text/html"])
    'text/html'
    >>> choose("text/*", ["application/json", "text/csv"])
    'text/csv'
    >>> choose("application/pdf", ["text/csv"]) is None
    True
    """
    return _chosen(accept, tuple(offers))


@lru_cache(maxsize=512)
def _chosen(accept: str, offers: tuple[str, ...]) -> str | None:
    ranges = [found for part in accept.split(",") if part.strip() and (found := _range(part))]
    if not ranges:
        return offers[0] if not accept.strip() else None
    if "application/n-triples" in offers:  # text/plain was its name before RDF 1.1, and clients still use it
        ranges = [("application", "n-triples", q) if (a, b) == ("text", "plain") else (a, b, q) for a, b, q in ranges]
    rated = [(quality(offer, ranges), -place) for place, offer in enumerate(offers)]
    best = max(rated, default=(0.0, 0))
    return offers[-best[1]] if best[0] > 0 else None


def quality(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """Rate a media type by the most specific of the ranges that hold it."""
    kind, _, name = offer.lower().partition("/")
    rated = [
        ((a != "*") + (b != "*"), q) for a, b, q in ranges if a in ("*", kind) and (b == "*" or (a, b) == (kind, name))
    ]
    return max(rated)[1] if rated else 0.0


def _range(text: str) -> tuple[str, str, float] | None:
    found = _RANGE.match(text)
    if found is None:
        return None
    rated = _QUALITY.search(found[3])
    return found[1].lower(), found[2].lower(), float(rated[1]) if rated else 1.0


@lru_cache(maxsize=512)
def normal(accept: str) -> str:
    """Write an Accept header in one way: lower case, best first, without what the choice does not depend on.

    >>> normal("text/html, image/png,  TEXT/csv;charset=utf-8;q=0.5")
    'text/html,text/csv;q=0.5'
    """
    ranges = [found for part in accept.split(",") if part.strip() and (found := _range(part))]
    if not ranges:
        return accept and "none"
    wanted = [r for r in ranges if r[0] not in ("image", "video", "audio", "font") or r[1] == "svg+xml"] or ranges
    ordered = sorted(set(wanted), key=lambda r: (-r[2], r[0], r[1]))
    return ",".join(f"{a}/{b}" + (f";q={q:g}" if q < 1 else "") for a, b, q in ordered)
