"""How a release follows earlier ones: what is said again keeps its name, what is changed supersedes, what is gone goes.

What is written stands by itself and beside the earlier files: a claim that was superseded or withdrawn comes along with
all that describes it, and what several releases describe stays as the first of them had it, later names beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Protocol

from kobe_kg.ingest.earlier import Earlier, Past
from kobe_kg.ingest.lines import node
from kobe_kg.ingest.said import Said, called, first, merged, paired
from kobe_kg.namespaces import ID

_ABOUT, _BREAKDOWN, _EARLIEST, _INSIDE, _LABEL, _LATEST, _PLACE, _STATED, _SUPERSEDES, _WITHDRAWN = (
    node(name)
    for name in (
        "kg:about kg:breakdown kg:earliest schema:containedInPlace rdfs:label kg:latest kg:place "
        "kg:statedOn kg:supersedes kg:withdrawnIn"
    ).split()
)
#: What a claim has besides what it says: where and when it was read, on what it rests, and what is remarked on it.
_BESIDE = frozenset(
    node(name)
    for name in (
        "kg:cites kg:evidence kg:reportedIn kg:statedOn kg:supersedes kg:withdrawnIn owl:sameAs rdfs:label "
        "skos:altLabel skos:closeMatch skos:editorialNote skos:exactMatch skos:scopeNote"
    ).split()
)
_DAYS = (_EARLIEST, _LATEST)
_IDS, _CLAIMS, _BREAKDOWNS = f"<{ID}", f"<{ID}claim/", f"<{ID}breakdown/"


class Hand(Protocol):
    """Writes for a succession."""

    #: The report that the release is, as a term; an empty text if there is none.
    report: str

    def write(self, subject: str, *said: str) -> None:
        """Write statements as they are."""
        ...

    def describe(self, subject: str, called: str, *said: str) -> None:
        """Describe what may be described already."""
        ...

    def knows(self, subject: str) -> bool:
        """Tell whether something is described already."""
        ...


@dataclass
class Heard:
    """What rows said of the claims of earlier releases; that of several parts can be put together."""

    #: A bit for each number of the index whose key was given again.
    touched: bytearray
    #: Claims by what became of them.
    tally: Counter[str] = field(default_factory=Counter)
    #: Keys of the rows.
    rows: set[str] = field(default_factory=set)
    #: Keys and names of events with rows that cannot be read.
    spared: set[str] = field(default_factory=set)
    #: The countries they lie in, or the widest places that are known.
    countries: set[str] = field(default_factory=set)
    #: The years they lie in.
    years: set[str] = field(default_factory=set)
    #: Events that are given other days than they bear.
    moved: int = 0

    def add(self, other: Heard) -> None:
        """Add what other rows said."""
        both = int.from_bytes(self.touched, "little") | int.from_bytes(other.touched, "little")
        self.touched = bytearray(both.to_bytes(len(self.touched), "little"))
        self.tally += other.tally
        self.rows |= other.rows
        self.spared |= other.spared
        self.countries |= other.countries
        self.years |= other.years
        self.moved += other.moved


class Succession:
    """A release on its way, and what came before it.

    :param complete: whether the file holds all that the release has on its countries and years, so that rows that are
        missing are withdrawn.
    """

    def __init__(self, earlier: Earlier, hand: Hand, *, complete: bool = False) -> None:
        self._earlier, self._hand, self._complete = earlier, hand, complete
        self.heard = Heard(bytearray((earlier.size + 7) // 8))
        #: Claims whose rows are missing, and are not withdrawn for it.
        self.missing = 0
        # The same things are asked for by row after row.
        self._thing = lru_cache(1000)(earlier.thing)
        # Breakdowns that wait for the claim that has them.
        self._waiting: dict[str, Sequence[str]] = {}
        # What the row under way has said.
        self._said: set[str] = set()
        # Place to the place it lies in.
        self._inside: dict[str, str] = {}

    def divide(self, name: str, said: Sequence[str]) -> None:
        """Keep a breakdown back until a claim has it."""
        self._waiting[name] = said

    def claim(self, name: str, row: str, what: str, said: Sequence[str]) -> str:
        """State a claim under the name that it has had, or a new one that supersedes it, and give the name."""
        heard, pairs = self.heard, paired(said)
        heard.rows.add(row)
        self._cover(pairs)
        past = self._earlier.claims(f"{row}-{what}")
        if past is None:
            heard.tally["new"] += 1
            return self._state(name, said)
        for number in past.numbers:
            heard.touched[number >> 3] |= 1 << (number & 7)
        live = past.live
        if live and self._same(past.said[live], pairs):
            heard.tally["unchanged"] += 1
            self._carry(past, but=live)
            return self._state_again(live, past.said[live], pairs)
        heard.tally["revised" if live else "new"] += 1
        self._carry(past)
        return self._state(name, [*said, _SUPERSEDES, live or past.last])

    def described(self, subject: str, said: Sequence[str]) -> Sequence[str]:
        """Give what to say of a thing: what was said of it, and what is new of what it may have several of."""
        again = subject in self._said
        self._said.add(subject)
        pairs = paired(said)
        if self._complete:
            self._inside.update((subject, value) for name, value in pairs if name == _INSIDE)
            self._cover(pairs)
        old = self._thing(subject)
        if not old:
            return said
        self._follow(old)
        days = {pair for pair in old if pair[0] in _DAYS}
        self.heard.moved += bool(days) and any(pair[0] in _DAYS and pair not in days for pair in pairs)
        return list(chain.from_iterable(pair for pair in merged(old, pairs) if not again or pair not in old))

    def called(self, subject: str) -> str:
        """Give what a thing was called, or an empty text."""
        return called(self._thing(subject))

    def forget(self) -> None:
        """Begin another row."""
        self._said.clear()

    def remarks(self) -> Iterator[str]:
        """Say what was kept although the release has it otherwise, or not at all."""
        if self.heard.moved:
            yield f"{_number(self.heard.moved, 'event')} keep the days they had; a claim gives the new ones"
        if self.missing and not self._complete:
            yield (
                f"{_number(self.missing, 'earlier claim')} of rows that are not in this file stand as they are; "
                "--complete withdraws them, if it has all that the release has on its countries and years"
            )
        elif self.missing:
            yield (
                f"{_number(self.missing, 'earlier claim')} of countries or years that this file has nothing of stand "
                "as they are"
            )
        if self.heard.tally["withdrawn"] and not self._hand.report:
            yield "the release is no report, so that what it no longer says is not marked"

    def tail(self) -> Iterator[None]:
        """Withdraw, claim by claim, what the release no longer says."""
        earlier, heard = self._earlier, self.heard
        missing = []
        for key in earlier.keys(heard.touched):
            if _begun(key, heard.rows):
                yield from self._withdraw(key)
            elif self._complete and not _begun(key, heard.spared):
                missing.append(key)
            else:
                self.missing += 1
        lying = self._lying(missing)
        for key in missing:
            past = earlier.claims(key)
            about = first(past.said[past.last], _ABOUT) if past else ""
            if about not in heard.spared and self._covers(about, lying.get(about, set())):
                yield from self._withdraw(key)
            else:
                self.missing += 1

    def _withdraw(self, key: str) -> Iterator[None]:
        past = self._earlier.claims(key)
        if past is None:
            return
        live = past.live
        self._carry(past, but=live)
        if live:
            self.heard.tally["withdrawn"] += 1
            gone = [(_WITHDRAWN, self._hand.report)] if self._hand.report else []
            self._state_again(live, past.said[live], gone)
        yield

    def _carry(self, past: Past, *, but: str = "") -> None:
        """State again what is no longer live."""
        for name, said in past.said.items():
            if name != but:
                self._state_again(name, said, [])

    def _state(self, name: str, said: Sequence[str]) -> str:
        """State a claim, with the breakdown that waits for it."""
        for at in range(1, len(said), 2):
            if said[at] in self._waiting:
                self._hand.write(said[at], *self._waiting.pop(said[at]))
        self._hand.write(name, *said)
        return name

    def _state_again(self, name: str, old: Said, new: Said) -> str:
        """State a claim as it was, and what it has besides now."""
        self._follow([pair for pair in old if pair not in new])
        more = [pair for pair in new if pair[0] in _BESIDE and pair[0] not in (_LABEL, _STATED) and pair not in old]
        self._hand.write(name, *chain.from_iterable(old), *chain.from_iterable(more))
        for _, term in new if self._waiting else ():
            self._waiting.pop(term, None)
        return name

    def _follow(self, said: Said) -> None:
        """Describe what earlier statements name, as it was described."""
        for _, term in said:
            if not term.startswith(_IDS) or term.startswith(_CLAIMS) or term in self._said or self._hand.knows(term):
                continue
            old = self._thing(term)
            if not old:
                continue
            if term.startswith(_BREAKDOWNS):
                self._said.add(term)
                self._follow(old)
                self._hand.write(term, *chain.from_iterable(old))
            else:
                self._hand.describe(term, called(old), *chain.from_iterable(old))

    def _same(self, old: Said, new: Said) -> bool:
        """Tell whether two claims say the same; a breakdown counts by what it holds."""
        content = [{pair for pair in one if pair[0] not in _BESIDE} for one in (old, new)]
        apart = content[0] ^ content[1]
        if not apart:
            return True
        if len(apart) != 2 or any(name != _BREAKDOWN for name, _ in apart):
            return False
        one, other = (self._held(value) for _, value in apart)
        return one == other

    def _held(self, breakdown: str) -> set[tuple[str, str]]:
        waiting = self._waiting.get(breakdown)
        return {pair for pair in (self._thing(breakdown) if waiting is None else paired(waiting)) if pair[0] != _LABEL}

    def _cover(self, said: Said) -> None:
        """Note which countries and years the release speaks of."""
        if not self._complete:
            return
        for name, value in said:
            if name == _EARLIEST:
                self.heard.years.add(value[1:5])
            elif name == _PLACE:
                self.heard.countries.add(self._widest(value))

    def _widest(self, place: str) -> str:
        seen = {place}
        while around := self._inside.get(place) or first(self._thing(place), _INSIDE):
            if around in seen:
                break
            seen.add(around)
            place = around
        return place

    def _lying(self, keys: Sequence[str]) -> dict[str, set[str]]:
        """Find the countries that claims place their events in."""
        found: dict[str, set[str]] = {}
        for key in keys:
            past = self._earlier.claims(key)
            for said in past.said.values() if past else ():
                if place := first(said, _PLACE):
                    found.setdefault(first(said, _ABOUT), set()).add(self._widest(place))
        return found

    def _covers(self, about: str, countries: set[str]) -> bool:
        year = first(self._thing(about), _EARLIEST)[1:5]
        return countries <= self.heard.countries and (not year or year in self.heard.years)


def _begun(key: str, rows: Set[str]) -> bool:
    """Tell whether a key begins with that of one of the rows."""
    at = key.find("-")
    while at >= 0:
        if key[:at] in rows:
            return True
        at = key.find("-", at + 1)
    return False


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
