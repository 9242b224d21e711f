"""From settings to a graph that is served: files, a store on disk, an endpoint."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pyoxigraph
import pytest

from kobe_kg import load, paths
from kobe_kg.errors import DataError, KobeError, RemoteError
from kobe_kg.files import expand
from kobe_kg.serve.message import Request
from kobe_kg.serve.pool import reading
from kobe_kg.serve.pool.pool import DiedError, Pool
from kobe_kg.serve.settings import Settings
from kobe_kg.store import disk
from tests import SAMPLE

_ANSWER = "tests.serve.misbehaving:answer"
_COUNT = b"SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with the sample graph."""
    found = tmp_path_factory.mktemp("store")
    store = pyoxigraph.Store(found)
    for path in expand([*paths.vocabulary(), *SAMPLE], *load.SUFFIXES):
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    store.flush()
    return found


def asked(settings: Settings) -> tuple[int, str]:
    """Count the triples of a graph through a pool: as its version says, and as a worker does."""

    async def main() -> tuple[int, str]:
        async with Pool(settings, answer=_ANSWER) as pool:
            reply = await pool.ask(_count())
            again = await pool.ask(_count())
            assert reply == again
            await pool.reload()
            return pool.version.triples, reply.body.decode()

    return asyncio.run(main())


def test_workers_keep_to_the_version_that_was_read(tmp_path: Path) -> None:
    async def main() -> None:
        async with Pool(Settings(store=store, workers=1), answer=_ANSWER) as pool:
            assert pool.version.triples == 1
            built("1, 2")
            assert await replaced(pool) == 1  # the one before is kept
            assert pool.generation == 1
            built("1, 2, 3")
            assert await replaced(pool) == 3
            assert (pool.version.triples, pool.generation) == (3, 2)

    async def replaced(pool: Pool) -> int:
        with pytest.raises(DiedError):
            await pool.ask(Request("sparql", path="/exit"))
        rows = json.loads((await pool.ask(_count())).body)["results"]["bindings"]
        return int(rows[0]["n"]["value"])

    def built(values: str) -> None:
        (tmp_path / "a.ttl").write_text(f"<urn:a> <urn:b> {values} .\n")
        disk.build(store, [tmp_path / "a.ttl"])

    store = tmp_path / "store"
    built("1")
    asyncio.run(main())


def _count() -> Request:
    return Request("sparql", path="/query", body=_COUNT)


def test_the_shipped_graph_is_read() -> None:
    graph, version = reading.read(Settings())
    assert version.name == "0.1.0"
    assert version.triples > 10_000
    assert "claims" in graph.queries


def test_a_store_on_disk_is_served(folder: Path) -> None:
    triples, body = asked(Settings(store=folder))
    assert triples > 1000
    assert f'"value":"{triples}"' in body


def test_an_endpoint_is_served(endpoint: str, folder: Path) -> None:
    triples, body = asked(Settings(endpoint=endpoint))
    assert f'"value":"{triples}"' in body
    assert triples == reading.read(Settings(store=folder))[1].triples


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be told so")
def test_only_the_worker_of_an_endpoint_may_call_another_machine(endpoint: str, folder: Path) -> None:
    async def may(settings: Settings) -> bytes:
        async with Pool(settings._replace(workers=1), answer=_ANSWER) as pool:
            return (await pool.ask(Request("sparql", path="/call"))).body

    assert asyncio.run(may(Settings(store=folder))) == b"it may not"
    assert asyncio.run(may(Settings(endpoint=endpoint))) == b"it may"


def test_a_store_is_looked_at_from_aside(folder: Path) -> None:
    graph, version, place = reading.look(Settings(store=folder))
    assert version._replace(loaded="") == reading.read(Settings(store=folder))[1]._replace(loaded="")
    assert "claims" in graph.queries
    assert graph.sparql("ASK { ?s ?p ?o }") is False  # not before it is attached
    assert reading.attach(graph, place).sparql("ASK { ?s ?p ?o }") is True


@pytest.mark.parametrize(
    ("settings", "kind", "said"),
    [
        (Settings(graph=(Path("nowhere.ttl"),)), DataError, "nowhere.ttl"),
        (Settings(store=Path("nowhere")), DataError, "no store in nowhere"),
        (Settings(endpoint="http://127.0.0.1:1/"), RemoteError, "127.0.0.1:1"),
        (Settings(queries=(Path("nowhere"),)), DataError, "no folder of queries"),
    ],
)
def test_what_cannot_be_read_is_told(settings: Settings, kind: type[KobeError], said: str) -> None:
    with pytest.raises(kind, match=said):
        asked(settings)


def test_workers_draw_different_chances() -> None:
    async def main() -> None:
        async with Pool(Settings(graph=tuple(SAMPLE), workers=2), answer=_ANSWER) as pool:
            query = Request("sparql", path="/query", body=b"SELECT (UUID() AS ?u) WHERE {}")
            first, second = await asyncio.gather(pool.ask(query), pool.ask(query))  # one at each worker
            assert first.body != second.body

    asyncio.run(main())


def test_files_that_change_all_the_time_are_not_read_half(monkeypatch: pytest.MonkeyPatch) -> None:
    states = iter(range(1000))
    monkeypatch.setattr("kobe_kg.serve.pool.origin.state", lambda _: next(states))
    monkeypatch.setattr(reading, "_PAUSE", 0)
    monkeypatch.setattr(reading, "_ATTEMPTS", 2)
    with pytest.raises(DataError, match="change while they are read"):
        reading.read(Settings(graph=tuple(SAMPLE)))
