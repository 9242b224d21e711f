"""Events, parties, places, sources and reports of a dossier, as triples."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Literal, NamedNode

from kobe_kg.ingest.dossier import labels, schema
from kobe_kg.ingest.dossier.links import issued
from kobe_kg.ingest.dossier.names import UNIDENTIFIED, Cast, sentence, slug
from kobe_kg.ingest.dossier.vocabulary import Names, concept, table
from kobe_kg.ingest.dossier.writing import Sheet, day
from kobe_kg.namespaces import PREFIXES

_WIKIDATA = "http://www.wikidata.org/entity/"


def write_events(sheet: Sheet, cast: Cast) -> None:
    """Write the events, their convoys, and the events before and after them."""
    for event in cast.events:
        name = cast.iri("event", event.id)
        sheet.add(name, "rdf:type", "kg:Event")
        _call(sheet, name, cast)
        for lang, texts in event.alt_labels.items():
            sheet.add(name, "skos:altLabel", *(Literal(text, language=lang) for text in texts))
        sheet.add(name, "kg:earliest", day(event.earliest))
        sheet.add(name, "kg:latest", day(event.latest))
        sheet.add(name, "kg:datePrecision", event.precision and concept(event.precision))
        sheet.notes(name, [event.notes and sentence(event.notes)])
        if event.convoy:
            convoy = f"convoy:{event.convoy}"
            sheet.add(name, "sem:hasActor", convoy)
            sheet.add(convoy, "rdf:type", "kg:Convoy")
            _call(sheet, convoy, cast)
        if event.part_of:
            sheet.add(cast.event_iri(event.part_of), "sem:hasSubEvent", name)
    for context in cast.dossier.context_events:
        name = context_iri(context)
        sheet.add(name, "rdf:type", "kg:Event")
        sheet.label(name, label_of(context))
        first, last = context.span
        sheet.add(name, "kg:earliest", day(first))
        sheet.add(name, "kg:latest", day(last))
        sheet.add(name, "kg:datePrecision", f"kg:{table('kinds')['dates'][context.precision]}")
        notes = [context.basis and sentence(f"date: {context.basis}")]
        if context.source and context.report is None and context.claim is None:
            notes.append(sentence(f"told by: {context.source}"))
        sheet.notes(name, notes)


def write_parties(sheet: Sheet, cast: Cast, unlisted: dict[str, str], named: set[str]) -> None:
    """Write the parties: actors, the groups they belong to, and those that no actor matches."""
    kinds = table("kinds")
    listed = {actor.id for actor in cast.dossier.actors}
    for actor in cast.dossier.actors:
        name = cast.actor(actor.id)
        if not name.startswith("party:"):
            continue
        armed = "kg:ArmedGroup" if actor.type in kinds["armed"] else "kg:Party"
        sheet.add(name, "rdf:type", armed)
        _call(sheet, name, cast)
        sheet.add(name, "kg:kind", f"kg:{kinds['parties'][actor.type]}")
        _spellings(sheet, name, [*actor.abbreviations, *actor.alt_names])
        _wikidata(sheet, name, actor.wikidata)
        sheet.notes(name, [actor.notes and sentence(actor.notes)])
        if actor.part_of is None:
            continue
        group = cast.actor(actor.part_of) if actor.part_of in listed else f"party:{slug(actor.part_of)}"
        sheet.add(name, "schema:memberOf", group)
        if actor.part_of not in listed:
            sheet.add(group, "rdf:type", armed)
            sheet.label(group, {"en": actor.part_of})
            sheet.add(group, "kg:kind", f"kg:{kinds['parties'][actor.type]}")
            _wikidata(sheet, group, actor.parent_wikidata)
    for name, text in unlisted.items():
        sheet.add(name, "rdf:type", "kg:Party")
        sheet.label(name, {"en": sentence(text)[:-1]})
        sheet.add(name, "kg:kind", "kg:UnidentifiedGroup")
        sheet.notes(name, ["As a claim words it; it is none of the dossier’s actors."])
    if UNIDENTIFIED in named:
        sheet.add(UNIDENTIFIED, "rdf:type", "kg:Party")
        _call(sheet, UNIDENTIFIED, cast)
        sheet.add(UNIDENTIFIED, "kg:kind", "kg:UnidentifiedGroup")


def write_places(sheet: Sheet, cast: Cast) -> None:
    """Write the gazetteer."""
    for spot in cast.dossier.gazetteer:
        name = cast.place(spot.id)
        sheet.add(name, "rdf:type", "kg:Place")
        _call(sheet, name, cast)
        _spellings(sheet, name, spot.alt_names)
        sheet.add(name, "schema:containedInPlace", *(cast.place(place) for place in spot.within[:1]))
        if spot.lat is not None and spot.lon is not None:
            point = Literal(f"POINT({spot.lon} {spot.lat})", datatype=NamedNode(PREFIXES["geo"] + "wktLiteral"))
            sheet.add(name, "geo:asWKT", point)
        _wikidata(sheet, name, spot.wikidata)
        found = [("coordinates", spot.coordinates_source), ("coordinates", spot.coordinates_note)]
        found += [("Wikidata id", spot.wikidata_source), ("Wikidata id", spot.wikidata_note), ("name", spot.source)]
        sheet.notes(name, [text and sentence(f"{what}: {text}") for what, text in found])
        sheet.notes(name, [spot.notes and sentence(spot.notes)])


def write_sources(sheet: Sheet, cast: Cast) -> None:
    """Write the speakers, and whoever publishes; who is both is described as the speaker."""
    kinds = table("kinds")
    dossier = cast.dossier
    done: set[str] = set()
    for speaker in dossier.speakers:
        if speaker.id == "report-itself":
            continue
        name = cast.speaker(speaker.id)
        done.add(name)
        sheet.add(name, "rdf:type", "kg:Source")
        _call(sheet, name, cast)
        sheet.add(name, "kg:kind", f"kg:{kinds['speakers'][speaker.cls]}")
        anonymous = kinds["anonymous"].get(speaker.identification.split(";")[0].strip())
        sheet.add(name, "kg:anonymous", None if anonymous is None else Literal(anonymous))
        sheet.add(name, "kg:actsFor", speaker.acts_for and cast.actor(speaker.acts_for))
        if speaker.label is not None:
            sheet.notes(name, [sentence(speaker.description)])
    publishers = {cast.publisher(p.id): p.kind for p in dossier.publishers}
    for report in dossier.reports:
        publishers.setdefault(cast.publisher(report.publisher), kinds["publishers"].get(report.kind, "Media"))
    actors = {cast.actor(actor.id): actor for actor in dossier.actors if cast.actor(actor.id).startswith("source:")}
    for name in dict.fromkeys([*publishers, *actors]):
        actor = actors.get(name)
        if actor is not None:
            _spellings(sheet, name, [*actor.abbreviations, *actor.alt_names])
            sheet.notes(name, [actor.notes and sentence(actor.notes)])
            if actor.part_of in {a.id for a in dossier.actors} and cast.actor(str(actor.part_of)).startswith("party:"):
                sheet.add(name, "kg:actsFor", cast.actor(str(actor.part_of)))
        if name in done:
            continue
        sheet.add(name, "rdf:type", "kg:Source")
        _call(sheet, name, cast)
        sheet.add(name, "kg:kind", concept(kinds["sources"][actor.type] if actor else publishers[name]))
        sheet.add(name, "kg:anonymous", Literal(False))


def write_report(sheet: Sheet, report: schema.Report, cast: Cast, label: labels.Texts) -> None:
    """Write one report."""

    def names(ids: list[str]) -> list[str]:
        return [report_iri(cast, item) for item in ids]

    name = report_iri(cast, report.id)
    moment = report.date_published
    read = report.verified is not None and report.url is not None
    sheet.add(name, "rdf:type", "kg:Report")
    sheet.label(name, label)
    sheet.add(name, "kg:access", "kg:Consulted" if read else "kg:CitedOnly")
    sheet.add(name, "kg:kind", f"kg:{table('kinds')['reports'][report.kind]}")
    sheet.add(name, "kg:publisher", cast.publisher(report.publisher))
    sheet.add(name, "dct:issued", day(issued(report)))
    sheet.add(name, "dct:language", report.language and Literal(report.language))
    sheet.add(name, "schema:url", report.url and NamedNode(report.url))
    sheet.add(name, "kg:relaysReport", *names([report.republishes] if report.republishes else []))
    sheet.add(name, "kg:derivedFromReport", *names(report.derived_from))
    sheet.add(name, "dct:source", *names(report.text_source))
    notes = [report.notes and sentence(report.notes)]
    called = cast.names(cast.publisher(report.publisher))
    if report.publisher not in (called.en, called.fr, called.short):
        notes.append(sentence(f"publisher as listed: {report.publisher}"))
    notes.append(report.author and sentence(f"byline: {report.author}"))
    if moment.value is not None and issued(report) is None:
        notes.append(f"Dated {moment.value} on the page.")
    notes.append(moment.basis and sentence(f"date: {moment.basis}"))
    notes.append(report.republication_basis and sentence(f"taken for a copy: {report.republication_basis}"))
    if report.reliability_flags:
        notes.append(sentence(f"flags: {', '.join(report.reliability_flags)}"))
    if report.verified is not None and report.url is None:
        source = " Its text is known from the reports named as its source." if report.text_source else ""
        notes.append(f"Its own page was not read.{source}")
    sheet.notes(name, notes)


def report_iri(cast: Cast, item: str) -> str:
    """Give the name of a report by its id."""
    return cast.iri("report", item, cast.reports[item].same_as)


def report_labels(cast: Cast) -> dict[str, labels.Texts]:
    """Give the label of each report by its id; those that would be alike are told apart by it."""
    made: dict[str, labels.Texts] = {}
    for report in cast.dossier.reports:
        when = None if "date-error" in report.reliability_flags else (report.date_published.value or "")[:10] or None
        event = cast.names(cast.event_iri(report.event))
        made[report.id] = labels.report(cast.names(cast.publisher(report.publisher)), event, when)
    seen = Counter(texts["en"] for texts in made.values())
    return {
        item: {lang: f"{text} ({item})" for lang, text in texts.items()} if seen[texts["en"]] > 1 else texts
        for item, texts in made.items()
    }


def context_iri(context: schema.ContextEvent) -> str:
    """Give the name of a context event."""
    return f"event:{context.event or context.id.lower()}"


def label_of(context: schema.ContextEvent) -> labels.Texts:
    """Give the labels of a context event."""
    if context.label is None:
        return {"en": sentence(context.what)[:-1]}
    return {"en": context.label.en, **({"fr": context.label.fr} if context.label.fr else {})}


def _call(sheet: Sheet, name: str, cast: Cast) -> None:
    names: Names = cast.names(name)
    sheet.label(name, {"en": names.en, **({"fr": names.fr} if names.fr else {})})


def _spellings(sheet: Sheet, name: str, texts: list[str]) -> None:
    sheet.add(name, "skos:altLabel", *map(Literal, texts))


def _wikidata(sheet: Sheet, name: str, item: str | None) -> None:
    sheet.add(name, "skos:exactMatch", item and NamedNode(_WIKIDATA + item))
