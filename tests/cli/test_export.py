"""`kobe export` from outside: where it reads, where it writes, what it says beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

import kobe_kg
from kobe_kg import paths
from kobe_kg.cli import export
from kobe_kg.errors import DataError
from kobe_kg.export import FORMATS, Source, source
from kobe_kg.store.oxigraph import OxigraphStore
from tests import ROOT, SEED
from tests.cli.conftest import Kobe


def test_without_a_format_they_are_listed(kobe: Kobe) -> None:
    ran = kobe("export", graph=[])
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines() if line[2] != " "] == list(FORMATS)


def test_it_prints_what_the_library_writes(kobe: Kobe, tmp_path: Path) -> None:
    ran = kobe("export", "nt", graph=SEED)
    assert (ran.code, ran.err) == (0, "")
    kobe_kg.open(SEED).export("nt", tmp_path / "x.nt")
    assert (tmp_path / "x.nt").read_text(encoding="utf-8") == ran.out


def test_a_name_without_suffix_is_a_folder(kobe: Kobe, tmp_path: Path) -> None:
    assert kobe("export", "ttl", f"-o{tmp_path / 'graph'}", graph=SEED).code == 0
    assert (tmp_path / "graph" / "events.ttl").is_file()
    assert kobe("export", "ttl", f"-o{tmp_path / 'graph.ttl'}", graph=SEED).code == 0
    assert (tmp_path / "graph.ttl").is_file()


def test_a_pipe_is_written_to_and_never_replaced(command: Kobe) -> None:
    ran = command("export", "ttl", "-o/dev/stdout", *(f"--graph={path}" for path in SEED))
    assert ran.code == 0, ran.err
    assert ran.out.startswith("PREFIX ")


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["nope"], 2, "known: "),
        (["trigg"], 2, "did you mean 'trig'"),
        (["nt", "-p", "a=b"], 2, "nt has no option 'a'"),
        (["nt", "-p", "ab"], 2, "write it -p name=value"),
        (["description"], 2, "-o FOLDER"),
        (["description", "-o{tmp}"], 3, "would be lost"),
        (["description", "-o{tmp}/mine"], 3, "is a file"),
        (["nt", "-o{tmp}"], 3, "cannot write"),
        (["nt", "-o{tmp}/none/x.nt"], 3, "cannot write"),
        (["nt", "-o{tmp}/mine/x.nt"], 3, "cannot write"),
        (["nt", "--graph={tmp}/none.ttl"], 3, "there is no file"),
        (["nt", "--store={tmp}"], 3, "there is no store"),
        (["nt", "--graph={tmp}/wrong.ttl", "-o{tmp}/new.nt"], 3, "wrong.ttl:1:"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(
    argv: list[str], code: int, told: str, kobe: Kobe, tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("kept")
    (tmp_path / "wrong.ttl").write_text("claim:a kg:min")
    ran = kobe("export", *(arg.format(tmp=tmp_path) for arg in argv), graph=[])
    assert ran.code == code
    assert told in ran.err
    assert ran.out == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "wrong.ttl"]
    assert (tmp_path / "mine").read_text() == "kept"


def test_what_is_left_out_is_said(kobe: Kobe, tmp_path: Path) -> None:
    marked = tmp_path / "graph.ttl"
    marked.write_text(
        "PREFIX dct: <http://purl.org/dc/terms/> PREFIX kg: <https://w3id.org/kobe-kg/ns#>\n"
        "PREFIX report: <https://w3id.org/kobe-kg/id/report/>\n"
        "report:closed a kg:Report ; dct:accessRights kg:NotForRedistribution .\n"
        "report:open a kg:Report .\n"
    )
    ran = kobe("export", "nt", f"-o{tmp_path / 'x.nt'}", graph=[marked])
    assert ran.code == 0
    assert "report:closed" in ran.err
    assert (tmp_path / "x.nt.losses.txt").read_text() == ran.err
    told = json.loads((tmp_path / "x.nt.losses.json").read_text())
    assert told["left_out"][0]["which"] == ["report:closed"]
    assert kobe("export", "nt", "-q", graph=[marked]).err == ""
    kept = kobe("export", "nt", "--include-restricted", f"-o{tmp_path / 'x.nt'}", graph=[marked])
    assert kept.err == ""
    assert not (tmp_path / "x.nt.losses.txt").exists()


def test_a_store_on_disk_is_exported_without_the_vocabulary_it_holds(kobe: Kobe, tmp_path: Path) -> None:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    seed = [path for path in SEED if path.name != "passages.ttl"]  # Oxigraph makes plain integers of their offsets
    for path in (*paths.vocabulary(), *seed):
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    store.flush()
    del store
    ran = kobe("export", "nt", f"--store={tmp_path / 'store'}", graph=[])
    assert ran.code == 0, ran.err
    assert ran.out == kobe("export", "nt", graph=seed).out
    whole = kobe("export", "nt", "--with-ontology", f"--store={tmp_path / 'store'}", graph=[])
    assert whole.out == kobe("export", "nt", "--with-ontology", graph=seed).out


def test_an_endpoint_is_exported_whole(kobe: Kobe, endpoint: str) -> None:
    ran = kobe("export", "nt", f"--endpoint={endpoint}", graph=[])
    assert ran.code == 0, ran.err
    expected = kobe("export", "nt").out
    for written, kept in (("nonNegativeInteger", "integer"), ('"12.0"^^', '"12"^^')):  # as Oxigraph keeps them
        expected = expected.replace(written, kept)
    assert sorted(ran.out.split("\n")) == sorted(expected.split("\n"))


def test_an_endpoint_that_gives_only_a_part_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Far:
        """A store that is not ours to read triple by triple."""

        query = staticmethod(OxigraphStore(SEED).query)

    monkeypatch.setattr(source, "_ALL", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 100")
    with pytest.raises(DataError, match="100 of its"):
        list(Source(store=Far()).triples())


def test_a_reader_that_goes_away_is_no_error(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = start("export", "trig")
    assert process.stdout is not None
    process.stdout.read(100)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=30) == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupted_export_leaves_nothing(start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path) -> None:
    fifo = tmp_path / "slow.nt"
    os.mkfifo(fifo)
    place = tmp_path / "temporary"
    place.mkdir()
    process = start("export", "ttl", f"--graph={fifo}", f"-o{tmp_path / 'out'}", env={"TMPDIR": str(place)})
    with fifo.open("wb") as stream:  # it is being read
        stream.write(b"<x:a> <x:b> <x:c> .\n")
        stream.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert [p.name for p in tmp_path.iterdir() if p != place] == ["slow.nt"]
    assert not list(place.iterdir())


def test_formats_and_their_options_are_completed() -> None:
    assert list(export.formats()) == list(FORMATS)
    assert export.params(Namespace(format="description")) == ["formats=", "base="]
    assert export.params(Namespace(format=None)) == []


def test_every_format_stands_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    section = text.partition("\n## kobe export\n")[2].partition("\n## ")[0]
    assert [name for name in FORMATS if f"`{name}`" not in section] == []
