"""Requests to workers and back, with real processes: what is asked is answered, whatever happens beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvloop

from kobe_kg.errors import DataError, QueryError
from kobe_kg.serve.message import Request
from kobe_kg.serve.pool.pool import BugError, BusyError, DiedError, ExceededError, Pool
from kobe_kg.serve.settings import Settings
from tests.serve.misbehaving import ENDLESS, GREEDY, LIES

_ANSWER = "tests.serve.misbehaving:answer"
_GRAPH = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
<https://example.org/set> a dcat:Dataset ;
    owl:versionInfo "{version}" .
"""
# A moment is longer than any of these tests should need on a machine that does much else.
_MOMENT = 20.0

#: Runs a test in an event loop.
Run = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run in each of the event loops in turn."""
    return asyncio.run if request.param == "asyncio" else uvloop.run


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A folder with a small graph."""
    folder = tmp_path / "graph"
    folder.mkdir()
    write(folder, "1")
    return folder


def write(folder: Path, version: str) -> None:
    """Put a version of the small graph into its folder."""
    (folder / "set.ttl").write_text(_GRAPH.format(version=version))


def settings(graph: Path, **more: Any) -> Settings:
    return Settings(graph=(graph,), **{"workers": 2, "timeout": _MOMENT, "memory": 256, **more})


@asynccontextmanager
async def pool_of(graph: Path, **more: Any) -> AsyncIterator[Pool]:
    """Run a pool, and see that it leaves nothing behind."""
    before, fds = descendants(), open_files()
    poll = more.pop("poll", 1.0)
    async with Pool(settings(graph, **more), answer=_ANSWER, poll=poll) as pool:
        yield pool
    assert descendants() == before
    assert open_files() == fds


def request(path: str, **more: Any) -> Request:
    return Request("sparql", path=path, **more)


async def text(pool: Pool, path: str, **more: Any) -> str:
    reply = await pool.ask(request(path, **more))
    assert reply.status == 200
    return reply.body.decode()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def descendants(of: int | None = None) -> set[int]:
    """Give the numbers of all processes below one, zombies too."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(state.rpartition(")")[2].split()[1])
    found = {of or os.getpid()}
    while new := {process for process, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {of or os.getpid()}


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + _MOMENT
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        await asyncio.sleep(0.01)


def test_a_request_arrives_whole_and_its_reply_too(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph) as pool:
            assert pool.version.name == "1"
            assert pool.generation == 1
            assert pool.ready
            asked = request(
                "/echo", args=(("a", "é\udc80"), ("a", "")), body=b"\x00\xff", found={"slug": "x"}, lang="fr"
            )
            reply = await pool.ask(asked)
            assert reply.body.decode() == "(('a', 'é\\udc80'), ('a', '')) b'\\x00\\xff' {'slug': 'x'} fr"
            assert reply.content_type == "text/plain; charset=utf-8"
            assert dict(reply.headers)["Kobe-Dataset"] == f"1; sha256={pool.version.digest}"
            large = await pool.ask(request("/large/5000000", body=b"y" * 3_000_000))
            assert large.body == b"x" * 5_000_000

    run(main())


def test_requests_run_beside_one_another_and_in_turn(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=2, queue=10) as pool:
            replies = await asyncio.gather(*(text(pool, "/sleep/0.02") for _ in range(10)))
            assert len(set(replies)) == 2
            assert (pool.running, pool.waiting) == (0, 0)
            assert pool.ended == {}

    run(main())


def test_a_request_over_its_time_is_stopped_while_others_are_answered(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(Path("graph/kobe-attack"), workers=2, timeout=1.5) as pool:
            slow = asyncio.create_task(pool.ask(request("/query", body=ENDLESS.encode())))
            await asyncio.sleep(0)
            answered = 0
            while not slow.done():
                await text(pool, "/process")
                answered += 1
            assert answered > 1
            with pytest.raises(ExceededError, match=r"longer than 1\.5 s") as caught:
                await slow
            assert caught.value.limit == "time"
            assert pool.ended == {"time": 1}
            # There are two workers again.
            assert len(set(await asyncio.gather(*(text(pool, "/sleep/0.2") for _ in range(2))))) == 2

    run(main())


def test_a_query_over_its_memory_is_stopped_and_no_other(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(Path("graph/kobe-attack"), workers=2, memory=128) as pool:
            other = asyncio.create_task(text(pool, "/sleep/0.3"))
            with pytest.raises(ExceededError) as caught:
                await pool.ask(request("/query", body=GREEDY.encode()))
            assert caught.value.limit == "memory"
            assert await other
            assert pool.ended == {"memory": 1}
            with pytest.raises(ExceededError) as caught:
                await pool.ask(request("/allocate/1000"))
            assert caught.value.limit == "memory"
            assert await text(pool, "/allocate/100")

    uvloop.run(main())


def test_a_worker_that_has_grown_makes_room_for_another(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1, memory=128) as pool:
            grown = await text(pool, "/hold/90")
            assert await text(pool, "/process") != grown
            assert pool.ended == {}

    uvloop.run(main())


@pytest.mark.parametrize("how", ["segfault", "abort", "exit"])
def test_a_worker_that_breaks_down_is_replaced(graph: Path, how: str) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            with pytest.raises(DiedError, match="broke down"):
                await pool.ask(request(f"/{how}"))
            assert await text(pool, "/process")
            assert pool.ended == {"died": 1}

    uvloop.run(main())


@pytest.mark.parametrize(("kind", "error", "code"), [("memory", ExceededError, 71), ("bug", DiedError, 70)])
def test_a_worker_that_fails_beside_its_answers_says_how(
    graph: Path, caplog: pytest.LogCaptureFixture, kind: str, error: type[Exception], code: int
) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            with pytest.raises(error):
                await pool.ask(request(f"/fail/{kind}"))
            assert await text(pool, "/process")
            assert pool.ended == {"memory" if kind == "memory" else "died": 1}

    asyncio.run(main())
    assert f"a worker ended with {code}, at GET /fail/{kind}" in caplog.text


@pytest.mark.parametrize("lie", LIES)
def test_a_worker_that_lies_does_no_harm(graph: Path, lie: str) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            with pytest.raises(BugError):
                await pool.ask(request(f"/lie/{lie}"))
            pool.ended.clear()
            task = asyncio.create_task(text(pool, "/process"))
            await until(task.done)
            assert task.result()

    asyncio.run(main())


@pytest.mark.parametrize("name", ["SIGHUP", "SIGINT", "SIGTERM"])
def test_what_stops_a_front_stops_no_worker(graph: Path, name: str) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            worker, keeper = [int(await text(pool, path)) for path in ("/process", "/keeper")]
            slow = asyncio.create_task(text(pool, "/sleep/0.1"))
            await asyncio.sleep(0)
            for process in (worker, keeper):
                os.kill(process, getattr(signal, name))
            assert int(await slow) == worker

    asyncio.run(main())


def test_an_idle_worker_that_ends_is_replaced(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            first = int(await text(pool, "/process"))
            os.kill(first, signal.SIGKILL)
            await until(lambda: pool.ended)
            assert int(await text(pool, "/process")) != first

    asyncio.run(main())


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_what_a_worker_has_not_read_before_it_ended_is_asked_of_another(run: Run, graph: Path, size: int) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            first = int(await text(pool, "/process"))
            os.kill(first, signal.SIGKILL)
            with suppress(ProcessLookupError):
                while True:  # the loop stands still, and the pool hears nothing of it
                    os.kill(first, 0)
                    time.sleep(0.001)
            assert int(await text(pool, "/process", body=b"x" * size)) != first
            assert pool.ended.total() == 1

    run(main())


def test_a_bug_is_told_to_the_log_and_not_to_the_client(graph: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            first = await text(pool, "/process")
            with pytest.raises(BugError) as caught:
                await pool.ask(request("/raise/ours"))
            assert "secret" not in str(caught.value)
            assert "ZeroDivisionError: secret of ours\ufffd[2J" in caplog.text
            assert "GET /raise/ours" in caplog.text
            assert await text(pool, "/process") == first
            with pytest.raises(BugError):
                await pool.ask(request("/panic"))
            assert await text(pool, "/process") != first

    asyncio.run(main())


def test_what_workers_print_comes_to_the_log(
    graph: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        async with pool_of(graph) as pool:
            await text(pool, "/print")
            await until(lambda: "to stderr\ufffd[2J" in caplog.text)

    with caplog.at_level(logging.WARNING, "kobe_kg.serve"):
        asyncio.run(main())
    assert "to stdout" not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_an_answer_larger_than_allowed_is_refused(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, answer_bytes=1000) as pool:
            assert len(await text(pool, "/large/1000")) == 1000
            reply = await pool.ask(request("/large/1001"))
            assert reply.status == 422
            assert b"more than 1000 bytes" in reply.body

    asyncio.run(main())


def test_a_full_queue_is_told_at_once(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1, queue=1) as pool:
            first = asyncio.create_task(text(pool, "/sleep/0.3"))
            second = asyncio.create_task(text(pool, "/process"))
            await asyncio.sleep(0)
            assert (pool.running, pool.waiting) == (1, 1)
            with pytest.raises(BusyError) as caught:
                await pool.ask(request("/process"))
            assert 1 <= caught.value.retry_after <= _MOMENT
            assert await first == await second
            assert pool.ended == {}

    uvloop.run(main())


def test_a_request_waits_no_longer_than_it_may_run(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1, timeout=0.5) as pool:
            tasks = [asyncio.create_task(pool.ask(request(f"/sleep/{_MOMENT}"))) for _ in range(2)]
            found = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(f) for f in found] == [ExceededError, BusyError]

    asyncio.run(main())


def test_a_client_that_leaves_while_it_waits_does_no_harm(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            first = asyncio.create_task(text(pool, "/sleep/0.2"))
            gone = asyncio.create_task(text(pool, "/exit"))
            last = asyncio.create_task(text(pool, "/process"))
            await asyncio.sleep(0)
            gone.cancel()
            assert await first == await last
            assert gone.cancelled()
            assert pool.ended == {}

    run(main())


def test_a_client_that_leaves_has_its_worker_stopped_if_it_runs_on(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            first = await text(pool, "/process")
            slow = asyncio.create_task(text(pool, f"/sleep/{2 * _MOMENT}"))
            await asyncio.sleep(0.05)
            slow.cancel()
            assert await text(pool, "/process") != first
            assert pool.ended == {"gone": 1}

    run(main())


def test_a_client_that_leaves_costs_no_worker_that_is_done_in_a_moment(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            first = await text(pool, "/process")
            quick = asyncio.create_task(text(pool, "/sleep/0.05"))
            await asyncio.sleep(0)
            quick.cancel()
            assert await text(pool, "/process") == first
            assert pool.ended == {}

    monkeypatch.setattr("kobe_kg.serve.pool.pool._GRACE", _MOMENT)
    uvloop.run(main())


def test_a_reload_changes_the_graph_for_new_requests_only(run: Run, graph: Path) -> None:
    async def main() -> None:
        others = descendants()
        async with pool_of(graph) as pool:
            before = pool.version
            old = asyncio.create_task(pool.ask(request("/sleep/0.5")))
            await asyncio.sleep(0)
            write(graph, "2")
            version = await pool.reload()
            assert version == pool.version
            assert (version.name, pool.generation) == ("2", 2)
            assert version.digest != before.digest
            assert dict((await pool.ask(request("/count"))).headers)["X-Name"] == "2"
            assert dict((await old).headers)["Kobe-Dataset"] == f"1; sha256={before.digest}"
            await until(lambda: len(descendants() - others) == 3)  # one keeper, two workers

    run(main())


def test_a_reload_that_fails_keeps_what_there_is(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph) as pool:
            before, processes = pool.version, descendants()
            (graph / "set.ttl").write_text("<urn:a>\n<urn:b> [ .\n")
            with pytest.raises(DataError, match=r"set\.ttl") as caught:
                await pool.reload()
            assert caught.value.where is not None
            assert caught.value.where.line == 2
            assert (pool.version, pool.generation) == (before, 1)
            assert await text(pool, "/process")
            assert descendants() == processes

    uvloop.run(main())


def test_reloads_under_load_lose_no_request(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, queue=100) as pool:
            done = False

            async def client() -> set[str]:
                seen = set()
                while not done:
                    seen.add(dict((await pool.ask(request("/count"))).headers)["X-Name"])
                    await asyncio.sleep(0.001)
                return seen

            clients = [asyncio.create_task(client()) for _ in range(8)]
            for version in "23":
                write(graph, version)
                await pool.reload()
            await asyncio.sleep(0.05)
            done = True
            assert set.union(*await asyncio.gather(*clients)) == {"1", "2", "3"}
            assert pool.ended == {}

    run(main())


def test_changed_files_are_taken_up_by_themselves(graph: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with pool_of(graph, reload=True, poll=0.05) as pool:
            (graph / "more.ttl").write_text("<https://example.org/a> <https://example.org/b> 1 .\n")
            await until(lambda: pool.generation == 2)
            (graph / "more.ttl").write_text("<a> <b")
            await until(lambda: "are not taken up" in caplog.text)
            assert pool.generation == 2
            (graph / "more.ttl").unlink()
            await until(lambda: pool.generation == 3)
            assert await text(pool, "/process")

    uvloop.run(main())


def test_a_graph_that_cannot_be_read_is_told_with_its_place(graph: Path) -> None:
    async def main() -> None:
        before = descendants()
        with pytest.raises(DataError) as caught:
            async with pool_of(graph):
                pass
        assert "set.ttl:1:" in str(caught.value)
        assert descendants() == before

    (graph / "set.ttl").write_text("<a> <b\n")
    uvloop.run(main())


def test_a_query_that_an_address_cannot_call_is_refused_at_the_start(graph: Path, tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(QueryError, match="'limit'"):
            async with pool_of(graph, queries=(tmp_path / "queries",)):
                pass

    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "own.rq").write_text(
        "#+ title: Own\n#+ summary: Own.\n#+ params:\n#+   limit: {type: integer}\n#+ columns: {s: iri}\n"
        "SELECT ?s WHERE { ?s ?p $limit }\nORDER BY ?s\n"
    )
    asyncio.run(main())


def test_a_keeper_that_ends_is_replaced(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph) as pool:
            slow = asyncio.create_task(pool.ask(request(f"/sleep/{_MOMENT}")))
            keeper = int(await text(pool, "/keeper"))
            os.kill(keeper, signal.SIGKILL)
            with pytest.raises(DiedError):
                await slow
            assert int(await text(pool, "/keeper")) != keeper
            assert pool.generation == 2

    run(main())


def test_closing_waits_for_what_runs_and_refuses_what_comes(run: Run, graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            tasks = [asyncio.create_task(text(pool, "/sleep/0.1")) for _ in range(2)]
            await asyncio.sleep(0)
            closing = asyncio.create_task(pool.close())
            await asyncio.sleep(0)
            assert not pool.ready
            with pytest.raises(BusyError, match="stopping"):
                await pool.ask(request("/process"))
            await closing
            assert len(set(await asyncio.gather(*tasks))) == 1

    run(main())


def test_a_reload_that_meets_the_end_is_told_so(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph) as pool:
            late = asyncio.create_task(pool.reload())
            await asyncio.sleep(0.01)
            await pool.close()
            with pytest.raises(BusyError, match="stopping"):
                await late
            with pytest.raises(BusyError, match="stopping"):
                await pool.reload()

    uvloop.run(main())


def test_closing_waits_no_longer_than_it_is_told(graph: Path) -> None:
    async def main() -> None:
        async with pool_of(graph, workers=1) as pool:
            tasks = [asyncio.create_task(text(pool, f"/sleep/{2 * _MOMENT}")) for _ in range(2)]
            await asyncio.sleep(0)
            await pool.close(patience=0.05)
            found = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(f) for f in found] == [BusyError, BusyError]

    uvloop.run(main())


_FRONT = """
import asyncio, sys
from pathlib import Path
from kobe_kg.serve.message import Request
from kobe_kg.serve.pool.pool import Pool
from kobe_kg.serve.settings import Settings

async def main():
    async with Pool(Settings(graph=(Path(sys.argv[1]),)), answer=sys.argv[2]) as pool:
        busy = asyncio.create_task(pool.ask(Request("sparql", path="/query", body=sys.argv[3].encode())))
        await asyncio.sleep(0)
        print("up", flush=True)
        await busy

asyncio.run(main())
"""


def test_no_process_outlives_the_front() -> None:
    command = [sys.executable, "-c", _FRONT, "graph/kobe-attack", _ANSWER, ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as front:
        assert front.stdout is not None
        assert front.stdout.readline() == b"up\n"
        below = descendants(front.pid)
        assert len(below) == 3
        front.kill()
    end = time.monotonic() + _MOMENT
    while any(alive(process) for process in below):
        assert time.monotonic() < end, "a process has outlived the front"
        time.sleep(0.01)


def alive(process: int) -> bool:
    """Tell whether a process runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
