"""Write the reference pages that the ontology, the rules and the saved queries already contain.

    python docs/generate.py

``tests/test_docs.py`` fails when a page and what it is made of no longer agree.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import kobe_kg
from kobe_kg import Parameter, SavedQuery, paths
from kobe_kg.export import context
from kobe_kg.ingest.table import mapping
from kobe_kg.ingest.table.columns import COLUMNS, PARTS, Column, of_kind
from kobe_kg.ingest.table.words import allowed
from kobe_kg.namespaces import KG, RULE, compact
from kobe_kg.serve.linked import w3id
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
    schema = json.dumps(mapping.json_schema(), indent=2, ensure_ascii=False) + "\n"
    made = {"model.md": model(), "queries.md": queries(), "rules.md": rules(), "table.md": table()}
    return {**made, "table-mapping.schema.json": schema}


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


def table() -> str:
    """Describe the columns of a table of claims, part by part, and the words they take."""
    parts = [_TABLE]
    for part, columns in PARTS.items():
        rows = [[f"`{c.name}`", _stands(c), c.about, f"`{c.example}`" if c.example else ""] for c in columns]
        parts += [f"### {part}\n", _table(["column", "holds", "meaning", "for example"], rows)]
    parts.append(_WORDS)
    for column in of_kind("term"):
        words = [f"`{name}` {names.en}, {names.fr}" for name, names in sorted(allowed(column).items())]
        parts.append(f"`{column.name}`: {'; '.join(words)}.\n")
    parts += ["## Other names of the columns\n", _OTHER_NAMES]
    also = [[f"`{c.name}`", ", ".join(c.also)] for c in COLUMNS.values() if c.also]
    return "\n".join([*parts, _table(["column", "is also found as"], also), _MAPPING])


def _stands(column: Column) -> str:
    return {
        "address": "a web address",
        "clock": "a time, 14:30",
        "count": "a whole number",
        "day": "a day",
        "decimal": "a number",
        "many": "texts",
        "name": "a name",
        "number": "a worded number",
        "slug": "a key",
        "span": "a day, month or year",
        "term": "a [word](#words)",
        "text": "a text",
        "truth": "yes or no",
    }[column.kind]


_TABLE = f"""\
# Tables of claims

{_MADE.format("list in kobe_kg/ingest/table/columns.py, or the texts in docs/generate.py")}
A spreadsheet in which a row is what one speaker says of one thing: `kobe ingest table FILE -o FOLDER`. New to it:
[from a spreadsheet to a comparison](../howto/spreadsheet.md). `kobe ingest table --template -o claims.xlsx` writes the
header below, with lists to choose from.

## Files it reads

It needs `pip install "kobe-kg[ingest]"`, and for Parquet `"kobe-kg[parquet]"` as well.

- `.csv`, also `.csv.gz`: UTF-8 with or without a mark, UTF-16, Windows-1252; comma, semicolon or tab; line breaks in
  cells.
- `.xlsx`: the sheet called `claims`, or the only one that is filled in, or the one that `--sheet` names. A cell is read
  as it is seen: dates as dates, formulas as their last value. A formula without a value and an error such as `#REF!`
  refuse their row. Of cells merged downwards each has what the first shows; hidden rows are read, and told.
- `.parquet`: every value as the text that a sheet would show.

The first row that is not empty is the header. Capitals, accents, blanks and a `*` at the end make no difference in it,
nor does the order of columns; columns may be missing, and ones that are not known are left out and told. Blank rows
are passed over. Up to 200,000 rows, 500 columns, 10,000 characters a cell, 32 MB for a workbook unpacked. CSV and
Parquet have no end to their rows [in parts](../howto/large-ingest.md#a-spreadsheet-of-any-size): `--jobs 2`.

## Files it writes

Below the folder that `-o` names, in a folder named after the table: `claims.ttl`, and `events.ttl`, `parties.ttl`,
`places.ttl`, `reports.ttl`, `sources.ttl` as needed, in canonical form; with `--syntax nt` one file `NAME.nt` instead.
Beside them, `NAME.quarantine.csv` holds every cell for which a row was refused (`file, row, line, column, value,
reason`), and `NAME.remarks.csv` what was kept and is worth a look. Rows are numbered and columns lettered as the
spreadsheet does. Rows read are rows kept and rows refused; exit code 1 says that some were refused. The same table
gives the same bytes each time.

## One row, one claim

A row needs an event, a speaker, where it stands (`report`, `report_url` or `publisher`), and what is said:
`population`, `outcome` and `number`; or `party` and `role`; or `absence`; or `place`, `happened_on`, `time`,
`kilometres` or `what`. If it fills in more than one of these, `kind` says which counts, or the first in this order; the
rest is left out and told.

Names are names: `Town hall` becomes `source:town-hall`, and each row that says `Town hall` means the same one. What
`--graph` describes is found by its label, another name, its slug or its full name, such as `source:afp`, and is not
described again; so is a report by its address. What several rows say of one thing is put together; where they differ,
the first counts and the others are told.

A claim is called `claim:EVENT-ID`, after `id`, or as `id` says if that is a full name, `claim:…`. Without `id` its name
is made of what it says, so that a changed number is another claim. Give rows an id if you mean to correct them.

A range makes two claims, at least the one number and at most the other (`…-low`, `…-high`), and with a best figure
between them a third, about that (`…-best`). What is about a number has no bounds. A sum or a middle that nobody stated
is never made: that is what [policies](model.md) are for.

`relays`, `supersedes` and `compared_to` name a row by its `id`: that of the same event, or else of the first event that
has it, or a claim of the graph by its full name. `relays` makes a claim relayed. Whose finding the others are, only you
know: without `originality` they are undetermined, and do not count as first-hand. Notes and labels are yours; copy no
sentence of a report.

## Columns
"""

_WORDS = """\
## Words

By name, by English or French label, capitals and accents apart; nouns in singular or plural (`civilian`, `civils`),
participles (`tuées`), words of reserve (`allegedly`), and UCDP's codes for precision. A word that is none is refused
with the nearest.
"""

_OTHER_NAMES = "Capitals, accents, blanks and signs make no difference: `Report date` is `report_date`.\n"

_MAPPING = """\
## Mapping files

`--mapping FILE.yaml` reads a table with another header. Nothing of that header is guessed then: what the mapping does
not name is left out, and told unless `ignore` lists it. [JSON Schema](table-mapping.schema.json) for editors.

| key | meaning |
| --- | --- |
| `columns` | our column: the head of theirs, or a mapping of the keys below |
| `claims` | a list, where a row makes several claims; see below |
| `dates` | `day-first`, `month-first` or `year-first`: what `03/04/2025` means |
| `header` | the row that holds the header |
| `sheet` | the sheet of a workbook |
| `ignore` | heads that are left out on purpose |

| key of a column | meaning |
| --- | --- |
| `from` | the head of their column; of several, the first that is filled in counts |
| `value` | what stands in every row, or where their cell is empty |
| `values` | their words to ours: `Forces armées: malian-army-general-staff` |
| `split` | what is between several values of a cell |
| `dates` | the order of days in this column |

Each of the `claims` has a `name`, which ends the name of the claim, and `columns` of its own beside those of all. One
whose own columns are all empty in a row is not made. A monitor's sheet with a lowest and a highest number for each
incident, as two claims a row:

```yaml
dates: day-first
columns:
  id: Incident code
  event: Incident code
  event_date: Incident date
  speaker: Assessor
  publisher: Assessor
  report_url: Source link
  originality: {value: Synthesis}
  hedge:
    from: Grading
    values: {Fair: Reported, Confirmed: Stated}
  population: {value: Civilians}
claims:
  - name: killed
    columns: {outcome: {value: Killed}, min: Civilians killed (min), max: Civilians killed (max)}
  - name: injured
    columns: {outcome: {value: Injured}, min: Civilians injured (min), max: Civilians injured (max)}
ignore: [Location]
```

More that are tested lie in `tests/data/table/`: a list of units with what they are said to have done, and one that
brings the `claims.csv` of [`kobe export csvw`](exports.md) back, all but passages and breakdowns.
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
