"""Rows of an answer as the cells of a table: resources by their labels and linked, numbers and days as people write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kobe_kg.answer import Term, label, value
from kobe_kg.namespaces import ID, KG, RULE
from kobe_kg.pages.query.told import Told, name
from kobe_kg.pages.site import Site
from kobe_kg.query.run import ask
from kobe_kg.reason.words import day, number
from kobe_kg.store import Store

# Resources whose labels are asked for at once.
_AT_ONCE = 500
# Types of columns that are set to the right, also where they are empty.
_NUMBERS = ("integer", "decimal")


class Cell(NamedTuple):
    """What stands in one cell."""

    #: The text; empty for nothing.
    text: str = ""
    #: Address it leads to.
    link: str = ""
    #: Whether that leaves the site.
    outside: bool = False
    #: Language of the text where it is not the page's.
    lang: str = ""
    #: Class of the cell: ``n`` a number, ``d`` a day, ``t`` running text, ``x`` something long and unbroken.
    kind: str = ""


class Column(NamedTuple):
    """A column that is shown."""

    #: Its name in the answer.
    name: str
    #: Its name in words.
    words: Told
    #: Class of its cells.
    kind: str


class Table(NamedTuple):
    """Rows for a page."""

    columns: list[Column]
    rows: list[list[Cell]]


def labels(iris: Iterable[str], store: Store, lang: str) -> dict[str, str]:
    """Give the labels of resources, in a language where they have one in it.

    >>> from kobe_kg.graph import open
    >>> labels(["https://w3id.org/kobe-kg/ns#Civilians"], open().store, "fr")
    {'https://w3id.org/kobe-kg/ns#Civilians': 'Civils'}
    """
    wanted = [NamedNode(iri) for iri in dict.fromkeys(iris)]
    found: dict[str, Literal] = {}
    order = {"en": 1, "fr": 2, lang: 0}
    for start in range(0, len(wanted), _AT_ONCE):
        listed = " ".join(map(str, wanted[start : start + _AT_ONCE]))
        rows = ask(f"SELECT ?x ?text WHERE {{ VALUES ?x {{ {listed} }} ?x rdfs:label ?text }}", store)
        assert isinstance(rows, QuerySolutions)
        for x, text in rows:
            if not isinstance(x, NamedNode) or not isinstance(text, Literal):
                continue
            best = found.get(x.value)
            if best is None or _rank(text, order) < _rank(best, order):
                found[x.value] = text
    return {iri: text.value for iri, text in found.items()}


def _rank(text: Literal, order: Mapping[str, int]) -> tuple[int, str]:
    return order.get(text.language or "", 3), text.value


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Term | None]],
    store: Store,
    site: Site,
    *,
    types: Mapping[str, str] | None = None,
) -> Table:
    """Make the table of some rows.

    A column that only holds the label of another is folded into it.

    :param types: column to type, as a saved query declares them; without them columns keep the names they have.
    """
    folded = _folded(columns, types or {})
    iris = {term.value for row in rows for term in row if isinstance(term, NamedNode)}
    known = labels(iris, store, site.lang)
    shown = [i for i, column in enumerate(columns) if column not in folded.values()]
    where = {column: i for i, column in enumerate(columns)}
    made = []
    for row in rows:
        cells = []
        for i in shown:
            beside = row[where[folded[columns[i]]]] if columns[i] in folded else None
            text = beside.value if isinstance(beside, Literal) else None
            cells.append(cell(row[i], known, site, text=text))
        made.append(cells)
    told = [Told(column) if types is None else name(column, site) for column in columns]
    kinds = {i: "n" if (types or {}).get(columns[i]) in _NUMBERS else _kind(i, made, shown) for i in shown}
    return Table([Column(columns[i], told[i], kinds[i]) for i in shown], made)


def cell(term: Term | None, known: Mapping[str, str], site: Site, *, text: str | None = None) -> Cell:
    """Write one term for a reader.

    :param known: labels by IRI.
    :param text: what to call a resource, where the row itself says it.
    """
    if term is None:
        return Cell()
    if isinstance(term, NamedNode):
        return _resource(term, text or known.get(term.value), site)
    found = value(term)
    if isinstance(found, bool):
        return Cell(site.say("yes") if found else site.say("no"))
    if isinstance(found, int):
        return Cell(number(found, site.lang), kind="n")
    if isinstance(found, (Decimal, float)):
        return Cell(str(found).replace(".", "," if site.lang == "fr" else "."), kind="n")
    if type(found) is date:
        return Cell(day(found, site.lang), kind="d")
    written = label(term)
    lang = term.language or "" if isinstance(term, Literal) else ""
    addresses = written.split(" ")
    if len(addresses) > 1 and all(a.startswith(ID) for a in addresses):
        return Cell(", ".join(a.removeprefix(ID).partition("/")[2] for a in addresses), kind="t")
    long = max(map(len, written.split(" "))) > 40
    return Cell(written, lang=lang if lang != site.lang else "", kind="x" if long else "t" if len(written) > 25 else "")


def _resource(iri: NamedNode, text: str | None, site: Site) -> Cell:
    ours = iri.value.startswith((ID, KG, RULE))
    if text is None and not ours and iri.value.startswith(("http://", "https://")):
        return Cell(iri.value, iri.value, outside=True, kind="x")
    written = text or label(iri)
    kind = "t" if len(written) > 25 else ""
    return Cell(written, site.thing(iri.value) or "", kind=kind)


def _folded(columns: Sequence[str], types: Mapping[str, str]) -> dict[str, str]:
    """Map a column of resources to the column that holds their labels."""
    found = {c: f"{c}Label" for c in columns if f"{c}Label" in columns}
    first = next(iter(columns), None)
    if first is not None and "label" in columns and types.get(first) == "iri":
        found.setdefault(first, "label")
    return found


def _kind(column: int, rows: Sequence[Sequence[Cell]], shown: Sequence[int]) -> str:
    kinds = {row[shown.index(column)].kind for row in rows if row[shown.index(column)].text}
    return kinds.pop() if len(kinds) == 1 else "t" if "t" in kinds else ""
