"""A table of claims becomes a graph without a finding, every row is accounted for, and it reads what people write."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import kobe_kg
from kobe_kg.errors import DataError, LimitError, ParameterError
from kobe_kg.ingest import Reading, open_reader, save
from kobe_kg.namespaces import ID, expand

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data" / "table"
FIRE = DATA / "market-fire.csv"
HEADER = "event,speaker,publisher,report_date,population,outcome,number"
ROW = "raid,Town hall,Town hall,2026-05-04,People,Killed,4"


def ingest(path: Path, out: Path, *, graph: tuple[Path, ...] = (), event: str | None = None, **asked: str) -> Reading:
    reading = open_reader("table").read(path, out=out, graph=graph, event=event, asked=asked)
    save(reading, out)
    return reading


def table(folder: Path, *lines: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def statements(out: Path, about: str = "") -> set[tuple[str, str, str]]:
    found = set()
    for path in (*out.rglob("*.ttl"), *out.rglob("*.nt")):
        form = RdfFormat.TURTLE if path.suffix == ".ttl" else RdfFormat.N_TRIPLES
        for quad in parse(path=str(path), format=form):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ID + about):
                found.add((quad.subject.value, quad.predicate.value, str(quad.object)))
    return found


def why(reading: Reading) -> list[str]:
    return [refusal.why for refusal in reading.refused]


def test_a_good_table_gives_a_graph_without_a_finding(tmp_path: Path) -> None:
    reading = ingest(FIRE, tmp_path)
    assert reading.read == reading.kept == {"rows": 8}
    assert reading.tallies["claims"] == {"quantity": 6, "attribution": 1, "occurrence": 1, "absence": 1}
    assert reading.tallies["originality"] == {"Original": 6, "Relayed": 1, "Undetermined": 2}
    assert reading.refused == []
    assert [finding.rule for finding in kobe_kg.open(tmp_path).validate().findings] == []


def test_twice_is_once_in_canonical_form_and_in_both_syntaxes(tmp_path: Path) -> None:
    ingest(FIRE, tmp_path / "ttl")
    first = contents(tmp_path / "ttl")
    ingest(FIRE, tmp_path / "ttl", graph=())
    assert contents(tmp_path / "ttl") == first
    ingest(FIRE, tmp_path / "ttl", graph=(tmp_path / "ttl",))
    assert contents(tmp_path / "ttl") == first
    for name, text in first.items():
        if name.endswith(".ttl"):
            assert kobe_kg.turtle.format(text.decode()) == text.decode()
    ingest(FIRE, tmp_path / "nt", syntax="nt")
    assert statements(tmp_path / "nt") == statements(tmp_path / "ttl")


def test_the_claims_can_be_compared(tmp_path: Path) -> None:
    ingest(FIRE, tmp_path)
    graph = kobe_kg.open(tmp_path)
    killed = graph.query("claims", event="market-fire", outcome="Killed")
    told = {(row.speakerLabel, row.min, row.max, row.originality.rpartition("#")[2]) for row in killed}
    assert ("Hospital", 6, None, "Original") in told
    assert ("Radio River", 6, 6, "Relayed") in told
    assert "disjoint" in {row.kind for row in graph.query("disagreements", event="market-fire")}
    (drift,) = graph.query("drift", event="market-fire")
    assert (drift.claim, drift.origin) == (expand("claim:market-fire-r3"), expand("claim:market-fire-r1"))


def test_what_many_rows_name_is_described_once_from_all_of_them(tmp_path: Path) -> None:
    ingest(FIRE, tmp_path)
    kinds = {o for s, p, o in statements(tmp_path, "source/radio-river") if p == expand("kg:kind")}
    assert kinds == {f"<{expand('kg:Media')}>"}
    reports = {s for s, _, _ in statements(tmp_path, "report/")}
    assert len(reports) == 4
    lines = [
        "event,speaker,speaker_kind,publisher,report_date,population,outcome,number",
        ROW.replace("hall,T", "hall,,T"),
    ]
    lines.append("raid,Town hall,NGO,Town hall,2026-05-04,People,Injured,4")
    lines.append("raid,Town hall,Media,Town hall,2026-05-04,People,Arrested,4")
    reading = ingest(table(tmp_path, *lines), tmp_path / "more")
    assert f"<{expand('kg:NGO')}>" in {o for _, _, o in statements(tmp_path / "more", "source/")}
    assert (
        "1 row: speaker_kind of source:town-hall is NGO in a row before, which counts; the first is row 4"
        in reading.remarks
    )


def test_rows_that_are_wrong_are_named_by_cell_and_none_is_lost(tmp_path: Path) -> None:
    reading = ingest(DATA / "wrong.csv", tmp_path)
    assert (reading.read["rows"], reading.kept["rows"], len(reading.refused)) == (18, 1, 17)
    with (tmp_path / "wrong.quarantine.csv").open(newline="") as lines:
        found = [(row["row"], row["column"], row["value"]) for row in csv.DictReader(lines)]
    assert found == [
        ("3", "I3 population", "Peple"),
        ("4", "K4 number", "many"),
        ("5", "D5 speaker", ""),
        ("6", "F6 report_date", "04/05/2026"),
        ("7", "F7 report_date", "46146"),
        ("8", "H8 relays", "gone"),
        ("9", "H9 relays", "w6"),
        ("10", "A10 id", "ok"),
        ("11", "F11 report_date", "2026-05-01"),
        ("12", "report", ""),
        ("13", "F13 report_date", "2026-05-04"),
        ("14", "J14 outcome", ""),
        ("14", "K14 number", ""),
        ("15", "party", ""),
        ("16", "H16 relays", "w13"),
        ("17", "H17 relays", ""),
        ("18", "K18 number", ""),
        ("19", "K19 number", "1.200"),
    ]
    assert str(reading.refused[0]).endswith(
        "wrong.csv:3: row 3: I3 population: 'Peple' is none of its words; did you mean 'People'?"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_says_the_same(encoding: str, separator: str, tmp_path: Path) -> None:
    ingest(FIRE, tmp_path / "plain")
    with FIRE.open(newline="") as lines:
        rows = list(csv.reader(lines))
    other = tmp_path / FIRE.name
    with other.open("w", newline="", encoding=encoding) as lines:
        csv.writer(lines, delimiter=separator).writerows(rows)
    reading = ingest(other, tmp_path / "other")
    assert statements(tmp_path / "other") == statements(tmp_path / "plain")
    assert any("read as cp1252" in remark for remark in reading.remarks) == (encoding == "cp1252")


def test_rows_are_read_as_people_leave_them(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "sep=;",
        "Événement; SPEAKER ;Publisher*;Report Date;Population;Outcome;Nombre;Mood;;",
        "raid;Mairie;Mairie;4 mai 2026;civils;tués;au moins 34;grim;;",
        ";;;;;;;;;",
        "",
        'raid;"Radio\nRiver";Radio River;04.05.2026;Civilians;blessés;"une\nvingtaine";;;',
        "raid;Radio River;Radio River;5/13/2026;Peuple;blessés;3;;;",
    )
    reading = ingest(path, tmp_path / "out")
    assert (reading.read["rows"], reading.kept["rows"]) == (3, 2)
    assert str(reading.refused[0]).startswith(f"{path}:9: row 7: E7 Population: 'Peuple'")
    assert "the column 'Mood' is not known, and is left out" in reading.remarks
    claims = statements(tmp_path / "out", "claim/")
    assert {(p.rpartition("#")[2], o.partition("^")[0]) for _, p, o in claims} >= {("value", '"34"'), ("value", '"20"')}
    assert {o for _, p, o in claims if p == expand("kg:speaker")} == {
        f"<{expand('source:mairie')}>",
        f"<{expand('source:radio-river')}>",
    }


def test_a_row_without_a_key_is_named_after_what_it_says(tmp_path: Path) -> None:
    reading = ingest(table(tmp_path, HEADER, ROW, ROW, ROW.replace(",4", ",5")), tmp_path / "out")
    assert why(reading) == ["row 2 says the same; if it was said twice, give each an id"]
    names = {s for s, _, _ in statements(tmp_path / "out", "claim/")}
    assert len(names) == 2
    assert all(name.startswith(f"{ID}claim/raid-town-hall-people-killed-") for name in names)


def test_an_event_can_be_named_for_all_rows(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER.removeprefix("event,"), ROW.removeprefix("raid,"))
    assert "or name it for all rows with --event" in why(ingest(path, tmp_path / "none"))[0]
    assert ingest(path, tmp_path / "out", event="raid").refused == []
    assert {s for s, _, _ in statements(tmp_path / "out", "event/")} == {f"{ID}event/raid"}


def test_claims_join_what_a_graph_describes(tmp_path: Path) -> None:
    story = "https://example.org/x"
    path = table(
        tmp_path,
        f"id,about,relays,report_url,{HEADER}",
        f"r1,,claim:hrw-civilians-killed,{story},kobe-attack,Human Rights Watch,Radio,2025-03-01,Civils,tués,34",
        f"r2,convoy:gao-ansongo-2025-02-07,,{story},Kobé attack,HRW,Radio,2025-03-01,Vehicles,Hit,3",
        f"r3,convoy:none,,{story},kobe-attack,HRW,Radio,2025-03-01,Vehicles,Hit,3",
        f"r4,,claim:hrw-civilians-kiled,{story},kobe-attack,HRW,Radio,2025-03-01,People,Killed,34",
    )
    reading = ingest(path, tmp_path / "out", graph=(ROOT / "graph",))
    assert len(reading.refused) == 2
    assert "nothing known is called 'convoy:none'" in why(reading)[0]
    assert "did you mean 'claim:hrw-civilians-killed'" in why(reading)[1]
    said = statements(tmp_path / "out", "claim/")
    assert {o for _, p, o in said if p == expand("kg:speaker")} == {f"<{expand('source:human-rights-watch')}>"}
    assert {o for _, p, o in said if p == expand("kg:relays")} == {f"<{expand('claim:hrw-civilians-killed')}>"}
    assert statements(tmp_path / "out", "event/") == set()


def test_what_belongs_to_another_kind_of_claim_is_remarked_on(tmp_path: Path) -> None:
    path = table(tmp_path, f"{HEADER},party,place", f"{ROW},River Front,Otter ford")
    reading = ingest(path, tmp_path / "out")
    assert reading.refused == []
    assert "1 row: place is left out of a row that claims quantity: give it a row of its own; the first is row 2" in (
        reading.remarks
    )
    assert statements(tmp_path / "out", "party/") == set()


@pytest.mark.parametrize(
    ("number", "qualifier", "low", "high", "found"),
    [
        ("34", "AtLeast", "", "", [("AtLeast", 34, 34, None)]),
        ("34", "au moins", "", "", [("AtLeast", 34, 34, None)]),
        ("34", "less than", "", "", [("AtMost", 33, 0, 33)]),
        ("34", "MoreThan", "35", "", [("MoreThan", 34, 35, None)]),
        ("", "Several", "", "", [("Several", None, 2, None)]),
        ("", "", "4", "9", [("AtLeast", 4, 4, None), ("AtMost", 9, 0, 9)]),
        ("6", "", "4", "9", [("About", 6, None, None), ("AtLeast", 4, 4, None), ("AtMost", 9, 0, 9)]),
        ("", "", "4", "4", [("Exactly", 4, 4, 4)]),
        ("", "", "4", "", [("AtLeast", 4, 4, None)]),
        ("", "", "", "9", [("AtMost", 9, 0, 9)]),
        ("9", "", "0", "9", [("AtMost", 9, 0, 9)]),
    ],
)
def test_number_qualifier_and_bounds_make_figures(
    number: str, qualifier: str, low: str, high: str, found: list[tuple[object, ...]], tmp_path: Path
) -> None:
    path = table(tmp_path, f"{HEADER},qualifier,min,max", f"{ROW[:-1]}{number},{qualifier},{low},{high}")
    assert ingest(path, tmp_path / "out").refused == []
    rows = kobe_kg.open(tmp_path / "out").query("claims", event="raid")
    assert sorted((r.qualifier.rpartition("#")[2], r.value, r.min, r.max) for r in rows) == found


@pytest.mark.parametrize(
    ("number", "qualifier", "low", "high", "reason"),
    [
        ("at least 34", "UpTo", "", "", "it says UpTo, and number is worded otherwise"),
        ("34", "AtLest", "", "", "'AtLest' is none of its words"),
        ("at least 34", "", "30", "", "the wording means 34 to open, and min and max say otherwise"),
        ("34", "", "30", "", "a number between bounds has both"),
        ("34", "", "1", "9", "34 is not between 1 and 9"),
        ("", "AtLeast", "", "", "AtLeast needs a number"),
        ("", "", "", "", "it counts, and the cell is empty"),
        ("most", "", "", "", "a majority is one of a named whole"),
        ("similar", "", "", "", "a similar number is like that of another row"),
        ("4", "", "x", "", "'x' is no whole number"),
    ],
)
def test_figures_that_do_not_hold_together_are_refused(
    number: str, qualifier: str, low: str, high: str, reason: str, tmp_path: Path
) -> None:
    path = table(tmp_path, f"{HEADER},qualifier,min,max", f"{ROW[:-1]}{number},{qualifier},{low},{high}")
    (told,) = why(ingest(path, tmp_path / "out"))
    assert reason in told


def test_rows_point_to_rows_of_the_same_event_kind_and_speaker(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        f"id,relays,supersedes,party,role,{HEADER}",
        f"a,,,,,{ROW[:-1]}25-30",
        "b,a,,,,raid,Radio,Radio,2026-05-05,People,Killed,at least 25",
        "c,a,,,,raid,Radio,Radio,2026-05-05,People,Killed,up to 30",
        "d,a,,,,fire,Radio,Radio,2026-05-05,People,Killed,25",
        "e,a,,Front,Target,raid,Radio,Radio,2026-05-05,,,",
        "f,,a,,,raid,Radio,Radio,2026-05-06,People,Killed,26",
        "g,a,,,,raid,Radio,Radio,2026-05-02,People,Killed,26",
        "h,i,,,,raid,Radio,Radio,2026-05-07,People,Killed,27",
        "i,h,,,,raid,Radio,Radio,2026-05-07,People,Killed,28",
    )
    reading = ingest(path, tmp_path / "out")
    assert [refusal.where.line for refusal in reading.refused] == [5, 6, 7, 8, 9, 10]
    assert "about event:raid" in why(reading)[0]
    assert "row 2 is a quantity" in why(reading)[1]
    assert "a speaker corrects only itself" in why(reading)[2]
    assert "was said later, on 2026-05-04" in why(reading)[3]
    assert "it comes back to itself" in why(reading)[4]
    relays = {(s, o) for s, p, o in statements(tmp_path / "out", "claim/") if p == expand("kg:relays")}
    assert relays == {
        (f"{ID}claim/raid-b", f"<{ID}claim/raid-a-low>"),
        (f"{ID}claim/raid-c", f"<{ID}claim/raid-a-high>"),
    }


def test_names_in_any_script_get_names_of_their_own(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        HEADER,
        "raid,وكالة النهر,وكالة النهر,2026-05-04,People,Killed,4",
        "raid,وكالة الجبل,وكالة الجبل,2026-05-04,People,Killed,5",
    )
    ingest(path, tmp_path / "out")
    assert len({s for s, _, _ in statements(tmp_path / "out", "source/")}) == 2


def test_a_text_can_not_break_out_of_its_cell(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        f"note,speaker_fr,{HEADER}",
        '"a ""b"" \\ <x> .\nkg:x",""" . <a> <b> <c> .",raid,"Town"" hall",Town hall,2026-05-04,People,Killed,4',
    )
    ingest(path, tmp_path / "out")
    notes = {o for _, p, o in statements(tmp_path / "out", "claim/") if p == expand("skos:editorialNote")}
    assert len(notes) == 2  # a line is a note
    assert [f.rule for f in kobe_kg.open(tmp_path / "out").validate().findings if f.severity != "warning"] == []


def test_our_own_export_comes_back(tmp_path: Path) -> None:
    graph = kobe_kg.open(ROOT / "graph")
    graph.export("csvw", tmp_path / "csvw")
    kept = ROOT / "graph" / "kobe-attack"
    described = tuple(kept / name for name in ("event.ttl", "parties.ttl", "places.ttl", "reports.ttl", "sources.ttl"))
    reading = ingest(
        tmp_path / "csvw" / "claims.csv",
        tmp_path / "back",
        graph=(*described, kept / "reports"),
        mapping=str(DATA / "own-export.yaml"),
    )
    assert reading.refused == []
    assert set(contents(tmp_path / "back")) == {
        "claims/claims.ttl",
        "claims.quarantine.csv",
        "claims.remarks.csv",
    }
    before, after = statements(ROOT / "graph", "claim/"), statements(tmp_path / "back", "claim/")
    counted = {s for s, p, o in before if p == expand("kg:population")}
    assert len(counted) > 300
    lost = {p for s, p, o in before - after if s in counted}
    assert lost == {expand("kg:breakdown"), expand("kg:evidence")}
    assert {s for s, p, o in after - before if s in counted} == set()


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([""], "the file is empty"),
        (["a,b,c", "1,2,3"], "has no column that is known"),
    ],
)
def test_a_file_that_is_no_table_is_told(lines: list[str], what: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=what):
        ingest(table(tmp_path, *lines), tmp_path / "out")


def test_a_wrong_call_is_told(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, ROW)
    reader = open_reader("table")
    with pytest.raises(ParameterError, match="takes no --with"):
        reader.read(path, beside=[path], out=tmp_path)
    with pytest.raises(ParameterError, match="no sheets to choose from"):
        ingest(path, tmp_path / "out", sheet="x")
    with pytest.raises(ParameterError, match="no syntax 'nq' here"):
        ingest(path, tmp_path / "out", syntax="nq")
    with pytest.raises(DataError, match="which is not read"):
        ingest(table(tmp_path, HEADER, name="t.ods"), tmp_path / "out")
    with pytest.raises(DataError, match="cannot read"):
        ingest(tmp_path / "none.csv", tmp_path / "out")


def test_more_than_a_person_keeps_by_hand_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kobe_kg.ingest.table.sheet.MOST_ROWS", 2)
    with pytest.raises(LimitError, match="more than 2 rows"):
        ingest(table(tmp_path, HEADER, *[ROW] * 3), tmp_path / "out")
    with pytest.raises(LimitError, match="501 columns"):
        ingest(table(tmp_path, ",".join(["event"] * 501)), tmp_path / "out")
    long = "x" * 10_001
    monkeypatch.setattr("kobe_kg.ingest.table.sheet.MOST_ROWS", 10)
    reading = ingest(table(tmp_path, f"{HEADER},note", f"{ROW},{long}"), tmp_path / "out")
    assert "it has 10,001 characters, and 10,000 are read" in why(reading)[0]


def test_a_row_with_more_cells_than_the_header_is_refused(tmp_path: Path) -> None:
    reading = ingest(table(tmp_path, HEADER, f"{ROW},x", f"{ROW},,"), tmp_path / "out")
    assert why(reading) == ["it has 8 cells, and the header 7"]
