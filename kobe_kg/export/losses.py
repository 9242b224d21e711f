"""What an export does not hold, counted and with the reason: nobody is to take a part for the whole."""

from __future__ import annotations

import json
import textwrap
from itertools import groupby
from typing import NamedTuple

from kobe_kg.namespaces import compact

#: Kinds of what is left out, in the order of the report.
KINDS = ("restricted", "class", "property", "resource", "value")

_TITLES = {
    "restricted": "Left out because it may not be passed on",
    "class": "Classes that are not in it",
    "property": "Properties that are not in it",
    "resource": "Resources that are not in it",
    "value": "Values that are not in it as they are",
}
# How many resources are named for each reason, and where they stand below it.
_SHOWN = 3
_WRAP = textwrap.TextWrapper(
    100, initial_indent=" " * 10, subsequent_indent=" " * 10, break_long_words=False, break_on_hyphens=False
)


class Left(NamedTuple):
    """Things that are left out for one reason."""

    #: One of :data:`KINDS`.
    kind: str
    #: The class or property, as a prefixed name; empty for resources.
    name: str
    #: Why, one clause.
    why: str
    #: How many: instances, triples, resources or values.
    number: int
    #: Which, as prefixed names or IRIs, sorted; empty where only their number is known.
    which: tuple[str, ...] = ()


class Losses:
    """An account of what an export leaves out.

    :param form: name of the format.

    >>> losses = Losses("geojson")
    >>> losses.add_property("kg:hedge", "a feature has no place for it", 12)
    >>> losses.add_resource("https://w3id.org/kobe-kg/id/place/gao", "it has no coordinates")
    >>> print(losses.text(), end="")
    What geojson leaves out
    <BLANKLINE>
    Properties that are not in it
          12  kg:hedge: a feature has no place for it
    <BLANKLINE>
    Resources that are not in it
           1  it has no coordinates
              place:gao
    """

    def __init__(self, form: str) -> None:
        #: Name of the format.
        self.form = form
        self._counts: dict[tuple[str, str, str], int] = {}
        self._which: dict[tuple[str, str, str], set[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._counts or self._which)

    def add_class(self, name: str, why: str, count: int = 1) -> None:
        """Count instances of a class, a prefixed name or an IRI."""
        self._count("class", _short(name), why, count)

    def add_property(self, name: str, why: str, count: int = 1) -> None:
        """Count triples of a property, a prefixed name or an IRI."""
        self._count("property", _short(name), why, count)

    def add_value(self, name: str, why: str, count: int = 1) -> None:
        """Count values of a property or column that had to be changed or cut."""
        self._count("value", _short(name), why, count)

    def add_resource(self, iri: str, why: str) -> None:
        """Name a resource that is left out; naming it twice for one reason counts once."""
        self._which.setdefault(("resource", "", why), set()).add(_short(iri))

    def add_restricted(self, iri: str, why: str) -> None:
        """Name a resource that may not be passed on."""
        self._which.setdefault(("restricted", "", why), set()).add(_short(iri))

    @property
    def rows(self) -> list[Left]:
        """All that is left out, by kind, then the most first."""
        found = [Left(*key, count) for key, count in self._counts.items() if count]
        found += [Left(*key, len(which), tuple(sorted(which))) for key, which in self._which.items()]
        return sorted(found, key=lambda row: (KINDS.index(row.kind), -row.number, row.name, row.why))

    def text(self) -> str:
        """Write it for people; an empty text when nothing is left out."""
        if not self:
            return ""
        lines = [f"What {self.form} leaves out"]
        for kind, rows in groupby(self.rows, key=lambda row: row.kind):
            lines += ["", _TITLES[kind]]
            reasons: dict[str, list[Left]] = {}
            for row in rows:
                reasons.setdefault(row.why, []).append(row)
            for why, some in sorted(reasons.items(), key=lambda item: -sum(row.number for row in item[1])):
                if len(some) == 1 and some[0].name:
                    lines.append(f"{some[0].number:8}  {some[0].name}: {why}")
                    continue
                lines.append(f"{sum(row.number for row in some):8}  {why}")
                lines += [line.replace("\N{NO-BREAK SPACE}", " ") for line in _WRAP.wrap(_names(some))]
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """Write it for programs, with the names of all resources."""
        rows = [
            {"kind": row.kind, "name": row.name or None, "why": row.why, "count": row.number, "which": list(row.which)}
            for row in self.rows
        ]
        return json.dumps({"format": self.form, "left_out": rows}, ensure_ascii=False, indent=2) + "\n"

    def _count(self, kind: str, name: str, why: str, count: int) -> None:
        self._counts[kind, name, why] = self._counts.get((kind, name, why), 0) + count


def _names(rows: list[Left]) -> str:
    """Name what is left out for one reason: classes and properties with their numbers, and a few resources."""
    found = [f"{row.name}\N{NO-BREAK SPACE}{row.number}" for row in rows if row.name]
    which = [name for row in rows for name in row.which]
    found += which[:_SHOWN]
    return ", ".join(found) + (f" and {len(which) - _SHOWN} more" if len(which) > _SHOWN else "")


def _short(name: str) -> str:
    return compact(name) or name
