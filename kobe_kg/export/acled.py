"""Rows in the layout of ACLED, one for each event; these are not ACLED's data, and its coders decide nothing here."""

from __future__ import annotations

from datetime import date

from kobe_kg.export.codings import Coding
from kobe_kg.export.layouts import Layout, Row

#: The columns of ACLED's export, in their order.
COLUMNS = tuple(
    """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1
    actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude
    longitude geo_precision source source_scale notes fatalities tags timestamp""".split()
)
#: What makes one number of the claims, unless another is named: ACLED's habit.
POLICY = "LowestReported"

# UCDP's precision of days to ACLED's: the day, the week, the month.
_DAYS = {1: 1, 2: 2, 3: 2, 4: 3}
_CODED = "ACLED’s coders decide it"
_ACTORS = "who took part in which role is contested"
_EMPTY = {
    "time_precision": "the event’s days are known less exactly than to a month, or not at all",
    **dict.fromkeys("disorder_type event_type sub_event_type civilian_targeting source_scale tags".split(), _CODED),
    **dict.fromkeys("actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction".split(), _ACTORS),
    **dict.fromkeys("iso region country".split(), "no single country whose codes are known"),
    **dict.fromkeys("admin1 admin2 admin3".split(), "a place does not say which division of a country it is"),
    "fatalities": "the policy makes no figure of the claims; ACLED would write 0, and silence is not zero",
    "source": "no figure, or no publisher is known of the reports it rests on",
    "timestamp": "ACLED’s clock, and none is asked here",
}


def _day(coding: Coding) -> date | None:
    """Give one day for an event: as ACLED does, the middle of its days where only a week or a month is known."""
    first, last = coding.earliest, coding.latest
    if first is None or last is None or _DAYS.get(coding.date_precision or 0) not in (2, 3):
        return first
    return first + (last - first) // 2


def _row(coding: Coding) -> Row:
    country, fatalities = coding.country, coding.people.best
    publishers = sorted({report.publisher for report in coding.people_reports if report.publisher})
    day = _day(coding)
    cells = {
        "event_id_cnty": coding.event,
        "event_date": day.isoformat() if day else None,
        "year": day.year if day else None,
        "time_precision": _DAYS.get(coding.date_precision or 0),
        "iso": country.iso if country else None,
        "region": country.subregion if country else None,
        "country": country.name if country else None,
        "location": coding.place_label,
        "latitude": coding.latitude,
        "longitude": coding.longitude,
        "geo_precision": coding.geo_precision,
        "source": "; ".join(publishers) if fatalities is not None else None,
        "notes": coding.label,
        "fatalities": fatalities,
    }
    return Row(cells, {} if fatalities is None else {"fatalities": (fatalities, coding.people)})


#: How a row is written.
LAYOUT = Layout(
    form="acled",
    columns=COLUMNS,
    row=_row,
    unwritten="",
    held=("kg:earliest", "kg:datePrecision", "rdfs:label"),
    empty=_EMPTY,
    topics=("people",),
    policy=POLICY,
)
write, write_folder = LAYOUT.write, LAYOUT.write_folder
