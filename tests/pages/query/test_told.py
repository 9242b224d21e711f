"""What saved queries say of themselves is told in both languages, and a text of one's own as it stands."""

from __future__ import annotations

import re
import tomllib

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.pages.api import PROBLEMS
from kobe_kg.pages.query.told import TOPICS, address, name, tag, told, topic
from kobe_kg.pages.site import STATIC, Site, french

QUERIES = open_graph().queries
FRENCH, ENGLISH = Site(lang="fr"), Site()


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_every_saved_query_is_told_in_french(query: str) -> None:
    found = QUERIES[query]
    texts = [found.title, found.summary, found.empty, *(p.summary for p in found.params.values())]
    assert [text for text in texts if text and told(text, FRENCH).lang] == []
    names = [f"column {each}" for each in (*found.params, *found.columns)]
    assert [each for each in (*names, *(f"tag {t}" for t in found.tags)) if each not in french()] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for english, other in french().items():
        for text in other if isinstance(other, list) else [other]:
            assert set(re.findall(r"\{(\w+)\}", english)) >= set(re.findall(r"\{(\w+)\}", text)), english


def test_no_text_is_told_in_two_ways() -> None:
    told_in: dict[str, set[str]] = {}
    for path in (STATIC.parent / "words").glob("*.toml"):
        for english, other in tomllib.loads(path.read_text(encoding="utf-8")).items():
            told_in.setdefault(english, set()).add(str(other))
    assert [english for english, ways in told_in.items() if len(ways) > 1] == []


def test_every_text_of_the_templates_is_told_in_french() -> None:
    missing = []
    for path in sorted((STATIC.parent / "templates").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        found = [m[1] for m in re.findall(r"\bsay\(\s*([\"'])(.*?)\1\s*[,)]", text)]
        found += [m[1] for m in re.findall(r"\bcounted\([^\"']*,\s*([\"'])(.*?)\1\s*,", text)]
        missing += [(path.name, each) for each in found if each not in french()]
    assert missing == []


def test_topics_and_problems_are_told_in_french() -> None:
    assert [text for text in (*TOPICS.values(), *(text for _, text in PROBLEMS.values())) if text not in french()] == []


def test_what_nobody_has_translated_stands_as_it_is_and_says_so() -> None:
    assert told("Nobody has translated this.", FRENCH) == ("Nobody has translated this.", "en")
    assert told("Nobody has translated this.", ENGLISH) == ("Nobody has translated this.", "")
    assert tag("own-tag", FRENCH).text == "own-tag"
    assert name("ownColumn_name", FRENCH).text == "Own column name"


def test_names_are_read_as_words() -> None:
    assert [name(each, ENGLISH).text for each in ("aSpeaker", "b", "wkt", "at_least")] == [
        "First: speaker", "Second", "Coordinates", "At least",
    ]  # fmt: skip


def test_a_query_of_a_folder_of_ones_own_is_of_that_topic() -> None:
    query = QUERIES["claims"]
    assert topic(query, FRENCH).text == "Ce qui est affirmé"
    own = query._replace(path=query.path.parent.parent / "my-own" / "claims.rq")
    assert topic(own, FRENCH).text == "My own"


def test_addresses_take_any_name_and_the_language_of_the_page() -> None:
    assert address(FRENCH, "/query/x", [("from", "1"), ("path_", "a&b")]) == "/query/x?from=1&path_=a%26b"
    named = Site(lang="fr", named=True)
    assert address(named, "/x", []) == "/x?lang=fr"
    assert address(named, "/x", [("lang", "en")]) == "/x?lang=en"
    assert address(Site(live=False), "/query/x", [("a", "b")]) == "query/x.html"
