"""Who and what a dossier speaks of: which IRI each gets, and what it is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kobe_kg import turtle
from kobe_kg.errors import ParameterError
from kobe_kg.ingest.dossier import schema
from kobe_kg.ingest.dossier.vocabulary import Names, table
from kobe_kg.namespaces import ID, PREFIXES, compact

_LABEL = PREFIXES["rdfs"] + "label"
_ALT = PREFIXES["skos"] + "altLabel"
_TYPE = PREFIXES["rdf"] + "type"


class Known:
    """What a graph describes already.

    :param files: Turtle files.
    :raises DataError: when one cannot be read.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._labels: dict[str, dict[str, list[str]]] = {}
        for path in files:
            for triple in turtle.read(path):
                if not isinstance(triple.subject, NamedNode) or not triple.subject.value.startswith(ID):
                    continue
                name = compact(triple.subject.value) or triple.subject.value
                if triple.predicate.value == _TYPE:
                    self._labels.setdefault(name, {})
                elif isinstance(triple.object, Literal) and triple.predicate.value in (_LABEL, _ALT):
                    kind = "label" if triple.predicate.value == _LABEL else "alt"
                    texts = self._labels.setdefault(name, {}).setdefault(f"{kind}@{triple.object.language or ''}", [])
                    texts.append(triple.object.value)

    def __contains__(self, name: str) -> bool:
        return name in self._labels

    def names(self, name: str) -> Names | None:
        """Give what a resource is called, or None when the graph gives it no English label."""
        texts = self._labels.get(name, {})
        if "label@en" not in texts:
            return None
        french = texts.get("label@fr", [None])[0]
        return Names(texts["label@en"][0], french, _short(texts.get("alt@", [])))


class Cast:
    """The IRIs and names of all that a dossier speaks of.

    :param dossier: a checked dossier.
    :param known: what the graph describes; its labels count before the dossier's.
    :param event: slug of the event that claims are about, where the dossier does not say.
    :raises ParameterError: when nobody says what the event is.
    """

    def __init__(self, dossier: schema.Dossier, known: Known, event: str | None = None) -> None:
        self.dossier = dossier
        self.known = known
        self.events = _events(dossier, event)
        #: The event that claims are about unless they say otherwise.
        self.event = self._main(event)
        #: Reports by their id.
        self.reports = {report.id: report for report in dossier.reports}
        self._own: dict[str, Names] = {}
        self._speakers = {s.id: s for s in dossier.speakers}
        self._actors = {a.id: a for a in dossier.actors}
        self._places = {p.id: p for p in dossier.gazetteer}
        self._sources = table("kinds")["sources"]
        self._named: dict[str, str] = {}
        self._publishers = {name: p for p in dossier.publishers for name in (p.id, *p.names)}
        self._name_all()

    def iri(self, kind: str, item: str, same_as: str | None = None) -> str:
        """Give the name of a thing: the one it has in the graph, or its own key as a slug."""
        return same_as or (item if ":" in item else f"{kind}:{item}")

    def event_iri(self, item: str | None) -> str:
        """Give the name of an event by its id."""
        return self.iri("event", item or self.event)

    def convoy(self, event: str) -> str | None:
        """Give the name of an event's convoy, if it has one."""
        convoy = next((e.convoy for e in self.events if self.iri("event", e.id) == event), None)
        return None if convoy is None else f"convoy:{convoy}"

    def speaker(self, item: str) -> str:
        """Give the name of a speaker by its id."""
        return self.iri("source", item, self._speakers[item].same_as)

    def place(self, item: str) -> str:
        """Give the name of a place by its id."""
        return self.iri("place", item, self._places[item].same_as if item in self._places else None)

    def actor(self, item: str) -> str:
        """Give the name of an actor by its id: a party, or a source when it speaks or publishes."""
        actor = self._actors.get(item)
        if actor is None:
            return self.iri("party", item)
        if actor.type not in self._sources:
            return self.iri("party", item, actor.same_as)
        if actor.same_as is None and actor.name in self._publishers:
            return self.publisher(actor.name)
        spoken = slug(actor.name) if slug(actor.name) in self._speakers else item
        return self.iri("source", spoken, actor.same_as)

    def publisher(self, text: str) -> str:
        """Give the name of who publishes under a text: by the table, by actors and speakers, or by itself."""
        if text not in self._named:
            self._named[text] = self._publisher(text)
        return self._named[text]

    def _publisher(self, text: str) -> str:
        listed = self._publishers.get(text)
        if listed is not None:
            return self.iri("source", listed.id, listed.same_as)
        for name in (head(text), head(text).partition(" (")[0]):
            if slug(name) in self._speakers:
                return self.speaker(slug(name))
            for actor in self.dossier.actors:
                if actor.type in self._sources and name in (actor.name, *actor.abbreviations, *actor.alt_names):
                    return self.actor(actor.id)
        return f"source:{slug(head(text))}"

    def party(self, text: str) -> str | None:
        """Give the party that a text names: an unidentified one, or the actor with the longest name in it."""
        if any(schema.stands_in(word, text) for word in table("kinds")["unidentified"]):
            return UNIDENTIFIED
        found = {
            name: self.actor(actor.id)
            for actor in self.dossier.actors
            if actor.type not in self._sources
            for name in (actor.name, *actor.abbreviations, *actor.alt_names)
        }
        for actor in self.dossier.actors:
            if actor.part_of and actor.part_of not in self._actors:
                found.setdefault(actor.part_of, f"party:{slug(actor.part_of)}")
        named = [name for name in found if schema.stands_in(name, text)]
        return found[max(named, key=len)] if named else None

    def names(self, name: str) -> Names:
        """Give what a thing is called, by its prefixed name; its slug when nobody says."""
        return self.known.names(name) or self._own.get(name) or Names(name.partition(":")[2])

    def call(
        self, name: str, label: schema.Label | None, text: str, *, proper: bool = False, short: Iterable[str] = ()
    ) -> None:
        """Keep what a thing is called.

        :param text: what stands in for a label.
        :param proper: whether the text is a proper name, the same in every language.
        """
        own = Names(text, text if proper else None) if label is None else Names(label.en, label.fr)
        self._own.setdefault(name, own._replace(short=_short(short)))

    def _name_all(self) -> None:
        for publisher in self.dossier.publishers:
            self.call(self.publisher(publisher.id), publisher.label, publisher.names[0], proper=True)
        for actor in self.dossier.actors:
            self.call(self.actor(actor.id), actor.label, actor.name, short=actor.abbreviations)
        for speaker in self.dossier.speakers:
            self.call(self.speaker(speaker.id), speaker.label, sentence(speaker.description)[:-1])
        for report in self.dossier.reports:
            self.call(self.publisher(report.publisher), None, head(report.publisher), proper=True)
        for spot in self.dossier.gazetteer:
            self.call(self.place(spot.id), spot.label, spot.name)
        for event in self.events:
            self.call(self.iri("event", event.id), event.label, event.id)
            if event.convoy:
                self.call(f"convoy:{event.convoy}", event.convoy_label, f"Convoy of the {event.label.en}")
        self.call(UNIDENTIFIED, schema.Label(en="Unidentified attackers", fr="Assaillants non identifiés"), "")

    def _main(self, event: str | None) -> str:
        found = event or self.dossier.event or (self.events[0].id if self.events else None)
        if found is None:
            raise ParameterError(
                "the dossier does not say which event it is about",
                hint="name it with --event, or add events: or event: to the dossier",
            )
        return found.removeprefix("event:")


#: The party of a claim that says its attackers are not known.
UNIDENTIFIED = "party:unidentified-attackers"


def _events(dossier: schema.Dossier, event: str | None) -> list[schema.Event]:
    """Give the events of a dossier; one that lists none is about its subject: a name, and a day at the end."""
    if dossier.events:
        return dossier.events
    parts = [part.strip() for part in str(dossier.meta.get("subject", "")).split(",")]
    title = parts[0] or (event or dossier.event or "").replace("-", " ").capitalize()
    if not title:
        return []
    day = parts[-1] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", parts[-1]) else None
    name = (event or dossier.event or slug(title)).removeprefix("event:")
    precision = "ExactDay" if day else None
    return [schema.Event(id=name, label=schema.Label(en=title), earliest=day, latest=day, precision=precision)]


def slug(text: str) -> str:
    """Make a slug of a name.

    >>> slug("État-major général des Armées")
    'etat-major-general-des-armees'
    """
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "unnamed"


def kebab(text: str) -> str:
    """Write a concept's name as part of a slug.

    >>> kebab("MalianCivilians")
    'malian-civilians'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text).lower()


def head(text: str) -> str:
    """Give the publisher's name of a longer wording: what stands before a comma.

    >>> head("AFP, on Setal.net")
    'AFP'
    """
    return text.partition(", ")[0].strip()


def sentence(text: str) -> str:
    """Put a remark into the form of a sentence: a capital, and a full stop.

    >>> sentence("the date is that of a copy")
    'The date is that of a copy.'
    """
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def _short(texts: Iterable[str]) -> str | None:
    found = [text for text in texts if text.isupper() and len(text) <= 6]
    return min(found, key=lambda text: (len(text), text)) if found else None
