"""The interface described for programs: OpenAPI 3.1, one operation a saved query."""

from __future__ import annotations

from typing import Any

from kobe_kg.catalog import SavedQuery
from kobe_kg.errors import KobeError
from kobe_kg.namespaces import TYPES
from kobe_kg.serve import telling
from kobe_kg.serve.answering import Context
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.queries import inputs, part, schemas
from kobe_kg.serve.queries.schemas import Schema
from kobe_kg.store import Store

_JSON, _HTML = "application/json", "text/html"
_TEXT: Schema = {"schema": {"type": "string"}}
_ANY: Schema = {"schema": {}}
# What any answer of a query may be sent in, by whether it has rows or triples.
_RESULTS = {media: _ANY if "json" in media else _TEXT for media in (*part.FORMS[:6], *GRAPHS)}
_RDF = {media: _ANY if "json" in media else _TEXT for media in GRAPHS}
_SLUG = "^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$"


def document(context: Context, base: str) -> dict[str, Any]:
    """Describe the interface of a server.

    :param base: its address.
    """
    store, found = context.graph.store, context.graph.queries
    queries = [found[name] for name in found]
    return {
        "openapi": "3.1.0",
        "info": _info(context),
        "servers": [{"url": base or "/"}],
        "externalDocs": {"description": "The same for people", "url": f"{base}/api"},
        "tags": [{"name": tag} for tag in sorted({tag for query in queries for tag in query.tags} | {"about"})],
        "paths": {
            **{f"/api/queries/{query.name}/rows": {"get": _rows(query, context)} for query in queries},
            **_about([query.name for query in queries]),
            **_rest(queries, context),
        },
        "components": {
            "schemas": {
                **schemas.SHARED,
                **inputs.classes(queries, store),
                **{f"{query.name}-rows": schemas.rows(query) for query in queries},
            },
            "headers": schemas.HEADERS,
            "responses": schemas.PROBLEMS,
        },
    }


def _info(context: Context) -> Schema:
    data = telling.data_set(context.graph)
    told = "The saved queries, one operation each; the form of the rows goes by the header Accept, or by an extension "
    told += "of the address such as .csv."
    info: Schema = {
        "title": data.title or "Kobé KG",
        "summary": "Who says what about contested events",
        "description": f"{data.description}\n\n{told}".strip(),
        "version": context.version.name or context.version.digest[:12],
    }
    if data.makers:
        info["contact"] = {"name": ", ".join(data.makers)}
    return info | ({"license": {"name": data.licence, "url": data.licence}} if data.licence else {})


def _rows(query: SavedQuery, context: Context) -> Schema:
    store, most = context.graph.store, context.settings.rows
    results: Schema = {"schema": {"$ref": f"#/components/schemas/{query.name}-rows"}}
    content = {media: results if media in (part.JSON, _JSON) else _TEXT for media in part.FORMS}
    if part.PLACED in query.columns:
        content["application/geo+json"] = {"schema": schemas.geojson(query)}
    return {
        "operationId": query.name,
        "summary": query.title,
        "description": f"{query.summary}\n\n{query.empty and f'No rows: {query.empty}'}".strip(),
        "tags": list(query.tags) or ["about"],
        "parameters": [*(inputs.parameter(p, store) for p in query.params.values()), *inputs.part(query, most)],
        "responses": {
            "200": {
                "description": "The rows.",
                "headers": schemas.headers("Kobe-Complete", "Kobe-Dataset", "Kobe-Empty", "Kobe-Query", "Link", "ETag"),
                "content": content,
            },
            "303": schemas.elsewhere("The page with the rows, where HTML is asked for."),
            "304": schemas.unchanged(),
            **schemas.problems("400", "404", "406", "422", "500", "502", "503"),
        },
    }


def _about(names: list[str]) -> Schema:
    """Describe what tells about the saved queries."""
    one: Schema = {"schema": {"$ref": "#/components/schemas/query"}}
    several: Schema = {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/query"}}}
    page = {"303": schemas.elsewhere("The page, where HTML is asked for.")}
    lang, name = inputs.lang(), _segment("name", {"type": "string", "enum": names}, names[0] if names else "claims")
    return {
        "/api/queries": _get("queries", "The saved queries", {_JSON: several, **_RDF}, [lang], page),
        "/api/queries/{name}": _get(
            "query",
            "One saved query, and the values it takes in this graph",
            {_JSON: one, **_RDF, "application/sparql-query": _TEXT},
            [name, lang],
            page | schemas.problems("404"),
        ),
        "/api/openapi.json": _get("openapi", "This description", {_JSON: {"schema": {"type": "object"}}}, [lang]),
    }


def _rest(queries: list[SavedQuery], context: Context) -> Schema:
    """Describe what there is beside the saved queries."""
    event = _event(context)
    kind, slug = _segment("type", {"type": "string", "enum": list(TYPES)}, "event"), _slug("slug", event)
    see = {"303": {"description": "The document about it.", "headers": schemas.headers("Location")}}
    lost = schemas.problems("404")
    kept = {_JSON: _ANY, "text/csv": _TEXT, _HTML: _TEXT}
    hash_ = _segment("hash", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "0" * 64)
    found = {
        "/sparql": {**_get("service", "What the endpoint can do", {**_RDF, _HTML: _TEXT}, []), "post": _sparql()},
        "/id/{type}/{slug}": {
            "get": _sent("identify", "Go to the document about a resource", [kind, slug], see | lost)
        },
        "/doc/{type}/{slug}": _get("describe", "All about a resource", {**_RDF, _HTML: _TEXT}, [kind, slug], lost),
        "/compare/{slug}": _get("compare", "Who says what about an event", {_HTML: _TEXT, _JSON: _ANY}, [slug], lost),
        "/answer/{hash}": _get("answer", "A cited answer", kept, [hash_], lost),
        "/health": _get("health", "Whether the server answers", {_JSON: _ANY, "text/plain": _TEXT}, []),
        "/version": _get("version", "Which data this is", {_JSON: {"schema": {"type": "object"}}}, []),
    }
    return found | {"/cite": {"post": _cite(queries, context.graph.store, event)}}


def _sparql() -> Schema:
    told = "Any SELECT, ASK, CONSTRUCT or DESCRIBE, by the SPARQL 1.1 Protocol: as the body, or as query in a form, or "
    told += "as query in the address of a GET. The project’s prefixes need no declaration."
    made = schemas.operation("sparql", "Ask anything", _RESULTS, responses=schemas.problems("413", "415", "422"))
    text: Schema = {"schema": {"type": "string"}, "example": "SELECT * WHERE { ?claim kg:speaker ?speaker } LIMIT 10"}
    return made | {
        "description": told,
        "requestBody": {"required": True, "content": {"application/sparql-query": text}},
    }


def _cite(queries: list[SavedQuery], store: Store, event: str) -> Schema:
    """Describe how an answer is kept: a form for each saved query."""
    forms = [_form(query, store) for query in queries]
    example = {"name": "absences", "event": event}
    body = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "anyOf": forms}, "example": example}}
    told: Schema = {_JSON: {"schema": {"$ref": "#/components/schemas/citation"}}}
    return {
        "operationId": "cite",
        "summary": "Keep an answer under an address that lasts",
        "description": "The name of a saved query, and its values. Instead, query alone may hold any SELECT.",
        "tags": ["about"],
        "requestBody": {"required": True, "content": body},
        "responses": {
            "200": {"description": "It was kept before.", "headers": schemas.headers("Location"), "content": told},
            "201": {"description": "It is kept.", "headers": schemas.headers("Location"), "content": told},
            "303": schemas.elsewhere("The page of the answer, where HTML is asked for."),
            **schemas.problems("400", "404", "406", "413", "415", "422", "500", "502", "503", "507"),
        },
    }


def _form(query: SavedQuery, store: Store) -> Schema:
    told = [inputs.parameter(p, store) for p in query.params.values()]
    return {
        "title": query.title,
        "type": "object",
        "required": ["name", *(p["name"] for p in told if p["required"])],
        "properties": {"name": {"const": query.name}} | {p["name"]: p["schema"] for p in told},
        "additionalProperties": False,
    }


def _get(name: str, summary: str, content: Schema, parameters: list[Schema], responses: Schema | None = None) -> Schema:
    return {"get": schemas.operation(name, summary, content, parameters=parameters, responses=responses)}


def _sent(name: str, summary: str, parameters: list[Schema], responses: Schema) -> Schema:
    made = schemas.operation(name, summary, {}, parameters=parameters, responses=responses)
    for status in ("200", "304", "406"):
        del made["responses"][status]
    return made


def _segment(name: str, schema: Schema, example: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _slug(name: str, example: str) -> Schema:
    return _segment(name, {"type": "string", "pattern": _SLUG}, example)


def _event(context: Context) -> str:
    """Name an event to begin with."""
    try:
        return context.graph.main_event()
    except KobeError:
        return "kobe-attack"
