"""The rows of a table, or of a part of it: checked one by one, and then held together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kobe_kg.ingest.account import Account, Flaw
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.table.cast import Cast
from kobe_kg.ingest.table.claims import Claim, Entry, Linker, name
from kobe_kg.ingest.table.mapping import Plan
from kobe_kg.ingest.table.row import check
from kobe_kg.ingest.work import cut


class Body:
    """The rows of a table that hold together, and what is wrong with the others.

    :param rows: all rows about the events they are about, and about those they point to.
    :param event: the event of rows that name none, or an empty text.
    """

    def __init__(self, rows: Iterable[Raw], plan: Plan, cast: Cast, event: str) -> None:
        #: The rows that stay.
        self.entries: list[Entry] = []
        self._cast = cast
        self._raws: list[Raw] = []
        # What stands against each row, and what is remarked on it.
        self._wrong: dict[int, list[Flaw]] = {}
        self._noted: dict[int, list[Flaw]] = {}
        for raw in rows:
            self._raws.append(raw)
            entries, wrong, noted = understood(raw, plan, cast, event)
            self.entries += entries
            self._noted[raw.number] = noted
            if wrong:
                self._wrong[raw.number] = wrong
        self._join()

    @property
    def claims(self) -> Iterator[Claim]:
        """The claims, in the order of their rows."""
        for entry in self.entries:
            yield from entry.claims

    def things(self) -> list[str]:
        """Name what the rows that stay name and the graph does not describe, as it was first met."""
        found = {thing for entry in self.entries for thing in named(entry, self._cast)}
        return [thing for thing in self._cast.facts if thing in found]

    def note(self, entry: Entry, flaws: Iterable[Flaw]) -> None:
        """Remark on a row that stays."""
        self._noted[entry.row.raw.number] += flaws

    def count(self, account: Account) -> None:
        """Count the rows, each by the kind of its first claim."""
        kinds = {entry.row.raw.number: entry.row.kind for entry in reversed(self.entries)}
        for raw in self._raws:
            if wrong := self._wrong.get(raw.number):
                account.refuse(raw, wrong)
            else:
                account.keep(raw, kinds[raw.number], self._noted[raw.number])

    def _join(self) -> None:
        """Refuse rows that stand twice or point to none, until those that stay hold together."""
        first: dict[str, int] = {}
        for entry in self.entries:
            row = entry.row
            before = first.setdefault(entry.base, row.raw.number)
            if before != row.raw.number:
                self._refuse(
                    entry,
                    row.flaw("id", f"row {before} has the same")
                    if row.get("id")
                    else Flaw("", "", f"row {before} says the same; if it was said twice, give each an id"),
                )
            elif why := self._early(entry):
                self._refuse(entry, why)
        linker = Linker(self.entries, self._cast)
        while True:
            self.entries = [entry for entry in self.entries if entry.row.raw.number not in self._wrong]
            linker.leave_out(frozenset(self._wrong))
            loose = False
            for entry in self.entries:
                for claim in entry.claims:
                    claim.relays, claim.supersedes, claim.compared_to = [], [], []
                if flaws := linker.link(entry):
                    self._refuse(entry, *flaws)
                    loose = True
            if not loose:
                return

    def _refuse(self, entry: Entry, *flaws: Flaw) -> None:
        self._wrong.setdefault(entry.row.raw.number, []).extend(flaws)

    def _early(self, entry: Entry) -> Flaw | None:
        """Say that a claim was stated before its event began."""
        event, stated = entry.roles.event, entry.claims[0].stated
        span = self._cast.span(event)
        first = span.first if span else self._cast.known.earliest.get(event, "")
        if not stated or not first or stated >= first:
            return None
        column = "said_on" if "said_on" in entry.row.spans else "report_date"
        return entry.row.flaw(column, f"{stated} is before the first day of the event, {first}", stated)


def understood(raw: Raw, plan: Plan, cast: Cast, event: str) -> tuple[list[Entry], list[Flaw], list[Flaw]]:
    """Check a row by itself, and take in what it names.

    :returns: the claims it makes, what is wrong with it, and what to remark on.
    """
    _, flaw = cut(raw, len(plan.heads))
    if flaw:
        return [], [flaw], []
    entries: list[Entry] = []
    wrong: list[Flaw] = []
    noted: list[Flaw] = []
    cuts = plan.cut(raw)
    if not cuts:
        wrong.append(Flaw("", "", "it makes none of the claims of the mapping"))
    for one in cuts:
        row, flaws = check(raw, one, plan, event)
        (noted if row else wrong).extend(flaws)
        if row is None:
            continue
        roles, flaws = cast.add(row)
        (noted if roles else wrong).extend(flaws)
        if roles is not None:
            entries.append(Entry(row, roles, name(row, roles)))
    return entries, wrong, noted


def named(entry: Entry, cast: Cast) -> Sequence[str]:
    """Name what a row names and the graph does not describe, and who printed it, sorted."""
    printed = {cast.facts.look(thing).get("publisher", "") for thing in entry.names}
    return sorted(thing for thing in entry.names | printed if thing and thing not in cast.known)
