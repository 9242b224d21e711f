"""Where the graph and the saved queries come from: options, and the environment behind them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kobe_kg import paths
from tests import SAMPLE
from tests.cli.conftest import Kobe

EVENTS = ("query", "events", "-f", "csv")
BRIDGE = Path(__file__).parents[1] / "data" / "compare" / "bridge.ttl"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An on-disk store of the sample graph."""
    path = tmp_path_factory.mktemp("disk") / "store"
    store = pyoxigraph.Store(str(path))
    for name in (*paths.vocabulary(), *SAMPLE):
        store.bulk_load(path=name, format=RdfFormat.TURTLE)
    store.flush()
    del store
    return path


def test_a_folder_is_all_its_files(kobe: Kobe, tmp_path: Path) -> None:
    for path in SAMPLE:
        shutil.copy(path, tmp_path)
    (tmp_path / ".hidden.ttl").write_text("this is no Turtle", encoding="utf-8")
    assert kobe(*EVENTS, graph=[tmp_path]) == kobe(*EVENTS)


def test_graph_of_the_environment(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOBE_GRAPH", os.pathsep.join(map(str, SAMPLE)))
    assert kobe(*EVENTS, graph=[]) == kobe(*EVENTS)


def test_an_option_counts_before_the_environment(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOBE_GRAPH", "nowhere")
    monkeypatch.setenv("KOBE_ENDPOINT", "http://127.0.0.1:1/")
    ran = kobe(*EVENTS, graph=[BRIDGE])
    assert ran.code == 0
    assert ran.out.count("\n") == 2
    assert "example-bridge" in ran.out


def test_an_empty_variable_is_none(kobe: Kobe, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KOBE_STORE", "KOBE_ENDPOINT", "KOBE_QUERIES"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("KOBE_GRAPH", str(BRIDGE))
    assert "example-bridge" in kobe(*EVENTS, graph=[]).out


def test_two_places_are_one_too_many(kobe: Kobe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KOBE_STORE", str(tmp_path))
    monkeypatch.setenv("KOBE_ENDPOINT", "http://127.0.0.1:1/")
    ran = kobe(*EVENTS, graph=[])
    assert ran.code == 2
    assert "one of them" in ran.err


def test_a_store_on_disk(kobe: Kobe, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = kobe(*EVENTS)
    assert kobe(*EVENTS, "--store", str(disk), graph=[]) == wanted
    monkeypatch.setenv("KOBE_STORE", str(disk))
    assert kobe(*EVENTS, graph=[]) == wanted


def test_a_store_is_only_read(kobe: Kobe, disk: Path) -> None:
    before = sorted((p.name, p.stat().st_mtime_ns) for p in disk.iterdir() if p.suffix == ".sst")
    assert kobe("compare", "--store", str(disk), graph=[]).code == 0
    assert sorted((p.name, p.stat().st_mtime_ns) for p in disk.iterdir() if p.suffix == ".sst") == before


@pytest.mark.parametrize("argv", [EVENTS, ("compare", "-f", "json"), ("show", "human-rights-watch")])
def test_an_endpoint(kobe: Kobe, endpoint: str, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]) -> None:
    wanted = kobe(*argv)
    assert kobe(*argv, "--endpoint", endpoint, graph=[]) == wanted
    monkeypatch.setenv("KOBE_ENDPOINT", endpoint)
    assert kobe(*argv, graph=[]) == wanted


def test_the_reference_engine(kobe: Kobe) -> None:
    assert kobe(*EVENTS, "--engine", "rdflib", graph=[BRIDGE]) == kobe(*EVENTS, graph=[BRIDGE])


def test_own_queries(kobe: Kobe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """#+ title: Is it there
#+ summary: A query of one's own.
#+ tags: [own]
#+ params:
#+   event: {type: iri, class: kg:Event, default: event:kobe-attack, summary: The event.}
#+ columns: {type: iri}
#+ empty: It is not.
#+ view: table
SELECT ?type WHERE { $event a ?type . }
"""
    (tmp_path / "own.rq").write_text(text, encoding="utf-8")
    told = "type\r\nhttps://w3id.org/kobe-kg/ns#Event\r\n"
    assert kobe("query", "own").code == 2
    assert kobe("query", "own", "--queries", str(tmp_path)).out == told
    monkeypatch.setenv("KOBE_QUERIES", str(tmp_path))
    assert kobe("query", "own").out == told
    assert "\nown,Is it there," in kobe("query").out.replace("\r", "")
