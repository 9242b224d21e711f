"""Every row is accounted for, and what was wrong with it can be looked at in a spreadsheet without harm."""

from __future__ import annotations

from pathlib import Path

from kobe_kg.ingest.account import Account, Flaw
from kobe_kg.ingest.rows import Raw


def test_rows_read_are_rows_kept_and_rows_refused() -> None:
    account = Account(Path("x.csv"))
    account.keep(Raw(1, 2, ["a"]), "raid", [Flaw("low", "9", "low is above best")])
    account.keep(Raw(2, 3, ["a"]), "raid", [])
    account.refuse(Raw(3, 4, ["b"]), [Flaw("best", "many", "it is no number"), Flaw("", "3", "it has 3 cells")])
    assert (account.read, account.kept, account.kinds) == ({"rows": 3}, {"rows": 2}, {"raid": 2})
    (refusal,) = account.refused
    assert str(refusal) == "x.csv:4: row 3: best: it is no number; it has 3 cells"
    assert account.remarks() == ["1 row: low is above best; the first is row 1"]


def test_no_cell_runs_as_a_formula_and_numbers_stand_as_they_are() -> None:
    account = Account(Path("x.csv"))
    account.refuse(Raw(1, 2, []), [Flaw("low", value, "no number") for value in ("=1+1", "-1", "@a", "-x", "a,b")])
    assert list(account.listed(account.flaws)) == [
        f"x.csv,1,2,low,{value},no number\n" for value in ("'=1+1", "-1", "'@a", "'-x", '"a,b"')
    ]
