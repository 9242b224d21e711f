"""Places on a map, as GeoJSON (RFC 7946): one feature for each place that a claim names.

A point is where the place lies that is named, not where anything happened; how near that is, the precision says. A
claim that gives only a distance is drawn as the ring at that distance. What has no coordinates has no geometry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from pyoxigraph import Literal, NamedNode

from kobe_kg.answer import value
from kobe_kg.export.facts import Facts
from kobe_kg.export.geometry import Geometry, circle, read
from kobe_kg.export.losses import Losses
from kobe_kg.export.records import Record, Tally, events, instances, label, record, subjects
from kobe_kg.export.source import Source
from kobe_kg.namespaces import KG, expand

#: The precision that its definition gives a radius, with that, in metres.
RADIUS = {"NearPlace": 25_000}

_UNPLACED = "the place has no coordinates, so the feature has no geometry"
_UNREAD = "its coordinates are no geometry on this globe in longitude and latitude, or 0 0, which is where nothing is"
_FAR = "the ring at that distance would cross the antimeridian or a pole"


def write(source: Source, stream: IO[bytes]) -> Losses:
    """Write one feature for each place that a claim names, by claim and place."""
    tally, losses = Tally(), Losses("geojson")
    codes = _codes(source)
    places: dict[str, Record] = {}
    stream.write(b'{"type":"FeatureCollection","features":[')
    number = 0
    placed = source.shelf.having(NamedNode(expand("kg:place")))
    for iri in instances(source, "kg:Claim"):
        if iri not in placed:
            continue
        claim = record(source, iri)
        for feature in _features(source, claim, places, codes, losses):
            text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
            stream.write((",\n" if number else "\n").encode() + text.encode())
            number += 1
        tally.add(claim)
        source.tell("features written", number)
    stream.write(b"\n]}\n")
    for place in places.values():
        tally.add(place)
    tally.settle(
        source,
        losses,
        absent="it is neither a claim that names a place nor a place that one names",
        elsewhere="what it is said of is not on the map",
        why="a feature has no property for it",
    )
    return losses


def _features(
    source: Source, claim: Record, places: dict[str, Record], codes: dict[str, dict[str, str]], losses: Losses
) -> Iterator[dict[str, Any]]:
    said = _said(source, claim)
    for iri in claim.take("kg:place", _iri, many=True):
        place = places.setdefault(iri, record(source, iri))
        geometry, drawn = _geometry(claim, place, said, losses)
        metres = RADIUS.get(said["precision"] or "") if drawn == "place" else None
        around = (
            circle(geometry["coordinates"], metres) if metres and geometry and geometry["type"] == "Point" else None
        )
        yield {
            "type": "Feature",
            "id": f"{claim.iri} {iri}",
            "geometry": geometry,
            "properties": {
                **said,
                "place": iri,
                "place_label": label(source, iri),
                "place_label_fr": next(iter(place.take("rdfs:label", lambda t: _text(t, "fr"))), None),
                "drawn": drawn,
                **codes.get(said["precision"] or "", {"ucdp_where_prec": None, "acled_geo_precision": None}),
                "uncertainty_m": metres if around else None,
                "uncertainty": {"type": "Polygon", "coordinates": [around]} if around else None,
            },
        }


def _said(source: Source, claim: Record) -> dict[str, Any]:
    """Give what a claim says beside the place itself."""

    def one(name: str) -> Any:
        return next(iter(claim.take(name, _value)), None)

    about = claim.take("kg:about", _iri, many=True)
    kilometres = one("kg:kilometres")
    found = {
        "claim": claim.iri,
        "label": next(iter(claim.take("rdfs:label", lambda t: _text(t, "en"))), None),
        "label_fr": next(iter(claim.take("rdfs:label", lambda t: _text(t, "fr"))), None),
        "event": events(source, about),
        "about": about,
        "aspect": one("kg:aspect"),
        "precision": one("kg:placePrecision"),
        "kilometres": None if kilometres is None else float(kilometres),
        "qualifier": one("kg:qualifier"),
        "speaker": next(iter(claim.take("kg:speaker", _iri)), None),
        "speaker_label": None,
        "stated_on": one("kg:statedOn"),
        "hedge": one("kg:hedge"),
        "originality": one("kg:originality"),
        "superseded": bool(subjects(source, "kg:supersedes", claim.iri)),
        "withdrawn_in": claim.take("kg:withdrawnIn", _iri, many=True),
        "reports": claim.take("kg:reportedIn", _iri, many=True),
    }
    if found["speaker"]:
        found["speaker_label"] = label(source, found["speaker"])
    return found


def _geometry(claim: Record, place: Record, said: dict[str, Any], losses: Losses) -> tuple[Geometry | None, str | None]:
    """Give what is drawn for a place in a claim, and which: the place, or the distance from it."""
    if "geo:asWKT" not in place.said:
        losses.add_resource(claim.iri, _UNPLACED)
        return None, None
    geometry = next(iter(place.take("geo:asWKT", lambda term: read(_text(term) or ""))), None)
    if geometry is None:
        losses.add_resource(place.iri, _UNREAD)
        return None, None
    if said["kilometres"] is None or said["aspect"] != "Distance":
        return geometry, "place"
    ring = circle(geometry["coordinates"], said["kilometres"] * 1000) if geometry["type"] == "Point" else None
    if ring is None:
        losses.add_resource(claim.iri, _FAR)
        return None, None
    return {"type": "LineString", "coordinates": ring}, "distance"


def _codes(source: Source) -> dict[str, dict[str, Any]]:
    """Give the codes of UCDP and ACLED for each precision of a place, by its name."""
    found: dict[str, dict[str, Any]] = {}
    names = {expand("kg:ucdpWherePrec"): "ucdp_where_prec", expand("kg:acledGeoPrecision"): "acled_geo_precision"}
    facts = Facts(source.shelf)
    for precision in facts.instances("kg:Precision"):
        for code in facts.values(precision, "skos:notation"):
            codes = found.setdefault(precision.value.removeprefix(KG), dict.fromkeys(names.values()))
            if isinstance(code, Literal) and code.datatype.value in names:
                codes[names[code.datatype.value]] = int(code.value)
    return found


def _iri(term: Any) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _text(term: Any, lang: str | None = None) -> str | None:
    if not isinstance(term, Literal) or (lang and term.language != lang):
        return None
    return term.value


def _value(term: Any) -> Any:
    """Give a name of a code list as it is, numbers as such, and dates as text."""
    if isinstance(term, NamedNode):
        return term.value.removeprefix(KG)
    found = value(term)
    return found if found is None or isinstance(found, (int, float, Decimal)) else str(found)
