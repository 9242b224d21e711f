"""The shapes of what is sent, as JSON Schema, and the parts that the operations of the interface share."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from kobe_kg.catalog import SavedQuery
from kobe_kg.namespaces import expand
from kobe_kg.serve.problem import JSON as PROBLEM
from kobe_kg.serve.queries import part

#: A schema, or another part of the document.
Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_PLAIN: Schema = {"type": ["string", "number", "boolean", "null"]}
# Column type to the datatypes its literals may have; a text may have none.
_LITERALS = {
    "boolean": ("xsd:boolean",),
    "date": ("xsd:date",),
    "decimal": ("xsd:decimal", "xsd:integer", "xsd:double"),
    "integer": ("xsd:integer",),
}
#: What a problem of each status is.
_PROBLEMS = {
    "400": "A value that does not fit, an unknown name, or a query that cannot be answered.",
    "404": "There is no such thing.",
    "405": "No such method here; Allow names those there are.",
    "406": "No such form of the answer; the problem lists those there are.",
    "413": "The body is too large.",
    "415": "The body is of a media type that is not read here.",
    "422": "More rows or bytes than are sent at once.",
    "500": "A fault of the server.",
    "502": "The endpoint behind does not answer.",
    "503": "A limit of time or memory, or no room in the queue; Retry-After says when to come again.",
    "507": "No room for further answers.",
}
#: Headers by name.
HEADERS: Schema = {
    "ETag": {"description": "Stands for the very bytes; send it back as If-None-Match.", "schema": _TEXT},
    "Kobe-Complete": {
        "description": "Whether these are all the rows there are.",
        "schema": {"type": "string", "enum": ["true", "false"]},
    },
    "Kobe-Dataset": {"description": "Version of the data set, and SHA-256 of its files.", "schema": _TEXT},
    "Kobe-Empty": {
        "description": "Sent where there are no rows: what that means; beyond ASCII as RFC 8187 writes it.",
        "schema": _TEXT,
    },
    "Kobe-Query": {"description": "Name of the saved query, and SHA-256 of its text.", "schema": _TEXT},
    "Link": {
        "description": "The parts before and after (first, prev, next, last), the query’s description (describedby), "
        "the SPARQL that was run (via), and the licence (license).",
        "schema": _TEXT,
    },
    "Location": {"description": "Where to go.", "schema": {"type": "string", "format": "uri-reference"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": _TEXT},
}
#: Schemas by name.
SHARED: Schema = {
    "problem": {
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _TEXT,
            "instance": _TEXT,
            "parameter": {"description": "The name whose value is wrong.", "type": "string"},
            "line": {"description": "Line of the query, from 1.", "type": "integer", "minimum": 1},
            "column": {"description": "Column in that line, from 1.", "type": "integer", "minimum": 1},
            "excerpt": {"description": "The line with a caret under the place.", "type": "string"},
            "hint": {"description": "What would help.", "type": "string"},
            "allowed": {"description": "What there is instead.", "type": "array", "items": _TEXT},
        },
    },
    "query": {
        "description": "A saved query.",
        "type": "object",
        "required": ["name", "title", "summary", "tags", "view", "params", "columns", "empty", "url", "rows", "page"],
        "properties": {
            "name": _TEXT,
            "title": _TEXT,
            "summary": _TEXT,
            "tags": {"type": "array", "items": _TEXT},
            "view": {"description": "How a page shows the rows.", "type": "string"},
            "params": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/parameter"}},
            "columns": {"description": "Name to type, in order.", "type": "object", "additionalProperties": _TEXT},
            "empty": {"description": "What no rows mean.", "type": "string"},
            "url": {"type": "string", "format": "uri"},
            "rows": {"type": "string", "format": "uri"},
            "page": {"type": "string", "format": "uri"},
            "sparql": {"description": "The whole file.", "type": "string"},
            "sha256": {"description": "SHA-256 of the file.", "type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
        "additionalProperties": False,
    },
    "citation": {
        "description": "A kept answer, and how to cite it.",
        "type": "object",
        "required": ["url", "sha256", "text", "bibtex", "csl"],
        "properties": {
            "url": {"type": "string", "format": "uri"},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "text": _TEXT,
            "bibtex": _TEXT,
            "csl": {"type": "object"},
        },
        "additionalProperties": False,
    },
    "parameter": {
        "description": "What a saved query takes under one name.",
        "type": "object",
        "required": ["type", "required"],
        "properties": {
            "type": _TEXT,
            "summary": _TEXT,
            "required": {"type": "boolean"},
            "optional": {"type": "boolean"},
            "many": {"type": "boolean"},
            "default": {},
            "minimum": {},
            "maximum": {},
            "enum": {"type": "array", "items": _TEXT},
            "class": {"description": "The class whose instances it takes.", "type": "string"},
            "values": {"description": "The values there are in this graph.", "type": "array", "items": _TEXT},
            "more": {"description": "Whether there are more values than are listed.", "type": "boolean"},
        },
        "additionalProperties": False,
    },
}
#: Replies that tell what went wrong, by status.
PROBLEMS: Schema = {
    status: {
        "description": told,
        "headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}} if status == "503" else {},
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}, "text/html": {"schema": _TEXT}},
    }
    for status, told in _PROBLEMS.items()
}


def rows(query: SavedQuery) -> Schema:
    """Give the schema of a query's rows as SPARQL 1.1 JSON."""
    columns = {name: term(kind) for name, kind in query.columns.items()}
    return {
        "description": f"{query.title}, as SPARQL 1.1 JSON.",
        "type": "object",
        "required": ["head", "results"],
        "properties": {
            "head": {
                "type": "object",
                "required": ["vars"],
                "properties": {"vars": {"const": list(columns)}},
                "additionalProperties": False,
            },
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {"type": "object", "properties": columns, "additionalProperties": False},
                    }
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    }


def term(kind: str) -> Schema:
    """Give the schema of a cell of a column."""
    if kind == "iri":
        shape: Schema = {"type": {"const": "uri"}, "value": {"type": "string", "format": "iri"}}
    elif kind == "string":  # as a reader reads it, so also what is named instead of written out
        shape = {"type": {"enum": ["literal", "uri"]}, "value": _TEXT, "xml:lang": _TEXT, "datatype": _TEXT}
    else:
        shape = {
            "type": {"const": "literal"},
            "value": _TEXT,
            "datatype": {"enum": [expand(n) for n in _LITERALS[kind]]},
        }
    required = [name for name in shape if name != "xml:lang" and (name != "datatype" or kind != "string")]
    return {"type": "object", "required": required, "properties": shape, "additionalProperties": False}


def geojson(query: SavedQuery) -> Schema:
    """Give the schema of a query's rows as GeoJSON."""
    said = {name: _PLAIN for name in query.columns if name != part.PLACED}
    feature = {
        "type": {"const": "Feature"},
        "geometry": {"type": ["object", "null"]},
        "properties": {"type": "object", "properties": said, "required": list(said), "additionalProperties": False},
    }
    found = {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {"type": "object", "required": list(feature), "properties": feature},
        },
    }
    return {"type": "object", "required": list(found), "properties": found}


def headers(*names: str) -> Schema:
    """Refer to headers by name."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def problems(*statuses: str) -> Schema:
    """Refer to the replies that tell what went wrong."""
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def elsewhere(told: str) -> Schema:
    """Give the reply that sends to another address."""
    content = {"text/plain": {"schema": _TEXT}}
    return {"description": told, "headers": headers("Location"), "content": content}


def unchanged() -> Schema:
    """Give the reply to who has the very bytes already."""
    return {"description": HTTPStatus.NOT_MODIFIED.description + ".", "headers": headers("ETag")}


def operation(
    name: str,
    summary: str,
    content: Schema,
    *,
    parameters: list[Schema] | None = None,
    responses: Schema | None = None,
    tag: str = "about",
) -> Schema:
    """Give an operation that is no saved query."""
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "parameters": parameters or [],
        "responses": {
            "200": {"description": "Here it is.", "headers": headers("Link", "ETag"), "content": content},
            "304": unchanged(),
            **(responses or {}),
            **problems("400", "406", "500", "502", "503"),
        },
    }
