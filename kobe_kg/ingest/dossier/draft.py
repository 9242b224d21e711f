"""Claims under way: each entry of a dossier turned into the one or several claims it makes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kobe_kg.ingest.dossier import labels, schema
from kobe_kg.ingest.dossier.names import Cast, kebab, sentence, slug
from kobe_kg.ingest.dossier.numbers import WITHOUT_NUMBER, Figure, figure, measure
from kobe_kg.ingest.dossier.sense import Meaning, Senses, Unread
from kobe_kg.ingest.dossier.tree import Way
from kobe_kg.ingest.dossier.vocabulary import table


@dataclass
class Draft:
    """A claim as it will be written, but for its links to other claims."""

    #: Its name, e.g. ``claim:reuters-0208-c01``.
    name: str
    #: quantity, attribution, occurrence or absence.
    kind: str
    #: The entry it comes from; None for one made for a context event.
    claim: schema.Claim | None
    #: The report the entry stands in.
    report: schema.Report
    #: Where the entry stands.
    way: Way
    #: Name of what it is about, of its speaker.
    about: str
    speaker: str
    #: Concept of kg:HedgeScheme.
    hedge: str
    #: Language to label.
    label: labels.Texts
    #: Remarks, each a sentence.
    notes: list[str]
    #: What only its kind has: predicates without prefix to names, terms, numbers or days.
    facts: dict[str, Any] = field(default_factory=dict)
    #: Whether it is part of a printed breakdown.
    share: bool = False
    #: Names of the parts of its own breakdown, by dimension.
    breakdown: tuple[str, list[str]] | None = None
    #: Filled when claims are linked.
    originality: str = ""
    relays: str | None = None
    stated_on: str | None = None
    reported_in: list[str] = field(default_factory=list)
    supersedes: str | None = None


class Drafter:
    """Turns entries into drafts.

    :param cast: who and what the dossier speaks of.
    :param senses: what its words mean.
    """

    def __init__(self, cast: Cast, senses: Senses) -> None:
        self.cast = cast
        self.senses = senses
        self._claims = {c.id: (c, r) for r in cast.dossier.reports for c in r.claims}
        #: Parties that no actor matches, by name, with the text that stands for them.
        self.unlisted: dict[str, str] = {}

    def draft(self, claim: schema.Claim, report: schema.Report, way: Way) -> list[Draft]:
        """Give the claims an entry makes, the parts of a printed breakdown behind them.

        :raises Unread: when it cannot be read.
        """
        drafts: list[Draft] = []
        for meaning in self.senses.read(claim):
            draft = self._one(meaning, claim, report, way)
            draft.name = self._name(draft, drafts, claim)
            drafts.append(draft)
        self._break_down(drafts, claim, report, way)
        return drafts

    def _one(self, meaning: Meaning, claim: schema.Claim, report: schema.Report, way: Way) -> Draft:
        speaker = self._speaker(claim, report)
        about = self._target(meaning, claim, report)
        hedge = self.senses.hedge(meaning.get("hedge"))
        kind, facts, said = self._content(meaning, hedge)
        label = meaning.get("label")
        if label is not None:
            said = {"en": label.en, **({"fr": label.fr} if label.fr else {})}
        if (basis := meaning.get("basis") or self._basis(claim, report)) is not None:
            facts["basis"] = basis
        if (day := meaning.get("as_of")) is not None:
            facts["asOf"] = day
        text = labels.say(self.cast.names(speaker), said)
        notes = self._notes(meaning, claim, kind, hedge, label is not None)
        return Draft("", kind, claim, report, way, about, speaker, hedge, text, notes, facts)

    def _content(self, meaning: Meaning, hedge: str) -> tuple[str, dict[str, Any], labels.Texts]:
        """Give the kind of a claim, what only this kind has, and what it says in words."""
        kind = meaning["kind"]
        if kind == "quantity" and self._is_counted(meaning):
            return "quantity", *self._quantity(meaning)
        if kind == "attribution":
            return "attribution", *self._attribution(meaning, hedge)
        if kind == "absence":
            if "absence" not in meaning:
                raise Unread("about", "it does not say what is absent", "add absence: with a term of kg:AbsenceScheme")
            said = labels.absence(meaning["absence"])
            return "absence", {"absenceOf": meaning["absence"]}, {**said, "en": _words(meaning) or said["en"]}
        if kind == "quantity" and meaning.get("value") is None:
            raise Unread(
                "about", "it counts, and has neither number nor words", "add value_min and value_max, or value"
            )
        return "occurrence", *self._occurrence(meaning)

    def _is_counted(self, meaning: Meaning) -> bool:
        return bool({"value_min", "value_max"} & set(meaning)) or meaning.get("qualifier") in WITHOUT_NUMBER

    def _quantity(self, meaning: Meaning) -> tuple[dict[str, Any], labels.Texts]:
        for key in ("population", "outcome"):
            if key not in meaning:
                raise Unread("about", f"it does not say which {key} it counts", f"add {key}: to the claim or its topic")
        found = figure(meaning.get("qualifier"), meaning.get("value_min"), meaning.get("value_max"))
        if found.qualifier == "Majority" and "of_whole" not in meaning:
            raise Unread("qualifier", "a majority is one of a named whole", "add of_whole: with a population")
        if found.qualifier == "SimilarTo" and not meaning.get("compared_to"):
            raise Unread("qualifier", "a similar number is like that of another claim", "add compared_to: with its id")
        facts = {
            "population": meaning["population"],
            "outcome": meaning["outcome"],
            "qualifier": found.qualifier,
            "value": found.value,
            "min": found.min,
            "max": found.max,
            "ofWhole": meaning.get("of_whole"),
            "comparedTo": meaning.get("compared_to"),
            "dimension": meaning.get("dimension"),
        }
        said = labels.quantity(found, meaning["population"], meaning["outcome"], meaning.get("of_whole"))
        words = _words(meaning)
        if found.qualifier in ("Several", "Some") and words and not schema.stands_in(words, said["en"]):
            said["en"] = words if len(words.split()) > 3 else f"{said['en']} ({words})"
        return facts, said

    def _attribution(self, meaning: Meaning, hedge: str) -> tuple[dict[str, Any], labels.Texts]:
        if "role" not in meaning:
            raise Unread("about", "it does not say which role is given", "add role: with a concept of kg:RoleScheme")
        text = meaning.get("value")
        party = self.cast.actor(meaning["party"]) if "party" in meaning else text and self.cast.party(text)
        if party is None:
            if not text:
                raise Unread("about", "it names no party", "add party: with an actor, or value")
            party = f"party:{slug(text)[:60].strip('-')}"
            self.unlisted[party] = text
            self.cast.call(party, None, text)
        return {"role": meaning["role"], "attributedTo": party}, labels.attribution(
            meaning["role"], self.cast.names(party), hedge
        )

    def _occurrence(self, meaning: Meaning) -> tuple[dict[str, Any], labels.Texts]:
        facts: dict[str, Any] = {"aspect": meaning.get("aspect")}
        if facts["aspect"] is None:
            raise Unread("about", "it does not say what it answers", "add aspect: with a term of kg:AspectScheme")
        named = meaning.get("place", [])
        places = [self.cast.place(place) for place in (named if isinstance(named, list) else [named])]
        facts["place"] = places
        facts["placePrecision"] = meaning.get("place_precision")
        said = {"en": meaning["value"]} if meaning.get("value") else {}
        said = self._measure(meaning, facts, places) or said
        said = self._window(meaning, facts) or said
        if not said:
            raise Unread("about", "it says nothing", "add value:, in your own words")
        return facts, said

    def _measure(self, meaning: Meaning, facts: dict[str, Any], places: list[str]) -> labels.Texts | None:
        """Read a distance or an hour."""
        unit, clock = meaning.get("unit"), meaning.get("time")
        if clock is not None:
            found = Figure("About" if meaning.get("qualifier") == "about" else "Exactly")
        elif "value_min" not in meaning and "value_max" not in meaning:
            return None
        else:
            found = measure(meaning.get("qualifier"), meaning.get("value_min"), meaning.get("value_max"))
        facts["qualifier"] = found.qualifier
        if unit == "km":
            facts["kilometres"] = found.value
            facts["aspect"] = "Distance"
            return labels.distance(found, self.cast.names(places[0]) if places else None)
        if unit == "hour of day" or clock is not None:
            facts["time"] = clock or _clock(found.value)
            return labels.hour(found, facts["time"])
        key = "unit" if unit else "about"
        raise Unread(key, "a number here is of km or hour of day", "write unit: km, or split the claim")

    def _window(self, meaning: Meaning, facts: dict[str, Any]) -> labels.Texts | None:
        """Read the days between which it happened, or a date that is the whole value."""
        facts["earliest"], facts["latest"] = meaning.get("earliest"), meaning.get("latest")
        facts["datePrecision"] = meaning.get("date_precision")
        value = meaning.get("value") or ""
        if facts["aspect"] != "Date" or not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
            return None
        precision = {4: "year", 7: "month", 10: "day"}[len(value)]
        first, last = schema.Moment.model_validate({"value": value, "precision": precision}).span
        facts["earliest"] = facts["earliest"] or first
        facts["latest"] = facts["latest"] or last
        facts["datePrecision"] = facts["datePrecision"] or table("kinds")["dates"][precision]
        return labels.on_day(value)

    def _speaker(self, claim: schema.Claim, report: schema.Report) -> str:
        own = claim.attributed_to == "report-itself"
        return self.cast.publisher(report.publisher) if own else self.cast.speaker(claim.attributed_to)

    def _target(self, meaning: Meaning, claim: schema.Claim, report: schema.Report) -> str:
        """Give what the claim is about: an event, its convoy, or a thing named."""
        event = self.cast.event_iri(meaning.get("event") or self._event(claim, report))
        of = meaning.get("of") or "event"
        if of == "convoy":
            return self.cast.convoy(event) or event
        return event if of == "event" else of

    def _event(self, claim: schema.Claim, report: schema.Report) -> str | None:
        """Give the event an entry is about: its own, that of its report, or that of the entry it repeats."""
        if claim.event or report.event or claim.repeats is None:
            return claim.event or report.event
        return self._event(*self._claims[claim.repeats])

    def _basis(self, claim: schema.Claim, report: schema.Report) -> str | None:
        dossier = self.cast.dossier
        if claim.attributed_to == "report-itself":
            publisher = self.cast.publisher(report.publisher)
            return next((p.basis for p in dossier.publishers if self.cast.publisher(p.id) == publisher), None)
        speaker = next(s for s in dossier.speakers if s.id == claim.attributed_to)
        bases: dict[str, str] = table("kinds")["bases"].get(speaker.cls, {})
        return speaker.basis or bases.get(speaker.identification.split(";")[0].strip()) or bases.get("any")

    def _notes(self, meaning: Meaning, claim: schema.Claim, kind: str, hedge: str, labelled: bool) -> list[str]:
        """Give what the entry says and no property holds."""
        notes = [sentence(claim.notes)] if claim.notes else []
        if claim.subject and not self.senses.is_cue(claim):
            notes.append(sentence(f"said of: {claim.subject}"))
        value = meaning.get("value")
        unsaid = labelled or kind == "attribution" or {"value_min", "value_max", "time"} & set(meaning)
        if value and (unsaid or meaning.get("qualifier") in ("majority", "similar-to")):
            notes.append(sentence(f"in the dossier’s words: {value}"))
        worded = meaning.get("hedge")
        if worded and claim.hedge and worded.casefold() != hedge.casefold():
            notes.append(sentence(f"reserve as worded: {worded}"))
        if meaning.get("qualifier") == "less-than":
            notes.append(f"Worded as less than {int(meaning['value_max'])}.")
        if claim.contradicts:
            notes.append(f"The dossier notes a conflict with claim:{claim.contradicts}.")
        return notes

    def _name(self, draft: Draft, before: list[Draft], claim: schema.Claim) -> str:
        """Name a claim by the entry's key; the second and later ones by what sets them apart from the first as well."""
        if not before:
            return self.cast.iri("claim", claim.id, claim.same_as)
        telling = ("population", "outcome", "attributedTo", "role", "aspect", "absenceOf")
        marks = [draft.facts[key] for key in telling if draft.facts.get(key) not in (None, before[0].facts.get(key))]
        taken = {other.name for other in before}
        name = f"claim:{claim.id}"
        for mark in marks:
            name += f"-{kebab(mark.rpartition(':')[2])}"
            if name not in taken:
                return name
        return f"{name}-{len(before) + 1}"

    def _break_down(self, drafts: list[Draft], claim: schema.Claim, report: schema.Report, way: Way) -> None:
        """Make claims of the parts of a printed count, where they are of narrower populations; note the others."""
        whole = drafts[0]
        parts: dict[str, tuple[Draft, str]] = {}
        told: list[str] = []
        for share in claim.breakdown:
            meaning = self.senses.share(claim, share)
            text = sentence(f"of these, {share.category}: {share.value}" + (f" ({share.note})" if share.note else ""))
            name = f"claim:{claim.id}-{kebab(meaning.get('population') or '')}"
            divides = whole.kind == "quantity" and meaning["population"] != whole.facts["population"]
            if not divides or "dimension" not in meaning or name in parts:
                told.append(text)
                continue
            shown = claim.model_copy(update={"notes": share.note, "subject": share.category})
            part = self._one(meaning, shown, report, way)
            part.name, part.about, part.share = name, whole.about, True
            part.notes += [f"Seen in report:{share.seen_on}."] if share.seen_on else []
            parts[name] = part, text
        if len(parts) > 1:
            drafts += [part for part, _ in parts.values()]
            whole.breakdown = (str(drafts[-1].facts["dimension"]), list(parts))
        else:
            told += [text for _, text in parts.values()]
        whole.notes += told


def _words(meaning: Meaning) -> str:
    """Give what an entry says in words, if it does: a bare truth is none."""
    words = str(meaning.get("value") or "")
    return "" if words in ("true", "false") else words


def _clock(hour: float | None) -> str:
    if hour is None or hour != int(hour) or hour > 23:
        raise Unread("value_min", "an hour of the day is 0 to 23", "write time: with hours and minutes, as in 20:30")
    return f"{int(hour):02}:00"
