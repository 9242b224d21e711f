"""Names and values are read as the standard library reads them, and faster."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.serve.encoded import MOST, decoded, pairs


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_a_browser_encodes_is_read_as_it_was(values: list[tuple[str, str]]) -> None:
    text = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in values)
    assert pairs(text.encode()) == tuple(values)


@given(st.text(st.sampled_from("%=&+_?.\r\n 3dDfF0aé"), max_size=30))
def test_any_text_is_read_as_the_standard_library_reads_it(text: str) -> None:
    try:
        expected = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            pairs(text.encode())
    else:
        assert pairs(text.encode()) == tuple(expected)


@pytest.mark.parametrize("text", [b"x=%FF", b"%C3", b"x=\xff"])
def test_what_is_no_utf8_is_refused(text: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        pairs(text)


def test_a_stray_percent_sign_stands_for_itself() -> None:
    assert decoded(b"%%41%4%") == "%A%4%"


def test_there_are_so_many_values_and_no_more() -> None:
    assert len(pairs(b"&".join([b"x=1"] * MOST))) == MOST
    with pytest.raises(ValueError, match="1000"):
        pairs(b"&".join([b"x=1"] * (MOST + 1)))
