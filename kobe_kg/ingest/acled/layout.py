"""The columns of ACLED's exports, found by their names, and which download a file is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from kobe_kg.errors import ParameterError
from kobe_kg.ingest.cells import Header, Layout

#: What a row is read from, by its name in ACLED's codebook; those behind may be missing.
NEEDED = tuple(
    """event_id_cnty event_date time_precision event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
    assoc_actor_2 inter2 iso country admin1 admin2 admin3 location latitude longitude geo_precision source
    fatalities""".split()
)
OPTIONAL = ("year", "disorder_type", "civilian_targeting", "timestamp")
#: Columns that say nothing more, or what is not ours to copy.
LEFT = frozenset(
    """data_id event_id_no_cnty interaction region source_scale notes tags iso3 population_1km population_2km
    population_5km population_best""".split()
)
_HINT = "the first line of an export of ACLED names its columns: event_id_cnty, event_date and so on"
_LAYOUT = Layout("ACLED", NEEDED, OPTIONAL, LEFT, {}, _HINT)
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.]*\Z")
_DAY = re.compile(r"(?<![0-9])([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9])")


def columns(names: Sequence[str], path: Path) -> Header:
    """Find the columns by their header: the cells of :data:`NEEDED` and :data:`OPTIONAL`, in order.

    :raises DataError: when a needed column is missing or stands twice.
    """
    return _LAYOUT.find(names, path)


def release(path: Path, told: str | None, issued: str) -> str:
    """Give what tells a download from later ones: as it is told, its day, or the last day in the name of the file.

    :param issued: the day of the download, or an empty text.
    :raises ParameterError: when nothing tells, or what is told cannot stand in a name.

    >>> release(Path("x.csv"), None, "2031-05-20"), release(Path("2031-01-01-2031-05-19.csv.gz"), None, "")
    ('20310520', '20310519')
    """
    if told is not None:
        if not _RELEASE.match(told):
            raise ParameterError(f"{told!r} cannot name a download", hint="letters, digits and points: 20310520")
        return told
    days = ["".join(match.groups()) for match in _DAY.finditer(path.name)]
    if not issued and not days:
        hint = "give its day, as in --issued 2031-05-20: ACLED changes its rows, and numbers no releases"
        raise ParameterError(f"nothing tells which download of ACLED {path.name} is", hint=hint)
    return issued.replace("-", "") or days[-1]
