"""A comparison says who says what: copies confirm nothing, growth is no contradiction, all forms tell the same."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kobe_kg
from kobe_kg import paths
from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.graph import Graph
from kobe_kg.namespaces import expand
from kobe_kg.reason.comparison import Comparison, Disagreement, Estimate, Position, Topic
from kobe_kg.reason.page import page, sentence, span
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.plot import bar
from kobe_kg.reason.render import FORMATS, render
from kobe_kg.tabular import width
from tests import DATA, SAMPLE

BLANK = Position("", "", "", "", None, None, None, None, None, "", "", "", "", (), "", "", frozenset())


@cache
def graph(name: str) -> Graph:
    """Open one of the small graphs."""
    return kobe_kg.open(DATA / "compare" / f"{name}.ttl")


@cache
def compared(name: str, **more: Any) -> Comparison:
    """Compare the event of one of the small graphs."""
    return graph(name).compare(f"example-{name}", **more)


@cache
def without(*slugs: str, **more: Any) -> Comparison:
    """Compare the bridge without what some of its sources say."""
    return graph("bridge").compare(
        "example-bridge", leave_out=[f"source:example-bridge-{slug}" for slug in slugs], **more
    )


@cache
def seed_graph() -> Graph:
    """Open the seed article's graph, with the ontology's examples."""
    return kobe_kg.open(SAMPLE)


@cache
def seed() -> Comparison:
    """Compare the event of the seed article."""
    return seed_graph().compare()


def topic(name: str, c: Comparison) -> Topic:
    """Give a topic by its name."""
    return next(t for t in c.topics if t.name == name)


def claim(slug: str) -> str:
    """Give the IRI of a claim of the bridge."""
    return expand(f"claim:example-bridge-{slug}")


def test_relays_fold_under_their_origin() -> None:
    killed = topic("civilians-killed", compared("bridge"))
    assert [p.claim for p in killed.positions] == [claim(f"{s}-killed") for s in ("army", "witness", "ngo")]
    army, witness, ngo = killed.positions
    assert [p.claim for p in army.relayed] == [claim("agency-killed"), claim("daily-killed")]
    assert (witness.relayed, ngo.relayed) == ((), ())
    assert [p.copies for p in (army, *army.relayed, witness, ngo)] == [3, 1, 0, 0, 0]
    assert [p.relays for p in army.relayed] == [("Example army",), ("Example agency",)]


def test_copies_are_no_further_voices() -> None:
    killed = topic("civilians-killed", compared("bridge"))
    assert (killed.stands, killed.speakers, killed.originals, killed.printed) == (3, 3, 3, 6)
    assert killed.contested


def test_a_relay_in_other_words_has_a_row_of_its_own() -> None:
    section = next(s for s in page(compared("bridge")).sections if s.name == "civilians-killed")
    assert [(r.level, r.words, r.who) for r in section.rows] == [
        (0, "10", "Example army"),
        (1, "at least 10", "Example daily"),
        (0, "8", "Example witness"),
        (0, "14", "Example observers"),
    ]
    assert section.rows[0].known == "first-hand, passed on by Example agency, ×3 copies"
    assert section.rows[1].known == "relays it in other words"
    counts = "2 contradictions, 2 revised upward, 2 parts above the whole"
    assert section.note == f"3 figures from 3 speakers, 3 first-hand, {counts}"


def test_what_is_contested_comes_first() -> None:
    names = [t.name for t in compared("bridge").topics]
    assert names[:2] == ["civilians-killed", "perpetrator"]
    assert sorted(names[2:]) == ["civilians-injured", "foreign-civilians-killed", "soldiers-injured", "trucks-present"]
    contested = [t.contested for t in seed().topics]
    assert contested == sorted(contested, reverse=True)


def test_as_of_a_day() -> None:
    c = compared("bridge", as_of="2030-03-05")
    assert c.as_of == date(2030, 3, 5)
    assert [p.words for p in topic("civilians-killed", c).positions] == ["10", "8"]
    assert "foreign-civilians-killed" not in [t.name for t in c.topics]
    assert page(c).counts.startswith("As known on 5 Mar 2030. ")
    assert all(p.stated_on and p.stated_on <= c.as_of for t in c.topics for p in t.positions)
    assert not any("14" in remark for s in page(c).sections for remark in s.remarks)


def test_before_anybody_spoke() -> None:
    c = compared("bridge", as_of="2030-03-01")
    assert c.topics == []
    assert "Nobody in the graph says anything about this." in render(c, "table")
    for form in FORMATS:
        assert render(c, form)


def test_superseded_claims_are_gone() -> None:
    injured = topic("civilians-injured", compared("bridge"))
    assert [p.claim for p in injured.positions] == [claim("army-injured-later")]
    assert not injured.contested


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("foreign", ["foreign-civilians-killed"]),
        ("civilians-killed", ["civilians-killed", "foreign-civilians-killed"]),
        ("TRUCKS", ["trucks-present"]),
        ("nothing", []),
    ],
)
def test_the_filter_of_topics(text: str, names: list[str]) -> None:
    assert [t.name for t in compared("bridge", topic=text).topics] == names


def test_each_kind_of_disagreement() -> None:
    c = compared("bridge")
    found = {(d.kind, d.one.claim, d.other.claim) for d in c.disagreements}
    assert ("disjoint", claim("army-killed"), claim("witness-killed")) in found
    assert ("growth-compatible", claim("army-killed"), claim("ngo-killed")) in found
    assert ("growth-compatible", claim("witness-killed"), claim("ngo-killed")) in found
    assert ("subset-exceeds-superset", claim("army-killed"), claim("ngo-foreign-killed")) in found
    assert ("disjoint", claim("army-killed"), claim("ngo-killed")) not in found


def told(kind: str, *slugs: str, lang: str = "en") -> str:
    """Say a disagreement of the bridge."""
    c = compared("bridge", lang=lang)
    ends = tuple(claim(slug) for slug in slugs)
    d = next(d for d in c.disagreements if (d.kind, d.one.claim, d.other.claim) == (kind, *ends))
    return sentence(d, topic("civilians-killed", c), c)


def test_growth_is_told_as_revision() -> None:
    said = told("growth-compatible", "army-killed", "ngo-killed")
    assert said == (
        "14 (Example observers, 10 Mar 2030) revises 10 (Example army, 2 Mar 2030) upward: such a figure can only grow."
    )


def test_a_contradiction_is_told_as_one() -> None:
    said = told("disjoint", "army-killed", "witness-killed")
    assert said == "10 (Example army, 2 Mar 2030) cannot hold together with 8 (Example witness, 5 Mar 2030)."


def test_a_part_larger_than_the_whole_is_named_first() -> None:
    said = told("subset-exceeds-superset", "army-killed", "ngo-foreign-killed")
    assert said.startswith("12 (Example observers, 10 Mar 2030; Foreign civilians: killed) is more than 10 (Example")
    assert told("subset-exceeds-superset", "army-killed", "ngo-foreign-killed", lang="fr").startswith("12 (")


def test_the_part_is_named_first_even_if_it_was_said_first() -> None:
    c = compared("bridge")
    high = BLANK._replace(claim="a", words="12", value=12, min=12, max=12, speaker_label="A")
    low = BLANK._replace(claim="b", words="at most 10", value=10, max=10, speaker_label="B")
    here = topic("civilians-killed", c)
    for d in (
        Disagreement("subset-exceeds-superset", "foreign-civilians-killed", here.name, high, low),
        Disagreement("subset-exceeds-superset", here.name, "foreign-civilians-killed", low, high),
    ):
        assert sentence(d, here, c).startswith("12 (A; Foreign civilians: killed) is more than at most 10 (B)")


def test_many_of_a_kind_are_counted() -> None:
    c = compared("bridge")
    d = next(d for d in c.disagreements if d.kind == "disjoint")
    many = [d._replace(one=d.one._replace(words=str(n))) for n in range(7)]
    section = page(c._replace(disagreements=many)).sections[0]
    assert sum("cannot hold together" in remark for remark in section.remarks) == 3
    assert "… and 4 more of this kind." in section.remarks
    assert section.note.endswith(", 7 contradictions")


def test_speakers_of_the_same_figures_are_told_together() -> None:
    c = compared("bridge")
    d = next(d for d in c.disagreements if d.kind == "disjoint")
    more = [d._replace(one=d.one._replace(speaker=name, speaker_label=name)) for name in "XYZ"]
    section = page(c._replace(disagreements=[d, *more])).sections[0]
    assert section.remarks[0] == (
        "10 (Example army, 2 Mar 2030, and 3 others) cannot hold together with 8 (Example witness, 5 Mar 2030)."
    )
    assert section.note.endswith(", 1 contradiction")


def test_french() -> None:
    found = page(compared("bridge", lang="fr"))
    assert found.title == "Attaque du pont d’exemple : qui dit quoi"
    headings = [s.heading for s in found.sections]
    assert headings[0].startswith("Civils : ")
    assert not {s.heading for s in page(compared("bridge")).sections} & set(headings)
    assert found.sections[0].note.startswith("3 chiffres de 3 sources, 3 de première main, 2 contradictions, ")
    assert "| quoi | qui | quand |" in render(compared("bridge", lang="fr"), "md")
    assert '<html lang="fr">' in render(compared("bridge", lang="fr"), "html")


def test_one_report_is_noted_and_several_are_named() -> None:
    alone, several = page(compared("hostile")), page(compared("bridge"))
    assert not alone.reports
    assert alone.notes[0].text.startswith("All as printed in: Page ")
    assert several.reports
    assert not any("All as printed" in note.text for note in several.notes)


def noted(c: Comparison) -> dict[str, str]:
    """Give the notes of a comparison by their commands."""
    return {note.command.removeprefix("kobe query "): note.text for note in page(c).notes}


def test_notes_name_what_was_changed_unread_and_taken_back() -> None:
    notes = noted(compared("bridge"))
    event = "-p event=example-bridge"
    assert notes[f"drift {event}"] == "1 relay changed the wording: qualifier (1)."
    unread = notes[f"claims {event} -p originality=Undetermined"]
    assert unread == "1 claim has an origin that was not read."
    taken = notes[f"superseded {event}"]
    assert taken == "1 claim was taken back: Example army, 5 (2 Mar 2030), then 7 (4 Mar 2030)."


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Nobody says anything about this any more: 1 claim was withdrawn."),
        ("fr", "Plus personne n’en dit rien : 1 affirmation a été retirée."),
    ],
)
def test_an_event_of_which_all_is_withdrawn_is_told_from_silence(lang: str, told: str) -> None:
    opened = kobe_kg.open(paths.ONTOLOGY / "examples" / "withdrawal.ttl")
    c = opened.compare("example-withdrawal-attack", lang=lang)
    assert page(c).counts == told
    assert page(c._replace(replaced=())).counts == PHRASES[lang]["none"]


def test_notes_name_what_nobody_reports() -> None:
    silences = compared("bridge").silences
    assert [(s.title, s.words_only) for s in silences] == [
        ("Foreign civilians: injured", 0),
        ("Soldiers: injured", 1),
        ("Soldiers: killed", 0),
    ]
    told = noted(compared("bridge"))["unreported -p event=example-bridge"]
    assert told == ("Nobody gives a number for: Soldiers: injured; Foreign civilians: injured; Soldiers: killed.")


def test_notes_name_what_was_never_consulted() -> None:
    c = seed()
    assert all(before.claims >= after.claims for before, after in pairwise(c.cited))
    assert len(c.cited) == len(seed_graph().query("cited-only", event="kobe-attack"))
    told = noted(c)["cited-only -p event=kobe-attack"]
    assert told.startswith(f"{len(c.cited)} reports are cited and never consulted; claims that hang on them: ")
    assert f"{c.cited[0].label} ({c.cited[0].claims})" in told


def test_notes_name_what_is_said_to_be_missing() -> None:
    notes = noted(seed())
    assert notes["absences"] == "Said to be missing: Acceptance of responsibility (by 1 speaker)."


def test_notes_are_as_of_the_day() -> None:
    early = compared("bridge", as_of="2030-03-03")
    assert early.replaced == ()  # taken back only the day after
    assert [p.words for p in topic("civilians-injured", early).positions] == ["5"]
    commands = set(noted(early))
    assert "claims -p event=example-bridge -p originality=Undetermined -p as_of=2030-03-03" in commands
    assert not any(command.startswith(("drift", "superseded")) for command in commands)
    cited = seed_graph().compare(as_of="2025-02-10").cited
    assert "https://w3id.org/kobe-kg/id/report/hrw-0220" not in [r.report for r in cited]
    assert "https://w3id.org/kobe-kg/id/report/hrw-0220" in [r.report for r in seed().cited]


def test_the_command_of_each_note_runs() -> None:
    for c, g in ((compared("bridge"), graph("bridge")), (without("ngo"), graph("bridge")), (seed(), seed_graph())):
        commands = [note.command for note in page(c).notes if note.command]
        assert commands
        for command in commands:
            _, _, name, *given = command.split()
            params = dict(value.split("=", 1) for value in given if value != "-p")
            assert len(g.query(name, **params)) > 0, command


def facts(c: Comparison) -> list[object]:
    """Give all a comparison says, but for what it names speakers it has no claim of."""
    plain = [[q._replace(relays=(), relayed=()) for p in t.positions for q in (p, *p.relayed)] for t in c.topics]
    disagreements = [(d.kind, d.topic, d.one.claim, d.other_topic, d.other.claim) for d in c.disagreements]
    estimates = [c.estimates[t.name] for t in c.topics if t.contested]
    return [[t.name for t in c.topics], plain, disagreements, estimates, c.drift, c.replaced, c.cited, c.silences]


@pytest.mark.parametrize("as_of", [None, "2030-03-04", "2030-03-05"])
@pytest.mark.parametrize("slugs", [("army",), ("ngo",), ("witness",), ("daily",), ("agency", "ngo")])
def test_leaving_out_is_as_if_nothing_had_been_said(tmp_path: Path, slugs: tuple[str, ...], as_of: str | None) -> None:
    header, *blocks = (DATA / "compare" / "bridge.ttl").read_text(encoding="utf-8").split("\n\nclaim:")
    said_by = tuple(f"kg:speaker source:example-bridge-{slug} " for slug in slugs)
    last, rest = blocks[-1].split("\n.\n", 1)
    kept = [b for b in (*(b.removesuffix("\n.") for b in blocks[:-1]), last) if not any(s in b for s in said_by)]
    fewer = tmp_path / "fewer.ttl"
    fewer.write_text(header + "".join(f"\n\nclaim:{b}\n." for b in kept) + "\n" + rest, encoding="utf-8")
    expected = kobe_kg.open(fewer).compare("example-bridge", as_of=as_of)
    c = without(*slugs, as_of=as_of)
    assert facts(c) == facts(expected)
    assert c.whole is not None
    assert facts(c.whole) == facts(compared("bridge", as_of=as_of)._replace(replaced=(), cited=(), silences=()))


def test_what_leaving_out_moves_is_told() -> None:
    c = without("ngo")
    assert c.moved() == ["civilians-killed", "foreign-civilians-killed"]
    found = page(c)
    assert found.moved.startswith("Without Example observers, 2 claims fewer. That moves 2 topics: Civilians: killed; ")
    killed, gone = found.sections[0], found.sections[-1]
    assert killed.note.startswith("3 → 2 figures from 3 → 2 speakers, 3 → 2 first-hand, 2 contradictions, 2 → 0 ")
    assert killed.remarks[0] == "Left out: 14 (Example observers)."
    assert "Gone: 14 (Example observers, 10 Mar 2030) revises 10 (Example army, 2 Mar 2030) upward" in killed.remarks[3]
    assert "hull of first-hand figures 8–14 → 8–10; latest first-hand 14 → 8; lowest reported 8;" in killed.remarks[-1]
    assert (gone.heading, gone.rows) == ("Foreign civilians: killed", [])
    assert gone.note == "gone: nobody else speaks of it"
    assert gone.remarks[0] == "Left out: 12 (Example observers)."


def test_fewer_voices_are_told_where_nothing_is_contested() -> None:
    c = without("ngo", topic="injured")
    trucks = compared("bridge", topic="trucks")
    assert [s.note for s in page(trucks).sections] == [""]
    alone = topic("civilians-injured", c)
    more = alone._replace(positions=[*alone.positions, alone.positions[0]._replace(claim="x", speaker="x")])
    assert c.whole is not None
    told = page(c._replace(whole=c.whole._replace(topics=[more]))).sections[0]
    assert told.note == "1 figure from 2 → 1 speakers, 2 → 1 first-hand"


def test_rows_that_read_the_same_are_one() -> None:
    c = compared("bridge")
    killed = topic("civilians-killed", c)
    army, witness, ngo = killed.positions
    twice = killed._replace(positions=[army, army._replace(claim="a"), witness, witness._replace(claim="b"), ngo])
    rows = page(c._replace(topics=[twice, *c.topics[1:]])).sections[0].rows
    assert [(r.words, r.who) for r in rows if r.words == "8"] == [("8", "Example witness")]
    assert next(r for r in rows if r.words == "8").known == "first-hand, 2 times"
    assert sum(r.words == "10" for r in rows) == 2  # relays stand below each


def test_a_relay_of_what_is_left_out_stands_alone() -> None:
    c = without("army")
    killed = topic("civilians-killed", c)
    assert [p.claim for p in killed.positions] == [claim(f"{s}-killed") for s in ("agency", "witness", "ngo")]
    assert killed.originals == 2
    assert page(c).sections[0].rows[0].known == "relays Example army, who is left out, ×2 copies"
    # The agency's 10 stands against the witness's 8 as the army's did, so that is no news.
    assert not any(remark.startswith("New: ") for remark in page(c).sections[0].remarks)


def test_that_no_figure_is_given_stands_beside_the_figures(tmp_path: Path) -> None:
    """An absence of a figure is told on the figure's topic, and has no wording of a number."""
    extra = """
    PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>
    PREFIX event: <https://w3id.org/kobe-kg/id/event/>
    PREFIX kg: <https://w3id.org/kobe-kg/ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX report: <https://w3id.org/kobe-kg/id/report/>
    PREFIX source: <https://w3id.org/kobe-kg/id/source/>
    claim:a-silence a kg:AbsenceClaim ; rdfs:label "Army: no number given"@en ; kg:about event:example-bridge ;
        kg:absenceOf kg:MilitaryLosses ; kg:population kg:Civilians ; kg:outcome kg:Killed ; kg:hedge kg:Stated ;
        kg:originality kg:Original ; kg:reportedIn report:example-bridge-communique ;
        kg:speaker source:example-bridge-army .
    """
    (tmp_path / "extra.ttl").write_text(extra, encoding="utf-8")
    both = kobe_kg.open([DATA / "compare" / "bridge.ttl", tmp_path / "extra.ttl"])
    topic = both.compare("example-bridge").topic("civilians-killed")
    assert topic is not None
    assert topic.kind == "quantity"
    assert "no number given" in [p.words for p in topic.positions]


def test_leaving_out_who_says_nothing_moves_nothing() -> None:
    c = seed_graph().compare(leave_out="example-relay-daily")
    assert c.moved() == []
    assert page(c).moved == "Without Example daily, 0 claims fewer. That moves no topic."
    assert not any("→" in s.note for s in page(c).sections)


def test_every_form_tells_what_moves() -> None:
    c = without("ngo")
    for form in ("table", "md", "html"):
        text = render(c, form, columns=400)
        for wanted in ("Without Example observers", "3 → 2", "8–14 → 8–10", "Gone: ", "Left out: 14"):
            assert wanted in text, (form, wanted)
    body = json.loads(render(c, "json"))
    assert body["leftOut"] == [expand("source:example-bridge-ngo")]
    assert body["moved"] == c.moved()
    assert [t["name"] for t in body["goneTopics"]] == ["foreign-civilians-killed"]
    killed = body["topics"][0]
    assert (killed["figures"], killed["whole"]["figures"]) == (2, 3)
    assert killed["whole"]["leftOut"] == [claim("ngo-killed")]
    assert {d["kind"] for d in killed["whole"]["goneDisagreements"]} == {"growth-compatible", "subset-exceeds-superset"}
    rows = list(csv.DictReader(io.StringIO(render(c, "csv"))))
    out = {r["claim"]: r for r in rows if r["change"] == "left out"}
    assert set(out) == {claim("ngo-killed"), claim("ngo-foreign-killed")}
    row = out[claim("ngo-killed")]
    assert (row["figures"], row["wholeFigures"], row["originals"], row["wholeOriginals"]) == ("2", "3", "2", "3")
    assert f"growth-compatible {claim('army-killed')} (gone)" in row["disagreements"]
    assert "LatestOriginal 8" in row["estimates"]
    assert "LatestOriginal 14" in row["wholeEstimates"]


def test_sources_left_out_may_be_named_in_any_way() -> None:
    named = [
        graph("bridge").compare("example-bridge", leave_out=name)
        for name in ("example-bridge-ngo", "source:example-bridge-ngo", expand("source:example-bridge-ngo"))
    ]
    assert [list(c.left_out.values()) for c in named] == [["Example observers"]] * 3
    for name in ("example-bridge-nog", "source:example-bridge-nog"):
        with pytest.raises(UnknownNameError, match="example-bridge-ngo"):
            graph("bridge").compare("example-bridge", leave_out=name)


def test_explain_without_a_source() -> None:
    told = graph("bridge").explain("example-bridge-army-killed", event="example-bridge", leave_out="example-bridge-ngo")
    assert not any("Example observers" in sentence for sentence in told)
    with pytest.raises(ParameterError, match="not among the live claims"):
        graph("bridge").explain("example-bridge-ngo-killed", event="example-bridge", leave_out="example-bridge-ngo")


def test_a_topic_alone_has_no_notes_on_the_event() -> None:
    c = compared("bridge", topic="civilians-killed")
    assert (c.cited, c.silences, c.replaced) == ((), (), ())
    assert compared("bridge", topic="civilians-injured").replaced == compared("bridge").replaced != ()


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("army-killed", ["It counts: Example army", "Passed on by other claims, 2 in all", "Printed in 4 reports"]),
        ("agency-killed", ["It does not count by itself: it passes on what Example army says", "Printed in 2 reports"]),
        (
            "daily-killed",
            ["it passes on what Example agency says", "“10” (Civilians: killed) in claim:example-bridge-agency-killed"],
        ),
        ("daily-soldiers", ["It does not count by itself: Example daily puts together what others say."]),
        ("agency-trucks", ["It is listed and does not count"]),
        ("army-raiders", ["“Example raiders” (Perpetrator)", "It is said with reserve: suspected."]),
        ("ngo-killed", ["revises 10", "can only grow. (claim:example-bridge-witness-killed)"]),
        (
            "ngo-killed",
            ["kobe query estimates -p event=example-bridge -p population=Civilians -p outcome=Killed"],
        ),
    ],
)
def test_explain(slug: str, said: list[str]) -> None:
    sentences = "\n".join(graph("bridge").explain(f"example-bridge-{slug}", event="example-bridge"))
    for expected in said:
        assert expected.replace("kg:", "") in sentences.replace("https://w3id.org/kobe-kg/ns#", "").replace("kg:", "")


def test_explain_in_french() -> None:
    sentences = graph("bridge").explain("example-bridge-army-killed", event="example-bridge", lang="fr")
    assert sentences[0].startswith("Armée d’exemple dit « 10 » (Civils : ")
    assert sentences[1].startswith("Elle compte : ")


def test_explain_what_is_not_compared() -> None:
    with pytest.raises(ParameterError, match="superseded by claim:example-bridge-army-injured-later"):
        graph("bridge").explain("example-bridge-army-injured", event="example-bridge")
    with pytest.raises(ParameterError, match="kobe show"):
        graph("bridge").explain("example-bridge-ngo-killed", event="example-bridge", as_of="2030-03-05")
    with pytest.raises(UnknownNameError, match="example-bridge-army-killed"):
        graph("bridge").explain("example-bridge-army-kiled", event="example-bridge")


class _Rows(HTMLParser):
    """First cell of each row of the body, and every tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.first: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self._within = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._within = tag == "th" and ("scope", "row") in attrs
        self.first += [""] if self._within else []
        self.ids += [str(value) for name, value in attrs if name == "id"]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "th"

    def handle_data(self, data: str) -> None:
        if self._within:
            self.first[-1] += data


@pytest.mark.parametrize("name", ["bridge", "hostile"])
def test_every_form_tells_the_same(name: str) -> None:
    c = compared(name)
    body = json.loads(render(c, "json"))
    flat = [(t["name"], q) for t in body["topics"] for p in t["positions"] for q in (p, *p["relayed"])]
    rows = list(csv.DictReader(io.StringIO(render(c, "csv"))))
    columns = ("claim", "words", "value", "min", "max", "qualifier", "statedOn", "copies")
    assert [(r["topic"], *(r[k] for k in columns)) for r in rows] == [
        (t, *("" if q[k] is None else str(q[k]) for k in columns)) for t, q in flat
    ]
    wanted = [row for s in page(c).sections for row in s.rows]
    html = _Rows(render(c, "html"))
    assert html.first == [("↳ " if r.level else "") + r.words for r in wanted]
    assert html.ids == [t["name"] for t in body["topics"]]
    lines = [line for line in render(c, "md").splitlines() if line.startswith("| ") and "---" not in line]
    cells = [line.split(" | ")[0].removeprefix("| ") for line in lines if not line.startswith("| what")]
    assert [cell.split(" ")[:2] for cell in cells] == [h.split(" ")[:2] for h in html.first]
    text = render(c, "table", columns=400)
    for row in wanted:
        assert row.words.split()[0] in text
    assert [t["figures"] for t in body["topics"]] == [t.stands for t in c.topics]


def test_html_is_whole_and_escaped() -> None:
    text = render(compared("hostile"), "html")
    assert text.startswith("<!DOCTYPE html>")
    assert _Rows(text).tags.isdisjoint({"script", "link", "img", "iframe"})
    assert "&lt;script&gt;" in text
    assert "http" not in text  # nothing is fetched


def test_hostile_labels_stay_in_their_cells() -> None:
    c = compared("hostile")
    for form in ("table", "md"):
        text = render(c, form)
        assert all(ch.isprintable() or ch == "\n" for ch in text)
    markdown = render(c, "md")
    assert "<script>" not in markdown
    assert "\nnext" not in markdown


def test_estimates_are_written_alike() -> None:
    made = [Estimate("LowestReported", 8, 8, 8, (claim("witness-killed"),)), Estimate("UcdpStyle", 8, 10, None, ())]
    c = compared("bridge")._replace(estimates={"civilians-killed": made})
    assert page(c).sections[0].remarks[-1] == (
        "Estimates by policy, which nobody states: lowest reported 8; UCDP style 10 (8 or more)."
    )
    assert json.loads(render(c, "json"))["topics"][0]["estimates"][0]["claims"] == [claim("witness-killed")]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((8, 8, 8), "8"),
        ((8, None, 14), "8–14"),
        ((8, 10, 14), "10 (8–14)"),
        ((8, None, None), "8 or more"),
        ((None, 8, None), "8"),
        ((1000, None, 2500), "1,000–2,500"),
    ],
)
def test_spans(ends: tuple[int | None, int | None, int | None], said: str) -> None:
    assert span(Estimate("UcdpStyle", *ends, ()), "en") == said


def test_lines_keep_to_the_width() -> None:
    for name in ("bridge", "hostile"):
        for columns in (70, 99, 100, 140):
            assert max(map(width, render(compared(name), "table", columns=columns).splitlines())) <= columns


_NUMBER = st.none() | st.integers(0, 10**6)


@given(_NUMBER, _NUMBER, _NUMBER, st.integers(0, 10**6), st.integers(0, 60))
def test_bars_keep_their_width(value: int | None, low: int | None, high: int | None, top: int, columns: int) -> None:
    if low is not None and high is not None:
        low, high = sorted((low, high))
    drawn = bar(BLANK._replace(value=value, min=low, max=high), top, columns)
    assert len(drawn) == columns
    assert set(drawn) <= set(" ●○─├┤▶◀")


@given(st.integers(0, 500), st.integers(0, 500), st.integers(500, 1000), st.integers(2, 60))
def test_bars_keep_their_order(first: int, second: int, top: int, columns: int) -> None:
    low, high = sorted((first, second))
    dots = [bar(BLANK._replace(value=n, min=n, max=n), top, columns).index("●") for n in (low, high)]
    assert dots == sorted(dots)
