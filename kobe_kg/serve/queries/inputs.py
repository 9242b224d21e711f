"""What each name of a query string takes, as OpenAPI describes it: never more and never less than is taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kobe_kg.catalog import SavedQuery
from kobe_kg.namespaces import CLASS_PREFIX, PREFIXES, compact
from kobe_kg.parameter import Parameter
from kobe_kg.serve.queries.calling import FARTHEST, LANG, LANGUAGES, LIMIT, OFFSET
from kobe_kg.serve.queries.schemas import Schema
from kobe_kg.serve.queries.signature import Offer, default, offer
from kobe_kg.store import Store

# Instances of a class, beyond which each is listed by one name only.
_MANY = 60
# Values to begin with, where there is no list to take one from.
_EXAMPLES: dict[str, Any] = {
    "boolean": True,
    "date": "2025-02-09",
    "decimal": 0.5,
    "integer": 1,
    "iri": "place:kobe",
    "string": "Kobé",
}
_SCHEMAS: dict[str, Schema] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "decimal": {"type": "number"},
    "integer": {"type": "integer"},
    "string": {"type": "string"},
}


def parameter(found: Parameter, store: Store) -> Schema:
    """Describe a parameter of a saved query."""
    usual, known = default(found, store), offer(found, store)
    schema, example = value(found), _example(found, known) if usual is None else usual
    told: Schema = {"name": found.name, "in": "query", "required": not found.optional and usual is None}
    if found.summary:
        told["description"] = found.summary
    if found.many:
        least = {"minItems": 1} if told["required"] else {}
        schema, example = {"type": "array", "items": schema, **least}, [example]
        usual = None if usual is None else [usual]
        told |= {"style": "form", "explode": True}
    if usual is not None:
        schema = {**schema, "default": usual}
    return {**told, "schema": schema, "example": example}


def value(found: Parameter) -> Schema:
    """Give the schema of one value."""
    if found.type == "iri":
        return {"$ref": f"#/components/schemas/{_named(found.cls)}"}
    if found.type == "enum":
        return {"type": "string", "enum": list(found.enum)}
    schema = dict(_SCHEMAS[found.type])
    if found.type in ("decimal", "integer"):
        for key, bound in (("minimum", found.minimum), ("maximum", found.maximum)):
            if bound is not None:
                schema[key] = float(bound) if found.type == "decimal" else bound
    return schema


def part(query: SavedQuery, most: int) -> list[Schema]:
    """Describe the names that say which rows are wanted, and in which language.

    :param most: how many rows there may be at once.
    """
    found = [
        _number(LIMIT, "How many rows at most.", 1, most, most),
        _number(OFFSET, "How many rows to pass over.", 0, FARTHEST, 0),
    ]
    return found if LANG in query.params else [*found, lang()]


def lang() -> Schema:
    """Describe the name that chooses a language."""
    told = "Language of the page that people are sent to."
    return {"name": LANG, "in": "query", "description": told, "schema": {"type": "string", "enum": list(LANGUAGES)}}


def classes(queries: Iterable[SavedQuery], store: Store) -> Schema:
    """Give a schema for the instances of each class whose instances some parameter takes."""
    found = {_named(p.cls): (p, p.cls) for query in queries for p in query.params.values() if p.type == "iri"}
    return {name: _resource() if cls is None else _instance(p, cls, store) for name, (p, cls) in found.items()}


def _instance(found: Parameter, cls: str, store: Store) -> Schema:
    known = offer(found, store)
    if not known.values or known.more:
        told = f"An instance of {cls} in the graph: its name, {CLASS_PREFIX.get(cls, 'kg')}: and its name, or its IRI."
        return {"description": told, "type": "string", "examples": list(known.values[:10])}
    if len(known.values) > _MANY:
        told = f"An instance of {cls} in the graph; its prefixed name or its IRI does as well."
        return {"description": told, "type": "string", "enum": list(known.values)}
    prefixed = [short for iri in known.iris if (short := compact(iri))]
    forms = {"its name": known.values, "its prefixed name": prefixed, "its IRI": known.iris}
    return {
        "description": f"An instance of {cls} in the graph.",
        "type": "string",
        "anyOf": [{"title": title, "enum": list(values)} for title, values in forms.items() if values],
    }


def _resource() -> Schema:
    prefixes = "|".join(sorted(PREFIXES))
    return {
        "description": "A prefixed name, or an IRI.",
        "type": "string",
        "anyOf": [
            {"title": "a prefixed name", "pattern": f"^(?:{prefixes}):[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*$"},
            {
                "title": "an IRI",
                "pattern": r"^https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[A-Za-z0-9._~-]+)*/?(?:#[A-Za-z0-9._~-]*)?$",
            },
        ],
    }


def _named(cls: str | None) -> str:
    return "resource" if cls is None else cls.replace(":", ".")


def _example(found: Parameter, known: Offer) -> Any:
    """Give a value that works."""
    if found.type in ("enum", "iri") and known.values:
        return known.values[0]
    usual = _EXAMPLES[found.type]
    if found.minimum is not None and usual < _same(found.minimum, usual):
        return _same(found.minimum, usual)
    return usual if found.maximum is None or usual <= _same(found.maximum, usual) else _same(found.maximum, usual)


def _same(bound: Any, usual: Any) -> Any:
    return float(bound) if isinstance(usual, float) else bound


def _number(name: str, told: str, least: int, most: int, usual: int) -> Schema:
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": usual}
    return {"name": name, "in": "query", "description": told, "schema": schema, "example": max(least, min(10, most))}
