"""Claims, and who and what they name, as triples."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from kobe_kg.ingest.dossier import labels
from kobe_kg.ingest.dossier.numbers import Figure
from kobe_kg.ingest.dossier.vocabulary import Names, concept
from kobe_kg.ingest.dossier.writing import Sheet, day, decimal
from kobe_kg.ingest.table.cast import Cast
from kobe_kg.ingest.table.claims import Claim
from kobe_kg.namespaces import PREFIXES

_CLASSES = {
    "absence": "kg:AbsenceClaim",
    "attribution": "kg:AttributionClaim",
    "occurrence": "kg:OccurrenceClaim",
    "quantity": "kg:QuantityClaim",
}


def write_claim(sheet: Sheet, claim: Claim, cast: Cast) -> None:
    """Write a claim."""
    row, roles, name = claim.row, claim.roles, claim.name
    hedge = row.get("hedge") or "Stated"
    sheet.add(name, "rdf:type", _CLASSES[row.kind])
    sheet.label(name, _label(claim, cast, hedge))
    sheet.add(name, "kg:about", roles.about)
    sheet.add(name, "kg:speaker", roles.speaker)
    sheet.add(name, "kg:reportedIn", *dict.fromkeys(roles.reports))
    sheet.add(name, "kg:cites", *dict.fromkeys(roles.cites))
    sheet.add(name, "kg:hedge", concept(hedge))
    sheet.add(name, "kg:basis", _concept(row.get("basis")))
    sheet.add(name, "kg:originality", concept(claim.originality))
    sheet.add(name, "kg:statedOn", day(claim.stated or None))
    sheet.add(name, "kg:asOf", day(row.day("as_of") or None))
    sheet.add(name, "kg:relays", *claim.relays)
    sheet.add(name, "kg:supersedes", *claim.supersedes)
    match row.kind:
        case "quantity":
            _write_quantity(sheet, claim)
        case "attribution":
            sheet.add(name, "kg:attributedTo", roles.party)
            sheet.add(name, "kg:role", concept(row.get("role")))
        case "absence":
            sheet.add(name, "kg:absenceOf", concept(row.get("absence")))
        case _:
            _write_occurrence(sheet, claim)
    note = claim.part.note if claim.part else ""
    notes = [(note, "en")] if note else []
    notes += [(text, lang) for lang, column in (("en", "note"), ("fr", "note_fr")) for text in row.many.get(column, ())]
    sheet.add(name, "skos:editorialNote", *(Literal(text, language=lang) for text, lang in notes))


def write_event(sheet: Sheet, name: str, cast: Cast) -> None:
    """Write an event: what it is called, and its days."""
    sheet.add(name, "rdf:type", "kg:Event")
    _call(sheet, name, cast.names(name))
    if span := cast.span(name):
        sheet.add(name, "kg:earliest", day(span.first))
        sheet.add(name, "kg:latest", day(span.last))
        sheet.add(name, "kg:datePrecision", concept(span.precision))


def write_source(sheet: Sheet, name: str, cast: Cast) -> None:
    """Write who speaks or prints."""
    facts = cast.facts.look(name)
    sheet.add(name, "rdf:type", "kg:Source")
    _call(sheet, name, cast.names(name))
    sheet.add(name, "kg:kind", concept(facts.get("kind") or ("Media" if facts.get("prints") else "OtherSource")))
    if anonymous := facts.get("anonymous"):
        sheet.add(name, "kg:anonymous", Literal(anonymous == "true"))


def write_party(sheet: Sheet, name: str, cast: Cast) -> None:
    """Write a party."""
    sheet.add(name, "rdf:type", "kg:Party")
    _call(sheet, name, cast.names(name))
    sheet.add(name, "kg:kind", concept(cast.facts.look(name).get("kind") or "UnidentifiedGroup"))


def write_place(sheet: Sheet, name: str, cast: Cast) -> None:
    """Write a place."""
    sheet.add(name, "rdf:type", "kg:Place")
    _call(sheet, name, cast.names(name))
    if point := cast.facts.look(name).get("point"):
        sheet.add(name, "geo:asWKT", Literal(f"POINT({point})", datatype=NamedNode(PREFIXES["geo"] + "wktLiteral")))


def write_report(sheet: Sheet, name: str, cast: Cast) -> None:
    """Write a document."""
    facts = cast.facts.look(name)
    url, publisher = facts.get("url"), facts.get("publisher")
    sheet.add(name, "rdf:type", "kg:Report")
    if called := facts.get("called"):
        _call(sheet, name, Names(called, called))
    else:
        host = re.sub(r"https?://(?:www\.)?([^/]+).*", r"\1", url) if url else name.partition(":")[2]
        who = cast.names(publisher) if publisher else Names(host, host)
        sheet.label(name, labels.report(who, cast.names(facts["event"]), facts.get("issued") or None))
    access = facts.get("access", "Consulted")
    sheet.add(name, "kg:access", concept(access if url else "CitedOnly"))
    sheet.add(name, "kg:kind", _concept(facts.get("kind")))
    sheet.add(name, "kg:publisher", publisher or None)
    sheet.add(name, "dct:issued", day(facts.get("issued") or None))
    sheet.add(name, "dct:language", Literal(facts["language"]) if facts.get("language") else None)
    sheet.add(name, "schema:url", NamedNode(url) if url else None)


#: Kind of thing to what writes it, and to the page it stands on.
WRITERS = {
    "event": (write_event, "events"),
    "party": (write_party, "parties"),
    "place": (write_place, "places"),
    "report": (write_report, "reports"),
    "source": (write_source, "sources"),
}


def _write_quantity(sheet: Sheet, claim: Claim) -> None:
    assert claim.part is not None
    row, name, figure = claim.row, claim.name, claim.part.figure
    sheet.add(name, "kg:population", concept(row.get("population")))
    sheet.add(name, "kg:outcome", concept(row.get("outcome")))
    sheet.add(name, "kg:qualifier", concept(figure.qualifier))
    for key in ("value", "min", "max"):
        number = getattr(figure, key)
        sheet.add(name, f"kg:{key}", None if number is None else Literal(number))
    sheet.add(name, "kg:ofWhole", _concept(row.get("of_whole")))
    sheet.add(name, "kg:comparedTo", *claim.compared_to)


def _write_occurrence(sheet: Sheet, claim: Claim) -> None:
    row, name = claim.row, claim.name
    sheet.add(name, "kg:aspect", concept(row.get("aspect")))
    sheet.add(name, "kg:place", *dict.fromkeys(claim.roles.places))
    sheet.add(name, "kg:placePrecision", _concept(row.get("place_precision")))
    if span := row.spans.get("happened_on"):
        until = row.spans.get("happened_until", span)
        sheet.add(name, "kg:earliest", day(span.first))
        sheet.add(name, "kg:latest", day(until.last))
        told = row.get("date_precision") or (span.precision if until is span else "")
        sheet.add(name, "kg:datePrecision", _concept(told))
    if row.get("kilometres"):
        sheet.add(name, "kg:kilometres", decimal(float(row.get("kilometres"))))
    if row.get("time"):
        sheet.add(name, "kg:time", Literal(f"{row.get('time')}:00", datatype=NamedNode(PREFIXES["xsd"] + "time")))
    if row.get("kilometres") or row.get("time"):
        sheet.add(name, "kg:qualifier", concept(row.get("measured") or "Exactly"))


def _label(claim: Claim, cast: Cast, hedge: str) -> labels.Texts:
    """Give what a claim is called: as the row says, or the speaker and what it says."""
    row = claim.row
    own = {lang: row.get(column) for lang, column in (("en", "label"), ("fr", "label_fr")) if row.get(column)}
    return own or labels.say(cast.names(claim.roles.speaker), _said(claim, cast, hedge))


def _said(claim: Claim, cast: Cast, hedge: str) -> labels.Texts:
    row, part = claim.row, claim.part
    if part is not None:
        return labels.quantity(part.figure, row.get("population"), row.get("outcome"), row.get("of_whole") or None)
    if row.kind == "attribution":
        return labels.attribution(row.get("role"), cast.names(claim.roles.party), hedge)
    if row.kind == "absence":
        return labels.absence(row.get("absence"))
    if row.get("what") or row.get("what_fr"):
        return {lang: row.get(column) for lang, column in (("en", "what"), ("fr", "what_fr")) if row.get(column)}
    place = cast.names(claim.roles.places[0]) if claim.roles.places else None
    if row.get("kilometres"):
        number = float(row.get("kilometres"))
        figure = Figure(row.get("measured"), int(number) if number.is_integer() else number)
        return labels.distance(figure, place)
    if row.get("time"):
        return labels.hour(Figure("Exactly"), row.get("time"))
    if span := row.spans.get("happened_on"):
        return labels.on_day(span.first[: {"WithinYear": 4, "WithinMonth": 7}.get(span.precision, 10)])
    named = [cast.names(place) for place in claim.roles.places]
    english, french = ", ".join(n.en for n in named), ", ".join(n.fr for n in named if n.fr)
    return {"en": english, **({"fr": french} if all(n.fr for n in named) else {})} if named else {}


def _call(sheet: Sheet, name: str, names: Names) -> None:
    sheet.label(name, {"en": names.en, **({"fr": names.fr} if names.fr else {})})


def _concept(term: str | None) -> NamedNode | None:
    return concept(term) if term else None


def pages(claims: Iterable[Claim], things: Iterable[str], cast: Cast) -> dict[str, Sheet]:
    """Write everything, by page."""
    sheets: dict[str, Sheet] = {"claims": Sheet()}
    for claim in claims:
        write_claim(sheets["claims"], claim, cast)
    for name in things:
        write, page = WRITERS[name.partition(":")[0]]
        write(sheets.setdefault(page, Sheet()), name, cast)
    return sheets
