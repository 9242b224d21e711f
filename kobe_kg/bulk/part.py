"""The function of one part: rows to statements, checked, and committed as a whole by whoever is first.

It depends on the order and the part's rows alone, so that a process pool and a cluster give the same bytes, and a part
whose worker is lost is simply made again.
"""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from kobe_kg.bulk import lists
from kobe_kg.bulk.cutting import Cut
from kobe_kg.bulk.found import Found, placed
from kobe_kg.bulk.order import Desk, Order
from kobe_kg.bulk.shared import PartScribe
from kobe_kg.ingest.account import Account, Listed
from kobe_kg.ingest.recipe import Release
from kobe_kg.ingest.work import Work
from kobe_kg.validate.statements import Checker

# What differs from row to row in a reason.
_OTHER = re.compile(r"^row [0-9]+ ")


class Tally(NamedTuple):
    """The numbers of a part, or of all of them."""

    read: int
    kept: int
    refused: int
    #: Kept rows by kind.
    kinds: dict[str, int]
    #: Reason to how many rows were refused for it, and which was the first.
    refusals: dict[str, list[int]]
    #: Reason to how many rows were remarked on for it, and which was the first.
    remarks: dict[str, list[int]]
    #: Statements in the part's own file.
    statements: int
    #: Bytes of that file.
    bytes: int
    #: SHA-256 of that file.
    sha256: str


def make(folder: Path, part: int) -> None:
    """Make a part, unless it is made.

    :param folder: the desk's folder.
    """
    desk = Desk(folder)
    target = desk.made(part)
    if target.exists():
        return
    order = desk.order()
    assert order is not None
    desk.begun(part)
    aside = target.with_name(f".{target.name}.{uuid4().hex}.tmp")
    aside.mkdir()
    try:
        _write(desk, order, part, aside)
        aside.rename(target)
    except OSError:
        if not target.exists():  # by another who made the same
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(desk: Desk, order: Order, part: int, out: Path) -> None:
    recipe = order.recipe()
    graph = order.graph(recipe)
    scribe = PartScribe(recipe.publisher, recipe.release, graph=graph)
    work = recipe.work(Cut(desk, order, part), scribe, desk.gathered)
    with following(desk, order, scribe):
        _make(desk, order, part, recipe, scribe, work, out)


def _make(desk: Desk, order: Order, part: int, recipe: Release, scribe: PartScribe, work: Work, out: Path) -> None:
    firsts: dict[str, int] = lists.read_value(desk.firsts(part)) if desk.firsts(part).exists() else {}
    work.seen.update(firsts)
    text = (order.mark(recipe) + "".join(work.statements())).encode()
    (out / "statements").write_bytes(text)
    lists.write(out / "shared", scribe.described())
    lists.write(out / "keys", sorted((key, row, part) for key, row in work.seen.items() if firsts.get(key) != row))
    lists.write(out / "refused", map(_plain, work.account.flaws))
    lists.write(out / "noted", map(_plain, work.account.noted))
    lists.write(out / "found", _found(desk, recipe, text, scribe) if order.rules else ())
    if scribe.heard:
        (out / "heard").write_bytes(pickle.dumps(scribe.heard))
    lists.write_value(out / "tally", _tally(work.account, text)._asdict())


@contextmanager
def following(desk: Desk, order: Order, scribe: PartScribe) -> Iterator[None]:
    """Let a scribe follow earlier releases, if there are any."""
    if "earlier" not in order.asked:
        yield
        return
    from kobe_kg.ingest.earlier import Earlier

    with Earlier(desk.earlier) as earlier:
        scribe.follow(earlier, complete="complete" in order.asked)
        yield


def _plain(listed: Listed) -> list[Any]:
    return [listed.row, listed.line, *listed.flaw]


def _tally(account: Account, text: bytes) -> Tally:
    return Tally(
        account.read["rows"],
        account.kept["rows"],
        len(account.refused),
        dict(account.kinds),
        _reasons(account.flaws, columns=True),
        _reasons(account.noted),
        text.count(b"\n") - 2,
        len(text),
        sha256(text).hexdigest(),
    )


def _reasons(listed: Iterable[Listed], *, columns: bool = False) -> dict[str, list[int]]:
    """Count what is wrong by its reason, with the first row of each."""
    found: dict[str, list[int]] = {}
    for row, _, flaw in listed:
        why = _OTHER.sub("another row ", flaw.why)
        found.setdefault(f"{flaw.column}: {why}" if columns and flaw.column else why, [0, row])[0] += 1
    return found


def _found(desk: Desk, recipe: Release, text: bytes, scribe: PartScribe) -> Iterator[Found]:
    """Check a part's statements, together with what it shares and with what is said of the release as a whole."""
    head = release(recipe)
    shared = [*head.described(), *scribe.described()]
    said = "".join([head.take(), *(one.written("") for one in shared)]).encode()
    return placed(_checker(desk.folder).check(text, said), text, {one.subject: one.row for one in shared})


def release(recipe: Release, graph: str = "") -> PartScribe:
    """Write what is said of a release as a whole."""
    scribe = PartScribe(recipe.publisher, recipe.release, graph=graph)
    recipe.head(scribe)
    return scribe


@lru_cache(1)
def _checker(folder: Path) -> Checker:
    desk = Desk(folder)
    return Checker.read(desk.shapes, desk.context)
