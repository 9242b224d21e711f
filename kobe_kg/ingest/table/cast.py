"""Who and what the rows of a table name: each gets one IRI, and is described once, from all rows that name it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from kobe_kg.errors import suggestion
from kobe_kg.ingest.account import Flaw
from kobe_kg.ingest.dossier.names import kebab, slug
from kobe_kg.ingest.dossier.vocabulary import Names
from kobe_kg.ingest.scribe import digest
from kobe_kg.ingest.table.columns import fold
from kobe_kg.ingest.table.days import Span
from kobe_kg.ingest.table.known import Known
from kobe_kg.ingest.table.ledger import Ledger
from kobe_kg.ingest.table.row import Row
from kobe_kg.namespaces import ID, compact

_NAMED = re.compile(r"(event|convoy|party|place|source|report|claim):[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_SLUG = re.compile(r"[a-z0-9]+([-_.][a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://(?:www\.)?([^/]+)(.*)")
#: Keeps what a row says of a thing: its name, which fact, in which column, and what.
Say: TypeAlias = Callable[[str, str, str, str], None]

#: A slug has no more letters of a name.
_LONG = 60


class Roles(NamedTuple):
    """Whom and what a row names, each by its prefixed name; an empty text is nobody."""

    event: str
    about: str
    speaker: str
    reports: tuple[str, ...]
    cites: tuple[str, ...]
    party: str
    places: tuple[str, ...]


class Cast:
    """The things that rows name.

    The first row to say something is heard. So rows that are taken in again, by a cast that has heard them all, are
    understood as they were the first time.

    :param known: what the graph describes; it counts before the rows.
    :param folder: where the things are on disk; None is nowhere.
    :param new: whether they are to be written there.
    """

    def __init__(self, known: Known, folder: Path | None = None, *, new: bool = False) -> None:
        self.known = known
        #: What rows say of each thing that the graph does not describe: by name, then by fact.
        self.facts = Ledger(folder and folder / "facts", new=new)
        # Documents by short name and publisher, and by address.
        self._named = Ledger(folder and folder / "documents", new=new)
        self._addresses = Ledger(folder and folder / "addresses", new=new)

    def close(self) -> None:
        """Write what is to be written, and let go of the files."""
        for ledger in (self.facts, self._named, self._addresses):
            ledger.close()

    def add(self, row: Row) -> tuple[Roles | None, list[Flaw]]:
        """Take in what a row names.

        :returns: the names, and what to remark on; or None and what is wrong.
        """
        event = self._name("event", row.get("event"))
        speaker = self._name("source", row.get("speaker"))
        publisher = self._name("source", row.get("publisher"))
        about = self._name("event", row.get("about")) or event
        if about != event and about not in self.known:
            near = suggestion(
                about, [f"{kind}:{n}" for kind in ("convoy", "party", "place") for n in self.known.of(kind)]
            )
            hint = near or "name the graph that describes it with --graph"
            return None, [row.flaw("about", f"nothing known is called {row.get('about')!r}; {hint}")]
        reports: list[str] = []
        if len(row.many.get("report", ())) > 1:
            reports = [self._report(item, "", "", "") for item in row.many["report"]]
        else:
            short = "".join(row.many.get("report", ()))
            reports = [self._report(short, publisher, row.get("report_url"), row.day("report_date"))]
        cites = tuple(self._report(item, "", "", "") for item in row.many.get("cites", ()))
        party = self._name("party", row.get("party"))
        places = tuple(self._name("place", text) for text in row.many.get("place", ()))
        roles = Roles(event, about, speaker, tuple(reports), cites, party, places)
        return roles, self._describe(row, roles, publisher)

    def names(self, name: str) -> Names:
        """Give what a thing is called."""
        facts = self.facts.look(name)
        text = facts.get("en") or facts.get("called") or name.partition(":")[2].replace("-", " ").capitalize()
        return self.known.names(name) or Names(text, facts.get("fr") or (None if name.startswith("event:") else text))

    def span(self, event: str) -> Span | None:
        """Give the days of an event that rows date."""
        text = self.facts.look(event).get("span")
        return Span(*text.split()) if text else None

    def lacks(self, event: str) -> list[str]:
        """Name the columns that no row about an event fills in; one that the graph describes lacks none."""
        facts = {} if event in self.known else {"event_label": "en", "event_label_fr": "fr", "event_date": "span"}
        return [column for column, fact in facts.items() if not self.facts.look(event).get(fact)]

    def event(self, text: str) -> str:
        """Name an event."""
        return self._name("event", text)

    def _describe(self, row: Row, roles: Roles, publisher: str) -> list[Flaw]:
        """Keep what a row says of the things it names; give what another row says otherwise."""
        noted: list[Flaw] = []

        def say(name: str, fact: str, column: str, value: str) -> None:
            if name and name not in self.known:
                facts = self.facts.of(name)
                if value and facts.setdefault(fact, value).casefold() != value.casefold():
                    why = f"{column} of {name} is {facts[fact]} in a row before, which counts"
                    noted.append(row.flaw(column, why, value))

        self._call(roles.event, row.get("event"))
        say(roles.event, "en", "event_label", row.get("event_label"))
        say(roles.event, "fr", "event_label_fr", row.get("event_label_fr"))
        self._date(row, roles.event, noted)
        for name, column in ((roles.speaker, "speaker"), (publisher, "publisher"), (roles.party, "party")):
            self._call(name, row.get(column))
            say(name, "kind", f"{column}_kind", row.get(f"{column}_kind"))
            say(name, "fr", f"{column}_fr", row.get(f"{column}_fr"))
        say(roles.speaker, "anonymous", "anonymous", row.get("anonymous"))
        say(publisher, "prints", "publisher", "yes")
        self._place(row, roles.places, say)
        self._print(row, roles, publisher, say)
        return noted

    def _place(self, row: Row, places: tuple[str, ...], say: Say) -> None:
        """Keep what a row says of the places it names."""
        for text, place in zip(row.many.get("place", ()), places, strict=True):
            self._call(place, text)
            say(place, "", "place", "")
        if len(places) == 1:
            say(places[0], "fr", "place_fr", row.get("place_fr"))
            say(places[0], "point", "lat", f"{row.get('lon')} {row.get('lat')}" if row.get("lat") else "")

    def _print(self, row: Row, roles: Roles, publisher: str, say: Say) -> None:
        """Keep what a row says of the documents it names."""
        if len(roles.reports) == 1:
            (report,) = roles.reports
            say(report, "publisher", "publisher", publisher)
            say(report, "issued", "report_date", row.day("report_date"))
            say(report, "url", "report_url", row.get("report_url"))
            for fact, column in (("kind", "report_kind"), ("language", "language"), ("access", "access")):
                say(report, fact, column, row.get(column))
        for report in (*roles.reports, *roles.cites):
            if report not in self.known:
                self.facts.of(report).setdefault("event", roles.event or roles.about)
        for column, names in (("report", roles.reports), ("cites", roles.cites)):
            for text, report in zip(row.many.get(column, ()), names, strict=False):
                say(report, "url", column, text if _ADDRESS.fullmatch(text) and not _is_name(text) else "")
                self._call(report, "" if _ADDRESS.fullmatch(text) else text)

    def _call(self, name: str, text: str) -> None:
        """Keep the text under which a thing is first met, if it is a name and no key."""
        if name and name not in self.known and text and not _SLUG.fullmatch(text) and not _is_name(text):
            self.facts.of(name).setdefault("called", text)

    def _date(self, row: Row, event: str, noted: list[Flaw]) -> None:
        if not event or "event_date" not in row.spans or event in self.known:
            return
        first, last = row.spans["event_date"], row.spans.get("event_until", row.spans["event_date"])
        exact = last is first
        span = Span(first.first, last.last, first.precision if exact else "WithinDays")
        if (was := self.facts.of(event).setdefault("span", " ".join(span))) != " ".join(span):
            why = f"event_date of {event} is {was.partition(' ')[0]} in a row before, which counts"
            noted.append(row.flaw("event_date", why, first.first))

    def _name(self, kind: str, text: str) -> str:
        """Name a thing: as the row does by its full name, as the graph does, or after the text."""
        if not text:
            return ""
        if _is_name(text):
            return compact(text) or text if text.startswith(ID) else text
        return self.known.find(kind, text) or f"{kind}:{slugged(text)}"

    def _report(self, short: str, publisher: str, url: str, issued: str) -> str:
        """Name a document; rows mean the same one by its short name, its address, or its publisher and day."""
        if short and _is_name(short):
            return self._name("report", short)
        if _ADDRESS.fullmatch(short):
            short, url = "", short
        who = publisher.partition(":")[2]
        if short:
            found = self.known.find("report", short)
            if found or f"report:{slugged(short)}" in self.known:
                return found or f"report:{slugged(short)}"
            by = self._named.of(fold(short) or short)
            if not publisher and by:
                return next(iter(by.values()))
            if publisher and "" in by:
                by[publisher] = by.pop("")
            if publisher not in by:
                own = slugged(short) if _SLUG.fullmatch(short) and not by else f"{who}-{slugged(short)}".strip("-")
                by[publisher] = f"report:{own}"
            if url:
                self._addresses.of(url).setdefault("", by[publisher])
            return by[publisher]
        if url:
            if url in self.known.reports:
                return self.known.reports[url]
            match = _ADDRESS.fullmatch(url)
            host = who or slug(match[1] if match else url)
            return self._addresses.of(url).setdefault("", f"report:{host}-{digest(url)[:8]}")
        return f"report:{who}-{issued or 'undated'}"


@lru_cache(10_000)
def slugged(text: str) -> str:
    """Make a slug of a name in any script.

    >>> slugged("Human Rights Watch"), slugged("RN 17"), slugged("منظمة").startswith("name-")
    ('human-rights-watch', 'rn-17', True)
    """
    made = slug(text)
    if made == "unnamed" and fold(text) != "unnamed":
        return f"name-{digest(text)[:8]}"
    return made if len(made) <= _LONG else f"{made[:_LONG].rstrip('-')}-{digest(text)[:8]}"


def topic(row: Row) -> str:
    """Say in a slug what a row tells, for the name of its claim."""
    marks = {
        "quantity": (row.get("population"), row.get("outcome")),
        "attribution": (row.get("role"),),
        "absence": (row.get("absence"),),
        "occurrence": (row.get("aspect"),),
    }
    return "-".join(kebab(mark) for mark in marks[row.kind])


def _is_name(text: str) -> bool:
    """Tell whether a text is the full name of a resource."""
    name = (compact(text) or "") if text.startswith(ID) else text
    return _NAMED.fullmatch(name) is not None
