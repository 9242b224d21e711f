"""The formats of a report: each tells every finding at its place, whatever its texts hold, and others can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib import SH

from kobe_kg.errors import Position, UnknownNameError
from kobe_kg.namespaces import TYPES, expand
from kobe_kg.validate import FORMATS, Finding, Report, guide, render, rules, validate
from kobe_kg.validate.md import LIMIT
from kobe_kg.validate.report import Related, Result
from tests import DATA, ROOT

CASES = DATA / "shapes"
NAMES = sorted(path.name for path in CASES.iterdir())
SARIF = Draft202012Validator(json.loads((DATA / "sarif" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
JSON = Draft202012Validator(
    json.loads((ROOT / "docs" / "reference" / "report.schema.json").read_text(encoding="utf-8"))
)
#: Cases on terms or on countries: their names have to stay as they are, so each is checked alone.
ALONE = {name for name in NAMES if name.startswith("coordinates-in-")} | {
    name for name in NAMES if re.search(r"(?m)^kg:", (CASES / name / "invalid.ttl").read_text(encoding="utf-8"))
}
_OWN_NAME = re.compile(rf"\b({'|'.join(TYPES)}):(?=[a-z0-9])")
_PTR = rdflib.Namespace("http://www.w3.org/2009/pointers#")
_EARL = rdflib.Namespace("http://www.w3.org/ns/earl#")

RULES = rules.read()

#: Rule, file, line and column.
Place: TypeAlias = tuple[str, str, int, int]


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """What is found in the case that breaks each rule; those that can share a run do."""
    folder = tmp_path_factory.mktemp("cases") / "naïve cases"
    folder.mkdir()
    for name in set(NAMES) - ALONE:
        lines = (CASES / name / "invalid.ttl").read_text(encoding="utf-8").split("\n")
        own = [line if line.startswith(("#", "PREFIX")) else _OWN_NAME.sub(rf"\1:{name}--", line) for line in lines]
        (folder / f"{name}.ttl").write_text("\n".join(own), encoding="utf-8")
    whole = validate([folder])
    found = {name: validate([CASES / name / "invalid.ttl"]) for name in ALONE}
    for name in set(NAMES) - ALONE:
        path = folder / f"{name}.ttl"
        own_findings = [f for f in whole.findings if f.where is not None and f.where.path == path]
        found[name] = whole._replace(findings=own_findings, files=[path])
    return found


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What is found in a file that is not Turtle, beside one that is sound."""
    folder = tmp_path_factory.mktemp("broken") / "a b é"
    folder.mkdir()
    (folder / "x.ttl").write_text("PREFIX kg: <https://w3id.org/kobe-kg/ns#>\nkg:é kg:b\n", encoding="utf-8")
    (folder / "y.ttl").write_text("", encoding="utf-8")
    return validate([folder])


def from_text(text: str) -> list[Place]:
    found = re.findall(r"(?m)^(\S.*?):(\d+):(\d+): \w+ \[(.+?)\]", text)
    return [(rule, shown(Path(path)), int(line), int(column)) for path, line, column, rule in found]


def from_json(text: str) -> list[Place]:
    read = json.loads(text)
    JSON.validate(read)
    wheres = [(f["rule"], f["where"]) for f in read["findings"]]
    return [(rule, where["path"], where["line"], where["column"]) for rule, where in wheres]


def from_sarif(text: str) -> list[Place]:
    read = json.loads(text)
    SARIF.validate(read)
    (run,) = read["runs"]
    bases = {name: base["uri"] for name, base in run["originalUriBaseIds"].items()}
    found = []
    for result in run["results"]:
        physical = result["locations"][0]["physicalLocation"]
        artifact, region = physical["artifactLocation"], physical["region"]
        address = bases[artifact["uriBaseId"]] + artifact["uri"] if "uriBaseId" in artifact else artifact["uri"]
        path = Path(unquote(urlsplit(address).path))
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        found.append((result["ruleId"], shown(path), region["startLine"], region["startColumn"]))
    return found


def from_junit(text: str) -> list[Place]:
    top = ElementTree.fromstring(text)  # noqa: S314 - written a moment ago
    assert int(top.get("tests", "")) == len(list(top.iter("testcase")))
    found = []
    for test in top.iter("testcase"):
        wrong = [child for child in test if child.tag in ("failure", "error")]
        assert len(wrong) <= 1, "readers take one"
        for child in wrong:
            (place,) = from_text(child.text or "")
            assert (place[1], str(place[2])) == (test.get("file"), test.get("line"))
            assert child.get("type") == place[0]
            found.append(place)
    return found


def from_github(text: str) -> list[Place]:
    found = []
    for line in text.splitlines()[:-1]:
        match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)
        assert match, line
        named = {key: unquote(value) for key, value in (pair.split("=", 1) for pair in match[2].split(","))}
        assert match[3]
        found.append((named["title"], named["file"], int(named["line"]), int(named["col"])))
    return found


def from_ttl(text: str) -> list[Place]:
    read = rdflib.Graph().parse(data=text, format="turtle")
    (report,) = read.subjects(rdflib.RDF.type, SH.ValidationReport)
    found = []
    for result in read.objects(report, SH.result):
        for needed in (SH.focusNode, SH.sourceConstraintComponent, SH.resultSeverity, SH.sourceShape):
            assert len(list(read.objects(result, needed))) == 1
        pointer = read.value(result, _EARL.pointer)
        line, column, file = (read.value(pointer, _PTR[n]) for n in ("lineNumber", "charNumber", "reference"))
        rule = rules.identify(str(read.value(result, SH.sourceShape)))
        found.append((rule, shown(Path(unquote(urlsplit(str(file)).path))), int(str(line)), int(str(column))))
    return found


def from_md(text: str) -> list[Place]:
    found = []
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith(("| |", "| --- ")):
            _, _, place, rule, _, _ = re.split(r"(?<!\\)\|", line)
            match = re.fullmatch(r"(.*):(\d+):(\d+)", re.sub(r"\\(.)", r"\1", place.strip()))
            assert match, line
            found.append((re.sub(r"\[(.*)\]\(.*\)", r"\1", rule.strip()), match[1], int(match[2]), int(match[3])))
    return found


READERS: dict[str, Callable[[str], list[Place]]] = {
    "text": from_text,
    "json": from_json,
    "sarif": from_sarif,
    "junit": from_junit,
    "github": from_github,
    "ttl": from_ttl,
    "md": from_md,
}


def shown(path: Path) -> str:
    """Name a file as the reports do: relative to where the tests run."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def places(report: Report) -> list[Place]:
    found = []
    for finding in report.findings:
        assert finding.where is not None
        path = Path(str(finding.where.path))
        found.append((finding.rule, shown(path), finding.where.line, finding.where.column))
    return found


def test_every_format_has_a_reader_here() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_all_formats_tell_the_same_places(
    reports: dict[str, Report], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    report = reports[name]
    expected = sorted(places(report))
    assert {rule for rule, *_ in expected} == {name}
    known = {name: RULES[name]}
    told = {form: sorted(read(render(report, form, rules=known, fail_on="info"))) for form, read in READERS.items()}
    assert told == dict.fromkeys(READERS, expected)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_is_not_turtle_is_told_in_all_formats(broken: Report, form: str) -> None:
    assert [finding.rule for finding in broken.findings] == ["turtle"]
    assert READERS[form](render(broken, form)) == places(broken)


# Hostile texts

HOSTILE = [
    "two\nlines\r\nand a third",
    "quotes \" ' ` and \\ back",
    "::error file=x::other % %0A %25",
    "a|b ]]> <![CDATA[ <b>&amp;</b> --> [x](y)",
    "\x00\x07\x1b[2J\x7f\x9b\ufffe\u2028\u202e",
    "é 日本 😀 e\u0301",
    "{?value} ${{ secrets }} %s",
    "",
]
SEVERITIES = {"violation": "Violation", "warning": "Warning", "info": "Info"}


def hostile(text: str, *, path: str | None = None, severity: str = "violation") -> Report:
    """A report whose every text is the given one."""
    where = Position(3, 2, path=Path(path or "a b,c:d%é/x.ttl"), text=text.split("\n")[0])
    focus = NamedNode("https://example.org/a")
    result = Result(
        NamedNode(expand("rule:label-tagged")),
        NamedNode(expand("sh:MinCountConstraintComponent")),
        NamedNode(expand(f"sh:{SEVERITIES[severity]}")),
        (Literal(text, language="en"), Literal(text, language="fr")),
        focus,
        "( <https://example.org/p> [ <http://www.w3.org/ns/shacl#inversePath> <https://example.org/q> ] )",
        Literal(text),
        (NamedNode("https://example.org/b"), BlankNode("b")),
    )
    related = (Related(f"b {text}", where), Related("c", None))
    finding = Finding("label-tagged", severity, text, f"s {text}", f"p {text}", text, where, related, result)
    syntax = Finding("turtle", "violation", text, "", "", "", where)
    return Report([finding, syntax, finding._replace(where=None)], [Path("a.ttl")], [Path("a.ttl")], 1, 1)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", FORMATS)
def test_no_text_breaks_a_format(form: str, text: str) -> None:
    told = render(hostile(text), form)
    told.encode()
    if form == "junit":
        cases = list(ElementTree.fromstring(told).iter("testcase"))  # noqa: S314
        assert [case.get("file") for case in cases] == ["a.ttl", *["a b,c:d%é/x.ttl"] * 2, "<data>"]
    elif form == "github":
        first, second, third, _ = told.splitlines()
        assert all(line.startswith("::error ") for line in (first, second, third))
        assert "file=a b%2Cc%3Ad%25é/x.ttl,line=3,col=2,title=label-tagged::s " in first
        assert first.count("::") - first.partition(",title=")[2].count("::") == 1
        assert "file=" not in third.partition(",")[0].partition("::")[0]
    elif form == "md":
        rows = [line for line in told.splitlines() if line.startswith("| ❌")]
        assert len(rows) == 3
        assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
        assert "<b>" not in told
    elif form in ("json", "sarif"):
        (JSON if form == "json" else SARIF).validate(json.loads(told))
    elif form == "ttl":
        assert len(rdflib.Graph().parse(data=told, format="turtle")) > 30
        assert len(list(pyoxigraph.parse(told.encode(), pyoxigraph.RdfFormat.TURTLE))) > 30
    if form != "ttl":
        assert not set("\x00\x07\x1b") & set(told)
    if form not in ("junit", "ttl"):
        assert not set("\x9b\u2028\u202e") & set(told)


@given(st.text(max_size=20), st.sampled_from(sorted(FORMATS)))
def test_any_text_leaves_a_format_readable(text: str, form: str) -> None:
    told = render(hostile(text), form, rules={})
    if form in ("json", "sarif"):
        read = json.loads(told)
        found = read["findings"][0]["message"] if form == "json" else read["runs"][0]["results"][0]["message"]["text"]
        assert found == (text or ("" if form == "json" else "label-tagged"))
    elif form == "junit":
        assert len(list(ElementTree.fromstring(told).iter("testcase"))) == 4  # noqa: S314
    elif form == "ttl":
        report = rdflib.Graph().parse(data=told, format="turtle")
        assert {str(m) for m in report.objects(None, SH.resultMessage)} == {text}
    elif form == "github":
        assert len(re.split(r"\r\n|\r|\n", told)) == 5


def test_texts_survive_where_a_format_has_room_for_them() -> None:
    text = 'a\n"b" ]]> ::c::'
    found = json.loads(render(hostile(text), "json"))["findings"][0]
    assert (found["message"], found["value"], found["result"]["value"]) == (text, text, str(Literal(text)))
    top = ElementTree.fromstring(render(hostile(text), "junit"))  # noqa: S314
    assert [failure.get("message") for failure in top.iter("failure")] == [text, text]
    report = rdflib.Graph().parse(data=render(hostile(text), "ttl"), format="turtle")
    assert rdflib.Literal(text, lang="fr") in set(report.objects(None, SH.resultMessage))


def test_a_file_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    name = b"bad\xff.ttl".decode("utf-8", "surrogateescape")
    where = Position(1, 1, path=tmp_path / name)
    report = Report([Finding("max-number", "violation", "M.", "s", "", "", where)], [tmp_path / name], [], 1, 1)
    for form in FORMATS:
        told = render(report, form)
        told.encode()
        assert "bad%FF.ttl" in told if form in ("sarif", "ttl") else "bad\ufffd" in told


# Each format by itself


def minimal(**changes: Any) -> Finding:
    where = Position(3, 5, path=Path("graph/a.ttl"), text="    kg:max 1.0 ;")
    return Finding("max-number", "violation", "It is wrong.", "claim:a", "kg:max", "1.0", where)._replace(**changes)


def report_of(*findings: Finding, **changes: Any) -> Report:
    return Report(list(findings), [Path("graph/a.ttl"), Path("graph/b.ttl")], [], 12, 3)._replace(**changes)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no format 'sarf'") as caught:
        render(report_of(), "sarf")
    assert caught.value.hint == "did you mean 'sarif'?"


def test_text_tells_the_other_places_and_what_a_baseline_knew() -> None:
    other = Related("claim:b", Position(9, 1, path=Path("graph/b.ttl"), text="claim:b"))
    finding = minimal(related=(other, Related("claim:c", None)))
    told = render(report_of(finding, known=4, gone=(minimal(subject="claim:z"),)), columns=40)
    assert (
        told
        == """graph/a.ttl:3:5: violation [max-number] claim:a
  3 |     kg:max 1.0 ;
    |     ^
  It is wrong.
  see claim:b at graph/b.ttl:9:1
  9 | claim:b
    | ^
  see claim:c, which no file describes

gone: [max-number] claim:z

1 violation, 4 known, 1 gone: 12 triples in 2 files, 3 rules.
"""
    )
    assert render(report_of(known=4)) == "Nothing new, 4 known: 12 triples in 2 files, 3 rules.\n"


def test_colours_are_all_that_colouring_adds() -> None:
    report = report_of(minimal(), minimal(severity="info"), gone=(minimal(),))
    coloured = render(report, coloured=True)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == render(report)
    assert "\x1b[31mviolation\x1b[0m" in coloured
    assert "\x1b[31m^\x1b[0m" in coloured


def test_json_is_the_same_each_time_and_names_every_field() -> None:
    def blank() -> Report:
        result = Result(
            BlankNode(), NamedNode("urn:c"), NamedNode("urn:s"), (), node := BlankNode(), None, node, (node,)
        )
        return report_of(minimal(subject=str(node), value=str(node), result=result))

    assert render(blank(), "json") == render(blank(), "json")
    (found,) = json.loads(render(blank(), "json"))["findings"]
    assert found.keys() - {"fingerprint"} == set(Finding._fields)
    assert found["result"].keys() == set(Result._fields)
    assert found["result"]["focus"] == found["subject"] == found["value"] == "_:b0"
    assert json.loads(render(report_of(minimal(), minimal(severity="info")), "json"))["summary"] == {
        "violation": 1,
        "warning": 0,
        "info": 1,
        "known": 0,
        "gone": 0,
        "files": 2,
        "unreadable": 0,
        "triples": 12,
        "rules": 3,
    }


def test_the_schema_of_json_is_one_and_leaves_nothing_open() -> None:
    Draft202012Validator.check_schema(JSON.schema)
    read = json.loads(render(report_of(minimal()), "json"))
    for broken in (read | {"more": 1}, {k: v for k, v in read.items() if k != "findings"}, read | {"version": 2}):
        assert not JSON.is_valid(broken)
    assert read["$schema"] == JSON.schema["$id"]


def test_sarif_describes_every_rule() -> None:
    (run,) = json.loads(render(report_of(), "sarif"))["runs"]
    driver = run["tool"]["driver"]
    assert {rule["id"] for rule in driver["rules"]} == set(RULES)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"] == []
    by_id = {rule["id"]: rule for rule in driver["rules"]}
    for name, rule in by_id.items():
        assert rule["helpUri"] == f"https://w3id.org/kobe-kg/rules#{name}"
        assert rule["fullDescription"]["text"] == guide.message(RULES[name])
        assert rule["shortDescription"]["text"] == RULES[name].name
        assert RULES[name].why.split()[0] in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert re.fullmatch(r"[A-Z][A-Za-z]+", rule["name"])
    assert "```turtle" in by_id["max-number"]["help"]["markdown"]


def test_sarif_knows_a_finding_again_when_lines_move() -> None:
    def prints(report: Report) -> list[dict[str, str]]:
        return [r["partialFingerprints"] for r in json.loads(render(report, "sarif", rules={}))["runs"][0]["results"]]

    moved = minimal(where=Position(99, 1, path=Path("graph/a.ttl"), text="x"), message="Other words.")
    assert prints(report_of(minimal())) == prints(report_of(moved))
    others = [minimal(subject="claim:b"), minimal(value="2.0"), minimal(predicate="kg:min"), minimal(rule="min-number")]
    assert len({str(found) for found in prints(report_of(minimal(), *others))}) == 5
    assert len({str(found) for found in prints(report_of(minimal(), moved))}) == 2, "two alike are two"


def test_sarif_tells_levels_and_related_places() -> None:
    other = Related("claim:b", Position(9, 1, path=Path("graph/b.ttl")))
    severities = [minimal(severity=severity, related=(other, other)) for severity in SEVERITIES]
    text = render(report_of(*severities), "sarif")
    SARIF.validate(json.loads(text))
    results = json.loads(text)["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "warning", "note"]
    first, second = results[0]["relatedLocations"]
    assert (first["id"], second["id"], first["message"]["text"]) == (0, 1, "claim:b")
    assert first["physicalLocation"]["artifactLocation"] == {"uri": "graph/b.ttl", "uriBaseId": "SRCROOT"}
    outside = render(report_of(minimal(where=Position(1, 1, path=Path("/elsewhere/é.ttl")))), "sarif", rules={})
    location = json.loads(outside)["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "file:///elsewhere/%C3%A9.ttl"}


@pytest.mark.parametrize(("fail_on", "failures"), [("violation", 1), ("warning", 2), ("info", 3)])
def test_junit_fails_for_what_fails_the_check(fail_on: str, failures: int) -> None:
    findings = [minimal(severity=severity, value=severity) for severity in SEVERITIES]
    top = ElementTree.fromstring(render(report_of(*findings), "junit", fail_on=fail_on))  # noqa: S314
    assert (top.get("tests"), top.get("failures"), top.get("errors")) == ("4", str(failures), "0")
    assert len(list(top.iter("system-out"))) == 3 - failures
    suites = {suite.get("name"): suite for suite in top}
    assert suites.keys() == {"graph/a.ttl", "graph/b.ttl"}
    assert [test.get("name") for test in suites["graph/b.ttl"]] == ["no findings"]
    assert "3" not in "".join(str(test.get("name")) for test in top.iter("testcase")), "names say nothing of lines"


def test_what_github_reads_names_files_from_the_root_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path / "data")
    report = report_of(minimal(where=Position(3, 5, path=Path("a.ttl"))))
    for checkout, name in ((None, "a.ttl"), ("elsewhere", "a.ttl"), (".", "data/a.ttl"), ("data", "a.ttl")):
        if checkout:
            monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / checkout))
        assert f"file={name}," in render(report, "github")
        assert f'"uri": "{name}"' in render(report, "sarif", rules={})
        assert '"path": "a.ttl"' in render(report, "json")


def test_junit_tells_two_findings_alike_apart() -> None:
    report = report_of(minimal(), minimal(), minimal(value="_:a"), minimal(value="_:b"))
    names = [test.get("name") for test in ElementTree.fromstring(render(report, "junit")).iter("testcase")]  # noqa: S314
    assert names[:4] == [
        "max-number claim:a kg:max 1.0",
        "max-number claim:a kg:max 1.0 (2)",
        "max-number claim:a kg:max",
        "max-number claim:a kg:max (2)",
    ]


def test_github_has_a_command_for_each_severity() -> None:
    told = render(report_of(*(minimal(severity=severity) for severity in SEVERITIES)), "github")
    assert [line.split(" ")[0] for line in told.splitlines()[:3]] == ["::error", "::warning", "::notice"]


def test_ttl_is_what_the_engine_said() -> None:
    report = hostile("text", severity="warning")
    read = rdflib.Graph().parse(data=render(report, "ttl"), format="turtle")
    wanted = report.findings[0].result
    assert wanted is not None
    result = next(r for r in read.subjects(SH.value, rdflib.Literal("text")))
    assert read.value(result, SH.focusNode) == rdflib.URIRef("https://example.org/a")
    assert read.value(result, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
    assert read.value(result, SH.resultSeverity) == SH.Warning
    path = read.value(result, SH.resultPath)
    assert path is not None
    first, second = rdflib.collection.Collection(read, path)
    assert first == rdflib.URIRef("https://example.org/p")
    assert read.value(second, SH.inversePath) == rdflib.URIRef("https://example.org/q")
    assert set(read.objects(None, SH.conforms)) == {rdflib.Literal(False)}
    clean = rdflib.Graph().parse(data=render(report_of(), "ttl"), format="turtle")
    assert set(clean.objects(None, SH.conforms)) == {rdflib.Literal(True)}


def test_ttl_is_written_even_when_blank_nodes_are_all_alike() -> None:
    result = hostile("x").findings[0].result
    assert result is not None
    nodes = [BlankNode() for _ in range(60)]
    findings = [minimal(result=result._replace(focus=a, value=b)) for a in nodes for b in nodes[:2]]
    read = rdflib.Graph().parse(data=render(report_of(*findings), "ttl"), format="turtle")
    assert len(list(read.objects(None, SH.result))) == len(findings)


def test_md_links_lines_in_github_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SERVER_URL": "https://github.com",
        "REPOSITORY": "a/b",
        "SHA": "abc",
        "WORKSPACE": str(Path.cwd()),
    }.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    told = render(report_of(minimal()), "md")
    assert "| [graph/a.ttl:3:5](https://github.com/a/b/blob/abc/graph/a.ttl?plain=1#L3) |" in told
    assert "[max-number](https://w3id.org/kobe-kg/rules#max-number)" in told


def test_md_says_what_it_leaves_out() -> None:
    told = render(report_of(*[minimal()] * (LIMIT + 5)), "md")
    assert told.count("❌") == LIMIT
    assert "The first 1,000 of 1,005 findings." in told


def test_md_of_nothing_found() -> None:
    assert render(report_of(), "md") == "## ✅ Validation: Nothing found\n\n12 triples in 2 files, 3 rules.\n"
