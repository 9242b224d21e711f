"""Long lists in pages: every item stands on one of them, and on one only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.errors import ParameterError
from kobe_kg.pages.listing import part, window
from kobe_kg.pages.site import Site


@given(st.integers(0, 700), st.integers(1, 60))
def test_all_pages_are_the_list(total: int, size: int) -> None:
    first = part(range(total), 1, Site(), size=size)
    pages = [part(range(total), n, Site(), size=size) for n in range(1, first.pages + 1)]
    assert [item for p in pages for item in p.items] == list(range(total))
    assert all(p.last - p.first + 1 == len(p.items) for p in pages)


@pytest.mark.parametrize("page", [0, -1, 4])
def test_no_other_page_is_there(page: int) -> None:
    with pytest.raises(ParameterError, match="from 1 to 3"):
        window(250, page, Site())


def test_links_skip_what_is_far() -> None:
    assert part(range(2000), 10, Site()).near == [1, 0, 8, 9, 10, 11, 12, 0, 20]
    assert part(range(300), 2, Site()).near == [1, 2, 3]


def test_a_folder_of_files_has_one_page() -> None:
    assert part(range(2000), 1, Site(live=False)).pages == 1
