"""Candidates as SSSOM, the Simple Standard for Sharing Ontological Mappings, and what a curator decided in it.

A candidate is a row that proposes ``skos:exactMatch`` with a confidence and the justification
``semapv:CompositeMatching``. A curator who has looked at it writes ``semapv:ManualMappingCuration`` there and names
themself in ``author_id`` or ``author_label``; ``Not`` in ``predicate_modifier`` says that the two are not one. Source:
https://mapping-commons.github.io/sssom/.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from kobe_kg.errors import DataError, Position, suggestion
from kobe_kg.matching.candidate import Candidate
from kobe_kg.namespaces import PREFIXES, compact

#: What may be said of two events; that they are the same resource is not among it, as it would merge their claims.
PREDICATES = tuple(f"skos:{name}Match" for name in ("exact", "close", "related", "broad", "narrow"))

_PROPOSED, _CURATED = "semapv:CompositeMatching", "semapv:ManualMappingCuration"
_COLUMNS = """subject_id subject_label predicate_modifier predicate_id object_id object_label mapping_justification
    author_id author_label mapping_tool mapping_tool_version confidence comment""".split()
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_OTHERS = {
    "orcid": "https://orcid.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": PREFIXES["skos"],
    "sssom": "https://w3id.org/sssom/",
}
_MAPPED = re.compile(r"#?\s+([A-Za-z][\w.-]*):\s*[\"']?([^\s\"']+)[\"']?\s*\Z")
_SPLIT = re.compile(r"(.*[/#])([A-Za-z0-9_][\w.-]*)\Z", re.DOTALL)


class Decision(NamedTuple):
    """What a curator decided of two events."""

    #: IRIs.
    event: str
    predicate: str
    other: str
    #: Whether they are one, or whatever the predicate says.
    accepted: bool


def write(found: Iterable[Candidate]) -> Iterator[str]:
    """Write candidates as lines of SSSOM's TSV, with what their short names mean."""
    rows = list(found)
    prefixes = _prefixes([iri for row in rows for iri in (row.event, row.other)])
    used = {
        name.partition(":")[0] for row in rows for name in (_short(row.event, prefixes), _short(row.other, prefixes))
    }
    yield "#mapping_set_id: https://w3id.org/kobe-kg/id/dataset/event-candidates\n"
    yield "#mapping_set_description: Pairs of events that may be one, for a curator to decide.\n"
    yield "#license: https://w3id.org/sssom/license/unspecified\n#curie_map:\n"
    for name, namespace in sorted({**_OTHERS, **{n: iri for n, iri in prefixes.items() if n in used}}.items()):
        yield f"#  {name}: {namespace}\n"
    yield "\t".join(_COLUMNS) + "\n"
    tool = version("kobe-kg")
    for row in rows:
        cells = {
            "subject_id": _short(row.event, prefixes),
            "subject_label": row.label,
            "predicate_id": PREDICATES[0],
            "object_id": _short(row.other, prefixes),
            "object_label": row.otherLabel,
            "mapping_justification": _PROPOSED,
            "mapping_tool": "kobe match",
            "mapping_tool_version": tool,
            "confidence": f"{row.score:g}",
            "comment": reasons(row),
        }
        yield "\t".join(" ".join(cells.get(name, "").split()) for name in _COLUMNS) + "\n"


def reasons(row: Candidate) -> str:
    """Say in a line what speaks for a pair and against it."""
    told = ["the same days" if row.days == 0 else f"{row.days} day{'' if row.days == 1 else 's'} apart"]
    if row.km is None:
        told.append("no coordinates to compare")
    else:
        told.append(f"{row.km:g} km apart, where the precision leaves {row.allowed:g} open")
    told.append(f"parties in common: {row.parties}" if row.parties else "no party in common")
    if row.killed and row.otherKilled:
        told.append(f"killed: {row.killed} and {row.otherKilled}")
    return "; ".join(told)


def read(path: Path) -> list[Decision]:
    """Read what was decided; rows that nobody has looked at are passed over.

    :raises DataError: when the file is no SSSOM, or a decision in it names nobody who made it, or cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    prefixes = {
        **PREFIXES,
        **_OTHERS,
        **{m[1]: m[2] for line in lines[:head] if (m := _MAPPED.match(line.lstrip("#")))},
    }
    names = lines[head].split("\t") if head < len(lines) else []
    if missing := [name for name in _NEEDED if name not in names]:
        where = Position(head + 1, 1, path=path)
        raise DataError(f"this is no SSSOM: no column {', '.join(missing)}", where=where, hint="kobe match -f sssom")
    found = []
    for number, cells in enumerate(csv.reader(lines[head + 1 :], delimiter="\t"), start=head + 2):
        row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        if row.get("mapping_justification") == _CURATED:
            found.append(_decision(row, names, prefixes, path, number))
    return found


def links(decisions: Sequence[Decision]) -> list[Triple]:
    """Give what was accepted, as statements between events."""
    return [
        Triple(NamedNode(found.event), NamedNode(found.predicate), NamedNode(found.other))
        for found in decisions
        if found.accepted
    ]


def _decision(
    row: Mapping[str, str], names: Sequence[str], prefixes: Mapping[str, str], path: Path, line: int
) -> Decision:
    def refuse(column: str, why: str, hint: str) -> DataError:
        at = names.index(column) if column in names else 0
        before = sum(len(row.get(name, "")) + 1 for name in names[:at])
        return DataError(f"{column}: {why}", where=Position(line, before + 1, path=path), hint=hint)

    def iri(column: str) -> str:
        prefix, colon, local = row[column].partition(":")
        if local.startswith("//"):
            return row[column]
        if not colon or prefix not in prefixes:
            raise refuse(column, f"{row[column]!r} has no prefix that is declared", "declare it in #curie_map")
        return prefixes[prefix] + local

    if not (row.get("author_id") or row.get("author_label")):
        raise refuse("author_id", "nobody is named who decided this", "name yourself there or in author_label")
    if row["predicate_id"] not in PREDICATES:
        hint = suggestion(row["predicate_id"], PREDICATES) or f"known: {', '.join(PREDICATES)}"
        raise refuse("predicate_id", f"{row['predicate_id']!r} is none that links two events", hint)
    modifier = row.get("predicate_modifier", "")
    if modifier not in ("", "Not"):
        raise refuse("predicate_modifier", f"{modifier!r} is neither empty nor Not", "Not says that they are not one")
    return Decision(iri("subject_id"), iri("predicate_id"), iri("object_id"), not modifier)


def _prefixes(iris: Sequence[str]) -> dict[str, str]:
    """Give prefixes for all names, with some of its own for namespaces that the project does not know."""
    foreign = sorted({match[1] for iri in iris if not compact(iri) and (match := _SPLIT.match(iri))})
    return {**PREFIXES, **{f"ns{number}": namespace for number, namespace in enumerate(foreign, start=1)}}


def _short(iri: str, prefixes: dict[str, str]) -> str:
    return compact(iri, prefixes) or iri
