"""`kobe validate` and `kobe rules` as they are typed: what is checked, what is printed, and the exit code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest

from kobe_kg.validate import FORMATS, rules
from tests import ROOT
from tests.cli.conftest import Kobe
from tests.repositories import Repo
from tests.validate.test_validate import PREFIXES, SOUND

WRONG = SOUND.replace("kg:max 12", "kg:max 11").replace('8 February"@en', '8 February"')


class Web:
    """A web server on loopback, with what it was asked for."""

    def __init__(self) -> None:
        held: dict[str, tuple[bytes, str]] = {}
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                body, kind = held[self.path]
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.held, self.asked = held, asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, name: str, body: bytes, kind: str) -> str:
        self.held[f"/{name}"] = body, kind
        return f"http://127.0.0.1:{self.server.server_port}/{name}"


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.server.shutdown()
    web.server.server_close()


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two findings, of `bounds-ordered` and `label-tagged`, in the folder the command runs in."""
    monkeypatch.chdir(tmp_path)
    path = Path("wrong.ttl")
    path.write_text(WRONG, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_tells_the_findings_and_fails(kobe: Kobe, wrong: Path, form: str) -> None:
    ran = kobe("validate", str(wrong), "-f", form, graph=())
    assert (ran.code, ran.err) == (1, "")
    assert "bounds-ordered" in ran.out
    assert "label-tagged" in ran.out
    assert ran.out.endswith("\n")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.json", '{\n  "$schema": "https://w3id.org/kobe-kg/report'),
        ("a.sarif", '{\n  "$schema": "https://docs.oasis-open.org/sarif'),
        ("a.xml", "<?xml"),
        ("a.ttl", "PREFIX"),
        ("a.md", "## Validation"),
        ("a.txt", "wrong.ttl:"),
    ],
)
def test_the_name_of_the_output_tells_the_format(kobe: Kobe, wrong: Path, name: str, start: str) -> None:
    ran = kobe("validate", str(wrong), "-o", name, graph=())
    assert ran == (1, "", "")
    assert Path(name).read_text(encoding="utf-8").startswith(start)
    assert sorted(path.name for path in Path().iterdir()) == sorted([name, "wrong.ttl"])


@pytest.mark.parametrize("argv", [["-f", "sarf"], ["-o", "a.doc"], ["--select", "nope"], ["--ignore", "turtle"]])
def test_what_is_not_known_is_refused_before_anything_is_written(kobe: Kobe, wrong: Path, argv: list[str]) -> None:
    ran = kobe("validate", str(wrong), "-o", "kept.json", *argv, graph=())
    assert (ran.code, ran.out) == (2, "")
    assert not Path("kept.json").exists()
    assert not Path("a.doc").exists()


def test_the_nearest_rule_is_offered(kobe: Kobe, wrong: Path) -> None:
    ran = kobe("validate", str(wrong), "--select", "bounds-orderd", graph=())
    assert ran.err.startswith("kobe: there is no rule 'bounds-orderd'\n  did you mean 'bounds-ordered'")


@pytest.mark.parametrize(
    ("argv", "told", "code"),
    [
        (["--select", "label-*"], ["label-tagged"], 1),
        (["--select", "label-*,bounds-ordered"], ["bounds-ordered", "label-tagged"], 1),
        (["--ignore", "label-*"], ["bounds-ordered"], 1),
        (["--ignore", "label-*", "--ignore", "bounds-ordered"], [], 0),
        (["--select", "max-number"], [], 0),
    ],
)
def test_only_rules_that_count_are_told(kobe: Kobe, wrong: Path, argv: list[str], told: list[str], code: int) -> None:
    ran = kobe("validate", str(wrong), "-f", "json", *argv, graph=())
    assert sorted(finding["rule"] for finding in json.loads(ran.out)["findings"]) == told
    assert ran.code == code


def test_a_file_that_is_not_turtle_is_told_whatever_is_selected(kobe: Kobe, wrong: Path) -> None:
    Path("broken.ttl").write_text("kg:a", encoding="utf-8")
    ran = kobe("validate", ".", "--select", "max-number", graph=())
    assert ran.code == 3
    assert "broken.ttl:1:1: violation [turtle]" in ran.out
    assert "1 file unreadable" in ran.out


def test_a_baseline_leaves_only_what_is_new(kobe: Kobe, wrong: Path) -> None:
    assert kobe("validate", str(wrong), "-o", "baseline.json", graph=()).code == 1
    wrong.write_text("\n\n" + WRONG, encoding="utf-8")
    ran = kobe("validate", str(wrong), "--baseline", "baseline.json", graph=())
    assert (ran.code, ran.out) == (0, f"Nothing new, 2 known: 22 triples in 1 file, {len(rules.read()) - 1} rules.\n")
    wrong.write_text(WRONG.replace("kg:max 11", "kg:max 12.5"), encoding="utf-8")
    ran = kobe("validate", str(wrong), "--baseline", "baseline.json", graph=())
    assert ran.code == 1
    assert "[max-number]" in ran.out
    assert "\ngone: [bounds-ordered] claim:daily-news-civilians-killed\n" in ran.out
    assert kobe("validate", str(wrong), "--baseline", "none.json", graph=()).code == 3
    assert kobe("validate", str(wrong), "--baseline", str(wrong), graph=()).code == 3


def test_fail_on_tells_the_least_severity_that_fails(kobe: Kobe, wrong: Path) -> None:
    Path("shapes.ttl").write_text(
        """PREFIX ex: <https://example.org/> PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
ex:few a sh:NodeShape ; sh:targetClass kg:QuantityClaim ; sh:property ex:few-value .
ex:few-value sh:path kg:value ; sh:maxInclusive 9 ; sh:severity sh:Warning ; sh:message "Many." .
""",
        encoding="utf-8",
    )
    argv = ("validate", str(wrong), "--shapes", "shapes.ttl")
    ran = kobe(*argv, graph=())
    assert ran.code == 0
    assert "warning [https://example.org/few-value] claim:daily-news-civilians-killed" in ran.out
    assert kobe(*argv, "--fail-on", "warning", graph=()).code == 1
    assert kobe(*argv, "--fail-on", "warning", "--ignore", "https://example.org/few*", graph=()).code == 0
    assert kobe(*argv, "--select", "max-number", graph=()).code == 2
    cases = ElementTree.fromstring(kobe(*argv, "-f", "junit", graph=()).out)  # noqa: S314
    assert (cases.get("tests"), cases.get("failures")) == ("1", "0")
    (rule,) = json.loads(kobe("rules", "https://example.org/few-value", "--shapes", "shapes.ttl", "-f", "json").out)
    assert (rule["severity"], rule["targets"], rule["bad"]) == ("warning", ["kg:QuantityClaim"], None)


@pytest.mark.parametrize("name", ["turtle", "max-number", *list(rules.read())[::40]])
def test_a_rule_can_be_explained(kobe: Kobe, name: str) -> None:
    explained, told = kobe("validate", "--explain", name), kobe("rules", name)
    assert explained == told
    assert explained.code == 0
    assert explained.out.startswith(f"{name}: ")
    if name != "turtle":
        assert "\nBad: " in explained.out
        assert "\nGood: " in explained.out


def test_an_explanation_has_other_forms(kobe: Kobe) -> None:
    (found,) = json.loads(kobe("validate", "--explain", "max-number", "-f", "json").out)
    assert (found["id"], found["kind"], found["path"]) == ("max-number", "Core", "kg:max")
    assert "kg:max 12.0" in found["bad"]["text"]
    assert found["file"].endswith("ontology/shapes/claims.ttl")
    assert found["line"] > 1
    assert kobe("rules", "max-number", "-f", "md").out.startswith("## max-number\n")
    assert kobe("validate", "--explain", "max-number", "-f", "sarif").code == 2
    assert kobe("validate", "--explain", "max-nmber").code == 2


def test_rules_are_listed(kobe: Kobe) -> None:
    known = rules.read()
    headers, *rows = csv.reader(io.StringIO(kobe("rules").out))
    assert headers == ["rule", "severity", "kind", "name", "asked of"]
    assert [row[0] for row in rows] == list(known)
    assert [found["id"] for found in json.loads(kobe("rules", "-f", "json").out)] == list(known)
    assert len(kobe("rules", "-f", "md").out.splitlines()) == len(known) + 2
    assert len(kobe("rules", "-f", "table").out.splitlines()) == len(known) + 2


def test_rules_are_listed_by_pattern(kobe: Kobe) -> None:
    lines = kobe("rules", "coordinates-in-*").out.splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == [
        "coordinates-in-burkina-faso",
        "coordinates-in-mali",
        "coordinates-in-niger",
    ]
    assert kobe("rules", "clam-speaker").err.startswith("kobe: there is no rule 'clam-speaker'\n  did you mean")
    assert kobe("rules", "zzz*").code == 2


def test_files_are_named_from_where_the_command_runs(kobe: Kobe, wrong: Path) -> None:
    for path in (str(wrong), str(wrong.absolute()), f"../{Path.cwd().name}/wrong.ttl"):
        found = json.loads(kobe("validate", path, "-f", "json", graph=()).out)["findings"]
        assert {finding["where"]["path"] for finding in found} == {"wrong.ttl"}
        read = json.loads(kobe("validate", path, "-f", "sarif", graph=()).out)["runs"][0]
        assert read["originalUriBaseIds"]["SRCROOT"]["uri"] == Path.cwd().as_uri() + "/"


def test_the_graph_around_is_not_checked_itself(kobe: Kobe, wrong: Path) -> None:
    assert kobe("validate", str(ROOT / "ontology" / "examples" / "quantity.ttl"), graph=[wrong]).code == 0


def test_the_reference_engine_says_the_same(kobe: Kobe, wrong: Path) -> None:
    ours, theirs = (kobe("validate", str(wrong), "--engine", engine, graph=()) for engine in ("oxigraph", "pyshacl"))
    assert ours == theirs
    assert ours.code == 1


def test_an_engine_of_other_verbs_is_refused(kobe: Kobe, wrong: Path) -> None:
    ran = kobe("validate", str(wrong), "--engine", "rdflib", graph=())
    assert ran.code == 2
    assert "pyshacl" in ran.err


def test_what_was_wrong_before_a_revision_is_left_out(
    kobe: Kobe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "project")
    repo.write(wrong=WRONG)
    repo.commit()
    repo.write(more=PREFIXES + "source:weekly-news a kg:Source .")
    monkeypatch.chdir(repo.folder)
    ran = kobe("validate", ".", "--changed-since", "HEAD", "-v", graph=())
    assert ran.code == 1
    assert "more.ttl" in ran.out
    assert "wrong.ttl" not in ran.out
    assert "older" in ran.err
    assert kobe("validate", ".", "--changed-since", "nowhere", graph=()).code == 2


SHAPES = """PREFIX : <https://example.org/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
MORE = ":few a sh:PropertyShape ; sh:targetSubjectsOf kg:value ; sh:path kg:value ; sh:maxInclusive 9 .\n"


def test_imports_are_named_and_only_fetched_when_asked(kobe: Kobe, wrong: Path, web: Web) -> None:
    address = web.serve("more", (SHAPES + MORE).encode(), "text/turtle")
    Path("shapes.ttl").write_text(SHAPES + f"<> a owl:Ontology ; owl:imports <{address}> .\n", encoding="utf-8")
    ran = kobe("validate", str(wrong), "--shapes", "shapes.ttl", graph=())
    assert (ran.code, f"not checked: <{address}>" in ran.err) == (0, True)
    assert web.asked == []
    ran = kobe("validate", str(wrong), "--shapes", "shapes.ttl", "--allow-net", graph=())
    assert (ran.code, web.asked) == (1, ["/more"])
    assert "https://example.org/few" in ran.out


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"<a> <b>", "text/turtle", "cannot be read"),
        (b"{}", "application/ld+json", "neither Turtle"),
        (b"#" * 10_000_001, "text/turtle", "more than 10,000,000 bytes"),
    ],
)
def test_an_import_that_is_no_shapes_is_an_error(
    kobe: Kobe, wrong: Path, web: Web, body: bytes, kind: str, said: str
) -> None:
    address = web.serve("more", body, kind)
    Path("shapes.ttl").write_text(SHAPES + f"<> owl:imports <{address}> .\n", encoding="utf-8")
    ran = kobe("validate", str(wrong), "--shapes", "shapes.ttl", "--allow-net", graph=())
    assert ran.code in (3, 5)
    assert said in ran.err


def test_an_import_of_a_file_is_refused(kobe: Kobe, wrong: Path) -> None:
    Path("shapes.ttl").write_text(SHAPES + "<> owl:imports <file:///etc/hostname> .\n", encoding="utf-8")
    ran = kobe("validate", str(wrong), "--shapes", "shapes.ttl", "--allow-net", graph=())
    assert ran.code == 3
    assert "no address on the web" in ran.err


def test_what_no_engine_looks_at_is_told(kobe: Kobe, wrong: Path) -> None:
    rule = (
        ":few a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this {}' ] ; sh:nodeKind sh:IRI .\n"
    )
    Path("shapes.ttl").write_text(SHAPES + rule, encoding="utf-8")
    ran = kobe("validate", str(wrong), "--shapes", "shapes.ttl", graph=())
    assert (ran.code, ran.err) == (0, "not checked: sh:target is beyond SHACL Core and SHACL-SPARQL\n")
    assert kobe("validate", str(wrong), "--shapes", "shapes.ttl", "-q", graph=()).err == ""
