"""`kobe push`, as it is typed, to servers of two makes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kobe_kg.cli import main
from tests import SAMPLE
from tests.cli.conftest import Kobe
from tests.conftest import free_port, serving

TRIG = "<urn:one> { <urn:s> <urn:p> 1 , 2 } <urn:two> { <urn:s> <urn:p> 3 }"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving([], tmp_path_factory.mktemp("push") / "log") as address:
        yield address


def test_what_is_pushed_answers_as_the_files_do(kobe: Kobe, empty: str) -> None:
    ran = kobe("push", "--endpoint", empty)
    assert ran.code == 0
    assert re.match(r"  the default graph  ([\d,]+) triples sent, \1 counted there; http://127", ran.out)
    assert "triples have blank nodes, which the engine names anew" in ran.err
    for asked in (("compare", "-f", "json"), ("query", "disagreements", "-f", "csv"), ("show", "kobe")):
        here = kobe(*asked)
        assert kobe(*asked, "--endpoint", empty, graph=[]) == here


def test_virtuoso_answers_as_the_files_do(kobe: Kobe, virtuoso: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("KOBE_ENDPOINT_USER", "dba")
        patch.setenv("KOBE_ENDPOINT_PASSWORD", "dba")
        ran = kobe("push", "--endpoint", f"{virtuoso}/sparql", "--into", "urn:cli")
    assert ran.code == 0
    assert re.match(r"  <urn:cli>  ([\d,]+) triples sent, \1 counted there; http://127", ran.out)
    assert "Virtuoso/07" in ran.err
    assert "cannot promise that readers see a graph change at once" in ran.err
    at = f"--endpoint={virtuoso}/sparql?default-graph-uri=urn:cli"
    for asked in (("compare", "-f", "json"), ("query", "disagreements", "-f", "csv"), ("query", "claims", "-f", "csv")):
        there, here = kobe(*asked, at, graph=[]), kobe(*asked)
        assert there[:2] == here[:2]
        (said,) = there.err.splitlines()
        assert re.fullmatch(
            r"note: Virtuoso/07\S+ is known to err on some saved queries, and these are asked of a copy of its graph: "
            r"[\d,]{5,} triples",
            said,
        )
        assert kobe(*asked, at, "-q", graph=[]) == here
    assert kobe("show", "kobe", at, graph=[]) == kobe("show", "kobe")
    text = "SELECT (COUNT(*) AS ?n) { ?s a/rdfs:subClassOf* kg:Claim }"
    assert kobe("sparql", text, at, graph=[]) == kobe("sparql", text)


def test_each_named_graph_takes_its_place(kobe: Kobe, empty: str, tmp_path: Path) -> None:
    (tmp_path / "some.trig").write_text(TRIG)
    for protocol in ("gsp", "update"):
        ran = kobe(
            *("push", str(tmp_path / "some.trig"), "--without-ontology", "--endpoint", empty),
            *("--protocol", protocol, "-f", "json"),
            graph=[],
        )
        told = json.loads(ran.out)
        assert [(g["graph"], g["sent"], g["held"]) for g in told["graphs"]] == [("urn:one", 2, 2), ("urn:two", 1, 1)]
        assert (told["protocol"], told["engine"].partition("/")[0], told["left_out"]) == (protocol, "Oxigraph", {})


def test_a_dry_run_sends_nothing(kobe: Kobe, empty: str) -> None:
    ran = kobe("push", "--endpoint", empty, "--into", "urn:dry", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert re.match(r"  <urn:dry>  [\d,]+ triples would be sent; http://127", ran.out)
    assert kobe("sparql", "ASK { GRAPH <urn:dry> { ?s ?p ?o } }", "--endpoint", empty, graph=[]).out == "false\n"


def test_what_may_not_be_passed_on_is_named_and_left_out(kobe: Kobe, empty: str, tmp_path: Path) -> None:
    closed = tmp_path / "closed.ttl"
    closed.write_text(
        "PREFIX dct: <http://purl.org/dc/terms/>\nPREFIX kg: <https://w3id.org/kobe-kg/ns#>\n"
        "<urn:coder> a kg:Source ; dct:accessRights kg:NotForRedistribution . <urn:r> kg:publisher <urn:coder> ."
    )
    given = ("push", str(closed), "--without-ontology", "--endpoint", empty, "--into", "urn:closed")
    ran = kobe(*given, graph=[])
    assert "left out, for their licence forbids to pass them on: 1 resources: <urn:r>" in ran.err
    assert "2 triples sent" in ran.out
    assert "3 triples sent" in kobe(*given, "--include-restricted", graph=[]).out


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ((), 2, "name where it takes queries with --endpoint URL"),
        (("--endpoint", "http://127.0.0.1:{port}/query"), 6, "cannot be reached: Connection refused"),
        (("--endpoint", "http://a:b@h/query"), 6, "carries no user or password"),
        (("--endpoint", "{empty}", "--into", "no iri"), 2, "--into is the IRI of a graph, not 'no iri'"),
        (("--endpoint", "{empty}", "--protocol", "ftp"), 2, "invalid choice"),
        (("no-such.ttl", "--endpoint", "{empty}"), 3, "there is no file or folder no-such.ttl"),
    ],
)
def test_what_cannot_be_done_is_told(kobe: Kobe, empty: str, given: tuple[str, ...], code: int, said: str) -> None:
    ran = kobe("push", *(text.format(port=free_port(), empty=empty) for text in given))
    assert ran.code == code
    assert said in ran.err


def test_the_environment_names_the_engine(
    empty: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KOBE_ENDPOINT", empty)
    monkeypatch.setenv("KOBE_GRAPH", str(SAMPLE[0]))
    monkeypatch.setattr("kobe_kg.cli.push.watch", lambda timeout: None)
    assert main(["push", "--into", "event:kobe-attack", "--without-ontology"]) == 0
    assert "<https://w3id.org/kobe-kg/id/event/kobe-attack>" in capfd.readouterr().out
