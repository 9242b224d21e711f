"""Columns are found by their names, in whatever order and release."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.errors import DataError, ParameterError
from kobe_kg.ingest.ucdp_ged.layout import NEEDED, OPTIONAL, columns, release

HERE = Path("ged.csv")


def test_columns_may_stand_anywhere_and_have_the_names_of_an_export() -> None:
    other = {"best": "best_est", "high": "High_est", "low": "low_est"}
    names = [other.get(name, name.upper()) for name in reversed(NEEDED)]
    pick, strange = columns([*names, "comment"], HERE)
    cells = [f"{name} cell" for name in reversed(NEEDED)]
    assert pick([*cells, "mine", ""]) == (*(f"{name} cell" for name in NEEDED), *("" for _ in OPTIONAL))
    assert strange == ["comment"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([name for name in NEEDED if name not in ("best", "id")], "no column id, best"),
        ([*NEEDED, "best_est"], "two columns best_est"),
        (["event_id_cnty", "event_date", "fatalities"], "no column id, year"),
    ],
)
def test_another_table_is_told(names: list[str], why: str) -> None:
    with pytest.raises(DataError, match=why):
        columns(names, HERE)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("GEDEvent_v23_1.csv", "23.1"),
        ("ged191.csv", "19.1"),
        ("ged261-csv.csv.gz", "26.1"),
        ("GEDEvent_v25_0_9.csv", "25.0.9"),
        ("mali-v24.1.csv", "24.1"),
    ],
)
def test_the_release_is_read_from_the_name(name: str, number: str) -> None:
    assert release(Path(name), None) == number
    assert release(Path(name), "1.2") == "1.2"


@pytest.mark.parametrize(("name", "told"), [("mali.csv", None), ("ged2024.csv", None), ("ged191.csv", "latest")])
def test_a_release_that_nobody_tells_is_asked_for(name: str, told: str | None) -> None:
    with pytest.raises(ParameterError) as raised:
        release(Path(name), told)
    assert "--release 24.1" in (raised.value.hint or "")
