"""Lists of articles are cut at their quotes, whatever stands inside."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.ucdp_ged.articles import cut


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"The Daily,2031-03-07,Ten dead; more feared"', [("The Daily", "2031-03-07")]),
        ('"A,2031-03-07,x";"B,2031-03-08,y"', [("A", "2031-03-07"), ("B", "2031-03-08")]),
        (
            '"A,2031-03-07,The "long" march" ;\n"B, C and D,2031-03-08,y"',
            [("A", "2031-03-07"), ("B, C and D", "2031-03-08")],
        ),
        ('"A,2031-03-07, 2031-03-09, a day in a headline"', [("A", "2031-03-07")]),
        ('"A,2031-02-30,x"', [("A", "")]),
        ('"no day at all"', [("", "")]),
        ("The Daily 7 March 2031", []),
        ("", []),
        ('"', []),
    ],
)
def test_items_give_publisher_and_day(text: str, found: list[tuple[str, str]]) -> None:
    assert [(article.publisher, article.issued) for article in cut(text)] == found


def test_two_articles_of_one_day_have_two_keys_and_one_article_has_one() -> None:
    one, two, again = cut('"A,2031-03-07,x";"A,2031-03-07,y";"A,2031-03-07,x  "')
    assert one.key == again.key != two.key
    assert len(one.key) == 16
