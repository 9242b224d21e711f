"""The files pages are made with, under an address that changes whenever one of them does."""

from __future__ import annotations

from functools import lru_cache

from kobe_kg.serve.message import Reply
from kobe_kg.serve.problem import Refusal

#: What stands before the address of each.
PREFIX = "/static/"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "geojson": "application/geo+json",
    "ico": "image/x-icon",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}


@lru_cache(maxsize=256)
def asset(path: str) -> Reply:
    """Give an asset: one below the current digest for good, one below another as it is now, to be asked for again.

    :param path: the decoded path, ``/static/<digest>/<name>``; it neither goes up nor has an empty segment.
    :raises Refusal: when there is no such file.
    """
    from kobe_kg.pages.site import STATIC, digest

    named, _, name = path.removeprefix(PREFIX).partition("/")
    file = (STATIC / name).resolve()
    if not name or not file.is_relative_to(STATIC) or not file.is_file():
        raise Refusal(404, "not-found", "there is no such file here")
    kept = "public, max-age=31536000, immutable" if named == digest() else "no-cache"
    media = _TYPES.get(file.suffix.lstrip("."), "application/octet-stream")
    return Reply(file.read_bytes(), media, headers=(("Cache-Control", kept), ("Vary", "Accept-Encoding")))
