"""Rows in the layout of the UCDP Georeferenced Event Dataset, one for each event with a figure of people killed.

What UCDP's coders decide, such as the type of violence and who stands on which side, no row says. Dates, numbers and
the list of articles are written as UCDP writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kobe_kg.export.codings import Coding, Figure
from kobe_kg.export.layouts import Layout, Row, grid

#: The columns of GED since version 20, in their order.
COLUMNS = tuple(
    """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
    dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original where_prec
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region
    event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa
    gwnob""".split()
)
#: What makes one number of the claims, unless another is named.
POLICY = "UcdpStyle"

_CODED = "UCDP’s coders decide it"
_SIDES = "it follows from who stands on which side, which is contested"
_DIVISIONS = "a place does not say which division of a country it is"
_EMPTY = {
    "id": "UCDP has given none; relid holds the event’s IRI",
    **dict.fromkeys("active_year code_status type_of_violence event_clarity".split(), _CODED),
    **dict.fromkeys(
        "conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name".split(), _CODED
    ),
    **dict.fromkeys("side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b".split(), _SIDES),
    **dict.fromkeys("deaths_a deaths_b gwnoa gwnob".split(), _SIDES),
    **dict.fromkeys("adm_1 adm_2".split(), _DIVISIONS),
    **dict.fromkeys("country country_id region".split(), "no single country whose codes are known"),
    **dict.fromkeys("best high low deaths_civilians".split(), "the policy gives none"),
    "deaths_unknown": "it is what remains of all deaths, and not all are told apart",
    "where_description": "no text of a report is kept",
    "source_date": "some report has no date",
}


def _row(coding: Coding) -> Row | None:
    people = coding.people
    if people[:3] == (None, None, None):
        return None
    numbers: dict[str, tuple[int | None, Figure]] = {
        "deaths_civilians": (coding.civilians.best, coding.civilians),
        "best": (people.best, people),
        "high": (people.high, people),
        "low": (people.low, people),
    }
    country = coding.country
    placed = coding.longitude is not None and coding.latitude is not None
    cells = {
        "relid": coding.event,
        "year": coding.earliest.year if coding.earliest else None,
        "number_of_sources": len(coding.reports),
        "source_article": ";".join(f'"{_item(r.publisher)},{r.issued},{_item(r.label)}"' for r in coding.reports),
        "source_office": _list(r.publisher for r in coding.reports),
        "source_date": _list(r.issued for r in coding.reports),
        "source_headline": _list(r.label for r in coding.reports),
        "source_original": _list(coding.speakers),
        "where_prec": coding.where_precision,
        "where_coordinates": coding.place_label,
        "latitude": coding.latitude,
        "longitude": coding.longitude,
        "geom_wkt": f"POINT ({coding.longitude} {coding.latitude})" if placed else None,
        "priogrid_gid": _grid(coding),
        "country": country.name if country else None,
        "country_id": country.number if country else None,
        "region": country.region if country else None,
        "date_prec": coding.date_precision,
        "date_start": _day(coding.earliest),
        "date_end": _day(coding.latest),
        **{name: number for name, (number, _) in numbers.items()},
    }
    return Row(cells, {name: (number, figure) for name, (number, figure) in numbers.items() if number is not None})


def _grid(coding: Coding) -> int | None:
    if coding.longitude is None or coding.latitude is None:
        return None
    return grid(coding.longitude, coding.latitude)


def _day(found: date | None) -> str | None:
    return f"{found.isoformat()} 00:00:00.000" if found else None


def _item(text: str) -> str:
    """Keep a text from ending its item of the list of articles."""
    return text.replace('"', "'")


def _list(texts: Iterable[str]) -> str:
    return ";".join(text.replace(";", ",") for text in texts)


#: How a row is written.
LAYOUT = Layout(
    form="ucdp",
    columns=COLUMNS,
    row=_row,
    unwritten="the policy makes no figure of people killed from what is said of it",
    held=("kg:earliest", "kg:latest", "kg:datePrecision"),
    empty=_EMPTY,
    topics=("people", "civilians"),
    policy=POLICY,
)
write, write_folder = LAYOUT.write, LAYOUT.write_folder
