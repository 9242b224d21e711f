"""Write the reference pages that the ontology, the rules and the saved queries already contain.

    python docs/generate.py

``tests/test_docs.py`` fails when a page and what it is made of no longer agree.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import kobe_kg
from kobe_kg import Parameter, SavedQuery, paths
from kobe_kg.export import context
from kobe_kg.namespaces import KG, RULE, compact
from kobe_kg.serve import w3id
from kobe_kg.validate import guide
from kobe_kg.validate.rules import SYNTAX, read

REFERENCE = Path(__file__).resolve().parent / "reference"
#: Where w3id.org sends what is asked of it; change the address to that of the public server.
REDIRECTS = Path(__file__).resolve().parents[1] / "deploy" / "w3id" / ".htaccess"
SERVER = "https://kobe.example.org"

_MADE = "<!-- Made by docs/generate.py: change the {0}, not this page. -->\n"


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    REDIRECTS.write_text(w3id.rules(SERVER), encoding="utf-8")
    (paths.ONTOLOGY / "context.jsonld").write_text(context.text(context.context(paths.vocabulary())), encoding="utf-8")


def pages() -> dict[str, str]:
    """Give the pages by file name."""
    return {"model.md": model(), "queries.md": queries(), "rules.md": rules()}


def queries() -> str:
    """Describe every saved query: what it answers, takes and gives."""
    catalog = kobe_kg.open().queries
    found = [catalog[name] for name in catalog]
    listed = [[f"[{q.name}](#{q.name})", q.title] for q in found]
    return "\n".join([_QUERIES, _table(["query", "question"], listed), *map(_query, found)])


_QUERIES = f"""\
# Saved queries

{_MADE.format("headers of queries/**/*.rq")}
One question, one file. Each runs as `kobe query NAME -p key=value` ([command line](cli.md#kobe-query)) and as
`graph.query("NAME", key=value)` ([Python](python.md#graph)), with the same names. A parameter that is an IRI takes a
slug, a prefixed name or an IRI; one marked *several* may be repeated. To add a query, see
[write a query](../howto/write-a-query.md).
"""


def _query(query: SavedQuery) -> str:
    place = query.path.relative_to(paths.QUERIES)
    taken = [[f"`{p.name}`", _kind(p), _needed(p), p.summary] for p in query.params.values()]
    parts = [
        f"## {query.name}\n\n**{query.title}.** {query.summary}\n\nFile: `queries/{place.as_posix()}`\n",
        _table(["parameter", "type", "when left out", "meaning"], taken) if taken else "It takes no parameters.\n",
        "Columns: " + ", ".join(f"`{name}` {kind}" for name, kind in query.columns.items()) + ".\n",
        f"No rows: {query.empty}\n" if query.empty else "",
    ]
    return "\n".join(part for part in parts if part)


def _kind(parameter: Parameter) -> str:
    kind = f"`{parameter.cls}`" if parameter.cls else parameter.type
    if parameter.enum:
        kind = " or ".join(parameter.enum)
    limits = [f"at least {parameter.minimum}"] if parameter.minimum is not None else []
    limits += [f"at most {parameter.maximum}"] if parameter.maximum is not None else []
    return ", ".join([kind, *limits, *(["several"] if parameter.many else [])])


def _needed(parameter: Parameter) -> str:
    if parameter.default is not None:
        return f"`{parameter.default}`"
    return "no limit" if parameter.optional else "an error"


def rules() -> str:
    """Describe every rule, by the file it stands in."""
    found = list(read([paths.SHAPES]).values())
    parts = [_RULES, f"## Files\n\n{guide.markdown(SYNTAX)}"]
    for path in sorted({rule.file for rule in found if rule.file}):
        listed = [rule for rule in found if rule.file == path]
        parts.append(f"## {path.stem.capitalize()}\n\n`ontology/shapes/{path.name}`, {len(listed)} rules.\n")
        parts += [guide.markdown(rule) for rule in listed]
    return "\n".join(parts)


_RULES = f"""\
# Rules

{_MADE.format("shapes in ontology/shapes/, or their cases in tests/data/shapes/")}
What [`kobe validate`](cli.md#kobe-validate) asks of a graph, and [`kobe rules`](cli.md#kobe-rules) lists and explains.
All but the first are SHACL shapes, of SHACL Core or with a SPARQL query. The name printed in a finding is the end of
the shape's IRI: `claim-speaker` is <{RULE}claim-speaker>. Each comes with a case that must fail and a near miss that
must pass; the lines that matter are shown, `# …` stands for the others. How to use the rules:
[validate](../howto/validate.md).
"""


def model() -> str:
    """List the classes, properties and code lists, with their definitions."""
    classes = [
        [f"`{_short(iri)}`", " ".join(f"`{_short(r.above)}`" for r in same if r.above), first.definition]
        for iri, first, same in _grouped(_CLASS_ROWS, "term")
    ]
    properties = [
        [f"`{_short(iri)}`", _ends(same, "source"), _ends(same, "target"), first.definition]
        for iri, first, same in _grouped(_PROPERTY_ROWS, "term")
    ]
    lists = [_scheme(first, same) for _, first, same in _grouped(_CONCEPT_ROWS, "scheme")]
    return "\n".join(
        [
            _MODEL,
            "## Classes\n",
            _table(["class", "is a", "definition"], classes),
            "## Properties\n",
            _table(["property", "from", "to", "definition"], properties),
            "## Code lists\n",
            "A concept indented under another is narrower: who counts civilians counts people.\n",
            *lists,
        ]
    )


_MODEL = f"""\
# Model

{_MADE.format("terms in ontology/")}
The terms of <{KG.rstrip("#")}>, prefix `kg:`, from `ontology/terms.ttl` and `ontology/codelists.ttl`. Labels and
definitions stand there in English and French, with examples and scope notes. Small valid graphs are in
`ontology/examples/`. `kobe show kg:Hedge` prints one term.
"""

_CLASS_ROWS = """
    SELECT ?term ?definition ?above
    WHERE {
        ?term a owl:Class ;
            skos:definition ?definition .
        FILTER(LANG(?definition) = "en")
        OPTIONAL { ?term rdfs:subClassOf ?above . }
    }
    ORDER BY ?term ?above
"""

_PROPERTY_ROWS = """
    SELECT ?term ?definition ?source ?target
    WHERE {
        ?term a ?kind ;
            skos:definition ?definition .
        FILTER(?kind IN (owl:ObjectProperty, owl:DatatypeProperty) && LANG(?definition) = "en")
        OPTIONAL { ?term rdfs:domain|schema:domainIncludes ?source . }
        OPTIONAL { ?term rdfs:range|schema:rangeIncludes ?target . }
    }
    ORDER BY ?term ?source ?target
"""

_CONCEPT_ROWS = """
    SELECT ?scheme ?title ?concept ?definition ?notation ?above
    WHERE {
        ?scheme a skos:ConceptScheme ;
            rdfs:label ?title .
        ?concept skos:inScheme ?scheme ;
            skos:definition ?definition .
        FILTER(LANG(?title) = "en" && LANG(?definition) = "en")
        OPTIONAL {
            ?concept skos:notation ?code .
            BIND(CONCAT(STRAFTER(STR(DATATYPE(?code)), "#"), " ", STR(?code)) AS ?notation)
        }
        OPTIONAL { ?concept skos:broader ?above . }
    }
    ORDER BY ?title ?concept ?notation ?above
"""


def _ends(rows: list[Any], column: str) -> str:
    return ", ".join(f"`{name}`" for name in sorted({_short(getattr(r, column)) for r in rows if getattr(r, column)}))


def _scheme(first: Any, rows: list[Any]) -> str:
    """Lay one code list out from the top down, each concept under the one it belongs to."""
    found = [list(same) for _, same in groupby(rows, key=lambda row: row.concept)]
    concepts = {same[0].concept: same for same in sorted(found, key=lambda same: same[0].notation or "")}
    lines: list[str] = []

    def add(iri: str, depth: int) -> None:
        notations = sorted({r.notation for r in concepts[iri] if r.notation})
        codes = f" ({', '.join(notations)})" if notations else ""
        lines.append(f"{'    ' * depth}- `{_short(iri)}`{codes}: {concepts[iri][0].definition}")
        for below, same in concepts.items():
            if any(row.above == iri for row in same):
                add(below, depth + 1)

    for iri, same in concepts.items():
        if not any(row.above in concepts for row in same):
            add(iri, 0)
    return f"### {first.title}\n\n`{_short(first.scheme)}`\n\n" + "\n".join(lines) + "\n"


def _grouped(text: str, key: str) -> list[tuple[str, Any, list[Any]]]:
    groups = (
        (k, list(g)) for k, g in groupby(_rows(text, paths.ONTOLOGY / "terms.ttl"), key=lambda r: getattr(r, key))
    )
    return [(k, g[0], g) for k, g in groups]


def _rows(text: str, path: Path) -> list[Any]:
    answer = kobe_kg.open(path).sparql(text)
    assert isinstance(answer, kobe_kg.Answer)
    return list(answer)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _short(iri: str) -> str:
    return compact(iri) or iri


if __name__ == "__main__":
    main()
