"""Which media type a client would rather have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.serve.media import EXTENSIONS, choose, normal

OFFERS = ["application/sparql-results+json", "text/csv", "text/html", "image/svg+xml"]

ranges = st.builds(
    lambda name, quality: f"{name}{quality}",
    st.sampled_from(
        ["*/*", "text/*", "image/*", "image/png", "application/*", "TEXT/HTML", "font/woff", "nonsense", *OFFERS]
    ),
    st.sampled_from(["", ";q=0.5", "; q=0", ";q=0.333", ";level=1;q=0.7", ";q=2"]),
)


@given(st.lists(ranges, max_size=6).map(", ".join))
def test_one_way_of_writing_chooses_the_same(accept: str) -> None:
    assert choose(normal(accept), OFFERS) == choose(accept, OFFERS)
    assert normal(normal(accept)) == normal(accept)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("text/*, text/csv;q=0.1", "text/html"),
        ("*/*;q=0.1, text/html", "text/html"),
        ("application/sparql-results+json;q=0, */*", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html"),
        ("application/pdf", None),
        ("text/csv;q=0", None),
        ("nonsense", None),
    ],
)
def test_the_most_specific_range_counts(accept: str, chosen: str | None) -> None:
    assert choose(accept, OFFERS) == chosen


def test_every_extension_names_a_type_of_its_own() -> None:
    assert len(set(EXTENSIONS.values())) == len(EXTENSIONS)
