"""A few triples in the syntaxes of RDF: what an address of Linked Data gives to programs."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import Triple

from kobe_kg import paths, turtle
from kobe_kg.errors import DataError
from kobe_kg.export import Source, jsonld, nt, rdfxml
from kobe_kg.export.context import context
from kobe_kg.export.description.pages import VOID
from kobe_kg.namespaces import PREFIXES
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply
from kobe_kg.serve.problem import Refusal

#: Beside the project's own, for what is said of documents and of the service.
BESIDE = {"foaf": "http://xmlns.com/foaf/0.1/", "void": VOID, "xhv": "http://www.w3.org/1999/xhtml/vocab#"}
#: Media type to the extension that asks for it.
EXTENSION = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def reply(triples: Iterable[Triple], media: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Make a reply of triples.

    :param media: one of :data:`kobe_kg.serve.media.GRAPHS`.
    """
    return Reply(write(triples, media), content_type(media), headers=headers)


def content_type(media: str) -> str:
    """Give the header of a body of ours: its character set, where the type takes one."""
    return f"{media}; charset=utf-8" if media in ("text/turtle", "application/rdf+xml", "application/trig") else media


def write(triples: Iterable[Triple], media: str) -> bytes:
    """Write triples.

    :param triples: read once; their literals as the graph has them.
    :param media: one of :data:`kobe_kg.serve.media.GRAPHS`.
    :raises Refusal: when the syntax cannot say them.
    """
    if media == "text/turtle":
        return turtle.write(triples, prefixes=BESIDE).encode()
    stream = io.BytesIO()
    try:
        if media == "application/ld+json":
            return _jsonld(list(triples))
        writer = nt if media == "application/n-triples" else rdfxml
        writer.write(_Held(triples), stream)
    except DataError as error:
        offers = [offer for offer in GRAPHS if offer != media]
        hint = f"there is {', '.join(offers)}"
        raise Refusal(406, "not-acceptable", error.what, hint=hint) from error
    return stream.getvalue()


class _Held(Source):
    """Triples at hand, as exporters take them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__()
        self._given = triples

    def _all(self) -> Iterator[Triple]:
        return iter(self._given)


def _jsonld(triples: list[Triple]) -> bytes:
    """Write JSON-LD with as much of the project's context as is needed to read it."""
    vocabulary = _vocabulary(os.getcwd())
    nodes = list(jsonld.nodes(triples, _names(vocabulary)))
    used = {name for node in nodes for name in (*node, *_classes(node))}
    needed = ",\n".join(text for name, text in _terms(vocabulary) if name in used or name in PREFIXES or name[0] == "@")
    return f'{{\n "@context": {{\n{needed}\n }},\n "@graph": {_indented(nodes, 1)}\n}}\n'.encode()


def _indented(found: Any, level: int = 0) -> str:
    """Write JSON with a blank a level, as Python's own does in several times as long.

    >>> _indented({"a": [1, "é"], "b": []}) == json.dumps({"a": [1, "é"], "b": []}, ensure_ascii=False, indent=1)
    True
    """
    if not found or not isinstance(found, (dict, list)):
        return _encoded(found)
    start, end = "\n" + " " * (level + 1), "\n" + " " * level
    if isinstance(found, list):
        return f"[{start}{f',{start}'.join(_indented(item, level + 1) for item in found)}{end}]"
    pairs = (f"{_encoded(key)}: {_indented(value, level + 1)}" for key, value in found.items())
    return f"{{{start}{f',{start}'.join(pairs)}{end}}}"


@lru_cache(4)
def _vocabulary(folder: str) -> tuple[Path, ...]:
    """Give the files of the terms that are known where the process runs."""
    return tuple(paths.project(Path(folder)).vocabulary)


@cache
def short_names(vocabulary: tuple[Path, ...]) -> dict[str, Any]:
    """Give the project's context for JSON-LD; it is read once."""
    return context(vocabulary)


@cache
def _names(vocabulary: tuple[Path, ...]) -> jsonld.Names:
    return jsonld.Names(short_names(vocabulary))


@cache
def _terms(vocabulary: tuple[Path, ...]) -> list[tuple[str, str]]:
    """Give each name of the context, and how it is written there."""
    found = []
    for name, term in short_names(vocabulary).items():
        lines = json.dumps({name: term}, ensure_ascii=False, indent=1).splitlines()[1:-1]
        found.append((name, "\n".join(f" {line}" for line in lines)))
    return found


def _classes(node: dict[str, Any]) -> list[str]:
    found = node.get("@type", [])
    return [found] if isinstance(found, str) else list(found)
