"""Mapping files: how the header and the words of another person's table become ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Keyed
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kobe_kg.errors import DataError, suggestion
from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.dossier import tree
from kobe_kg.ingest.dossier.tree import Node, Way, spell
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.table.columns import BETWEEN, COLUMNS, LINES, find, letter, near

_ORDER = Literal["day-first", "month-first", "year-first"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(_Model):
    """Where the cells of one of our columns come from."""

    from_: str | list[str] | None = Field(
        default=None, alias="from", description="Head of their column; of several, the first that is filled in counts."
    )
    value: str | None = Field(default=None, description="What stands in every row, or where their cell is empty.")
    values: dict[str, str] = Field(
        default_factory=dict, description="Their words to ours, capitals apart; other words stay as they are."
    )
    split: str | None = Field(default=None, description="What is between several values of one cell.", min_length=1)
    dates: _ORDER | None = Field(default=None, description="Order of day and month in this column.")

    @model_validator(mode="after")
    def _says(self) -> Origin:
        if self.from_ is None and self.value is None:
            raise ValueError("it says neither where the cells come from (from:) nor what they hold (value:)")
        return self


class Several(_Model):
    """One of several claims that each row makes."""

    name: str = Field(description="Tells the claim from the others of its row.", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    columns: dict[str, str | Origin] = Field(description="Columns beside those of all claims, or in their place.")


class Mapping(_Model):
    """How another person's table becomes ours."""

    columns: dict[str, str | Origin] = Field(default_factory=dict, description="Our column to theirs.")
    claims: list[Several] = Field(
        default_factory=list,
        description="Where a row makes several claims: each is left out of a row that fills none of its own columns.",
    )
    dates: _ORDER | None = Field(default=None, description="Order of day and month in dates such as 03/04/2025.")
    header: int = Field(default=0, ge=0, description="Row that holds the header; 0 is the first that is not empty.")
    sheet: str = Field(default="", description="Sheet of a workbook.")
    ignore: list[str] = Field(default_factory=list, description="Their columns that are left out on purpose.")


def json_schema() -> dict[str, Any]:
    """Give the format as JSON Schema 2020-12, as it is published with the documentation."""
    schema = Mapping.model_json_schema(by_alias=True)
    schema["properties"]["columns"]["propertyNames"] = {"enum": list(COLUMNS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/kobe-kg/table-mapping.schema.json",
        **schema,
        "title": "Kobé KG table mapping",
    }


def load(path: Path) -> tuple[Mapping, Node]:
    """Read a mapping file.

    :returns: the mapping, and the tree that tells where each of its keys stands.
    :raises DataError: when it is no YAML, or something in it is not as it should be; all of it is named at once.
    """
    top = tree.read(path)
    faults: list[tuple[Way, str, str | None]] = []
    mapping = None
    try:
        mapping = Mapping.model_validate(_texts(top.data()))
    except ValidationError as error:
        faults += [_explain(fault) for fault in error.errors(include_url=False)]
    else:
        groups: list[tuple[Way, Keyed[str, Any]]] = [(("columns",), mapping.columns)]
        groups += [(("claims", at, "columns"), claim.columns) for at, claim in enumerate(mapping.claims)]
        for way, group in groups:
            faults += [
                ((*way, name), f"there is no column {name!r}", near(name)) for name in group if name not in COLUMNS
            ]
    _check(top, path, faults)
    assert mapping is not None
    return mapping, top


def _texts(value: Any) -> Any:
    """Take bare numbers and truths for the texts they are written as, but for the number of the header."""
    if isinstance(value, dict):
        return {str(k): v if k == "header" else _texts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, (int, float)) else value


def _explain(fault: Any) -> tuple[Way, str, str | None]:
    steps = [step for step in fault["loc"] if step not in ("str", "Origin", "list[str]", "[key]")]
    way: Way = tuple(step for step in steps if not str(step).startswith("function-"))
    if fault["type"] == "extra_forbidden":
        model = Origin if way[0] == "columns" or "columns" in way else Several if way[0] == "claims" else Mapping
        names = [field.alias or name for name, field in model.model_fields.items()]
        return way, "there is no such key here", suggestion(str(way[-1]), names)
    message = fault["msg"].removeprefix("Value error, ")
    return way, message[:1].lower() + message[1:], None


def _check(top: Node, path: Path, faults: Sequence[tuple[Way, str, str | None]]) -> None:
    if not faults:
        return
    told: dict[str, None] = {}
    for way, what, hint in faults:
        line = f"{top.find(way).where}: {spell(way)}: {what}"
        told.setdefault(line + (f"\n  {hint}" if hint else ""))
    if len(faults) > 1:  # a text or a mapping: both are tried, and both complain
        told = {line: None for line in told if "valid string" not in line} or told
    count = "1 thing in it is" if len(told) == 1 else f"{len(told)} things in it are"
    raise DataError(f"{path} cannot be read: {count} not as it should be", hint="\n".join(told))


class Called(NamedTuple):
    """Where a person finds the cells of a row."""

    #: Number of the row.
    number: int
    #: The header.
    heads: Sequence[str]
    #: Column to its place in the header, where it has one.
    places: Keyed[str, int]

    def of(self, column: str) -> str:
        """Say where a column is found, e.g. ``F7 Killed (min)``."""
        at = self.places.get(column)
        return column if at is None else f"{letter(at)}{self.number} {self.heads[at] or column}"


class Cut(NamedTuple):
    """A row cut into our columns, for one claim."""

    #: Name of the claim among those of its row, or an empty text.
    name: str
    #: Column to its text, blanks around it taken off; empty cells are left out.
    cells: Keyed[str, str]
    #: Where a person finds them.
    called: Called
    #: What is wrong with the cells as such.
    flaws: Sequence[Flaw]


class _Pick(NamedTuple):
    """How to fill one column."""

    column: str
    places: tuple[int, ...]
    value: str
    values: Keyed[str, str]

    def read(self, cells: Sequence[str]) -> tuple[int | None, str]:
        """Give the place of the first cell that is filled in, and its text; or None and what stands there without."""
        for at in self.places:
            if text := cells[at].strip():
                return at, text
        return None, self.value

    def ours(self, text: str) -> str:
        """Give our word for theirs."""
        return self.values.get(text.casefold(), text) if self.values else text


class Plan:
    """How the rows of one sheet are cut.

    :param heads: the header of the sheet.
    :param mapping: how it is to be read, or None where it is ours.
    :param where: the mapping's file and tree, for what it names and the sheet does not have.
    :raises DataError: when the header has no column that is known, or lacks one that the mapping names.
    """

    def __init__(
        self, heads: Sequence[str], mapping: Mapping | None, where: tuple[Path, Node] | None, path: Path
    ) -> None:
        self.heads = heads
        #: Whether the header is ours, without a mapping.
        self.is_ours = mapping is None
        self.strange: list[str] = []
        self.twice: Sequence[tuple[str, str]] = ()
        #: What is between several values, and the order of days, by column.
        self.split: dict[str, str] = {}
        self.orders: dict[str, str] = {}
        self._faults: list[tuple[Way, str, str | None]] = []
        if mapping is None:
            found = find(heads)
            self.strange, self.twice = list(found.strange), found.twice
            shared = {name: _Pick(name, (at,), "", {}) for name, at in found.places.items()}
            self._claims: list[tuple[str, dict[str, _Pick], frozenset[str]]] = [("", shared, frozenset())]
        else:
            self._map(mapping)
            if where is not None:
                _check(where[1], where[0], self._faults)
        if not any(picks for _, picks, _ in self._claims):
            hint = (
                "its first row names its columns: event, speaker, publisher, report_date, population, outcome, number …"
            )
            raise DataError(
                f"{path} has no column that is known", hint=f"{hint}\nkobe ingest table --template shows all"
            )

    @property
    def notes(self) -> Sequence[str]:
        """Which columns are left out."""
        told = []
        for head in self.strange:
            hint = near(head) if self.is_ours else None
            told.append(f"the column {head!r} is not known, and is left out{f'; {hint}' if hint else ''}")
        told += [f"the column {head!r} is left out: {before!r} is the same" for head, before in self.twice]
        return told

    def cut(self, raw: Raw) -> list[Cut]:
        """Cut a row: a claim that fills none of its own columns is left out."""
        made, cells, broken = [], raw.cells, dict(raw.broken)
        for name, picks in self._filled(cells):
            found: dict[str, str] = {}
            places: dict[str, int] = {}
            called = Called(raw.number, self.heads, places)
            flaws: list[Flaw] = []
            for column, pick in picks.items():
                at, text = pick.read(cells)
                if pick.places:
                    places[column] = pick.places[0] if at is None else at
                if at is not None and at in broken:
                    flaws.append(Flaw(called.of(column), text, broken[at]))
                elif text := pick.ours(text):
                    found[column] = text
            made.append(Cut(name, found, called, flaws))
        return made

    def first(self, cells: Sequence[str], *columns: str) -> list[str]:
        """Give, for each claim of a row, the text of the first of some columns that has one, or an empty text."""
        made = []
        for _, picks in self._filled(cells):
            texts = (picks[column].ours(picks[column].read(cells)[1]) for column in columns if column in picks)
            made.append(next(filter(None, texts), ""))
        return made

    def _filled(self, cells: Sequence[str]) -> Iterator[tuple[str, Keyed[str, _Pick]]]:
        for name, picks, own in self._claims:
            if not own or any(cells[at].strip() for column in own for at in picks[column].places):
                yield name, picks

    def parts(self, column: str, text: str) -> list[str]:
        """Cut a cell of several values."""
        return [
            part.strip() for part in text.split(self.split.get(column) or LINES.get(column, BETWEEN)) if part.strip()
        ]

    def _map(self, mapping: Mapping) -> None:
        places = {" ".join(head.split()).casefold(): at for at, head in reversed(list(enumerate(self.heads)))}
        used: set[int] = set()

        def picks(group: Keyed[str, str | Origin], way: Way) -> dict[str, _Pick]:
            made = {}
            for name, given in group.items():
                origin = Origin.model_validate({"from": given}) if isinstance(given, str) else given
                asked = [origin.from_] if isinstance(origin.from_, str) else origin.from_ or []
                found = [places.get(" ".join(head.split()).casefold()) for head in asked]
                for head, at in zip(asked, found, strict=True):
                    if at is None:
                        hint = suggestion(head, [name for name in self.heads if name])
                        self._faults.append(((*way, name), f"the table has no column {head!r}", hint))
                used.update(at for at in found if at is not None)
                words = {word.casefold(): ours for word, ours in origin.values.items()}
                made[name] = _Pick(name, tuple(at for at in found if at is not None), origin.value or "", words)
                if origin.split:
                    self.split[name] = origin.split
                if order := origin.dates or mapping.dates:
                    self.orders[name] = order
            return made

        shared = picks(mapping.columns, ("columns",))
        if mapping.dates:
            self.orders = dict.fromkeys(COLUMNS, mapping.dates) | self.orders
        self._claims = [("", shared, frozenset())]
        if mapping.claims:
            self._claims = []
            for at, claim in enumerate(mapping.claims):
                own = picks(claim.columns, ("claims", at, "columns"))
                filled = frozenset(name for name, pick in own.items() if pick.places)
                self._claims.append((claim.name, {**shared, **own}, filled))
        ignored = {" ".join(head.split()).casefold() for head in mapping.ignore}
        self.strange = [
            head for at, head in enumerate(self.heads) if head and at not in used and head.casefold() not in ignored
        ]
