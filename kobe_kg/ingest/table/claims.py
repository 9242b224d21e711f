"""The claims of a table: what each row makes, what it is called, and which others it points to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from kobe_kg.errors import suggestion
from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.scribe import digest
from kobe_kg.ingest.table.cast import Cast, Roles, slugged, topic
from kobe_kg.ingest.table.row import Row
from kobe_kg.ingest.table.wording import Part
from kobe_kg.namespaces import ID, compact

#: Columns that make a claim this one and no other, where its row has no key.
_TELLING = ("kind", "hedge", "number", "qualifier", "min", "max", "of_whole", "what", "what_fr", "time", "kilometres")


#: Columns in which a row points to others.
POINTERS = ("relays", "supersedes", "compared_to")


@dataclass
class Claim:
    """A claim on its way."""

    row: Row
    roles: Roles
    #: Its prefixed name.
    name: str
    #: The figure of a quantity.
    part: Part | None
    #: The day it was said, or an empty text.
    stated: str
    originality: str
    #: What it points to, by name.
    relays: list[str] = field(default_factory=list)
    supersedes: list[str] = field(default_factory=list)
    compared_to: list[str] = field(default_factory=list)


class Entry:
    """A row and the claims it makes: one, or those of a range.

    :param base: name of its claim; those of a range add what tells them apart.
    """

    def __init__(self, row: Row, roles: Roles, base: str) -> None:
        self.row, self.roles, self.base = row, roles, base
        #: The event it stays with.
        self.home = roles.event or roles.about
        #: What other rows may call it.
        self.keys = dict.fromkeys(filter(None, (row.get("id"), base)))
        stated = row.day("said_on") or row.day("report_date")
        originality = row.get("originality") or ("Relayed" if row.many.get("relays") else "Undetermined")
        parts: Sequence[Part | None] = row.figures or (None,)
        self.claims = [
            Claim(row, roles, f"{base}-{part.name}" if part and part.name else base, part, stated, originality)
            for part in parts
        ]

    @property
    def names(self) -> set[str]:
        """The prefixed names of whom and what it names."""
        roles = self.roles
        return {roles.event, roles.speaker, *roles.reports, *roles.cites, roles.party, *roles.places} - {""}

    def like(self, claim: Claim) -> Claim:
        """Give the claim that another means by this row: of a range, the one on the same side."""
        named = claim.part.name if claim.part else ""
        upper = claim.part is not None and claim.part.figure.qualifier in ("AtMost", "UpTo")
        side = named or ("high" if upper else "low")
        return next((own for own in self.claims if own.part and own.part.name == side), self.claims[0])


def name(row: Row, roles: Roles) -> str:
    """Name the claim of a row: after its key, or after what it says."""
    event = (roles.event or roles.about).partition(":")[2]
    key = row.get("id")
    more = f"-{row.part}" if row.part else ""
    if full := full_name(key):
        return full + more
    if key:
        own = slugged(key)
        return f"claim:{own if f'{own}-'.startswith(f'{event}-') else f'{event}-{own}'}{more}"
    said = [row.get(column) for column in _TELLING]
    said += [str(named) for named in roles]
    said += [row.kind, *(span.first + span.last for span in row.spans.values()), topic(row)]
    mark = digest("\0".join(map(str, said)))[:8]
    return f"claim:{event}-{roles.speaker.partition(':')[2]}-{topic(row)}-{mark}"


class Linker:
    """Joins the rows of a table.

    A key is that of a row about the same event, or else of a row about the first event that has it.

    :param entries: the rows by number and name of their part.
    """

    def __init__(self, entries: Iterable[Entry], cast: Cast) -> None:
        self._cast = cast
        self._keys: dict[str, dict[str, list[Entry]]] = defaultdict(dict)
        self._homes: dict[str, str] = {}
        self._gone: Set[int] = frozenset()
        for entry in entries:
            for key in entry.keys:
                self._homes.setdefault(key, entry.home)
                self._keys[entry.home].setdefault(key, []).append(entry)

    def leave_out(self, rows: Set[int]) -> None:
        """Let no row point to some rows.

        :param rows: their numbers.
        """
        self._gone = rows

    def link(self, entry: Entry) -> list[Flaw]:
        """Point the claims of a row to those it names; give what is wrong with that."""
        flaws: list[Flaw] = []
        for column in POINTERS:
            for key in entry.row.many.get(column, ()):
                full = full_name(key) or key
                others = self._find(entry, key) or self._find(entry, full)
                other = next((o for o in others if o.row.part == entry.row.part), others[0] if others else None)
                if other is None and full not in self._cast.known:
                    known = (f"claim:{n}" for n in self._cast.known.of("claim"))
                    near = suggestion(key, [*self._keys[entry.home], *known])
                    hint = f"; {near}" if near and near.startswith("did") else ""
                    flaws.append(entry.row.flaw(column, f"no row that is kept has the id {key!r}{hint}", key))
                    continue
                if other is not None and (why := self._unfit(entry, other, column)):
                    flaws.append(entry.row.flaw(column, why, key))
                    continue
                for claim in entry.claims:
                    target = full if other is None else other.like(claim).name
                    if target not in getattr(claim, column):
                        getattr(claim, column).append(target)
        return flaws

    def _unfit(self, entry: Entry, other: Entry, column: str) -> str:
        """Say why a row cannot point to another, or nothing."""
        row = other.row
        if other is entry or self._comes_back(entry, other, column):
            return "it comes back to itself"
        if column != "compared_to" and entry.roles.event != other.roles.event:
            return f"row {row.raw.number} is about {other.roles.event}"
        if column == "relays" and row.kind != entry.row.kind:
            return f"row {row.raw.number} is {'an' if row.kind[0] in 'ao' else 'a'} {row.kind}"
        if column == "supersedes" and entry.roles.speaker != other.roles.speaker:
            return f"row {row.raw.number} is said by {other.roles.speaker}: a speaker corrects only itself"
        mine, theirs = entry.claims[0].stated, other.claims[0].stated
        if mine and theirs and column != "compared_to" and mine < theirs:
            return f"row {row.raw.number} was said later, on {theirs}"
        if column == "supersedes" and mine and mine == theirs and row.raw.number > entry.row.raw.number:
            return f"row {row.raw.number} of the same day stands below"
        return ""

    def _comes_back(self, entry: Entry, other: Entry, column: str) -> bool:
        seen: set[int] = set()
        ways = [other]
        while ways:
            here = ways.pop()
            if here is entry:
                return True
            if id(here) not in seen:
                seen.add(id(here))
                ways += [far for key in here.row.many.get(column, ()) for far in self._find(here, key)]
        return False

    def _find(self, entry: Entry, key: str) -> list[Entry]:
        """Give the rows that stay and that a row means by a key."""
        own = self._keys[entry.home]
        found = own.get(key) or self._keys.get(self._homes.get(key, ""), {}).get(key, [])
        return [other for other in found if other.row.raw.number not in self._gone]


def full_name(key: str) -> str:
    """Give the prefixed name of a key that is the full name of a claim, or an empty text."""
    named = compact(key) or key if key.startswith(ID) else key
    return named if named.startswith("claim:") else ""
