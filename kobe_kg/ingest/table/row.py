"""A row of claims, checked cell by cell: what cannot be understood refuses it, what is left out is remarked on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.dossier.sense import Unread
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.table import days, words
from kobe_kg.ingest.table.columns import COLUMNS, PARTS, Column, fold
from kobe_kg.ingest.table.days import Span
from kobe_kg.ingest.table.mapping import Called, Cut, Plan
from kobe_kg.ingest.table.sheet import LONGEST
from kobe_kg.ingest.table.wording import Part, between, measured, parse, whole, worded

#: Kind of claim to the part of the header that it is made of.
KINDS = {
    "quantity": "How many",
    "attribution": "Who did it",
    "absence": "What is missing",
    "occurrence": "Where and when",
}
_CALLED = {"quantity": "count number quantité", "attribution": "party actor", "occurrence": "happening événement"}
_CALLED |= {"absence": "silence"}
_KINDS = {fold(word): kind for kind in KINDS for word in (kind, f"{kind}claim", *_CALLED[kind].split())}
_CONTENT = {column.name: kind for kind, part in KINDS.items() for column in PARTS[part]}
_ADDRESS = re.compile(r"https?://[^\s/<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?:[:h]|\s?h\s?)([0-5][0-9])?(?::00)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DECIMAL = re.compile(r"-?[0-9]{1,6}([.,][0-9]{1,15})?")
_MOST = {"lat": 90, "lon": 180}


class Row(NamedTuple):
    """One claim as a row makes it; of several that a mapping cuts from a row, one."""

    #: The row it is made of.
    raw: Raw
    #: Its name among the claims of its row, or an empty text.
    part: str
    #: quantity, attribution, occurrence or absence.
    kind: str
    #: Cells by column, understood: texts as they stand, concepts without namespace, numbers and clocks in one form.
    texts: Mapping[str, str]
    #: Cells of several values.
    many: Mapping[str, tuple[str, ...]]
    #: Days, months and years.
    spans: Mapping[str, Span]
    #: The figures of a quantity: one, or those of a range.
    figures: tuple[Part, ...]
    #: Where a person finds the cells.
    called: Called

    def get(self, name: str) -> str:
        """Give the text of a column, or an empty one."""
        return self.texts.get(name, "")

    def day(self, name: str) -> str:
        """Give the day of a column, or an empty text."""
        return self.spans[name].first if name in self.spans else ""

    def flaw(self, column: str, why: str, value: str = "") -> Flaw:
        """Say what is wrong with a cell."""
        shown = value or self.get(column) or "; ".join(self.many.get(column, ()))
        return Flaw(self.called.of(column), shown, why)


def check(raw: Raw, cut: Cut, plan: Plan, event: str) -> tuple[Row | None, list[Flaw]]:
    """Read the cells of a row.

    :param event: the event of rows that name none, or an empty text.
    :returns: the row and what to remark on; or None and all that is wrong.
    """
    checker = _Checker(cut, plan)
    wrong = checker.wrong
    if event:
        checker.texts.setdefault("event", event)
    for name, text in cut.cells.items():
        checker.read(COLUMNS[name], text)
    kind = checker.kind()
    if not {"event", "about"} & set(checker.texts) and "event" not in cut.cells:
        checker.miss("event", "it does not say which event it is about", "or name it for all rows with --event")
    if "speaker" not in cut.cells:
        checker.miss("speaker", "it does not say who says it")
    if not {"report", "report_url", "publisher"} & set(cut.cells):
        checker.miss("report", "it does not say where it stands", "fill in report, report_url, or publisher")
    figures = checker.content(kind) if kind else ()
    checker.times()
    row = Row(raw, cut.name, kind, checker.texts, checker.many, checker.spans, figures, cut.called)
    return (None, wrong) if wrong else (row, checker.noted)


class _Checker:
    """One row under way."""

    def __init__(self, cut: Cut, plan: Plan) -> None:
        self.wrong: list[Flaw] = list(cut.flaws)
        self.noted: list[Flaw] = []
        self.texts: dict[str, str] = {}
        self.many: dict[str, tuple[str, ...]] = {}
        self.spans: dict[str, Span] = {}
        self._cut, self._plan = cut, plan

    def read(self, column: Column, text: str) -> None:
        """Read a cell as its column has it."""
        name = column.name
        if len(text) > LONGEST:
            self.refuse(name, f"it has {len(text):,} characters, and {LONGEST:,} are read")
            return
        try:
            match column.kind:
                case "term":
                    self.texts[name] = self._term(column, text)
                case "day" | "span":
                    read = days.span(text, self._plan.orders.get(name, ""))
                    if column.kind == "day" and read.precision != "ExactDay":
                        raise Unread(name, f"{text!r} is no single day", "write it as 2025-02-07")
                    self.spans[name] = read
                case "many":
                    self.many[name] = tuple(" ".join(part.split()) for part in self._plan.parts(name, text))
                    for part in self.many[name] if name in ("report", "cites") else ():
                        if re.match("https?:", part) and not _is_address(part):
                            raise Unread(name, f"{part!r} is no address", "it begins with https:// and has no blanks")
                case "decimal" if name == "kilometres":
                    self.texts["measured"], number = measured(text.removesuffix("km").strip())
                    self.texts[name] = _plain(column, number)
                    if not self.texts["measured"]:
                        raise Unread(name, f"{text!r} measures nothing", "as in 30, about 30 or at least 30")
                case "truth":
                    self.texts[name] = str(words.truth(text)).lower()
                case _:
                    self.texts[name] = _plain(column, text)
        except Unread as error:
            self.refuse(name, error.why, error.hint)

    def kind(self) -> str:
        """Give the kind of the claim, as it says or as the columns that are filled in tell."""
        filled = {_CONTENT[name] for name in self._cut.cells if name in _CONTENT}
        told = self._cut.cells.get("kind", "")
        if told and fold(told) not in _KINDS:
            self.refuse("kind", f"{told!r} is no kind of claim", f"allowed: {', '.join(KINDS)}")
            return ""
        kind = _KINDS[fold(told)] if told else next((kind for kind in KINDS if kind in filled), "")
        if not kind:
            self.miss(
                "number", "it says nothing", "fill in population, outcome and number; or party and role; or place"
            )
            return ""
        shared = {"qualifier"} if kind == "occurrence" else set()
        left = [name for name in self._cut.cells if _CONTENT.get(name, kind) != kind and name not in shared]
        for name in left:
            why = f"{name} is left out of a row that claims {kind}: give it a row of its own"
            self.noted.append(Flaw(self._cut.called.of(name), self._cut.cells[name], why))
            for found in (self.texts, self.spans, self.many):
                found.pop(name, None)
        return kind

    def content(self, kind: str) -> tuple[Part, ...]:
        """Check what only this kind of claim has, and give its figures."""
        needed = {"quantity": ("population", "outcome"), "attribution": ("party", "role"), "absence": ("absence",)}
        for name in needed.get(kind, ()):
            if name not in self._cut.cells:
                self.miss(name, f"{'an' if kind[0] == 'a' else 'a'} {kind} needs it")
        if kind == "occurrence":
            try:
                self._happening()
            except Unread as error:
                self.refuse(error.key, error.why, error.hint)
        if kind != "quantity":
            return ()
        try:
            figures = self._figures()
        except Unread as error:
            self.refuse(error.key if error.key in self._cut.cells else "number", error.why, error.hint)
            return ()
        for part in figures:
            for qualifier, name, why in (
                ("Majority", "of_whole", "a majority is one of a named whole"),
                ("SimilarTo", "compared_to", "a similar number is like that of another row"),
            ):
                if (part.figure.qualifier == qualifier) != (name in self._cut.cells):
                    self.miss(name, why if part.figure.qualifier == qualifier else f"only for {qualifier}")
        return figures

    def times(self) -> None:
        """Check that days follow one another as they must."""
        for first, then in (
            ("event_date", "event_until"),
            ("happened_on", "happened_until"),
            ("said_on", "report_date"),
        ):
            if first in self.spans and then in self.spans and self.spans[then].last < self.spans[first].first:
                self.refuse(then, f"it is before {first}")
            if then.endswith("until") and then in self.spans and first not in self.spans:
                self.miss(first, f"{then} needs it")
        relays, own = "relays" in self.many, self.texts.get("originality")
        if relays and own not in (None, "Relayed"):
            self.refuse(
                "originality", "a claim that relays another is Relayed", "leave it empty, or leave relays empty"
            )
        if own == "Relayed" and not relays:
            self.miss("relays", "a relayed claim names the row it passes on", "or write Undetermined in originality")

    def refuse(self, name: str, why: str, hint: str | None = None) -> None:
        """Note what is wrong with a cell."""
        value = self._cut.cells.get(name, "")
        self.wrong.append(Flaw(self._cut.called.of(name), value, f"{why}; {hint}" if hint else why))

    def miss(self, name: str, why: str, hint: str = "") -> None:
        """Note that a cell is empty."""
        if any(flaw.column == self._cut.called.of(name) for flaw in self.wrong):
            return
        self.refuse(name, why if name in self._cut.cells else f"it is empty: {why}", hint or None)

    def _term(self, column: Column, text: str) -> str:
        if column.name == "qualifier":
            try:
                return words.term(column, text)
            except Unread:
                return text  # perhaps a wording, to be read with its number
        return words.term(column, text)

    def _figures(self) -> tuple[Part, ...]:
        texts = self.texts
        number, qualifier = texts.get("number", ""), texts.get("qualifier", "")
        low, high = (None if name not in texts else int(texts[name]) for name in ("min", "max"))
        if not number and not qualifier:
            return _bounds(low, high)
        if not qualifier:
            figures = parse(number)
            bare = whole(number)
            if bare is not None and (low is not None or high is not None):
                return _headline(bare, low, high)
        elif qualifier in words.allowed(COLUMNS["qualifier"]):
            bare = whole(number) if number else None
            figures = parse(number) if number and bare is None else worded(qualifier, bare)
            if figures[0].figure.qualifier != qualifier:
                raise Unread(
                    "qualifier", f"it says {qualifier}, and number is worded otherwise", "leave one of them out"
                )
        else:
            try:
                figures = parse(f"{qualifier} {number}".strip())
            except Unread:
                words.term(COLUMNS["qualifier"], qualifier)
                raise
        found = figures[0].figure
        if len(figures) == 1 and ((low not in (None, found.min)) or (high not in (None, found.max))):
            said = f"{'open' if found.min is None else found.min} to {'open' if found.max is None else found.max}"
            raise Unread("min", f"the wording means {said}, and min and max say otherwise", "leave them empty")
        return figures

    def _happening(self) -> None:
        """Find what an occurrence answers, and whether it says anything."""
        cells, texts = self._cut.cells, self.texts
        if ("lat" in cells) != ("lon" in cells):
            self.miss("lon" if "lat" in cells else "lat", "one coordinate needs the other")
        if "lat" in cells and len(self.many.get("place", ())) != 1:
            self.miss("place", "coordinates are those of one place")
        tells = (("kilometres", "Distance"), ("time", "TimeOfDay"), ("happened_on", "Date"), ("place", "Location"))
        aspect = texts.get("aspect") or next((aspect for name, aspect in tells if name in cells), "")
        aspect = aspect or "Course"
        if "qualifier" in texts:
            texts["measured"] = words.term(COLUMNS["qualifier"], texts["qualifier"])
        if not {"place", "happened_on", "time", "kilometres", "what", "what_fr", "label", "label_fr"} & set(cells):
            self.miss("what", "it says nothing of where, when or what")
        if "kilometres" in cells and aspect != "Distance":
            self.refuse("aspect", "kilometres tell a Distance")
        texts["aspect"] = aspect


def _bounds(low: int | None, high: int | None) -> tuple[Part, ...]:
    if low is None and high is None:
        raise Unread(
            "number", "it counts, and the cell is empty", "or fill in min and max; several and unknown are words"
        )
    if low is None or high is None:
        return worded("AtMost", high) if low is None else worded("AtLeast", low)
    return between(low, high)


def _headline(number: int, low: int | None, high: int | None) -> tuple[Part, ...]:
    """Read a bare number beside bounds: the best figure of a range, or one of its ends."""
    if high is None and low == number:
        return worded("AtLeast", number)
    if low in (None, 0) and high == number:
        return worded("AtMost", number)
    if low is None or high is None:
        raise Unread("min", "a number between bounds has both, min and max", "or leave them empty")
    if not low <= number <= high:
        raise Unread("number", f"{number} is not between {low} and {high}")
    return between(low, high, number)


def _is_address(text: str) -> bool:
    """Tell whether a text is an address that a graph can hold."""
    try:
        return _ADDRESS.fullmatch(text) is not None and bool(NamedNode(text))
    except ValueError:
        return False


def _plain(column: Column, text: str) -> str:
    """Read a cell that is no word of a list, no day and no yes or no."""
    plain = " ".join(text.split())
    match column.kind:
        case "count":
            found = whole(plain)
            if found is None:
                raise Unread(column.name, f"{text!r} is no whole number of zero or more")
            return str(found)
        case "decimal":
            number = plain.removesuffix("km").strip().replace(",", ".")
            if not _DECIMAL.fullmatch(number):
                raise Unread(column.name, f"{text!r} is no number", "write it as 12.5")
            if abs(float(number)) > _MOST.get(column.name, 100_000) or (
                column.name == "kilometres" and float(number) < 0
            ):
                raise Unread(column.name, f"{text!r} is out of range", "latitude is -90 to 90, longitude -180 to 180")
            return number
        case "clock":
            match = _CLOCK.fullmatch(plain)
            if match is None:
                raise Unread(column.name, f"{text!r} is no time of day", "write it as 14:30")
            return f"{int(match[1]):02}:{match[2] or '00'}"
        case "address":
            if not _is_address(plain):
                raise Unread(
                    column.name, f"{text!r} is no address", "it begins with http:// or https://, without blanks"
                )
            return plain
    if column.name == "language" and not _LANGUAGE.fullmatch(plain.lower()):
        raise Unread(column.name, f"{text!r} is no code of a language", "write en, fr, ar …")
    return plain.lower() if column.name == "language" else plain
