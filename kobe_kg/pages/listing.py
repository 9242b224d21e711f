"""A long list in pages: which part is shown, and where the others are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kobe_kg.errors import ParameterError
from kobe_kg.pages.site import Site

#: How many rows a page shows.
SIZE = 100


class Part(NamedTuple):
    """One page of a list."""

    #: What it shows.
    items: Sequence[Any]
    #: How many there are in all.
    total: int
    #: Which page it is, from 1, and how many there are.
    page: int
    pages: int
    #: How many a page shows.
    size: int

    @property
    def first(self) -> int:
        """The place of the first item, from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last item."""
        return self.first + len(self.items) - 1

    @property
    def near(self) -> list[int]:
        """The pages worth a link, 0 for a gap: the first, the last, and those around this one."""
        kept = sorted({1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)})
        found: list[int] = []
        for number in kept:
            if found and number - found[-1] > 1:
                found.append(0)
            found.append(number)
        return found


def part(items: Sequence[Any], page: int, site: Site, *, size: int = SIZE) -> Part:
    """Take one page of a list; a folder of files has all of it on one.

    :raises ParameterError: when there is no such page.

    >>> part(range(250), 3, Site()).items
    range(200, 250)
    """
    bounds = window(len(items), page, site, size=size)
    return bounds._replace(items=items[bounds.first - 1 : bounds.first - 1 + bounds.size])


def window(total: int, page: int, site: Site, *, size: int = SIZE) -> Part:
    """Say which part of a list a page shows, the items left out.

    :raises ParameterError: when there is no such page.
    """
    size = size if site.live else max(total, 1)
    pages = max(1, -(-total // size))
    if not 1 <= page <= pages:
        raise ParameterError(f"'page' is a number from 1 to {pages}, not {page}")
    return Part((), total, page, pages, size)
