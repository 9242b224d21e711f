"""A source cut into files of rows: it is read once, and rows of one event go to one part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from kobe_kg.bulk import lists
from kobe_kg.bulk.order import Desk, Order
from kobe_kg.ingest.recipe import Release
from kobe_kg.ingest.rows import Raw
from kobe_kg.ingest.work import Source, cut

#: How many times as large a packed source is unpacked.
_PACKED = {".gz": 8, ".parquet": 8, ".xlsm": 8, ".xlsx": 8}
#: Bytes of rows that are held before they are written.
_HELD = 16_000_000


class Cut:
    """The rows of one part; see :class:`kobe_kg.ingest.work.Source`."""

    #: What holds for the file is told once, of the whole.
    notes = ()

    def __init__(self, desk: Desk, order: Order, part: int) -> None:
        self.path, self.names = Path(order.source), order.names
        self._rows = desk.rows(part)

    def __iter__(self) -> Iterator[Raw]:
        if self._rows.exists():
            yield from (Raw(*found) for found in lists.read(self._rows))


def parts(path: Path, size: int) -> int:
    """Choose into how many parts a source is cut, by its size alone.

    :param size: bytes of one part.
    """
    return max(1, round(path.stat().st_size * _PACKED.get(path.suffix.casefold(), 1) / size))


def write(desk: Desk, rows: Source, recipe: Release, count: int, tell: Callable[[int], None]) -> list[int]:
    """Write the rows of each part, and give how many each has.

    :param count: number of parts.
    :param tell: is told, now and then, how many rows have been read.
    """
    held: dict[int, list[str]] = defaultdict(list)
    counts = [0] * count
    size = number = 0
    for number, raw in enumerate(rows, 1):
        row = lists.line(raw)
        part = _part(raw, recipe, len(rows.names), count)
        held[part].append(row)
        counts[part] += 1
        size += len(row)
        if size > _HELD:
            _flush(desk, held)
            size = 0
        if number % 1000 == 0:
            tell(number)
    _flush(desk, held)
    tell(number)
    return counts


def _part(raw: Raw, recipe: Release, many: int, count: int) -> int:
    """Give the part of a row; one that has no cells has no event, and may go anywhere."""
    cells, flaw = cut(raw, many)
    key = str(raw.number) if flaw else recipe.key(cells)
    return int.from_bytes(sha256(key.encode(errors="replace")).digest()[:8], "big") % count


def _flush(desk: Desk, held: dict[int, list[str]]) -> None:
    for part, rows in held.items():
        with desk.rows(part).open("a", encoding="ascii") as out:
            out.writelines(rows)
    held.clear()
