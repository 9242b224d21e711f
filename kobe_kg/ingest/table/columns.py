"""The columns of a table of claims: what each is called, what stands in it, and where its words come from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kobe_kg.errors import suggestion

#: What is between several values of one cell, unless a mapping says otherwise: by column, and in all others.
LINES = {"note": "\n", "note_fr": "\n"}
BETWEEN = ";"


class Column(NamedTuple):
    """One column of the documented header."""

    #: Its name.
    name: str
    #: ``text``, ``many`` (several texts), ``name`` (of a thing), ``slug``, ``term`` (of a code list), ``day``, ``span``
    #: (a day, month or year), ``number``, ``count``, ``decimal``, ``clock``, ``address`` or ``truth``.
    kind: str
    #: What it says, for a person who fills it in.
    about: str
    #: What may stand in it.
    example: str = ""
    #: The code list that its words are from, without Scheme.
    terms: str = ""
    #: What else it may be called.
    also: tuple[str, ...] = ()


#: The columns in their order, under the question that each part answers.
PARTS: Mapping[str, tuple[Column, ...]] = {
    "The row": (
        Column(
            "id", "slug", "A key of your own, to which other rows may point. Without it one is made of the row.", "r1"
        ),
        Column(
            "kind",
            "text",
            "quantity, attribution, occurrence or absence. Without it, the columns that are filled in tell.",
            "quantity",
            also=("claim_kind", "type_of_claim", "genre"),
        ),
    ),
    "What happened": (
        Column(
            "event",
            "name",
            "The event, by a short name that is the same in every row. --event names one for all rows.",
            "market-fire",
            also=("incident", "événement", "evenement"),
        ),
        Column(
            "event_label",
            "text",
            "What the event is called, in English; nothing that is contested.",
            "Market fire",
            also=("event_name", "event_title", "event_en"),
        ),
        Column("event_label_fr", "text", "The same in French.", "Incendie du marché", also=("event_fr",)),
        Column(
            "event_date",
            "span",
            "The day, month or year it happened in, or the first day it may have begun.",
            "2026-05-03",
            also=("date_of_event", "date_evenement", "incident_date"),
        ),
        Column("event_until", "span", "The last day it may have ended, if that is another.", "", also=("event_end",)),
        Column(
            "about",
            "name",
            "What the claim is about, if not the event itself: a convoy, party or place that --graph describes.",
            "convoy:fuel-convoy",
        ),
    ),
    "Who says it": (
        Column(
            "speaker",
            "name",
            "Who is answerable for what is said, by name: a body, an outlet, a person in an office.",
            "Town hall",
            also=("said_by", "source", "attributed_source", "locuteur"),
        ),
        Column("speaker_fr", "text", "The name in French, where it has another.", "Mairie"),
        Column("speaker_kind", "term", "What kind of source it is.", "StateBody", "SourceKind", also=("source_kind",)),
        Column(
            "anonymous", "truth", "Whether the speaker is quoted without a name: yes or no.", "no", also=("anonyme",)
        ),
    ),
    "Where it stands": (
        Column(
            "report",
            "many",
            "The document in which you read it, by a short name of your own. Without it, its address or publisher and "
            "date do. Several stand between semicolons.",
            "market-paper-story",
            also=("document", "article", "rapport"),
        ),
        Column(
            "publisher",
            "name",
            "Who printed it; the speaker again, where it is its own document.",
            "The Market Paper",
            also=("outlet", "media", "éditeur", "média"),
        ),
        Column("publisher_kind", "term", "What kind of source that is; Media without it.", "Media", "SourceKind"),
        Column(
            "report_date",
            "day",
            "The day it was printed.",
            "2026-05-04",
            also=("published", "publication_date", "date_published", "date_publication"),
        ),
        Column(
            "report_url",
            "address",
            "Its address on the web. A document with one counts as read, one without as known by mention.",
            "https://example.org/story",
            also=("url", "link", "source_url", "lien", "adresse"),
        ),
        Column("report_kind", "term", "What kind of document it is.", "NewsReport", "ReportKind"),
        Column("language", "text", "The code of its language.", "en", also=("report_language", "langue")),
        Column("access", "term", "Whether you have read it, if the address does not tell.", "Consulted", "Access"),
        Column("cites", "many", "Documents that the claim gives as its authority, as in report.", ""),
    ),
    "How it is said": (
        Column(
            "said_on",
            "day",
            "The day it was first said; the day of the report without it.",
            "2026-05-04",
            also=("stated_on", "date_said", "statement_date"),
        ),
        Column("as_of", "day", "The day up to which it holds, if the speaker gives one.", "2026-05-04", also=("asof",)),
        Column(
            "hedge", "term", "With what reserve; Stated without it.", "Reported", "Hedge", also=("reserve", "réserve")
        ),
        Column("basis", "term", "How the speaker knows.", "HospitalRecord", "Basis", also=("fondement",)),
        Column(
            "originality",
            "term",
            "Whose finding it is; Relayed where relays is filled in, else Undetermined. Only Original corroborates.",
            "Original",
            "Originality",
            also=("originalité",),
        ),
        Column(
            "relays", "many", "The id of the row that it passes on, or the name of a claim.", "r1", also=("repeats",)
        ),
        Column(
            "supersedes", "many", "The id of the row of the same speaker that it corrects.", "r2", also=("corrects",)
        ),
        Column("label", "text", "What the claim is called, in English; made of the other columns without it.", ""),
        Column("label_fr", "text", "The same in French.", ""),
        Column(
            "note",
            "many",
            "A remark of yours, in your own words, in English; each line of the cell is one.",
            "",
            also=("notes", "comment", "remarks"),
        ),
        Column("note_fr", "many", "The same in French.", "", also=("remarque", "commentaire")),
    ),
    "How many": (
        Column("population", "term", "What is counted.", "People", "Population", also=("who", "victims", "victimes")),
        Column("outcome", "term", "What happened to it.", "Killed", "Outcome", also=("what_happened", "issue", "sort")),
        Column(
            "number",
            "number",
            "The number as it is worded: 25, at least 34, up to 56, environ 30, several, 25-30.",
            "at least 6",
            also=("value", "figure", "wording", "count", "nombre", "chiffre"),
        ),
        Column(
            "qualifier",
            "term",
            "The wording, where number is a bare number.",
            "AtLeast",
            "Qualifier",
            also=("qualificatif",),
        ),
        Column(
            "min",
            "count",
            "Lowest number, where min and max are given.",
            "",
            also=("minimum", "low", "lowest", "minimum_value"),
        ),
        Column("max", "count", "Highest number.", "", also=("maximum", "high", "highest", "maximum_value")),
        Column("of_whole", "term", "The whole that a majority is one of.", "", "Population"),
        Column("compared_to", "many", "The id of the row whose number a similar number resembles.", ""),
    ),
    "Who did it": (
        Column(
            "party", "name", "Who is named.", "River Front", also=("actor", "perpetrator", "auteur", "group", "groupe")
        ),
        Column("party_fr", "text", "The name in French, where it has another.", "Front du fleuve"),
        Column("party_kind", "term", "What kind of party it is; UnidentifiedGroup without it.", "Militia", "PartyKind"),
        Column("role", "term", "The role it is given.", "Perpetrator", "Role", also=("rôle",)),
    ),
    "Where and when": (
        Column(
            "aspect", "term", "Which question it answers, if place, happened_on and the like do not tell.", "", "Aspect"
        ),
        Column("what", "text", "What is said of it, in your own words, in English.", ""),
        Column("what_fr", "text", "The same in French.", ""),
        Column(
            "place",
            "many",
            "Where it is said to have happened, by name. Several stand between semicolons.",
            "Central market",
            also=("location", "lieu"),
        ),
        Column("place_fr", "text", "The name in French, where it has another.", "Marché central"),
        Column("lat", "decimal", "Latitude of the place in degrees.", "16.27", also=("latitude",)),
        Column("lon", "decimal", "Longitude.", "-0.04", also=("longitude", "lng", "long")),
        Column("place_precision", "term", "How exactly the place is known.", "NearPlace", "Precision"),
        Column("happened_on", "span", "The day, month or year that the speaker gives.", "2026-05-03"),
        Column("happened_until", "span", "The last day, if that is another.", ""),
        Column("date_precision", "term", "How exactly the day is known.", "ExactDay", "Precision"),
        Column("time", "clock", "The time of day, local.", "14:30", also=("heure",)),
        Column("kilometres", "decimal", "A distance from the place, or a length.", "30", also=("km",)),
    ),
    "What is missing": (
        Column(
            "absence", "term", "What there is none of.", "ResponsibilityAcceptance", "Absence", also=("absence_of",)
        ),
    ),
}

#: The columns by name.
COLUMNS: Mapping[str, Column] = {column.name: column for part in PARTS.values() for column in part}


@lru_cache(50_000)
def fold(text: str) -> str:
    """Make alike what differs in capitals, accents, spaces and signs only.

    >>> fold("Event label"), fold("Événement"), fold("MalianCivilians")
    ('eventlabel', 'evenement', 'maliancivilians')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", plain.casefold())


_NAMES = {fold(name): column.name for column in COLUMNS.values() for name in (column.name, *column.also)}


def known(head: str) -> str | None:
    """Give the column that a head names, or None."""
    return _NAMES.get(fold(head))


class Heads(NamedTuple):
    """What the heads of a sheet stand for."""

    #: Column to its place in the row.
    places: Mapping[str, int]
    #: Heads that stand for nothing, each as it is written.
    strange: Sequence[str]
    #: Heads that name a column named already, with the head that came first.
    twice: Sequence[tuple[str, str]]


def find(heads: Sequence[str]) -> Heads:
    """Find the columns by their heads.

    >>> find(["Event ", "SPEAKER", "mood", "incident"])
    Heads(places={'event': 0, 'speaker': 1}, strange=['mood'], twice=[('incident', 'Event ')])
    """
    places: dict[str, int] = {}
    strange: list[str] = []
    twice: list[tuple[str, str]] = []
    for at, head in enumerate(heads):
        name = known(head)
        if name is None:
            strange += [head] if head.strip() else []
        elif name in places:
            twice.append((head, heads[places[name]]))
        else:
            places[name] = at
    return Heads(places, strange, twice)


def near(head: str) -> str | None:
    """Name the columns that a head may have meant."""
    return suggestion(head.strip().replace(" ", "_").casefold(), COLUMNS)


def letter(place: int) -> str:
    """Name a column as spreadsheets do.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def of_kind(kind: str) -> list[Column]:
    """Give the columns of a kind."""
    return [column for column in COLUMNS.values() if column.kind == kind]
