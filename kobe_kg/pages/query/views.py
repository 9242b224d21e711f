"""An answer as its query would have it seen: a map, a timeline, a matrix, a tree or one number, beside its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode

from kobe_kg.answer import Answer, Term, value
from kobe_kg.catalog import SavedQuery
from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import map as maps
from kobe_kg.pages.drawing import timeline
from kobe_kg.pages.query.cells import Cell, cell, labels
from kobe_kg.pages.query.told import name
from kobe_kg.pages.site import Site, render
from kobe_kg.reason.words import day, number, wording

#: The most rows that are drawn, and the most columns of a matrix.
DRAWN, WIDE = 2000, 24
# Qualifiers by what they need to be said: another figure, a number, nothing.
_COMPARED = {"Majority", "SimilarTo"}
_COUNTED = {"About", "AtLeast", "AtMost", "Exactly", "MoreThan", "UpTo"}
_WORDED = {*_COMPARED, *_COUNTED, "Several", "Some"}


def drawing(query: SavedQuery, answer: Answer, graph: Graph, site: Site) -> Markup | None:
    """Draw an answer; None where its table says it best, or where there is too much of it."""
    if len(answer) > DRAWN or query.view == "table":
        return None
    if query.view in ("map", "timeline"):
        draw = maps.rows if query.view == "map" else timeline.rows
        return draw(graph, site, answer)
    rows = list(answer.terms())
    known = labels((t.value for row in rows for t in row if isinstance(t, NamedNode)), graph.store, site.lang)
    lay = {"matrix": _matrix, "number": _number, "tree": _tree}[query.view]
    return lay(answer.columns, rows, known, site)


def _matrix(
    columns: Sequence[str], rows: Sequence[Sequence[Term | None]], known: Mapping[str, str], site: Site
) -> Markup | None:
    """Lay out rows by two of their resources; what many of them share stands across."""
    axes = _axes(columns, rows)
    if axes is None:
        return None
    down, across = (columns.index(axis) for axis in axes)
    heads: tuple[dict[Term, Cell], dict[Term, Cell]] = ({}, {})
    found: dict[tuple[Term, Term], list[str]] = {}
    for row in rows:
        a, b = row[down], row[across]
        if a is None or b is None:
            continue
        heads[0].setdefault(a, cell(a, known, site))
        heads[1].setdefault(b, cell(b, known, site))
        text = _said(dict(zip(columns, row, strict=True)), known, site)
        if text not in found.setdefault((a, b), []):
            found[a, b].append(text)
    if not heads[1] or len(heads[1]) > WIDE:
        return None
    sides = [sorted(head.items(), key=lambda item: item[1].text.casefold()) for head in heads]
    grid = [(head, [found.get((a, b), []) for b, _ in sides[1]]) for a, head in sides[0]]
    corner = name(columns[down], site)
    return Markup(render("query-matrix.html", site, corner=corner, heads=[head for _, head in sides[1]], grid=grid))  # noqa: S704 - rendered with escapes


def _axes(columns: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> tuple[str, str] | None:
    """Choose the two columns to lay rows out by; the one with more values goes down."""
    iris = [c for i, c in enumerate(columns) if any(isinstance(row[i], NamedNode) for row in rows)]
    first = next((c for c in ("population", "topic") if c in iris), iris[0] if iris else None)
    second = next((c for c in ("speaker", "outcome", *iris) if c in iris and c != first), None)
    if first is None or second is None:
        return None
    many = {c: len({row[columns.index(c)] for row in rows}) for c in (first, second)}
    return (first, second) if many[first] >= many[second] else (second, first)


def _said(row: Mapping[str, Term | None], known: Mapping[str, str], site: Site) -> str:
    """Say what stands in a cell: a figure in its wording, or else its first number, or a mark."""
    qualifier, figure = row.get("qualifier"), value(row.get("value"))
    if isinstance(qualifier, NamedNode):
        code, like = qualifier.value.rpartition("#")[2], value(row.get("like"))
        if (
            (code in _COMPARED and not like)
            or (code in _COUNTED and not isinstance(figure, int))
            or code not in _WORDED
        ):
            return known.get(qualifier.value, code)
        return wording(code, figure if isinstance(figure, int) else None, like=str(like or ""), lang=site.lang)
    for term in row.values():
        if isinstance(found := value(term), int) and not isinstance(found, bool):
            return number(found, site.lang)
    return "●"


def _number(
    columns: Sequence[str], rows: Sequence[Sequence[Term | None]], known: Mapping[str, str], site: Site
) -> Markup | None:
    """Show the first number of the first row large."""
    for column, term in zip(columns, rows[0], strict=True):
        if isinstance(found := value(term), int) and not isinstance(found, bool):
            return Markup('<div class="number"><span>{}</span> {}</div>').format(
                number(found, site.lang), name(column, site)
            )
    return None


def _tree(
    columns: Sequence[str], rows: Sequence[Sequence[Term | None]], known: Mapping[str, str], site: Site
) -> Markup | None:
    """Hang rows under one another: what the first column names, below what another column says it comes from."""
    parent = _parent(columns, rows)
    if parent is None:
        return None
    facts = {row[0]: row for row in rows if row[0] is not None}
    below: dict[Term, list[Term]] = {}
    roots: list[Term] = []
    for row in rows:
        node, above = row[0], row[parent]
        if node is None:
            continue
        if above is None or above == node or above not in facts:
            roots.append(node)
        elif node not in below.setdefault(above, []):
            below[above].append(node)
    seen: set[Term] = set()

    def branch(node: Term) -> dict[str, Any]:
        seen.add(node)
        told = dict(zip(columns, facts[node], strict=True))
        issued, claims = value(told.get("issued")), value(told.get("claims"))
        notes = [day(issued, site.lang) if hasattr(issued, "year") else ""]  # type: ignore[arg-type]
        if isinstance(claims, int):
            notes.append(site.counted(claims, "{n} claim", "{n} claims"))
        inner = [branch(child) for child in below.get(node, []) if child not in seen]
        count = len(inner) + sum(each["count"] for each in inner)
        return {"cell": cell(node, known, site), "notes": [n for n in notes if n], "inner": inner, "count": count}

    grown = [branch(node) for node in dict.fromkeys(roots)]
    grown += [branch(node) for node in facts if node not in seen]  # what hangs in a ring
    alone = [each for each in grown if not each["inner"]]
    trees = sorted((each for each in grown if each["inner"]), key=lambda each: -each["count"])
    return Markup(render("query-tree.html", site, trees=trees, alone=alone))  # noqa: S704 - rendered with escapes


def _parent(columns: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> int | None:
    """Find the column that names other rows' first column, not counting a row's own or the root of all."""
    nodes = {row[0] for row in rows}
    found = {
        i: sum(row[i] in nodes and row[i] != row[0] for row in rows if row[i] is not None)
        for i, column in enumerate(columns)
        if i and column != "root"
    }
    best = max(found, key=lambda i: found[i], default=None)
    return best if best is not None and found[best] else None
