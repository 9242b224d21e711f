"""What parts made, as one: what several of them describe, what was refused, remarked on and found, and the sums."""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

from kobe_kg.bulk import lists
from kobe_kg.bulk.found import Found, exact
from kobe_kg.bulk.order import Desk, Order
from kobe_kg.bulk.part import Tally, following
from kobe_kg.bulk.shared import Described, PartScribe, united
from kobe_kg.ingest.account import Flaw, Listed
from kobe_kg.ingest.recipe import Release

#: Stands for a row after all rows.
_AFTER = 1 << 62


class File(NamedTuple):
    """A file of statements."""

    name: str
    statements: int
    bytes: int
    sha256: str


class Shared(NamedTuple):
    """What several parts may describe, described once."""

    file: File
    #: What rows call by several names: its term to the names after the first.
    renamed: dict[str, list[str]]
    #: Of things asked for, the row that describes each, 0 for the release as a whole, and its lines with their numbers.
    places: dict[str, tuple[int, list[tuple[int, str]]]]
    #: Claims by what became of them since earlier releases.
    became: dict[str, int]
    #: What holds for what came before.
    notes: list[str]


def doubles(desk: Desk, parts: Iterable[int]) -> dict[int, dict[str, int]]:
    """Find keys that may stand once and do in several parts.

    :returns: by part, those of its keys that an earlier row of another part has, and the number of that row.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    first: tuple[str, int, int] = ("", 0, -1)
    for key, row, part in _merged(desk, parts, "keys", lambda one: one[:2]):
        if key == first[0] and part != first[2]:
            found[part].setdefault(key, first[1])
        elif key != first[0]:
            first = (key, row, part)
    return found


def shared(
    desk: Desk, order: Order, recipe: Release, wanted: set[str], target: Path, tell: Callable[[int], None]
) -> Shared:
    """Write what several parts may describe.

    :param wanted: terms whose places are asked for.
    :param target: the file.
    :param tell: is told, now and then, how many things are described.
    """
    graph = order.graph(recipe)
    head = PartScribe(recipe.publisher, recipe.release, graph=graph)
    with following(desk, order, head):
        return _shared(desk, order, recipe, head, wanted, target, tell)


def _shared(
    desk: Desk,
    order: Order,
    recipe: Release,
    head: PartScribe,
    wanted: set[str],
    target: Path,
    tell: Callable[[int], None],
) -> Shared:
    graph = order.graph(recipe)
    renamed: dict[str, list[str]] = {}
    places: dict[str, tuple[int, list[tuple[int, str]]]] = {}
    with target.open("wb") as out:
        sheet = _Sheet(out)
        sheet.write(order.mark(recipe))
        recipe.head(head)
        for number, text in sheet.write(head.take()):
            places.setdefault(text.partition(" ")[0], (0, []))[1].append((number, text))
        for text in _gone(desk, order, head):
            sheet.write(text)
        parts = _merged(desk, range(order.parts), "shared", lambda one: one[0])
        for number, one in enumerate(united(_by_subject((Described(*one) for one in parts), head.described())), 1):
            if number % 1000 == 0:
                tell(number)
            if one.others:
                renamed[one.subject] = one.others
            lines = sheet.write(one.written(graph))
            if one.subject in wanted:
                places[one.subject] = (one.row, list(lines))
    became = dict(head.heard.tally) if head.heard else {}
    return Shared(sheet.file(target.name), renamed, places, became, list(head.remarks()))


class _Sheet:
    """A file of statements that is being written."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._sum, self._lines, self._size = out, sha256(), 0, 0

    def write(self, text: str) -> Iterator[tuple[int, str]]:
        """Write some lines, and give them with their numbers."""
        data, first = text.encode(), self._lines + 1
        self._out.write(data)
        self._sum.update(data)
        self._lines += data.count(b"\n")
        self._size += len(data)
        return enumerate(text.split("\n")[:-1], first)

    def file(self, name: str) -> File:
        """Give what is written, the two lines of comment not counted."""
        return File(name, self._lines - 2, self._size, self._sum.hexdigest())


def _gone(desk: Desk, order: Order, head: PartScribe) -> Iterator[str]:
    """Put together what parts heard of earlier releases, and withdraw what is no longer said."""
    if head.heard:
        head.row = _AFTER
        for part in range(order.parts):
            head.hear(pickle.loads((desk.made(part) / "heard").read_bytes()))  # noqa: S301, which we wrote
        yield from head.tail()


def _by_subject(found: Iterable[Described], head: Sequence[Described]) -> Iterator[Described]:
    """Join what parts describe and what is described of the release as a whole, which is heard first."""
    if not head:
        return iter(found)
    from heapq import merge

    return merge(head, found, key=lambda one: one.subject)


def listed(desk: Desk, order: Order, what: str) -> Iterator[Listed]:
    """Give what is wrong with rows, in the order of the rows.

    :param what: ``refused`` or ``noted``.
    """
    for row, line, *flaw in _merged(desk, range(order.parts), what, lambda one: one[0]):
        yield Listed(row, line, Flaw(*flaw))


def common(desk: Desk, order: Order) -> set[Found]:
    """Give what was found about things that parts share, each by the row that describes it there."""
    return {found for part in range(order.parts) for found in _found(desk, part) if not found.line}


def findings(desk: Desk, order: Order, made: Shared, about: set[Found]) -> Iterator[tuple[str, Found]]:
    """Give what was found with the file it stands in, by file and line.

    :param about: what :func:`common` gave; a description counts if it is the one that is heard.
    """
    for part in range(order.parts):
        yield from ((name(part, order.syntax), found) for found in _found(desk, part) if found.line)
    heard = ((made.places.get(found.terms[0], (0, [])), found) for found in about)
    own = {found._replace(line=exact(found, lines)) for (row, lines), found in heard if row == found.row}
    yield from ((made.file.name, found) for found in sorted(own))


def tally(desk: Desk, order: Order) -> tuple[Tally, list[File]]:
    """Add the parts' numbers up, and give the files of their statements."""
    parts = [Tally(**lists.read_value(desk.made(part) / "tally")) for part in range(order.parts)]
    files = [File(name(at, order.syntax), one.statements, one.bytes, one.sha256) for at, one in enumerate(parts)]
    kinds = Counter[str]()
    for one in parts:
        kinds.update(one.kinds)
    whole = Tally(
        sum(one.read for one in parts),
        sum(one.kept for one in parts),
        sum(one.refused for one in parts),
        dict(kinds),
        _summed(one.refusals for one in parts),
        _summed(one.remarks for one in parts),
        sum(one.statements for one in parts),
        sum(one.bytes for one in parts),
        "",
    )
    return whole, files


def name(part: int, syntax: str) -> str:
    """Give the name of a part's file.

    >>> name(3, "nt")
    'part-00003.nt'
    """
    return f"part-{part:05}.{syntax}"


def _summed(reasons: Iterable[dict[str, list[int]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for why, (number, first) in chain.from_iterable(one.items() for one in reasons):
        held = found.setdefault(why, [0, first])
        held[0] += number
        held[1] = min(held[1], first)
    return dict(sorted(found.items()))


def _found(desk: Desk, part: int) -> Iterator[Found]:
    for one in lists.read(desk.made(part) / "found"):
        found = Found(*one)
        yield found._replace(terms=tuple(found.terms))


def _merged(desk: Desk, parts: Iterable[int], what: str, key: Callable[[Any], Any]) -> Iterator[Any]:
    return lists.merge([desk.made(part) / what for part in parts], key, desk.folder)
