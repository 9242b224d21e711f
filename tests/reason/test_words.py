"""Every figure can be said, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import QuerySolutions

from kobe_kg.load import load
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import day, wording
from tests import ONTOLOGY

_LOADED = load([ONTOLOGY / "codelists.ttl"])


def codes(scheme: str) -> list[str]:
    """Give the local names of a code list's concepts."""
    found = _LOADED.query(
        f"""PREFIX kg: <https://w3id.org/kobe-kg/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT (STRAFTER(STR(?concept), "#") AS ?code) WHERE {{ ?concept skos:inScheme kg:{scheme} }} ORDER BY ?code"""
    )
    assert isinstance(found, QuerySolutions)
    return [row[0].value for row in found]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("code", codes("QualifierScheme"))
def test_every_qualifier_has_words(code: str, lang: str) -> None:
    said = wording(code, 34, like="Passengers", lang=lang)
    assert said
    assert "{" not in said
    assert ("34" in said) or ("Passengers" in said) or code in ("Several", "Some")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_qualifiers_are_told_apart(lang: str) -> None:
    said = [wording(code, 34, like="Passengers", lang=lang) for code in codes("QualifierScheme")]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_originality_has_words(lang: str) -> None:
    for code in codes("OriginalityScheme"):
        assert PHRASES[lang][code]
        assert PHRASES[lang][f"why {code}"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_policy_has_words(lang: str) -> None:
    found = codes("PolicyScheme")
    assert found
    assert set(found) <= set(PHRASES[lang])


def test_both_languages_have_the_same_phrases() -> None:
    assert set(PHRASES["en"]) == set(PHRASES["fr"])
    for name, text in PHRASES["en"].items():
        for n in range(6):
            assert (f"{{{n}}}" in text) == (f"{{{n}}}" in PHRASES["fr"][name]), name


def test_large_numbers() -> None:
    assert wording("Exactly", 12345) == "12,345"
    assert wording("Exactly", 12345, lang="fr") == "12\u202f345"
    assert wording("AtLeast", None) == "at least ?"


def test_every_month() -> None:
    for lang in ("en", "fr"):
        said = [day(date(2030, month, 9), lang) for month in range(1, 13)]
        assert len(set(said)) == 12
        assert all(text.startswith("9 ") and text.endswith(" 2030") for text in said)
