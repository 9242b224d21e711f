"""Whatever stands in the cells, a table is read to its end, each row is accounted for, and what is written is sound."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

import kobe_kg
from kobe_kg.ingest.table.columns import COLUMNS
from tests.ingest.table.test_reader import contents, ingest

#: What people, and programs, put into cells.
CELLS = st.one_of(
    st.sampled_from([column.example for column in COLUMNS.values()]),
    st.sampled_from(
        "r1 r2 r3 raid https://[x http://a:b:c https://a/%zz claim:r1 event:x source:é 25-30 -1 = ; '".split()
    ),
    st.sampled_from(["https://w3id.org/kobe-kg/id/claim/x", "claim:", "ns:x", "a ; b", "١٢", "\ufeff", "\u2028", "​"]),
    st.text(max_size=12),
)
FILLED = {
    "event": st.sampled_from(["raid", "Market fire"]),
    "speaker": st.sampled_from(["Town hall", "Radio"]),
    "publisher": st.sampled_from(["Town hall", "The Paper"]),
    "report_date": st.just("2026-05-04"),
    "population": st.sampled_from(["People", "civils"]),
    "outcome": st.just("Killed"),
    "number": st.sampled_from(["4", "at least 6", "25-30", "several"]),
}


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, str]]:
    made = []
    for _ in range(draw(st.integers(1, 4))):
        row = {name: draw(value) for name, value in FILLED.items()}
        row |= draw(st.dictionaries(st.sampled_from(sorted(COLUMNS)), CELLS, max_size=5))
        made.append(row)
    return made


@settings(max_examples=30, deadline=None)
@given(rows())
def test_any_table_is_read_to_its_end(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "t.csv"
        with path.open("w", newline="", encoding="utf-8", errors="replace") as lines:
            out = csv.DictWriter(lines, list(COLUMNS), restval="")
            out.writeheader()
            out.writerows(rows)
        reading = ingest(path, path.parent / "out")
        assert reading.read["rows"] == reading.kept["rows"] + len(reading.refused) == len(rows)
        first = contents(path.parent / "out")
        ingest(path, path.parent / "out")
        assert contents(path.parent / "out") == first
        if reading.kept["rows"]:
            found = kobe_kg.open(path.parent / "out").validate().findings
            assert [str(f) for f in found if f.severity == "violation" and f.rule not in KNOWN] == []


#: What only the graph as a whole shows, and a curator is told by ``kobe validate``.
KNOWN = {"claim-once", "outcome-of-population", "subset-within-superset"}
