"""What a graph tells of its events is read as it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.ingest import open_reader, save
from kobe_kg.matching import candidates, facts

RIVER = Path(__file__).parents[1] / "data" / "ucdp-ged" / "river-49-v24.1.csv"


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> kobe_kg.Graph:
    out = tmp_path_factory.mktemp("river")
    save(open_reader("ucdp-ged").read(RIVER, out=out), out)
    return kobe_kg.open(out)


def test_events_have_their_days_places_countries_and_parties(river: kobe_kg.Graph) -> None:
    found = facts(river.store)
    assert len(found.events) == 13
    assert found.undated == 0
    event = next(event for event in found.events if event.iri.endswith("ucdp-500002"))
    assert (event.low, event.high) == (6, 14)
    assert date.fromordinal(event.first) == date(2031, 3, 6)
    assert event.owner.endswith("source/ucdp")
    (place,) = [place for place in found.places if place.event == event.iri]
    assert place.longitude is not None
    countries = {country for iri, country in found.countries if iri == event.iri}
    assert countries == {
        "mali",
        "http://www.wikidata.org/entity/Q912",
        "https://w3id.org/kobe-kg/id/place/ucdp-country-432",
    }
    assert len([party for iri, party in found.sides if iri == event.iri]) == 2


def test_the_record_says_of_disputed_places_that_each_may_be_it() -> None:
    found = facts(kobe_kg.open().store)
    kobe = "https://w3id.org/kobe-kg/id/event/kobe-attack"
    points = {(place.longitude, place.latitude) for place in found.places if place.event == kobe}
    assert len(points) >= 3
    assert (kobe, "mali") in found.countries
    assert found.undated > 0


def test_a_data_set_is_found_in_itself(river: kobe_kg.Graph) -> None:
    found = facts(river.store)
    assert list(candidates(found)) == []
    copy = found._replace(events=[event._replace(owner="another") for event in found.events])
    pairs = [pair for pair in candidates(found, copy, least=0.0) if pair.rank == 1]
    assert [pair.event for pair in pairs if pair.event != pair.other] == []
    assert len(pairs) == 12  # one is somewhere in the country, and nearer to another
