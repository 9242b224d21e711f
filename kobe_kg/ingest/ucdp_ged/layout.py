"""The columns of UCDP GED, which have had other names and places from release to release, and which release it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from kobe_kg.errors import ParameterError
from kobe_kg.ingest.cells import Header, Layout

#: What a row is read from, by its name in the official files; those behind may be missing.
NEEDED = tuple(
    """id year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id side_a side_b_new_id
    side_b number_of_sources source_article where_prec where_coordinates adm_1 adm_2 latitude longitude country
    country_id date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low""".split()
)
OPTIONAL = ("relid", "gwnoa", "gwnob")
#: Columns that say nothing more, or what is not ours to copy.
LEFT = frozenset(
    """active_year code_status conflict_dset_id dyad_dset_id side_a_dset_id side_b_dset_id source_office source_date
    source_headline source_original where_description geom_wkt priogrid_gid region event_clarity""".split()
)
#: Names that other editions give to columns.
_OTHER = {"best_est": "best", "high_est": "high", "low_est": "low"}
_HINT = "the first line of a file of UCDP GED names its columns: id, relid, year and so on"
_LAYOUT = Layout("UCDP GED", NEEDED, OPTIONAL, LEFT, _OTHER, _HINT)
_RELEASE = re.compile(r"\d+(\.\d+)+\Z")
_NAMED = (
    re.compile(r"ged(\d\d)(\d)(?!\d)", re.IGNORECASE),
    re.compile(r"v(\d+)[._](\d+)(?:[._](\d+))?(?!\d)", re.IGNORECASE),
)


def columns(names: Sequence[str], path: Path) -> Header:
    """Find the columns by their header: the cells of :data:`NEEDED` and :data:`OPTIONAL`, in order.

    :raises DataError: when a needed column is missing or stands twice.
    """
    return _LAYOUT.find(names, path)


def release(path: Path, told: str | None) -> str:
    """Give the release a file is of, as it is told or as the file is named.

    :raises ParameterError: when it is not told, or not as UCDP numbers them.

    >>> release(Path("GEDEvent_v25_1.csv"), None), release(Path("ged241.csv.gz"), None)
    ('25.1', '24.1')
    >>> release(Path("x.csv"), "24.0.3")
    '24.0.3'
    """
    hint = "as in --release 24.1; UCDP's codebook and its page of downloads name it"
    if told is not None:
        if not _RELEASE.match(told):
            raise ParameterError(f"{told!r} is no release of UCDP GED", hint=hint)
        return told
    for pattern in _NAMED:
        if match := pattern.search(path.name):
            return ".".join(part for part in match.groups() if part)
    raise ParameterError(f"the name of {path.name} does not say which release of UCDP GED it is", hint=hint)
