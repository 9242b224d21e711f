"""What each verb says over the sample graph."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path

import pytest

from kobe_kg.cli import VERBS
from tests import ONTOLOGY, QUERIES, SAMPLE
from tests.cli.conftest import Kobe, on

COMPARE = Path(__file__).parents[1] / "data" / "compare"
BRIDGE, HOSTILE = COMPARE / "bridge.ttl", COMPARE / "hostile.ttl"


def test_without_a_verb_it_helps(kobe: Kobe) -> None:
    ran = kobe(graph=[])
    assert ran.code == 2
    for verb, summary in VERBS.items():
        assert verb in ran.out
        assert summary in ran.out


def test_version(kobe: Kobe, command: Kobe) -> None:
    told = (0, f"kobe {version('kobe-kg')}\n", "")
    assert kobe("--version", graph=[]) == told
    assert command("--version") == told


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_helps(capfdbinary: pytest.CaptureFixture[bytes], verb: str) -> None:
    from kobe_kg.cli import main

    with pytest.raises(SystemExit) as stopped:
        main([verb, "--help"])
    assert stopped.value.code == 0
    told = capfdbinary.readouterr().out.decode()
    assert f"usage: kobe {verb}" in told
    assert "--graph" in told
    assert max(map(len, told.splitlines())) <= 110


def test_options_before_and_after_the_verb(kobe: Kobe) -> None:
    wanted = kobe("query", "events", graph=[BRIDGE])
    before = [*on([BRIDGE]), "-q", "--color=never", "query", "events"]
    assert kobe(*before, graph=[]) == wanted
    assert kobe("-q", "query", *on([BRIDGE]), "events", graph=[]) == wanted


def test_an_option_before_the_verb_is_kept(kobe: Kobe) -> None:
    asked = "SELECT ?x WHERE { ?x a kg:Nothing }"
    assert kobe("-q", "sparql", asked, "-f", "table").err == ""
    assert kobe("sparql", asked, "-f", "table", "-q").err == ""


def test_a_value_that_is_also_a_verb(kobe: Kobe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compare").mkdir()
    (tmp_path / "compare" / "graph.ttl").write_bytes(BRIDGE.read_bytes())
    ran = kobe("--graph", "compare", "query", "events", graph=[])
    assert (ran.code, ran.out.count("\n")) == (0, 2)


def test_queries_are_listed(kobe: Kobe) -> None:
    names = sorted(path.stem for path in QUERIES.rglob("*.rq"))
    rows = list(csv.reader(io.StringIO(kobe("query").out)))
    assert rows[0] == ["query", "question", "parameters"]
    assert sorted(row[0] for row in rows[1:]) == names
    facts = json.loads(kobe("query", "-f", "json").out)
    assert sorted(fact["name"] for fact in facts) == names
    claims = next(fact for fact in facts if fact["name"] == "claims")
    assert list(claims["columns"])[:3] == ["claim", "speaker", "speakerLabel"]
    assert claims["params"]["event"]["default"] == "event:kobe-attack"
    for form in ("table", "md", "html"):
        told = kobe("query", "-f", form).out
        assert all(name in told for name in names)


def test_repeated_parameters_are_several_values(kobe: Kobe) -> None:
    ran = kobe("query", "disagreements", "-p", "kind=disjoint", "-p", "kind=growth-compatible")
    assert {row["kind"] for row in csv.DictReader(io.StringIO(ran.out))} == {"disjoint", "growth-compatible"}


def test_a_parameter_given_twice_that_takes_one(kobe: Kobe) -> None:
    ran = kobe("query", "claims", "-p", "event=kobe-attack", "-p", "event=kobe-attack")
    assert ran.code == 2
    assert "event" in ran.err


def test_sparql_of_a_file_and_of_standard_input(kobe: Kobe, command: Kobe, tmp_path: Path) -> None:
    text = "SELECT ?label WHERE { event:kobe-attack rdfs:label ?label } ORDER BY ?label"
    wanted = kobe("sparql", text)
    assert wanted.code == 0
    assert "Kobé attack" in wanted.out
    path = tmp_path / "label.rq"
    path.write_text(text, encoding="utf-8")
    assert kobe("sparql", str(path)) == wanted
    with path.open("rb") as lines:
        assert command("sparql", "-", *on(SAMPLE), stdin=lines) == wanted


def test_show(kobe: Kobe) -> None:
    wanted = kobe("show", "hrw-civilians-killed")
    assert wanted.code == 0
    assert "34 civilians killed" in wanted.out
    assert "kg:value" in wanted.out
    assert "English Wikipedia" in wanted.out  # the claim that relays it
    for name in ("claim:hrw-civilians-killed", "https://w3id.org/kobe-kg/id/claim/hrw-civilians-killed"):
        assert kobe("show", name) == wanted
    assert "civils tués" in kobe("show", "hrw-civilians-killed", "--lang", "fr").out


def test_compare(kobe: Kobe) -> None:
    ran = kobe("compare")
    assert ran.code == 0
    assert "Kobé attack: who says what" in ran.out
    assert "34 (Human Rights Watch, 20 Feb 2025) revises 25" in ran.out
    body = json.loads(kobe("compare", "--topic", "civilians-killed", "-f", "json").out)
    killed = next(t for t in body["topics"] if t["name"] == "civilians-killed")
    assert [p["value"] for p in killed["positions"]] == [25, 34]


def test_compare_as_of(kobe: Kobe) -> None:
    rows = list(csv.DictReader(io.StringIO(kobe("compare", "--as-of", "2025-02-10", "-f", "csv").out)))
    assert "2025-02-08" in {row["statedOn"] for row in rows}
    assert all(row["statedOn"] and row["statedOn"] <= "2025-02-10" for row in rows)


def test_compare_leave_out(kobe: Kobe) -> None:
    asked = ("compare", "--topic", "civilians-killed", "--leave-out")
    ran = kobe(*asked, "human-rights-watch")
    assert ran.code == 0
    assert "Without Human Rights Watch, " in ran.out
    assert "Gone: 34 (Human Rights Watch, 20 Feb 2025) revises 25" in ran.out
    both = kobe(*asked, "human-rights-watch", "--leave-out", "source:malian-army-general-staff", "-f", "json")
    body = json.loads(both.out)
    assert [iri.rpartition("/")[2] for iri in body["leftOut"]] == ["human-rights-watch", "malian-army-general-staff"]
    assert body["moved"]


def test_explain(kobe: Kobe) -> None:
    ran = kobe("compare", "--explain", "hrw-civilians-killed")
    assert ran.code == 0
    assert "It does not count by itself" in ran.out
    superseded = ("compare", "example-revision-attack", "--explain", "example-revision-first-toll")
    ran = kobe(*superseded)
    assert ran.code == 2
    assert "superseded by claim:example-revision-second-toll" in ran.err


def test_lines_keep_to_the_width(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        assert max(map(len, kobe("compare").out.splitlines())) <= width


def test_validate(kobe: Kobe, tmp_path: Path) -> None:
    good = ONTOLOGY / "examples" / "absence.ttl"
    ran = kobe("validate", str(good), graph=[])
    assert ran.code == 0
    assert "Nothing found" in ran.out
    bad = tmp_path / "bad.ttl"
    bad.write_text(good.read_text(encoding="utf-8").replace("kg:hedge kg:Stated", "kg:hedge kg:Sure"), encoding="utf-8")
    ran = kobe("validate", str(bad), graph=[])
    assert ran.code == 1
    assert f"{bad}:" in ran.out
    assert "violation" in ran.out
    bad.write_text("this is no Turtle", encoding="utf-8")
    ran = kobe("validate", str(bad), graph=[])
    assert ran.code == 3
    assert f"{bad}:1:" in ran.out
    assert kobe("validate", str(tmp_path / "none.ttl"), graph=[]).code == 3


def test_format(kobe: Kobe, tmp_path: Path) -> None:
    good, bad, broken = (tmp_path / f"{name}.ttl" for name in ("good", "bad", "broken"))
    good.write_bytes(BRIDGE.read_bytes())
    bad.write_text("@prefix kg: <https://w3id.org/kobe-kg/ns#> . kg:A a kg:Event .", encoding="utf-8")
    before = bad.read_bytes()
    assert kobe("format", "--check", str(tmp_path), graph=[]) == (1, f"{bad}\n", "1 file would change\n")
    assert bad.read_bytes() == before
    assert kobe("format", str(tmp_path), graph=[]) == (0, f"{bad}\n", "1 file changed\n")
    assert bad.read_text(encoding="utf-8").startswith("PREFIX kg:")
    assert kobe("format", "--check", str(tmp_path), "-q", graph=[]) == (0, "", "")
    assert good.read_bytes() == BRIDGE.read_bytes()
    broken.write_text("this is no Turtle", encoding="utf-8")
    bad.write_bytes(before)
    ran = kobe("format", str(tmp_path), graph=[])
    assert (ran.code, ran.out) == (3, f"{bad}\n")
    assert f"{broken}:1:" in ran.err


def test_colour(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    for argv in (("query", "events", "-f", "table"), ("compare",), ("show", "rfi")):
        assert "\x1b[" not in kobe(*argv).out
        assert "\x1b[" not in kobe(*argv, "--color", "never").out
        assert "\x1b[1m" in kobe(*argv, "--color", "always").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in kobe("compare").out
    assert "\x1b[1m" in kobe("compare", "--color", "always").out  # asked for, so it counts before the variable


def test_colour_on_a_terminal(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    from argparse import Namespace

    from kobe_kg.cli import options

    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    found = Namespace(color="auto", output=None)
    assert options.coloured(found)
    assert not options.coloured(Namespace(color="auto", output="rows.csv"))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not options.coloured(found)


def test_a_rate_begins_anew_with_each_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from argparse import Namespace

    from kobe_kg.cli import options

    clock = iter([0.0, 5.0, 20.0, 30.0, 50.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    tell = options.progress(Namespace(quiet=False))
    for done in (100, 900, 50, 250):  # the second file begins after 30 seconds
        tell("rows read", done, 1000)
    assert capsys.readouterr().err.splitlines() == [
        "100 rows read",
        "900 rows read of 1,000 (90 %), 53 a second, 0:02 left",
        "50 rows read",
        "250 rows read of 1,000 (25 %), 10 a second, 1:15 left",
    ]


def test_no_rows_are_remarked(kobe: Kobe) -> None:
    argv = ("query", "absences", "-p", "event=example-quantity-ambush", "-f", "table")
    ran = kobe(*argv)
    assert ran.code == 0
    assert ran.err.strip()
    assert kobe(*argv, "-q").err == ""
    assert kobe("query", "events", "-f", "table", graph=[BRIDGE]).err == "(1 row)\n"


@pytest.mark.parametrize(
    "argv",
    [
        ("compare", "example-hostile"),
        ("compare", "example-hostile", "--lang", "fr"),
        ("compare", "example-hostile", "--explain", "example-hostile-one"),
        ("compare", "example-hostile", "-f", "md"),
        ("query", "claims", "-p", "event=example-hostile", "-f", "table"),
        ("query", "claims", "-p", "event=example-hostile", "-f", "md"),
        ("sparql", "SELECT ?s ?label { ?s rdfs:label ?label }", "-f", "table"),
        ("show", "source:example-hostile-one"),
        ("show", "event:example-hostile"),
    ],
)
def test_hostile_labels_do_not_steer_the_terminal(kobe: Kobe, argv: tuple[str, ...]) -> None:
    ran = kobe(*argv, graph=[HOSTILE])
    assert ran.code == 0
    assert "red" in ran.out
    found = {c for c in ran.out + ran.err if not c.isprintable()} - set("\n\u00a0\u202f")
    assert not found


@pytest.mark.parametrize("argv", [("compare", "example-hostile"), ("query", "claims", "-p", "event=example-hostile")])
def test_hostile_labels_are_escaped_in_html(kobe: Kobe, argv: tuple[str, ...]) -> None:
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            tags.append(tag)

    ran = kobe(*argv, "-f", "html", graph=[HOSTILE])
    Tags().feed(ran.out)
    assert "tr" in tags
    assert "script" not in tags


def test_everyday_commands_import_little(command: Kobe, tmp_path: Path) -> None:
    import subprocess
    import sys

    heavy = "rdflib pyshacl SPARQLWrapper yaml argcomplete pandas".split()
    program = (
        "import sys; from kobe_kg.cli import main; code = main(sys.argv[1:]); "
        f"print([m for m in {heavy!r} if m in sys.modules], code, file=sys.stderr)"
    )
    for argv in (
        ["query", "events"],
        ["query"],
        ["sparql", "SELECT * { ?s ?p ?o } LIMIT 1"],
        ["show", "rfi"],
        ["compare"],
    ):
        told = ""
        for _ in range(2):  # the first may have to read the saved queries' headers
            run = [sys.executable, "-c", program, "-q", *argv, *on(SAMPLE)]
            told = subprocess.run(run, capture_output=True, text=True, check=True, timeout=30).stderr
        assert told == "[] 0\n", argv
