"""Golden answers over the full record: what the command of each question says, checked by hand against the dossier.

Each answer was worked out a second time from the dossier alone, without the graph, and the two were compared row by
row. The files hold slugs, numbers, dates and codes only, under the columns that carry the answer. Where the record
has changed, ``python -m tests.queries.test_record`` writes them anew: read the difference before you keep it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import kobe_kg
from kobe_kg.cli import main
from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact
from tests import DATA, GRAPH, ROOT

GOLDEN = DATA / "golden" / "record"
PAGE = (ROOT / "docs" / "reference" / "questions.md").read_text(encoding="utf-8")
#: Number and command of each question, as the page has them.
ASKED = [(int(n), shlex.split(c)) for n, c in re.findall(r"^\| (\d+) \| .* \| `kobe query ([^`]*)` \|$", PAGE, re.M)]
#: Two counts of people killed that can both hold, or of which one is vague: 384 of 660 rows, counted and not listed.
TOGETHER = {"nested", "overlap", "indeterminate"}
#: What the topics of the dossier come to, by one pair or more: judged from its figures by the definitions of the model.
JUDGED = DATA / "record-disagreements.csv"

Row = dict[str, str]


@cache
def graph() -> Graph:
    """The graph as it ships."""
    return kobe_kg.open()


def short(cell: str) -> str:
    """Write IRIs, several in a cell too, as prefixed names."""
    return " ".join(compact(word) or word for word in cell.split(" "))


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ask(name: str, **params: Any) -> list[Row]:
    """Give an answer as CSV has it, with prefixed names."""
    rows = csv.DictReader(io.StringIO(graph().query(name, **params).to_csv(), newline=""))
    return [{column: short(cell) for column, cell in row.items()} for row in rows]


def params(command: list[str]) -> dict[str, list[str]]:
    """Give what ``-p key=value`` stand in a command."""
    found: dict[str, list[str]] = {}
    for pair in command[2::2]:
        key, _, value = pair.partition("=")
        found.setdefault(key, []).append(value)
    return found


def answer(command: list[str]) -> list[Row]:
    values = {key: given if len(given) > 1 else given[0] for key, given in params(command).items()}
    return ask(command[0], **values)


def file_name(number: int, command: list[str]) -> str:
    """Name the golden file of a command: its question, its query, and the values it is given."""
    values = [value.rpartition(":")[2] for given in params(command).values() for value in given]
    return "-".join([f"{number:02}", command[0], *values]) + ".csv"


def listed(rows: Iterable[Row]) -> list[Row]:
    """Leave out of all disagreements the many of which a count will do."""
    topic = ("kg:People", "kg:Killed", "kg:People", "kg:Killed")
    return [row for row in rows if not (row["kind"] in TOGETHER and topics(row) == topic)]


def topics(row: Row) -> tuple[str, ...]:
    return row["population"], row["outcome"], row["bPopulation"], row["bOutcome"]


def rewrite() -> None:
    """Write every answer under the columns that its file has, or all of them."""
    for number, command in ASKED:
        path, rows = GOLDEN / file_name(number, command), answer(command)
        columns = list((read_rows(path) if path.is_file() else rows)[0])
        with path.open("w", encoding="utf-8", newline="") as lines:
            out = csv.DictWriter(lines, columns, extrasaction="ignore", lineterminator="\n")
            out.writeheader()
            out.writerows(listed(rows) if command == ["disagreements"] else rows)


def test_every_question_has_a_golden_answer() -> None:
    wanted = {file_name(number, command) for number, command in ASKED}
    assert {path.name for path in GOLDEN.glob("*.csv")} == wanted


@pytest.mark.parametrize(("number", "command"), ASKED, ids=lambda part: part[0] if isinstance(part, list) else part)
def test_the_answer_is_the_golden_one(number: int, command: list[str]) -> None:
    wanted = read_rows(GOLDEN / file_name(number, command))
    found = answer(command)
    if command == ["disagreements"]:
        found = listed(found)
    assert [{column: row[column] for column in wanted[0]} for row in found] == wanted


def test_what_is_not_listed_is_counted() -> None:
    wanted = {(*topics(row), row["kind"]): int(row["pairs"]) for row in read_rows(DATA / "record-pairs.csv")}
    assert Counter((*topics(row), row["kind"]) for row in ask("disagreements")) == wanted


# The size of the record

SPEAKERS = read_rows(DATA / "record-speakers.csv")
ENTRY = "STRENDS(REPLACE(STR(?claim), '-c[0-9][0-9]$', '-entry'), '-entry')"
#: Entries of the dossier that the graph has by hand: one that repeats another, and one that does not.
BY_HAND = "claim:wikipedia-civilians-killed, claim:wikipedia-location-kobe"


def entries() -> list[tuple[str, bool]]:
    """Give speaker and whether it repeats another, for each claim that is an entry of the dossier."""
    rows = graph().sparql(
        f"""SELECT ?claim ?speaker (COUNT(?origin) AS ?origins) {{
            ?claim kg:speaker ?speaker . FILTER({ENTRY} || ?claim IN ({BY_HAND}))
            OPTIONAL {{ ?claim kg:relays ?origin . }}
        }} GROUP BY ?claim ?speaker"""
    )
    return [(short(row.speaker).removeprefix("source:"), row.origins > 0) for row in rows]


def test_the_record_has_467_claims_of_which_211_repeat_others() -> None:
    found = entries()
    assert (len(found), sum(repeats for _, repeats in found)) == (467, 211)


def test_each_speaker_says_as_much_as_in_the_dossier() -> None:
    """Of the 49 speakers that it lists one is no source: the report itself, which is whoever publishes it."""
    assert sum(row["listed"] == "true" for row in SPEAKERS) + 1 == 49
    found = entries()
    wanted = {row["speaker"]: (int(row["claims"]), int(row["repeats"])) for row in SPEAKERS}
    said, repeated = Counter(who for who, _ in found), Counter(who for who, repeats in found if repeats)
    assert {who: (said[who], repeated[who]) for who in said} == {who: n for who, n in wanted.items() if n[0]}


def test_who_is_anonymous_is_so_in_the_dossier() -> None:
    found = {row["source"].removeprefix("source:"): row["anonymous"] for row in ask("sources")}
    assert {row["speaker"]: found[row["speaker"]] for row in SPEAKERS} == {
        row["speaker"]: row["anonymous"] for row in SPEAKERS
    }


def test_103_reports_stand_in_one_tree_and_42_of_them_are_copies() -> None:
    rows = ask("relays")
    assert len({row["report"] for row in rows}) == len(rows) == 103
    assert sum(bool(row["relaysReport"]) for row in rows) == 42
    assert {row["report"] for row in rows if not row["relaysReport"]} == {row["root"] for row in rows}


# The nineteen topics on which the dossier sees disagreement


def test_no_topic_of_the_dossier_is_left_out() -> None:
    assert len({row["topic"] for row in read_rows(JUDGED)}) == 19


@cache
def pairs(query: str) -> set[tuple[str, str, str]]:
    """Give kind and slugs of the pairs that a query finds, the origin before its relay."""
    columns = {
        "absences": ("absenceOf", "claim", ""),
        "disagreements": ("kind", "a", "b"),
        "drift": ("field", "origin", "claim"),
        "drift-repair": ("", "claim", "other"),
        "rivals": ("kind", "a", "b"),
        "sums-nobody-stated": ("sumMin", "speaker", "claim"),
    }[query]
    kind, a, b = columns
    found = [tuple(row[name].rpartition(":")[2] if name else "" for name in (kind, a, b)) for row in ask(query)]
    return {(k or "restored", a, b) for k, a, b in found}


def id_of(row: Row) -> str:
    return "-".join((row["topic"], row["kind"], row["a"], row["b"]))


@pytest.mark.parametrize("row", read_rows(JUDGED), ids=id_of)
def test_a_disagreement_is_of_the_kind_judged_by_hand(row: Row) -> None:
    found = pairs(row["query"])
    if row["query"] in ("disagreements", "rivals"):
        kinds = {kind for kind, *two in found if set(two) == {row["a"], row["b"]}}
        assert kinds == ({row["kind"]} - {"none"})
    else:
        assert (row["kind"], row["a"], row["b"]) in found


def test_each_claim_that_was_judged_is_there() -> None:
    judged = {row[name] for row in read_rows(JUDGED) for name in "ab" if row["query"] != "sums-nobody-stated"} - {""}
    rows = graph().sparql("SELECT DISTINCT ?claim { ?claim kg:speaker ?speaker }")
    assert judged <= {short(row.claim).removeprefix("claim:") for row in rows}


def test_the_army_is_revised_upward_by_human_rights_watch() -> None:
    """25 on 8 February and at least 34 on 20 February: the later is the higher, of what can only grow."""
    two = {"claim:fama-communique-1-c01", "claim:hrw-0220-c01"}
    (row,) = [row for row in ask("disagreements") if {row["a"], row["b"]} == two]
    assert row["kind"] == "growth-compatible"
    assert (row["aSpeaker"], row["aMin"], row["aMax"]) == ("source:malian-army-general-staff", "25", "25")
    assert (row["bSpeaker"], row["bMin"], row["bMax"]) == ("source:human-rights-watch", "34", "")
    assert (row["aStatedOn"], row["bStatedOn"]) == ("2025-02-08", "2025-02-20")
    assert (row["gap"], row["mayHaveGrown"]) == ("9", "true")
    early = ask("disagreements", as_of="2025-02-19")
    assert not [row for row in early if "source:human-rights-watch" in (row["aSpeaker"], row["bSpeaker"])]


def test_at_least_19_vehicles_contradict_no_convoy() -> None:
    """Only whoever dropped *at least* is contradicted by 22 minibuses."""
    rows = [row for row in ask("disagreements") if "claim:hrw-0220-c03" in (row["a"], row["b"])]
    assert {row["kind"] for row in rows} == {"nested"}
    repaired = {row["claim"] for row in ask("drift-repair") if row["origin"] == "claim:hrw-0220-c03"}
    assert repaired == {
        "claim:hrw-civilian-vehicles",
        "claim:nigeriapulse-hrw-c03",
        "claim:rfi-0224-c03",
        "claim:wikipedia-fr-c07",
    }


def test_up_to_56_bodies_are_not_56_dead() -> None:
    bodies = {row["claim"]: row for row in ask("claims", population="People", outcome="BodiesCounted")}
    origin = bodies["claim:reuters-0208-c04"]
    assert (origin["qualifier"], origin["value"], origin["min"], origin["max"]) == ("kg:UpTo", "56", "0", "56")
    killed = [row for row in ask("claims", population="People", outcome="Killed") if row["value"] == "56"]
    # Those who made dead of them said so themselves, and nobody did at first hand.
    assert {(row["claim"], row["originality"]) for row in killed} == {
        ("claim:alkhaleejalaan-0208-c01", "kg:Synthesis"),
        ("claim:devdiscourse-3258522-c04", "kg:Relayed"),
        ("claim:ltn-0209-c01", "kg:Relayed"),
    }
    assert ask("support", at_least=52) == []
    used = {claim for row in ask("estimates", population="People") for claim in row["claims"].split()}
    assert not used & {"claim:devdiscourse-3258522-c04", "claim:ltn-0209-c01", "claim:reuters-0208-c04"}


def test_losses_told_of_a_part_are_told_of_the_whole() -> None:
    """Nobody numbers the dead on the government's side; one speaks of soldiers, another of militiamen."""
    rows = {(row["population"], row["outcome"]): row["wordsOnly"] for row in ask("unreported")}
    assert [rows[(f"kg:{name}", "kg:Killed")] for name in ("Soldiers", "Militiamen", "GovernmentForces")] == list("112")


# Independence


def test_copies_are_no_origins() -> None:
    """The army's 25 stand in 38 reports and have one origin; three speakers counted killed civilians themselves."""
    rows = {row["claim"]: (row["originals"], row["copies"]) for row in ask("independence")}
    assert rows == {
        "claim:fama-communique-1-c01": ("1", "37"),
        "claim:ap-0209-c01": ("1", "3"),
        "claim:hrw-0220-c01": ("1", "11"),
        "claim:actualitesexpress-c09": ("0", "0"),
    }


def test_nine_speakers_support_at_least_30_killed() -> None:
    rows = ask("support", at_least=30)
    assert Counter((row["of"].removeprefix("kg:"), row["what"].removeprefix("kg:")) for row in rows) == {
        ("People", "Killed"): 6,
        ("People", "BodiesCounted"): 1,
        ("Civilians", "BodiesCounted"): 1,
        ("Civilians", "Killed"): 1,
    }
    assert len({row["speaker"] for row in rows}) == 9


def test_no_relay_counts_as_an_origin() -> None:
    relayed = {row["claim"] for row in ask("claims") if row["originality"] != "kg:Original"}
    assert not relayed & {row["claim"] for row in ask("support", at_least=0)}


# Days

#: What had been said of killed civilians by a day: lowest and highest figure, and how many speakers.
SAID = [
    ("2025-02-07", None),
    ("2025-02-08", ("25", "25", "1", "1")),
    ("2025-02-09", ("25", "25", "2", "2")),
    ("2025-02-19", ("25", "25", "2", "2")),
    ("2025-02-21", ("25", "", "3", "3")),
    ("2025-02-24", ("25", "", "3", "3")),
]


@pytest.mark.parametrize(("day", "wanted"), SAID)
def test_what_had_been_said_by_a_day(day: str, wanted: tuple[str, ...] | None) -> None:
    found = {row["scope"]: row for row in ask("hull", as_of=day)}
    if wanted is None:
        assert found == {}
    else:
        assert tuple(found["originals"][name] for name in ("min", "max", "claims", "speakers")) == wanted


# A source left out


def test_without_human_rights_watch_every_estimate_but_the_lowest_moves() -> None:
    before = {row["policy"]: row for row in ask("estimates")}
    after = {row["policy"]: row for row in ask("estimates", leave_out="human-rights-watch")}
    numbers = ("min", "best", "max")
    moved = {p for p in before if [before[p][n] for n in numbers] != [after.get(p, {}).get(n) for n in numbers]}
    assert moved == {"kg:HullOfOriginals", "kg:LatestOriginal", "kg:SumOfParts", "kg:UcdpStyle"}


# Two versions


def test_a_lost_at_least_shows_between_two_versions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Print 34 for at least 34, as four relays do: the ranges that were open close, and the rest stands."""
    changed = shutil.copytree(GRAPH / "kobe-attack", tmp_path / "changed") / "claims" / "human-rights-watch.ttl"
    before, claim, after = changed.read_text(encoding="utf-8").partition("\nclaim:hrw-0220-c01\n")
    exact = after.replace("    kg:min 34 ;", "    kg:max 34 ;\n    kg:min 34 ;", 1)
    changed.write_text(before + claim + exact.replace("kg:AtLeast", "kg:Exactly", 1), encoding="utf-8")
    assert main(["diff", str(GRAPH / "kobe-attack"), str(tmp_path / "changed"), "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (change,) = found["changes"]
    assert (change["action"], change["name"]) == ("changed", "claim:hrw-0220-c01")
    assert {detail["property"] for detail in change["details"]} == {"kg:max", "kg:qualifier"}
    moved = {compact(f["policy"]): (f["was"]["max"], f["became"]["max"]) for f in found["figures"] if f["moved"]}
    assert moved == {"kg:HullOfOriginals": (None, 34), "kg:LatestOriginal": (None, 34)}


def test_the_dossier_beside_the_checkout_sees_the_same_topics() -> None:
    path = ROOT.parent / "shared" / "dossier" / "kobe-reports.yaml"
    if not path.is_file():
        pytest.skip("the dossier is no part of the repository")
    record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    seen = [topic["about"].partition(" / ")[0] for topic in record["disagreements"]]
    assert list(dict.fromkeys(row["topic"] for row in read_rows(JUDGED))) == seen


if __name__ == "__main__":
    rewrite()
